"""Words with a script in them, in every place where words are stored; every page in a real browser.

Nothing of them may become part of the page: no element, no script, no style, no request, and no
word from the browser that it stopped something.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from collector.config import Config
from forms.benchmarks.hall import HOST, Server, free_port
from tests.forms.hostile_world import World, address, rules

HOSTILE = (
    '<x-merk id=merk>"\'><x-merk onclick="alert(1)"></x-merk><script>alert(1)</script>'
    "<img src=/merk onerror=alert(1)><svg onload=alert(1)></svg><style>*{color:red}</style>"
    "{{ 1337*1337 }}</textarea></title><!--"
)
LINK = "javascript:alert(1)//merk"
NO_WORDS = (
    *("_at", "_on", "hash", "key", "spans", "_code", "slug", "kind", "state", "role", "side"),
    *("code", "date", "sector", "aspect", "vote", "format", "form", "template", "definition"),
    *("file", "data", "before", "after", "columns", "found", "parameters", "values", "counted"),
    *("things", "withheld", "question", "questions", "encoder", "day", "source", "shown", "html"),
    *("remarks", "at", "network", "self_study", "key_phrases", "transports", "issuer", "method"),
    *("nearest", "fingerprint", "verbatim", "detail", "previous", "secret", "part", "summary"),
)
"""Ends of the names of columns in which a program writes, not a person."""
NO_WORDS_IN = {"audit", "embeddings", "jobs", "runs", "column_maps"}
SAID_IN_FORMS = {"text", "title", "label", "explanation", "help", "intro", "example"}

WATCH = """() => { window.stopped = [];
    document.addEventListener("securitypolicyviolation",
        (event) => stopped.push(`${event.violatedDirective} ${event.blockedURI}`)); }"""
FIND = """() => [...document.querySelectorAll(
        "x-merk, #merk, script:not([src]), style, [onerror], [onclick], [onload], [src*=merk]")]
    .concat([...document.querySelectorAll("a[href], form[action]")]
        .filter((one) => /^javascript:/i.test(one.getAttribute("href") || one.action)))
    .map((one) => one.outerHTML.slice(0, 160)).concat(window.stopped)"""


@pytest.fixture
def filled(world: World, config: Config) -> Iterator[tuple[World, str, set[str]]]:
    """The service with such words in it, where it is, and in which columns they are."""
    columns = fill(world.database)
    server = Server(config, free_port())
    server.start()
    yield world, f"http://{HOST}:{server.port}", columns
    server.stop()


def fill(database: sqlite3.Connection) -> set[str]:
    """Behind what every column of words holds; returns which ones took it."""
    found = set()
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    for (table,) in tables:
        for row in database.execute(f"PRAGMA table_info({table})").fetchall():
            name = str(row["name"])
            if row["type"] != "TEXT" or name.endswith(NO_WORDS) or table in NO_WORDS_IN:
                continue
            try:
                changed = database.execute(
                    f"UPDATE {table} SET {name} = ifnull({name}, '') || ?", (HOSTILE,)
                )
            except sqlite3.IntegrityError:
                continue
            if changed.rowcount:
                found.add(f"{table}.{name}")
    for row in database.execute("SELECT rowid AS place, definition FROM instruments").fetchall():
        definition = json.dumps(told_everywhere(json.loads(row["definition"])))
        database.execute(
            "UPDATE instruments SET definition = ? WHERE rowid = ?", (definition, row["place"])
        )
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE resources SET link = ?", (LINK,))
    return found


def told_everywhere(given: Any, key: str = "") -> Any:
    """A form with such words in every text that people read."""
    if isinstance(given, dict):
        return {name: told_everywhere(value, name) for name, value in given.items()}
    if isinstance(given, list):
        return [told_everywhere(value, key) for value in given]
    return given + HOSTILE if isinstance(given, str) and key in SAID_IN_FORMS else given


def opened(chromium: Browser, world: World, web: str, path: str) -> tuple[Page, list[str]]:
    """A window with the cookies for this page, and what is not right in it from now on."""
    context = chromium.new_context(locale="nl-NL", viewport={"width": 1280, "height": 800})
    name, _, value = world.who(path).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": web}])
    context.add_init_script(f"({WATCH})()")
    page = context.new_page()
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on("console", lambda said: hear(said, wrong))
    page.on("request", lambda sent: "merk" in sent.url and wrong.append(f"asked {sent.url}"))
    return page, wrong


def hear(said: ConsoleMessage, wrong: list[str]) -> None:
    """A part of a page has no icon of its own; the browser says that it found none."""
    if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):
        wrong.append(f"console {said.text}")


def test_stored_words_stay_words(
    filled: tuple[World, str, set[str]],
    browser: Browser,
) -> None:
    world, web, columns = filled
    assert columns >= {
        *("statements.text", "themes.name", "meetings.title", "programmes.title", "roles.name"),
        *("partnerships.name", "regions.name", "topics.title", "uploads.title"),
        *("organisations.name", "facilitators.name", "activities.title"),
    }
    wrong, seen = [], 0
    windows = {who: opened(browser, world, web, who) for who in ("/", "/facilitate/")}
    for rule in rules(world.app, "GET"):
        path = address(world, rule)
        if rule.endpoint in ("streams.follow", "static"):
            continue
        answer = world.send("GET", path)
        if answer is None or answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page, heard = windows["/facilitate/" if path.startswith("/facilitate") else "/"]
        page.goto(web + path, wait_until="load")
        page.wait_for_timeout(100)  # what scripts put in the page by themselves
        wrong += [f"{path}: {one}" for one in [*heard, *page.evaluate(FIND)]]
        heard.clear()
        seen += 1
    for page, _heard in windows.values():
        page.context.close()
    assert wrong == []
    assert seen > 60
