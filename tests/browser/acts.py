"""What people do in a browser, the same with and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.conftest import PASSWORD
from tests.service import Service

EMAIL = "leider@example.org"


def log_in(service: Service, page: Page) -> None:
    page.goto(f"{service.web}/facilitate/")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()


def make_network(service: Service, page: Page, title: str) -> tuple[str, list[str]]:
    """A learning network from the template: its address and those of its meetings."""
    page.goto(f"{service.web}/facilitate/new/learning-network")
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="Traject maken").click()
    expect(page.locator("h1")).to_have_text(title)
    links = page.locator(".meeting h3 a").evaluate_all("all => all.map((one) => one.href)")
    return page.url.split("#")[0].rstrip("/"), links


def code_of(page: Page, meeting: str) -> str:
    """The code that stands on the meeting's own screen, to which the page goes."""
    page.goto(meeting)
    return page.locator(".code.big").inner_text()


def come_in(service: Service, page: Page, code: str, side: str, partnership: str) -> None:
    """Type the code and say who you are; a partnership that is not in the list is typed."""
    page.goto(service.web)
    page.get_by_label("Code van de bijeenkomst").fill(code)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label(side).check()
    offered = page.locator("#partnership option", has_text=partnership)
    if offered.count():
        page.locator("#partnership").select_option(label=partnership)
    else:
        fold = page.get_by_text("Staat uw partnerschap er niet bij?")
        if fold.count():
            fold.click()
        page.locator("#new_partnership").fill(partnership)
    page.get_by_role("button", name="Meedoen").click()
    if page.locator("[name=meant]").count():  # it looks like one that is there
        page.locator("[name=meant][value=new]").check()
        page.get_by_role("button", name="Meedoen").click()
    expect(page.locator(".receipt-code")).to_be_visible()


def open_activity(page: Page, title: str, *, show: bool = True) -> None:
    """Open it for the room, and put it on the projector."""
    card = page.locator(".activity", has_text=title)
    card.get_by_role("button", name="Openen").click()
    expect(card.locator(".tag-good")).to_have_text("open")
    if show:
        card.get_by_role("button", name="Toon op scherm").click()
        expect(card.locator(".tag-warning")).to_have_text("op het scherm")


def fill_everything(page: Page, words: str, step: int = 1) -> None:
    """Every question of the form but contact details; `words` in every box for words."""
    form = page.locator("form.questionnaire")
    expect(form).to_be_visible()
    for box in form.locator("textarea").all():
        label = box.get_attribute("id") or ""
        box.fill(f"{words} ({label})")
    for group in form.locator(".scale, .matrix-row").all():
        group.locator("input[type=radio]").nth(step).check()
    for number, place in enumerate(form.locator(".ranking select").all(), start=1):
        place.select_option(str(number))
    for box in form.locator("label:not(.keep-home) > input[type=checkbox]").all():
        box.check()
    for number in form.locator("input[inputmode=decimal]").all():
        number.fill("2")


def hand_in(page: Page) -> None:
    page.locator("form.questionnaire .submit button").click()
    expect(page.locator("main")).to_contain_text("Ontvangen en bewaard")


def sure(button: Locator) -> None:
    """Press a button that asks, where there are scripts, whether one is sure; one is."""
    button.click()
    asked = button.page.locator("#confirm[open] [data-yes]")
    if asked.count():
        asked.click()


def approve_all(page: Page, programme: str, least: int) -> None:
    """Approve what the worker found nothing in, as soon as it has looked at `least` statements."""
    button = page.get_by_role("button", name=re.compile("Alles goedkeuren"))
    for _ in range(60):
        page.goto(f"{programme}/moderation")
        found = re.search(r"\((\d+)\)", button.inner_text() if button.count() else "")
        if found and int(found[1]) >= least:
            break
        page.wait_for_timeout(500)
    sure(button)
    expect(page.locator(".card.statement")).to_have_count(0)


def make_wrap_up(page: Page, programme: str) -> None:
    """Ends on the wrap-up. Reloads, so that it also works where nothing comes by itself."""
    page.goto(f"{programme}/outcomes")
    page.get_by_role("button", name="Maak de wrap-up").click()
    link = page.get_by_role("link", name="Bekijk de wrap-up")
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.goto(f"{programme}/outcomes")
    link.click()
    expect(page.locator("article.report")).to_be_visible()
