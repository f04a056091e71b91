"""Scenes of one's own account and of the door: of Carla, who is asked a code and has a passkey.

She comes to `localhost`, where a browser offers passkeys without TLS.
"""

from __future__ import annotations

import sqlite3
import time

from playwright.sync_api import Page

from collector import one_time_codes, second_factor
from collector.accounts import add_facilitator
from collector.log_ins import Method, start_log_in, trust
from tests.authenticator import code_at
from tests.browser.scenes import Stage, press, scene, speak
from tests.conftest import PASSWORD

CARLA = "carla@example.org"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ACCOUNT = "/facilitate/account"


def furnish_carla(connection: sqlite3.Connection) -> None:
    carla = add_facilitator(connection, CARLA, PASSWORD, "Carla van der Meer-Dijkstra")
    one_time_codes.begin(connection, carla)
    connection.execute("UPDATE one_time_codes SET secret = ?", (SECRET,))
    second_factor.switch_on(connection, carla, code_at(SECRET, time.time() - 30))
    trust(connection, start_log_in(connection, carla, "Samsung Internet, Android"))
    start_log_in(connection, carla, "Firefox, Windows", Method.PASSKEY)


def here(stage: Stage) -> str:
    return stage.web.replace("127.0.0.1", "localhost")


def stranger(stage: Stage) -> Page:
    """The phone, for somebody who was never here."""
    stage.phone.context.clear_cookies()
    speak(stage.phone.context, here(stage), stage.language)
    stage.seen.pop("in", None)
    return stage.phone


def at_the_door(page: Page, web: str, password: str = PASSWORD) -> Page:
    page.goto(f"{web}/facilitate/login")
    page.locator("#email").fill(CARLA)
    page.locator("#password").fill(password)
    return press(page, "form.card button.wide")


def carla(stage: Stage, path: str = "") -> Page:
    """Her own screen, on which she is logged in; a passkey is made the first time."""
    if stage.carla is None:
        browser = stage.phone.context.browser
        assert browser is not None
        page = browser.new_context(locale="nl-NL").new_page()
        speak(page.context, here(stage), stage.language)
        _come_in(stage, page)
        stage.carla = page
    stage.carla.goto(f"{here(stage)}{ACCOUNT}{path}")
    return stage.carla


def _come_in(stage: Stage, page: Page) -> None:
    at_the_door(page, here(stage))
    for later in (-30, 0, 30) * 20:  # a code works once, and others of hers may be used up
        page.locator("#code").fill(code_at(SECRET, time.time() + later))
        page.locator("[name=trusted]").check()
        press(page, "button.wide")
        if "/login" not in page.url:
            break
        page.wait_for_timeout(1000)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{here(stage)}{ACCOUNT}/passkeys")
    page.locator("#name").fill(f"Mijn laptop ({stage.language})")
    page.locator("#present").fill(PASSWORD)
    page.locator("form[data-passkey] button").click()
    page.locator(".flash, .notice-error:not([hidden])").first.wait_for()


@scene("second_step.show")
def _asked_a_code(stage: Stage) -> Page:
    return at_the_door(stranger(stage), here(stage))


@scene("second_step.check", "error")
def _wrong_code_of_app(stage: Stage) -> Page:
    page = _asked_a_code(stage)
    page.locator("#code").fill("123456")
    return press(page, "button.wide")


@scene("facilitator.login", "passkey")
def _door_with_passkey(stage: Stage) -> Page:
    page = stranger(stage)
    page.goto(f"{here(stage)}/facilitate/login")
    return page


@scene("facilitator.login", "slowly")
def _too_many_tries(stage: Stage) -> Page:
    page = stranger(stage)
    for _ in range(11):
        page.goto(f"{stage.web}/facilitate/login")
        page.locator("#email").fill("niemand@example.org")
        page.locator("#password").fill("zomaar geraden")
        press(page, "form.card button.wide")
    return page


@scene("account.show")
def _account(stage: Stage) -> Page:
    return stage.go(stage.bert, ACCOUNT, "one")


@scene("account.show", "with-everything")
def _account_of_carla(stage: Stage) -> Page:
    carla(stage)
    for _ in range(2):
        at_the_door(stranger(stage), here(stage), "zomaar geraden")
    return carla(stage)


@scene("account.rename", "error")
def _name_too_long(stage: Stage) -> Page:
    page = _account(stage)
    page.locator("#name").evaluate(
        "(field) => { field.maxLength = 500; field.value = 'Anna '.repeat(30); }"
    )
    return press(page, "form.card button")


@scene("account.password")
def _password(stage: Stage) -> Page:
    return stage.go(stage.bert, f"{ACCOUNT}/password", "one")


@scene("account.password", "error")
def _password_too_short(stage: Stage) -> Page:
    page = _password(stage)
    for name, typed in (("present", PASSWORD), ("new", "kort"), ("again", "korter")):
        page.locator(f"#{name}").fill(typed)
    return press(page, "form.card button")


@scene("account_code.show")
def _no_second_step(stage: Stage) -> Page:
    return stage.go(stage.bert, f"{ACCOUNT}/code", "one")


@scene("account_code.show", "on")
def _second_step_is_on(stage: Stage) -> Page:
    return carla(stage, "/code")


@scene("account_code.start", "error")
def _start_without_password(stage: Stage) -> Page:
    return press(_no_second_step(stage), "form.card button")


@scene("account_code.scan")
def _scan(stage: Stage) -> Page:
    page = _no_second_step(stage)
    page.locator("#present").fill(PASSWORD)
    page = press(page, "form.card button")
    page.locator("details summary").click()
    return page


@scene("account_code.confirm", "error")
def _scan_wrong(stage: Stage) -> Page:
    page = _scan(stage)
    page.locator("#code").fill("12 34 56")
    return press(page, ".two-steps button")


@scene("account_code.recovery")
def _recovery_codes(stage: Stage) -> Page:
    page = carla(stage, "/code")
    page.locator("#renew-present").fill(PASSWORD)
    return press(page, "form.card button.second")


@scene("account_code.remove", "error")
def _remove_without_code(stage: Stage) -> Page:
    return press(carla(stage, "/code"), "form.card button.danger")


@scene("account_passkeys.show")
def _passkeys(stage: Stage) -> Page:
    return carla(stage, "/passkeys")


@scene("account_passkeys.show", "no-name")
def _no_passkeys_at_an_address(stage: Stage) -> Page:
    return stage.go(stage.bert, f"{ACCOUNT}/passkeys", "one")


@scene("account_passkeys.options", "error")
def _passkey_without_password(stage: Stage) -> Page:
    page = carla(stage, "/passkeys")
    page.locator("#name").fill("Sleutel")
    page.locator("form[data-passkey] button").click()
    page.locator("[data-problem]:not([hidden])").wait_for()
    return page
