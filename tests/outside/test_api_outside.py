"""Programs of others agree that the API does as it says: schemathesis asks it all sorts of things,
and openapi-spec-validator reads its description. They live in `.venv-outside`: `make outside`.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest

from collector.config import REPOSITORY, Config
from collector.queries import meetings, programmes
from collector.tokens import make_token
from forms.api.openapi import document
from forms.web_server import web_command
from tests.analysis.programme_to_publish import round_table
from tests.outside.conftest import PYTHON
from tests.service import free_port, wait_for

SECONDS = 300
EXAMPLES = 12
"""For each address, of each sort: together fewer requests than may come at once."""


@dataclass(frozen=True)
class Served:
    """A web service on loopback, with something in it, and what schemathesis is to know."""

    root: str
    settings: Path

    def tried(self, description: str) -> subprocess.CompletedProcess[str]:
        """What schemathesis says when this is what it reads of the API."""
        command = [
            *(str(PYTHON.with_name("schemathesis")), "--config-file", str(self.settings)),
            *("run", description, "--url", self.root, "--no-color", "--seed", "1"),
            *("--checks", "all", "--max-examples", str(EXAMPLES)),
        ]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            cwd=self.settings.parent,
        )


@pytest.fixture
def served(
    fresh_db: sqlite3.Connection, config: Config, templates: dict, instruments: dict, tmp_path: Path
) -> Iterator[Served]:
    made = round_table(fresh_db, templates, instruments)
    slug = programmes.programme_by_id(made.connection, made.programme)["slug"]
    place = meetings.meetings(made.connection, made.programme)[0]["id"]
    activity = meetings.activities(made.connection, place)[0]["id"]
    token = make_token(made.connection, made.facilitator, "schemathesis")
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(
        f'[auth.openapi.token]\nbearer = "{token}"\n\n'
        f'[parameters]\nslug = "{slug}"\n"path.meeting" = {place}\nactivity = {activity}\n',
        encoding="utf-8",
    )
    port = free_port()
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            web_command("127.0.0.1", port),
            cwd=REPOSITORY,
            env={**os.environ, "GESPREKSTAFEL_INSTANCE": str(config.instance)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Served(f"http://127.0.0.1:{port}/api/v1", settings)
    finally:
        process.terminate()
        process.wait(30)


def test_schemathesis_finds_nothing(served: Served) -> None:
    done = served.tried(f"{served.root}/openapi.json")
    assert done.returncode == 0, done.stdout
    assert "No issues found" in done.stdout
    assert "Tested: 8" in done.stdout


def test_schemathesis_sees_what_is_wrong(served: Served, tmp_path: Path) -> None:
    """Else its silence above would mean nothing."""
    wrong = deepcopy(document())
    wrong["components"]["schemas"]["Statements"]["properties"]["last"]["type"] = "string"
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(wrong), encoding="utf-8")
    done = served.tried(str(file))
    assert done.returncode == 1
    assert "Response violates schema" in done.stdout
    assert "/components/schemas/Statements/properties/last" in done.stdout


VALIDATE = """
import json, sys
from openapi_spec_validator import OpenAPIV31SpecValidator
print([str(one.message) for one in OpenAPIV31SpecValidator(json.load(sys.stdin)).iter_errors()])
"""


def test_the_description_is_openapi_3_1() -> None:
    assert faults(document()) == "[]\n"
    wrong = deepcopy(document())
    del wrong["info"]["title"]
    assert '"title" is a required property' in faults(wrong)


def faults(description: dict[str, object]) -> str:
    done = subprocess.run(
        [str(PYTHON), "-c", VALIDATE],
        input=json.dumps(description),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout
