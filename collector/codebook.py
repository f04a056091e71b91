"""A facilitator's decisions about themes: accept, name, merge, place. No run ever changes them.

Each gives the id of its act, by which it can be undone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from collector.acts import Act, perform
from collector.database import next_position
from collector.errors import Conflict, Refused
from collector.queries.acts import last_to_place
from collector.queries.board import decided_names, decided_places
from collector.records import ThemeState
from collector.wording import Wording

_THERE = (ThemeState.PROPOSED, ThemeState.ACCEPTED)


def accept_theme(
    connection: sqlite3.Connection, programme: int, facilitator: int, theme: int, name: str
) -> int:
    """Accept a proposed theme, or rename one.

    :raise Refused: the name is empty or another theme has it.
    """
    name = checked_name(name)

    def change(act: Act) -> None:
        refuse_taken_name(act, name, theme)
        act.update("themes", theme, state="accepted", name=name, merged_into=None)

    return perform(connection, programme, facilitator, "accept_theme", change)


def add_theme(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    name: str,
    central_statement: str = "",
) -> int:
    """A theme of the facilitator's own; which one it became says `queries.acts.theme_made_by`."""
    name = checked_name(name)

    def change(act: Act) -> None:
        refuse_taken_name(act, name, None)
        act.insert(
            "themes",
            programme_id=programme,
            state="accepted",
            name=name,
            central_statement=central_statement.strip(),
            position=next_position(connection, "themes", "programme_id", programme),
        )

    return perform(connection, programme, facilitator, "add_theme", change)


def set_central_statement(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    theme: int,
    *,
    text: str = "",
    statement: int | None = None,
) -> int:
    """The central statement: an own sentence, or one of the collected statements."""

    def change(act: Act) -> None:
        if statement is not None:
            act.row("statements", statement)
        act.update(
            "themes",
            theme,
            central_statement=text.strip(),
            central_statement_id=statement,
            central_chosen=int(bool(text.strip() or statement)),
        )

    return perform(connection, programme, facilitator, "central_statement", change)


def merge_themes(
    connection: sqlite3.Connection, programme: int, facilitator: int, theme: int, into: int
) -> int:
    """Everything in one theme moves to another; the first remembers where it went."""

    def change(act: Act) -> None:
        target = act.row("themes", into)
        if theme == into or target["state"] not in _THERE:
            raise Refused("Kies een ander thema om mee samen te voegen.")
        for placement in _placements(act, "theme_id", theme):
            taken = act.connection.execute(
                "SELECT id, decided FROM placements WHERE statement_id = ? AND theme_id = ?",
                (placement["statement_id"], into),
            ).fetchone()
            if taken and placement["decided"] and not taken["decided"]:
                act.update("placements", taken["id"], decided=1, confidence=None, nearest="[]")
            if taken:
                act.delete("placements", placement["id"])
            else:
                act.update("placements", placement["id"], theme_id=into)
        act.update("themes", theme, state="merged", merged_into=into)

    return perform(connection, programme, facilitator, "merge_themes", change)


def remove_theme(
    connection: sqlite3.Connection, programme: int, facilitator: int, theme: int
) -> int:
    """Remove a theme; its statements are undecided again."""

    def change(act: Act) -> None:
        for placement in _placements(act, "theme_id", theme):
            act.delete("placements", placement["id"])
        act.update("themes", theme, state="removed", merged_into=None)

    return perform(connection, programme, facilitator, "remove_theme", change)


def place(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statement: int,
    themes: Iterable[int],
    seen: str | None = None,
) -> int:
    """Decide in which themes a statement belongs; no themes at all means "none fits".

    :param seen: what had been decided when it was looked at (`queries.board.decided_places`)
    :raise Conflict: somebody decided otherwise since.
    """

    def change(act: Act) -> None:
        refuse_changed(act, statement, seen)
        put(act, statement, themes)

    return perform(connection, programme, facilitator, "place", change)


def put(act: Act, statement: int, themes: Iterable[int]) -> None:
    """:raise Refused: a theme is not there any more."""
    act.row("statements", statement)
    chosen = sorted(set(themes))
    for theme in chosen:
        if act.row("themes", theme)["state"] not in _THERE:
            raise Refused("Dit thema is er niet meer. Laad de pagina opnieuw.")
    take_out(act, statement)
    places: list[int | None] = [*chosen] or [None]
    for place_in in places:
        act.insert("placements", statement_id=statement, theme_id=place_in, decided=1)


def take_out(act: Act, statement: int) -> None:
    for placement in _placements(act, "statement_id", statement):
        act.delete("placements", placement["id"])


def refuse_changed(act: Act, statement: int, seen: str | None) -> None:
    """:raise Conflict: somebody decided since where this statement belongs; says who, and where."""
    if seen is None or seen == decided_places(act.connection, statement):
        return
    who = last_to_place(act.connection, act.programme, statement) or Wording("Iemand")
    names = [f"“{name}”" for name in decided_names(act.connection, statement)]
    if names:
        raise Conflict(
            "%(who)s heeft deze kaart net verplaatst naar %(where)s.",
            who=who,
            where=" + ".join(names),
        )
    raise Conflict("%(who)s heeft deze kaart net verplaatst van zijn plaats.", who=who)


def confirm(connection: sqlite3.Connection, programme: int, facilitator: int, theme: int) -> int:
    """Decide that everything that is proposed in a theme indeed belongs there.

    :raise Refused: nothing is proposed in it.
    """

    def change(act: Act) -> None:
        act.row("themes", theme)
        proposed = [one for one in _placements(act, "theme_id", theme) if not one["decided"]]
        if not proposed:
            raise Refused("In dit thema valt niets te bevestigen.")
        for placement in proposed:
            for other in _placements(act, "statement_id", placement["statement_id"]):
                if not other["decided"] and other["id"] != placement["id"]:
                    act.delete("placements", other["id"])
            act.update("placements", placement["id"], decided=1, confidence=None, nearest="[]")

    return perform(connection, programme, facilitator, "confirm", change)


def unplace(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statement: int,
    seen: str | None = None,
) -> int:
    """Leave a statement undecided again; the next run may propose. See `place` for `seen`."""

    def change(act: Act) -> None:
        act.row("statements", statement)
        refuse_changed(act, statement, seen)
        take_out(act, statement)

    return perform(connection, programme, facilitator, "unplace", change)


def _placements(act: Act, column: str, identifier: int) -> list[sqlite3.Row]:
    return act.connection.execute(
        f"SELECT * FROM placements WHERE {column} = ?", (identifier,)
    ).fetchall()


def checked_name(name: str) -> str:
    """A name for a theme, on one line.

    :raise Refused: it is empty, or too long.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("Geef het thema een naam.")
    if len(name) > 120:
        raise Refused("Houd de naam van een thema korter dan 120 tekens.")
    return name


def refuse_taken_name(act: Act, name: str, theme: int | None) -> None:
    """:raise Refused: another theme has this name."""
    taken = act.connection.execute(
        "SELECT 1 FROM themes WHERE programme_id = ? AND name = ? COLLATE NOCASE AND id IS NOT ?"
        " AND state IN ('proposed', 'accepted')",
        (act.programme, name, theme),
    ).fetchone()
    if taken:
        raise Refused("Er is al een thema met de naam “%(name)s”.", name=name)
