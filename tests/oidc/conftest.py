"""A real provider on loopback, and somebody who logs in there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.config import REPOSITORY, Config
from collector.provider import Provider
from tests.forms.sent import forms_on
from tests.programs import need
from tests.service import free_port

PACKAGE = REPOSITORY / ".venv-outside/node_modules/oidc-provider"
SCRIPT = Path(__file__).with_name("provider.mjs")
CALLBACK = "http://localhost/facilitate/provider/callback"


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The address of a provider that runs in a process of its own."""
    need("node", "nodejs")
    if not PACKAGE.is_dir():
        message = "npm's oidc-provider is not there: make outside"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    entry = PACKAGE / "lib/index.js"
    port = free_port()
    command = ["node", str(SCRIPT), str(entry), str(port), CALLBACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == b"listening":
                break
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def config(config: Config, issuer: str) -> Config:
    secret = "een-geheim-van-de-toets"
    return replace(config, provider=Provider(issuer, "tafel", secret, "SURFconext", False))


@dataclass
class Browser:
    """Goes from our pages to the provider and back, with the cookies of both."""

    desk: FlaskClient
    there: requests.Session

    def go(self, who: str, start: str = "/facilitate/provider/start") -> TestResponse:
        """Logs in at the provider as `who`; what our callback answers."""
        return self.desk.get(self.back_from(self.desk.get(start), who))

    def back_from(self, sent: TestResponse, who: str) -> str:
        """The address with which the provider sends somebody back to us."""
        assert sent.status_code == 302, sent.text
        answer = self.there.get(sent.location, allow_redirects=False, timeout=10)
        fields = {"login": who, "password": "x"}
        for _step in range(12):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if urlsplit(target).hostname == "localhost":
                    return target
                answer = self.there.get(target, allow_redirects=False, timeout=10)
                continue
            assert answer.status_code == 200, answer.text
            (form, *_others) = forms_on(answer.text, answer.url)
            given = {name: fields.get(name, value) for name, value in form.fields}
            answer = self.there.post(
                urljoin(answer.url, form.action), data=given, allow_redirects=False, timeout=10
            )
        raise AssertionError("the provider did not send us back")


@pytest.fixture
def browser(app: Flask) -> Iterator[Browser]:
    with requests.Session() as there:
        yield Browser(app.test_client(), there)
