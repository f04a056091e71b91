"""Leading a room in a real browser: two at once, without a mouse, without a network for a while."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.acts import EMAIL, sure
from tests.browser.conftest import Open
from tests.conftest import PASSWORD
from tests.service import Service

LAPTOP = (1280, 720)
WALL = (1920, 1080)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("room") / "instance")
    for email, name in ((EMAIL, "Anna"), ("bert@example.org", "Bert")):
        added = service.run("facilitator", "add", email, "--password", PASSWORD, "--name", name)
        assert added.returncode == 0, added.stderr
    yield service.start()
    assert service.stop() == 0


def leads(service: Service, page: Page, email: str = EMAIL) -> None:
    """Logs in; a style or script that the policy forbids fails the test."""

    def said(message: ConsoleMessage) -> None:
        assert "Content Security Policy" not in message.text, message.text

    page.on("console", said)
    page.goto(f"{service.web}/facilitate/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()


def new_meeting(service: Service, page: Page, title: str) -> str:
    """The address of the first meeting of a new programme."""
    page.goto(f"{service.web}/facilitate/new/round-table")
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="Traject maken").click()
    page.locator(".meeting h3 a").first.click()
    expect(page.locator("#activities-title")).to_be_visible()
    return page.url


def wall_of(service: Service, open_page: Open, page: Page) -> Page:
    wall = open_page(*WALL)
    wall.goto(f"{service.web}{page.locator('#open-projector').get_attribute('href')}")
    return wall


def test_two_lead_and_see_each_other(service: Service, open_page: Open) -> None:
    anna, bert = open_page(*LAPTOP), open_page(*LAPTOP)
    leads(service, anna)
    leads(service, bert, "bert@example.org")
    meeting = new_meeting(service, anna, "Twee leiden")
    bert.goto(meeting)
    wall = wall_of(service, open_page, anna)
    card = anna.locator(".activity").first
    card.get_by_role("button", name="Openen").click()
    expect(bert.locator("#lately summary")).to_contain_text("Anna opende “Onderwerp 1: scope”")
    expect(bert.locator(".activity").first.locator(".tag-good")).to_have_text("open")
    bert.locator(".activity").first.get_by_role("button", name="Toon op scherm").click()
    expect(anna.locator("#lately summary")).to_contain_text("Bert zette “Onderwerp 1: scope”")
    expect(wall.locator("h1")).to_have_text("Onderwerp 1: scope")

    # Both press at the same moment: no error, and the last word is the same for both.
    closes = [
        one.locator(".activity").first.get_by_role("button", name="Sluiten") for one in (anna, bert)
    ]
    for one in closes:
        one.evaluate("button => button.click()")
    for page in (anna, bert):
        expect(page.locator(".activity").first.locator(".tag").last).to_have_text("dicht")
        expect(page.locator(".notice-error:visible")).to_have_count(0)

    # One clock for everybody, also after the page is loaded anew.
    anna.locator("#timer-10").click()
    expect(bert.locator(".run-timer .clock")).to_have_text(re.compile(r"^(9:5\d|10:00)$"))
    expect(wall.locator(".clock")).to_have_text(re.compile(r"^(9:5\d|10:00)$"))
    bert.locator("#timer-go").click()
    expect(anna.locator(".run-timer .tag").first).to_have_text("staat stil")
    shown = anna.locator(".run-timer .clock").inner_text()
    anna.reload()
    expect(anna.locator(".run-timer .clock")).to_have_text(shown)
    expect(bert.locator(".run-timer .clock")).to_have_text(shown)
    expect(wall.locator(".clock")).to_have_text(shown)


def test_everything_with_the_keyboard(service: Service, open_page: Open) -> None:
    page = open_page(*LAPTOP)
    leads(service, page)
    new_meeting(service, page, "Met toetsen")
    wall = wall_of(service, open_page, page)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)

    chosen = page.locator(".is-chosen")
    page.keyboard.press("j")
    expect(chosen.locator("h3")).to_have_text("Onderwerp 2: betrokkenen en partnerschap")
    page.keyboard.press("o")
    expect(chosen.locator(".tag-good")).to_have_text("open")
    page.keyboard.press("t")
    expect(wall.locator("h1")).to_have_text("Onderwerp 2: betrokkenen en partnerschap")
    on_the_wall = page.locator("#projector")
    expect(on_the_wall).to_contain_text("Onderwerp 2")
    page.keyboard.press("r")
    expect(page.locator("#projector")).to_contain_text("antwoorden verborgen")
    expect(wall.locator("h2.asked")).to_be_visible()
    page.keyboard.press("r")
    expect(wall.locator("h2.asked")).to_have_count(0)
    expect(on_the_wall).not_to_contain_text("antwoorden verborgen")
    page.keyboard.press("n")
    expect(wall.locator("h1")).to_have_text("Even denken…")
    expect(on_the_wall).to_contain_text("niets")
    page.keyboard.press("c")
    expect(wall.locator(".big-code")).to_be_visible()
    page.locator("#timer-5").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".run-timer .clock")).to_be_visible()
    page.keyboard.press("+")
    expect(page.locator(".run-timer .clock")).to_have_text(re.compile(r"^(5:5\d|6:00)$"))
    page.keyboard.press("p")
    expect(page.locator(".run-timer .tag").first).to_have_text("staat stil")
    page.keyboard.press("o")
    expect(chosen.locator(".tag").last).to_have_text("dicht")

    # No letter does anything while somebody types, or when they are switched off.
    page.locator("#timer-away").click()
    page.locator("#timer-own").focus()
    page.keyboard.type("o")
    expect(chosen.locator(".tag").last).to_have_text("dicht")
    page.get_by_role("button", name="Sneltoetsen ?").click()
    page.get_by_role("button", name="Sneltoetsen staan aan").click()
    page.get_by_role("button", name="Sluiten", exact=True).last.click()
    page.locator(".head h1").click()
    page.keyboard.press("o")
    page.wait_for_timeout(300)
    expect(chosen.locator(".tag").last).to_have_text("dicht")


def test_a_minute_without_a_network(service: Service, open_page: Open) -> None:
    anna, bert = open_page(*LAPTOP), open_page(*LAPTOP)
    leads(service, anna)
    leads(service, bert, "bert@example.org")
    meeting = new_meeting(service, anna, "Even weg")
    bert.goto(meeting)
    wall = wall_of(service, open_page, anna)
    expect(wall.locator(".big-code")).to_be_visible()
    anna.locator("#timer-own").fill("25")

    for context in (anna.context, wall.context):
        context.set_offline(True)
    expect(anna.locator("[data-live-status]")).to_be_visible()
    expect(wall.locator("[data-live-status]")).to_contain_text("dit beeld staat stil")
    anna.locator(".activity").first.get_by_role("button", name="Openen").click()
    refused = anna.locator("[data-no-connection]")
    expect(refused).to_contain_text("Geen verbinding. Wat u net deed, is niet gebeurd.")
    anna.get_by_role("link", name="Voorbereiden").click()
    assert anna.url == meeting
    expect(anna.locator("#timer-own")).to_have_value("25")

    # Meanwhile the other goes on.
    bert.locator(".activity").nth(1).get_by_role("button", name="Openen").click()
    bert.locator(".activity").nth(1).get_by_role("button", name="Toon op scherm").click()
    expect(bert.locator("#projector")).to_contain_text("Onderwerp 2")
    expect(bert.locator(".activity").first.locator(".tag").last).to_have_text("dicht")

    for context in (anna.context, wall.context):
        context.set_offline(False)
    expect(anna.locator(".activity").nth(1).locator(".tag-good")).to_have_text("open")
    expect(anna.locator("[data-live-status]")).to_be_hidden()
    expect(refused).to_be_hidden()
    expect(wall.locator("h1")).to_contain_text("Onderwerp 2")
    expect(wall.locator("[data-live-status]")).to_be_hidden()
    # The button that was refused works again.
    anna.locator(".activity").first.get_by_role("button", name="Openen").click()
    expect(anna.locator(".activity").first.locator(".tag-good")).to_have_text("open")


def test_questions_typed_offline_are_still_there(service: Service, open_page: Open) -> None:
    page = open_page(*LAPTOP)
    leads(service, page)
    meeting = new_meeting(service, page, "Vragen zonder net")
    page.goto(f"{meeting}prepare")
    page.get_by_role("link", name="Vragen wijzigen").first.click()
    page.locator("#q1-label").fill("Wat is er anders geworden?")
    page.context.set_offline(True)
    page.get_by_role("button", name="Bewaren").last.click()
    expect(page.locator("[data-no-connection]")).to_be_visible()
    expect(page.locator("#q1-label")).to_have_value("Wat is er anders geworden?")
    page.context.set_offline(False)
    page.get_by_role("button", name="Bewaren").last.click()
    expect(page.locator(".flash")).to_contain_text("De vragen zijn bewaard.")


@pytest.mark.parametrize("scripts", [True, False])
def test_questions_are_added_moved_and_seen_as_on_a_phone(
    service: Service, open_page: Open, scripts: bool
) -> None:
    page = open_page(*LAPTOP, scripts=scripts)
    leads(service, page)
    meeting = new_meeting(service, page, f"Vragen {scripts}")
    page.goto(f"{meeting}prepare")
    page.get_by_role("link", name="Vragen wijzigen").first.click()
    page.locator("#kind").select_option("choice")
    page.get_by_role("button", name="Toevoegen").click()
    page.locator("#q3-label").fill("Doet u mee?")
    page.locator("#q3-options").fill("Ja\nNee")
    up = page.get_by_role("button", name="Vraag 3 omhoog")
    up.focus()
    page.keyboard.press("Enter")
    labels = page.locator("[data-question] textarea[id$=-label]")
    expect(labels.nth(1)).to_have_value("Doet u mee?")
    expect(page.locator(".question").nth(1).locator("[data-place]")).to_have_text("Vraag 2")
    if not scripts:
        page.get_by_role("button", name="Voorbeeld bijwerken").click()
    phone = page.locator(".phone-page")
    expect(phone.locator("legend", has_text="Doet u mee?")).to_be_visible()
    assert phone.evaluate("phone => phone.clientWidth") == 390
    assert phone.evaluate("phone => phone.inert")
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    expect(page.locator(".flash")).to_contain_text("De vragen zijn bewaard.")


def test_a_question_is_dragged(service: Service, open_page: Open) -> None:
    page = open_page(1280, 1000)
    leads(service, page)
    meeting = new_meeting(service, page, "Slepen")
    page.goto(f"{meeting}prepare")
    page.locator("li", has_text="Terugblik").get_by_role("link", name="Vragen wijzigen").click()
    names = page.locator("[data-question]")
    before = names.evaluate_all("all => all.map((one) => one.id)")
    grip, over = page.locator("[data-grip]").nth(5), names.nth(4)
    grip.drag_to(over, target_position={"x": 40, "y": 5})
    after = names.evaluate_all("all => all.map((one) => one.id)")
    assert after == [*before[:4], before[5], before[4]]
    expect(page.locator("[data-moved]")).to_have_text("De vraag staat nu op plaats 5 van 6.")


def test_a_rehearsal_from_the_first_press_to_the_last(service: Service, open_page: Open) -> None:
    page = open_page(*LAPTOP)
    leads(service, page)
    meeting = new_meeting(service, page, "Eerst proberen")
    page.goto(f"{meeting}prepare")
    page.get_by_role("button", name="Vul proefantwoorden in").click()
    expect(page.locator(".rehearsing")).to_contain_text("25 verzonnen deelnemers")
    expect(page.locator("#newest .tag-rehearsal").first).to_have_text("proefantwoord")
    wall = wall_of(service, open_page, page)
    last = page.locator(".activity", has_text="Terugblik")
    last.get_by_role("button", name="Toon op scherm").click()
    expect(wall.locator(".made-up")).to_be_visible()
    expect(wall.locator(".slide:not([hidden]) table")).to_be_visible()
    page.get_by_role("link", name="Proefantwoorden weghalen").click()
    page.get_by_role("button", name="Ja, haal ze weg").click()
    expect(page.locator(".flash")).to_contain_text("Alle proefantwoorden zijn weg.")
    expect(page.locator("#in-the-room")).to_have_text("0")
    expect(wall.locator(".made-up")).to_have_count(0)
    expect(wall.locator(".slides")).to_contain_text("zodra ten minste 5 mensen")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768)])
def test_statements_on_the_wall_can_be_read(
    service: Service, open_page: Open, width: int, height: int
) -> None:
    """4 % of the height of the screen: from twelve metres that is read on a screen of 1.5 m."""
    page = open_page(*LAPTOP)
    leads(service, page)
    meeting = new_meeting(service, page, f"Leesbaar {width}")
    page.goto(f"{meeting}prepare")
    page.get_by_role("button", name="Vul proefantwoorden in").click()
    slug = meeting.split("/")[4]
    button = page.get_by_role("button", name=re.compile("Alles goedkeuren"))
    for _ in range(60):
        page.goto(f"{service.web}/facilitate/{slug}/moderation")
        if button.count():
            break
        page.wait_for_timeout(500)
    page.wait_for_timeout(1500)
    page.reload()
    sure(button)
    page.goto(meeting)
    page.locator(".activity").first.get_by_role("button", name="Toon op scherm").click()
    wall = open_page(width, height)
    wall.goto(f"{service.web}{page.locator('#open-projector').get_attribute('href')}")
    said = wall.locator(".slide:not([hidden]) .said")
    expect(said).to_be_visible()
    size = said.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    if width / height > 1.6:
        assert size >= height / 25
    for _ in range(wall.locator(".slide").count()):
        height_now = wall.evaluate("document.documentElement.scrollHeight")
        assert height_now <= height, "a page of statements does not fit on the screen"
        wall.keyboard.press("ArrowRight")


def test_closing_is_led_from_the_desk_and_by_keys(service: Service, open_page: Open) -> None:
    anna = open_page(*LAPTOP)
    leads(service, anna)
    new_meeting(service, anna, "Afsluiten")
    wall = wall_of(service, open_page, anna)
    shown = wall.locator(".slide:not([hidden]) h2")
    anna.get_by_role("button", name="Sluit af met de opbrengst").click()
    expect(shown).to_have_text("Wat er op tafel kwam")
    expect(wall.locator("[data-pause]")).to_be_hidden()
    anna.get_by_role("button", name="Volgende").click()
    expect(shown).to_have_text("Hoe het verder gaat")
    for key, title in (
        ("ArrowLeft", "Wat er op tafel kwam"),
        ("ArrowLeft", "Wat er op tafel kwam"),  # the first one: no way round
        ("Space", "Hoe het verder gaat"),
        ("Home", "Wat er op tafel kwam"),
        ("End", "Hoe het verder gaat"),
        ("PageUp", "Wat er op tafel kwam"),
    ):
        wall.keyboard.press(key)
        expect(shown).to_have_text(title)
    wall.keyboard.press("b")
    expect(wall.locator("body")).to_have_class(re.compile(r"\bblack\b"))
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("body")).not_to_have_class(re.compile(r"\bblack\b"))
    # What the desk turns to is shown, wherever the keys were.
    anna.get_by_role("button", name="Vorige").click()
    expect(shown).to_have_text("Wat er op tafel kwam")
    anna.get_by_role("button", name="Stop").click()
    expect(wall.locator(".big-code")).to_be_visible()
