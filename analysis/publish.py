"""Makes a release: the sole writer of release files.

Gather from the private database by named queries → withhold → write a new file from the
allow-list → verify it from the file alone → enter it and move it into its place, in one step.
Whatever fails, the releases that are there are not touched.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import release_file
from analysis.disclosure import SMALLEST_GROUP_SIZE, Rules, Withheld
from analysis.release_content import ReleaseContent, release_content, today
from analysis.release_tables import table
from analysis.verify import verify
from collector.database import snapshot
from collector.errors import Conflict, Refused
from collector.findings import store_release
from collector.live import latest
from collector.queries.corrections import taken_back_after
from collector.queries.outcomes import next_release_number
from collector.queries.programmes import programme_by_id


@dataclass(frozen=True)
class Release:
    """A release that was made. `file` is None after a dry run."""

    number: int
    file: Path | None
    statements: int
    themes: int
    counts: int  # published numbers about closed questions and development
    withheld: tuple[Withheld, ...]
    rules: Rules


def publish(
    connection: sqlite3.Connection,
    programme: int,
    releases_folder: Path,
    *,
    group_size: int = 5,
    seed: int | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] | None = None,
    clean: Callable[[str], str] = str,
) -> Release:
    """Make the next release of a programme.

    :param group_size: smallest group that is published.
    :param seed: draws the order of the statements; None: from the operating system.
    :param dry_run: do everything, verification included, and leave nothing behind.
    :param progress: is told what is being done, in Dutch.
    :param clean: takes personal data out of what facilitators wrote themselves.
    :raise Refused: there is nothing to publish, the group size is too low, or the file did not pass
        its own verification (which names the rule).
    :raise NotFound: there is no such programme.
    """
    if group_size < SMALLEST_GROUP_SIZE:
        raise Refused("Kies een kleinste groep van ten minste %(n)s.", n=SMALLEST_GROUP_SIZE)
    say = progress or (lambda message: None)
    rules = Rules(group_size)
    releases_folder.mkdir(parents=True, exist_ok=True)
    number = max(next_release_number(connection), _highest(releases_folder) + 1)
    say("Gegevens verzamelen")
    chance = random.Random(seed) if seed is not None else random.SystemRandom()
    with snapshot(connection):
        moment = latest(connection)
        slug = programme_by_id(connection, programme)["slug"]
        content = release_content(
            connection, programme, releases_folder, number, rules, chance, clean
        )
    with TemporaryDirectory(prefix=".publicatie-", dir=releases_folder) as temporary:
        folder = Path(temporary) / "release"
        folder.mkdir()
        file = folder / f"{slug}.db"
        say("Bestand schrijven")
        _write(folder, file, content)
        say("Bestand controleren")
        _check(file)
        if not dry_run:
            target = releases_folder / f"{number:03d}"
            store_release(
                connection,
                programme,
                number=number,
                file=f"{target.name}/{file.name}",
                statements=len(content.rows["statements"]),
                withheld={
                    "rules": asdict(rules),
                    "withheld": [asdict(each) for each in content.withheld],
                    "bases": content.bases,
                    "counts": content.counts,
                },
                place=lambda: _place_if_still_so(connection, programme, moment, folder, target),
            )
    say("Klaar")
    counts = (*content.rows["counts_national"], *content.rows["development"])
    return Release(
        number=number,
        file=None if dry_run else releases_folder / f"{number:03d}" / f"{slug}.db",
        statements=len(content.rows["statements"]),
        themes=len(content.rows["themes"]),
        counts=sum(1 for row in counts if row[-1] is not None),
        withheld=content.withheld,
        rules=rules,
    )


def _place_if_still_so(
    connection: sqlite3.Connection, programme: int, moment: int, folder: Path, target: Path
) -> None:
    """Inside the transaction: what was taken back while the file was made does not go out in it.

    :raise Conflict: something was.
    """
    if taken_back_after(connection, programme, moment):
        raise Conflict(
            "Terwijl de publicatie werd gemaakt, is er een uitspraak ingetrokken, gewijzigd of"
            " beoordeeld. Publiceer opnieuw."
        )
    _place(folder, target)


def _highest(releases_folder: Path) -> int:
    return max((int(path.name) for path in releases_folder.glob("[0-9]*")), default=0)


def _write(folder: Path, file: Path, content: ReleaseContent) -> None:
    release_file.write(file, content.rows)
    columns = [column.name for column in table("release").columns]
    release = dict(zip(columns, content.rows["release"][0], strict=True))
    package = folder / "datapackage.json"
    package.write_text(release_file.datapackage(file.name, release), encoding="utf-8")
    package.chmod(0o444)
    # A time of making that is finer than the quarter could be laid beside an agenda.
    now = today()
    quarter = datetime(now.year, 3 * ((now.month - 1) // 3) + 1, 1, tzinfo=UTC).timestamp()
    for path in (file, package, folder):
        os.utime(path, (quarter, quarter))


def _check(file: Path) -> None:
    found = verify(file)
    if found:
        lines = "\n".join(f"- {finding}" for finding in found)
        raise Refused(
            "De publicatie is niet gemaakt: het bestand kwam niet door de eigen controle. Pas de"
            " uitspraak of het thema aan en publiceer opnieuw.\n%(lines)s",
            lines=lines,
        )


def _place(folder: Path, target: Path) -> None:
    """On disk first, then under its name: a folder with a number is complete."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    folder.rename(target)
