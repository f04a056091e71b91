"""How long a wrap-up takes and in how much memory: every file, as the worker makes them.

An instance is made in a temporary folder, as `bench publish` makes it, with statements approved
that nobody searched for personal data. The job is done in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from analysis.benchmarks.memory import peak_mb
from analysis.benchmarks.publish import approve_all, fill
from collector.config import REPOSITORY, Config
from collector.database import connect
from collector.queries import outcomes, programmes
from collector.wording import Wording

STATEMENTS = 500
TIMEOUT_SECONDS = 3_600


def measure(count: int = STATEMENTS, say: Callable[[str], None] = print) -> dict[str, Any]:
    """
    :returns: ``word_s``: seconds from the start of the job to the Word document of the whole;
        ``all_s``: to all ``files``; ``whole_s``: seconds for each format of the whole in full;
        ``whole_mb``: their sizes; ``peak_mb`` of the worker, ``pdf_peak_mb`` of the process that
        makes the PDFs.
    :raises RuntimeError: the process ended without an outcome.
    """
    with tempfile.TemporaryDirectory(prefix="gesprekstafel-report-") as folder:
        config = Config(instance=Path(folder))
        say(f"{count} statements are handed in")
        fill(config, count)
        with closing(connect(config.database)) as connection:
            approve_all(connection, programmes.programme(connection, "meting")["id"])
        say("the wrap-up is made")
        done = subprocess.run(
            [sys.executable, "-m", "analysis.benchmarks.report", folder],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"the process ended with {done.returncode}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return {"statements": count, **found}


def run(instance: Path) -> dict[str, Any]:
    """Make every file, in this process."""
    from analysis.report_run import make_wrap_up

    config = Config(instance=instance)
    told: list[tuple[float, str]] = []

    def note(message: Wording) -> None:
        told.append((perf_counter(), str(message)))
        print(message, file=sys.stderr, flush=True)

    with closing(connect(config.database)) as connection:
        programme = programmes.programme(connection, "meting")["id"]
        began = perf_counter()
        make_wrap_up(connection, programme, config, note)
        ended = perf_counter()
        report = outcomes.latest_report(connection, programme)
        assert report is not None
        files = outcomes.report_files(connection, report["id"])
    moments = [at for at, _ in told] + [ended]
    took = [after - at for at, after in pairwise(moments)]
    whole = [each for each in files if each["region"] is None and not each["short"]]
    order = sorted(files, key=lambda each: each["id"])
    return {
        "word_s": round(moments[1] - began, 2),
        "all_s": round(ended - began, 1),
        "files": len(files),
        "whole_s": {each["format"]: round(took[order.index(each)], 2) for each in whole},
        "whole_mb": {each["format"]: round(each["bytes"] / 1e6, 2) for each in whole},
        "peak_mb": peak_mb(),
        "pdf_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
