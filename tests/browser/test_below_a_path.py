"""Through nginx, with the service below a path of a site: no address leads outside it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from collector.meetings import set_activity_state
from tests.browser.conftest import Open
from tests.browser.hall import SENT, box, has_page, press
from tests.conftest import PASSWORD
from tests.deployment.sites import EMAIL, PREFIX, Site, open_site
from tests.programs import need


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    need("nginx", "nginx-light")
    yield from open_site(tmp_path_factory.mktemp("below"), "nginx", PREFIX)


def strays(page: Page) -> list[str]:
    """Collects what is asked for outside the path or not found, and what a browser forbids."""
    found: list[str] = []

    def look(url: str, status: int) -> None:
        if not urlsplit(url).path.startswith(f"{PREFIX}/") or status >= 400:
            found.append(f"{status} {url}")

    page.context.on("response", lambda answer: look(answer.url, answer.status))
    page.context.on(
        "console", lambda said: found.append(said.text) if said.type == "error" else None
    )
    return found


def test_a_phone(site: Site, open_page: Open) -> None:
    phone = open_page()
    elsewhere = strays(phone)
    place = f"{site.service.site}/m/{site.code}"
    phone.goto(place)
    phone.get_by_role("button", name="Meedoen").click()
    expect(box(phone)).to_be_visible()
    box(phone).fill("Onder een pad gezegd")
    press(phone)
    expect(phone.get_by_text(SENT).first).to_be_visible()
    link = phone.locator(f"a[href='{PREFIX}/m/{site.code}/{site.activity}']")
    expect(link.first).to_be_visible()
    set_activity_state(site.database, site.activity, is_open=False)  # it hears of that by itself
    expect(link).to_have_count(0)
    set_activity_state(site.database, site.activity, is_open=True)
    expect(link.first).to_be_visible()
    has_page(phone, f"{PREFIX}/m/{site.code}")
    scope = phone.evaluate("navigator.serviceWorker.ready.then((worker) => worker.scope)")
    assert scope == f"{site.service.site}/"
    names = phone.evaluate("caches.keys()")
    assert {name.partition(" ")[0] for name in names} == {f"{PREFIX}/"}
    cookies = {one["path"] for one in phone.context.cookies(site.service.site + "/")}
    assert cookies == {f"{PREFIX}/"}
    phone.get_by_role("link", name="English").click()
    expect(phone.locator("html[lang=en]")).to_have_count(1)
    expect(phone).to_have_url(place)
    assert elsewhere == []
    texts = site.database.execute("SELECT text FROM statements").fetchall()
    assert [row["text"] for row in texts] == ["Onder een pad gezegd"]


def test_a_phone_without_a_connection(site: Site, open_page: Open) -> None:
    phone = open_page()
    phone.goto(f"{site.service.site}/m/{site.code}")
    phone.get_by_role("button", name="Meedoen").click()
    has_page(phone, f"{PREFIX}/m/{site.code}/{site.activity}")
    phone.context.set_offline(True)
    phone.reload()
    box(phone).fill("Zonder verbinding gezegd")
    press(phone)
    expect(phone.locator("[data-outbox]")).to_contain_text("nog niet verstuurd")
    phone.context.set_offline(False)
    expect(phone.locator("[data-outbox]")).to_contain_text("Uw inzending is aangekomen.")


def test_a_facilitator_and_the_projector(site: Site, open_page: Open) -> None:
    desk = open_page(1280, 800)
    elsewhere = strays(desk)
    desk.goto(f"{site.service.site}/facilitate/")
    desk.get_by_label("E-mailadres").fill(EMAIL)
    desk.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Inloggen", exact=True).click()
    slug = site.database.execute("SELECT slug FROM programmes").fetchone()["slug"]
    at_work = f"{site.service.site}/facilitate/{slug}"
    expect(desk).to_have_url(f"{site.service.site}/facilitate/")
    desk.goto(f"{at_work}/meeting/1/")
    address = f"tafel.localhost:{site.front.port}{PREFIX}"
    expect(desk.locator(".address").first).to_have_text(address)
    with desk.expect_popup() as opened:
        desk.locator("#open-projector").click()
    expect(opened.value.locator("body")).to_contain_text(address)
    for path in ("", "/moderation", "/themes", "/outcomes", "/meeting/1/sheet", "/log"):
        desk.goto(f"{at_work}{path}")
        expect(desk.locator("h1").first).to_be_visible()
    assert elsewhere == []


def test_programs_and_the_data(site: Site) -> None:
    described = site.visitor().ask(f"{PREFIX}/api/v1/openapi.json")
    assert f'"servers": [{{"url": "{PREFIX}/api/v1"}}]' in described.text
    assert site.visitor().ask(f"{PREFIX}/data/").status == 200
    assert site.visitor().ask(PREFIX).headers["Location"] == f"{site.service.site}/"
    for path in ("/metrics", "/readyz"):
        assert site.visitor().ask(PREFIX + path).status == 404
