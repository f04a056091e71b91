"""The pages that explain: everybody may read them, and what they say of the board is so."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient


def test_how_themes_are_proposed_is_for_everybody(app: Flask) -> None:
    page = app.test_client().get("/about/themes")
    assert page.status_code == 200
    assert "<h1>Hoe thema’s worden voorgesteld, en hoe zeker dat is</h1>" in page.text
    headings = re.findall(r"<h2>(.+?)</h2>", page.text)
    assert headings == [
        "Wat de computer doet",
        "Wat de woorden op het bord betekenen",
        "Wat een correctie van u doet",
        "Hoe vaak klopt het?",
        "Waarom de getallen in een kleine zaal wankel zijn",
        "Wat de computer niet kan",
        "Zo gebruikt u het",
    ]


def test_the_board_leads_to_it(desk: FlaskClient, slug: str) -> None:
    assert '<a href="/about/themes">' in desk.get(f"/facilitate/{slug}/themes").text
