"""What is wrong with a page as it stands: for everybody, in every width, scheme and setting."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Error, Page

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REFLOWED = (320, 640)
"""Pixels: what WCAG 1.4.10 asks for, and a window of 1280 at 200 %."""

FIND_VIOLATIONS = """(rules) => axe.run(document, {runOnly: rules}).then((found) =>
    found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`)))"""
FIND_PALE = """() => axe.run(document, {runOnly: {type: "rule", values: ["color-contrast"]}})
    .then((found) => found.violations.flatMap((one) =>
        one.nodes.map((node) => `${one.id}: ${node.html} ${node.any[0].message}`)))"""
FIND_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)"""
FIND_CUT = """() => [...document.querySelectorAll("button, .button, .tag, label, h1, h2, h3, td")]
    .filter((one) => one.offsetParent && one.scrollWidth > one.clientWidth + 2
        && getComputedStyle(one).overflow === "hidden" && !one.closest(".visually-hidden, .tabs")
        && one.clientWidth > 2)
    .map((one) => `cut: ${one.outerHTML.slice(0, 120)}`)"""
FIND_MOVING = """() => document.getAnimations().filter((one) => one.playState === "running")
    .map((one) => `moves: ${one.animationName || one.transitionProperty}`)"""


def violations(page: Page) -> list[str]:
    """Of WCAG 2.2 A and AA, as axe finds them in the page as it stands."""
    return _axe(page, FIND_VIOLATIONS, RULES)


def _axe(page: Page, find: str, *rules: object) -> list[str]:
    """What axe finds. A page that was pressed may go meanwhile: then the next one is looked at."""
    for attempt in range(3):
        try:
            page.evaluate(AXE)
            found: list[str] = page.evaluate(find, *rules)
        except Error:
            if attempt == 2:
                raise
            page.wait_for_timeout(1000)
            page.wait_for_load_state()
        else:
            break
    return found


def pale_in_the_dark(page: Page) -> list[str]:
    """Too little contrast in the dark scheme, and what moves though less movement was asked for."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = [f"dark {one}" for one in _axe(page, FIND_PALE)]
    found += page.evaluate(FIND_MOVING)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def too_wide(page: Page, *widths: int) -> list[str]:
    """What sticks out of a narrow window, or is cut off in it."""
    size = page.viewport_size
    assert size is not None
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 700})
        found += [f"{width}: {one}" for one in page.evaluate(FIND_TOO_WIDE)]
        found += [f"{width}: {one}" for one in page.evaluate(FIND_CUT)]
    page.set_viewport_size(size)
    return found


def faults(page: Page) -> list[str]:
    return violations(page) + pale_in_the_dark(page) + too_wide(page, *REFLOWED)
