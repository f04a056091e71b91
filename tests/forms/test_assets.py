"""Files with their content in the address, and what travels compressed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forms.assets import ASK_FIRST, FOREVER, fingerprint
from forms.compression import PAD, padded

GZIP = {"Accept-Encoding": "gzip, deflate"}
FONT = "vendor/figtree/figtree-latin-wght-normal.woff2"


def get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Read to the end, so that the file is closed."""
    return client.get(address, headers=headers, buffered=True)


def test_every_file_on_a_page_is_fetched_once(client: FlaskClient) -> None:
    page = client.get("/").text
    files = set(re.findall(r'(?:src|href)="(/[^"]+[?]v=[^"]+)"', page))
    assert len(files) > 4
    for file in files:
        assert get(client, file).headers["Cache-Control"] == FOREVER, file


@pytest.mark.parametrize("asked", ["", "?v=", "?v=anders"])
def test_another_address_asks_again(client: FlaskClient, asked: str) -> None:
    assert get(client, f"/static/style.css{asked}").headers["Cache-Control"] == ASK_FIRST


def test_a_file_writes_no_cookie(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["receipts"] = {"1": "geheim"}
        session.permanent = True
    assert "Set-Cookie" not in get(client, "/static/style.css").headers


def test_the_style_names_the_font_by_its_content(app: Flask) -> None:
    """The address in the style has to be the one that the page loads beforehand."""
    with app.test_request_context():
        mark = fingerprint(FONT)
    style = Path(app.static_folder or "") / "style.css"
    assert f'url("{FONT}?v={mark}")' in style.read_text(encoding="utf-8")


def test_pages_and_files_are_compressed_for_whoever_takes_it(client: FlaskClient) -> None:
    for address in ("/about/privacy", "/static/style.css", "/static/icon.svg", "/phone.js"):
        plain, pressed = get(client, address), get(client, address, **GZIP)
        assert "Content-Encoding" not in plain.headers
        if len(plain.data) < 500:
            assert pressed.data == plain.data
            continue
        assert pressed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in pressed.headers["Vary"]
        assert int(pressed.headers["Content-Length"]) == len(pressed.data)
        assert gzip.decompress(pressed.data) == plain.data
        assert len(pressed.data) < len(plain.data) / 2


def test_a_file_that_is_there_is_not_sent_again(client: FlaskClient) -> None:
    first = get(client, "/static/style.css", **GZIP)
    known = {"If-None-Match": first.headers["ETag"]}
    again = get(client, "/static/style.css", **GZIP, **known)
    assert (again.status_code, again.data) == (304, b"")


def test_the_length_of_a_page_says_nothing(client: FlaskClient) -> None:
    lengths = {len(client.get("/about/privacy", headers=GZIP).data) for _ in range(40)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) < PAD


@pytest.mark.parametrize("length", [0, 1, 63])
def test_padding_is_passed_over(length: int) -> None:
    assert gzip.decompress(padded(b"woorden " * 99, length)) == b"woorden " * 99


def test_fonts_are_compressed_already(client: FlaskClient) -> None:
    assert "Content-Encoding" not in get(client, f"/static/{FONT}", **GZIP).headers


def test_a_stream_is_left_alone(app: Flask, client: FlaskClient, fresh_db, round_table) -> None:
    code = fresh_db.execute("SELECT code FROM meetings").fetchone()[0]
    answer = client.get(f"/live/{code}", headers=GZIP)
    assert answer.mimetype == "text/event-stream"
    assert "Content-Encoding" not in answer.headers
    assert re.match(rb"retry: \d+\nid: ", next(answer.iter_encoded()))
    answer.close()
