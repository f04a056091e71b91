"""The systemd unit: what systemd itself says of it, and that it names what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from collector.config import REPOSITORY
from tests.deployment.front import EXAMPLES

UNIT = EXAMPLES / "gesprekstafel.service"
MOST_EXPOSED = 1.5
"""Of 10: what is left are the network, files that may be read, and system calls for resources."""


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt install systemd)")
    return found


def test_systemd_understands_every_line(analyze: str, tmp_path: Path) -> None:
    """With a program that is there: ours is where an administrator puts it."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/gesprekstafel/bin/gesprekstafel", "/bin/true"))
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, UNIT.name in done.stderr) == (0, False), done.stderr


def test_little_is_exposed(analyze: str) -> None:
    done = subprocess.run(
        [analyze, "security", "--offline=yes", "--no-pager", str(UNIT)],
        capture_output=True,
        text=True,
        check=False,
    )
    (score,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(score) <= MOST_EXPOSED


def test_its_command_is_ours() -> None:
    (line,) = re.findall(
        r"^ExecStart=/opt/gesprekstafel/bin/gesprekstafel (.*)$", UNIT.read_text(), re.M
    )
    done = CliRunner().invoke(app.main, [*line.split(), "--help"])
    assert (done.exit_code, "--data-port" in done.output) == (0, True)


def test_every_setting_in_the_example_is_in_the_table() -> None:
    named = set(re.findall(r"GESPREKSTAFEL_[A-Z_]+", (EXAMPLES / "gesprekstafel.env").read_text()))
    table = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert {name for name in named if f"| `{name}` |" not in table} == set()


def test_the_container_takes_what_the_installation_takes() -> None:
    text = (EXAMPLES / "Containerfile").read_text()
    copied = set(re.findall(r"^COPY (\w+) \1/$", text, re.M))
    assert copied == {"forms", "collector", "analysis", "datasets"}
    assert "constraints.txt" in text
    assert re.search(r"^USER gesprekstafel$", text, re.M)
    assert set(re.findall(r"^FROM (\S+)", text, re.M)) == {"debian:bookworm-slim"}
