"""What comes back late or wrong: the phone keeps the words, says what it is, never doubles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.between import Between
from tests.browser.conftest import Open
from tests.browser.hall import SENT, WAITING, Room, box, join, press
from tests.service import free_port

PORTAL = "<!doctype html><title>Gasten</title><form>Wachtwoord van de wifi: <input></form>"
LATER = f"http://127.0.0.1:{free_port()}/inloggen"


@dataclass
class Detour(Room):
    """The same room, by way of somebody in between."""

    between: Between

    @property
    def place(self) -> str:
        return f"http://127.0.0.1:{self.between.port}/m/{self.code}"


@pytest.fixture
def detour(room: Room) -> Iterator[Detour]:
    between = Between(room.service.port)
    yield Detour(room.service, room.database, room.programme, room.code, room.activity, between)
    between.close()


@pytest.fixture
def phone(detour: Detour, open_page: Open) -> Page:
    page = open_page(390, 844)
    join(detour, page)
    assert detour.between.happened()[0] == "POST"
    return page


def by_itself(page: Page) -> None:
    """Not by the service worker: when the browser sends in the background is its own affair."""
    page.evaluate("delete ServiceWorkerRegistration.prototype.sync")


def outbox(page: Page) -> Locator:
    return page.locator("[data-outbox]")


@pytest.mark.parametrize(
    ("status", "said"), [(503, "te druk of start net op"), (429, "te druk of start net op")]
)
def test_it_comes_back_when_the_service_asked(
    detour: Detour, phone: Page, status: int, said: str
) -> None:
    words = f"Komt later terug na {status}"
    detour.between.next(status=status, headers={"Retry-After": "8"})
    box(phone).fill(words)
    press(phone)
    expect(outbox(phone)).to_contain_text(WAITING)
    expect(outbox(phone)).to_contain_text(said)
    assert detour.said(words) == 0
    expect(phone.locator("[data-connection]")).to_be_hidden()  # there is a connection
    expect(outbox(phone)).to_contain_text("verstuurd ✓", timeout=30_000)
    first, second = detour.between.happened()[2], detour.between.happened()[2]
    assert second - first >= 8
    assert detour.said(words) == 1


def test_somebody_who_presses_does_not_wait(detour: Detour, phone: Page) -> None:
    detour.between.next(status=503, headers={"Retry-After": "300"})
    box(phone).fill("Nu meteen toch")
    press(phone)
    expect(outbox(phone)).to_contain_text("te druk of start net op")
    phone.reload()
    expect(outbox(phone)).to_contain_text("te druk of start net op")
    assert detour.said("Nu meteen toch") == 0
    outbox(phone).get_by_role("button", name="Probeer nu").click()
    expect(phone.locator("main")).to_contain_text("verstuurd ✓")
    assert detour.said("Nu meteen toch") == 1


def test_a_fault_of_the_service(detour: Detour, phone: Page) -> None:
    by_itself(phone)
    detour.between.next(status=500, body="<h1>Internal Server Error</h1>", times=1000)
    box(phone).fill("Ook na een fout")
    press(phone)
    expect(outbox(phone)).to_contain_text("Bij de dienst ging iets mis. Dat ligt niet aan u.")
    detour.between.let_through()
    expect(outbox(phone)).to_contain_text("verstuurd ✓", timeout=30_000)
    assert detour.said("Ook na een fout") == 1


def test_too_large_says_what_to_shorten(detour: Detour, phone: Page) -> None:
    detour.between.next(status=413, body="<h1>Request Entity Too Large</h1>")
    long = "Dit is echt het langste van alles. " * 20
    box(phone).fill("Kort gezegd")
    box(phone, 1).fill(long.strip())
    press(phone)
    expect(outbox(phone)).to_contain_text("niet verstuurd")
    expect(outbox(phone)).to_contain_text("Maak de tekst korter")
    expect(outbox(phone)).to_contain_text(
        f"heeft {len(long.strip())} tekens en begint met “Dit is echt het langste van alles"
    )
    outbox(phone).get_by_role("link", name="Tekst aanpassen").click()
    expect(box(phone)).to_have_value("Kort gezegd")
    expect(box(phone, 1)).to_have_value(long.strip())
    box(phone, 1).fill("Nu korter gemaakt")
    press(phone)
    expect(phone.locator("main")).to_contain_text(SENT)
    assert (detour.said("Kort gezegd"), detour.said("Nu korter gemaakt")) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": PORTAL},
        {"status": 302, "headers": {"Location": LATER}},
        {"status": 511, "body": PORTAL},
    ],
    ids=["page", "elsewhere", "511"],
)
def test_a_network_that_wants_a_login(
    detour: Detour, phone: Page, answer: dict[str, object]
) -> None:
    """What it answers is never taken for an acknowledgement, whatever its status."""
    words = f"Achter de poort {answer['status']}"
    detour.between.next(**answer, all=True, times=1000)
    box(phone).fill(words)
    press(phone)
    expect(outbox(phone)).to_contain_text("wil eerst dat u inlogt")
    assert detour.said(words) == 0
    outbox(phone).get_by_text("Uw tekst", exact=True).click()
    expect(outbox(phone).locator(".quote")).to_have_text(words)
    detour.between.let_through()
    expect(outbox(phone)).to_contain_text("verstuurd ✓", timeout=30_000)
    assert detour.said(words) == 1


def test_only_what_is_handed_in_is_answered_by_another(detour: Detour, phone: Page) -> None:
    """The token came from the service; then the network asks for a login."""
    by_itself(phone)
    detour.between.next(status=200, body=PORTAL, times=1000)
    box(phone).fill("Op het laatste moment")
    press(phone)
    expect(outbox(phone)).to_contain_text("wil eerst dat u inlogt")
    assert detour.said("Op het laatste moment") == 0
    detour.between.let_through()
    expect(outbox(phone)).to_contain_text("verstuurd ✓", timeout=30_000)
    assert detour.said("Op het laatste moment") == 1


def test_cut_off_after_it_was_stored(detour: Detour, phone: Page) -> None:
    by_itself(phone)
    detour.between.next(cut=True, times=1000)
    box(phone).fill("Opgehangen na het bewaren")
    press(phone)
    expect(outbox(phone)).to_contain_text(WAITING)
    assert detour.said("Opgehangen na het bewaren") == 1
    detour.between.let_through()
    expect(outbox(phone)).to_contain_text("verstuurd ✓", timeout=30_000)
    assert detour.said("Opgehangen na het bewaren") == 1


def test_an_answer_that_takes_longer_than_the_phone_waits(detour: Detour, phone: Page) -> None:
    by_itself(phone)
    phone.clock.install()
    detour.between.next(hold=True)
    box(phone).fill("Het antwoord komt niet")
    press(phone)
    assert detour.between.happened()[0] == "POST"
    phone.clock.fast_forward(9_000)
    expect(outbox(phone)).to_contain_text(WAITING)
    expect(outbox(phone)).to_contain_text("Uw tekst staat veilig op dit toestel")
    phone.clock.fast_forward(15_000)  # it gives up, and tries again
    phone.clock.fast_forward(60_000)
    expect(outbox(phone)).to_contain_text("verstuurd ✓", timeout=30_000)
    assert detour.said("Het antwoord komt niet") == 1
