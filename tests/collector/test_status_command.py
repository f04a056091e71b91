"""`gesprekstafel status`, beside a service that runs and without one."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from click.testing import CliRunner, Result

from app import main
from collector.config import Config
from collector.served_at import as_served, write_down
from tests.phones import prepare


def run(config: Config, *arguments: str) -> Result:
    environment = {**os.environ, "GESPREKSTAFEL_INSTANCE": str(config.instance)}
    return CliRunner().invoke(main, ["status", *arguments], env=environment)


def test_where_a_service_listens_is_remembered(tmp_path: Path) -> None:
    config = Config(instance=tmp_path, host="0.0.0.0", port=8123, data_port=8124)
    write_down(config)
    assert as_served(Config(instance=tmp_path)) == config
    (tmp_path / "cache" / "service.json").write_text("{")
    assert as_served(Config(instance=tmp_path)) == Config(instance=tmp_path)


def test_nothing_runs(tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "instance")
    prepare(config.instance)[0].close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    write_down(Config(instance=config.instance, port=port))
    os.utime(config.cache / "service.json", (0, 0))  # long ago
    asked = run(config)
    assert asked.exit_code == 1
    first, *parts, last = asked.stdout.splitlines()
    assert first == (
        f"The service does not answer at 127.0.0.1:{port}. Start it with: gesprekstafel serve"
    )
    assert [line.split()[:2] for line in parts] == [
        ["storage", "good"],
        ["screens", "bad"],
        ["analysis", "bad"],
        ["data", "good"],
        ["backup", "care"],
        ["disk", "good"],
        ["clock", "good"],
    ]
    assert last.startswith("version   ")
    told = json.loads(run(config, "--json").stdout)
    assert (told["running"], told["state"]) == (False, "bad")
    assert [(part["name"], part["why"]) for part in told["parts"]][1:3] == [
        ("screens", "down"),
        ("analysis", "silent"),
    ]


def test_a_folder_without_a_database_is_not_filled(tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "leeg")
    asked = run(config)
    assert (asked.exit_code, asked.stdout) == (1, "")
    assert asked.stderr == (
        f"gesprekstafel: {config.instance}: there is no database here. Is it the right folder?\n"
    )
    assert not config.instance.exists()
