"""Passkeys in a real Chromium, with its virtual authenticator: made, used, copied, taken away."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect
from werkzeug.serving import make_server

from collector.passkeys import passkeys_of
from tests.browser.conftest import Open
from tests.conftest import PASSWORD

EMAIL = "gespreksleider@example.org"
ACCOUNT = "/facilitate/account"


@dataclass
class Authenticator:
    """Of one browser: a fingerprint reader that always knows the finger."""

    session: CDPSession
    id: str

    @classmethod
    def add(cls, page: Page, *, verifies: bool = True) -> Authenticator:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": verifies,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(session, added["authenticatorId"])

    def credentials(self) -> list[dict[str, Any]]:
        where = {"authenticatorId": self.id}
        return list(self.session.send("WebAuthn.getCredentials", where)["credentials"])

    def put(self, credential: dict[str, Any]) -> None:
        self.session.send(
            "WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential}
        )

    def forget(self) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


@pytest.fixture
def web(app: Flask, facilitator: int) -> Iterator[str]:
    """The service at localhost, where a browser offers passkeys without TLS."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def log_in(page: Page, web: str, target: str = ACCOUNT) -> None:
    page.goto(f"{web}/facilitate/login?next={target}")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("form.card button").click()
    page.wait_for_url(f"{web}{target}")


def log_out(page: Page) -> None:
    page.locator(".logout button").click()
    page.wait_for_url("**/facilitate/login")


def make(page: Page, web: str, name: str) -> None:
    page.goto(f"{web}{ACCOUNT}/passkeys")
    page.locator("#name").fill(name)
    page.locator("#present").fill(PASSWORD)
    page.locator("form[data-passkey] button").click()


def prove(page: Page, web: str, target: str = ACCOUNT) -> None:
    page.goto(f"{web}/facilitate/login?next={target}")
    page.locator("form[data-passkey] button").click()


def made(page: Page, name: str) -> None:
    expect(page.locator(".flash")).to_contain_text(f"De passkey {name} is gemaakt.")
    expect(page.locator(".lines-list strong", has_text=name)).to_be_visible()


def test_made_used_and_taken_away(
    open_page: Open, web: str, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    page = open_page(1280, 800)
    here = Authenticator.add(page)
    log_in(page, web)
    make(page, web, "Mijn laptop")
    made(page, "Mijn laptop")
    (one,) = here.credentials()
    assert (one["rpId"], one["isResidentCredential"]) == ("localhost", True)

    # A second one on the same device makes no sense, and the browser says so.
    make(page, web, "Nog een keer")
    expect(page.locator("[data-problem]")).to_have_text(
        "Op dit apparaat staat al een passkey van uw account."
    )
    page.locator("#present").fill("niet dit wachtwoord")
    page.locator("form[data-passkey] button").click()
    expect(page.locator("[data-problem]")).to_have_text("Dit is niet uw wachtwoord van nu.")

    log_out(page)
    prove(page, web, "/facilitate/tokens")
    page.wait_for_url(f"{web}/facilitate/tokens")
    (row,) = passkeys_of(fresh_db, facilitator)
    assert row["sign_count"] == here.credentials()[0]["signCount"] > 0

    page.goto(f"{web}{ACCOUNT}/passkeys")
    page.get_by_role("button", name="Passkey Mijn laptop weghalen").click()
    expect(page.locator(".flash")).to_contain_text("opent uw account niet meer")
    log_out(page)
    prove(page, web)
    expect(page.locator(".flash")).to_contain_text("hier niet bekend of klopt niet")


def test_a_copy_of_a_passkey_is_refused(open_page: Open, web: str) -> None:
    page = open_page(1280, 800)
    here = Authenticator.add(page)
    log_in(page, web)
    make(page, web, "Mijn laptop")
    made(page, "Mijn laptop")
    (copied,) = here.credentials()
    log_out(page)
    for _ in range(2):
        prove(page, web)
        page.wait_for_url(f"{web}{ACCOUNT}")
        log_out(page)
    here.forget()
    here.put(copied)  # with the counter of then
    prove(page, web)
    expect(page.locator(".flash")).to_contain_text("hier niet bekend of klopt niet")


def test_another_origin_has_nothing_to_ask(open_page: Open, web: str) -> None:
    """A page elsewhere that shows the same form: the browser knows no passkey for that name, and
    what it does sign there is not believed here (tests/forms/test_passkeys.py)."""
    page = open_page(1280, 800)
    here = Authenticator.add(page)
    log_in(page, web)
    make(page, web, "Mijn laptop")
    made(page, "Mijn laptop")
    log_out(page)
    elsewhere = web.replace("localhost", "elders.localhost")
    prove(page, elsewhere)
    expect(page.locator("[data-problem]")).to_contain_text("er is er hier geen")
    assert len(here.credentials()) == 1


def test_where_a_browser_cannot_there_is_no_dead_button(open_page: Open, web: str) -> None:
    page = open_page(390, 844, scripts=False)
    log_in(page, web, f"{ACCOUNT}/passkeys")
    expect(page.locator("[data-no-passkeys]")).to_be_visible()
    expect(page.locator("form[data-passkey]")).to_be_hidden()
    bare = web.replace("localhost", "127.0.0.1")
    page = open_page(390, 844)
    log_in(page, bare, f"{ACCOUNT}/passkeys")
    expect(page.locator("main")).to_contain_text("kan geen enkele browser passkeys maken")
    assert page.locator("form[data-passkey]").count() == 0
