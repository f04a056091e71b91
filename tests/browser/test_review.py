"""Looking through names with the keyboard only, on what the real worker found."""

from __future__ import annotations

from playwright.sync_api import expect

from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.intake import join, submit
from collector.queries.programmes import programme_by_id
from collector.queries.statements import statements
from collector.records import StatementDraft, Submission
from tests.browser.acts import EMAIL, log_in
from tests.browser.conftest import Open
from tests.browser.hall import Room
from tests.conftest import PASSWORD

SAID = [
    "Vraag het aan mevrouw Verbruggen, die weet het.",
    "Op school De Wegwijzer belde meneer Kuipers elke week.",
    "Het rooster laat geen ruimte.",
]
SELECT_WORD = """(word) => {
  const text = document.querySelector("[data-words]").firstChild;
  const start = text.data.indexOf(word);
  document.getSelection().setBaseAndExtent(text, start, text, start + word.length);
}"""


def test_with_the_keyboard_only(room: Room, open_page: Open) -> None:
    add_facilitator(room.database, EMAIL, PASSWORD, "Lia")
    who = join(
        room.database, room.database.execute("SELECT id FROM meetings").fetchone()[0], new_receipt()
    )
    drafts = tuple(StatementDraft(text, consent=True) for text in SAID)
    submit(
        room.database,
        who,
        room.activity,
        Submission(key="k" * 20, statements={"statements": drafts}),
    )
    page = open_page(1280, 800)
    log_in(room.service, page)
    slug = programme_by_id(room.database, room.programme)["slug"]
    address = f"{room.service.web}/facilitate/{slug}/review"
    page.goto(address)  # and there it comes, as soon as the worker has looked
    found = page.get_by_role("heading", name="In 2 uitspraken is iets gevonden")
    expect(found).to_be_visible(timeout=150_000)
    expect(page.get_by_role("heading", name="niets gevonden")).to_be_visible()
    page.goto(address)
    expect(page.locator("[data-words]")).to_have_text(SAID[0])
    page.evaluate(SELECT_WORD, "Vraag het")
    expect(page.locator("#words")).to_have_value("Vraag het")
    page.locator("#kind").select_option("other")
    page.locator("#kind").blur()
    page.keyboard.press("m")
    public = page.locator(".review-card .public")
    expect(public).to_contain_text("[weggelaten] aan")
    page.keyboard.press("1")
    expect(public).to_have_count(1)
    expect(public).to_contain_text("Vraag het aan")
    page.keyboard.press("a")
    expect(page.locator("[data-words]")).to_have_text(SAID[1])
    page.keyboard.press("a")
    expect(page.get_by_text("Alles is nagekeken.")).to_be_visible()
    page.get_by_role("button", name="Keur ze in één keer goed").focus()
    page.keyboard.press("Enter")  # many at once: on purpose, not by a letter
    expect(page.get_by_role("heading", name="niets gevonden")).to_have_count(0)
    done = [
        (one.text, one.publishable, "Verbruggen" in one.public_text, "Kuipers" in one.public_text)
        for one in statements(room.database, room.programme)
    ]
    assert done == [(text, True, False, False) for text in SAID]
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="In 1 uitspraak is niets gevonden")).to_be_visible()
