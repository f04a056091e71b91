"""The service is killed while people hand in: what was acknowledged is there, exactly once."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from collector import intake
from collector.access import new_receipt
from collector.jobs import request_job
from collector.queries import meetings, outcomes
from collector.records import StatementDraft, Submission
from forms.benchmarks.processes import child_of, kill
from tests.phones import Phone, prepare
from tests.service import Service, wait_for

PHONES = 10
EACH = 15
KILLS = 10
WITH_SUPERVISED = (3, 6, 9)
"""At these kills the parent goes too, so that the supervisor has to bring the web service back."""


@dataclass
class House:
    service: Service
    database: sqlite3.Connection
    programme: int
    code: str
    activity: int

    def count(self, table: str) -> int:
        return int(self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database, programme, code, activity = prepare(tmp_path / "instance")
    service = Service(tmp_path / "instance").start()
    yield House(service, database, programme, code, activity)
    service.stop()
    database.close()


def test_whatever_was_acknowledged_is_there_exactly_once(house: House) -> None:
    received: list[str] = []
    ended = threading.Event()

    def person(number: int) -> int:
        phone = Phone(house.service.web, house.code)
        phone.join()
        for turn in range(EACH):
            text = f"Deelnemer {number} zegt voor de {turn}e keer iets."
            phone.hand_in(house.activity, text, twice=turn % 5 == 0)
            received.append(text)
        return phone.retries

    def killer() -> int:
        done = 0
        for turn in range(1, KILLS + 1):
            while len(received) < turn * PHONES * EACH // (KILLS + 1) and not ended.is_set():
                time.sleep(0.005)
            wait_for(f"{house.service.web}/healthz", 30)
            parent = house.service.children().get("web")
            assert parent is not None
            answering = child_of(parent)
            assert answering is not None
            kill(parent if turn in WITH_SUPERVISED else None, answering)
            done += 1
        return done

    with ThreadPoolExecutor(PHONES + 1) as pool:
        killing = pool.submit(killer)
        people = [pool.submit(person, number) for number in range(PHONES)]
        retries = sum(one.result() for one in people)
        ended.set()
        assert killing.result() == KILLS
    assert retries > 0
    rows = house.database.execute("SELECT text FROM statements").fetchall()
    assert sorted(row["text"] for row in rows) == sorted(received)
    assert len(set(received)) == PHONES * EACH
    assert house.count("participants") == house.count("responses") == PHONES
    assert house.count("submissions") == PHONES * EACH
    answered = "SELECT count(*) FROM events WHERE kind = 'answered'"
    assert house.database.execute(answered).fetchone()[0] == PHONES * EACH
    assert house.database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert house.service.output.count("web: gestopt (signaal 9)") == len(WITH_SUPERVISED)


def test_an_analysis_that_is_killed_leaves_no_half_run(house: House) -> None:
    subjects = ("tijd", "geld", "begeleiding", "scholing", "werkdruk", "vertrouwen")
    drafts = tuple(
        StatementDraft(f"Er moet meer {subject} komen voor starters op school {number}.")
        for subject in subjects
        for number in range(10)
    )
    meeting = meetings.meetings(house.database, house.programme)[0]["id"]
    for turn, pause in enumerate((0.05, 0.0, 0.3)):
        participant = intake.join(house.database, meeting, new_receipt())
        submission = Submission(f"{turn:032d}", statements={"statements": drafts})
        intake.submit(house.database, participant, house.activity, submission)
        request_job(house.database, house.programme, "themes", None)
        wait_until_it_runs(house)
        time.sleep(pause)
        kill(house.service.children()["work"])
        whole(house)
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        job = outcomes.latest_job(house.database, house.programme, "themes")
        if job is not None and job["state"] == "done":
            break
        time.sleep(0.2)
    assert job is not None and job["state"] == "done"
    assert whole(house) == 3 * len(drafts)
    unfinished = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')"
    assert house.database.execute(unfinished).fetchone()[0] == 0


def wait_until_it_runs(house: House) -> None:
    """Until this worker began with a job: what an earlier one left is waiting again by then."""
    deadline = time.monotonic() + 150
    waited = False
    while time.monotonic() < deadline:
        job = outcomes.latest_job(house.database, house.programme, "themes")
        assert job is not None
        waited = waited or job["state"] == "waiting"
        if waited and job["state"] == "running":
            return
        time.sleep(0.003)
    raise AssertionError("the worker did not begin within 150 s")


def whole(house: House) -> int:
    """The newest run is there with every placement, or not at all; statements in it."""
    with house.database:
        house.database.execute("BEGIN")
        run = house.database.execute("SELECT * FROM runs ORDER BY number DESC LIMIT 1").fetchone()
        placed = house.database.execute(
            "SELECT count(DISTINCT statement_id), count(DISTINCT run_id), max(run_id)"
            " FROM placements"
        ).fetchone()
    statements = json.loads(run["parameters"])["statements"] if run else 0
    if not statements:
        assert tuple(placed) == (0, 0, None)
        return 0
    assert tuple(placed) == (statements, 1, run["id"])
    return int(statements)
