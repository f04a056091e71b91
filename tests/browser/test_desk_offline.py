"""A facilitator's laptop without its network: what is pressed is done, or said not to be. It can be
pressed again, and nothing leaves the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.codebook import add_theme, place
from collector.intake import join, submit
from collector.queries import meetings, programmes
from collector.queries.acts import theme_made_by
from collector.records import StatementDraft, Submission
from tests.between import Between
from tests.browser import acts
from tests.browser.conftest import Open
from tests.browser.hall import Room
from tests.conftest import PASSWORD

LAPTOP = (1280, 800)
SAID = "Samen lessen ontwerpen leert het meest."
PORTAL = "<!doctype html><title>Gasten</title><p>Log in op dit netwerk</p>"
ANSWERS = [
    ({"status": 503, "headers": {"Retry-After": "30"}}, "De dienst kon dit nu niet doen."),
    ({"status": 500}, "De dienst kon dit nu niet doen."),
    ({"status": 200, "body": PORTAL}, "Dit netwerk wil eerst dat u inlogt."),
]
NAMES = ["busy", "fault", "portal"]


@dataclass
class Desk:
    """Where a facilitator works, by way of somebody in between."""

    room: Room
    between: Between
    web: str
    slug: str
    meeting: int

    @property
    def run(self) -> str:
        return f"{self.web}/facilitate/{self.slug}/meeting/{self.meeting}/"

    @property
    def board(self) -> str:
        return f"{self.web}/facilitate/{self.slug}/themes"

    def is_open(self, number: int) -> bool:
        rows = meetings.activities(self.room.database, self.meeting)
        return bool(rows[number]["state"] == "open")

    def themes(self) -> list[str]:
        """Where a person put the statement."""
        rows = self.room.database.execute(
            "SELECT t.name FROM placements AS p JOIN themes AS t ON t.id = p.theme_id"
            " WHERE p.decided ORDER BY t.name"
        )
        return [row["name"] for row in rows]


@pytest.fixture(scope="module")
def prepared(room: Room) -> Room:
    database = room.database
    facilitator = add_facilitator(database, acts.EMAIL, PASSWORD, "Anna")
    meeting = meetings.meeting_by_code(database, room.code)["id"]
    participant = join(database, meeting, new_receipt())
    said = {"statements": (StatementDraft(text=SAID),)}
    submit(database, participant, room.activity, Submission(key="a" * 32, statements=said))
    statement = database.execute("SELECT id FROM statements").fetchone()["id"]
    for name in ("Geld", "Tijd"):
        theme = theme_made_by(database, add_theme(database, room.programme, facilitator, name))
    place(database, room.programme, facilitator, statement, [theme])
    return room


@pytest.fixture
def desk(prepared: Room) -> Iterator[Desk]:
    between = Between(prepared.service.port)
    slug = str(programmes.programme_by_id(prepared.database, prepared.programme)["slug"])
    meeting = meetings.meeting_by_code(prepared.database, prepared.code)["id"]
    yield Desk(prepared, between, f"http://127.0.0.1:{between.port}", slug, meeting)
    between.close()


@pytest.fixture
def laptop(desk: Desk, open_page: Open) -> Page:
    page = open_page(*LAPTOP)
    acts.log_in(desk, page)  # type: ignore[arg-type]  # it has a `web`, as a service has
    return page


def notice(page: Page) -> Locator:
    return page.locator("[data-no-connection]")


def activity(page: Page, number: int) -> Locator:
    return page.locator(".activity").nth(number)


@pytest.mark.parametrize(("answer", "words"), ANSWERS, ids=NAMES)
def test_an_act_on_the_run_page_that_the_service_does_not_do(
    desk: Desk, laptop: Page, answer: dict[str, object], words: str
) -> None:
    laptop.goto(desk.run)
    laptop.locator("#timer-own").fill("25")
    desk.between.next(**answer)
    before = desk.is_open(1)
    press = activity(laptop, 1).get_by_role("button", name="Sluiten" if before else "Openen")
    press.click()
    expect(notice(laptop)).to_contain_text(words)
    assert (laptop.url, desk.is_open(1)) == (desk.run, before)
    expect(laptop.locator("#timer-own")).to_have_value("25")
    press.click()
    tag = activity(laptop, 1).locator(".tag").first
    expect(tag).to_have_text("dicht" if before else "open")
    expect(notice(laptop)).to_be_hidden()
    assert desk.is_open(1) is not before


def test_an_act_on_the_run_page_without_an_answer_is_not_said_to_be_undone(
    desk: Desk, laptop: Page
) -> None:
    laptop.goto(desk.run)
    desk.between.next(cut=True)
    activity(laptop, 2).get_by_role("button", name="Openen").click()
    expect(notice(laptop)).to_contain_text("Er kwam geen antwoord.")
    assert desk.is_open(2)
    # The page hears of it by itself.
    expect(activity(laptop, 2).locator(".tag-good")).to_have_text("open")


def test_keys_on_the_run_page_without_a_network(desk: Desk, laptop: Page) -> None:
    laptop.goto(desk.run)
    expect(laptop.locator("[data-keys-open]")).to_be_visible()
    shown = "SELECT shown FROM meetings WHERE id = ?"
    before = desk.room.database.execute(shown, (desk.meeting,)).fetchone()[0]
    laptop.context.set_offline(True)
    for key in ("n", "h", "c", "o", "+"):
        laptop.keyboard.press(key)
    expect(notice(laptop)).to_contain_text("Wat u net deed, is niet gebeurd.")
    assert desk.room.database.execute(shown, (desk.meeting,)).fetchone()[0] == before
    laptop.context.set_offline(False)
    expect(notice(laptop)).to_be_hidden()
    laptop.keyboard.press("n")
    expect(laptop.locator("#show-nothing")).to_have_count(0)
    assert desk.room.database.execute(shown, (desk.meeting,)).fetchone()[0] == "nothing"


def column(page: Page, name: str) -> Locator:
    return page.locator(".column", has=page.locator(f'[data-name]:text-is("{name}")'))


def card(page: Page, where: str) -> Locator:
    return column(page, where).locator("[data-card]:not(.proposal)")


def move(page: Page, here: str, there: str) -> None:
    """By keys: the list of themes, and the one with this name."""
    card(page, here).focus()
    page.keyboard.press("v")
    page.locator("#move-dialog .move-option", has_text=there).click()


@pytest.fixture
def two(desk: Desk, laptop: Page) -> tuple[str, str]:
    """The theme in which the statement stands on the board, and the other one."""
    laptop.goto(desk.board)
    here = desk.themes()[0]
    expect(card(laptop, here)).to_be_visible()
    return here, "Geld" if here == "Tijd" else "Tijd"


@pytest.mark.parametrize(("answer", "words"), ANSWERS, ids=NAMES)
def test_a_card_that_was_not_moved_goes_back(
    desk: Desk, laptop: Page, two: tuple[str, str], answer: dict[str, object], words: str
) -> None:
    here, there = two
    desk.between.next(**answer)
    move(laptop, here, there)
    expect(notice(laptop)).to_contain_text(words)
    expect(card(laptop, there)).to_have_count(0)
    expect(card(laptop, here)).to_be_visible()
    assert desk.themes() == [here]
    move(laptop, here, there)
    expect(card(laptop, there)).to_be_visible()
    expect(notice(laptop)).to_be_hidden()
    expect(card(laptop, here)).to_have_count(0)
    assert desk.themes() == [there]


def test_the_board_without_a_network(desk: Desk, laptop: Page, two: tuple[str, str]) -> None:
    here, there = two
    laptop.context.set_offline(True)
    move(laptop, here, there)
    expect(notice(laptop)).to_contain_text("Wat u net deed, is niet gebeurd.")
    expect(card(laptop, there)).to_have_count(0)
    expect(card(laptop, here)).to_be_visible()
    assert desk.themes() == [here]
    laptop.context.set_offline(False)
    expect(notice(laptop)).to_be_hidden()
    move(laptop, here, there)
    expect(card(laptop, there)).to_be_visible()
    expect(card(laptop, there)).not_to_have_class("is-busy")


def test_a_move_without_an_answer_is_not_said_to_be_undone(
    desk: Desk, laptop: Page, two: tuple[str, str]
) -> None:
    here, there = two
    desk.between.next(cut=True)
    move(laptop, here, there)
    expect(notice(laptop)).to_contain_text("Er kwam geen antwoord.")
    expect(card(laptop, there)).to_be_visible()  # the board was asked how it is
    assert desk.themes() == [there]
