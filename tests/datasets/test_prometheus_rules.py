"""The example of alert rules asks only for what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from collector import metrics
from collector.backup_record import LastBackup, change_record
from collector.config import DATASETS, Config
from collector.heartbeat import Progress, beat
from collector.metrics_service import Facts
from forms.access_table import ACCESS
from tests.phones import prepare

RULES = DATASETS / "deployment" / "prometheus-rules.yml"


def given_out(config: Config) -> set[str]:
    """Every name that a metric may have."""
    counted = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    names = {family.name for one in counted for family in one.describe()}
    names |= {family.name for family in Facts(config).collect()}
    return {name + end for name in names for end in ("", "_total", "_bucket", "_sum", "_count")}


def test_every_name_and_every_route_exists(tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "instance")
    prepare(config.instance)[0].close()
    beat(config.heartbeat, Progress(seen=0, done_at=time.monotonic()))
    change_record(config, last=LastBackup("2026-11-22T03:00:00Z", "b.zip", 10, 0.1))
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    asked = " ".join(rule["expr"] for rule in group["rules"])
    assert set(re.findall(r"gesprekstafel_\w+", asked)) - given_out(config) == set()
    assert set(re.findall(r'route!?="([^"]+)"', asked)) <= set(ACCESS)
    assert all({"severity"} == set(rule["labels"]) for rule in group["rules"])


def test_prometheus_itself_accepts_them() -> None:
    if not shutil.which("promtool"):
        pytest.skip("promtool is not installed (Debian: apt install prometheus)")
    done = subprocess.run(
        ["promtool", "check", "rules", str(RULES)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
