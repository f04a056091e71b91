"""The pages for researchers in a real browser: readable for everybody, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from collector.config import Config
from tests.browser.checks import faults
from tests.browser.conftest import Open
from tests.datasets import known_release
from tests.datasets.conftest import Service, start
from tests.datasets.known_release import NETWORK, TABLES

KINDS = [
    "/",
    f"/{TABLES}",
    f"/{NETWORK}",
    f"/{TABLES}/-/dashboard",
    f"/{NETWORK}/-/dashboard",
    f"/{TABLES}/statements?_search=tijd",
    f"/{TABLES}/statements?theme=Begeleiding&_sort_desc=text",
    f"/{TABLES}/statements/3",
    f"/{TABLES}/counts_national",
    f"/{TABLES}/votes_with_text",
    f"/{NETWORK}/development",
    f"/{TABLES}/release",
    f"/{TABLES}/stemmen-per-uitspraak",
    f"/{TABLES}/zoek-in-uitspraken",
    f"/{TABLES}/statements.Notebook",
    f"/{TABLES}?sql=select+*+from+statements",
    f"/{TABLES}?sql=select+nope",
    "/-/search?q=tijd",
    "/nergens",
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("data")
    config = Config(instance=folder / "instance")
    known_release.round_tables(config.releases)
    known_release.learning_network(config.releases)
    service = start(config, folder / "log")
    yield service
    service.stop()


def _open_all_folds(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_can_be_read(service: Service, open_page: Open, language: str) -> None:
    page = open_page(1280, 800)
    page.context.add_cookies([{"name": "language", "value": language, "url": service.base}])
    wrong = {}
    for path in KINDS:
        page.goto(service.base + path)
        _open_all_folds(page)
        if found := faults(page):
            wrong[path] = found
    assert wrong == {}


def test_a_researcher_without_scripts(service: Service, open_page: Open, tmp_path: Path) -> None:
    """From the front page to a number, to the rows behind it, to a file; in English halfway."""
    page = open_page(1280, 800, scripts=False)
    page.goto(service.base)
    tables = page.locator("section.release", has_text="Tafels in de regio's")
    tables.get_by_role("link", name="In één oogopslag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("In één oogopslag")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("At a glance")
    page.get_by_role("link", name="Tafels in de regio's").click()
    page.get_by_role("link", name="All 6 statements").click()
    page.locator("#facet-theme").get_by_role("link", name="Begeleiding").click()
    expect(page.get_by_role("status")).to_contain_text("3 rows")
    page.get_by_label("Search the text").fill("afspraken")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("status")).to_contain_text("1 row")
    page.get_by_role("link", name="Notebook, Python, R, Excel").click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Download the notebook (.ipynb)").click()
    given.value.save_as(tmp_path / "rows.ipynb")
    assert "_search=afspraken" in (tmp_path / "rows.ipynb").read_text()
    page.get_by_role("link", name="Nederlands").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Openen in een ander programma")


def test_what_was_said_is_on_a_phone_without_scrolling_sideways(
    service: Service, open_page: Open
) -> None:
    page = open_page(390, 844)
    page.goto(f"{service.base}/{TABLES}/statements")
    said = page.get_by_text("Zet een overleg in het rooster.")
    said.scroll_into_view_if_needed()
    box = said.bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)


def test_the_dashboard_on_paper(service: Service, open_page: Open, tmp_path: Path) -> None:
    page = open_page(1280, 800)
    page.goto(f"{service.base}/{TABLES}/-/dashboard")
    page.emulate_media(media="print")
    expect(page.locator(".bar").first).to_be_hidden()
    expect(page.locator("svg.chart").first).to_be_visible()
    assert page.locator("svg.chart rect").first.evaluate(
        "(one) => getComputedStyle(one).fill !== 'none'"
    )
