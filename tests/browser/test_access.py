"""Every kind of page: no violation of WCAG 2 A and AA that axe finds, nothing pale in the dark, no
sideways scrolling in 320 pixels or at 200 %, nothing that moves unasked, focus that can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.checks import REFLOWED, pale_in_the_dark, too_wide, violations
from tests.browser.conftest import Open
from tests.conftest import PASSWORD
from tests.service import Service, wait_for

PHONE, DESK, WALL = (390, 844), (1280, 800), (1920, 1080)
SLUG = "leernetwerk-voorbeeld"
FORMS = re.compile(r"/m/\w+/\d+$")

HAS_NO_VISIBLE_FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return [];
    const style = getComputedStyle(one);
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return seen || style.boxShadow !== "none" ? [] : [one.outerHTML.slice(0, 120)];
}"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """With the example programmes in it, which are published."""
    service = Service(tmp_path_factory.mktemp("access") / "instance")
    for arguments in (
        ("facilitator", "add", acts.EMAIL, "--password", PASSWORD),
        ("demo",),
    ):
        ran = service.run(*arguments)
        assert ran.returncode == 0, (arguments, ran.stdout, ran.stderr)
    yield service.start()
    assert service.stop() == 0


class Look:
    """Looks at page after page, and remembers what is wrong with each."""

    def __init__(self, page: Page, *widths: int) -> None:
        self.page, self.widths = page, widths or REFLOWED
        self.wrong: dict[str, list[str]] = {}

    def at(self, address: str = "") -> None:
        """At this address, or at where the page is now."""
        if address:
            answer = self.page.goto(address)
            assert answer is not None and answer.status < 500, address
        where = address or self.page.url
        found = violations(self.page) + pale_in_the_dark(self.page)
        found += too_wide(self.page, *self.widths)
        for _ in range(4):
            self.page.keyboard.press("Tab")
            found += self.page.evaluate(HAS_NO_VISIBLE_FOCUS)
        if found:
            self.wrong[where] = found


def test_the_phone(service: Service, open_page: Open) -> None:
    desk, phone = open_page(*DESK), open_page(*PHONE)
    acts.log_in(service, desk)
    look = Look(phone)
    for path in ("/", "/r", "/about/privacy", "/about/themes", "/m/nietdaar"):
        look.at(service.web + path)
    for meeting in meetings(service, desk):
        code = acts.code_of(desk, meeting)
        desk.goto(meeting)
        closed = desk.get_by_role("button", name="Openen").filter(visible=True)
        for left in range(closed.count(), 0, -1):
            closed.first.click()
            expect(closed).to_have_count(left - 1)
        place = f"{service.web}/m/{code.replace('-', '').lower()}"
        look.at(place)
        phone.get_by_role("button", name="Meedoen").click()
        expect(phone.locator(".error-summary")).to_be_focused()
        look.at()
        acts.come_in(service, phone, code, "Werkveld", "Opleidingsschool Elders")
        for path in ("", "/who", "/self-study"):
            look.at(place + path)
        phone.goto(place)
        links = phone.locator("#activities a").evaluate_all("all => all.map((one) => one.href)")
        forms = [link for link in links if FORMS.search(link)]
        assert forms
        for link in forms:
            look.at(link)
            phone.locator("form.questionnaire .submit button").click()
            expect(phone.locator(".error-summary")).to_be_focused()
        look.at()
    answers_and_reads_back(look, place)
    assert look.wrong == {}


def answers_and_reads_back(look: Look, place: str) -> None:
    """Of the last meeting: with all the ways a form and a receipt can look."""
    phone = look.page
    phone.goto(place)
    phone.locator(".activity", has_text="Terugblik").get_by_role("link").click()
    acts.fill_everything(phone, "Wat wij meenemen")
    look.at()
    acts.hand_in(phone)
    look.at()
    phone.get_by_role("link", name="Lees terug wat u inleverde").click()
    look.at()
    receipt = phone.url
    phone.get_by_role("link", name=re.compile("^Wijzigen")).first.click()
    look.at()
    phone.goto(receipt)
    phone.get_by_role("link", name=re.compile("^Intrekken")).first.click()
    look.at()


def meetings(service: Service, desk: Page) -> list[str]:
    desk.goto(f"{service.web}/facilitate/{SLUG}/")
    found: list[str] = desk.locator(".meeting h3 a").evaluate_all(
        "all => all.map((one) => one.href)"
    )
    return found


def test_the_facilitators_desk(service: Service, open_page: Open) -> None:
    desk = open_page(*DESK)
    look = Look(desk)
    look.at(f"{service.web}/facilitate/login")
    desk.get_by_role("button", name="Inloggen").click()
    look.at()
    acts.log_in(service, desk)
    base = f"{service.web}/facilitate"
    for path in ("/", "/new", "/new/round-table", "/new/learning-network"):
        look.at(base + path)
    own = f"{base}/{SLUG}"
    for path in ("/", "/meetings", "/sign-ups", "/themes", "/consensus/", "/outcomes", "/log"):
        look.at(own + path)
    look.at(f"{base}/gesprekstafels-voorbeeld/consensus/?sort=groups")
    for state in ("waiting", "approved", "hidden", "merged", "all"):
        look.at(f"{own}/moderation?state={state}")
    desk.goto(f"{own}/moderation?state=approved")
    desk.get_by_role("link", name="Samenvoegen").first.click()
    look.at()
    for meeting in meetings(service, desk):
        for path in ("", "prepare", "sheet", "enter"):
            look.at(f"{meeting.rstrip('/')}/{path}")
    desk.locator("main li a").first.click()
    look.at()
    desk.get_by_role("button", name="Inleveren voor deze persoon").click()
    look.at()
    desk.goto(f"{own}/themes")
    desk.get_by_role("link", name="Verplaats").first.click()
    expect(desk.locator("#move-dialog")).to_be_visible()
    look.at()
    desk.keyboard.press("Escape")
    desk.locator(".column summary").first.click()
    look.at()
    acts.make_wrap_up(desk, own)
    look.at()
    assert look.wrong == {}


def test_preparing_and_trying_a_meeting(service: Service, open_page: Open) -> None:
    desk = open_page(*DESK)
    look = Look(desk)
    acts.log_in(service, desk)
    look.at(f"{service.web}/facilitate/{SLUG}/again")
    look.at(f"{meetings(service, desk)[0]}copy")
    desk.get_by_label("Titel").fill("Om te proberen")
    desk.get_by_role("button", name="Kopiëren").click()
    expect(desk.locator("h1")).to_have_text("Om te proberen")
    prepare = desk.url
    look.at(prepare.replace("/prepare", "/sheet?form=cards"))
    desk.goto(prepare)
    for link in desk.get_by_role("link", name="Vragen wijzigen").evaluate_all(
        "all => all.map((one) => one.href)"
    ):
        look.at(link)
    desk.locator("#q1-label").fill("")
    desk.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(desk.locator(".error-summary")).to_be_visible()
    look.at()
    desk.goto(prepare)
    desk.get_by_role("button", name="Weghalen").last.click()
    expect(desk.get_by_role("button", name="Terugzetten")).to_be_visible()
    look.at()
    desk.get_by_role("button", name="Vul proefantwoorden in").click()
    expect(desk.locator(".rehearsing")).to_be_visible()
    desk.locator("#timer-5").click()
    expect(desk.locator(".run-timer .clock")).to_be_visible()
    look.at()
    desk.get_by_role("button", name="Sneltoetsen ?").click()
    look.at()
    desk.get_by_role("button", name="Sluiten", exact=True).last.click()
    look.at(prepare.replace("/prepare", "/rehearsal/remove"))
    desk.get_by_role("button", name="Ja, haal ze weg").click()
    assert look.wrong == {}


def names_can_be_read(wall: Page) -> None:
    """On the theme map: 4 % of the height, inside the map, and none over another."""
    for width, height in ((1920, 1080), (1280, 720), (1024, 768)):
        wall.set_viewport_size({"width": width, "height": height})
        assert wall.evaluate("document.documentElement.scrollHeight") <= height
        names = wall.locator(".theme-map .wide .map-label").evaluate_all(
            "all => all.map((one) => { const box = one.getBoundingClientRect();"
            " return [box.left, box.top, box.right, box.bottom,"
            " parseFloat(getComputedStyle(one).fontSize)]; })"
        )
        for left, top, right, bottom, size in names:
            assert left >= 0 and top >= 0 and right <= width and bottom <= height
            assert width / height < 1.6 or size >= height / 25
        for one, other in combinations(names, 2):
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]
    wall.set_viewport_size({"width": WALL[0], "height": WALL[1]})


def test_the_projector(service: Service, open_page: Open) -> None:
    desk, wall = open_page(*DESK), open_page(*WALL)
    acts.log_in(service, desk)
    look = Look(wall, 1280)
    for meeting in meetings(service, desk):
        desk.goto(meeting)
        screen = f"{service.web}{desk.locator('#open-projector').get_attribute('href')}"
        look.at(screen)
        titles = desk.locator(".activity h3").all_inner_texts()
        for title in titles:
            card = desk.locator(".activity", has_text=title)
            card.get_by_role("button", name="Toon op scherm").click()
            expect(wall.locator("h1")).to_have_text(title)
            for _ in range(wall.locator(".slide").count()):
                look.at()
                wall.keyboard.press("ArrowRight")
        desk.get_by_role("button", name="Maak licht").click()
        expect(wall.locator("body.light")).to_have_count(1)
        look.at()
        desk.get_by_role("button", name="Toon de thema's").click()
        expect(wall.locator("h1")).to_have_text("Waar het over gaat")
        look.at()
        names_can_be_read(wall)
        desk.get_by_role("button", name="Toon niets").click()
        expect(wall.locator("h1")).to_have_text("Even denken…")
        look.at()
    assert look.wrong == {}


def test_the_data(service: Service, open_page: Open) -> None:
    wait_for(f"{service.data}/{SLUG}/statements")
    page = open_page(*DESK)
    look = Look(page)
    look.at(service.data)
    look.at(f"{service.data}/{SLUG}")
    links = page.locator("a").evaluate_all("all => all.map((one) => one.href)")
    inside = {link for link in links if re.fullmatch(rf".*/{SLUG}/[\w-]+", link)}
    assert f"{service.data}/{SLUG}/statements" in inside
    for link in sorted(inside):
        look.at(link)
    look.at(f"{service.data}/{SLUG}/statements?_search=starter&_facet=meeting")
    look.at(f"{service.data}/{SLUG}/statements?_search=ditstaaternergens")
    look.at(f"{service.data}/{SLUG}/nergens")
    page.goto(f"{service.data}/{SLUG}/statements")
    look.at(page.locator("tbody a").first.evaluate("(one) => one.href"))
    assert look.wrong == {}
