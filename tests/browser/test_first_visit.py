"""The first visit of a phone on a slow network: few bytes, and soon a box to write in."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.phones import prepare
from tests.service import Service
from tests.wire import Wire

LIMIT_BYTES = 60_000
LIMIT_MS = 2000
SLOW_3G = {
    "offline": False,
    "latency": 400,  # milliseconds there and back
    "downloadThroughput": 50_000,  # bytes per second: 400 kbit/s
    "uploadThroughput": 50_000,
}
BOX = "form.questionnaire textarea"
PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wire, str]]:
    """A wire to the service, and the address on the QR code by that wire."""
    instance = tmp_path_factory.mktemp("first") / "instance"
    database, _programme, code, _activity = prepare(instance)
    database.close()
    service = Service(instance).start()
    wire = Wire(service.port)
    yield wire, f"http://127.0.0.1:{wire.port}/m/{code}"
    wire.close()
    service.stop()


def painted(page: Page) -> float:
    """Milliseconds from asking for this page until it stood there with words on it."""
    return float(page.wait_for_function(PAINTED).json_value())


def test_the_first_visit_is_light_and_soon_usable(place: tuple[Wire, str], open_page: Open) -> None:
    wire, address = place
    page = open_page(390, 844)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    figures: dict[str, float] = {}
    page.goto(address, wait_until="commit")
    page.locator("form input[type=radio]").first.wait_for(state="visible")
    figures["who_ms"] = round(painted(page))
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)  # what comes by itself belongs to the visit
    figures["who_bytes"] = wire.down
    page.get_by_role("button", name="Meedoen").click(no_wait_after=True)
    page.wait_for_url("**/m/*/*", wait_until="commit")
    page.locator(BOX).first.wait_for(state="visible")
    figures["box_ms"] = round(painted(page))
    page.locator(BOX).first.fill("Meteen te gebruiken")
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)
    figures["bytes"] = wire.down
    print(json.dumps(figures))
    assert figures["bytes"] < LIMIT_BYTES
    assert figures["who_ms"] < LIMIT_MS
    assert figures["box_ms"] < LIMIT_MS
