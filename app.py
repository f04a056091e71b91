"""The Flask factory and the command line: wires, never decides."""

from __future__ import annotations

import secrets
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace

import click
from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

import analysis.bench_command
import analysis.check_command
import analysis.cluster_command
import analysis.commands
import analysis.export_command
import analysis.import_command
import analysis.papers_command
import analysis.report_command
import analysis.themes_command
import collector.account_commands
import collector.audit_command
import collector.backup_command
import collector.commands
import collector.erase_commands
import collector.restore_command
import collector.status_command
import forms.bench_command
import forms.current
import forms.failure_bench_command
import forms.headers
import forms.pages
import forms.proxies
from collector import children, instance_lock, logs, metrics_service, served_at
from collector.accounts import add_facilitator, facilitator_by_email, reset_facilitator
from collector.chores import every_day
from collector.commands import Commands, open_database
from collector.config import DATASETS, Config
from collector.database import check_whole, connect
from collector.errors import Refused
from collector.live import Watcher
from collector.pool import Pool
from collector.queries import meetings, outcomes, programmes
from collector.supervisor import Process, supervise
from collector.upgrading import in_dutch, upgrade
from forms.web_server import web_command
from forms.web_service import WebService

csrf = CSRFProtect()


def create_app(config: Config) -> Flask:
    """The web service on one instance folder. Migrates the database before the first request."""
    app = WebService(
        "gesprekstafel",
        root_path=str(forms.current.FOLDER),
        template_folder="templates",
        static_folder="static",
        instance_path=str(config.instance),
    )
    app.config.update(
        SECRET_KEY=config.secret_key(),
        GESPREKSTAFEL=config,
        SESSION_COOKIE_NAME=forms.headers.cookie_name(config),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_PATH=f"{config.prefix}/",
        # The meetings of a learning network lie months apart; the phone keeps the receipts.
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 365,
        # Only what changed it writes the cookie: no answer that comes late brings an old one back.
        SESSION_REFRESH_EACH_REQUEST=False,
        # A phone may lie on the table for the whole meeting.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
    )
    connection = connect(config.database)
    upgrade(config, connection)
    connection.close()
    app.extensions["watcher"] = Watcher(config.database)
    app.extensions["pool"] = Pool(config.database)
    csrf.init_app(app)
    # This form checks its token itself, to show again what was typed when the token is too old.
    csrf.exempt("forms.participant.answer")
    # So does this one: else a file would be read before it is known how large it may be.
    csrf.exempt("forms.importing.start")
    Babel(app, locale_selector=forms.current.locale)
    forms.pages.register(app)
    forms.proxies.believe(app, config)
    return app


def wsgi() -> Flask:
    """What the web server calls, in its own process."""
    config = Config.from_environment()
    instance_lock.hold(config)  # as long as it lives, nobody puts a backup back
    return create_app(config)


@click.group(cls=Commands)
@click.version_option(package_name="gesprekstafel")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Collect, group and publish what people say at round tables and in learning networks."""
    ctx.obj = Config.from_environment()


for command in (
    collector.commands.programmes,
    collector.account_commands.facilitator,
    collector.backup_command.backup,
    collector.status_command.status,
    collector.restore_command.restore_command,
    analysis.check_command.check,
    collector.erase_commands.expire,
    collector.erase_commands.erase,
    collector.audit_command.audit,
    analysis.cluster_command.cluster,
    analysis.commands.deidentify,
    analysis.import_command.import_,
    analysis.themes_command.themes,
    analysis.report_command.report,
    analysis.commands.publish,
    analysis.export_command.export,
    analysis.commands.verify,
    analysis.papers_command.papers_command,
    analysis.bench_command.bench,
):
    main.add_command(command)


for command in (*forms.bench_command.COMMANDS, *forms.failure_bench_command.COMMANDS):
    analysis.bench_command.bench.add_command(command)

PORT = click.IntRange(1, 65535)
DEMO_FACILITATOR = "gespreksleider@example.org"


@main.command()
@click.pass_obj
def demo(config: Config) -> None:
    """Load the example programmes into the instance, through the same intake that people use."""
    load_examples(config)
    click.echo(f"{DEMO_FACILITATOR} logs in with: {demo_password(config)}")


def demo_password(config: Config) -> str:
    """Made once per instance; the demo facilitator is made along with it."""
    path = config.instance / "demo_password"
    with open_database(config) as connection:
        if not path.exists():
            password = secrets.token_urlsafe(12)
            try:
                add_facilitator(connection, DEMO_FACILITATOR, password, "Voorbeeld")
            except Refused:  # the account is there, its password was lost
                reset_facilitator(connection, DEMO_FACILITATOR, password)
            path.touch(mode=0o600)
            path.write_text(password, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def load_examples(config: Config) -> None:
    """Play, analyse, moderate and publish every example; what was done before is left alone."""
    import forms.examples
    from analysis.worker import Worker

    demo_password(config)
    with open_database(config) as connection:
        facilitator = facilitator_by_email(connection, DEMO_FACILITATOR)
        worker = Worker(config, connection)
        for example in forms.examples.load_examples(DATASETS / "examples"):
            programme = forms.examples.play(connection, config, example)
            if outcomes.releases(connection, programme):
                continue
            click.echo(f"Voorbeeld wordt klaargezet: {example.title}", err=True)
            worker.look_for_personal_data(programme)
            forms.examples.moderate(connection, config, example, programme, facilitator)
            worker.propose_themes(programme)
            forms.examples.vote(connection, config, example, programme)
            worker.find_consensus(programme)
            worker.publish(programme)


@main.command(hidden=True)
@click.pass_obj
def work(config: Config) -> None:
    """The analysis worker; `serve` starts it."""
    from analysis.worker import run

    logs.start("analyse", config.log)
    with instance_lock.in_use(config):
        run(config, _until_told_to_stop())


def _until_told_to_stop() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@main.command()
@click.option("--demo", "with_demo", is_flag=True, help="Load the example programmes first.")
@click.option("--host", default=Config.host, show_default=True, help="0.0.0.0: also for phones.")
@click.option("--port", default=Config.port, show_default=True, type=PORT)
@click.option(
    "--data-port", default=Config.data_port, show_default=True, type=click.IntRange(1, 65535)
)
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    help="Where Prometheus fetches metrics, on this machine only; 0: nowhere, as by default.",
)
def serve(with_demo: bool, host: str, port: int, data_port: int, metrics_port: int | None) -> None:
    """All of it: the web service, the analysis worker, and Datasette on the newest releases."""
    config = Config.from_environment(host=host, port=port, data_port=data_port)
    if metrics_port is not None:
        config = replace(config, metrics_port=metrics_port)
    instance_lock.hold(config)
    for number in (port, data_port):
        _check_free(host, number)
    with open_database(config, in_dutch) as connection:
        # A database that cannot be used is said here, not three times by the children.
        check_whole(connection, config.database)
    if with_demo:
        load_examples(config)
    served_at.write_down(config)
    logs.start("serve", config.log)
    if config.log == logs.AS_JSON:  # nobody reads along, and what is kept holds no codes
        logs.tell("serving", port=config.port)
    else:
        announce(config, with_demo)
    stop = _until_told_to_stop()
    threading.Thread(target=every_day, args=(config, stop), daemon=True).start()
    with metrics_service.given_out(config) as told:
        supervise(service_processes(told), stop)


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"{host}:{port} cannot be used ({error.strerror}). "
                "Is the service running already? Else choose another with --port or --data-port."
            ) from error


def service_processes(config: Config) -> Sequence[Process]:
    """The three children, and how each is started."""
    from analysis.data_service import data_command, newest_releases

    return [
        children.web(config, lambda: web_command(config.host, config.port)),
        children.analysis(config, lambda: [sys.executable, "-m", "app", "work"]),
        children.data(
            config, lambda: data_command(config), lambda: newest_releases(config.releases)
        ),
    ]


def announce(config: Config, with_demo: bool) -> None:
    """Print the four addresses, of the newest meeting that has something open."""
    base = f"http://{_reachable(config.host)}"
    with open_database(config) as connection:
        found = [
            meeting
            for programme in programmes.all_programmes(connection)
            for meeting in meetings.meetings(connection, programme["id"])
        ]
    found.sort(key=lambda meeting: meeting["open"] == 0)
    web = f"{base}:{config.port}{config.prefix}"
    click.echo(
        f"Deelnemen        {web}/m/{found[0]['code']}" if found else f"Deelnemen        {web}/"
    )
    click.echo(f"Gespreksleider   {web}/facilitate/")
    if with_demo:
        click.echo(f"                 {DEMO_FACILITATOR} · wachtwoord {demo_password(config)}")
    if found:
        click.echo(f"Projector        {web}/screen/{found[0]['screen_key']}")
    click.echo(f"Gegevens         {base}:{config.data_port}/")


def _reachable(host: str) -> str:
    """The address that a phone in the same network can use."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # no packet is sent: it only picks the interface
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


if __name__ == "__main__":
    main()
