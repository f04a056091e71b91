"""Where a vulnerability is reported: a page for everybody, and security.txt (RFC 9116)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app import create_app
from collector.config import Config
from collector.errors import Refused

ADDRESS = "/.well-known/security.txt"
Open = Callable[[str], FlaskClient]


@pytest.fixture
def reached_at(config: Config, monkeypatch: pytest.MonkeyPatch) -> Open:
    """A service whose setting says where a vulnerability is reported."""

    def started(contact: str) -> FlaskClient:
        monkeypatch.setenv("GESPREKSTAFEL_SECURITY_CONTACT", contact)
        chosen = Config.from_environment().security_contact
        app = create_app(replace(config, security_contact=chosen))
        app.extensions["watcher"].stop()
        return app.test_client()

    return started


@pytest.mark.parametrize(
    ("typed", "contact"),
    [
        ("lek@voorbeeld.example", "mailto:lek@voorbeeld.example"),
        ("https://voorbeeld.example/lek", "https://voorbeeld.example/lek"),
        (" tel:+31-30-000-0000 ", "tel:+31-30-000-0000"),
    ],
)
def test_security_txt(reached_at: Open, typed: str, contact: str) -> None:
    client = reached_at(typed)
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    expires = datetime.fromisoformat(fields.pop("Expires"))
    assert timedelta(days=60) < expires - datetime.now(UTC) < timedelta(days=365)
    assert fields == {
        "Contact": contact,
        "Preferred-Languages": "nl, en",
        "Policy": "http://localhost/about/security",
        "Canonical": f"http://localhost{ADDRESS}",
    }
    page = client.get("/about/security").text
    assert f'<a href="{contact}">' in page
    assert "binnen vijf werkdagen" in page


def test_without_a_contact_nothing_is_promised(client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code == 404
    page = client.get("/about/security").text
    assert "nog geen adres voor meldingen ingevuld" in page
    assert "werkdagen" not in page


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "http://voorbeeld.example", "balie"])
def test_another_contact_is_refused(reached_at: Open, typed: str) -> None:
    with pytest.raises(Refused, match="GESPREKSTAFEL_SECURITY_CONTACT"):
        reached_at(typed)


def test_it_is_also_in_english(client: FlaskClient) -> None:
    client.get("/language/en")
    page = client.get("/about/security").text
    assert re.findall("<h1>(.+)</h1>", page) == ["Did you find a weak spot?"]
