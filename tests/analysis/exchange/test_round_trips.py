"""A programme goes out and comes in again through each two-way format: equal, word for word."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.exchange import columns, to_csv, to_qdc, to_qdpx, to_xlsx
from analysis.exchange.identified_tables import identified_take_out
from analysis.exchange.looking import Wish
from analysis.exchange.opening import Received
from analysis.exchange.tables import Mark, TakeOut
from analysis.import_run import look, store
from collector.database import connect
from collector.imported import Import, ImportedStatement, ImportedTheme
from collector.imports import store_import
from collector.queries import themes
from collector.queries.statements import statements
from collector.records import Aspect, ProgrammeKind, ProgrammeTemplate
from collector.schema import migrate

NOW = datetime(2026, 11, 1)
THEMES = ("Tijd & “rust”", "Geld; <beleid>", "École")
WORDS = st.one_of(
    st.sampled_from(
        ["één", "überhaupt", "“aanhalen”", "'s ochtends", '"', "'", ";", ",", "|", "\t", "\n",
         "💥", "👩🏽‍🏫", "a\u0301", "&amp;", "<b>", "_x000D_", "_x0041_",
         "%s", "\\", "\u00a0", "\u2028", "\n\n"]
    ),
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12
    ),
)  # fmt: skip
STARTS = ("", "=1+1", "+31 6", "-", "@SOM(A1)", "'=1", "''+", "＝", "#", "'")
TEXTS = (
    st.tuples(st.sampled_from(STARTS), st.lists(WORDS, max_size=40))
    .map(lambda parts: " ".join((parts[0], *parts[1])).strip()[:1000].strip())
    .filter(bool)
)
SAID = st.lists(
    st.tuples(
        TEXTS,
        st.sampled_from([None, *Aspect]),
        st.sets(st.integers(0, len(THEMES) - 1)).map(lambda held: tuple(sorted(held))),
        st.sampled_from(["", "Twente", "Noord-Holland"]),
    ),
    min_size=1,
    max_size=6,
)
Said = list[tuple[str, Aspect | None, tuple[int, ...], str]]
LONG = [("=" + "é\n💥" * 333, Aspect.CONTENT, (0, 1, 2), "Twente")]
TWICE = [("Twee keer.", None, (0,), ""), ("Twee keer.", None, (1,), "")]


@contextmanager
def place() -> Iterator[tuple[Path, sqlite3.Connection]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(connect(Path(folder) / "collector.db")) as connection,
    ):
        migrate(connection)
        yield Path(folder), connection


def begin(connection: sqlite3.Connection, said: Said) -> int:
    template = ProgrammeTemplate("", ProgrammeKind.ROUND_TABLE, "Heen en terug")
    data = Import(
        "x", "0", template, verbatim=True, themes=tuple(map(ImportedTheme, THEMES)),
        statements=tuple(
            ImportedStatement(text, place, aspect, themes=held, region=region)
            for place, (text, aspect, held, region) in enumerate(said)
        ),
    )  # fmt: skip
    return store_import(connection, data).programme


def contents(connection: sqlite3.Connection, programme: int) -> list[tuple[object, ...]]:
    names = {one.id: one.name for one in themes.themes(connection, programme)}
    held: dict[int, list[str]] = {}
    for row in themes.placements(connection, programme):
        held.setdefault(row["statement_id"], []).append(names[row["theme_id"]])
    found = [
        (one.text, one.aspect, sorted(held.get(one.id, [])), one.region, one.state)
        for one in statements(connection, programme)
    ]
    return sorted(found, key=repr)


def taken_out(connection: sqlite3.Connection, programme: int) -> TakeOut:
    return identified_take_out(connection, programme, Mark("An", "2026-11-01"), random.Random(1))


FORMATS: dict[str, Callable[[TakeOut, Path], None]] = {
    "x.csv": lambda made, path: to_csv.write_table(made, columns.STATEMENTS, path),
    "x.xlsx": lambda made, path: to_xlsx.write(made, path, NOW),
    "x.qdpx": lambda made, path: to_qdpx.write(made, path, NOW),
}


@pytest.mark.parametrize("name", FORMATS)
@example(said=LONG)
@example(said=TWICE)
@given(said=SAID)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_programme_out_and_in_is_equal(name: str, said: Said) -> None:
    with place() as (folder, connection):
        programme = begin(connection, said)
        FORMATS[name](taken_out(connection, programme), folder / name)
        received = Received(name, (folder / name).read_bytes())
        looked = look(connection, received, Wish(verbatim=True))
        assert looked.found.problems == ()
        again = store(connection, received, Wish(verbatim=True)).programme
        assert again != programme
        assert contents(connection, again) == contents(connection, programme)


@given(said=SAID)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_project_that_comes_back_unchanged_changes_nothing(said: Said) -> None:
    with place() as (folder, connection):
        programme = begin(connection, said)
        to_qdpx.write(taken_out(connection, programme), folder / "x.qdpx", NOW)
        received = Received("x.qdpx", (folder / "x.qdpx").read_bytes())
        before = contents(connection, programme)
        distinct = len({text for text, *_rest in said}) == len(said)
        stored = store(connection, received, Wish(programme=programme))
        assert (stored.statements, stored.themes, stored.people) == (0, 0, 0)
        if distinct:
            assert stored.coded == 0
        assert contents(connection, programme) == before


def test_a_codebook_comes_back_with_its_central_statements() -> None:
    with place() as (folder, connection):
        template = ProgrammeTemplate("", ProgrammeKind.ROUND_TABLE, "Codeboek")
        told = (ImportedTheme("Tijd", "Tijd is de sleutel; <en> rust."), ImportedTheme("Rust"))
        programme = store_import(connection, Import("x", "0", template, themes=told)).programme
        to_qdc.write(taken_out(connection, programme), folder / "x.qdc")
        received = Received("x.qdc", (folder / "x.qdc").read_bytes())
        again = store(connection, received, Wish()).programme
        assert [(one.name, one.central_statement) for one in themes.themes(connection, again)] == [
            ("Tijd", "Tijd is de sleutel; <en> rust."), ("Rust", ""),
        ]  # fmt: skip


def test_what_was_hidden_stays_behind_and_what_waited_waits() -> None:
    with place() as (folder, connection):
        programme = begin(connection, [(f"Zin {n}.", None, (0,), "") for n in range(3)])
        connection.execute("UPDATE statements SET state = 'hidden', reason = 'x' WHERE id = 1")
        connection.execute("UPDATE statements SET state = 'waiting' WHERE id = 2")
        made = taken_out(connection, programme)
        to_csv.write_table(made, columns.STATEMENTS, folder / "x.csv")
        received = Received("x.csv", (folder / "x.csv").read_bytes())
        again = store(connection, received, Wish()).programme
        found = statements(connection, again, states=("approved", "waiting", "hidden"))
        assert [(one.text, one.state) for one in found] == [
            ("Zin 1.", "waiting"), ("Zin 2.", "approved"),
        ]  # fmt: skip
        wish = replace(Wish(), programme=programme)
        assert look(connection, received, wish).stored.repeated  # type: ignore[union-attr]
