"""An instance with everything in it: a release, a wrap-up, vectors, sign-ups, changed words."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.documents.web_page import to_html
from analysis.publish import publish
from analysis.report import build
from collector.access import hash_receipt
from collector.config import Config
from collector.contacts import open_contacts, sign_up
from collector.corrections import change_statement
from collector.findings import store_embeddings
from collector.queries.meetings import meetings
from collector.queries.programmes import programme_by_id
from collector.queries.statements import statements
from collector.records import Contact, StatementDraft
from collector.redaction import text_hash
from collector.wrap_ups import Format, store_file, store_report
from tests.analysis.programme_to_publish import CANARIES, Made, round_table

WORD = "Waterjuffer"
OLD_WORD = "Libellenvanger"
CENTRAL = f"De {WORD} vliegt over het hele land heen en weer."
KEPT_NAME = "Begeleiding"


def fill(fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config) -> Made:
    """A programme with a release, a wrap-up, vectors, sign-ups, votes and changed words."""
    made = round_table(fresh_db, templates, instruments)
    meeting = meetings(fresh_db, made.programme)[0]["id"]
    participant = made.participant(meeting)
    scope = made.instrument_activity(meeting, "scope")
    made.hand_in(participant, scope, drafts=[StatementDraft(f"De {OLD_WORD} zegt iets anders.")])
    statement = made.all()[f"De {OLD_WORD} zegt iets anders."]
    change_statement(fresh_db, participant, statement, text=CENTRAL, aspect=None, consent=False)
    made.look()
    made.approve(statement)
    for row in fresh_db.execute("SELECT id FROM themes").fetchall():
        fresh_db.execute(
            "UPDATE themes SET central_statement = ?, key_phrases = ? WHERE id = ?",
            (CENTRAL, json.dumps([WORD]), row["id"]),
        )
    every = [each.text for each in statements(fresh_db, made.programme)]
    vectors = {text_hash(text): b"\0" * 64 for text in every}
    store_embeddings(fresh_db, "test", {**vectors, text_hash(CENTRAL): WORD.encode() * 9})
    report = full(build(fresh_db, made.programme))
    stored = store_report(fresh_db, made.programme, to_html(report))
    store_file(fresh_db, stored, Format.MD, to_markdown(report).encode())
    publish(fresh_db, made.programme, config.releases)
    with closing(open_contacts(config.contacts)) as contacts:
        slug = programme_by_id(fresh_db, made.programme)["slug"]
        sign_up(contacts, slug, [Contact(WORD, "w@juffer.example", follow_up="x")])
    return made


def traces(config: Config, *needles: str) -> list[tuple[str, str]]:
    """Which of the words stand in the bytes of which file of the instance."""
    found = []
    for path in sorted(config.instance.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for needle in needles:
            shapes = (needle.encode(), needle.encode("utf-16-le"), needle.casefold().encode())
            if any(shape in content for shape in shapes):
                found.append((path.name, needle))
    return found


def secrets(made: Made) -> list[str]:
    kept = [CANARIES[key] for key in ("without consent", "hidden", "waiting", "withdrawn")]
    return [WORD, OLD_WORD, CANARIES["name"], CANARIES["partnership"], *kept,
            *(hash_receipt(receipt) for receipt in made.receipts[:3])]  # fmt: skip
