"""How long a release of many statements takes, from texts that nobody looked at to the file.

An instance is made in a temporary folder, through the real intake. Then, in a process of its own:
the search for personal data, approval of everything at once, and a release with all its checks.
The statements are made up of phrases; some have a name, a number or an address in them.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from analysis.benchmarks.live_themes import made_up
from analysis.benchmarks.memory import peak_mb
from collector import intake
from collector.access import new_receipt
from collector.config import REPOSITORY, Config
from collector.database import connect, transaction
from collector.findings import ProposedPlacement, ProposedTheme, store_run
from collector.meetings import set_activity_state
from collector.programmes import create_programme
from collector.queries import meetings, programmes
from collector.queries.statements import statements
from collector.records import (
    ActivityTemplate,
    Aspect,
    Instrument,
    MeetingTemplate,
    Option,
    ProgrammeKind,
    ProgrammeTemplate,
    Question,
    QuestionKind,
    Region,
    Role,
    StatementDraft,
    Submission,
)
from collector.redaction import text_hash
from collector.schema import migrate

STATEMENTS = 100_000
EACH_PERSON = 10
SUBJECTS = 24
TIMEOUT_SECONDS = 1_800

_CLOSINGS = (
    "Dat hoor ik van veel collega's.",
    "Bij ons gaat dat nu anders.",
    "Daar is al jaren over gepraat.",
    "Het kan volgend schooljaar beginnen.",
    "Anders haken goede mensen af.",
    "De ervaringen daarmee zijn goed.",
    "Wij deden dat eerder ook.",
    "Ook het mbo wil dit graag.",
    "Dat vraagt een besluit van het bestuur.",
    "Er is wel geld voor nodig.",
    "Onze studenten vragen erom.",
    "Niemand voelt zich er eigenaar van.",
    "Het staat in geen enkel jaarplan.",
    "Begin klein en bouw het uit.",
    "Leg het vast in de afspraken.",
    "Maar houd het eenvoudig.",
    "{first} {last} kan er meer over vertellen.",
    "Bel 06-{digits} als u wilt zien hoe het werkt.",
    "Mail {first}@{last}.example voor het plan.",
)
_FIRST = (
    "Anouk",
    "Bram",
    "Carlijn",
    "Daan",
    "Esther",
    "Fatima",
    "Gijs",
    "Hanneke",
    "Ilse",
    "Jeroen",
)
_LAST = ("Bakhuis", "Dekkerman", "Eijkhout", "Haverkort", "Kalsbeek", "Molenkamp", "Terwiel")
_REGIONS = {
    "Nijmegen e.o.": "Oost",
    "Twente e.o.": "Oost",
    "Zuid-Limburg": "Zuid",
    "Noord-Holland": "West",
    "Leiden & Rotterdam": "West",
    "Noord-Nederland": "Noord",
}
_ROLES = {"bestuurder": "bestuur", "schoolopleider": "school", "lector": "opleiding"}
_ANSWERS = ("nooit", "soms", "regelmatig", "vaak", "altijd")


def measure(count: int = STATEMENTS, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Make an instance of so many statements, and publish it in a process of its own.

    :returns: ``seconds`` of the search for personal data and of the release together,
        ``deidentify_s`` and ``publish_s`` of each; ``cpu_seconds`` of all; ``peak_mb`` of the
        process, ``children_peak_mb`` of the largest that it started; ``statements`` that were
        published, ``withheld``, ``file_mb``; ``verify_s`` of once more checking the release and
        all that stands beside it, ``faults``.
    :raises RuntimeError: the process ended without an outcome.
    """
    with tempfile.TemporaryDirectory(prefix="gesprekstafel-publish-") as folder:
        config = Config(instance=Path(folder))
        say(f"{count} statements are handed in")
        fill(config, count)
        say("they are published")
        done = subprocess.run(
            [sys.executable, "-m", "analysis.benchmarks.publish", folder],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"the process ended with {done.returncode}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return {"handed_in": count, **found}


def texts(count: int, seed: int = 0) -> list[str]:
    """So many made-up statements; nearly all differ."""
    chance = random.Random(seed)
    base = made_up(min(count, 6_000), seed)
    found = []
    for place in range(count):
        closing = chance.choice(_CLOSINGS).format(
            first=chance.choice(_FIRST),
            last=chance.choice(_LAST),
            digits=chance.randrange(10_000_000, 99_999_999),
        )
        other = chance.choice(base)
        found.append(f"{base[place % len(base)]} {other} {closing}")
    return found


def fill(config: Config, count: int) -> None:
    """A programme in which so many statements wait to be looked at."""
    with closing(connect(config.database)) as connection:
        migrate(connection)
        connection.execute("PRAGMA synchronous = OFF")  # making it is not what is measured
        programme = create_programme(connection, _template(), {"vraag": _instrument()})
        meeting = meetings.meetings(connection, programme)[0]["id"]
        activity = meetings.activities(connection, meeting)[0]["id"]
        set_activity_state(connection, activity, is_open=True)
        chance = random.Random(0)
        roles = [row["id"] for row in programmes.roles(connection, programme)]
        regions = [row["id"] for row in programmes.regions(connection, programme)]
        for form in _batches(iter(texts(count)), EACH_PERSON):
            participant = intake.join(
                connection,
                meeting,
                new_receipt(),
                role=chance.choice(roles),
                region=chance.choice(regions),
            )
            drafts = tuple(
                StatementDraft(text, chance.choice(tuple(Aspect)), consent=True) for text in form
            )
            answers = {
                f"q{number}": _ANSWERS[min(4, int(chance.gammavariate(2, 1)))]
                for number in range(4)
            }
            submission = Submission(new_receipt(), answers, {"uitspraken": drafts})
            intake.submit(connection, participant, activity, submission)
        _group(connection, programme, chance)


def _template() -> ProgrammeTemplate:
    meeting = MeetingTemplate("Gesprek", activities=(ActivityTemplate("vraag"),))
    return ProgrammeTemplate(
        "meting",
        ProgrammeKind.ROUND_TABLE,
        "Meting",
        roles=tuple(Role(name, group) for name, group in _ROLES.items()),
        regions=tuple(Region(name, part) for name, part in _REGIONS.items()),
        meetings=(meeting,),
    )


def _instrument() -> Instrument:
    options = tuple(Option(name, name) for name in _ANSWERS)
    scales = tuple(
        Question(f"q{number}", QuestionKind.SCALE, f"Hoe vaak, nummer {number}?", options=options)
        for number in range(4)
    )
    asked = Question("uitspraken", QuestionKind.STATEMENTS, "Wat wilt u meegeven?")
    return Instrument("vraag", "Vraag", questions=(asked, *scales))


def _group(connection: sqlite3.Connection, programme: int, chance: random.Random) -> None:
    """A theme for each statement, as a run proposes it."""
    found = [
        ProposedTheme(f"new {number}", f"onderwerp {number}", ("begeleiding", "tijd"), None)
        for number in range(SUBJECTS)
    ]
    placements = [
        ProposedPlacement(row["id"], f"new {chance.randrange(SUBJECTS)}", 0.7)
        for row in connection.execute("SELECT id FROM statements")
    ]
    store_run(connection, programme, {}, found, placements)


def _batches(items: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(items, size)):
        yield batch


def run(instance: Path) -> dict[str, Any]:
    """Look, approve and publish, in this process."""
    from analysis.verify import verify
    from analysis.worker import Worker

    config = Config(instance=instance)
    began = perf_counter()
    with closing(connect(config.database)) as connection:
        worker = Worker(config, connection)
        programme = programmes.programme(connection, "meting")["id"]
        worker.look_for_personal_data(programme, progress=_say)
        looked = perf_counter()
        approve_all(connection, programme)
        approved = perf_counter()
        release = worker.publish(programme, progress=_say)
        ended = perf_counter()
        worked = process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    assert release.file is not None
    peak = peak_mb()
    began_to_verify = perf_counter()
    faults = verify(release.file.parent)
    return {
        "seconds": round(looked - began + ended - approved, 1),
        "deidentify_s": round(looked - began, 1),
        "publish_s": round(ended - approved, 1),
        "verify_s": round(perf_counter() - began_to_verify, 1),
        "cpu_seconds": round(worked, 1),
        "peak_mb": peak,
        "children_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "statements": release.statements,
        "withheld": len(release.withheld),
        "file_mb": round(release.file.stat().st_size / 1e6, 1),
        "faults": len(faults),
    }


def approve_all(connection: sqlite3.Connection, programme: int) -> None:
    """As facilitators do one by one in `collector.moderation`; their work is not measured."""
    shown = [
        (text_hash(one.public_text), one.id)
        for one in statements(connection, programme, states=("waiting",))
    ]
    with transaction(connection):
        connection.executemany(
            "UPDATE statements SET state = 'approved', reviewed_hash = ? WHERE id = ?", shown
        )


def _say(message: object) -> None:
    print(f"{perf_counter():.1f} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
