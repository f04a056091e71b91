"""Writes that somebody's browser is made to send by another site, or with a token of another."""

from __future__ import annotations

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from tests.forms.hostile_world import World, address, rules

CHECK_THEMSELVES = {"participant.answer", "importing.start"}
"""They show again what was typed when the token is too old, and so they check it themselves."""
QUESTIONS = {"participant.start", "participant.own_receipt", "partnership_page.enter"}
"""They change nothing: a code or a receipt leads to a page."""
MINE, OF_ANOTHER = "a" * 40, "b" * 40


@pytest.fixture
def guarded(world: World) -> World:
    """The service as it runs: two people with a session, and so with a token of their own."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    for name in ("desk", "phone"):
        content = world.app.session_interface.get_signing_serializer(world.app).loads(  # type: ignore[attr-defined]
            getattr(world, name).partition("=")[2]
        )
        setattr(world, name, world.cookie({**content, "csrf_token": MINE}))
    return world


def token_of(world: World, secret: str) -> str:
    with world.app.test_request_context():
        session["csrf_token"] = secret
        return str(generate_csrf())


def post(world: World, path: str, token: str | None, **headers: str) -> TestResponse:
    data = {} if token is None else {"csrf_token": token}
    client = FlaskClient(world.app, world.app.response_class, use_cookies=False)
    return client.post(path, data=data, headers={**world.keys(path), **headers})


def test_no_write_without_a_token_of_ones_own(guarded: World) -> None:
    before = guarded.counts()
    writes = [rule for rule in rules(guarded.app, "POST") if rule.endpoint not in QUESTIONS]
    assert len(writes) > 90
    for rule in writes:
        path = address(guarded, rule)
        for token in (None, "", token_of(guarded, OF_ANOTHER)):
            answer = post(guarded, path, token)
            refused = (400, 422) if rule.endpoint in CHECK_THEMSELVES else (400,)
            assert answer.status_code in refused, (rule, token)
    assert guarded.counts() == before
    token = token_of(guarded, MINE)
    path = f"/m/{guarded.values['code']}/leave"
    assert post(guarded, path, token).status_code == 200
    assert post(guarded, "/facilitate/logout", token).status_code == 302
    # Behind TLS another site is refused even with it.
    client = FlaskClient(guarded.app, guarded.app.response_class, use_cookies=False)
    for referrer, status in (("https://localhost/m/x", 200), ("https://elders.example/", 400)):
        answer = client.post(
            path,
            base_url="https://localhost/",
            data={"csrf_token": token},
            headers={**guarded.keys(path), "Referer": referrer},
        )
        assert answer.status_code == status


def test_who_is_exempt_is_known(app: Flask) -> None:
    exempt = app.extensions["csrf"]._exempt_views
    assert {name.removeprefix("forms.") for name in exempt} == CHECK_THEMSELVES
    assert not app.extensions["csrf"]._exempt_blueprints
