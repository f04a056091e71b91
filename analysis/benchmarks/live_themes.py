"""How soon a new statement stands in a proposed theme on an open screen, in a full programme.

The real intake, a real worker process, and the stream of events that a facilitator's screen
listens to: the time runs from the commit of the statement until that screen is told of its theme.
The statements are made up out of phrases, in eight subjects.
"""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from analysis.benchmarks.memory import peak_mb_of
from collector import intake
from collector.access import new_receipt
from collector.config import REPOSITORY, Config
from collector.database import connect
from collector.events import EventKind
from collector.live import Audience, Watcher, stream
from collector.meetings import set_activity_state
from collector.programmes import create_programme
from collector.queries import meetings, themes
from collector.records import (
    ActivityTemplate,
    Instrument,
    MeetingTemplate,
    ProgrammeKind,
    ProgrammeTemplate,
    Question,
    QuestionKind,
    StatementDraft,
    Submission,
)
from collector.schema import migrate

PHRASES = json.loads(Path(__file__).with_name("phrases.json").read_text(encoding="utf-8"))
PARTS = ("who", "what", "why")
OPENINGS = ("", "Mijn ervaring: ", "Wat ik vaak hoor: ")
PATIENCE_SECONDS = 600.0
EACH_FORM = 20
_NUMBER = re.compile(r"^id: (\d+)$", re.MULTILINE)


def made_up(count: int, seed: int = 0) -> list[str]:
    """So many different Dutch statements about eight subjects, in random order.

    :raises ValueError: for more than the phrases can make.
    """
    every = [
        f"{opening}{who} {what} {why}."
        for subject in PHRASES.values()
        for opening, who, what, why in product(OPENINGS, *(subject[part] for part in PARTS))
    ]
    if count > len(every):
        raise ValueError(f"count={count}: the phrases make {len(every)} statements")
    return random.Random(seed).sample(every, count)


def measure(
    statements: int = 2_000, newcomers: int = 120, *, seconds_between: float = 0.6
) -> dict[str, Any]:
    """Let statements come in one by one beside those that are there, and time each.

    :returns: ``statements``, ``newcomers``; ``undecided``, those of which the worker could not say
        a theme; ``median_s``, ``p95_s`` and
        ``max_s``, seconds from the commit to the screen; ``first_run_s``, until all were grouped;
        ``runs``, how many there were meanwhile; ``worker_peak_mb``, the most that the worker held
        in memory, ``None`` where the system does not tell.
    """
    texts = made_up(statements + newcomers)
    with tempfile.TemporaryDirectory(prefix="gesprekstafel-live-") as folder:
        config = Config(instance=Path(folder))
        with closing(connect(config.database)) as connection, _worker(config) as worker:
            migrate(connection)
            programme, activity, participant = _programme(connection)
            began = time.monotonic()
            for place in range(0, statements, EACH_FORM):
                _say(connection, participant, activity, texts[place : place + EACH_FORM])
            _wait(lambda: _grouped(connection, programme) >= statements)
            first_run = time.monotonic() - began
            runs = _runs(connection, programme)
            with _screen(config, programme) as arrivals:
                said = {}
                for text in texts[statements:]:
                    number = _say(connection, participant, activity, [text])
                    said[number] = time.monotonic()
                    time.sleep(seconds_between)
                time.sleep(5)
            took = _took(connection, programme, said, arrivals)
            undecided = len(said) - len(took)
            return {
                "statements": statements,
                "newcomers": newcomers,
                "undecided": undecided,
                "median_s": round(statistics.median(took), 3),
                "p95_s": round(sorted(took)[int(0.95 * (len(took) - 1))], 3),
                "max_s": round(max(took), 3),
                "first_run_s": round(first_run, 1),
                "runs": _runs(connection, programme) - runs,
                "worker_peak_mb": peak_mb_of(worker),
            }


def _programme(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """A programme with one open activity, and one participant."""
    question = Question("uitspraken", QuestionKind.STATEMENTS, "Wat wilt u meegeven?")
    meeting = MeetingTemplate("Gesprek", activities=(ActivityTemplate("vraag"),))
    template = ProgrammeTemplate("bench", ProgrammeKind.ROUND_TABLE, "Meting", meetings=(meeting,))
    instrument = Instrument("vraag", "Vraag", questions=(question,))
    programme = create_programme(connection, template, {"vraag": instrument})
    where = meetings.meetings(connection, programme)[0]["id"]
    activity = meetings.activities(connection, where)[0]["id"]
    set_activity_state(connection, activity, is_open=True)
    return programme, activity, intake.join(connection, where, new_receipt())


def _say(
    connection: sqlite3.Connection, participant: int, activity: int, texts: Sequence[str]
) -> int:
    """Hand in one form; the id of its last statement."""
    drafts = tuple(StatementDraft(text, consent=True) for text in texts)
    submission = Submission(new_receipt(), {}, {"uitspraken": drafts})
    intake.submit(connection, participant, activity, submission)
    newest: int = connection.execute("SELECT max(id) FROM statements").fetchone()[0]
    return newest


@contextmanager
def _worker(config: Config) -> Iterator[int]:
    command = [sys.executable, "-m", "app", "work"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=config.environment())
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def _screen(config: Config, programme: int) -> Iterator[dict[int, float]]:
    """A screen that is open: the number of each event that it is told of, and when."""
    watcher = Watcher(config.database)
    arrivals: dict[int, float] = {}

    def listen() -> None:
        audience = Audience(programme=programme, kinds=frozenset({EventKind.THEMES}))
        for told in stream(watcher, audience, None):
            for number in _NUMBER.findall(told):
                arrivals.setdefault(int(number), time.monotonic())

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        yield arrivals
    finally:
        watcher.stop()
        listening.join()


def _took(
    connection: sqlite3.Connection,
    programme: int,
    said: dict[int, float],
    arrivals: dict[int, float],
) -> list[float]:
    """Seconds from the commit until the screen was told, of every statement that got a place."""
    rows = connection.execute(
        "SELECT id, json_extract(data, '$.placed') AS placed, json_extract(data, '$.run') AS run"
        " FROM events WHERE programme_id = ? AND kind = 'themes' ORDER BY id",
        (programme,),
    ).fetchall()
    newest = {
        row["number"]: row["newest"]
        for row in connection.execute(
            "SELECT number, json_extract(parameters, '$.newest') AS newest FROM runs"
        )
    }
    placed = {row["statement_id"] for row in themes.placements(connection, programme)}
    took = []
    for statement, when in said.items():
        told = [
            arrivals[row["id"]]
            for row in rows
            if row["id"] in arrivals
            and (row["placed"] == statement or newest.get(row["run"], 0) >= statement)
        ]
        if told and statement in placed:
            took.append(min(told) - when)
    return took


def _grouped(connection: sqlite3.Connection, programme: int) -> int:
    row = connection.execute(
        "SELECT ifnull(max(json_extract(parameters, '$.statements')), 0) FROM runs"
        " WHERE programme_id = ?",
        (programme,),
    ).fetchone()
    return int(row[0])


def _runs(connection: sqlite3.Connection, programme: int) -> int:
    latest = themes.latest_run(connection, programme)
    return int(latest["number"]) if latest else 0


def _wait(done: Any) -> None:
    """:raise TimeoutError: it took ten minutes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done after {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.2)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
