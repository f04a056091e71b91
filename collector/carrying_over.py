"""What people took back after a backup was made stays taken back when that backup is put in place.

Consent, words and forms that a participant withdrew; keys that were revoked and accounts that were
closed; everybody logs in anew. It is read from the database that is there, when that can be read.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector import audit
from collector.corrections import withdraw_response, withdraw_statement
from collector.database import transaction
from collector.events import EventKind, now, record
from collector.queries.programmes import all_programmes

_LEAP = 1_000_000
"""By how much numbers go up when it is not known how far they had come."""


@dataclass(frozen=True)
class CarriedOver:
    """How much, never whose."""

    withdrawn: int = 0  # forms and statements
    consents: int = 0  # statements of which the consent was taken back
    keys: int = 0
    accounts: int = 0


def carry_over(present: sqlite3.Connection, restored: sqlite3.Connection) -> CarriedOver:
    """Both at the newest schema. Rows are of the same when they have the same number and are of
    somebody with the same receipt."""
    withdrawn = _withdraw_forms(present, restored) + _withdraw_statements(present, restored)
    with transaction(restored):
        return CarriedOver(
            withdrawn=withdrawn,
            consents=_take_consent_back(present, restored),
            keys=_revoke_keys(present, restored),
            accounts=_close_accounts(present, restored),
        )


_OF = (
    "FROM {table} AS x JOIN responses AS r ON r.id = {response}"
    " JOIN participants AS p ON p.id = r.participant_id"
)
_FORMS = _OF.format(table="responses", response="x.id")
_STATEMENTS = _OF.format(table="statements", response="x.response_id")


def _both(
    present: sqlite3.Connection, restored: sqlite3.Connection, rows: str, then: str, still: str
) -> list[tuple[int, int]]:
    """(number, participant) of what is so in the one and not yet in the other."""
    gone = {
        (row["id"], row["secret_hash"])
        for row in present.execute(f"SELECT x.id, p.secret_hash {rows} WHERE {then}")
    }
    found = restored.execute(
        f"SELECT x.id, p.secret_hash, p.id AS participant {rows} WHERE {still}"
    ).fetchall()
    return [
        (row["id"], row["participant"]) for row in found if (row["id"], row["secret_hash"]) in gone
    ]


def _withdraw_forms(present: sqlite3.Connection, restored: sqlite3.Connection) -> int:
    found = _both(present, restored, _FORMS, "x.withdrawn", "NOT x.withdrawn")
    for response, participant in found:
        withdraw_response(restored, participant, response)
    return len(found)


def _withdraw_statements(present: sqlite3.Connection, restored: sqlite3.Connection) -> int:
    then, still = "x.state = 'withdrawn'", "x.state <> 'withdrawn'"
    found = _both(present, restored, _STATEMENTS, then, still)
    for statement, participant in found:
        withdraw_statement(restored, participant, statement)
    return len(found)


def _take_consent_back(present: sqlite3.Connection, restored: sqlite3.Connection) -> int:
    found = _both(present, restored, _STATEMENTS, "NOT x.consent", "x.consent")
    restored.executemany(
        "UPDATE statements SET consent = 0, kept_home = 1 WHERE id = ?",
        [(statement,) for statement, _ in found],
    )
    return len(found)


def _revoke_keys(present: sqlite3.Connection, restored: sqlite3.Connection) -> int:
    rows = present.execute("SELECT revoked_on, token_hash FROM tokens WHERE revoked_on IS NOT NULL")
    return restored.executemany(
        "UPDATE tokens SET revoked_on = ? WHERE token_hash = ? AND revoked_on IS NULL",
        [tuple(row) for row in rows],
    ).rowcount


def _close_accounts(present: sqlite3.Connection, restored: sqlite3.Connection) -> int:
    rows = present.execute("SELECT closed_on, email FROM facilitators WHERE closed_on IS NOT NULL")
    return restored.executemany(
        "UPDATE facilitators SET closed_on = ? WHERE email = ? AND closed_on IS NULL",
        [tuple(row) for row in rows],
    ).rowcount


def begin_anew(present: sqlite3.Connection | None, restored: sqlite3.Connection, who: str) -> None:
    """Everybody logs in anew, invitations that were not used are void, and every screen notices.

    No number of an event, a report or an export is given twice: whoever remembers one from before
    would take it for another. The leap stands in the events, as `restored`.

    :param who: puts the backup back, as it stands in the audit
    """
    known = _numbers(present) if present else {}
    with transaction(restored):
        for name, number in _numbers(restored).items():
            after = max(number, known.get(name, number if present else number + _LEAP))
            restored.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (after, name))
        restored.execute("UPDATE log_ins SET ended_at = ? WHERE ended_at IS NULL", (now(),))
        restored.execute(
            "UPDATE invitations SET revoked_at = ? WHERE used_at IS NULL AND revoked_at IS NULL",
            (now(),),
        )
        for row in all_programmes(restored):
            record(restored, EventKind.PREPARED, programme=row["id"], restored=True)
        audit.append(restored, who, "command", detail={"command": "restore"})


def _numbers(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
