"""The same with Caddy, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment.front import NAME
from tests.deployment.sites import PREFIX, Site, open_site
from tests.phones import hidden
from tests.programs import need


@pytest.fixture(scope="module", params=["", PREFIX])
def behind_caddy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    if not shutil.which("caddy"):
        pytest.skip("Caddy is not installed (Debian: apt install caddy)")
    yield from open_site(tmp_path_factory.mktemp("caddy"), "caddy", request.param)


def test_a_visit(behind_caddy: Site) -> None:
    site, prefix = behind_caddy, behind_caddy.service.prefix
    visitor = site.visitor()
    joined = visitor.fill_in(f"{prefix}/m/{site.code}", {})
    assert joined.status == 303
    page = visitor.ask(f"{prefix}/m/{site.code}/{site.activity}").text
    fields = {name: hidden(page, name) for name in ("csrf_token", "key")}
    fields["q_statements-0-text"] = "Door een andere deur"
    sent = visitor.ask(f"{prefix}/m/{site.code}/{site.activity}", fields)
    assert sent.status == 303
    found = site.database.execute("SELECT count(*) FROM statements").fetchone()[0]
    assert found == 1
    assert site.visitor().ask(f"{prefix}/data/").status == 200
    for path in ("/metrics", "/readyz", "/metrics/x"):
        assert site.visitor().ask(prefix + path).status == 404


def test_no_header_leads_elsewhere(behind_caddy: Site) -> None:
    said = {"X-Forwarded-Host": "bedrog.example", "X-Forwarded-For": "203.0.113.1"}
    said |= {"SCRIPT_NAME": "/bedrog", "PATH_INFO": "/readyz"}
    path = f"{behind_caddy.service.prefix}/about/privacy"
    answer = behind_caddy.visitor().ask(path, headers=said)
    assert (answer.status, "bedrog" in answer.text) == (200, False)


def test_what_is_too_large_is_said_in_dutch(behind_caddy: Site, tmp_path: Path) -> None:
    """Over HTTP/2, as browsers come: before it, Caddy ends the connection under who is sending."""
    need("curl", "curl")
    file, site = tmp_path / "large", behind_caddy.service.site
    file.write_bytes(b"a" * 13_000_000)
    command = ["curl", "--silent", "--insecure", "--http2", "--data-binary", f"@{file}"]
    resolve = ["--resolve", f"{NAME}:{behind_caddy.front.port}:127.0.0.1"]
    said = subprocess.run(
        [*command, *resolve, f"{site}/facilitate/import"], capture_output=True, check=False
    )
    assert "hoogstens 10 MB" in said.stdout.decode()


def test_an_event_comes_at_once(behind_caddy: Site) -> None:
    connection = behind_caddy.visitor().connect()
    connection.request("GET", f"{behind_caddy.service.prefix}/live/{behind_caddy.code}")
    answer = connection.getresponse()
    assert b"event: hello" in answer.read1(65536) + answer.read1(65536)
    answer.close()
    connection.close()


def test_when_the_service_is_away_it_is_said_in_dutch(behind_caddy: Site) -> None:
    """The last one: afterwards there is nobody."""
    behind_caddy.service.stop()
    answer = behind_caddy.visitor().ask(f"{behind_caddy.service.prefix}/m/abc123")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "De dienst is er even niet" in answer.text
    logs = (behind_caddy.front.pem.parent / "caddy.log").read_text()
    assert "abc123" not in logs
    assert "127.0.0.1:" not in logs.replace("127.0.0.1:0", "").split("serving initial")[-1]
