"""The service behind proxies and below a path: whose word counts, and that every address holds."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request, url_for
from flask.testing import FlaskClient

from app import create_app
from collector.config import Config
from collector.errors import Refused
from forms.desk import safe_target
from forms.proxies import believe
from tests.conftest import PASSWORD

PREFIX = "/gesprekstafel"


@pytest.fixture
def below(config: Config) -> Iterator[Flask]:
    app = create_app(replace(config, prefix=PREFIX))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["watcher"].stop()


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "bedrog.example",
    "X-Forwarded-Prefix": "/bedrog",
}


@pytest.mark.parametrize(
    ("proxies", "address", "scheme"),
    [(0, "127.0.0.1", "http"), (1, "198.51.100.7", "https"), (2, "203.0.113.9", "http")],
)
def test_only_our_own_proxies_are_believed(
    config: Config, proxies: int, address: str, scheme: str
) -> None:
    app = Flask(__name__)

    @app.get("/seen")
    def seen() -> dict[str, str | None]:
        return {"address": request.remote_addr, "scheme": request.scheme, "host": request.host}

    believe(app, replace(config, proxies=proxies))
    said = app.test_client().get("/seen", headers=FORWARDED).json
    assert said == {"address": address, "scheme": scheme, "host": "localhost"}


@pytest.mark.parametrize("asked", ["/about/privacy", f"{PREFIX}/about/privacy"])
def test_below_a_path_a_page_is_found_whether_the_proxy_takes_the_path_off_or_not(
    below: Flask, asked: str
) -> None:
    answer = below.test_client().get(asked)
    assert answer.status_code == 200
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.text)
    assert addresses
    assert [one for one in addresses if not one.startswith(f"{PREFIX}/")] == []


def test_the_path_itself_is_the_front_door(below: Flask) -> None:
    answer = below.test_client().get(PREFIX)
    assert answer.location == f"http://localhost{PREFIX}/"


def test_a_name_that_only_begins_like_the_path_is_no_page(below: Flask) -> None:
    assert below.test_client().get(f"{PREFIX}s/about/privacy").status_code == 404


def test_below_a_path_one_logs_in_and_comes_back_where_one_was(
    below: Flask, facilitator: int, round_table: int
) -> None:
    client = below.test_client()
    sent = client.get(f"{PREFIX}/facilitate/?one=1")
    assert sent.location == f"{PREFIX}/facilitate/login?next=/gesprekstafel/facilitate/?one%3D1"
    fields = {"email": "gespreksleider@example.org", "password": PASSWORD}
    answer = client.post(sent.location, data=fields)
    assert answer.location == f"{PREFIX}/facilitate/?one=1"
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "gesprekstafel=" in one]
    assert f"Path={PREFIX}/" in cookie


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/gesprekstafel/facilitate/", "/gesprekstafel/facilitate/"),
        ("/gesprekstafel/facilitate?x=1", "/gesprekstafel/facilitate?x=1"),
        ("/facilitate/", None),
        ("/gesprekstafelfacilitate/", None),
        ("/gesprekstafel//evil.example/facilitate/", None),
        ("//evil.example/gesprekstafel/facilitate/", None),
    ],
)
def test_the_way_back_stays_below_the_path(below: Flask, text: str, wanted: str | None) -> None:
    with below.test_request_context("/", environ_overrides={"SCRIPT_NAME": PREFIX}):
        assert safe_target(text) == wanted


def test_the_other_language_keeps_the_page(below: Flask) -> None:
    client = below.test_client()
    page = client.get(f"{PREFIX}/about/privacy").text
    (address,) = re.findall(r'href="([^"]*/language/en[^"]*)"', page)
    answer = client.get(address.replace("&amp;", "&"))
    assert answer.location == f"{PREFIX}/about/privacy"
    assert f"Path={PREFIX}/" in answer.headers["Set-Cookie"]
    assert client.get(f"{PREFIX}/language/en").location == f"{PREFIX}/"


def test_what_is_kept_on_a_phone_stays_below_the_path(below: Flask) -> None:
    client = below.test_client()
    manifest = json.loads(client.get(f"{PREFIX}/manifest.webmanifest").text)
    assert [manifest[name] for name in ("id", "start_url", "scope")] == [f"{PREFIX}/"] * 3
    worker = client.get(f"{PREFIX}/service-worker.js").text
    shell = json.loads(worker.partition("\n")[0].removeprefix("const SHELL = ").rstrip(";"))
    assert [one for one in [*shell["files"], shell["away"]] if not one.startswith(PREFIX)] == []


def test_programs_are_told_where_to_ask(below: Flask) -> None:
    described = below.test_client().get(f"{PREFIX}/api/v1/openapi.json").json
    assert described is not None
    assert described["servers"] == [{"url": f"{PREFIX}/api/v1"}]


def test_a_code_on_paper_leads_below_the_path(
    below: Flask, fresh_db: sqlite3.Connection, facilitator: int, round_table: int
) -> None:
    client = below.test_client()
    fields = {"email": "gespreksleider@example.org", "password": PASSWORD}
    client.post(f"{PREFIX}/facilitate/login", data=fields)
    slug, meeting = fresh_db.execute(
        "SELECT programmes.slug, meetings.id FROM meetings JOIN programmes"
        " ON programmes.id = programme_id"
    ).fetchone()
    with below.test_request_context():
        sheet = url_for("prepare.sheet", slug=slug, meeting=meeting)
    page = client.get(PREFIX + sheet)
    assert "localhost/gesprekstafel</strong>" in page.text
    (picture,) = set(re.findall(r'src="([^"]*qr\.svg)"', page.text))
    assert picture.startswith(f"{PREFIX}/m/")


def test_no_script_or_template_knows_a_path_by_heart() -> None:
    """Each is made by `url_for`, or begins at the root that the script itself was fetched from."""
    forms = Path(__file__).parents[2] / "forms"
    fixed = re.compile(r"""(?:["'`]|\$\{)/(?:m|r|p|facilitate|screen|live|static|about|api)\b""")
    found = [
        f"{path.name}: {line.strip()}"
        for path in [*forms.glob("templates/**/*.html"), *forms.glob("static/**/*.js")]
        if "vendor" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if fixed.search(line) and "request.path.startswith" not in line
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "value", "attribute", "wanted"),
    [
        ("GESPREKSTAFEL_PREFIX", "gesprekstafel/", "prefix", PREFIX),
        ("GESPREKSTAFEL_PREFIX", "/a/b", "prefix", "/a/b"),
        ("GESPREKSTAFEL_PREFIX", "/", "prefix", ""),
        ("GESPREKSTAFEL_PROXIES", "2", "proxies", 2),
        ("GESPREKSTAFEL_PROXIES", "", "proxies", 0),
    ],
)
def test_settings(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, attribute: str, wanted: object
) -> None:
    monkeypatch.setenv(name, value)
    config = Config.from_environment()
    assert getattr(config, attribute) == wanted
    assert config.environment()[name] == str(wanted)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GESPREKSTAFEL_PREFIX", "https://example.org/x"),
        ("GESPREKSTAFEL_PREFIX", "/a//b"),
        ("GESPREKSTAFEL_PREFIX", "/../x"),
        ("GESPREKSTAFEL_PROXIES", "true"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Refused, match=f"{name} is {re.escape(repr(value))}"):
        Config.from_environment()


def test_the_web_server_lets_no_client_choose_its_path(client: FlaskClient) -> None:
    """Gunicorn by itself takes both from any proxy on this machine (`--forwarder-headers`)."""
    from forms.web_server import web_command

    command = web_command("127.0.0.1", 1)
    assert command[command.index("--forwarder-headers") + 1] == ""
    assert command[command.index("--forwarded-allow-ips") + 1] == ""
