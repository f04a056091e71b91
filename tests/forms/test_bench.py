"""The benchmarks measure what they say; how fast it is, depends on the machine."""

from __future__ import annotations

import json
import subprocess
import sys

FIGURES = {"p50_ms", "p95_ms", "max_ms"}


def bench(*given: str) -> dict:
    # In a process of its own: a browser that other tests drive has this one's event loop.
    command = [sys.executable, "-m", "app", "bench", *given, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_small_hall_hears_everything_once() -> None:
    found = bench("live", "--phones", "10", "--screens", "2", "--rate", "5", "--seconds", "2")
    assert (found["lost"], found["duplicated"], found["refused"]) == (0, 0, 0)
    # Ten forms on each of two screens, and one activity that opens, on the phones as well.
    assert found["arrivals"] == 10 * 2 + 12
    assert (found["submissions"]["sent"], found["submissions"]["failed"]) == (10, 0)
    assert found.keys() >= FIGURES and found["screens"].keys() == FIGURES
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["max_ms"]
    assert found["restart"]["back_s"] is not None


def test_full_forms_are_stored_beside_bare_rows() -> None:
    found = bench("submit", "--clients", "2", "--phones", "4", "--seconds", "1")
    assert found["failed"] == 0
    assert found["ratio"] > 0 and found["per_s"] > 0 and found["bare_per_s"] > 0
    assert found.keys() >= FIGURES | {"bare_p50_ms", "bare_p95_ms", "bare_max_ms"}


def test_forms_go_on_while_a_backup_is_made() -> None:
    found = bench("backup", "--statements", "500", "--clients", "2", "--rounds", "1")
    assert found["failed"] == 0 and found["backup_s"] > 0 and found["backup_mb"] > 0
    assert found["per_s"] > 0 and found["per_s_during"] > 0 and found["ratio"] > 0
    assert found.keys() >= FIGURES | {f"{name}_during" for name in FIGURES}
