"""Who may do what, for every address and every role, and never in somebody else's programme."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.database import transaction
from collector.grants import AccountRole, Place, grant, tenant_named
from collector.intake import join
from collector.log_ins import start_log_in
from collector.meetings import add_meeting
from collector.partnerships import add_partnership
from collector.programmes import create_programme
from collector.queries.meetings import meetings
from collector.queries.programmes import programme_by_id
from collector.tokens import make_token
from forms.access_table import ACCESS, BY_KEY, Needs
from tests.conftest import PASSWORD, log_in
from tests.forms.hostile_world import World, address, content, everything_filled_in, rules

STREAMS = ("streams.follow", "static")
WORDS = ("Geef starters tijd.", "Tijd kost geld.", "Joke", "De Brug", "an@example.org", "Verslag")
"""What is in the one programme, and may never be seen by who has nothing to do with it."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account, what it opens, and whether the programme is known to them."""

    cookie: str
    opens: frozenset[Needs]
    knows: bool = True


IN_PROGRAMME = {Needs.LOG_IN, Needs.READ, Needs.LEAD, Needs.HELP}


@pytest.fixture
def other(
    world: World, fresh_db: sqlite3.Connection, templates: dict, instruments: dict
) -> dict[str, int]:
    """Two more programmes: one of the same organisation, one of another; a second meeting."""
    elsewhere = tenant_named(fresh_db, "Elders")
    make = (fresh_db, templates["round-table"], instruments)
    here = fresh_db.execute("SELECT id FROM programmes ORDER BY id").fetchone()["id"]
    return {
        "here": here,
        "meeting": add_meeting(fresh_db, here, templates["round-table"].meetings[0], instruments),
        "programme": create_programme(*make),
        "tenant": elsewhere,
        "far": create_programme(*make, tenant=elsewhere),
    }


@pytest.fixture
def people(
    world: World, fresh_db: sqlite3.Connection, other: dict[str, int]
) -> Mapping[str, Person]:
    def person(
        name: str, role: AccountRole, place: Place, opens: set[Needs], knows: bool = True
    ) -> Person:
        made = add_facilitator(fresh_db, f"{name}@example.org", PASSWORD)
        fresh_db.execute("DELETE FROM grants WHERE facilitator_id = ?", (made,))
        with transaction(fresh_db):
            grant(fresh_db, made, role, place)
        return Person(
            world.cookie({"log_in": start_log_in(fresh_db, made)}), frozenset(opens), knows
        )

    programme, meeting = other["here"], int(world.values["meeting"])
    makes = {Needs.LOG_IN, Needs.MAKE}
    role = AccountRole
    return {
        "facilitator": person("f", role.FACILITATOR, Place(programme=programme), IN_PROGRAMME),
        "helper": person("h", role.HELPER, Place(meeting=meeting), {Needs.LOG_IN, Needs.HELP}),
        "reader": person("r", role.READER, Place(programme=programme), {Needs.LOG_IN, Needs.READ}),
        "reader of all": person("ra", role.READER, Place(tenant=1), {Needs.LOG_IN, Needs.READ}),
        "maker": person("m", role.FACILITATOR, Place(tenant=1), makes, False),
        "helper elsewhere": person(
            "he", role.HELPER, Place(meeting=other["meeting"]), {Needs.LOG_IN}, False
        ),
        "facilitator elsewhere": person(
            "fe", role.FACILITATOR, Place(programme=other["programme"]), {Needs.LOG_IN}, False
        ),
        "organiser elsewhere": person(
            "oe",
            role.ORGANISER,
            Place(tenant=other["tenant"]),
            {*makes, Needs.ORGANISE},
            False,
        ),
        "nobody": Person("", frozenset(), False),
    }


def for_accounts(app: Flask) -> Iterator[tuple[Rule, Needs, str]]:
    """Every rule that needs an account, by every method."""
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            needs = ACCESS[rule.endpoint]
            if needs not in BY_KEY:
                yield rule, needs, method


def test_every_route_is_in_the_table_and_nothing_else(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)


def test_what_is_not_in_the_table_stays_closed(app: Flask, desk: Any) -> None:
    app.add_url_rule("/facilitate/vergeten", "vergeten", lambda: "open")
    assert desk.get("/facilitate/vergeten").status_code == 403
    assert app.test_client().get("/facilitate/vergeten").status_code == 302


def test_every_route_for_every_role(world: World, people: Mapping[str, Person]) -> None:
    """Who may not come in gets the same answer as if it were not there, and changes nothing."""
    before = world.counts()
    found = {who: _refused(world, person) for who, person in people.items()}
    assert {who: wrong for who, (_closed, wrong) in found.items() if wrong} == {}
    assert world.counts() == before
    assert min(closed for closed, _wrong in found.values()) >= 5
    found = {who: _let_in(world, person) for who, person in people.items()}
    assert {who: wrong for who, (_open, wrong) in found.items() if wrong} == {}
    assert [who for who, (open_, _wrong) in found.items() if not open_] == ["nobody"]
    assert world.wrong == []


def _refused(world: World, person: Person) -> tuple[int, list[str]]:
    """How many addresses are closed to this person, and those that do not say so as they should."""
    closed, wrong = 0, []
    client = world.app.test_client(use_cookies=False)
    for rule, needs, method in for_accounts(world.app):
        if needs in person.opens:
            continue
        headers = {"Cookie": person.cookie}
        answer = client.open(address(world, rule), method=method, headers=headers)
        closed += 1
        if not person.cookie:
            expected = "/facilitate/login" in answer.headers.get("Location", "")
        elif "slug" in rule.arguments and not _knows(person, rule):
            expected = answer.status_code == 404
        else:
            expected = answer.status_code == 403
        if not expected:
            wrong.append(f"{method} {rule.rule}: {answer.status}")
    return closed, wrong


def _let_in(world: World, person: Person) -> tuple[int, list[str]]:
    """How many addresses are open to this person, and those that are not.

    Presses change what the next one finds, so but for a helper's they are left to other tests.
    """
    opened, wrong = 0, []
    for rule, needs, method in for_accounts(world.app):
        if needs in person.opens and (method == "GET" or needs is Needs.HELP):
            answer = world.send(method, address(world, rule), headers={"Cookie": person.cookie})
            opened += 1
            if answer is None or answer.status_code in (401, 403):
                wrong.append(f"{method} {rule.rule}: {answer and answer.status}")
    return opened, wrong


def _knows(person: Person, rule: Rule) -> bool:
    """A helper knows the programme at the addresses of the own meeting only."""
    only_helps = Needs.HELP in person.opens and Needs.LEAD not in person.opens
    return person.knows and not (only_helps and "meeting" not in rule.arguments)


def test_whoever_is_let_in_sees_what_the_organiser_sees(
    world: World, people: Mapping[str, Person]
) -> None:
    """A page that a reader or a helper may open works for them, too."""
    for who in ("facilitator", "helper", "reader"):
        for rule, needs, method in for_accounts(world.app):
            if needs in people[who].opens and method == "GET" and "slug" in rule.arguments:
                headers = {"Cookie": people[who].cookie}
                here = address(world, rule)
                theirs, ours = (world.send("GET", here, **k) for k in ({"headers": headers}, {}))
                assert theirs is not None and ours is not None
                assert (who, rule.rule, theirs.status_code) == (who, rule.rule, ours.status_code)
    assert world.wrong == []


def test_no_page_shows_a_button_that_is_refused(world: World, people: Mapping[str, Person]) -> None:
    """Every link and every form on what a helper or reader sees can be used by them."""
    for who in ("helper", "reader"):
        headers, dead = {"Cookie": people[who].cookie}, []
        for rule, needs, method in for_accounts(world.app):
            if method != "GET" or needs not in people[who].opens:
                continue
            page = world.send("GET", address(world, rule), headers=headers)
            assert page is not None
            shown = set(re.findall(r'(?:href|action|hx-get)="(/facilitate[^"#?]*)', page.text))
            for target in shown:
                place, _found = world.app.url_map.bind("localhost").match(
                    target,
                    method="POST"
                    if f'action="{target}' in page.text and f'href="{target}' not in page.text
                    else "GET",
                )
                if ACCESS[place] not in (*people[who].opens, *BY_KEY):
                    dead.append((rule.rule, target))
        assert (who, dead) == (who, [])


def test_a_helper_of_a_learning_network_is_sent_nowhere(
    app: Flask, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    """Who is there, stands on the page; the page of a partnership is not for a helper."""
    meeting = int(meetings(fresh_db, learning_network)[0]["id"])
    there = add_partnership(fresh_db, learning_network, "De Brug")
    join(fresh_db, meeting, new_receipt(), partnership=there, knows_code=True)
    place = Place(meeting=meeting)
    helper = add_facilitator(
        fresh_db, "h@example.org", PASSWORD, role=AccountRole.HELPER, place=place
    )
    slug = programme_by_id(fresh_db, learning_network)["slug"]
    page = log_in(app, fresh_db, helper).get(f"/facilitate/{slug}/meeting/{meeting}/").text
    assert ("De Brug" in page, f"/facilitate/{slug}/partnerships" in page) == (True, False)


Rows = dict[str, dict[Any, tuple[Any, ...]]]


def _rows(connection: sqlite3.Connection) -> Rows:
    """Every row of every table, by its first column."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    return {
        name: {tuple(row)[:2]: tuple(row) for row in connection.execute(f"SELECT * FROM {name}")}
        for (name,) in tables
    }


def _touched(before: Rows, after: Rows) -> list[tuple[str, tuple[Any, ...]]]:
    """Rows that were there, and are now otherwise or gone."""
    return [
        (table, row)
        for table, rows in before.items()
        for key, row in rows.items()
        if after[table].get(key) != row
    ]


def test_no_form_of_one_programme_reaches_into_another(
    world: World,
    fresh_db: sqlite3.Connection,
    other: dict[str, int],
    people: Mapping[str, Person],
) -> None:
    """Every form that stands on a page of a programme, as filled in there, is sent by somebody who
    leads another one, to the same address of that other one."""
    slug, mine = world.values["slug"], programme_by_id(fresh_db, other["programme"])["slug"]
    forms = [one for one in everything_filled_in(world) if f"/facilitate/{slug}/" in one.action]
    before, sent = _rows(fresh_db), 0
    for form in forms:
        there = form.action.replace(f"/facilitate/{slug}/", f"/facilitate/{mine}/")
        method = "GET" if form.method == "get" else "POST"
        for press in form.pressed or [("", "")]:
            answer = world.send(
                method,
                there,
                headers={"Cookie": people["facilitator elsewhere"].cookie},
                **content(form, [*form.fields, press]),
            )
            sent += 1
            assert answer is not None, there
            assert not [word for word in WORDS if word in answer.text], there
    assert sent > 60
    meetings = {
        row["id"]
        for row in fresh_db.execute(
            "SELECT id FROM meetings WHERE programme_id = ?", (other["programme"],)
        )
    }
    touched = [
        (table, row)
        for table, row in _touched(before, _rows(fresh_db))
        if not (table == "programmes" and row[0] == other["programme"])
        and not (
            table in ("meetings", "terms", "topics", "regions") and row[1] == other["programme"]
        )
        and not (table == "activities" and row[1] in meetings)
    ]
    assert touched == []


def test_no_number_of_one_programme_opens_it_from_another(
    world: World,
    fresh_db: sqlite3.Connection,
    other: dict[str, int],
    people: Mapping[str, Person],
) -> None:
    """Ids of meetings, statements, themes, files … under the address of another programme."""
    mine = programme_by_id(fresh_db, other["programme"])["slug"]
    headers, before = {"Cookie": people["facilitator elsewhere"].cookie}, _rows(fresh_db)
    tried = 0
    for rule, _needs, method in for_accounts(world.app):
        if "slug" in rule.arguments and len(rule.arguments) > 1:
            answer = world.send(method, address(world, rule, slug=mine), headers=headers)
            tried += 1
            assert answer is not None
            assert not [word for word in WORDS if word in answer.text], rule.rule
    assert tried > 70
    changed = [one for one in _touched(before, _rows(fresh_db)) if one[1][0] != other["programme"]]
    assert changed == []


def test_a_program_reads_what_its_owner_leads(
    world: World, fresh_db: sqlite3.Connection, other: dict[str, int]
) -> None:
    slug = world.values["slug"]
    mine = programme_by_id(fresh_db, other["programme"])["slug"]
    me = add_facilitator(fresh_db, "script@example.org", PASSWORD)
    fresh_db.execute("DELETE FROM grants WHERE facilitator_id = ?", (me,))
    with transaction(fresh_db):
        grant(fresh_db, me, AccountRole.FACILITATOR, Place(programme=other["programme"]))
        grant(fresh_db, me, AccountRole.READER, Place(programme=other["here"]))
    token = make_token(fresh_db, me, "script")
    headers = {"Authorization": f"Bearer {token}"}
    client = world.app.test_client()
    found = client.get("/api/v1/programmes", headers=headers)
    assert [one["slug"] for one in found.json["programmes"]] == [mine]
    for rule in rules(world.app, "GET"):
        if rule.rule.startswith("/api/v1/") and "slug" in rule.arguments:
            assert client.get(address(world, rule), headers=headers).status_code == 404
    assert client.get(f"/api/v1/programmes/{mine}", headers=headers).status_code == 200
    again = {**headers, "If-None-Match": found.headers["ETag"]}
    assert client.get("/api/v1/programmes", headers=again).status_code == 304
    with transaction(fresh_db):
        grant(fresh_db, me, AccountRole.FACILITATOR, Place(programme=other["here"]))
    seen = client.get("/api/v1/programmes", headers=again)
    assert [one["slug"] for one in seen.json["programmes"]] == [mine, slug]
    fresh_db.execute("UPDATE facilitators SET closed_on = '2026-01-01' WHERE id = ?", (me,))
    assert client.get("/api/v1/programmes", headers=headers).status_code == 401


def test_a_stream_is_for_who_has_a_role(world: World, people: Mapping[str, Person]) -> None:
    client = world.app.test_client(use_cookies=False)
    opened = {}
    for who, person in people.items():
        answer = client.get(f"/live/{world.values['slug']}", headers={"Cookie": person.cookie})
        opened[who] = answer.status_code
        answer.close()
    assert {who for who, status in opened.items() if status == 200} == {
        "facilitator",
        "helper",
        "helper elsewhere",
        "reader",
        "reader of all",
    }
    assert set(opened.values()) == {200, 404}
