"""A facilitator's decisions about statements: approve, hide with a reason, merge."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from collector.acts import Act, perform
from collector.errors import Conflict, NotFound, Refused
from collector.forgetting import forget_words
from collector.personal_data import Kind
from collector.queries.statements import statement as one_statement
from collector.records import Aspect
from collector.redaction import text_hash
from collector.wrap_ups import recall


def approve(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statements: Iterable[tuple[int, str]],
) -> int:
    """Approve statements, each with the public text that the facilitator had in view.

    :param statements: (statement id, public text as shown)
    :raise Conflict: a text is another one by now: changed, or something was found in it.
    """

    def change(act: Act) -> None:
        for statement, public_text in statements:
            _not_withdrawn(act, statement)
            _as_seen(act, statement, public_text)
            act.update(
                "statements",
                statement,
                state="approved",
                reason="",
                merged_into=None,
                reviewed_hash=text_hash(public_text),
            )

    return perform(connection, programme, facilitator, "approve", change)


def hide(
    connection: sqlite3.Connection, programme: int, facilitator: int, statement: int, reason: str
) -> int:
    """:raise Refused: there is no reason; the participant gets to see it."""
    if not reason.strip():
        raise Refused("Geef een reden. De deelnemer krijgt die te zien.")

    def change(act: Act) -> None:
        _not_withdrawn(act, statement)
        act.update("statements", statement, state="hidden", reason=reason.strip(), merged_into=None)
        forget_words(act.connection, statement, act.row("statements", statement)["text"])
        recall(act.connection, programme)

    return perform(connection, programme, facilitator, "hide", change)


def merge(
    connection: sqlite3.Connection, programme: int, facilitator: int, statement: int, into: int
) -> int:
    """Count a statement as the same as another one, which stays. Chains are followed to their end.

    :raise Refused: into itself, or into one that is not there to be seen.
    """

    def change(act: Act) -> None:
        _not_withdrawn(act, statement)
        target = act.row("statements", into)
        if target["state"] == "merged":
            target = act.row("statements", target["merged_into"])
        if target["id"] == statement:
            raise Refused("Een uitspraak kan niet met zichzelf worden samengevoegd.")
        if target["state"] in ("hidden", "withdrawn"):
            raise Refused("Kies een uitspraak die niet verborgen of ingetrokken is.")
        if target["rehearsal"] != act.row("statements", statement)["rehearsal"]:
            raise Refused("Een proefantwoord kan niet samen met een echte uitspraak.")
        for row in act.connection.execute(
            "SELECT id FROM statements WHERE merged_into = ?", (statement,)
        ).fetchall():
            act.update("statements", row["id"], merged_into=target["id"])
        act.update("statements", statement, state="merged", merged_into=target["id"], reason="")

    return perform(connection, programme, facilitator, "merge", change)


def keep_apart(
    connection: sqlite3.Connection, programme: int, facilitator: int, statement: int, other: int
) -> int:
    """Say that two statements are not the same: they are never proposed for merging again.

    :raise Refused: they are one and the same statement.
    """
    first, second = sorted((statement, other))
    if first == second:
        raise Refused("Kies twee verschillende uitspraken.")

    def change(act: Act) -> None:
        for one in (first, second):
            _not_withdrawn(act, one)
        pair = {"statement_id": first, "other_id": second}
        known = act.connection.execute(
            "SELECT id FROM near_duplicates WHERE statement_id = ? AND other_id = ?",
            (first, second),
        ).fetchone()
        if known:
            act.update("near_duplicates", known["id"], **pair, state="apart")
        else:
            act.insert("near_duplicates", **pair, likelihood=0, state="apart")

    return perform(connection, programme, facilitator, "keep_apart", change)


def set_aspect(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statement: int,
    aspect: Aspect | None,
) -> int:
    """Say whether a statement is about content or process: a proposal accepted, or an own view."""

    def change(act: Act) -> None:
        _not_withdrawn(act, statement)
        act.update("statements", statement, aspect=aspect)

    return perform(connection, programme, facilitator, "set_aspect", change)


def keep_spans(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statement: int,
    spans: Iterable[tuple[int, int]],
) -> int:
    """Say which found spans (start, end) are no personal data and stay in the public text."""
    kept = json.dumps(sorted(list(span) for span in spans))

    def change(act: Act) -> None:
        act.update("statements", statement, kept_spans=kept, reviewed_hash=None)

    return perform(connection, programme, facilitator, "keep_spans", change)


def mark_spans(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statement: int,
    spans: Iterable[tuple[int, int]],
    kind: Kind,
) -> int:
    """Say that slices (start, end) of a text are personal data too, which nothing had found.

    :raise Refused: a slice lies outside the text, or there is none.
    """
    new = sorted(set(spans))

    def change(act: Act) -> None:
        row = act.row("statements", statement)
        if not new or any(not 0 <= start < end <= len(row["text"]) for start, end in new):
            raise Refused("Die woorden staan niet (meer) in de uitspraak.")
        marked = [one for one in json.loads(row["marked_spans"]) if tuple(one[:2]) not in new]
        marked += [[start, end, str(kind)] for start, end in new]
        kept = [span for span in json.loads(row["kept_spans"]) if tuple(span) not in new]
        act.update(
            "statements",
            statement,
            marked_spans=json.dumps(sorted(marked)),
            kept_spans=json.dumps(kept),
            reviewed_hash=None,
        )

    return perform(connection, programme, facilitator, "mark_spans", change)


def unmark_span(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    statement: int,
    span: tuple[int, int],
) -> int:
    """Take back that a slice is personal data.

    :raise Refused: nobody had marked it.
    """

    def change(act: Act) -> None:
        marked = json.loads(act.row("statements", statement)["marked_spans"])
        left = [one for one in marked if tuple(one[:2]) != span]
        if len(left) == len(marked):
            raise Refused("Deze uitspraak is intussen veranderd. Lees de nieuwe tekst.")
        act.update("statements", statement, marked_spans=json.dumps(left), reviewed_hash=None)

    return perform(connection, programme, facilitator, "unmark_span", change)


def _not_withdrawn(act: Act, statement: int) -> None:
    if act.row("statements", statement)["state"] == "withdrawn":
        raise Refused("De deelnemer heeft deze uitspraak ingetrokken.")


def _as_seen(act: Act, statement: int, public_text: str) -> None:
    """Inside the transaction: what was read before it may have changed since."""
    now = one_statement(act.connection, act.programme, statement)
    if now is None:
        raise NotFound("Deze uitspraak bestaat niet (meer) in dit traject.")
    if now.public_text != public_text:
        raise Conflict(
            "Deze uitspraak is intussen veranderd. Lees de nieuwe tekst en kies opnieuw."
        )
