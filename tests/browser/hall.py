"""A round table with one open activity, and what somebody with a phone does there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.service import Service

SENT = "Ontvangen en bewaard"
WAITING = "nog niet verstuurd"


@dataclass
class Room:
    service: Service
    database: sqlite3.Connection
    programme: int
    code: str
    activity: int

    @property
    def place(self) -> str:
        return f"{self.service.web}/m/{self.code}"

    @property
    def form(self) -> str:
        return f"{self.place}/{self.activity}"

    def said(self, words: str) -> int:
        """How many statements have these words in them."""
        found = self.database.execute(
            "SELECT count(*) FROM statements WHERE instr(text, ?)", (words,)
        )
        return int(found.fetchone()[0])

    def texts(self, words: str) -> list[str]:
        rows = self.database.execute(
            "SELECT text FROM statements WHERE instr(text, ?) ORDER BY id", (words,)
        )
        return [row["text"] for row in rows]


def join(room: Room, page: Page) -> None:
    page.goto(room.place)
    page.get_by_role("button", name="Meedoen").click()
    expect(box(page)).to_be_visible()


def box(page: Page, number: int = 0) -> Locator:
    return page.locator("form.questionnaire textarea").nth(number)


def press(page: Page) -> None:
    page.locator("form.questionnaire .submit button").click()


def paste(page: Page, text: str, number: int = 0) -> None:
    box(page, number).focus()
    page.evaluate("(text) => document.execCommand('insertText', false, text)", text)


KEPT = """async (path) => {
    if (!navigator.serviceWorker.controller) return false;
    const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await Promise.all(stores.map((one) => one.match(path)))).some(Boolean);
}"""
"""Whether the phone keeps the page with this path."""


def has_page(page: Page, path: str) -> None:
    """Until the service worker looks after this page, and has kept the one with this path."""
    # Asked anew each time: a promise is always true to `wait_for_function`.
    for tried in range(600):
        if page.evaluate(KEPT, path):
            return
        if tried == 200:  # a browser that could not install it tries again with the next page
            page.reload()
        page.wait_for_timeout(100)
    raise AssertionError(f"{path} is not kept on the phone")
