"""A service with something of everything in it, and who sends what nobody should."""

from __future__ import annotations

import itertools
import random
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from collector import codebook
from collector.access import in_groups, new_receipt
from collector.accounts import insert_account
from collector.config import Config
from collector.contacts import open_contacts, sign_up, sign_ups
from collector.findings import (
    ProposedPlacement,
    ProposedTheme,
    store_release,
    store_run,
)
from collector.grants import AccountRole, Place, grant
from collector.intake import join
from collector.invitations import invite
from collector.jobs import request_job
from collector.log_ins import start_log_in
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings, programmes
from collector.reading_report import Column, FileKind, Found
from collector.records import Contact
from collector.redaction import text_hash
from collector.resets import make_reset
from collector.tokens import make_token
from collector.uploads import looked, receive
from collector.wrap_ups import Format, store_file, store_report
from forms.api.problems import TYPE as PROBLEM
from forms.pace import Pace
from forms.wrong_codes import Kind, WrongCodes
from tests.forms.hostile_input import ENGLISH, MARK
from tests.forms.sent import Form, forms_on

NOT_STORED = {"stored": False, "problems": []}
NO_HOST = "Deze dienst kent het adres niet"
DUTCH_PAGE = '<html lang="nl">'


@dataclass
class World:
    """A service with something of everything in it, and the cookies of two people."""

    app: Flask
    database: sqlite3.Connection
    values: dict[str, str]
    desk: str
    phone: str
    token: str
    facilitator: int
    times: int = 1
    wrong: list[str] = field(default_factory=list)
    sent: int = 0

    def cookie(self, content: dict[str, object], key: str = "") -> str:
        if key:
            made = Flask("elders")
            made.secret_key = key
        else:
            made = self.app
        signer = made.session_interface.get_signing_serializer(made)  # type: ignore[attr-defined]
        return f"gesprekstafel={signer.dumps(content)}"

    def who(self, address: str) -> str:
        return self.desk if address.startswith("/facilitate") else self.phone

    def keys(self, address: str) -> dict[str, str]:
        """What whoever asks this address has: a login, a receipt, or the token of a program."""
        if address.startswith("/api/v1/"):
            return {"Authorization": f"Bearer {self.token}"}
        return {"Cookie": self.who(address)}

    def sample(self, cases: list[tuple[object, ...]], number: int) -> list[tuple[object, ...]]:
        """The same ones every time; `--times` takes so many times more."""
        return random.Random(7).sample(cases, min(number * self.times, len(cases)))

    def log_in(self) -> None:
        """As the facilitator; also after something that was sent logged out."""
        self.desk = self.cookie({"log_in": start_log_in(self.database, self.facilitator)})

    def counts(self) -> dict[str, int]:
        tables = self.database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        return {
            name: self.database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in tables.fetchall()
        }

    def send(self, method: str, address: str, **keywords: object) -> TestResponse | None:
        """Send it, and write down all that is wrong with what comes back."""
        self.sent += 1
        headers = {**self.keys(address), **keywords.pop("headers", {})}  # type: ignore[dict-item]
        what = f"{method} {address[:90]} {str(keywords)[:160]}"
        changes = self.database.execute("PRAGMA data_version").fetchone()[0]
        counts = self.counts()
        client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        try:
            answer = client.open(address, method=method, headers=headers, **keywords)
            self.look(what, answer)
        except Exception as error:
            self.wrong.append(f"{what}: {type(error).__name__}: {error}"[:400])
            return None
        refused = answer.status_code >= 400 or method in ("GET", "HEAD", "OPTIONS")
        changed = changes != self.database.execute("PRAGMA data_version").fetchone()[0]
        if refused and changed and counts != self.counts():
            self.wrong.append(f"{what}: {answer.status_code}, and yet rows were written")
        if "/facilitate/login" in str(answer.headers):
            self.log_in()
        return answer

    def look(self, what: str, answer: TestResponse) -> None:
        status = answer.status_code
        if status == 503 and answer.text.startswith("not ready: "):
            return  # there is no worker here, and `/readyz` says so
        if status >= 500:
            self.wrong.append(f"{what}: {status}")
        if "Content-Security-Policy" not in answer.headers:
            self.wrong.append(f"{what}: no policy")
        target = urlsplit(answer.headers.get("Location", ""))
        if target.scheme not in ("", "http") or target.netloc not in ("", "localhost"):
            self.wrong.append(f"{what}: sent on to {target.geturl()}")
        if answer.mimetype == "text/event-stream":
            answer.close()
            return
        text = answer.get_data(as_text=True)
        html = answer.mimetype == "text/html"
        if html and (MARK in text or f'"{MARK}' in text or "1787569" in text):
            self.wrong.append(f"{what}: {status} shows what was sent as it is")
        # The phone's own script asks with JSON, and has the words for it itself; so do programs.
        to_script = answer.mimetype == "application/json" and answer.json == NOT_STORED
        to_script |= answer.mimetype == PROBLEM and answer.json["status"] == status
        to_script |= status == 401 and answer.headers.get("HX-Redirect") == "/facilitate/login"
        dutch = DUTCH_PAGE in text if html else text.startswith(NO_HOST)
        if status >= 400 and not to_script and not dutch:
            self.wrong.append(f"{what}: {status} without a page in Dutch")
        if html and (found := ENGLISH.search(text)):
            self.wrong.append(f"{what}: {status} says {found[0]!r}")


def furnish(
    app: Flask,
    config: Config,
    fresh_db: sqlite3.Connection,
    facilitator: int,
    round_table: int,
    activity: int,
    say: Callable[..., int],
    span: Callable[[str, str], dict[str, object]],
    times: int,
) -> World:
    """Something of everything, in a round table and beside it."""
    text = "Vraag het aan Joke, zij weet het."
    said = [say("Geef starters tijd."), say("Tijd kost geld."), say(text, [span(text, "Joke")])]
    proposed = [ProposedTheme("t", "tijd", ("uren",), said[0]), ProposedTheme("g", "geld", (), 1)]
    placed = [ProposedPlacement(said[0], "t", 0.9), ProposedPlacement(said[1], "g", 0.6)]
    store_run(fresh_db, round_table, {}, proposed, placed)
    codebook.add_theme(fresh_db, round_table, facilitator, "Rust")
    report = store_report(fresh_db, round_table, "<p>Verslag</p>")
    store_file(fresh_db, report, Format.MD, b"Verslag")
    request_job(fresh_db, round_table, "publish", facilitator)
    store_release(
        fresh_db,
        round_table,
        number=1,
        file="001/tafels.db",
        statements=1,
        withheld={"withheld": []},
        published={said[0]: text_hash("Geef starters tijd.")},
        place=lambda: None,
    )
    for row in fresh_db.execute("SELECT id FROM activities").fetchall():
        if not meetings.instrument_of(meetings.activity(fresh_db, row["id"])).left_open:
            set_activity_state(fresh_db, row["id"], is_open=True)
    slug = str(programmes.programme_by_id(fresh_db, round_table)["slug"])
    contacts = open_contacts(config.contacts)
    sign_up(contacts, slug, [Contact("An", "an@example.org", "", "", "follow-up")])
    place = meetings.meetings(fresh_db, round_table)[0]
    receipt = new_receipt()
    belongs = add_partnership(fresh_db, round_table, "De Brug")
    fresh_db.execute("UPDATE partnerships SET code = 'aardbei-aarde-abrikoos'")
    fresh_db.execute("INSERT INTO organisations VALUES (1, ?, 'De Brug', 'field')", (belongs,))
    join(fresh_db, place["id"], receipt, partnership=belongs, knows_code=True)
    values = {
        "slug": slug,
        "meeting": str(place["id"]),
        "activity": str(activity),
        "statement": str(said[0]),
        "theme": "1",
        "act": "1",
        "identifier": "1",
        "number": "1",
        "response": "1",
        "code": place["code"],
        "key": place["screen_key"],
        "receipt": in_groups(receipt),
        "template": "round-table",
        "contact": sign_ups(contacts, slug)[0]["id"],
        "filename": "style.css",
        "form": "xlsx",
        "wrap_up": "1",
        "export": "1",
        "partnership": str(belongs),
        "organisation": "1",
        "spoken": "aardbei-aarde-abrikoos",
        "question": "content_phase",
        "what": "resources",
        **_colleague(fresh_db, facilitator, round_table),
    }
    contacts.close()
    file = receive(fresh_db, facilitator, "u.csv", b"tekst\nx\n", programme=None, verbatim=False)
    found = Found(FileKind.TABLE, "u", columns=(Column("tekst", "text", ("x",)),))
    looked(fresh_db, file, found)
    token = make_token(fresh_db, facilitator, "script")
    made = World(app, fresh_db, values, "", "", token, facilitator, times)
    made.log_in()
    # Whoever sends so much is told to wait; here an hour goes by between two requests.
    hours = itertools.count(0, 3600).__next__
    app.extensions.update(pace=Pace(hours), wrong_codes={kind: WrongCodes(hours) for kind in Kind})
    made.phone = made.cookie({"receipts": {values["meeting"]: receipt}})
    return made


def _colleague(connection: sqlite3.Connection, by: int, programme: int) -> dict[str, str]:
    """Somebody who reads along, an invitation that waits, and a link to a new password."""
    there = Place(programme=programme)
    person = insert_account(connection, "collega@example.org", "Colette", "")
    assert person is not None
    grant(connection, person, AccountRole.READER, there)
    row = connection.execute("SELECT max(id) FROM grants").fetchone()
    key = invite(connection, "nieuw@example.org", AccountRole.READER, there, by=by)
    return {
        "person": str(person),
        "grant": str(row[0]),
        "invitation": "1",
        "invitation_key": key,
        "reset_key": make_reset(connection, person, by=by),
    }


def still_whole(world: World) -> None:
    """Nothing that was sent broke the file, and every page can still show what is stored.

    `world.wrong` says which ones cannot.
    """
    assert world.database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert world.database.execute("PRAGMA foreign_key_check").fetchall() == []
    for rule in rules(world.app, "GET"):
        if rule.endpoint not in ("streams.follow", "static"):
            world.send("GET", address(world, rule))


def rules(app: Flask, method: str) -> list[Rule]:
    """Without the one that tells of the worker, which does not run here."""
    every = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "health.ready"]
    return [rule for rule in every if method in (rule.methods or ())]


def address(world: World, rule: Rule, **other: str) -> str:
    """The address of a rule, filled with what is there, or with something else (as it is sent)."""
    filled = rule.rule
    for name in rule.arguments:
        given = other.get(name, world.values[name])
        filled = re.sub(rf"<[^<>]*\b{name}>", lambda _, given=given: given, filled)
    return filled


def everything_filled_in(world: World) -> list[Form]:
    """All forms on all pages, one of each kind: the same action but for its numbers, same names."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for rule in rules(world.app, "GET"):
        if rule.endpoint in ("streams.follow", "static"):
            continue
        here = address(world, rule)
        for one in forms_on(world.send("GET", here).get_data(as_text=True), here):  # type: ignore[union-attr]
            kind = (
                re.sub(r"\d+", "0", one.action),
                tuple(re.sub(r"\d+", "0", n) for n in one.names),
            )
            found.setdefault(kind, one)
    return list(found.values())


def content(form: Form, pairs: list[tuple[str, str]]) -> dict[str, object]:
    some = MultiDict(pairs)
    return {"query_string": some} if form.method == "get" else {"data": some}
