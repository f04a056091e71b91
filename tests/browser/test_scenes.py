"""No page is forgotten: each has a scene, and so a picture (`make gallery`)."""

from __future__ import annotations

from flask import Flask

from tests.browser.scenes import NO_PAGES, SCENES, missing


def test_every_page_has_a_scene(app: Flask) -> None:
    routes = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())
    }
    assert missing(routes) == set(), "add a scene in tests/browser/scenes.py"
    assert NO_PAGES - routes == set()
    assert missing({"nowhere.show"}) == {"nowhere.show"}


def test_scenes_have_names_of_their_own() -> None:
    names = [(route, state) for route, state, _act in SCENES]
    assert len(names) == len(set(names))
