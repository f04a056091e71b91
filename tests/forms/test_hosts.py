"""A request under a foreign name, on every address of the service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from collector.config import Config
from tests.forms.hostile_world import World, address, rules

ELSEWHERE = "elders.example"


def test_no_address_answers_under_a_foreign_name(world: World) -> None:
    client = world.app.test_client()
    for method in ("GET", "POST"):
        for rule in rules(world.app, method):
            headers = {"Host": ELSEWHERE, **world.keys(rule.rule)}
            answer = client.open(address(world, rule), method=method, headers=headers)
            text = answer.get_data(as_text=True)
            assert (answer.status_code, answer.mimetype) == (400, "text/plain"), rule
            assert "kent het adres niet" in text
            assert ELSEWHERE not in text + str(answer.headers)
            assert "Location" not in answer.headers


@pytest.mark.parametrize("host", ["192.168.1.20:8000", "laptop-van-an:8000", "tafel.local"])
def test_in_a_school_it_works_by_address_and_by_name(app: Flask, host: str) -> None:
    answer = app.test_client().get("/", base_url=f"http://{host}/")
    assert answer.status_code == 200


def test_with_a_name_set_only_that_one(config: Config) -> None:
    app = create_app(replace(config, hosts=("tafel.example.org",)))
    client = app.test_client()
    assert client.get("/", base_url="https://tafel.example.org/").status_code == 200
    assert client.get("/", base_url="http://192.168.1.20:8000/").status_code == 400
    # Whoever looks after the machine asks it by itself.
    assert client.get("/healthz", base_url="http://127.0.0.1:8000/").status_code == 200
    app.extensions["watcher"].stop()


def test_without_a_name_at_all(app: Flask) -> None:
    for host in ("", "a b", "[::1", "\xff"):
        assert app.test_client().get("/", headers={"Host": host}).status_code == 400
