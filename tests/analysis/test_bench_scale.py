"""The measurement of time and memory: that it measures, and says what it could not."""

from __future__ import annotations

from analysis.benchmarks.scale import measure


def test_time_and_memory_of_a_process_of_its_own(statements: list[str]) -> None:
    subjects = ["mentor"] * 7 + ["geld"] * 7 + ["digitaal"] * 7
    found, nobody = measure(statements, subjects, sizes=[60], methods=["ours", "nobody's"])
    assert (found["statements"], found["method"], found["unplaced"]) == (60, "ours", 0)
    assert found["themes"] >= 2 and found["v_measure"] > 0.5
    assert 100 < found["peak_mb"] < 2_000
    assert 0 < found["cpu_seconds"] <= found["seconds"] + 1
    assert nobody == {
        "statements": 60,
        "method": "nobody's",
        "missing": 'ValueError: there is no method "nobody\'s": ours, bertopic',
    }
