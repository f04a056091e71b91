"""What is given out for Prometheus: read by its own parser, from a real address."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from collector.config import REPOSITORY, Config
from collector.errors import Refused
from collector.heartbeat import Progress, beat
from collector.jobs import request_job
from collector.metrics_service import given_out
from tests.phones import prepare
from tests.service import fetch, free_port

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def fetched(port: int) -> Samples:
    """(Name, labels) → value."""
    status, text = fetch(f"http://127.0.0.1:{port}/metrics")
    assert status == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(instance=tmp_path / "instance", metrics_port=free_port())


def test_facts_of_rows_files_and_parts(config: Config) -> None:
    database, programme, *_ = prepare(config.instance)
    request_job(database, programme, "report", None)
    beat(config.heartbeat, Progress(seen=0, done_at=time.monotonic()))
    with given_out(config):
        found = fetched(config.metrics_port)
    database.close()

    def value(name: str, **labels: str) -> float:
        return found[f"gesprekstafel_{name}", tuple(sorted(labels.items()))]

    assert value("jobs", kind="report", state="waiting") == 1
    assert value("jobs", kind="publish", state="waiting") == 0
    assert value("worker_behind_events") > 0
    assert value("statements_waiting") == 0
    assert value("part", part="analysis", state="good") == 1
    assert value("part", part="screens", state="bad") == 1  # nothing serves here
    assert value("file_bytes", file="database") > 0
    assert value("disk_free_bytes") > 0
    assert value("worker_silent_seconds") < 20


COUNT = """
from collector import metrics
metrics.REQUESTS.labels("participant.answer", "POST", 303).inc(3)
metrics.OPEN_STREAMS.set(%d)
"""


def test_what_processes_counted_stays_when_they_end(config: Config) -> None:
    prepare(config.instance)[0].close()
    with given_out(config) as told:
        for screens in (7, 2):
            subprocess.run(
                [sys.executable, "-c", COUNT % screens],
                cwd=REPOSITORY,
                env=told.environment(),
                check=True,
            )
        found = fetched(config.metrics_port)
        folder = Path(told.metrics_folder)
        assert folder.stat().st_mode & 0o777 == 0o700
    labels = (("method", "POST"), ("route", "participant.answer"), ("status", "303"))
    assert found["gesprekstafel_requests_total", labels] == 6
    assert found["gesprekstafel_open_streams", ()] == 2  # of the one that came last
    assert not folder.exists()
    assert fetch(f"http://127.0.0.1:{config.metrics_port}/metrics")[0] == 0


def test_what_a_killed_service_left_is_cleared(config: Config) -> None:
    prepare(config.instance)[0].close()
    with given_out(config) as told:
        left = Path(told.metrics_folder)
        old = left.with_name(f"gesprekstafel-metrics-{config.metrics_port}-old")
    old.mkdir()
    with given_out(config):
        assert not old.exists()


def test_without_a_database_the_rest_is_told(config: Config) -> None:
    config.instance.mkdir()
    with given_out(config):
        found = fetched(config.metrics_port)
    assert found["gesprekstafel_part", (("part", "storage"), ("state", "bad"))] == 1
    assert not any(name == "gesprekstafel_jobs" for name, _labels in found)


def test_by_default_nothing_listens(tmp_path: Path) -> None:
    config = Config(instance=tmp_path)
    with given_out(config) as told:
        assert told == config
    assert "PROMETHEUS_MULTIPROC_DIR" not in set(config.environment()) - set(os.environ)


def test_a_taken_port_is_refused(config: Config) -> None:
    config.instance.mkdir()
    with (
        given_out(config),
        pytest.raises(Refused, match=r"cannot be used \(Address already in use\)"),
        given_out(config),
    ):
        pass
