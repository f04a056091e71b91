"""``gesprekstafel cluster``: themes for any CSV with a column of texts; needs no instance."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from collector.commands import as_json
from collector.config import Config
from collector.errors import InvalidFile, Refused, StorageError
from collector.records import HowMany

KEPT_FROM = 1_000  # statements; fewer are encoded anew sooner than a work file is worth
STAGES = {
    "encode": "Uitspraken lezen",
    "compare": "Uitspraken vergelijken",
    "group": "Thema's zoeken",
    "label": "Thema's beschrijven",
}

path = click.Path(path_type=Path)


class NumberOrAuto(click.ParamType):
    """A number of themes, or ``auto``: as many as there seem to be."""

    name = "N|auto"

    def convert(self, value: Any, param: Any, ctx: Any) -> int | None:
        if value is None or str(value).strip().lower() == "auto":
            return None
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number or 'auto'.", param, ctx)
        if number < 1:
            self.fail(f"{number} is not at least 1.", param, ctx)
        return number


@click.command()
@click.argument("file", type=path)
@click.option("--codebook", type=path, help="YAML: themes with name, central_statement, examples.")
@click.option("--k", type=NumberOrAuto(), default="auto", help="How many new themes (auto).")
@click.option("--more", is_flag=True, help="More themes than it would find by itself.")
@click.option("--fewer", is_flag=True, help="Fewer themes than it would find by itself.")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Another grouping (0).")
@click.option("--html", type=path, help="Also write a page with a map, to open in a browser.")
@click.option("-o", "--output", type=path, help="Write to this file instead of the screen.")
@click.option("--processes", type=click.IntRange(1, 256), default=1, help="Processes (1).")
@click.option("--scheduler", help="Address of a dask scheduler, to divide the work (none).")
@click.option("--work", type=path, help="Folder in which work is kept for a next run.")
@as_json
@click.pass_obj
def cluster(
    config: Config,
    file: Path,
    codebook: Path | None,
    k: int | None,
    more: bool,
    fewer: bool,
    seed: int,
    html: Path | None,
    output: Path | None,
    processes: int,
    scheduler: str | None,
    work: Path | None,
    as_json: bool,
) -> None:
    """Group the statements of FILE by theme.

    FILE is a CSV with a column 'text', and may have the columns 'id' and 'theme'. A theme that is
    filled in counts as confirmed, and teaches the rest. A long run that is stopped goes on where
    it was when the same command is given again.
    """
    if more + fewer + (k is not None) > 1:
        raise click.UsageError("Give one of --k N, --more and --fewer.")
    from analysis.cluster_file import Wishes, cluster_statements
    from analysis.exchange.codebook_file import add_named, read_codebook
    from analysis.exchange.csv_statements import read_statements
    from analysis.proposals import RESOLUTIONS

    check_places(file, codebook, output, html)
    given = read_statements(file)
    themes = read_codebook(codebook) if codebook else ()
    themes = add_named(file, themes, [name for one in given.statements for name in one.themes])
    wish = HowMany.MORE if more else HowMany.FEWER if fewer else HowMany.AS_FOUND
    wishes = Wishes(k, RESOLUTIONS[wish], seed)
    place = work_place(work, output or html or file, len(given.statements))
    address = scheduler or config.scheduler
    with workshop(place, work is not None, processes, address, config.spacy_model) as shop:
        with progress_bar(len(given.statements)) as progress:
            done = cluster_statements(given, themes, wishes, shop, progress)
        deliver(done, file.name, html, output, as_json)


def deliver(done: Any, title: str, html: Path | None, output: Path | None, as_json: bool) -> None:
    """Write the files that were asked for, and print the rest.

    :raise InvalidFile: a file cannot be written.
    """
    from analysis.cluster_output import as_data, as_text

    if as_json:
        text = json.dumps(as_data(done), ensure_ascii=False, indent=2) + "\n"
    else:
        text = as_text(done)
    if html:
        from analysis.theme_page import theme_page

        write_whole(html, theme_page(title, done))
    if output:
        write_whole(output, text)
    for note in done.run["notes"]:
        click.echo(note, err=True)
    for written in filter(None, (html, output)):
        click.echo(f"{written}: written", err=True)
    if not output:
        click.echo(text, nl=False)


def check_places(file: Path, codebook: Path | None, *written: Path | None) -> None:
    """Refuse what cannot be written before the work is done rather than after.

    :raise Refused: a file would be written over what is read, or over the other.
    :raise InvalidFile: it cannot be written there.
    """
    asked = [place for place in written if place]
    for place in asked:
        if place.resolve() in {file.resolve(), codebook and codebook.resolve()}:
            raise Refused(f"{place}: would be written over what is read. Give another name.")
        if place.is_dir():
            raise InvalidFile(f"{place}: is a folder. Give the name of a file in it.")
        if not place.parent.is_dir():
            raise InvalidFile(f"{place}: there is no folder {place.parent}. Make it first.")
        if not os.access(place.parent, os.W_OK):
            raise InvalidFile(f"{place}: nothing may be written in {place.parent}.")
    if len({place.resolve() for place in asked}) < len(asked):
        raise Refused(f"{asked[0]}: is asked for twice. Give --html and --output each a name.")


def write_whole(place: Path, text: str) -> None:
    """Write beside and rename, so that a file is there whole or not at all.

    :raise InvalidFile: it cannot be written.
    """
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(place)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InvalidFile(f"{place}: cannot be written ({error.strerror}).") from error


def work_place(work: Path | None, beside: Path, statements: int) -> Path | None:
    """The file in which work is kept; ``None``, for memory, when there is little.

    :raise InvalidFile: the folder asked for cannot be made.
    """
    if work:
        try:
            work.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidFile(f"{work}: cannot be a folder for work ({error.strerror}).") from error
        return work / "cluster.work"
    folder = beside.resolve().parent
    if statements < KEPT_FROM or not os.access(folder, os.W_OK):
        return None
    return folder / f".{beside.name}.work"


@contextmanager
def workshop(
    place: Path | None, keep: bool, processes: int, scheduler: str, model: str
) -> Iterator[Any]:
    """What encodes and reads; its work file is deleted at the end, unless it was asked for.

    :raise StorageError: the work file fails, as on a full disk; what was done is kept.
    :raise Refused: there is no such language model.
    """
    from analysis.engines import Cluster, Engine, Here, Processes
    from analysis.work_file import WorkFile, Workshop

    engine: Engine = Here()
    if scheduler:
        engine = Cluster(scheduler)
    elif processes > 1:
        engine = Processes(processes)
    file = WorkFile(place)
    try:
        shop = Workshop(file, engine, model)
        try:
            shop.language  # noqa: B018 — a setting that is wrong is said before the work begins
        except ValueError as error:
            raise Refused(str(error)) from error
        yield shop
    except sqlite3.Error as error:
        raise StorageError(f"{place}: work cannot be kept ({error}).") from error
    except BaseException:
        file.close()
        raise
    else:
        file.close() if keep else file.remove()


@contextmanager
def progress_bar(total: int) -> Iterator[Any]:
    """Shows stages on a terminal; says nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    with click.progressbar(length=total, file=sys.stderr, label=f"{STAGES['encode']:<24}") as bar:
        following: list[str] = []

        def show(stage: str, done: int, total: int) -> None:
            if stage == "encode":
                bar.length = total
                bar.update(done - bar.pos)
                return
            if not following:
                click.echo(err=True)  # the line of the bar
            following.append(stage)
            click.echo(f"{STAGES.get(stage, stage)} …", err=True)

        yield show
