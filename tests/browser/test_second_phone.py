"""A partnership over two phones and two meetings: the words are passed on, and known again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.checks import faults
from tests.browser.conftest import Open
from tests.conftest import PASSWORD
from tests.service import Service

NAME = "Opleidingsschool De Brug"
LACKS = "U mist nog iemand uit het werkveld."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("second") / "instance")
    added = service.run("facilitator", "add", acts.EMAIL, "--password", PASSWORD)
    assert added.returncode == 0, added.stderr
    yield service.start()
    assert service.stop() == 0


def to_meeting(service: Service, page: Page, code: str) -> None:
    page.goto(f"{service.web}/m/{code.replace('-', '').lower()}")


def test_the_words_go_from_one_phone_to_the_other(service: Service, open_page: Open) -> None:
    desk, first = open_page(1280, 800), open_page()
    second = open_page(360, 640, scripts=False)  # the words work without scripts
    acts.log_in(service, desk)
    _programme, meetings = acts.make_network(service, desk, "Leernetwerk van twee telefoons")
    codes = [acts.code_of(desk, meeting) for meeting in meetings]
    desk.goto(meetings[0])

    acts.come_in(service, first, codes[0], "Opleidingsinstituut", NAME)
    expect(first.locator("main")).to_contain_text("U bent de eerste van uw partnerschap.")
    expect(first.locator("#activities")).to_contain_text(LACKS)
    expect(desk.locator("#room")).to_contain_text("mist iemand uit het werkveld")
    words = first.locator(".spoken").inner_text()

    to_meeting(service, second, codes[0])
    second.get_by_label("Werkveld").check()
    second.get_by_label("De drie woorden van uw partnerschap").fill("tulp egel wekker")
    second.get_by_role("button", name="Meedoen").click()
    expect(second.locator(".error-summary")).to_contain_text("Deze woorden horen niet bij")
    expect(second.get_by_label("Werkveld")).to_be_checked()
    typed = words.upper().replace(" ", "-")
    second.get_by_label("De drie woorden van uw partnerschap").fill(typed)
    second.get_by_role("button", name="Meedoen").click()
    expect(second.locator(".spoken")).to_have_text(words)
    # Without a touch: the one phone hears that the other one came, and so does the desk.
    expect(first.locator("#activities")).not_to_contain_text(LACKS)
    expect(desk.locator("#room")).to_contain_text("compleet")
    expect(desk.locator("[data-composition]")).to_contain_text("1 van 1 partnerschap")
    assert faults(first) == []

    first.get_by_role("link", name="De pagina van uw partnerschap").click()
    expect(first.locator("h1")).to_have_text(NAME)
    first.get_by_label("ja", exact=True).check()
    first.locator("section[aria-labelledby=named-title] button").click()
    expect(first.locator("main")).to_contain_text("anderen mogen de naam van uw partnerschap zien")

    to_meeting(service, second, codes[1])  # months later, on the same phone
    expect(second.locator("#partnership")).to_have_value("1")
    expect(second.locator("#spoken")).to_have_count(0)
    second.get_by_label("Werkveld").check()
    second.get_by_role("button", name="Meedoen").click()
    expect(second.locator(".spoken")).to_have_text(words)


def test_lost_words_are_given_again_and_renewed(service: Service, open_page: Open) -> None:
    desk, phone = open_page(1280, 800), open_page()
    acts.log_in(service, desk)
    programme, meetings = acts.make_network(service, desk, "Leernetwerk dat iets kwijt is")
    code = acts.code_of(desk, meetings[0])
    acts.come_in(service, phone, code, "Werkveld", NAME)
    words = phone.locator(".spoken").inner_text()

    desk.goto(f"{programme}/partnerships")
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_role("button", name="Toon code").click()
    expect(desk.locator(".notice .figure")).to_have_text(words)
    desk.get_by_role("button", name="Nieuwe code").click()
    expect(desk.locator(".flash")).to_contain_text("heeft een nieuwe code")
    to_meeting(service, phone, code)
    expect(phone.locator(".spoken")).to_have_count(0)
    desk.locator(".flash").get_by_role("button", name="Ongedaan maken").click()
    to_meeting(service, phone, code)
    expect(phone.locator(".spoken")).to_have_text(words)
    desk.goto(f"{programme}/log")
    expect(desk.locator("main")).to_contain_text("code van een partnerschap getoond")
    assert faults(desk) == []
