"""Changing and withdrawing without a connection: it goes later, once, and on what was seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from collector import corrections
from tests.between import Between
from tests.browser.conftest import Open
from tests.browser.hall import KEPT, SENT, Room, box, has_page, join, press

WITHDRAWN = "wordt ingetrokken zodra er verbinding is"
CHANGED = "wordt gewijzigd zodra er verbinding is"


def say(room: Room, page: Page, words: str) -> sqlite3.Row:
    """Handed in, and the own receipt opened; the statement."""
    box(page).fill(words)
    press(page)
    expect(page.locator("main")).to_contain_text(SENT)
    page.get_by_role("link", name="Lees terug", exact=True).click()
    expect(page.locator(".own .quote")).to_have_text(words)
    return found(room, words)


def found(room: Room, words: str) -> sqlite3.Row:
    row: sqlite3.Row = room.database.execute(
        "SELECT s.*, r.participant_id FROM statements AS s"
        " JOIN responses AS r ON r.id = s.response_id WHERE s.text = ?",
        (words,),
    ).fetchone()
    return row


def state(room: Room, statement: sqlite3.Row) -> str:
    query = "SELECT state FROM statements WHERE id = ?"
    return str(room.database.execute(query, (statement["id"],)).fetchone()[0])


def text(room: Room, statement: sqlite3.Row) -> str:
    query = "SELECT text FROM statements WHERE id = ?"
    return str(room.database.execute(query, (statement["id"],)).fetchone()[0])


def told(room: Room, kind: str, statement: sqlite3.Row) -> int:
    """How many events of this kind there were about this statement."""
    query = "SELECT count(*) FROM events WHERE kind = ? AND json_extract(data, '$.statement') = ?"
    return int(room.database.execute(query, (kind, statement["id"])).fetchone()[0])


def outbox(page: Page) -> Locator:
    return page.locator("[data-outbox]")


def act_on(page: Page, words: str) -> str:
    """The path of "Wijzigen" or "Intrekken", that is on the phone by now."""
    link = page.locator(".own").get_by_role("link", name=words)
    path = str(link.get_attribute("href"))
    has_page(page, path)
    return path


def test_withdrawn_without_a_connection_and_the_tab_closed(room: Room, phone: Page) -> None:
    statement = say(room, phone, "Dit neem ik terug")
    act_on(phone, "Intrekken")
    phone.context.set_offline(True)
    phone.locator(".own").get_by_role("link", name="Intrekken").click()
    expect(phone.locator("h1")).to_have_text("Deze uitspraak intrekken?")
    phone.get_by_role("button", name="Ja, trek in").click()
    expect(outbox(phone)).to_contain_text(WITHDRAWN)
    expect(outbox(phone)).to_contain_text("Dit neem ik terug")
    assert state(room, statement) == "waiting"
    context = phone.context
    phone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(room.place)
    expect(outbox(again)).to_contain_text("ingetrokken ✓", timeout=30_000)
    assert state(room, statement) == "withdrawn"
    again.reload()
    expect(again.locator("h1")).to_be_visible()
    assert told(room, "withdrawn", statement) == 1


def test_who_thinks_better_of_it_withdraws_nothing(room: Room, phone: Page) -> None:
    statement = say(room, phone, "Dit blijft toch staan")
    path = act_on(phone, "Intrekken")
    phone.context.set_offline(True)
    phone.goto(room.place.rsplit("/m/", 1)[0] + path)
    phone.get_by_role("button", name="Ja, trek in").click()
    expect(outbox(phone)).to_contain_text(WITHDRAWN)
    outbox(phone).get_by_role("button", name="Toch niet").click()
    expect(outbox(phone)).to_be_hidden()
    phone.context.set_offline(False)
    phone.goto(room.place)
    expect(phone.locator("h1")).to_be_visible()
    assert phone.evaluate("store.all('queue').then((all) => all.length)") == 1  # what was said
    assert state(room, statement) == "waiting"


def test_with_a_connection_it_is_said_at_once(room: Room, phone: Page) -> None:
    statement = say(room, phone, "Meteen weg hiermee")
    phone.locator(".own").get_by_role("link", name="Intrekken").click()
    phone.get_by_role("button", name="Ja, trek in").click()
    expect(phone.locator(".notice-success")).to_contain_text("Het is ingetrokken.")
    expect(phone.locator(".own .tag").first).to_have_text("ingetrokken")
    assert (state(room, statement), told(room, "withdrawn", statement)) == ("withdrawn", 1)


@pytest.mark.parametrize("mine", [True, False], ids=["mine", "theirs"])
def test_changed_without_a_connection_and_changed_elsewhere(
    room: Room, phone: Page, mine: bool
) -> None:
    first, here, there = (f"{one} {mine}" for one in ("Het begin", "Op de telefoon", "Elders"))
    statement = say(room, phone, first)
    phone.locator(".own").get_by_role("link", name="Wijzigen").click()
    expect(phone.locator("#text")).to_have_value(first)
    phone.context.set_offline(True)
    phone.locator("#text").fill(here)
    phone.get_by_role("button", name="Bewaren").click()
    expect(outbox(phone)).to_contain_text(CHANGED)
    corrections.change_statement(
        room.database,
        statement["participant_id"],
        statement["id"],
        text=there,
        aspect=None,
        consent=False,
    )
    phone.context.set_offline(False)
    expect(outbox(phone)).to_contain_text("intussen op een andere plek gewijzigd", timeout=30_000)
    expect(outbox(phone).locator("[data-there] .quote")).to_have_text(there)
    expect(outbox(phone).locator("[data-words] .quote")).to_have_text(here)
    assert text(room, statement) == there
    if mine:
        outbox(phone).get_by_role("button", name="Mijn woorden gebruiken").click()
        expect(outbox(phone)).to_contain_text("gewijzigd ✓")
    else:
        outbox(phone).get_by_role("button", name="Laten zoals het nu is").click()
        expect(outbox(phone)).to_be_hidden()
    assert text(room, statement) == (here if mine else there)
    assert told(room, "answered", statement) == (2 if mine else 1)
    phone.goto(phone.url)
    expect(phone.locator("#text")).to_have_value(here if mine else there)
    expect(phone.locator("[data-restored]")).to_be_hidden()


def test_a_conflict_with_a_connection_shows_both(room: Room, phone: Page) -> None:
    statement = say(room, phone, "Nog niets aan de hand")
    phone.locator(".own").get_by_role("link", name="Wijzigen").click()
    phone.locator("#text").fill("Van mijn hand")
    corrections.change_statement(
        room.database,
        statement["participant_id"],
        statement["id"],
        text="Van een ander tabblad",
        aspect=None,
        consent=False,
    )
    phone.get_by_role("button", name="Bewaren").click()
    expect(phone.locator("main .notice-warning .quote")).to_have_text("Van een ander tabblad")
    expect(phone.locator("#text")).to_have_value("Van mijn hand")
    phone.get_by_role("button", name="Bewaren").click()
    expect(phone.locator(".notice-success")).to_contain_text("Uw wijziging is bewaard.")
    assert text(room, statement) == "Van mijn hand"


@pytest.fixture
def between(room: Room) -> Iterator[Between]:
    found = Between(room.service.port)
    yield found
    found.close()


def test_cut_off_after_it_was_withdrawn(room: Room, between: Between, open_page: Open) -> None:
    page = open_page(390, 844)
    web = f"http://127.0.0.1:{between.port}"
    page.goto(f"{web}/m/{room.code}")
    page.get_by_role("button", name="Meedoen").click()
    statement = say(room, page, "Eenmaal is genoeg")
    page.locator(".own").get_by_role("link", name="Intrekken").click()
    expect(page.locator("h1")).to_have_text("Deze uitspraak intrekken?")
    between.next(cut=True, times=1000)
    page.get_by_role("button", name="Ja, trek in").click()
    expect(outbox(page)).to_contain_text(WITHDRAWN)
    assert state(room, statement) == "withdrawn"  # it was done, but nobody heard it
    between.let_through()
    expect(outbox(page)).to_contain_text("ingetrokken ✓", timeout=30_000)
    assert told(room, "withdrawn", statement) == 1


def test_the_receipt_of_somebody_else_is_not_kept(room: Room, phone: Page, open_page: Open) -> None:
    other = open_page(390, 844)
    join(room, other)
    say(room, phone, "Alleen op mijn toestel")
    path = phone.evaluate("location.pathname")
    has_page(phone, path)
    other.goto(phone.url)
    expect(other.locator(".own .quote")).to_have_text("Alleen op mijn toestel")
    other.goto(room.form)
    has_page(other, other.evaluate("location.pathname"))
    assert (phone.evaluate(KEPT, path), other.evaluate(KEPT, path)) == (True, False)
