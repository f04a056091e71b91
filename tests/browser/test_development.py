"""How the network moved, on the desk, the wall and phones: shown when pressed, at any width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from collector.accounts import add_facilitator
from collector.config import DATASETS, Config
from collector.database import connect
from collector.programmes import create_programme
from collector.queries import meetings, programmes
from collector.schema import migrate
from forms.instruments import load_instruments
from forms.programme_templates import load_templates
from tests.browser import acts
from tests.browser.checks import faults, too_wide
from tests.browser.conftest import Open
from tests.conftest import PASSWORD
from tests.network import Network
from tests.service import Service

WIDTHS = (390, 1280, 1920)
SLOW = 30_000  # milliseconds: for what the worker does in its own process
MOVES = [(0, 2)] * 7 + [(1, 4)] * 6 + [(2, 2)] * 5 + [(3, 4)] * 5 + [(2, 3)] * 6
OWN = "Opleidingsschool De Brug"
TITLE = "De beweging van het leernetwerk"


@dataclass
class Hall:
    service: Service
    slug: str
    code: str
    screen: str


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    config = Config(instance=tmp_path_factory.mktemp("network") / "instance")
    connection = connect(config.database)
    migrate(connection)
    add_facilitator(connection, acts.EMAIL, PASSWORD, "Gespreksleider")
    instruments = load_instruments(DATASETS / "instruments")
    template = load_templates(DATASETS / "templates", instruments)["learning-network"]
    network = Network(connection, create_programme(connection, template, instruments))
    for number, (first, last) in enumerate(MOVES):
        network.go(f"Samen Opleiden {number}", first, last)
    network.say("development", "Partnerschap dat later kwam", "exploring")
    network.go(OWN, 1, 4)
    connection.execute("UPDATE partnerships SET named = 1 WHERE name = ?", (OWN,))
    connection.execute("UPDATE activities SET state = 'closed'")
    room = meetings.meetings(connection, network.programme)[2]
    slug = programmes.programme_by_id(connection, network.programme)["slug"]
    connection.close()
    service = Service(config.instance).start()
    yield Hall(service, slug, room["code"], room["screen_key"])
    assert service.stop() == 0


def sideways(page: Page) -> list[str]:
    """What sticks out, at each of the widths that people have."""
    return too_wide(page, *WIDTHS)


def test_the_hall_sees_what_the_facilitator_shows(hall: Hall, open_page: Open) -> None:
    desk, wall, phone = open_page(1280, 800), open_page(1920, 1080), open_page(390, 844)
    acts.log_in(hall.service, desk)
    wall.goto(f"{hall.service.web}/screen/{hall.screen}")
    acts.come_in(hall.service, phone, hall.code, "Werkveld", OWN)
    expect(phone.locator("main")).not_to_contain_text("Bekijk de beweging")

    desk.goto(f"{hall.service.web}/facilitate/{hall.slug}/development/")
    first = desk.locator("table.movement tbody tr").first
    expect(first).to_contain_text("Inhoud")
    assert first.locator("td").all_inner_texts() == ["25", "5", "0", "1", "0"]
    assert desk.locator(".slope-new").count() == 1
    assert faults(desk) + sideways(desk) == []

    last = desk.locator("#hall ~ ul li").last
    last.get_by_role("button", name="Toon de beweging aan de zaal").click()
    expect(desk.locator("#hall ~ ul li").last).to_contain_text("op het scherm en op telefoons")
    expect(wall.locator("h1")).to_have_text(TITLE, timeout=SLOW)
    expect(wall.locator(".moves").first).to_be_visible(timeout=SLOW)
    assert sideways(wall) == []

    phone.get_by_role("link", name="Bekijk de beweging").click(timeout=SLOW)
    expect(phone.locator("h1")).to_have_text(TITLE)
    told = phone.locator(".moves tbody tr")
    assert sum(int(one.split()[-1]) for one in told.all_inner_texts() if one[-1].isdigit()) <= 30
    assert phone.locator(".card li").all_inner_texts() == [OWN]
    assert faults(phone) + sideways(phone) == []

    desk.get_by_role("button", name="Verberg voor de zaal").click()
    expect(wall.locator("h1")).not_to_have_text(TITLE)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("laat de beweging nu niet zien")


def test_without_scripts_it_is_all_there(hall: Hall, open_page: Open) -> None:
    desk, phone = open_page(1280, 800, scripts=False), open_page(scripts=False)
    acts.log_in(hall.service, desk)
    acts.come_in(hall.service, phone, hall.code, "Werkveld", OWN)
    desk.goto(f"{hall.service.web}/facilitate/{hall.slug}/development/")
    desk.locator("#hall ~ ul li").last.get_by_role("button", name="Toon").click()
    phone.reload()
    phone.get_by_role("link", name="Bekijk de beweging").click()
    expect(phone.locator("h1")).to_have_text(TITLE)
