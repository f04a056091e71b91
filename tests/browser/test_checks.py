"""The checks of pages find what they look for."""

from __future__ import annotations

from tests.browser.checks import pale_in_the_dark, too_wide, violations
from tests.browser.conftest import Open

GOOD = (
    '<!doctype html><html lang="nl"><meta name="viewport" content="width=device-width">'
    "<title>Blad</title><style>:root { color-scheme: light dark; %s }</style>"
    "<main><h1>Blad</h1><p>Woorden</p><button>Druk</button></main>"
)


def test_a_good_page_has_no_faults(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.set_content(GOOD % "")
    assert violations(page) == []
    assert pale_in_the_dark(page) == []
    assert too_wide(page, 320, 640) == []


def test_what_is_only_pale_in_the_dark_is_found(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.set_content(
        GOOD % "} @media (prefers-color-scheme: dark) { p { color: #555; background: #444; }"
    )
    assert violations(page) == []
    (found,) = pale_in_the_dark(page)
    assert found.startswith("dark color-contrast: <p>Woorden</p>")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is False


def test_what_moves_is_found(open_page: Open) -> None:
    page = open_page(1280, 800)
    moves = "} @keyframes turn { to { rotate: 1turn } } h1 { animation: turn 1s infinite; "
    page.set_content(GOOD % moves)
    assert pale_in_the_dark(page) == ["moves: turn"]


def test_what_sticks_out_or_is_cut_is_found(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.set_content(GOOD % "} p { width: 400px; ")
    assert too_wide(page, 320, 640) == ["320: <p>Woorden</p>"]
    page.set_content(GOOD % "} button { width: 2em; white-space: nowrap; overflow: hidden; ")
    assert too_wide(page, 640) == ["640: cut: <button>Druk</button>"]
    assert page.viewport_size == {"width": 1280, "height": 800}
