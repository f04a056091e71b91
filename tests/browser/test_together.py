"""Two real phones on one sketch: one writes, the other sees it grow; and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from collector.config import DATASETS, Config
from collector.database import connect
from collector.programmes import create_programme
from collector.queries import sketches as queries
from collector.records import Side
from collector.schema import migrate
from forms.instruments import load_instruments
from forms.programme_templates import load_templates
from tests.browser.checks import faults
from tests.browser.conftest import Open
from tests.partners import Partners, partners
from tests.service import Service

Phone = Callable[..., Page]
TEXT, ORGANISATION = "#q_content_text", "#q_organisation_text"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Partners]]:
    instance = tmp_path_factory.mktemp("together") / "instance"
    database = connect(Config(instance=instance).database)
    migrate(database)
    instruments = load_instruments(DATASETS / "instruments")
    template = load_templates(DATASETS / "templates", instruments)["learning-network"]
    us = partners(database, create_programme(database, template, instruments))
    service = Service(instance).start()
    yield service, us
    service.stop()
    database.close()


def signed_in(context: BrowserContext, service: Service, us: Partners, participant: int) -> None:
    signer = Flask("elsewhere")
    signer.secret_key = Config(instance=Path(service.instance)).secret_key()
    content = {"receipts": {str(us.meeting): us.receipts[participant]}}
    cookie = signer.session_interface.get_signing_serializer(signer).dumps(content)  # type: ignore[attr-defined]
    context.add_cookies([{"name": "gesprekstafel", "value": cookie, "url": service.web}])


@pytest.fixture
def us(hall: tuple[Service, Partners]) -> Partners:
    """Each test begins with nothing written."""
    for table in ("pens", "settlements", "sketches", "steps"):
        hall[1].database.execute(f"DELETE FROM {table}")
    return hall[1]


@pytest.fixture
def phone(hall: tuple[Service, Partners], us: Partners, open_page: Open) -> Phone:
    """Somebody of the partnership, with the sketch: `phone(participant, width, height)`."""

    def opened(participant: int, *size: int, slug: str = "baseline") -> Page:
        page = open_page(*size)
        signed_in(page.context, hall[0], us, participant)
        page.goto(f"{hall[0].web}/m/{us.code}/{us.activities[slug]}/together")
        return page

    return opened


def takes_the_pen(page: Page) -> None:
    page.get_by_role("button", name="Ik schrijf").click()
    expect(page.locator("[data-give]")).to_be_visible()


def takes_over(page: Page) -> None:
    page.get_by_text("Pen overnemen").click()
    page.get_by_role("button", name="Ja, ik schrijf nu").click()
    expect(page.locator("[data-give]")).to_be_visible()


def stored(us: Partners, question: str) -> list[str]:
    """Every revision, the newest first."""
    return [row["value"] for row in queries.history(us.database, *us.place(), question)]


def saved(page: Page) -> None:
    expect(page.locator("[data-state]")).to_contain_text("Alles is bewaard")


def test_one_writes_and_the_other_sees_it_grow(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    us.answer(an, "baseline", content_phase="trying", content_text="Wat An ervan vindt")
    mine, theirs = phone(an), phone(bo, 1280, 800)
    takes_the_pen(mine)
    expect(theirs.locator("#p-pen")).to_contain_text("Iemand van het opleidingsinstituut schrijft")
    mine.locator(TEXT).press_sequentially("Samen schrijven we dit")
    expect(theirs.locator("#e-content_text")).to_contain_text("Samen schrijven we dit")
    mine.locator("#e-content_phase label", has_text="We proberen het uit").click()
    expect(theirs.locator("#e-content_phase .is-shared")).to_contain_text("We proberen het uit")
    mine.locator("#b-content_text [data-copy]").click()
    expect(theirs.locator("#e-content_text")).to_contain_text("Wat An ervan vindt")
    expect(mine.locator(TEXT)).to_have_value("Samen schrijven we dit\nWat An ervan vindt")
    # A colleague hands in meanwhile: it comes beside, and what is being typed stays.
    mine.locator(TEXT).press_sequentially(" en meer")
    us.answer(bo, "baseline", content_phase="exploring", content_text="Wat Bo ervan vindt")
    expect(mine.locator("#b-content_text")).to_contain_text("Wat Bo ervan vindt")
    expect(mine.locator("#g-content_phase")).to_contain_text("2 stappen uit elkaar")
    expect(mine.locator(TEXT)).to_be_focused()
    expect(theirs.locator("#e-content_text")).to_contain_text("en meer")
    # The pen goes to the other, who writes on.
    mine.locator("[data-give]").click()
    takes_the_pen(theirs)
    expect(mine.locator("#p-pen")).to_contain_text("Iemand uit het werkveld schrijft")
    theirs.locator(ORGANISATION).press_sequentially("Bo schrijft verder")
    expect(mine.locator("#e-organisation_text")).to_contain_text("Bo schrijft verder")
    saved(theirs)
    theirs.locator("[data-give]").click()
    expect(mine.locator("#p-pen")).to_contain_text("Niemand schrijft nu")
    mine.get_by_role("button", name="Wij stellen dit vast").click()
    expect(theirs.locator("#p-agree")).to_contain_text("Dit is vastgesteld")
    for page in (mine, theirs):
        assert faults(page) == []


def test_offline_in_the_middle(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    mine, theirs = phone(an), phone(bo)
    takes_the_pen(mine)
    mine.context.set_offline(True)
    mine.locator(TEXT).press_sequentially("Getypt zonder verbinding")
    expect(mine.locator("[data-state]")).to_contain_text("Uw tekst staat op dit toestel")
    assert stored(us, "content_text") == []
    mine.context.set_offline(False)
    expect(theirs.locator("#e-content_text")).to_contain_text("Getypt zonder verbinding")
    saved(mine)
    # The page is closed before it was sent: the words are there when it opens again.
    mine.context.set_offline(True)
    mine.locator(ORGANISATION).press_sequentially("Nog iets")
    expect(mine.locator("[data-state]")).to_contain_text("Uw tekst staat op dit toestel")
    mine.context.set_offline(False)
    mine.reload()
    expect(theirs.locator("#e-organisation_text")).to_contain_text("Nog iets")
    assert stored(us, "organisation_text") == ['"Nog iets"']


def test_the_answer_gets_lost(us: Partners, phone: Phone) -> None:
    """It is stored and nobody hears it: what is sent again is the same revision."""
    mine = phone(us.come())
    takes_the_pen(mine)
    lost: list[str] = []

    def lose(route: object) -> None:
        if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
            lost.append(route.fetch().text())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    mine.route("**/together", lose)
    mine.locator(TEXT).fill("Eén keer")
    expect(mine.locator("[data-state]")).to_contain_text("Uw tekst staat op dit toestel")
    mine.locator(TEXT).press_sequentially(" en verder")
    saved(mine)
    assert stored(us, "content_text") == ['"Eén keer en verder"', '"Eén keer"']
    assert len(lost) == 1


def test_both_versions_are_shown_and_one_is_chosen(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    mine, theirs = phone(an), phone(bo)
    takes_the_pen(mine)
    mine.context.set_offline(True)
    mine.locator(TEXT).fill("Van An, zonder verbinding")
    mine.locator(ORGANISATION).fill("Ook van An")
    expect(mine.locator("[data-state]")).to_contain_text("Uw tekst staat op dit toestel")
    takes_over(theirs)
    theirs.locator(TEXT).fill("Van Bo")
    theirs.locator(ORGANISATION).fill("Ook van Bo")
    saved(theirs)
    mine.context.set_offline(False)
    first = mine.locator("[data-question=content_text] .conflict")
    second = mine.locator("[data-question=organisation_text] .conflict")
    expect(first).to_contain_text("Iemand anders van uw partnerschap schrijft nu")
    expect(first).to_contain_text("Van Bo")
    expect(second).to_contain_text("Ook van Bo")
    expect(mine.locator(TEXT)).to_have_value("Van An, zonder verbinding")
    assert faults(mine) == []
    second.get_by_role("button", name="Laat staan wat er staat").click()
    first.get_by_role("button", name="Neem de pen over en bewaar mijn tekst").click()
    expect(theirs.locator("#e-content_text")).to_contain_text("Van An, zonder verbinding")
    expect(mine.locator(ORGANISATION)).to_have_value("Ook van Bo")
    assert stored(us, "content_text") == ['"Van An, zonder verbinding"', '"Van Bo"']
    assert stored(us, "organisation_text") == ['"Ook van Bo"']


def test_a_double_press_counts_once(us: Partners, phone: Phone) -> None:
    an = us.come()
    us.answer(an, "baseline", content_text="Wat An ervan vindt")
    mine = phone(an)
    takes_the_pen(mine)
    mine.locator("#b-content_text [data-copy]").first.evaluate(
        "(one) => { one.click(); one.click(); }"
    )
    expect(mine.locator(TEXT)).to_have_value("Wat An ervan vindt")
    assert stored(us, "content_text") == ['"Wat An ervan vindt"']


def test_without_scripts(us: Partners, hall: tuple[Service, Partners], open_page: Open) -> None:
    an = us.come()
    page = open_page(scripts=False)
    signed_in(page.context, hall[0], us, an)
    page.goto(f"{hall[0].web}/m/{us.code}/{us.activities['horizon']}/together")
    page.get_by_role("button", name="Ik schrijf").click()
    page.locator("[name='q_first_steps-0-text']").fill("HRM bellen")
    page.locator("#e-first_steps").get_by_role("button", name="Nog een vak erbij").click()
    page.locator("[name='q_first_steps-1-text']").fill("Een lijst maken")
    page.get_by_role("button", name="Bewaren").last.click()
    page.get_by_role("button", name="Klaar met schrijven").click()
    page.get_by_role("button", name="Wij stellen dit vast").click()
    expect(page.locator("main")).to_contain_text("Dit is vastgesteld")
    page.get_by_role("link", name="Alle onderdelen").click()
    page.get_by_role("link", name="Hoe staat het ermee?").click()
    page.locator("li", has_text="HRM bellen").get_by_role("button", name="gedaan").click()
    expect(page.locator("main")).to_contain_text("1 van 2 gedaan")
