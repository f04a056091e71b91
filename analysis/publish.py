"""Makes a release: the sole writer of release files.

Gather from the private database by named queries → withhold → write a new file from the
allow-list → describe it → verify it from the file alone → enter it and move it into its place.
Whatever fails, and even when the process is killed, the releases that are there are not touched.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from analysis import deposit, release_file, release_folder
from analysis.disclosure import SMALLEST_GROUP_SIZE, Rules, Withheld
from analysis.public_development import development_of
from analysis.release_content import ReleaseContent, release_content
from analysis.release_tables import table
from analysis.verify import verify
from analysis.verify_finding import Finding
from collector.database import snapshot
from collector.doi import read_doi
from collector.errors import Conflict, Refused
from collector.findings import store_release
from collector.live import latest
from collector.network import add_picture
from collector.queries.corrections import taken_back_after
from collector.queries.outcomes import next_release_number
from collector.queries.pictures import Picture
from collector.queries.programmes import programme_by_id
from collector.wording import Wording

MOST_FINDINGS_TOLD = 20
_WORDS_OF_A_CELL = 90  # characters, to find it again by

Say = Callable[[Wording], None]


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


@dataclass(frozen=True)
class _Wish:
    """What was asked for."""

    programme: int
    releases_folder: Path
    rules: Rules
    chance: random.Random
    dry_run: bool
    clean: Callable[[str], str]
    doi: str | None


def publish(
    connection: sqlite3.Connection,
    programme: int,
    releases_folder: Path,
    *,
    group_size: int = 5,
    seed: int | None = None,
    dry_run: bool = False,
    progress: Say | None = None,
    clean: Callable[[str], str] = str,
    doi: str | None = None,
) -> Release:
    """Make the next release of a programme.

    :param group_size: smallest group that is published.
    :param seed: draws the order of the statements; None: from the operating system. The same seed
        on the same data makes the same bytes.
    :param dry_run: do everything, verification included, and leave nothing behind.
    :param progress: is told what is being done, in Dutch.
    :param clean: takes personal data out of what facilitators wrote themselves.
    :param doi: the lasting address that was reserved for it, if any.
    :raise Refused: there is nothing to publish, the group size is too low, the DOI is none, there
        is no place to write, or the file did not pass its own verification (which names the rule).
    :raise Conflict: somebody else is publishing, or something was taken back meanwhile.
    :raise NotFound: there is no such programme.
    """
    if group_size < SMALLEST_GROUP_SIZE:
        raise Refused("Kies een kleinste groep van ten minste %(n)s.", n=SMALLEST_GROUP_SIZE)
    wish = _Wish(
        programme,
        releases_folder,
        Rules(group_size),
        random.Random(seed) if seed is not None else random.SystemRandom(),
        dry_run,
        clean,
        read_doi(doi or ""),
    )
    say = progress or (lambda message: None)
    if dry_run:
        return _make(connection, wish, say)
    with release_folder.alone(releases_folder):
        release_folder.settle(connection, releases_folder)
        try:
            return _make(connection, wish, say)
        finally:
            release_folder.settle(connection, releases_folder)


def tidy_up(connection: sqlite3.Connection, releases_folder: Path) -> None:
    """What a process that was killed while publishing left: finished, or removed.

    Where that cannot be done, whoever publishes next is told.
    """
    if releases_folder.is_dir():
        with suppress(Conflict, Refused), release_folder.alone(releases_folder):
            release_folder.settle(connection, releases_folder)


def _make(connection: sqlite3.Connection, wish: _Wish, say: Say) -> Release:
    releases = wish.releases_folder
    number = max(next_release_number(connection), release_folder.highest(releases) + 1)
    say(Wording("Gegevens verzamelen"))
    with snapshot(connection):
        moment = latest(connection)
        slug = programme_by_id(connection, wish.programme)["slug"]
        content = release_content(
            connection,
            wish.programme,
            releases,
            number,
            wish.rules,
            wish.chance,
            wish.clean,
            wish.doi,
        )
    made = _summary(content, number, wish)
    say(
        Wording(
            "Bestanden schrijven (uitspraken: %(statements)s, thema's: %(themes)s)",
            statements=made.statements,
            themes=made.themes,
        )
    )
    with release_folder.in_the_making(None if wish.dry_run else releases) as folder:
        with release_folder.writing_to(folder.parent):
            _write(folder / f"{slug}.db", content)
        files = [path for path in folder.rglob("*") if path.is_file()]
        say(Wording("Bestanden controleren (%(n)s)", n=len(files)))
        _check(folder, content)
        if wish.dry_run:
            return made
        say(Wording("Publicatie %(number)s op haar plaats zetten", number=number))
        name = f"{number:03d}/{slug}.db"
        store_release(
            connection,
            wish.programme,
            number=number,
            file=name,
            statements=made.statements,
            withheld={
                "rules": asdict(wish.rules),
                "withheld": [asdict(each) for each in content.withheld],
                "bases": content.bases,
                "counts": content.counts,
            },
            published=content.published,
            place=lambda: _place_if_still_so(
                connection, wish, moment, folder, number, content.picture
            ),
        )
    return replace(made, file=releases / name)


def _summary(content: ReleaseContent, number: int, wish: _Wish) -> Release:
    counts = [
        row
        for name in ("counts_national", "counts_region", "development")
        for row in content.rows[name]
    ]
    return Release(
        number=number,
        file=None,
        statements=len(content.rows["statements"]),
        themes=len(content.rows["themes"]),
        counts=sum(1 for row in counts if row[-1] is not None),
        withheld=content.withheld,
        rules=wish.rules,
    )


def _place_if_still_so(
    connection: sqlite3.Connection,
    wish: _Wish,
    moment: int,
    folder: Path,
    number: int,
    picture: Picture,
) -> None:
    """Inside the transaction: what was taken back while the file was made does not go out in it,
    and no other numbers of partnerships than may stand beside those that were told meanwhile.

    :raise Conflict: something was, or others were told.
    """
    if taken_back_after(connection, wish.programme, moment):
        raise Conflict(
            "Terwijl de publicatie werd gemaakt, is er een uitspraak ingetrokken, gewijzigd of"
            " beoordeeld. Publiceer opnieuw."
        )
    if development_of(connection, wish.programme, wish.rules).picture != picture:
        raise Conflict(
            "Terwijl de publicatie werd gemaakt, veranderden de cijfers van de partnerschappen."
            " Publiceer opnieuw."
        )
    add_picture(connection, wish.programme, picture)
    release_folder.place(folder, wish.releases_folder, number)


def _write(file: Path, content: ReleaseContent) -> None:
    release_file.write(file, content.rows)
    deposit.write(file)
    columns = [column.name for column in table("release").columns]
    quarter = str(content.rows["release"][0][columns.index("quarter")])
    year, number = quarter.split("-Q")
    release_folder.seal(file.parent, datetime(int(year), 3 * int(number) - 2, 1, tzinfo=UTC))


def _check(folder: Path, content: ReleaseContent) -> None:
    """:raise Refused: names each fault, and the text that is to be mended."""
    found = verify(folder)
    if not found:
        return
    lines = [f"- {finding}{_text_of(finding, content)}" for finding in found[:MOST_FINDINGS_TOLD]]
    if len(found) > MOST_FINDINGS_TOLD:
        lines.append(f"- … {len(found) - MOST_FINDINGS_TOLD}")
    raise Refused(
        "De publicatie is niet gemaakt: het bestand kwam niet door de eigen controle. Pas de"
        " uitspraak of het thema aan en publiceer opnieuw.\n%(lines)s",
        lines="\n".join(lines),
    )


def _text_of(finding: Finding, content: ReleaseContent) -> str:
    """The words that a finding is about. They stay in the house, where somebody must find them.

    Numbers of statements are drawn anew each time, so they cannot say which one it is.
    """
    if finding.cell is None:
        return ""
    name, column, row = finding.cell
    columns = [each.name for each in table(name).columns]
    text = str(content.rows[name][row - 1][columns.index(column)])
    return f" “{text if len(text) <= _WORDS_OF_A_CELL else text[:_WORDS_OF_A_CELL] + '…'}”"
