"""Everything that a form is needed for also works where no script runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Open
from tests.conftest import PASSWORD
from tests.service import Service

FIRST = "Een begeleider heeft zelf ook tijd nodig."
MORE = "Spreek in het partnerschap af wie de starter belt."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("plain") / "instance")
    added = service.run("facilitator", "add", acts.EMAIL, "--password", PASSWORD)
    assert added.returncode == 0, added.stderr
    yield service.start()
    assert service.stop() == 0


def test_a_participant_and_a_facilitator_without_scripts(service: Service, open_page: Open) -> None:
    desk, phone = open_page(1280, 800, scripts=False), open_page(320, 568, scripts=False)
    wall = open_page(1920, 1080, scripts=False)
    acts.log_in(service, desk)
    programme, meetings = acts.make_network(service, desk, "Netwerk zonder scripts")
    code = acts.code_of(desk, meetings[0])
    wall.goto(f"{service.web}{desk.locator('#open-projector').get_attribute('href')}")
    acts.come_in(service, phone, code, "Opleidingsinstituut", "Opleidingsschool Elders")
    assert "Laad de pagina dan opnieuw" in phone.locator("main").inner_text()

    desk.reload()
    acts.open_activity(desk, "Gesprek over het kader")
    hands_in_and_mends(phone)
    wall.reload()
    expect(wall.locator("h1")).to_have_text("Gesprek over het kader")
    acts.approve_all(desk, programme, 2)
    wall.reload()
    expect(wall.locator("#now")).to_contain_text(MORE)

    puts_in_a_theme(desk, programme)
    hides_and_undoes(desk, programme)
    acts.make_wrap_up(desk, programme)
    expect(desk.locator("article.report")).to_contain_text(MORE)
    withdraws(phone)
    desk.goto(f"{programme}/moderation?state=approved")
    expect(desk.locator(".card.statement")).to_have_count(1)


def hands_in_and_mends(phone: Page) -> None:
    phone.reload()
    phone.get_by_role("link", name=re.compile("^Invullen")).click()
    phone.locator("form.questionnaire .submit button").click()
    summary = phone.locator(".error-summary")
    expect(summary).to_contain_text("U heeft nog niets ingevuld.")
    expect(summary).to_be_focused()
    boxes = phone.locator("form.questionnaire textarea")
    before = boxes.count()
    boxes.first.fill(FIRST)
    phone.get_by_role("button", name="Nog een vak erbij").first.click()
    expect(boxes).to_have_count(before + 1)
    expect(boxes.first).to_have_value(FIRST)  # nothing typed is lost
    boxes.nth(1).fill(MORE)
    phone.get_by_label(re.compile("mogen woordelijk")).check()
    acts.hand_in(phone)


def puts_in_a_theme(desk: Page, programme: str) -> None:
    desk.goto(f"{programme}/themes")
    desk.get_by_label("Naam van een nieuw thema").fill("Afspraken")
    desk.get_by_role("button", name="Toevoegen").click()
    card = desk.locator(".board-card", has_text=MORE)
    card.get_by_role("link", name="Verplaats").click()
    expect(desk.locator("h1")).to_have_text("Waar hoort deze uitspraak?")
    desk.get_by_label("Afspraken").check()
    desk.get_by_role("button", name="Indelen").click()
    expect(desk.locator(".column.accepted .board-card")).to_contain_text(MORE)


def hides_and_undoes(desk: Page, programme: str) -> None:
    desk.goto(f"{programme}/moderation?state=approved")
    card = desk.locator(".card.statement", has_text=FIRST)
    card.locator("summary", has_text="Verbergen").click()
    card.get_by_label("Reden, die").select_option(index=1)
    card.get_by_role("button", name="Verbergen", exact=True).click()
    expect(desk.locator(".card.statement", has_text=FIRST)).to_have_count(0)
    desk.get_by_role("button", name="Ongedaan maken").click()
    expect(desk.locator(".card.statement", has_text=FIRST)).to_have_count(1)


def withdraws(phone: Page) -> None:
    phone.get_by_role("link", name="Lees terug wat u inleverde").click()
    card = phone.locator("article.own", has_text=FIRST)
    card.get_by_role("link", name=re.compile("^Intrekken")).click()
    phone.get_by_role("button", name="Ja, trek in").click()
    expect(phone.locator("article.own", has_text=FIRST)).to_contain_text("ingetrokken")
