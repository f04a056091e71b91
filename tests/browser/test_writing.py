"""Help while writing, what becomes of it afterwards, and every state for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from collector.accounts import add_facilitator
from collector.meetings import set_activity_state
from collector.moderation import hide
from collector.queries import meetings
from tests.browser.hall import WAITING, Room, box, paste, press
from tests.browser.test_access import Look

LIST = """Dit vinden wij:
- Geef starters een vaste begeleider.
- Maak er uren voor vrij,
elke week.
3) Evalueer samen."""

TARGETS = "button, select, summary, textarea, .choice, .matrix-row label, a.button"
TOO_SMALL = """(targets) => [...document.querySelectorAll(targets)]
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(([one]) => one.outerHTML.slice(0, 120))"""
"""Target size (WCAG 2.2, 2.5.8); links inside a sentence are exempt."""


def test_a_new_activity_is_said_within_a_second(room: Room, phone: Page) -> None:
    box(phone).type("Nog niet af")
    phone.wait_for_timeout(300)
    following = meetings.activities(
        room.database, meetings.activity(room.database, room.activity)["meeting_id"]
    )[1]["id"]
    set_activity_state(room.database, following, is_open=True)
    expect(phone.locator("[data-opened]")).to_be_visible(timeout=1000)
    expect(box(phone)).to_have_value("Nog niet af")
    expect(box(phone)).to_be_focused()
    set_activity_state(room.database, following, is_open=False)


def test_a_pasted_list_becomes_statements_and_back(room: Room, phone: Page) -> None:
    paste(phone, LIST)
    expect(phone.locator(".offer")).to_contain_text("Hiervan 4 losse uitspraken maken?")
    phone.get_by_role("button", name="Ja, maak er 4").click()
    values = "all => all.map((one) => one.value)"
    areas = phone.locator("form.questionnaire textarea")
    assert areas.evaluate_all(values) == [
        "Dit vinden wij:",
        "Geef starters een vaste begeleider.",
        "Maak er uren voor vrij, elke week.",
        "Evalueer samen.",
    ]
    phone.get_by_role("button", name="Ongedaan maken").click()
    assert areas.evaluate_all(values) == [LIST, "", ""]


def test_what_is_left_out_of_the_consent_stays_so_when_a_list_is_divided(
    room: Room, phone: Page
) -> None:
    left_out = phone.locator(".keep-home input")
    expect(left_out.first).to_be_hidden()  # of interest once the others are allowed
    phone.locator(".consents input").check()
    left_out.first.check()
    paste(phone, LIST)
    phone.get_by_role("button", name="Ja, maak er 4").click()
    ticked = "all => all.map((one) => one.checked)"
    assert left_out.evaluate_all(ticked) == [True] * 4
    phone.locator("[data-more]").click()
    assert left_out.evaluate_all(ticked) == [True] * 4 + [False]


def test_the_counter_advises_stops_and_loses_nothing(room: Room, phone: Page) -> None:
    box(phone).fill("Een zin. " * 34)
    advice = phone.locator(".advice")
    expect(advice).to_contain_text("Staan er meer gedachten in?")
    box(phone).fill("x" * 1000)
    expect(advice).to_contain_text("1000 / 1000")
    box(phone).press("End")
    box(phone).press("y")
    expect(box(phone)).to_have_value("x" * 1000)
    paste(phone, " en de rest", 0)
    expect(advice).to_contain_text("Dit past er niet meer bij: en de rest")
    phone.get_by_role("button", name="Zet dit in een ander vak").click()
    expect(box(phone)).to_have_value("x" * 1000)
    expect(box(phone, 1)).to_have_value("en de rest")


def test_what_became_of_it_is_seen_live(room: Room, phone: Page) -> None:
    box(phone).fill("Wat gebeurt hiermee")
    press(phone)
    phone.get_by_role("link", name="Lees terug wat u inleverde").click()
    card = phone.locator("article.own", has_text="Wat gebeurt hiermee")
    expect(card).to_contain_text("wacht op beoordeling")

    facilitator = add_facilitator(room.database, "l@example.org", "tafel-met-stoelen", "L")
    row = room.database.execute(
        "SELECT id, programme_id FROM statements WHERE text = ?", ("Wat gebeurt hiermee",)
    ).fetchone()
    hide(room.database, row["programme_id"], facilitator, row["id"], "staat er al")
    expect(card).to_contain_text("Niet getoond, omdat: staat er al", timeout=4000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_for_everybody(room: Room, phone: Page, scheme: str) -> None:
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    look = Look(phone, 320)

    def at(what: str) -> None:
        look.at()
        small = phone.evaluate(TOO_SMALL, TARGETS)
        if small:
            look.wrong[what] = small

    at("form")
    paste(phone, LIST)
    at("a pasted list")
    phone.get_by_role("button", name="Ja, maak er 4").click()
    box(phone, 1).fill("Te veel woorden. " * 70)
    at("too long")
    box(phone, 1).fill("Te veel? " * 40)
    phone.context.set_offline(True)
    expect(phone.locator("[data-connection]")).to_be_visible()
    press(phone)
    expect(phone.locator("[data-outbox]")).to_contain_text(WAITING)
    phone.locator("[data-outbox] summary").click()
    at("not sent yet")
    phone.context.set_offline(False)
    expect(phone.locator("[data-outbox]")).to_contain_text("verstuurd ✓", timeout=20_000)
    at("sent")
    for path in ("?received=" + str(room.activity), "/leave", "/who", "/self-study"):
        phone.goto(room.place + path)
        at(path)
    phone.goto(room.place)
    phone.get_by_role("link", name="Lees terug wat u inleverde").click()
    at("receipt")
    phone.get_by_role("link", name=re.compile("^Wijzigen")).first.click()
    at("change")
    phone.goto(f"{room.service.web}/away")
    at("away")
    assert look.wrong == {}
