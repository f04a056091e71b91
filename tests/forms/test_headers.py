"""What every answer tells the browser, and what a browser may keep."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from collector.config import Config
from forms.headers import DOCUMENT_POLICY
from tests.conftest import PASSWORD
from tests.forms.hostile_world import World, address, rules

ASKED_AGAIN = {"device.manifest", "device.service_worker", "static"}
"""Public files, the same for everybody: a browser may keep them if it asks whether they changed."""
OF_PROGRAMS = "private, no-cache"


def fetched(world: World, method: str) -> list[tuple[str, TestResponse]]:
    client = FlaskClient(world.app, world.app.response_class, use_cookies=False)
    found = []
    for rule in rules(world.app, method):
        path = address(world, rule)
        answer = client.open(path, method=method, headers=world.keys(path))
        found.append((str(rule.endpoint), answer))
        answer.close()
    return found


def test_every_answer_is_guarded_and_nothing_personal_is_kept(world: World) -> None:
    for method in ("GET", "POST"):
        for endpoint, answer in fetched(world, method):
            headers = answer.headers
            is_page = answer.mimetype == "text/html"
            policy = headers["Content-Security-Policy"]
            runs = is_page or (answer.mimetype == "text/javascript" and endpoint != "static")
            assert policy == (DOCUMENT_POLICY if runs else "default-src 'none'"), endpoint
            assert headers["X-Content-Type-Options"] == "nosniff"
            if endpoint != "static":
                screen = endpoint.startswith("screens.")
                wanted = "no-referrer" if screen else "same-origin"
                assert headers["Referrer-Policy"] == wanted, endpoint
                assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            kept = headers["Cache-Control"]
            if endpoint in ASKED_AGAIN or endpoint == "device.program":
                assert kept == "no-cache"
            elif endpoint.startswith("api."):
                assert kept in ("no-store", OF_PROGRAMS), endpoint
            else:
                assert kept == "no-store", endpoint
            if is_page:
                assert headers["X-Frame-Options"] == "DENY"
                assert "camera=()" in headers["Permissions-Policy"]
            assert "Strict-Transport-Security" not in headers


def test_the_policy_lets_no_script_or_style_in_a_page() -> None:
    assert "unsafe" not in DOCUMENT_POLICY
    assert "data:" not in DOCUMENT_POLICY
    for rule in ("default-src 'none'", "script-src 'self'", "form-action 'self'"):
        assert rule in DOCUMENT_POLICY.split("; ")
    assert DOCUMENT_POLICY.endswith("frame-ancestors 'none'")


def behind_tls(config: Config) -> Flask:
    app = create_app(replace(config, secure_cookies=True))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_behind_tls_the_browser_comes_back_by_tls_alone(config: Config, facilitator: int) -> None:
    app = behind_tls(config)
    client = app.test_client()
    tafel = "https://localhost/"
    page = client.get("/facilitate/login", base_url=tafel)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    form = {"email": "gespreksleider@example.org", "password": PASSWORD}
    answer = client.post("/facilitate/login", data=form, base_url=tafel)
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("__Host-gesprekstafel=") for cookie in cookies)
    for cookie in cookies:
        name, *flags = cookie.split("; ")
        assert name.startswith(("__Host-", "__Secure-")), cookie
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(flags), cookie
        assert "Path=/" in flags or name.startswith("__Secure-")
        assert not any(flag.startswith("Domain") for flag in flags)
    app.extensions["watcher"].stop()


def test_below_a_path_the_cookie_is_of_that_path(config: Config) -> None:
    app = create_app(replace(config, secure_cookies=True, prefix="/tafel"))
    assert app.config["SESSION_COOKIE_NAME"] == "__Secure-gesprekstafel"
    assert app.config["SESSION_COOKIE_PATH"] == "/tafel/"
    app.extensions["watcher"].stop()
