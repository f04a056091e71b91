"""Seconds and memory of each format of an export of so many statements, each in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.benchmarks.made_up_release import made_up_release
from analysis.benchmarks.memory import peak_mb
from analysis.exchange.export import write
from analysis.exchange.public_tables import of_a_release
from collector.exports import ExportForm


def measure(statements: int) -> dict[str, Any]:
    """Format → seconds, peak of memory and size of the file; `reading`: only the release."""
    with TemporaryDirectory() as folder:
        file = made_up_release(Path(folder, "001"), statements)
        found = {name: _in_a_process(file, name) for name in ("reading", *map(str, ExportForm))}
    return {"statements": statements, "load": round(os.getloadavg()[0], 2), **found}


def _in_a_process(file: Path, form: str) -> dict[str, float]:
    command = [sys.executable, "-m", __spec__.name, str(file), form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def once(file: Path, form: str) -> dict[str, float]:
    """One export; in a process of its own, so that the peak is its own."""
    started = time.perf_counter()
    take_out = of_a_release(file)
    size = 0
    if form != "reading":
        path = file.parent / f"out-{form}.zip"
        write(take_out, ExportForm(form), path)
        size = path.stat().st_size
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "peak_mb": peak_mb(),
        "file_mb": round(size / 1e6, 2),
    }


if __name__ == "__main__":
    print(json.dumps(once(Path(sys.argv[1]), sys.argv[2])))
