"""One meeting, played whole: two phones, a facilitator and a projector at once, to the release."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.acts import sure
from tests.conftest import PASSWORD
from tests.service import Service, fetch, wait_for

EMAIL = "gespreksleider@example.org"
SLOW = 30_000  # milliseconds: for what the worker does in its own process

FIRST = (
    "Geef iedere starter twee jaar lang een vaste begeleider met eigen uren.",
    "Een begeleider die zelf geen tijd heeft, kan een starter niet helpen.",
    "Begeleiding van starters hoort in het taakbeleid van ieder bestuur.",
    "Wie begeleidt de begeleider? Daar is nu niets voor geregeld.",
    "Laat starters in het eerste jaar minder lessen geven, mét behoud van salaris.",
    "Onze starters vinden elkaar nu alleen via een app-groep; dat kan beter.",
    "Een starter leert het meest van meekijken bij een collega in een andere groep.",
)
SECOND = (
    "Reken het geld voor opleiden per student uit en niet per project.",
    "Zonder vaste bekostiging valt het opleidingsteam na vier jaar uit elkaar.",
    "De uren van de schoolopleider staan bij ons op geen enkele begroting.",
    "Leg de kosten niet bij de school die toevallig veel studenten heeft.",
    "Eén potje per regio voorkomt dat besturen elkaar het geld misgunnen.",
    "Subsidie aanvragen kost ons meer uren dan hij oplevert.",
    "Mail gerust naar truus.bakkersma@example.org, zij heeft de rekensom gemaakt.",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("meeting") / "instance")
    added = service.run("facilitator", "add", EMAIL, "--password", PASSWORD)
    assert added.returncode == 0, added.stderr
    yield service.start()
    assert service.stop() == 0


@pytest.fixture
def people(browser: Browser) -> Iterator[dict[str, Page]]:
    """Four people's screens, each with cookies of its own; an error in a script fails the test."""
    contexts: list[BrowserContext] = []
    pages: dict[str, Page] = {}
    faults: list[str] = []
    for name, width, height in (
        ("facilitator", 1280, 800),
        ("projector", 1920, 1080),
        ("first", 390, 844),
        ("second", 360, 640),
    ):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda message: faults.append(message.text) if message.type == "error" else None,
        )
        contexts.append(context)
        pages[name] = page
    yield pages
    for context in contexts:
        context.close()
    assert faults == []


def test_one_meeting_from_the_phones_to_the_release(
    service: Service, people: dict[str, Page]
) -> None:
    facilitator, projector = people["facilitator"], people["projector"]
    slug = prepare(service, facilitator)
    typed = facilitator.locator(".code.big").inner_text()
    screen = facilitator.locator("#open-projector").get_attribute("href")
    projector.goto(f"{service.web}{screen}")
    expect(projector.locator("#now")).to_contain_text(re.compile(typed, re.I))

    joins(service, people["first"], typed, "Opleidingsinstituut")
    joins(service, people["second"], typed, "Werkveld")
    expect(facilitator.locator("#in-the-room")).to_have_text("2")

    # The first activity opens, and the phones see it by themselves.
    opens(facilitator, 0)
    for phone in (people["first"], people["second"]):
        phone.get_by_role("link", name="Invullen").first.click()
    hands_in(people["first"], FIRST)
    expect(facilitator.locator("#newest li")).to_have_count(len(FIRST))
    facilitator.get_by_role("button", name="Toon op scherm").first.click()
    expect(projector.locator("h1")).to_have_text("Onderwerp 1: scope")
    expect(projector.locator(".count")).to_contain_text("1 ingeleverd")
    for words in FIRST:
        assert words not in projector.content()  # not before somebody looked at it
    hands_in(people["second"], SECOND)
    expect(projector.locator(".count")).to_contain_text("2 ingeleverd")

    withdraws_one(people["first"], FIRST[-1])
    moderates(service, facilitator, slug)
    expect(projector.locator("#now")).to_contain_text(FIRST[0], timeout=SLOW)
    assert FIRST[-1] not in projector.content()
    assert "truus.bakkersma@example.org" not in projector.content()

    themes(service, facilitator, slug)
    wrap_up(service, facilitator, slug)
    publishes(service, facilitator, slug)
    reads_the_data(service, slug, people)


def prepare(service: Service, page: Page) -> str:
    """Log in, make a programme with one region; ends on the meeting's own screen."""
    page.goto(f"{service.web}/facilitate/")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.goto(f"{service.web}/facilitate/new/round-table")
    page.get_by_label("Titel").fill("Tafels van de proef")
    for box in page.locator("fieldset input[type=checkbox]").all()[1:]:
        box.uncheck()
    page.get_by_role("button", name="Traject maken").click()
    expect(page).to_have_url(re.compile("/facilitate/tafels-van-de-proef/"))
    page.locator("a[href*='/meeting/']").first.click()
    match = re.search(r"/facilitate/([^/]+)/meeting/(\d+)/", page.url)
    assert match is not None
    page.goto(f"{service.web}{match[0]}")
    return match[1]


def joins(service: Service, page: Page, code: str, side: str) -> None:
    page.goto(service.web)
    page.get_by_label("Code van de bijeenkomst").fill(f" {code.upper()} ")
    page.get_by_role("button", name="Verder").click()
    page.get_by_label(side, exact=False).check()
    page.get_by_role("button", name="Meedoen").click()
    expect(page.get_by_text("Er staat nu niets open.")).to_be_visible()


def opens(page: Page, number: int) -> None:
    page.locator(".activity").nth(number).get_by_role("button", name="Openen").click()
    expect(page.locator(".activity").nth(number)).to_contain_text("open")


def hands_in(page: Page, texts: tuple[str, ...]) -> None:
    boxes = page.locator("form.questionnaire textarea")
    while boxes.count() < len(texts):
        before = boxes.count()
        page.get_by_role("button", name="Nog een vak erbij").click()
        expect(boxes).to_have_count(before + 1)
    for place, text in enumerate(texts):
        boxes.nth(place).fill(text)
        aspect = "Inhoud" if place % 2 else "Proces"
        page.locator(".box").nth(place).get_by_text(aspect, exact=True).click()
    page.get_by_label(re.compile("mogen woordelijk")).check()
    page.get_by_role("button", name="Inleveren").click()
    expect(page.locator("main")).to_contain_text("Ontvangen en bewaard")
    expect(page.locator(".receipt-code")).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))


def withdraws_one(page: Page, text: str) -> None:
    """Reads back with the receipt as typed from paper, and takes one statement back."""
    receipt = page.locator(".receipt-code").inner_text()
    page.goto(page.url.split("/m/")[0] + "/r/" + receipt.upper())
    expect(page.locator("main")).to_contain_text(text)
    card = page.locator("article.own").filter(has_text=text)
    card.get_by_role("link", name=re.compile("^Intrekken")).click()
    page.get_by_role("button", name="Ja, trek in").click()
    expect(page.locator("article.own").filter(has_text=text)).to_contain_text("ingetrokken")


def moderates(service: Service, page: Page, slug: str) -> None:
    """Approve what is clean at once, and the one with an address in it by itself."""
    page.goto(f"{service.web}/facilitate/{slug}/moderation")
    clean = page.get_by_role("button", name=re.compile(r"Alles goedkeuren .*\(12\)"))
    for _ in range(30):
        if clean.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    sure(clean)
    expect(page.locator(".card.statement")).to_have_count(1)
    expect(page.locator(".card.statement")).to_contain_text("[e-mailadres]")
    page.locator(".card.statement").get_by_role("button", name="Goedkeuren").click()
    expect(page.locator(".card.statement")).to_have_count(0)


def themes(service: Service, page: Page, slug: str) -> None:
    """Two themes are proposed, for two things were spoken of; both are accepted under own names."""
    page.goto(f"{service.web}/facilitate/{slug}/themes")
    page.get_by_role("button", name=re.compile("laten voorstellen")).click()
    expect(page.locator("#job .notice")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_role("button", name="Aannemen")).to_have_count(2, timeout=SLOW)
    while page.get_by_role("button", name="Aannemen").count():
        before = page.get_by_role("button", name="Aannemen").count()
        page.get_by_role("button", name="Aannemen").first.click()
        expect(page.get_by_role("button", name="Aannemen")).to_have_count(before - 1)
    column = page.locator(".column.accepted").first
    column.locator("header summary").click()
    column.get_by_label("Naam").fill("Zorg voor starters")
    column.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator(".column.accepted h2").first).to_contain_text("Zorg voor starters")


def wrap_up(service: Service, page: Page, slug: str) -> None:
    page.goto(f"{service.web}/facilitate/{slug}/outcomes")
    page.get_by_role("button", name="Maak de wrap-up").click()
    page.get_by_role("link", name="Bekijk de wrap-up").click(timeout=SLOW)
    report = page.locator("main").inner_text()
    assert "Zorg voor starters" in report
    assert [words for words in (*FIRST[:-1], *SECOND[:-1]) if words not in report] == []
    assert FIRST[-1] not in report
    assert "Mail gerust naar [e-mailadres], zij heeft de rekensom gemaakt." in report


def publishes(service: Service, page: Page, slug: str) -> None:
    page.goto(f"{service.web}/facilitate/{slug}/outcomes")
    page.get_by_role("button", name="Publiceer", exact=True).click()
    expect(page.locator(".release")).to_contain_text("13 uitspraken", timeout=SLOW)
    wait_for(f"{service.data}/{slug}/statements")  # Datasette is started anew on the release
    page.get_by_role("link", name="Bekijk de gegevens").click()
    expect(page).to_have_url(f"{service.data}/{slug}")
    expect(page.locator("main")).to_contain_text("Tafels van de proef")


def reads_the_data(service: Service, slug: str, people: dict[str, Page]) -> None:
    """A researcher searches the release, and takes it along."""
    page = people["facilitator"]
    table = f"{service.data}/{slug}/statements"
    page.goto(f"{table}?_search={quote('begroting')}")
    expect(page.locator("table").first).to_contain_text(SECOND[2])
    status, body = fetch(f"{table}.json?_shape=array&_size=max")
    texts = sorted(row["text"] for row in json.loads(body))
    said = (
        *FIRST[:-1],
        *SECOND[:-1],
        "Mail gerust naar [e-mailadres], zij heeft de rekensom gemaakt.",
    )
    assert (status, texts) == (200, sorted(said))
    (file,) = Path(service.instance / "releases").rglob("*.db")
    content = file.read_bytes()
    assert b"truus.bakkersma" not in content and FIRST[-1].encode() not in content
