"""Makes a release: the sole writer of release files.

Gather from the private database by named queries → withhold → write a new file from the
allow-list → verify it from the file alone → enter it and move it into its place, in one step.
Whatever fails, the releases that are there are not touched.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import release_file
from analysis.disclosure import SMALLEST_GROUP_SIZE, Rules, Withheld
from analysis.public_counts import Row, gather, public_counts
from analysis.public_development import follow, public_development
from analysis.public_statements import PublicTexts, public_texts
from analysis.verify import verify
from collector.errors import Refused
from collector.findings import next_release_number, store_release
from collector.queries.outcomes import releases
from collector.queries.programmes import organisers, programme_by_id
from collector.queries.statements import counts_by_state, statements

_KINDS = {"round_table": "gesprekstafels", "learning_network": "leernetwerk"}


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
class _Gathered:
    rows: dict[str, list[Row]]
    bases: dict[str, int]  # private: how many answered, for the next release
    withheld: tuple[Withheld, ...]


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
        raise Refused(f"Kies een kleinste groep van ten minste {SMALLEST_GROUP_SIZE}.")
    say = progress or (lambda message: None)
    rules = Rules(group_size)
    releases_folder.mkdir(parents=True, exist_ok=True)
    number = max(next_release_number(connection), _highest(releases_folder) + 1)
    say("Gegevens verzamelen")
    chance = random.Random(seed) if seed is not None else random.SystemRandom()
    with _one_moment(connection):
        slug = programme_by_id(connection, programme)["slug"]
        gathered = _gather(connection, programme, releases_folder, number, rules, chance, clean)
    with TemporaryDirectory(prefix=".publicatie-", dir=releases_folder) as temporary:
        folder = Path(temporary) / "release"
        folder.mkdir()
        file = folder / f"{slug}.db"
        say("Bestand schrijven")
        _write(folder, file, gathered)
        say("Bestand controleren")
        _check(file)
        if not dry_run:
            target = releases_folder / f"{number:03d}"
            store_release(
                connection,
                programme,
                number=number,
                file=f"{target.name}/{file.name}",
                statements=len(gathered.rows["statements"]),
                withheld={
                    "rules": asdict(rules),
                    "withheld": [asdict(each) for each in gathered.withheld],
                    "bases": gathered.bases,
                },
                place=lambda: _place(folder, target),
            )
    say("Klaar")
    counts = (*gathered.rows["counts_national"], *gathered.rows["development"])
    return Release(
        number=number,
        file=None if dry_run else releases_folder / f"{number:03d}" / f"{slug}.db",
        statements=len(gathered.rows["statements"]),
        themes=len(gathered.rows["themes"]),
        counts=sum(1 for row in counts if row[-1] is not None),
        withheld=gathered.withheld,
        rules=rules,
    )


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is read as of one moment, while answers keep coming in."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _highest(releases_folder: Path) -> int:
    return max((int(path.name) for path in releases_folder.glob("[0-9]*")), default=0)


def _gather(
    connection: sqlite3.Connection,
    programme: int,
    releases_folder: Path,
    number: int,
    rules: Rules,
    chance: random.Random,
    clean: Callable[[str], str],
) -> _Gathered:
    before = _Before.of(connection, programme, releases_folder, rules)
    texts = public_texts(connection, programme, rules, chance, clean)
    counts = public_counts(
        gather(connection, programme), rules, before.bases, before.rows("counts_national")
    )
    development = public_development(
        follow(connection, programme), rules, before.bases, before.rows("development")
    )
    if not (texts.statements or counts.rows or development.rows):
        raise Refused(_nothing(connection, programme, rules))
    withheld = (*texts.withheld, *counts.withheld, *development.withheld)
    rows: dict[str, list[Row]] = {
        **_text_rows(texts),
        "counts_national": list(counts.rows),
        "development": list(development.rows),
        "release": [_release_row(connection, programme, number, rules, len(texts.statements))],
        "withheld": [(each.what, each.why, each.how_many) for each in withheld],
    }
    return _Gathered(rows, {**counts.bases, **development.bases}, withheld)


@dataclass(frozen=True)
class _Before:
    """The newest release of this programme: its numbers may have to stay."""

    file: Path | None
    bases: Mapping[str, int]

    @classmethod
    def of(
        cls, connection: sqlite3.Connection, programme: int, folder: Path, rules: Rules
    ) -> _Before:
        """Nothing, when there is none or when it was made under other rules."""
        for row in releases(connection, programme)[:1]:
            told = json.loads(row["withheld"])
            if (folder / row["file"]).is_file() and told.get("rules") == asdict(rules):
                return cls(folder / row["file"], told.get("bases", {}))
        return cls(None, {})

    def rows(self, table: str) -> Sequence[Row]:
        if self.file is None:
            return ()
        columns = ", ".join(column.name for column in release_file.table(table).columns)
        connection = sqlite3.connect(f"{self.file.resolve().as_uri()}?immutable=1", uri=True)
        try:
            return connection.execute(f"SELECT {columns} FROM {table} ORDER BY rowid").fetchall()
        finally:
            connection.close()


def _text_rows(texts: PublicTexts) -> dict[str, list[Row]]:
    return {
        "statements": [
            (row.number, row.themes[0] if row.themes else None, row.aspect, row.part, row.text)
            for row in texts.statements
        ],
        "statement_themes": [
            (row.number, theme) for row in texts.statements for theme in dict.fromkeys(row.themes)
        ],
        "themes": [
            (
                theme.name,
                place,
                theme.status,
                theme.central_statement,
                theme.statements,
                theme.content,
                theme.process,
                theme.collected,
                "; ".join(theme.key_phrases),
            )
            for place, theme in enumerate(texts.themes, start=1)
        ],
    }


def _release_row(
    connection: sqlite3.Connection, programme: int, number: int, rules: Rules, count: int
) -> Row:
    row = programme_by_id(connection, programme)
    today = _today()
    authors = " & ".join(organisers(row)) or "Gesprekstafel"
    return (
        number,
        row["title"],
        _KINDS[row["kind"]],
        f"{today.year}-Q{(today.month + 2) // 3}",
        count,
        json.dumps(
            {
                "group_size": rules.group_size,
                "part_size": rules.part_size,
                "news_size": rules.news_size,
            }
        ),
        f"Gesprekstafel {version('gesprekstafel')}",
        release_file.LICENCE,
        release_file.LICENCE_URL,
        f"{authors} ({today.year}). {row['title']}: publicatie {number} [gegevensbestand]."
        f" {release_file.LICENCE}.",
    )


def _today() -> datetime:
    return datetime.now(UTC)


def _nothing(connection: sqlite3.Connection, programme: int, rules: Rules) -> str:
    """Why there is nothing to publish, and what is in the way."""
    states = counts_by_state(connection, programme)
    approved = [each for each in statements(connection, programme) if each.state == "approved"]
    consented = [each for each in approved if each.consent]
    ready = sum(1 for each in consented if each.publishable)
    return (
        "Er is nog niets te publiceren. "
        f"Nodig: ten minste {rules.group_size} uitspraken die openbaar mogen; dat zijn er nu"
        f" {ready}. In de weg staat: {states.get('waiting', 0)} wachten op uw oordeel,"
        f" {len(approved) - len(consented)} hebben geen toestemming,"
        f" {len(consented) - ready} zijn nog niet nagekeken op namen."
        " Van de gesloten vragen zijn alle groepen te klein."
    )


def _write(folder: Path, file: Path, gathered: _Gathered) -> None:
    release_file.write(file, gathered.rows)
    columns = [column.name for column in release_file.table("release").columns]
    release = dict(zip(columns, gathered.rows["release"][0], strict=True))
    package = folder / "datapackage.json"
    package.write_text(release_file.datapackage(file.name, release), encoding="utf-8")
    package.chmod(0o444)
    # A time of making that is finer than the quarter could be laid beside an agenda.
    today = _today()
    quarter = datetime(today.year, 3 * ((today.month - 1) // 3) + 1, 1, tzinfo=UTC).timestamp()
    for path in (file, package, folder):
        os.utime(path, (quarter, quarter))


def _check(file: Path) -> None:
    found = verify(file)
    if found:
        lines = "\n".join(f"- {finding}" for finding in found)
        raise Refused(
            "De publicatie is niet gemaakt: het bestand kwam niet door de eigen controle. Pas de"
            f" uitspraak of het thema aan en publiceer opnieuw.\n{lines}"
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
