"""Voting in a real browser: with keys, without a connection, without scripts, and for everybody."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.findings import store_deidentifications
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.moderation import approve
from collector.queries import meetings
from collector.queries.statements import statements
from collector.records import StatementDraft, Submission
from tests.browser.checks import AXE, FIND_VIOLATIONS, RULES
from tests.browser.conftest import Open
from tests.phones import prepare
from tests.service import Service

TEXTS = [f"Uitspraak nummer {number} gaat over begeleiding." for number in range(1, 9)]


@dataclass
class Ballot:
    service: Service
    database: sqlite3.Connection
    programme: int
    facilitator: int
    code: str
    activity: int
    said_in: int

    @property
    def address(self) -> str:
        return f"{self.service.web}/m/{self.code}/{self.activity}/vote"

    def say(self, *texts: str) -> None:
        """Others say something, which is approved at once."""
        meeting = meetings.meeting_by_code(self.database, self.code)["id"]
        for text in texts:
            person = join(self.database, meeting, new_receipt())
            said = Submission(f"{person:032d}", statements={"statements": (StatementDraft(text),)})
            submit(self.database, person, self.said_in, said)
        store_deidentifications(self.database, self.programme, {text: [] for text in texts})
        found = statements(self.database, self.programme, states=("waiting",))
        approve(
            self.database,
            self.programme,
            self.facilitator,
            [(one.id, one.public_text) for one in found],
        )

    def votes(self) -> list[str]:
        """Of the newest participant who votes, by the words of the statements."""
        rows = self.database.execute(
            "SELECT v.vote FROM votes AS v JOIN statements AS s ON s.id = v.statement_id"
            " WHERE v.participant_id = (SELECT max(participant_id) FROM votes) ORDER BY s.text"
        )
        return [row["vote"] for row in rows]


@pytest.fixture(scope="module")
def ballot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ballot]:
    instance = tmp_path_factory.mktemp("voting") / "instance"
    database, programme, code, said_in = prepare(instance)
    meeting = meetings.meeting_by_code(database, code)["id"]
    (activity,) = [
        row["id"] for row in meetings.activities(database, meeting) if row["slug"] == "table-vote"
    ]
    set_activity_state(database, activity, is_open=True)
    facilitator = add_facilitator(database, "leider@example.org", "tafel-met-acht-stoelen")
    service = Service(instance).start()
    found = Ballot(service, database, programme, facilitator, code, activity, said_in)
    found.say(*TEXTS)
    yield found
    service.stop()
    database.close()


def come_in(ballot: Ballot, page: Page) -> None:
    page.goto(f"{ballot.service.web}/m/{ballot.code}")
    page.get_by_role("button", name="Meedoen").click()
    page.goto(ballot.address)
    expect(page.locator("[data-text]")).to_contain_text("Uitspraak nummer")


def text(page: Page) -> str:
    return page.locator("[data-text]").inner_text()


def settled(page: Page) -> None:
    """Until a second press is a second vote."""
    page.wait_for_timeout(400)


def test_voting_with_keys_taking_back_and_going_on(ballot: Ballot, open_page: Open) -> None:
    page = open_page(1280, 800)
    come_in(ballot, page)
    expect(page.locator("[data-keys]")).to_be_visible()
    given: dict[str, str] = {}
    for key, vote in (("ArrowRight", "agree"), ("o", "disagree"), ("s", "pass"), ("a", "agree")):
        given[text(page)] = vote
        page.keyboard.press(key)
        expect(page.locator("[data-count]")).to_have_text(f"{len(given)} van 8")
    last = list(given)[-1]
    expect(page.locator("[data-say]")).to_contain_text("Volgende uitspraak: Uitspraak nummer")
    page.keyboard.press("t")
    expect(page.locator("[data-text]")).to_have_text(last)
    expect(page.locator("[data-say]")).to_contain_text("Uw stem is teruggenomen: Uitspraak nummer")
    page.keyboard.press("ArrowLeft")
    given[last] = "disagree"
    expect(page.locator("[data-count]")).to_have_text("4 van 8")
    page.wait_for_timeout(300)
    assert ballot.votes() == [given[each] for each in sorted(given)]
    # Stopping and coming back: on with what is left.
    page.goto(f"{ballot.service.web}/m/{ballot.code}")
    expect(page.locator("main")).to_contain_text("Gestemd: 4 van 8")
    page.get_by_role("link", name=re.compile("^Verder ?: Stemmen")).click()
    expect(page.locator("[data-count]")).to_have_text("4 van 8")
    assert text(page) not in given
    page.get_by_role("button", name="Toetsen uitzetten").click()
    page.keyboard.press("a")
    expect(page.locator("[data-count]")).to_have_text("4 van 8")


def test_a_double_tap_is_one_vote(ballot: Ballot, open_page: Open) -> None:
    page = open_page(390, 844)
    come_in(ballot, page)
    settled(page)
    page.get_by_role("button", name="Eens", exact=True).dblclick()
    settled(page)
    expect(page.locator("[data-count]")).to_have_text("1 van 8")


def test_votes_wait_for_the_connection(ballot: Ballot, open_page: Open) -> None:
    page = open_page(390, 844)
    come_in(ballot, page)
    before = ballot.database.execute("SELECT count(*) FROM votes").fetchone()[0]
    page.context.set_offline(True)
    for _ in range(3):
        settled(page)
        page.get_by_role("button", name="Sla over").click()
    expect(page.locator("[data-on-phone]")).to_contain_text("3 stemmen staan nog op dit toestel")
    assert ballot.database.execute("SELECT count(*) FROM votes").fetchone()[0] == before
    page.context.set_offline(False)
    expect(page.locator("[data-on-phone]")).to_be_hidden()
    assert ballot.votes() == ["pass", "pass", "pass"]


def test_everything_without_scripts(ballot: Ballot, open_page: Open) -> None:
    page = open_page(320, 568, scripts=False)
    page.goto(f"{ballot.service.web}/m/{ballot.code}")
    page.get_by_role("button", name="Meedoen").click()
    page.goto(ballot.address)
    first = page.locator("blockquote").inner_text()
    page.get_by_role("button", name="Oneens").click()
    expect(page.locator("main")).to_contain_text("1 van 8")
    page.get_by_role("button", name="Neem laatste stem terug").click()
    expect(page.locator("blockquote")).to_have_text(first)
    for number in range(8):
        expect(page.locator("main")).to_contain_text(f"{number} van 8")
        page.get_by_role("button", name="Eens", exact=True).click()
    expect(page.locator("main")).to_contain_text("U heeft overal op gestemd.")
    page.get_by_role("link", name="Bekijk of wijzig uw stemmen").click()
    page.get_by_role("button", name=re.compile("^Oneens ?: Uitspraak nummer 3")).click()
    assert ballot.votes() == ["agree", "agree", "disagree", *["agree"] * 5]


def test_pages_are_for_everybody(ballot: Ballot, open_page: Open) -> None:
    page = open_page(390, 844)
    come_in(ballot, page)
    page.keyboard.press("a")
    wrong: dict[str, list[str]] = {}
    for address in (ballot.address, f"{ballot.address}s"):
        for width, dark in ((390, False), (320, False), (390, True)):
            page.set_viewport_size({"width": width, "height": 700})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto(address)
            page.evaluate(AXE)
            wrong[f"{address} {width} {dark}"] = page.evaluate(FIND_VIOLATIONS, RULES)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            small = page.evaluate(
                "[...document.querySelectorAll('main button')].filter((one) => one.offsetParent"
                " && !one.matches('.link') && one.offsetHeight < 44).map((one) => one.innerText)"
            )
            assert small == []
    assert {where: found for where, found in wrong.items() if found} == {}


def test_new_statements_join_what_is_being_read_stays(ballot: Ballot, open_page: Open) -> None:
    page = open_page(390, 844)
    come_in(ballot, page)
    reading = text(page)
    ballot.say("Dit kwam er later bij.")
    expect(page.locator("[data-count]")).to_have_text("0 van 9")
    assert text(page) == reading
    expect(page.locator("[data-say]")).to_contain_text("Er zijn nieuwe uitspraken bij gekomen.")
    set_activity_state(ballot.database, ballot.activity, is_open=False)
    expect(page.locator("[data-shut]")).to_be_visible()
    expect(page.locator("form.ballot")).to_be_hidden()
    set_activity_state(ballot.database, ballot.activity, is_open=True)
    expect(page.locator("form.ballot")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_long_ballot_comes_in_portions(ballot: Ballot, open_page: Open, scripts: bool) -> None:
    here = len(on_ballot(ballot))
    ballot.say(*(f"Uitspraak nummer {here + n} van een lange lijst." for n in range(23 - here)))
    page = open_page(390, 844, scripts=scripts)
    come_in(ballot, page)
    for number in range(10):
        expect(page.locator(".ballot-progress")).to_have_text(f"{number} van 10")
        settled(page)
        page.get_by_role("button", name="Eens", exact=True).click()
    rest = page.locator("[data-rest]")
    expect(rest).to_be_visible()
    expect(page.locator(".ballot-progress")).to_have_text("10 van 10")
    expect(page.locator("form.ballot")).to_be_hidden()
    page.get_by_role("button", name="Neem laatste stem terug").click()
    expect(page.locator("form.ballot")).to_be_visible()
    expect(page.locator(".ballot-progress")).to_have_text("9 van 10")
    settled(page)
    page.get_by_role("button", name="Eens", exact=True).click()
    expect(rest).to_be_visible()
    rest.get_by_role("link", name="Verder met stemmen").click()
    expect(page.locator(".ballot-progress")).to_have_text("0 van 10")
    settled(page)
    page.get_by_role("button", name="Oneens").click()
    expect(page.locator(".ballot-progress")).to_have_text("1 van 10")
    assert ballot.votes().count("agree") == 10
    assert ballot.votes().count("disagree") == 1
    page.goto(ballot.address.rsplit("/", 2)[0])
    expect(page.locator(".activity.is-open", has_text="Stemmen")).to_contain_text("Gestemd: 11")


def on_ballot(ballot: Ballot) -> list[int]:
    rows = ballot.database.execute(
        "SELECT id FROM statements WHERE programme_id = ? AND state = 'approved'",
        (ballot.programme,),
    )
    return [row["id"] for row in rows]
