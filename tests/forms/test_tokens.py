"""The page of the keys of programs, and the page that says how programs ask."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from collector.accounts import add_facilitator
from collector.queries.terms import today
from collector.tokens import facilitator_by_token, make_token, tokens_of
from forms.api.operations import OPERATIONS
from tests.conftest import PASSWORD

PAGE = "/facilitate/tokens"


def shown(page: str) -> list[str]:
    return re.findall(r"gesprekstafel_[\w-]{43}", page)


def test_a_key_is_made_shown_once_and_revoked(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    assert "U hebt nog geen koppelingen" in desk.get(PAGE).get_data(as_text=True)
    answer = desk.post(PAGE, data={"name": "  R op <mijn>\tlaptop "})
    page = answer.get_data(as_text=True)
    (token,) = shown(page)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(token in value for _, value in answer.headers)
    assert facilitator_by_token(fresh_db, token) == facilitator
    assert "R op &lt;mijn&gt; laptop" in page
    page = desk.get(PAGE).get_data(as_text=True)
    assert shown(page) == []
    assert "nog niet" not in page  # it was used, a few lines ago
    identifier = tokens_of(fresh_db, facilitator)[0]["id"]
    assert desk.post(f"{PAGE}/{identifier}/revoke").location == PAGE
    page = desk.get(PAGE).get_data(as_text=True)
    assert "is ingetrokken" in page and "Trek voorgoed in" not in page
    assert facilitator_by_token(fresh_db, token) is None


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    make_token(fresh_db, facilitator, "R")
    for name, said in (
        ("", "Geef de koppeling een naam."),
        ("x" * 81, "Deze naam is te lang"),
        ("R", "Er is al een koppeling met de naam R."),
    ):
        answer = desk.post(PAGE, data={"name": name})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert said in page and f'value="{name}"' in page
        assert shown(page) == []
    assert len(tokens_of(fresh_db, facilitator)) == 1


def test_everybody_has_only_the_own_ones(
    desk: FlaskClient, client: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    other = add_facilitator(fresh_db, "ander@example.org", PASSWORD)
    token = make_token(fresh_db, other, "Python van de ander")
    identifier = tokens_of(fresh_db, other)[0]["id"]
    assert "Python van de ander" not in desk.get(PAGE).get_data(as_text=True)
    assert desk.post(f"{PAGE}/{identifier}/revoke").status_code == 404
    assert facilitator_by_token(fresh_db, token) == other
    for path in (PAGE, f"{PAGE}/{identifier}/revoke"):
        assert client.post(path).location.startswith("/facilitate/login")


def test_the_day_of_use_is_shown(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    token = make_token(fresh_db, facilitator, "R")
    assert "nog niet" in desk.get(PAGE).get_data(as_text=True)
    client = desk.application.test_client(use_cookies=False)
    client.get("/api/v1/programmes", headers={"Authorization": f"Bearer {token}"})
    assert "nog niet" not in desk.get(PAGE).get_data(as_text=True)
    assert tokens_of(fresh_db, facilitator)[0]["used_on"] == today().isoformat()


def test_the_page_lists_every_address_and_needs_no_login(client: FlaskClient) -> None:
    page = unescape(client.get("/api/").get_data(as_text=True))
    for one in OPERATIONS:
        assert f"<code>{one.path}</code>" in page
        for parameter in one.parameters:
            assert f"<code>{parameter.name}</code>" in page
    assert "http://localhost/api/v1" in page
    assert client.get("/api/v1/openapi.json").json["openapi"] == "3.1.0"


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of a real server."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def example(client: FlaskClient, language: str, address: str) -> str:
    page = client.get("/api/", base_url=address).get_data(as_text=True)
    (found,) = re.findall(rf'data-example="{language}">(.*?)</code>', page, re.S)
    return unescape(found)


def run(program: str, token: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "GESPREKSTAFEL_TOKEN": token, "ROUNDS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_examples_in_python_run_as_they_stand(
    client: FlaskClient,
    served: str,
    fresh_db: sqlite3.Connection,
    facilitator: int,
    slug: str,
    say: Callable[..., int],
) -> None:
    say("Geef starters tijd.")
    say("Tijd kost geld.")
    token = make_token(fresh_db, facilitator, "voorbeeld")
    assert run(example(client, "python", served), token) == f"{slug} 2\n"
    follows = example(client, "requests", served).replace("time.sleep(5)", "time.sleep(0)")
    assert run(follows, token) == ""  # no themes yet
    assert served in example(client, "r", served)
