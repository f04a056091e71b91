"""What nobody should send, to every address and in every field.

Whatever comes in: an answer below 500, in Dutch, with what was typed escaped; and what is refused
leaves no row behind. The addresses come from the URL map and the fields from the forms that
stand on the pages, so that a new page is attacked by itself.
"""

from __future__ import annotations

import io
import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from collector import codebook
from collector.access import in_groups, new_receipt
from collector.config import Config
from collector.contacts import open_contacts, sign_up, sign_ups
from collector.findings import (
    ProposedPlacement,
    ProposedTheme,
    store_release,
    store_run,
)
from collector.intake import join
from collector.jobs import request_job
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings, programmes
from collector.reading_report import Column, FileKind, Found
from collector.records import Contact
from collector.redaction import text_hash
from collector.tokens import make_token
from collector.uploads import looked, receive
from collector.wrap_ups import Format, store_file, store_report
from forms.api.problems import TYPE as PROBLEM
from tests.forms.sent import Form, forms_on

MARK = "<x-merk>"
TEXTS = (
    "",
    " \t\r\n ",
    "0",
    "-1",
    "9" * 31,
    "1e308",
    "٣",
    "²",
    "a\x00b",
    "\x01\x1b[31m\x7f\x85",
    "\u202egnol\u200b\u200d\ufeff\u2066",
    "💥\U0010ffff\ufffe",
    "a\u0301" * 400,
    "'; DROP TABLE statements; --",
    '" OR 1=1 --',
    f"{MARK}<script>alert(1)</script>",
    f'"{MARK} onfocus="alert(1)',
    "{{ 1337*1337 }}{% raw %}${1337*1337}#{1337*1337}%(name)s %s {0}",
    "javascript:alert(1)",
    "//elders.example/x",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "2026-02-31",
    "0000-00-00",
    "x" * 100_000,
)
BYTES = ("%ff%fe", "%ed%a0%80", "%c0%ae%c0%ae", "%F0%9F", "%", "%zz", "%00", "%0d%0aX:%20y", "%2f")
"""As they stand in an address or a body: no UTF-8, half a surrogate pair, overlong, cut off."""
ENGLISH = re.compile(
    r"not a valid|is required|invalid choice|bad request|not found|not allowed|unsupported"
    r"|csrf token|internal server|too large|traceback|field must",
    re.IGNORECASE,
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
TIMES = 1
"""Raise it to send so many times more than there is time for at every change."""
NOT_STORED = {"stored": False, "problems": []}
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
        return answer

    def look(self, what: str, answer: TestResponse) -> None:
        status = answer.status_code
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
        if status >= 400 and not to_script and not (html and DUTCH_PAGE in text):
            self.wrong.append(f"{what}: {status} without a page in Dutch")
        if html and (found := ENGLISH.search(text)):
            self.wrong.append(f"{what}: {status} says {found[0]!r}")


@pytest.fixture
def world(
    app: Flask,
    config: Config,
    fresh_db: sqlite3.Connection,
    facilitator: int,
    round_table: int,
    learning_network: int,
    activity: int,
    say: Callable[..., int],
    span: Callable[[str, str], dict[str, object]],
) -> Iterator[World]:
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
    }
    contacts.close()
    file = receive(fresh_db, facilitator, "u.csv", b"tekst\nx\n", programme=None, verbatim=False)
    found = Found(FileKind.TABLE, "u", columns=(Column("tekst", "text", ("x",)),))
    looked(fresh_db, file, found)
    token = make_token(fresh_db, facilitator, "script")
    made = World(app, fresh_db, values, "", "", token)
    made.desk = made.cookie({"facilitator": facilitator})
    made.phone = made.cookie({"receipts": {values["meeting"]: receipt}})
    yield made
    still_whole(made)


def still_whole(world: World) -> None:
    """Nothing that was sent broke the file, and every page can still show what is stored."""
    assert world.database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert world.database.execute("PRAGMA foreign_key_check").fetchall() == []
    for rule in rules(world.app, "GET"):
        if rule.endpoint not in ("streams.follow", "static"):
            world.send("GET", address(world, rule))
    assert world.wrong == []


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def address(world: World, rule: Rule, **other: str) -> str:
    """The address of a rule, filled with what is there, or with something else (as it is sent)."""
    filled = rule.rule
    for name in rule.arguments:
        given = other.get(name, world.values[name])
        filled = re.sub(rf"<[^<>]*\b{name}>", lambda _, given=given: given, filled)
    return filled


def sample(cases: list[tuple[object, ...]], number: int) -> list[tuple[object, ...]]:
    """The same ones every time."""
    return random.Random(7).sample(cases, min(number * TIMES, len(cases)))


def test_every_part_of_an_address(world: World) -> None:
    strange = [*(quote(text[:3000], safe="") for text in TEXTS), *BYTES, "zzzzzz", "999999"]
    cases = [
        (method, rule, name, value)
        for method in ("GET", "POST")
        for rule in rules(world.app, method)
        for name in rule.arguments
        for value in strange
        if rule.endpoint != "streams.follow" or name == "key"
    ]
    for method, rule, name, value in sample(cases, 500):
        world.send(method, address(world, rule, **{name: value}))  # type: ignore[arg-type]


def test_ids_of_something_else(world: World) -> None:
    """Every id of this programme under the address of the other one: never found, never changed."""
    network = str(programmes.programme_by_id(world.database, 2)["slug"])
    elsewhere = [rule for rule in world.app.url_map.iter_rules() if len(rule.arguments) > 1]
    inside = [rule for rule in elsewhere if rule.rule.startswith("/facilitate/<slug>")]
    assert len(inside) > 20
    for rule in inside:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = world.send(method, address(world, rule, slug=network), data={"name": "x"})
        own = "identifier" in rule.arguments and "meeting" not in rule.arguments
        if answer is not None and not own:
            assert answer.status_code in (302, 404, 409), rule
    other = meetings.meetings(world.database, 2)[0]
    for name in ("code", "key"):
        world.values[name] = other["code" if name == "code" else "screen_key"]
    assert world.send("GET", f"/m/{other['code']}/{world.values['activity']}").status_code == 303  # type: ignore[union-attr]


def test_every_parameter_of_an_address(world: World) -> None:
    names = ("next", "page", "state", "meeting", "activity", "newest", "unanalysed")
    names += ("after", "anchor", "back", "q", "light", "slug", "csrf_token", "naam")
    cases = [
        (rule, name, value)
        for rule in rules(world.app, "GET")
        if rule.endpoint not in ("streams.follow", "static", "pages.health")
        for name in names
        for value in [*(quote(text[:8000], safe="") for text in TEXTS), *BYTES]
    ]
    for rule, name, value in sample(cases, 350):
        twice = f"?{name}={value}&{name}=1&{name}[]={value}&{value}"
        world.send("GET", address(world, rule) + twice)  # type: ignore[arg-type]
    for value in ("9" * 31, "-1", "x", "²", MARK, "%00"):
        world.send("GET", f"/live/{world.values['code']}?after={quote(value)}")


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


def test_every_field_of_every_form(world: World) -> None:
    forms = everything_filled_in(world)
    posted = {urlsplit(one.action).path for one in forms if one.method == "post"}
    assert len(posted) > 30
    cases: list[tuple[object, ...]] = []
    for one in forms:
        for name in one.names:
            cases += [(one, name, value) for value in [*TEXTS, None, BYTES]]
    for one, name, value in sample(cases, 700):
        assert isinstance(one, Form)
        pairs = [*one.fields, *one.pressed[:1]]
        if value is None:  # not sent, and later sent over and over
            kept = [pair for pair in pairs if pair[0] != name]
            repeated = [
                *pairs,
                *[(str(name), MARK)] * 3,
                (f"{name}[]", "x"),
                (f"{name}[0][a]", "x"),
            ]
            for some in (kept, repeated):
                world.send(one.method.upper(), one.action, **content(one, some))
        elif value is BYTES:
            body = "&".join(f"{quote(str(name))}={part}" for part in BYTES)
            world.send("POST", one.action, data=body, content_type=URLENCODED)
        else:
            some = [(key, str(value) if key == name else old) for key, old in pairs]
            world.send(one.method.upper(), one.action, **content(one, some))


URLENCODED = "application/x-www-form-urlencoded"


def content(form: Form, pairs: list[tuple[str, str]]) -> dict[str, object]:
    some = MultiDict(pairs)
    return {"query_string": some} if form.method == "get" else {"data": some}


def test_bodies_that_are_no_form(world: World) -> None:
    many = "&".join(f"a{number}=1" for number in range(3000))
    bodies: list[dict[str, object]] = [
        {"json": {"key": 1, "name": [MARK]}},
        {"data": b"{", "content_type": "application/json"},
        {"data": b"[1]", "content_type": "application/vnd.api+json"},
        {"data": b"\xff\xfe\x00", "content_type": "text/plain"},
        {"data": b"<x/>", "content_type": "application/xml"},
        {"data": b"a=b", "content_type": "multipart/form-data"},
        {"data": b"a=b", "content_type": "multipart/form-data; boundary="},
        {"data": b"--x\r\nkapot", "content_type": "multipart/form-data; boundary=x"},
        {"data": many, "content_type": URLENCODED},
        {"data": b"title=" + b"x" * 600_000, "content_type": URLENCODED},
        {"data": b"%00%ff=%ed%a0%80&=&&&===", "content_type": URLENCODED},
        {"data": b"a=b", "content_type": f"{URLENCODED}; charset=kapot"},
        {"data": b"", "content_type": ""},
    ]
    cases = [(rule, body) for rule in rules(world.app, "POST") for body in bodies]
    for rule, body in sample(cases, 260):
        assert isinstance(body, dict)
        world.send("POST", address(world, rule), **body)  # type: ignore[arg-type]


def test_files_in_the_place_of_text(world: World) -> None:
    for form in everything_filled_in(world):
        if form.method == "post" and "/login" not in form.action:
            files = {name: (io.BytesIO(b"\x00\xff"), f"{MARK}.php") for name in form.names}
            world.send("POST", form.action, data=files, content_type="multipart/form-data")


def test_every_wrong_method(world: World) -> None:
    allowed: dict[str, set[str]] = {}
    for rule in world.app.url_map.iter_rules():
        allowed.setdefault(rule.rule, set()).update(rule.methods or ())
    for rule in world.app.url_map.iter_rules():
        for method in METHODS:
            if method not in allowed[rule.rule]:
                answer = world.send(method, address(world, rule))
                assert answer is None or answer.status_code in (308, 404, 405)


def test_cookies_that_are_not_ours(world: World) -> None:
    forged = world.cookie({"facilitator": 1}, key="een andere sleutel")
    old = world.desk[:-9] + ("A" if world.desk[-9] != "A" else "B") + world.desk[-8:]
    broken = (forged, old, "gesprekstafel=", "gesprekstafel=...", f"gesprekstafel={MARK}", "=;;=")
    for cookie in (*broken, "gesprekstafel=" + "e30" * 9000, "gesprekstafel=\xff\xfe"):
        answer = world.send(
            "GET", f"/facilitate/{world.values['slug']}/", headers={"Cookie": cookie}
        )
        assert answer is None or (answer.status_code, answer.location[:18]) == (
            302,
            "/facilitate/login?",
        )
        answer = world.send("GET", f"/m/{world.values['code']}", headers={"Cookie": cookie})
        assert answer is not None and answer.status_code == 200


def test_whoever_is_no_longer_there(world: World) -> None:
    """A facilitator who was deleted, a participant who was erased, a meeting that is not there."""
    gone = world.cookie({"facilitator": 999})
    for rule in rules(world.app, "POST"):
        if rule.rule.startswith("/facilitate/<slug>"):
            answer = world.send("POST", address(world, rule), headers={"Cookie": gone})
            assert answer is not None and answer.location == "/facilitate/login"
    erased = world.cookie({"receipts": {world.values["meeting"]: new_receipt(), "777": "x"}})
    place = f"/m/{world.values['code']}"
    for path in (
        place,
        f"{place}/who",
        f"{place}/activities",
        f"{place}/{world.values['activity']}",
    ):
        for method in ("GET", "POST"):
            answer = world.send(method, path, headers={"Cookie": erased}, data={"key": "a" * 32})
            assert answer is not None
            assert answer.status_code in (200, 302, 303, 403, 405, 422)


def test_tokens_that_are_not_right(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    world.app.config["WTF_CSRF_TIME_LIMIT"] = -1
    client = world.app.test_client()
    page = client.get("/facilitate/login").get_data(as_text=True)
    expired = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    before = world.counts()
    for rule in rules(world.app, "POST"):
        if rule.endpoint in ("participant.start", "participant.own_receipt"):
            continue  # questions only: they change nothing
        for token in sample([(expired,), ("",), ("a.b.c",), (MARK,), ("\x00",), (None,)], 3):
            data = {} if token[0] is None else {"csrf_token": token[0]}
            answer = world.send("POST", address(world, rule), data=data)
            assert answer is not None and answer.status_code in (400, 422), rule
    assert world.counts() == before


def test_headers_that_are_not_right(world: World) -> None:
    strange = {
        "Last-Event-ID": "9" * 40,
        "Referer": "https://elders.example/x",
        "Accept-Language": "x" * 2000,
        "Range": "bytes=9-1,a",
        "If-Modified-Since": "gisteren",
        "X-Forwarded-For": "'",
        "Origin": "null",
    }
    for method in ("GET", "POST"):
        for number, rule in enumerate(rules(world.app, method)):
            headers = strange if number % 3 else {**strange, "HX-Request": MARK}
            world.send(method, address(world, rule), headers=headers)
    for host in ("", "a b", "elders.example:99999", MARK, "[::1", "\xff"):
        for rule in rules(world.app, "GET"):
            if not rule.arguments or rule.endpoint in (
                "participant.qr",
                "screens.screen",
                "outcomes.show",
            ):
                world.send("GET", address(world, rule), headers={"Host": host})
