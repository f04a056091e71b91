"""Pictures of every page and state: `make gallery`, then open build/gallery/index.html.

The scenes are in `scenes.py`. It works in an instance of its own, with the example programmes in
it. With `--check` nothing is photographed: what is wrong with each scene is printed.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from collector.accounts import add_facilitator
from collector.config import REPOSITORY, Config
from collector.database import connect
from collector.queries import meetings, programmes
from collector.schema import migrate
from tests.browser.account_scenes import furnish_carla
from tests.browser.checks import faults
from tests.browser.example_rooms import Room, make_room
from tests.browser.scenes import SCENES, Act, Stage, press, speak
from tests.chromium import ARGUMENTS
from tests.conftest import PASSWORD
from tests.service import Service

EMAIL, OTHER = "leider@example.org", "bert@example.org"
HEIGHTS = {390: 844, 768: 1024, 1280: 800, 1920: 1080}
"""Of the window, by its width."""
TALLEST = 2400  # pixels of a page that are taken
ROOMS = {"none": (0, 0), "one": (1, 1), "many": (500, 12)}
"""Statements and themes."""


def furnish(service: Service) -> dict[str, Room]:
    """The rooms, made once for an instance."""
    config = Config(instance=service.instance)
    made = config.database.exists()
    database = connect(config.database)
    if not made:
        migrate(database)
        facilitator = add_facilitator(database, EMAIL, PASSWORD, "Anna")
        add_facilitator(database, OTHER, PASSWORD, "Bert")
        furnish_carla(database)
        for name, (said, themes) in ROOMS.items():
            make_room(database, facilitator, f"Proefkamer {name}", said, themes)
        ran = service.run("demo")
        if ran.returncode:
            sys.exit(ran.stderr)
    slugs = {name: f"proefkamer-{name}" for name in ROOMS}
    slugs |= {"net": "leernetwerk-voorbeeld", "tables": "gesprekstafels-voorbeeld"}
    rooms = {name: _room(database, slug) for name, slug in slugs.items()}
    database.close()
    return rooms


def _room(database: sqlite3.Connection, slug: str) -> Room:
    programme = programmes.programme(database, slug)["id"]
    meeting = meetings.meetings(database, programme)[0]
    activities = meetings.activities(database, meeting["id"])
    return Room(
        slug=slug,
        meeting=meeting["id"],
        code=meeting["code"],
        screen=meeting["screen_key"],
        activity=activities[0]["id"],
        ballot=next(row["id"] for row in activities if row["slug"].endswith("-vote")),
    )


def lead_in(page: Page, web: str, email: str) -> None:
    page.goto(f"{web}/facilitate/login")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    press(page, "button.wide")


def scenes(stage: Stage, only: str) -> Iterator[tuple[str, Act]]:
    """Each scene that is wanted, with every page as it is before one looks."""
    for route, state, act in SCENES:
        name = f"{route}-{state}" if state else route
        if not re.search(only, name):
            continue
        for page in (stage.desk, stage.bert, stage.phone, stage.wall):
            page.context.set_offline(False)
            page.set_viewport_size({"width": 1280, "height": 800})
        yield name, act


def take(page: Page, folder: Path, name: str, widths: list[int], schemes: list[str]) -> None:
    """The same state in every width and scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.wait_for_timeout(120)
            tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
            page.screenshot(
                path=folder / f"{name}.{scheme}.{width}.png",
                full_page=True,
                animations="disabled",
                clip={"x": 0, "y": 0, "width": width, "height": max(tall, HEIGHTS[width])},
            )


def raise_curtain(browser: Browser, web: str, rooms: dict[str, Room], language: str) -> Stage:
    pages = []
    for _ in range(4):
        context = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 800})
        context.set_default_timeout(20_000)
        speak(context, web, language)
        pages.append(context.new_page())
    stage = Stage(web, *pages, rooms=rooms, language=language)
    lead_in(stage.desk, web, EMAIL)
    lead_in(stage.bert, web, OTHER)
    return stage


def index(folder: Path) -> None:
    """All pictures on one page, a row for each state."""
    rows: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.png")):
        address = html.escape(path.relative_to(folder).as_posix())
        picture = (
            f'<a href="{address}"><img loading="lazy" height="320" src="{address}" alt=""></a>'
        )
        rows.setdefault(path.name.rsplit(".", 3)[0], []).append(picture)
    cells = "".join(f"<h2>{name}</h2><p>{' '.join(all_)}</p>" for name, all_ in rows.items())
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>{cells}'
    (folder / "index.html").write_text(page, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=REPOSITORY / "build" / "gallery")
    parser.add_argument("--instance", type=Path, help="kept, and used again the next time")
    parser.add_argument("--only", default="", help="a pattern of route-state")
    parser.add_argument("--check", action="store_true", help="print faults, take no pictures")
    parser.add_argument("--widths", type=int, nargs="+", default=HEIGHTS, choices=HEIGHTS)
    parser.add_argument("--schemes", nargs="+", default=["light", "dark"])
    parser.add_argument("--languages", nargs="+", default=["nl", "en"])
    wanted = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        service = Service((wanted.instance or Path(temporary) / "instance").resolve())
        rooms = furnish(service)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        service.start()
        try:
            for language in wanted.languages:
                stage = raise_curtain(browser, service.web, rooms, language)
                for name, act in scenes(stage, wanted.only):
                    try:
                        page = act(stage)
                        if not wanted.check:
                            take(page, wanted.into / language, name, wanted.widths, wanted.schemes)
                            continue
                        found = faults(page)
                    except BrowserError as error:
                        found = [str(error).splitlines()[0]]
                    wrong += len(found)
                    for one in found:
                        print(f"{language} {name}: {one}", flush=True)
        finally:
            browser.close()
            service.stop()
    if not wanted.check:
        index(wanted.into)
        print(wanted.into / "index.html")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
