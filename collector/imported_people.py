"""Where what a file tells belongs: meetings, topics, roles and partnerships by their names; and
the participants whose answers it holds. All inside the transaction of the import."""

from __future__ import annotations

import json
import sqlite3
import uuid

from collector.access import hash_receipt, new_receipt
from collector.activities import store_instrument
from collector.database import insert, next_position
from collector.imported import ImportedForm, ImportedPerson, ImportedStatement
from collector.meetings import insert_meeting
from collector.records import (
    Instrument,
    MeetingTemplate,
    Question,
    QuestionKind,
)
from collector.slugs import slugify

Written = tuple[ImportedStatement, int]
"""A statement and the id that it got."""

SAID = Question("statements", QuestionKind.STATEMENTS, "Uitspraken")
SPOKEN = Instrument("imported-statements", "Ingelezen uitspraken", questions=(SAID,))
"""Under which a participant's statements are stored when a file does not say what was asked."""


class Places:
    """Finds what a file names, without regard to capitals, and makes what is not there yet."""

    def __init__(self, connection: sqlite3.Connection, programme: int) -> None:
        self.connection = connection
        self.programme = programme
        self.made: list[tuple[str, str]] = []
        self.meetings_made = 0
        self._known: dict[tuple[str, str], int] = {}

    def meeting(self, title: str, region: str = "") -> int | None:
        """A meeting of this title, else the first of this region; neither is no meeting.

        One that is not there is made. A region alone gets a meeting that is called after it.
        """
        if not title and not region:
            return None
        key = f"{title}\n{region}"
        if found := self._seen("meetings", key):
            return found
        row = self.connection.execute(
            "SELECT m.id FROM meetings AS m LEFT JOIN regions AS r ON r.id = m.region_id"
            " WHERE m.programme_id = ?1 AND iif(?2 = '', r.name = ?3 COLLATE NOCASE,"
            " m.title = ?2 COLLATE NOCASE) ORDER BY m.position LIMIT 1",
            (self.programme, title, region),
        ).fetchone()
        return self._keep("meetings", key, row["id"] if row else self._new_meeting(title, region))

    def _new_meeting(self, title: str, region: str) -> int:
        title = title or f"Gesprekstafel {region}"
        self.meetings_made += 1
        self.made.append(("meetings", title))
        pattern, place = MeetingTemplate(title), self.region(region)
        return insert_meeting(self.connection, self.programme, pattern, {}, region=place)

    def region(self, name: str) -> int | None:
        return self._named("regions", name) if name else None

    def topic(self, title: str) -> int | None:
        if not title:
            return None
        row = self.connection.execute(
            "SELECT id FROM topics WHERE programme_id = ?1"
            " AND (title = ?2 COLLATE NOCASE OR slug = ?2)",
            (self.programme, title),
        ).fetchone()
        if row:
            return int(row["id"])
        slug, number = slugify(title), 1
        while self.connection.execute(
            "SELECT 1 FROM topics WHERE programme_id = ? AND slug = ?", (self.programme, slug)
        ).fetchone():
            number += 1
            slug = f"{slugify(title)}-{number}"
        self.made.append(("topics", title))
        position = next_position(self.connection, "topics", "programme_id", self.programme)
        values = {"programme_id": self.programme, "slug": slug, "title": title}
        return insert(self.connection, "topics", position=position, **values)

    def role(self, name: str) -> int | None:
        return self._named("roles", name) if name else None

    def partnership(self, name: str) -> int | None:
        return self._named("partnerships", name, ordered=False) if name else None

    def _named(self, table: str, name: str, *, ordered: bool = True) -> int:
        if found := self._seen(table, name):
            return found
        row = self.connection.execute(
            f"SELECT id FROM {table} WHERE programme_id = ? AND name = ? COLLATE NOCASE",
            (self.programme, name),
        ).fetchone()
        if row:
            return self._keep(table, name, row["id"])
        self.made.append((table, name))
        values: dict[str, object] = {"programme_id": self.programme, "name": name}
        if ordered:
            place = next_position(self.connection, table, "programme_id", self.programme)
            values["position"] = place
        return self._keep(table, name, insert(self.connection, table, **values))

    def _seen(self, table: str, name: str) -> int | None:
        return self._known.get((table, name.casefold()))

    def _keep(self, table: str, name: str, identifier: int) -> int:
        self._known[table, name.casefold()] = identifier
        return identifier

    def activity(self, meeting: int | None, instrument: str) -> sqlite3.Row:
        """Where a form was handed in; made when nothing in the meeting asks this.

        :param meeting: None: the first that asks it, else the first there is, else a new one
        """
        row = self.connection.execute(
            "SELECT a.id, a.meeting_id, a.instrument_id, i.definition FROM activities AS a"
            " JOIN meetings AS m ON m.id = a.meeting_id"
            " JOIN instruments AS i ON i.id = a.instrument_id"
            " WHERE m.programme_id = ?1 AND (?2 IS NULL OR m.id = ?2) AND i.slug = ?3"
            " ORDER BY m.position, a.position LIMIT 1",
            (self.programme, meeting, instrument),
        ).fetchone()
        return row or self._new_activity(meeting or self._any_meeting(), instrument)

    def _any_meeting(self) -> int:
        row = self.connection.execute(
            "SELECT id FROM meetings WHERE programme_id = ? ORDER BY position LIMIT 1",
            (self.programme,),
        ).fetchone()
        return int(row["id"]) if row else self._new_meeting("Ingelezen", "")

    def _new_activity(self, meeting: int, slug: str) -> sqlite3.Row:
        stored = self.connection.execute(
            "SELECT i.definition FROM instruments AS i JOIN activities AS a"
            " ON a.instrument_id = i.id JOIN meetings AS m ON m.id = a.meeting_id"
            " WHERE m.programme_id = ? AND i.slug = ? ORDER BY i.id DESC LIMIT 1",
            (self.programme, slug),
        ).fetchone()
        instrument = Instrument.from_json(stored["definition"]) if stored else SPOKEN
        insert(
            self.connection,
            "activities",
            meeting_id=meeting,
            instrument_id=store_instrument(self.connection, instrument),
            position=next_position(self.connection, "activities", "meeting_id", meeting),
            title=instrument.title,
        )
        return self.activity(meeting, instrument.slug)


def add_statement(places: Places, statement: ImportedStatement, consent: int) -> int:
    """A statement of nobody in particular; its id."""
    return insert(
        places.connection,
        "statements",
        programme_id=places.programme,
        meeting_id=places.meeting(statement.meeting, statement.region),
        topic_id=places.topic(statement.topic),
        question=statement.question,
        aspect=statement.aspect,
        text=statement.text,
        consent=consent,
        state="approved" if statement.approved else "waiting",
        source="import",
        source_line=statement.line,
    )


def add_person(
    places: Places, person: ImportedPerson, consent: int, terms: int | None
) -> list[Written]:
    """A participant, with what he or she answered and said; nobody has the receipt."""
    forms = person.forms or (ImportedForm(),)
    meeting = places.meeting(person.meeting, person.region)
    activities = [places.activity(meeting, one.instrument or SPOKEN.slug) for one in forms]
    by_meeting: dict[int, int] = {}
    written: list[Written] = []
    for form, activity in zip(forms, activities, strict=True):
        here = activity["meeting_id"]
        if here not in by_meeting:
            by_meeting[here] = insert(
                places.connection,
                "participants",
                meeting_id=here,
                secret_hash=hash_receipt(new_receipt()),
                role_id=places.role(person.role),
                partnership_id=places.partnership(person.partnership),
                region_id=places.region(person.region),
                terms_id=terms,
            )
        if form.answers or form.statements:
            written += _hand_in(places, by_meeting[here], activity, form, consent)
    return written


def _hand_in(
    places: Places, participant: int, activity: sqlite3.Row, form: ImportedForm, consent: int
) -> list[Written]:
    connection = places.connection
    response = insert(
        connection, "responses", activity_id=activity["id"], participant_id=participant
    )
    key = uuid.uuid4().hex
    insert(
        connection,
        "submissions",
        key=key,
        response_id=response,
        revision=1,
        instrument_id=activity["instrument_id"],
    )
    connection.executemany(
        "INSERT INTO answers (submission_key, question, value) VALUES (?, ?, ?)",
        [
            (key, question, json.dumps(value, ensure_ascii=False))
            for question, value in form.answers.items()
        ],
    )
    written = []
    for each in form.statements:
        identifier = insert(
            connection,
            "statements",
            programme_id=places.programme,
            meeting_id=activity["meeting_id"],
            response_id=response,
            question=each.question or SAID.key,
            topic_id=places.topic(each.topic),
            aspect=each.aspect,
            text=each.text,
            consent=consent,
            state="approved" if each.approved else "waiting",
            source="facilitator",
            source_line=each.line,
        )
        written.append((each, identifier))
    return written
