"""What may be in a report, before anything is laid out: approved statements, themes, placements."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.report_parts import Citation, Statements
from collector.queries import themes as stored
from collector.queries.statements import Statement, statements
from collector.queries.themes import Theme
from collector.records import Aspect, ThemeState
from collector.redaction import text_hash

SURE = 0.5
"""A proposed placement below this confidence is no placement."""


@dataclass
class Material:
    """Approved statements by id, in the order in which a report prints them.

    Statements from a document keep its order. Those of participants are put in an order that says
    nothing: otherwise numbers side by side would tell who wrote what.
    """

    said: dict[int, Statement]
    times: Counter[int]
    into: dict[int, int]  # merged statement → the one it went into
    themes: list[Theme]
    members: dict[int, list[int]]  # theme → statements
    no_theme: set[int]
    collected: int
    withheld: int  # approved, but not to be published
    unpublished: int  # in here, but not to be published
    merged: int = 0  # told as one with another
    proposals: int = 0  # placements in here that nobody decided
    numbers: dict[int, int] = field(default_factory=dict)

    def cite(self, identifier: int) -> Citation:
        """A statement gets its number when it is first cited."""
        number = self.numbers.setdefault(identifier, len(self.numbers) + 1)
        return Citation(number, self.said[identifier].public_text, self.times[identifier])

    def by_aspect(self, identifiers: Iterable[int]) -> Statements:
        chosen = set(identifiers)
        ordered = [identifier for identifier in self.said if identifier in chosen]

        def of(aspect: Aspect | None) -> tuple[Citation, ...]:
            return tuple(self.cite(each) for each in ordered if self.said[each].aspect == aspect)

        return Statements(of(Aspect.CONTENT), of(Aspect.PROCESS), of(None))

    @property
    def left_out(self) -> int:
        """Not approved: waiting or hidden."""
        return self.collected - self.merged - self.withheld - len(self.said)

    @property
    def undecided(self) -> list[int]:
        placed = {each for members in self.members.values() for each in members}
        return [each for each in self.said if each not in placed and each not in self.no_theme]

    def central(self, theme: Theme) -> int | None:
        """The collected statement that is the central one, if it may be shown."""
        identifier = theme.central_statement_id
        identifier = self.into.get(identifier, identifier) if identifier is not None else None
        return identifier if identifier in self.said else None


def gather(
    connection: sqlite3.Connection, programme: int, *, public: bool, region: str = ""
) -> Material:
    """:param public: leave out what may not leave the house (`Statement.publishable`)
    :param region: only what was said there. Of statements that were merged, the one that stands
        for them is told where any of them was said, counted as often as it was said there.
    """
    found = statements(connection, programme)
    into = {each.id: each.merged_into for each in found if each.merged_into is not None}
    every = [each for each in found if each.region == region] if region else found
    times = Counter(into.get(each.id, each.id) for each in every if _counts(each))
    approved = [each for each in found if each.state == "approved" and each.id in times]
    unpublished = [each for each in approved if not each.publishable]
    said = [each for each in approved if each.publishable or not public]
    material = Material(
        said={each.id: each for each in sorted(said, key=_order)},
        times=times,
        into=into,
        themes=[],
        members={},
        no_theme=set(),
        collected=len(every),
        merged=sum(times[each.id] for each in approved) - len(approved),
        withheld=len(approved) - len(said),
        unpublished=0 if public else sum(not each.consent for each in unpublished),
    )
    _place(material, stored.themes(connection, programme), stored.placements(connection, programme))
    return material


def _counts(statement: Statement) -> bool:
    return statement.state in ("approved", "merged")


def _order(statement: Statement) -> tuple[int, int, str]:
    if statement.source == "import":
        return 0, statement.id, ""
    return 1, 0, text_hash(f"{statement.text}\n{statement.id}")


def _place(material: Material, found: list[Theme], placements: list[sqlite3.Row]) -> None:
    """Decisions first; a proposal counts for a statement without a decision, in a theme that a
    person accepted, or while no theme was accepted at all."""
    accepted = {theme.id for theme in found if theme.state == ThemeState.ACCEPTED}
    there = {theme.id for theme in found}
    proposable = accepted or there
    decided = {row["statement_id"] for row in placements if row["decided"]}
    members: dict[int, list[int]] = {theme.id: [] for theme in found}
    for row in placements:
        statement, theme = row["statement_id"], row["theme_id"]
        unsure = not row["decided"] and (row["confidence"] or 0) < SURE
        if statement not in material.said or unsure:
            continue
        if row["decided"] and theme is None:
            material.no_theme.add(statement)
        elif theme in (there if row["decided"] else proposable) and (
            row["decided"] or statement not in decided
        ):
            members[theme].append(statement)
            material.proposals += not row["decided"]
    material.members = members
    material.themes = [each for each in found if each.id in accepted or members[each.id]]
