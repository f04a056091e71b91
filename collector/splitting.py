"""Splitting a theme: asked of the worker, proposed in parts, and decided by a person as one act."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from collector.acts import Act, perform
from collector.codebook import checked_name, refuse_taken_name
from collector.database import next_position, transaction
from collector.errors import Refused
from collector.events import EventKind, record
from collector.jobs import request_job
from collector.queries.splits import members_of
from collector.records import JobKind, ThemeState

FEWEST_TO_SPLIT = 4
MOST_PARTS = 4


@dataclass(frozen=True)
class Part:
    """A part of a theme, as a person wants it."""

    name: str
    statements: tuple[int, ...]


def ask_for_parts(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    theme: int,
    parts: int | None = None,
) -> None:
    """Ask the worker to propose in which parts a theme falls.

    :param parts: how many, 2 to 4; None for as many as there seem to be
    :raise Refused: too few statements stand in it, or this cannot be the number of parts.
    """
    if parts is not None and not 2 <= parts <= MOST_PARTS:
        raise Refused("Kies 2 tot %(n)s delen.", n=MOST_PARTS)
    if len(members_of(connection, programme, theme)) < FEWEST_TO_SPLIT:
        raise Refused(
            "Een thema met minder dan %(n)s uitspraken valt niet te splitsen.", n=FEWEST_TO_SPLIT
        )
    wish = {} if parts is None else {"parts": parts}
    request_job(connection, programme, JobKind.SPLIT, facilitator, subject=theme, parameters=wish)


def split_theme(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    theme: int,
    parts: Sequence[Part],
) -> int:
    """Make accepted themes of the parts of a theme; the id of this one act.

    The statements are decided into their part, and leave the theme. A theme in which nothing is
    left is `split`, and kept with its history; else it goes on with what remains. The new themes
    know what they were split from.

    :raise Refused: fewer than two names where nothing remains, a name that is taken, a statement
        in two parts or in none of the theme's.
    """
    wanted = [part for part in parts if part.statements]

    def change(act: Act) -> None:
        row = act.row("themes", theme)
        if row["state"] not in (ThemeState.PROPOSED, ThemeState.ACCEPTED):
            raise Refused("Dit thema is er niet meer. Laad de pagina opnieuw.")
        inside = {one.id for one in members_of(connection, programme, theme)}
        _check(wanted, inside)
        remains = inside - {one for part in wanted for one in part.statements}
        for part in wanted:
            _make(act, theme, part, free=None if remains else theme)
        # Last, so that it is the first to be undone: what goes back needs the theme to be there.
        if not remains:
            act.update("themes", theme, state=ThemeState.SPLIT)
        connection.execute("DELETE FROM split_parts WHERE theme_id = ?", (theme,))

    return perform(connection, programme, facilitator, "split_theme", change)


def dismiss_split(connection: sqlite3.Connection, programme: int, theme: int) -> None:
    """The proposed parts go; the theme stays as it is."""
    with transaction(connection):
        connection.execute(
            "DELETE FROM split_parts WHERE theme_id IN"
            " (SELECT id FROM themes WHERE id = ? AND programme_id = ?)",
            (theme, programme),
        )
        record(connection, EventKind.THEMES, programme=programme, theme=theme)


def _check(parts: Sequence[Part], inside: set[int]) -> None:
    chosen = [one for part in parts for one in part.statements]
    if not chosen or (len(parts) < 2 and set(chosen) == inside):
        raise Refused("Maak ten minste twee delen, of laat een deel van de uitspraken staan.")
    if len(chosen) != len(set(chosen)):
        raise Refused("Elke uitspraak kan maar in één deel staan.")
    if not set(chosen) <= inside:
        raise Refused("Het thema is intussen veranderd. Laad de pagina opnieuw.")


def _make(act: Act, theme: int, part: Part, *, free: int | None) -> None:
    """:param free: the theme whose name may be taken over, because it goes"""
    name = checked_name(part.name)
    refuse_taken_name(act, name, free)
    position = next_position(act.connection, "themes", "programme_id", act.programme)
    new = act.insert(
        "themes",
        programme_id=act.programme,
        state=ThemeState.ACCEPTED,
        name=name,
        split_from=theme,
        position=position,
    )
    for statement in part.statements:
        act.row("statements", statement)
        # Decisions in other themes stay; other proposals are overtaken by this decision.
        for placement in act.connection.execute(
            "SELECT id FROM placements WHERE statement_id = ? AND (theme_id IS ? OR NOT decided)",
            (statement, theme),
        ).fetchall():
            act.delete("placements", placement["id"])
        act.insert("placements", statement_id=statement, theme_id=new, decided=1)
