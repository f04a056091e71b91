"""`bench backup`: what people in a hall notice of a backup of a large database.

The same clients hand in full forms, in turns with and without a backup being made; the backup is
made as `serve` makes it, in a process that answers nobody and gives way to those that do.
"""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from collector.backup import make_backup
from collector.backup_file import BackupKind
from collector.chores import be_gentle
from collector.config import REPOSITORY, Config
from collector.database import connect, run_script, transaction
from collector.programmes import create_programme
from collector.queries import meetings
from collector.records import (
    ActivityTemplate,
    MeetingTemplate,
    ProgrammeKind,
    ProgrammeTemplate,
)
from forms.benchmarks.figures import milliseconds
from forms.benchmarks.hall import FULL_FORM, Hall, hall
from forms.benchmarks.submit import Side, full_forms, one_slice
from forms.benchmarks.wire import Line

SLICE_SECONDS = 0.5
QUIET_SECONDS = 4.0
_EACH_PERSON = 10


def fill(config: Config, statements: int) -> None:
    """Rows as so many statements of earlier programmes leave them, without the time that it takes
    to hand them in."""
    template = ProgrammeTemplate(
        "eerder",
        ProgrammeKind.ROUND_TABLE,
        "Eerder",
        meetings=(MeetingTemplate("Toen", activities=(ActivityTemplate("meting"),)),),
    )
    people = max(1, statements // _EACH_PERSON)
    with closing(connect(config.database)) as connection:
        programme = create_programme(connection, template, {"meting": FULL_FORM})
        meeting = meetings.meetings(connection, programme)[0]["id"]
        activity = meetings.activities(connection, meeting)[0]
        with transaction(connection):
            run_script(
                connection,
                f"""
                CREATE TEMP TABLE people AS WITH RECURSIVE n(i) AS
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people}) SELECT i FROM n;
                INSERT INTO participants (meeting_id, secret_hash)
                    SELECT {meeting}, lower(hex(randomblob(32))) FROM people;
                INSERT INTO responses (activity_id, participant_id)
                    SELECT {activity["id"]}, id FROM participants WHERE meeting_id = {meeting};
                INSERT INTO submissions (key, response_id, revision, instrument_id)
                    SELECT lower(hex(randomblob(16))), id, 1, {activity["instrument_id"]}
                    FROM responses WHERE activity_id = {activity["id"]};
                INSERT INTO statements (programme_id, meeting_id, response_id, question, text)
                    SELECT {programme}, {meeting}, r.id, 'uitspraken',
                        printf('Uitspraak %d.%d: tijd, %s', r.id, n.i, hex(randomblob(60)))
                    FROM responses AS r JOIN people AS n ON n.i <= {_EACH_PERSON}
                    WHERE r.activity_id = {activity["id"]};
                INSERT INTO events (at, programme_id, meeting_id, kind)
                    SELECT '2026-11-22T08:00:00Z', {programme}, {meeting}, 'answered' FROM people;
                DROP TABLE temp.people
                """,
            )


def measure(
    statements: int, clients: int, rounds: int, port: int = 0, folder: Path | None = None
) -> dict[str, Any]:
    """Forms per second and milliseconds of each, with and without a backup.

    :param clients: how many send at the same time, each the next as soon as it has its answer
    :param rounds: backups
    """
    with hall(port, folder) as place:
        fill(place.config, statements)
        command = [sys.executable, "-m", "forms.benchmarks.backup", str(place.config.instance)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe) as maker:
            try:
                quiet, busy, told = asyncio.run(_measure(place, maker, clients, rounds))
            finally:
                assert maker.stdin
                maker.stdin.close()
    seconds = sorted(one[0] for one in told)
    return {
        "ratio": busy.beside(quiet),
        "per_s": round(quiet.per_s, 1),
        "per_s_during": round(busy.per_s, 1),
        **milliseconds(quiet.took),
        **{f"{name}_during": value for name, value in milliseconds(busy.took).items()},
        "backup_s": round(seconds[len(seconds) // 2], 2),
        "backup_mb": round(told[-1][1] / 2**20, 1),
        "failed": quiet.failed + busy.failed,
        "statements": statements,
        "rounds": rounds,
    }


async def _measure(
    place: Hall, maker: subprocess.Popen[bytes], clients: int, rounds: int
) -> tuple[Side, Side, list[tuple[float, int]]]:
    assert maker.stdin and maker.stdout
    phones = itertools.cycle(await place.phones(max(60, clients)))
    quiet, busy = Side(full_forms(place, phones)), Side(full_forms(place, phones))
    lines = [Line(place.server.port) for _ in range(clients)]
    await one_slice(quiet, lines, 1.0, counts=False)
    told = []
    for _ in range(rounds):
        await one_slice(quiet, lines, QUIET_SECONDS, counts=True)
        maker.stdin.write(b"\n")
        maker.stdin.flush()
        answer = asyncio.create_task(asyncio.to_thread(maker.stdout.readline))
        while not answer.done():
            await one_slice(busy, lines, SLICE_SECONDS, counts=True)
        seconds, size = (await answer).split()
        told.append((float(seconds), int(size)))
    for line in lines:
        line.close()
    return quiet, busy, told


def serve_backups(config: Config) -> None:
    """A backup for each line on stdin; seconds and bytes of it on stdout."""
    be_gentle()
    for _ in sys.stdin:
        began = time.monotonic()
        made = make_backup(config, BackupKind.DAILY)
        print(time.monotonic() - began, made.size, flush=True)
        made.path.unlink()


if __name__ == "__main__":
    serve_backups(Config(instance=Path(sys.argv[1])))
