"""What the votes say, as the facilitator reads it: stored counts with the words they are on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from collector.queries import votes
from collector.queries.statements import Statement, statements
from collector.queries.themes import placements, themes
from collector.tallies import VoteCount

LINES = {
    "region": _l("regio"),
    "role": _l("rol"),
    "side": _l("kant"),
    "partnership": _l("partnerschap"),
}
SIDES = {"institute": _l("opleidingsinstituut"), "field": _l("werkveld")}


@dataclass(frozen=True)
class Leaning:
    group: str
    base: int
    leaning: str


@dataclass(frozen=True)
class Line:
    """One line that a statement divides on: its groups, and the two that stand furthest apart."""

    name: str
    groups: tuple[Leaning, ...]
    apart: tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One statement with what the votes say. `count` is None while too few voted."""

    id: int
    text: str
    themes: tuple[str, ...]
    region: str | None
    verdict: str
    count: VoteCount | None
    needed: int  # votes before anything is told
    informed: float | None
    divides: tuple[Line, ...] = ()
    opinions: tuple[tuple[str, VoteCount], ...] = ()


@dataclass(frozen=True)
class Found:
    """What there is to show, after filtering. `all` counts before it."""

    rows: Sequence[Row]
    all: int
    voters: int
    votes: int
    at: str
    lines: tuple[tuple[str, str, int], ...] = ()  # name, groups with their sizes, how many divide
    opinions: dict[str, Any] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def of(self, *verdicts: str) -> list[Row]:
        return [row for row in self.rows if row.verdict in verdicts]

    @property
    def few(self) -> int:
        """Statements that too few people voted on, of those that are shown."""
        return len(self.of("few"))

    @property
    def shared(self) -> list[Row]:
        """What each group of people who think alike agrees with, most shared first."""
        named = {group["name"] for group in self.opinions.get("groups", ())}
        told = [row for row in self.rows if {name for name, _votes in row.opinions} == named]
        agreed = [
            row for row in told if all(one.agree > one.base / 2 for _name, one in row.opinions)
        ]
        return sorted(agreed, key=_by_groups)[:5]

    @property
    def dividing(self) -> list[Row]:
        """What groups differ about, most divided first."""
        return sorted((row for row in self.rows if row.divides), key=_by_division)


def found(
    connection: sqlite3.Connection,
    programme: int,
    group_size: int,
    *,
    theme: int | None = None,
    region: str | None = None,
    sort: str = "agree",
) -> Found | None:
    """What the analysis last found, of statements that are still approved; None before it looked.

    :param theme: only of statements in this theme
    :param region: only of statements from this region
    """
    stored = votes.consensus(connection, programme)
    if stored is None:
        return None
    said = {each.id: each for each in statements(connection, programme, states=("approved",))}
    theme_of = _theme_of(connection, programme)
    told = [each for each in stored.found["statements"] if each["id"] in said]
    rows = [_row(each, said[each["id"]], theme_of, group_size) for each in told]
    kept = [
        row
        for row in rows
        if (region is None or row.region == region)
        and (theme is None or theme in theme_of.get(row.id, {}))
    ]
    return Found(
        rows=sorted(kept, key=_SORTING[sort]),
        all=len(rows),
        voters=stored.found["voters"],
        votes=stored.votes,
        at=stored.at,
        lines=tuple(_line(each, rows) for each in stored.found["lines"] if each["groups"]),
        opinions=stored.found["opinions"],
        texts={row.id: row.text for row in rows},
    )


def _theme_of(connection: sqlite3.Connection, programme: int) -> dict[int, dict[int, str]]:
    """Statement → its themes, id and name: as decided, else as proposed."""
    names = {theme.id: theme.name for theme in themes(connection, programme)}
    decided: dict[int, dict[int, str]] = {}
    proposed: dict[int, dict[int, str]] = {}
    for row in placements(connection, programme):
        target = decided if row["decided"] else proposed
        held = target.setdefault(row["statement_id"], {})
        if row["theme_id"] in names:
            held[row["theme_id"]] = names[row["theme_id"]]
    return {**proposed, **decided}


def _row(
    told: dict[str, Any], said: Statement, theme_of: dict[int, dict[int, str]], group_size: int
) -> Row:
    few = told["verdict"] == "few"
    return Row(
        id=said.id,
        text=said.public_text,
        themes=tuple(theme_of.get(said.id, {}).values()),
        region=said.region,
        verdict=told["verdict"],
        count=None if few else VoteCount(told["agree"], told["disagree"], told["passed"]),
        needed=max(0, group_size - told["votes"]),
        informed=told.get("informed"),
        divides=tuple(
            Line(
                str(LINES[name]),
                tuple(Leaning(_group(one), base, word) for one, base, word in line["groups"]),
                (_group(line["apart"][0]), _group(line["apart"][1])),
            )
            for name, line in told.get("lines", {}).items()
            if line["apart"]
        ),
        opinions=tuple((name, VoteCount(*counts)) for name, *counts in told.get("opinions", ())),
    )


def _group(name: str) -> str:
    return str(SIDES.get(name, name))


def _line(told: dict[str, Any], rows: list[Row]) -> tuple[str, str, int]:
    name = str(LINES[told["line"]])
    sizes = _("te weinig groepen van genoeg mensen")
    if len(told["groups"]) > 1:
        sizes = ", ".join(f"{_group(group)} ({size})" for group, size in told["groups"])
    dividing = sum(any(line.name == name for line in row.divides) for row in rows)
    return name, sizes, dividing


def _by_agreement(row: Row) -> tuple[bool, float, str]:
    return row.count is None, -row.count.agreement if row.count else 0.0, row.text


def _by_division(row: Row) -> tuple[bool, float, str]:
    return row.count is None, -row.count.division if row.count else 0.0, row.text


def _by_groups(row: Row) -> tuple[bool, float, str]:
    return row.informed is None, -(row.informed or 0.0), row.text


def _by_votes(row: Row) -> tuple[bool, float, str]:
    return False, float(row.count.base) if row.count else float(-row.needed), row.text


_SORTING = {
    "agree": _by_agreement,
    "divided": _by_division,
    "groups": _by_groups,
    "votes": _by_votes,
}
