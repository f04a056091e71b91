"""The numbered runs, and what moved between any two of them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from collector.errors import NotFound
from collector.queries.statements import Statement, to_group

NOWHERE = 0  # in `run_placements`: none fits


@dataclass(frozen=True)
class Run:
    number: int
    at: str
    statements: int  # that it looked at
    themes: int
    afresh: bool  # grouped anew, on request
    newest: int  # the id of the newest statement that it looked at


@dataclass(frozen=True)
class Where:
    """A theme as a run named it. `theme` None: none fits."""

    theme: int | None
    name: str
    decided: bool = False  # a person had put it there


@dataclass(frozen=True)
class Moved:
    """A statement that both runs looked at. Nothing in `before` or `after`: it was undecided."""

    statement: Statement
    before: tuple[Where, ...]
    after: tuple[Where, ...]


@dataclass(frozen=True)
class ThemeOfRuns:
    """A theme in one of two runs or in both, with how many statements it had."""

    theme: int
    before: str | None  # what it was called in each
    after: str | None
    size_before: int
    size_after: int


@dataclass(frozen=True)
class Comparison:
    before: Run
    after: Run
    moved: tuple[Moved, ...]
    stayed: int  # statements in the same themes in both
    added: int  # statements that only the later run looked at
    themes: tuple[ThemeOfRuns, ...]

    @property
    def new(self) -> tuple[ThemeOfRuns, ...]:
        return tuple(theme for theme in self.themes if theme.before is None)

    @property
    def gone(self) -> tuple[ThemeOfRuns, ...]:
        return tuple(theme for theme in self.themes if theme.after is None)

    @property
    def continued(self) -> tuple[ThemeOfRuns, ...]:
        return tuple(theme for theme in self.themes if None not in (theme.before, theme.after))


def runs(connection: sqlite3.Connection, programme: int) -> list[Run]:
    """Newest first."""
    rows = connection.execute(
        "SELECT r.*, (SELECT count(*) FROM run_themes AS t WHERE t.run_id = r.id) AS themes"
        " FROM runs AS r WHERE r.programme_id = ? ORDER BY r.number DESC",
        (programme,),
    )
    return [_run(row) for row in rows]


def _run(row: sqlite3.Row) -> Run:
    told = json.loads(row["parameters"])
    return Run(
        number=row["number"],
        at=row["at"],
        statements=told.get("statements", 0),
        themes=row["themes"],
        afresh=told.get("afresh", False),
        newest=told.get("newest", 0),
    )


def compare(connection: sqlite3.Connection, programme: int, number: int, other: int) -> Comparison:
    """What moved where from one run to the other, of the statements that are still on the board.

    :raise NotFound: there is no such run.
    """
    found = {run.number: run for run in runs(connection, programme)}
    for each in (number, other):
        if each not in found:
            raise NotFound("Er is geen run %(n)s van dit traject.", n=each)
    before, after = found[number], found[other]
    names = {each: _themes(connection, programme, each) for each in (number, other)}
    places = {each: _places(connection, programme, each, names[each]) for each in (number, other)}
    both = min(before.newest, after.newest)
    here = to_group(connection, programme, ("waiting", "approved"))
    known = [one for one in here if one.id <= both]
    pairs = [(one, places[number][one.id], places[other][one.id]) for one in known]
    moved = [Moved(one, was, now) for one, was, now in pairs if _themes_in(was) != _themes_in(now)]
    return Comparison(
        before=before,
        after=after,
        moved=tuple(moved),
        stayed=len(pairs) - len(moved),
        added=sum(both < one.id <= max(before.newest, after.newest) for one in here),
        themes=_side_by_side(names[number], names[other]),
    )


def _themes_in(places: tuple[Where, ...]) -> set[int | None]:
    return {where.theme for where in places}


def _themes(connection: sqlite3.Connection, programme: int, number: int) -> dict[int, sqlite3.Row]:
    rows = connection.execute(
        "SELECT t.* FROM run_themes AS t JOIN runs AS r ON r.id = t.run_id"
        " WHERE r.programme_id = ? AND r.number = ? ORDER BY t.size DESC, t.theme_id",
        (programme, number),
    )
    return {row["theme_id"]: row for row in rows}


def _places(
    connection: sqlite3.Connection, programme: int, number: int, names: dict[int, sqlite3.Row]
) -> defaultdict[int, tuple[Where, ...]]:
    """Statement → where the run saw it, the likeliest first; an absent one was undecided."""
    found: defaultdict[int, tuple[Where, ...]] = defaultdict(tuple)
    for row in connection.execute(
        "SELECT p.* FROM run_placements AS p JOIN runs AS r ON r.id = p.run_id"
        " WHERE r.programme_id = ? AND r.number = ?"
        " ORDER BY p.statement_id, ifnull(p.confidence, 1) DESC, p.theme_id",
        (programme, number),
    ):
        theme = None if row["theme_id"] == NOWHERE else row["theme_id"]
        name = names[theme]["label"] if theme in names else ""
        found[row["statement_id"]] += (Where(theme, name, row["confidence"] is None),)
    return found


def _side_by_side(
    before: dict[int, sqlite3.Row], after: dict[int, sqlite3.Row]
) -> tuple[ThemeOfRuns, ...]:
    return tuple(
        ThemeOfRuns(
            theme=theme,
            before=before[theme]["label"] if theme in before else None,
            after=after[theme]["label"] if theme in after else None,
            size_before=before[theme]["size"] if theme in before else 0,
            size_after=after[theme]["size"] if theme in after else 0,
        )
        for theme in dict.fromkeys((*before, *after))
    )
