"""How well personal data is found in sentences with known answers, how fast, in how much memory.

A battery is a JSON-lines file: ``text``, ``half`` (``development`` was looked at while rules were
made, ``test`` was not) and ``gold``: what must go, as ``[start, end, kind]``; none means that all
of it stays.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collector.errors import InvalidFile

if TYPE_CHECKING:
    from analysis.deidentify import Deidentifier
    from analysis.spans import Span

LINES = 20_000


def read_battery(path: Path) -> list[dict[str, Any]]:
    """:raise InvalidFile: it is not there, or a line is not as described above."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidFile(f"{path}: no battery can be read there; give --battery.") from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            for start, end, _ in row["gold"]:
                assert 0 <= start < end <= len(row["text"])
            rows.append({"half": "all", **row})
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            raise InvalidFile(
                f"{path}, line {number}: needs a text and gold, a list of [start, end, kind]."
            ) from error
    return rows


def quality(rows: Sequence[Mapping[str, Any]], deidentifier: Deidentifier) -> dict[str, Any]:
    """Counts over a battery.

    ``gone`` of ``must_go`` spans are covered whole, flags counted; ``sentences_safe`` of
    ``sentences`` have all of theirs covered; of ``stay`` sentences ``wrongly`` lose something,
    ``wrongly_certain`` something that is no flag.
    """
    must_go: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for row in rows:
        spans = deidentifier.find(row["text"])
        covered = [_covered(row["text"], start, end, spans) for start, end, _ in row["gold"]]
        for (_, _, kind), whole in zip(row["gold"], covered, strict=True):
            must_go[kind] += 1
            gone[kind] += whole
        if row["gold"]:
            count.update(sentences=1, sentences_safe=all(covered))
        else:
            certain = any(span.certain for span in spans)
            count.update(stay=1, wrongly=bool(spans), wrongly_certain=certain)
    names = ("sentences", "sentences_safe", "stay", "wrongly", "wrongly_certain")
    return {
        "must_go": must_go.total(),
        "gone": gone.total(),
        **{name: count[name] for name in names},
        "recall": round(gone.total() / max(1, must_go.total()), 3),
        "wrongly_redacted": round(count["wrongly"] / max(1, count["stay"]), 3),
        "kinds": {kind: [gone[kind], must_go[kind]] for kind in sorted(must_go)},
    }


def _covered(text: str, start: int, end: int, spans: Iterable[Span]) -> bool:
    """Whether every letter and digit of a slice lies in a span."""
    places = {place for place in range(start, end) if text[place].isalnum()}
    for span in spans:
        places -= set(range(span.start, span.end))
    return not places


def speed(texts: Sequence[str], lines: int = LINES) -> dict[str, float]:
    """A new process that reads ``lines`` lines as the command does.

    ``start_s`` until the first answer, ``peak_mb`` at its highest, ``per_s`` lines a second by the
    clock, ``cpu_s_per_1000`` what 1,000 lines cost on one core however busy the machine is.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder, "lines.txt")
        with file.open("w", encoding="utf-8") as out:
            for number in range(lines):
                out.write(" ".join(texts[number % len(texts)].split()) + "\n")
        command = [sys.executable, "-m", "analysis.benchmarks.deidentification", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _run(file: Path) -> dict[str, float]:
    began = time.perf_counter()
    from analysis.benchmarks.memory import peak_mb
    from analysis.deidentify import Deidentifier, deidentify_lines
    from analysis.text_lines import text_lines

    found = deidentify_lines(text_lines(file), Deidentifier())
    json.dumps(next(found))
    start, processor = time.perf_counter() - began, time.process_time()
    running, count = time.perf_counter(), 0
    for row in found:
        json.dumps(row, ensure_ascii=False)
        count += 1
    took, used = time.perf_counter() - running, time.process_time() - processor
    return {
        "start_s": round(start, 2),
        "peak_mb": peak_mb(),
        "lines": count + 1,
        "per_s": round(count / took) if took else 0,
        "cpu_s_per_1000": round(1000 * used / max(1, count), 2),
    }


if __name__ == "__main__":
    print(json.dumps(_run(Path(sys.argv[1]))))
