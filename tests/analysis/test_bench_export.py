"""`bench export`, on a release that is small enough to wait for."""

from __future__ import annotations

import json

from click.testing import CliRunner

import app
from collector.exports import ExportForm


def test_each_format_is_measured_in_a_process_of_its_own() -> None:
    ran = CliRunner().invoke(
        app.main, ["bench", "export", "--statements", "60", "--json"], catch_exceptions=False
    )
    assert ran.exit_code == 0
    found = json.loads(ran.stdout)
    assert found["statements"] == 60
    assert {name for name in found if name in {*ExportForm}} == {*ExportForm}
    assert min(found[form]["file_mb"] for form in ("xlsx", "qdpx")) > 0
    assert found["reading"]["file_mb"] == 0
    assert min(found[form]["peak_mb"] for form in ExportForm) > 10
