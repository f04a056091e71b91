"""A made-up hall in a folder of its own: one meeting, a full form, and the real service on it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from collector import intake
from collector.access import new_receipt
from collector.config import REPOSITORY, Config
from collector.database import connect
from collector.errors import Refused
from collector.meetings import set_activity_state
from collector.programmes import create_programme
from collector.queries import meetings
from collector.records import (
    ActivityTemplate,
    Ballot,
    Instrument,
    MeetingTemplate,
    Option,
    ProgrammeKind,
    ProgrammeTemplate,
    Question,
    QuestionKind,
    StatementDraft,
    Submission,
)
from collector.schema import migrate
from forms.benchmarks.wire import HOST, Line, Phone
from forms.web_server import web_command

START_SECONDS = 60
JOIN_AT_ONCE = 8

_OPTIONS = tuple(Option(key, key.title()) for key in ("nooit", "soms", "vaak", "altijd"))
_KINDS = (
    *(QuestionKind.SCALE, QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.NUMBER),
    *(QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.SCALE, QuestionKind.CHOICE),
    *(QuestionKind.SHORT_TEXT, QuestionKind.SCALE),
)
_VALUES = {
    QuestionKind.NUMBER: "12",
    QuestionKind.SHORT_TEXT: "Om de week een uur samen aan tafel",
    QuestionKind.LONG_TEXT: "Wij spreken elke starter in de eerste maand. " * 4,
}
FULL_FORM = Instrument(
    "meting",
    "Meting",
    questions=(
        *(
            Question(
                f"vraag_{number}",
                kind,
                f"Vraag {number}",
                required=True,
                options=() if kind in _VALUES else _OPTIONS,
            )
            for number, kind in enumerate(_KINDS, start=1)
        ),
        Question("uitspraken", QuestionKind.STATEMENTS, "Wat wilt u meegeven?", ask_aspect=True),
    ),
)
"""Ten answers and statements."""
VOTING = Instrument(
    "stemmen",
    "Stemmen",
    questions=(Question("votes", QuestionKind.VOTES, "Eens?", ballot=Ballot.MEETING),),
)


def filled_in(number: int) -> dict[str, str]:
    """What somebody types in the full form: ten answers and two statements; no two are the same."""
    fields = {
        f"q_vraag_{place}": _VALUES.get(kind, _OPTIONS[(number + place) % 4].key)
        for place, kind in enumerate(_KINDS, start=1)
    }
    for place in range(2):
        text = f"Uitspraak {number}.{place}: maak tijd vrij voor begeleiding in de school."
        fields |= {
            f"q_uitspraken-{place}-text": text,
            f"q_uitspraken-{place}-aspect": ("content", "process")[place],
        }
    return fields


@dataclass
class Server:
    """A web application under gunicorn, as `serve` runs it, on a port of its own."""

    config: Config
    port: int
    application: str = "app:wsgi()"
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers.

        :raise Refused: it ended, or did not answer in time.
        """
        self.process = subprocess.Popen(
            web_command(HOST, self.port, self.application),
            cwd=REPOSITORY,
            env=self.config.environment(),
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return
            time.sleep(0.02)
        self.stop(signal.SIGKILL)
        raise Refused(f"{self.application} does not answer on port {self.port}.")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it, and what it started; with SIGKILL as when the machine loses its power."""
        if self.process is not None and self.process.poll() is None:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None


@dataclass(frozen=True)
class Hall:
    """Where the made-up meeting is: its codes, the form that is open, and what is closed."""

    config: Config
    server: Server
    meeting: int
    code: str
    screen_key: str
    activity: int
    other: int
    ballot: int  # votes on statements; closed

    async def phones(self, count: int) -> list[Phone]:
        """So many phones that joined and opened the form."""
        joined = [Phone(Line(self.server.port), self.code) for _ in range(count)]
        places = asyncio.Semaphore(JOIN_AT_ONCE)

        async def come_in(phone: Phone) -> None:
            async with places:
                await phone.join()
                await phone.open_form(self.activity)
                phone.line.close()

        await asyncio.gather(*map(come_in, joined))
        return joined

    def put_to_the_vote(self, count: int) -> list[int]:
        """So many statements of somebody who is not in the hall; and the voting is opened."""
        drafts = tuple(
            StatementDraft(f"Stelling {number} over begeleiding.") for number in range(count)
        )
        with closing(connect(self.config.database)) as connection:
            absent = intake.join(connection, self.meeting, new_receipt())
            submission = Submission("0" * 32, statements={"uitspraken": drafts})
            intake.submit(connection, absent, self.activity, submission)
            connection.execute("UPDATE statements SET state = 'approved'")
            set_activity_state(connection, self.ballot, is_open=True)
            return [row["id"] for row in connection.execute("SELECT id FROM statements")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def hall(
    port: int = 0,
    folder: Path | None = None,
    make: Callable[[Config, int], Server] = lambda config, port: Server(config, port),
    *,
    starts: bool = True,
) -> Iterator[Hall]:
    """The service on a meeting in a folder that is thrown away afterwards.

    :param port: where it listens; 0: any that is free
    :param folder: on which disk; the figures are of that disk
    :param make: what serves it; by default the web service alone
    :param starts: else the caller starts it
    """
    with tempfile.TemporaryDirectory(prefix="gesprekstafel-bench-", dir=folder) as place:
        config = Config(instance=Path(place) / "instance")
        server = make(config, port or free_port())
        found = _prepare(config, server)
        try:
            if starts:
                server.start()
            yield found
        finally:
            server.stop()


def _prepare(config: Config, server: Server) -> Hall:
    activities = (
        ActivityTemplate("meting"),
        ActivityTemplate("meting", "Daarna"),
        ActivityTemplate("stemmen"),
    )
    template = ProgrammeTemplate(
        "meting",
        ProgrammeKind.ROUND_TABLE,
        "Meting",
        meetings=(MeetingTemplate("Gesprek", activities=activities),),
    )
    connection = connect(config.database)
    try:
        migrate(connection)
        programme = create_programme(connection, template, {"meting": FULL_FORM, "stemmen": VOTING})
        place = meetings.meetings(connection, programme)[0]
        first, second, ballot = [row["id"] for row in meetings.activities(connection, place["id"])]
        set_activity_state(connection, first, is_open=True)
        keys = place["code"], place["screen_key"]
        return Hall(config, server, place["id"], *keys, first, second, ballot)
    finally:
        connection.close()
