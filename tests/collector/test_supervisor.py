"""Children that end, that end all the time, that cannot be started: the others go on."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collector import children
from collector.config import Config
from collector.supervisor import OFTEN, Process, supervise

LIVES = [sys.executable, "-c", "import time; time.sleep(600)"]
FAILS = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collector.supervisor.POLL_SECONDS", 0.01)
    # The number of open files is of the whole process, and so of the tests after this one.
    monkeypatch.setattr("collector.supervisor._allow_open_files", lambda: None)


def process(name: str, command: list[str], **more: object) -> Process:
    wanted = {"longest_pause": 0.02, "without": f"Zonder {name} gaat de rest door.", **more}
    return Process(name, lambda: command, dict(os.environ), **wanted)  # type: ignore[arg-type]


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it did not come true within a minute"
        time.sleep(0.01)


@pytest.fixture
def run() -> Iterator[Callable[..., None]]:
    stop, threads = threading.Event(), []

    def begin(*processes: Process) -> None:
        thread = threading.Thread(target=supervise, args=(processes, stop))
        thread.start()
        threads.append(thread)

    yield begin
    stop.set()
    for thread in threads:
        thread.join()


def test_one_that_keeps_failing_is_said_plainly_and_the_rest_goes_on(
    run: Callable[..., None], console: list[str]
) -> None:
    whole, broken = process("web", LIVES), process("analyse", FAILS)
    run(whole, broken)
    until(lambda: broken.failures > OFTEN)
    assert whole.child is not None and whole.child.poll() is None and whole.failures == 0
    assert console[0] == "analyse: gestopt (code 3), start over 0.02 s opnieuw"
    assert console[OFTEN] == (
        f"analyse: {OFTEN} keer achter elkaar niet gelukt. Zonder analyse gaat de rest door."
        " De oorzaak staat in de regels hierboven."
    )


def test_one_that_works_again_is_said(
    run: Callable[..., None],
    console: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("collector.supervisor.SETTLED_SECONDS", 0.3)
    mended = tmp_path / "mended"
    code = f"import os, time\nif os.path.exists({str(mended)!r}): time.sleep(600)\nexit(3)"
    one = process("analyse", [sys.executable, "-c", code])
    run(one)
    until(lambda: one.failures >= OFTEN)
    mended.touch()
    until(lambda: "analyse: werkt weer" in console)
    assert one.failures == 0


def test_what_cannot_be_started_ends_nothing(
    run: Callable[..., None], console: list[str], tmp_path: Path
) -> None:
    """No room for what it needs, no memory for a process, a program that is not there."""
    whole = process("web", LIVES)

    def no_room() -> list[str]:
        raise OSError(28, "No space left on device")

    full = Process("data", no_room, dict(os.environ), longest_pause=0.02)
    absent = process("analyse", [str(tmp_path / "absent")])
    run(whole, full, absent)
    until(lambda: full.failures > 1 and absent.failures > 1)
    assert whole.child is not None and whole.child.poll() is None
    wanted = "data: kan niet starten ([Errno 28] No space left on device), start over 0.02 s"
    assert f"{wanted} opnieuw" in console
    assert any(line.startswith("analyse: kan niet starten ([Errno 2]") for line in console)


def test_without_the_database_nothing_starts_that_would_begin_an_empty_one(
    run: Callable[..., None], console: list[str], config: Config
) -> None:
    one = children.web(config, lambda: LIVES)
    one.longest_pause = 0.02
    run(one)
    until(lambda: one.failures > 1)
    assert one.child is None and not config.instance.exists()
    assert f"{config.database} is er niet; is de schijf aangesloten?" in console[0]
    config.instance.mkdir()
    config.database.touch()
    until(lambda: one.child is not None)


def test_a_folder_that_cannot_be_read_ends_nothing(
    run: Callable[..., None], console: list[str]
) -> None:
    answers: list[object] = ["first"]

    def look() -> object:
        if answers[-1] is OSError:
            raise OSError(5, "Input/output error")
        return answers[-1]

    one = process("data", LIVES, watch=look)
    run(one)
    until(lambda: one.child is not None)
    before = one.child
    answers.append(OSError)
    time.sleep(0.2)
    assert one.child is before and console == []
    answers.append("second")
    until(lambda: one.child not in (None, before))
    assert console == ["data: nieuwe gegevens, wordt opnieuw gestart"]


def test_killed_in_between_it_is_the_child_that_is_started_again(
    run: Callable[..., None], console: list[str]
) -> None:
    one = process("web", LIVES)
    run(one)
    until(lambda: one.child is not None)
    assert one.child is not None
    first = one.child.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: one.child is not None and one.child.pid != first)
    assert console == ["web: gestopt (signaal 9), start over 0.02 s opnieuw"]
