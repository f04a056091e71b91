"""A real Chromium. Absent on a user's machine these tests skip; in CI they must run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.hall import Room, join
from tests.phones import prepare
from tests.service import Service

Open = Callable[..., Page]

PATIENCE = 15_000
"""Milliseconds that an expectation has to come true: machines are slow, and busy with more."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Somebody's screen, with cookies of its own: `open_page(width, height, scripts=True)`.
    `touch`: fingers instead of a mouse.

    An error in a script fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(
        width: int = 390, height: int = 844, *, scripts: bool = True, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="nl-NL",
            java_script_enabled=scripts,
            has_touch=touch,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(error.stack or str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    instance = tmp_path_factory.mktemp("phone") / "instance"
    database, programme, code, activity = prepare(instance)
    service = Service(instance).start()
    yield Room(service, database, programme, code, activity)
    service.stop()
    database.close()


@pytest.fixture
def phone(room: Room, open_page: Open) -> Page:
    """Somebody who came in, with the form in front of him or her."""
    page = open_page(390, 844)
    join(room, page)
    return page
