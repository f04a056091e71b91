"""Nothing, one and two of something, as the pages say it in both languages."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.codebook import add_theme
from collector.moderation import approve
from tests.forms.conftest import Said

DUTCH = {
    0: ("uitspraken", "deelnemers", "0 uitspraken in 0 thema's.", "uitspraken kunnen"),
    1: ("uitspraak", "deelnemer", "1 uitspraak in 1 thema.", "uitspraak kan"),
    2: ("uitspraken", "deelnemers", "2 uitspraken in 2 thema's.", "uitspraken kunnen"),
}
ENGLISH = {
    0: ("statements", "participants", "0 statements in 0 themes.", "statements can"),
    1: ("statement", "participant", "1 statement in 1 theme.", "statement can"),
    2: ("statements", "participants", "2 statements in 2 themes.", "statements can"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_so_many(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    round_table: int,
    facilitator: int,
    slug: str,
    say: Said,
    n: int,
    language: str,
) -> None:
    texts = [f"Uitspraak nummer {number}." for number in range(n)]
    said = [(say(text), text) for text in texts]
    for number, (statement, text) in enumerate(said):
        approve(fresh_db, round_table, facilitator, [(statement, text)])
        add_theme(fresh_db, round_table, facilitator, f"Thema {number}")
    desk.get(f"/language/{language}?back=/")
    statements, participants, board, ready = (DUTCH if language == "nl" else ENGLISH)[n]
    overview = dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", desk.get("/facilitate/").text))
    assert (overview[statements], overview[participants]) == (str(n), str(n))
    page = desk.get(f"/facilitate/{slug}/themes").text.replace("&#39;", "'")
    assert f'<span id="board-count">{board}</span>' in page
    page = desk.get(f"/facilitate/{slug}/outcomes").text
    assert re.search(rf'class="figure">{n}</strong> {ready} ', page)
