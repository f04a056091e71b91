"""A learning network, played whole: three meetings, from the template to the release."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Open
from tests.conftest import PASSWORD
from tests.service import Service, wait_for

SLOW = 30_000  # milliseconds: for what the worker does in its own process
KNOWN, NEW = "Opleidingsschool De Brug", "Samen Opleiden aan Zee"
INSTITUTE, FIELD = "Opleidingsinstituut", "Werkveld"
CRITERIA = ("Er is tijd", "Er is rust", "Er is een plan", "Er is een begeleider", "Er is gesprek")
OF_MEETING = (
    ("Gesprek over het kader", "Perspectieven", "Beginsituatie van uw partnerschap",
     "Stip op de horizon"),
    ("Vijf criteria", "Vier waarborgen en uw fase"),
    ("Ontwerpen voor uw eigen partnerschap", "Ontwikkeling sinds bijeenkomst 1",
     "Terugblik en opbrengsten"),
)  # fmt: skip
SAID = "Een starter krijgt hier ieder jaar een vaste begeleider"
SAID_BY_FIELD = "Op onze school kijkt een starter iedere week mee in een andere klas"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("network") / "instance")
    added = service.run("facilitator", "add", acts.EMAIL, "--password", PASSWORD)
    assert added.returncode == 0, added.stderr
    yield service.start()
    assert service.stop() == 0


def test_three_meetings_from_the_template_to_the_release(service: Service, open_page: Open) -> None:
    desk, wall = open_page(1280, 800), open_page(1920, 1080)
    institute, field = open_page(), open_page(360, 640)
    acts.log_in(service, desk)
    programme, meetings = acts.make_network(service, desk, "Leernetwerk van de proef")
    prepares(desk, programme, meetings)

    code = acts.code_of(desk, meetings[0])
    wall.goto(f"{service.web}{desk.locator('#open-projector').get_attribute('href')}")
    acts.come_in(service, institute, code, INSTITUTE, KNOWN)
    misses = desk.locator("#room li", has_text=KNOWN)
    expect(misses).to_contain_text("mist iemand uit het werkveld")
    acts.come_in(service, field, code, FIELD, KNOWN)
    expect(misses).to_contain_text("compleet")
    expect(institute.locator("main")).to_contain_text("Ada Terpstra, lector")
    expect(institute.locator("main")).to_contain_text("praktijkvoorbeeld")
    first_meeting(desk, wall, institute, field)
    withdraws_and_changes(institute)

    second_meeting(service, desk, institute, meetings[1])
    newcomer = open_page(320, 568)
    third_meeting(service, desk, (institute, field, newcomer), meetings[2])
    corrects_a_partnership(desk, programme)

    signs_up(service, desk, newcomer, programme)
    acts.approve_all(desk, programme, 20)
    yields_get_a_theme(desk, programme)
    reads_the_wrap_up(desk, programme)
    publishes(service, desk, programme)


def prepares(page: Page, programme: str, meetings: list[str]) -> None:
    """A partnership beforehand; speakers, a source, and the five criteria first of all."""
    page.goto(f"{programme}/partnerships")
    page.get_by_label("Naam van het partnerschap").fill(KNOWN)
    page.get_by_label("vo", exact=True).check()
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.locator("h1")).to_have_text(KNOWN)
    page.goto(f"{meetings[0].rstrip('/')}/prepare")
    for name, kind in (("Ada Terpstra", "presentatie"), ("Wim Noord", "praktijkvoorbeeld")):
        page.get_by_text("Spreker toevoegen").click()
        page.locator("#speaker-name").fill(name)
        page.locator("#speaker-role").fill("lector")
        page.locator("#speaker-kind").select_option(label=kind)
        page.locator("#speaker-name").press("Enter")
        expect(page.locator("main")).to_contain_text(f"{name}, lector")
    page.get_by_text("Bron toevoegen").click()
    page.locator("#resource-title").fill("Handreiking van de proef")
    page.locator("#resource-link").fill("https://example.org/handreiking")
    page.locator("#resource-link").press("Enter")
    expect(page.get_by_role("link", name="Handreiking van de proef", exact=True)).to_be_visible()
    page.goto(meetings[1])
    card = page.locator(".activity", has_text="Vijf criteria")
    expect(card.get_by_role("button", name="Openen")).to_have_count(0)
    card.get_by_role("link", name="vul eerst in").click()
    for number, words in enumerate(("Er is tijt", *CRITERIA[1:]), start=1):
        page.get_by_label(f"Nummer {number}").fill(words)
    page.get_by_role("button", name="Invullen").click()
    page.get_by_text("Wijzigen wat u invulde (5)").click()  # a slip of the pen
    page.get_by_label("Nummer 1").fill(CRITERIA[0])
    page.locator("form.fill-in").get_by_role("button").click()
    page.get_by_text("Wat er gevraagd wordt").first.click()
    expect(page.locator("main")).to_contain_text(" · ".join(CRITERIA))


def answers(page: Page, meeting: str, title: str, words: str, step: int = 1) -> None:
    page.goto(meeting)
    page.locator(".activity", has_text=title).get_by_role("link", name="Invullen").click()
    acts.fill_everything(page, words, step)
    acts.hand_in(page)


def first_meeting(desk: Page, wall: Page, institute: Page, field: Page) -> None:
    place, other = institute.url, field.url
    for title in OF_MEETING[0]:
        acts.open_activity(desk, title)
        expect(wall.locator("h1")).to_have_text(title)
        answers(institute, place, title, SAID)
        if title == OF_MEETING[0][0]:
            answers(field, other, title, SAID_BY_FIELD, 2)
        here = "2 ingeleverd" if title == OF_MEETING[0][0] else "1 ingeleverd"
        expect(desk.locator(".activity", has_text=title)).to_contain_text(here)
        expect(desk.locator("#incoming")).to_contain_text(
            re.compile(f"{SAID}|Nog niet begonnen"), timeout=SLOW
        )
        expect(wall.locator(".count")).to_contain_text(here)
        assert SAID not in wall.content()  # not before somebody looked at it
    desk.get_by_role("button", name="Toon niets").click()
    expect(wall.locator("#now")).to_contain_text("Even denken")


def withdraws_and_changes(page: Page) -> None:
    page.get_by_role("link", name="Lees terug wat u inleverde").click()
    cards = page.locator("article.own")
    before = cards.count()
    assert before > 8
    cards.first.get_by_role("link", name=re.compile("^Wijzigen")).click()
    page.get_by_label("Uw uitspraak").fill("Dit heb ik beter opgeschreven.")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("main")).to_contain_text("Dit heb ik beter opgeschreven.")
    cards.nth(1).get_by_role("link", name=re.compile("^Intrekken")).click()
    page.get_by_role("button", name="Ja, trek in").click()
    expect(cards.nth(1)).to_contain_text("ingetrokken")


def second_meeting(service: Service, desk: Page, institute: Page, meeting: str) -> None:
    code = acts.code_of(desk, meeting)
    acts.come_in(service, institute, code, INSTITUTE, KNOWN)
    place = institute.url
    for title in OF_MEETING[1]:
        acts.open_activity(desk, title, show=False)
        answers(institute, place, title, SAID)
    institute.get_by_role("link", name="Alle vragen om later door te nemen").click()
    for words in (*CRITERIA, "De kwaliteitscultuur: wat kan er in de inductie zichtbaar zijn?"):
        expect(institute.locator("main")).to_contain_text(words)


def third_meeting(
    service: Service, desk: Page, phones: tuple[Page, Page, Page], meeting: str
) -> None:
    """Who was there before sees the own baseline; who comes only now has none."""
    institute, field, newcomer = phones
    code = acts.code_of(desk, meeting)
    acts.come_in(service, institute, code, INSTITUTE, KNOWN)
    acts.come_in(service, field, code, FIELD, NEW.replace("Samen Opleiden", "S.O."))
    acts.come_in(service, newcomer, code, INSTITUTE, NEW)
    room = desk.locator("#room")
    expect(room.locator("li", has_text=KNOWN)).to_contain_text("mist iemand uit het werkveld")
    expect(room.locator("li", has_text=NEW)).to_contain_text("mist iemand uit het werkveld")
    place = newcomer.url
    for title in OF_MEETING[2]:
        acts.open_activity(desk, title, show=False)
        if title.startswith("Ontwikkeling"):
            for phone, seen in ((institute, 11), (newcomer, 0)):
                phone.goto(place)
                card = phone.locator(".activity", has_text=title)
                card.get_by_role("link", name="Invullen").click()
                expect(phone.locator("h1")).to_have_text(title)
                expect(phone.locator(".earlier")).to_have_count(seen)
            expect(newcomer.locator("main")).to_contain_text("hier voor het eerst bij")
        answers(newcomer if title.startswith("Ontwikkeling") else institute, place, title, SAID, 3)
    acts.open_activity(desk, "Aanmelden voor het vervolg", show=False)


def corrects_a_partnership(page: Page, programme: str) -> None:
    """Two spellings of one newcomer become one partnership, which then is complete."""
    page.goto(f"{programme}/partnerships")
    page.get_by_role("link", name=NEW, exact=True).click()
    page.get_by_text("Samenvoegen met een ander").click()
    page.locator("#other").select_option(label=NEW.replace("Samen Opleiden", "S.O."))
    page.get_by_role("button", name="Bekijk wat er dan gebeurt").click()
    page.get_by_role("button", name="Voeg samen").click()
    page.goto(f"{programme}/partnerships")
    expect(page.locator("h1")).to_contain_text("(2)")
    page.goto(programme)
    page.locator(".meeting h3 a").last.click()
    expect(page.locator("#room li", has_text=NEW)).to_contain_text("compleet")


def signs_up(service: Service, desk: Page, phone: Page, programme: str) -> None:
    phone.locator(".activity", has_text="Aanmelden").get_by_role("link", name="Invullen").click()
    contact = phone.locator("fieldset.contact").first
    contact.get_by_label("Naam").fill("Truus Bakkersma")
    contact.get_by_label("E-mail").fill("truus.bakkersma@example.org")
    acts.hand_in(phone)
    desk.goto(f"{programme}/sign-ups")
    expect(desk.locator("tbody tr")).to_have_count(1)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="nieuwe aanmelding downloaden").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))
    assert [("Truus Bakkersma" in row, "truus.bakkersma@example.org" in row) for row in rows] == [
        (False, False),
        (True, True),
    ]


def yields_get_a_theme(page: Page, programme: str) -> None:
    page.goto(f"{programme}/themes")
    page.get_by_label("Naam van een nieuw thema").fill("Vaste begeleiding")
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.locator(".column.accepted h2")).to_contain_text("Vaste begeleiding")
    words = page.locator(".quote", has_text=re.compile(r"\(q_yields-0"))
    card = page.locator(".board-card", has=words).first
    card.get_by_role("link", name="Verplaats").click()
    page.locator("#move-dialog").get_by_role("button", name="Vaste begeleiding").click()
    expect(page.locator(".column.accepted .board-card")).to_have_count(1)
    expect(page.locator(".is-busy")).to_have_count(0)


def reads_the_wrap_up(page: Page, programme: str) -> None:
    acts.make_wrap_up(page, programme)
    report = page.locator("article.report").inner_text()
    for words in (
        *(title for titles in OF_MEETING for title in titles if "Terugblik" not in title),
        *CRITERIA,
        "Ada Terpstra, lector",
        "Handreiking van de proef",
        "Dit heb ik beter opgeschreven.",
        "Hoe ziet de begeleiding van starters in uw partnerschap er over drie jaar uit?",
        "De kwaliteitscultuur: wat kan er in de inductie zichtbaar zijn?",
        "Wat gebeurt er op de werkplek, en wie doet dat?",
        "Ontwikkeling van de partnerschappen",
        "Vaste begeleiding",
        "Ontwikkelnetwerk",
    ):
        assert words in report, words
    for key in ("purpose", "horizon", "quality_culture", "responsible", "yields"):
        assert f"{SAID} (q_{key}-0" in report, key
    assert "truus" not in report.casefold()


def publishes(service: Service, page: Page, programme: str) -> None:
    """What was withdrawn and who signed up are not in it; the newest release is served at once."""
    slug = programme.rsplit("/", 1)[1]
    page.goto(f"{programme}/outcomes")
    page.get_by_role("button", name="Publiceer", exact=True).click()
    expect(page.locator(".release")).to_contain_text("uitspraken", timeout=SLOW)
    wait_for(f"{service.data}/{slug}/statements")
    page.goto(f"{service.data}/{slug}/statements?_search=beter")
    expect(page.locator("main")).to_contain_text("Dit heb ik beter opgeschreven.")
    (file,) = (service.instance / "releases").rglob("*.db")
    assert b"truus" not in file.read_bytes().lower()
