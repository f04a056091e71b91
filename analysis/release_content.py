"""What goes into a release: every row of every table, gathered by named queries and withheld."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.anonymity import Shown, anonymity
from analysis.disclosure import Rules, Withheld
from analysis.first_themes import first_themes
from analysis.public_counts import ToldEarlier, gather, public_counts, to_keep, told_earlier
from analysis.public_development import development_of
from analysis.public_resources import public_resources
from analysis.public_statements import PublicTexts, ToldBefore, public_texts
from analysis.public_themes import themes_without_words
from analysis.public_votes import Told, public_votes, told_before
from analysis.release_file import open_release
from analysis.release_tables import KINDS, LICENCE, LICENCE_URL, Row, table
from collector.errors import Refused
from collector.queries.outcomes import in_the_way, releases
from collector.queries.pictures import Picture
from collector.queries.programmes import imports, organisers, programme_by_id
from collector.queries.terms import terms
from collector.queries.votes import counts as votes_counted
from collector.redaction import text_hash


@dataclass(frozen=True)
class ReleaseContent:
    """The rows of every table, and what may not go along.

    `bases`: per published number how many answered; private, for the next release.
    `counts`: what was told of closed questions, and of whom; private as well.
    `picture`: how partnerships moved, as told from now on.
    `published`: statement → hash of the words that go out; private, for whoever takes them back.
    """

    rows: dict[str, list[Row]]
    bases: dict[str, int]
    counts: dict[str, Any]
    picture: Picture
    published: dict[int, str]
    withheld: tuple[Withheld, ...]


def release_content(
    connection: sqlite3.Connection,
    programme: int,
    releases_folder: Path,
    number: int,
    rules: Rules,
    chance: random.Random,
    clean: Callable[[str], str],
    doi: str | None = None,
) -> ReleaseContent:
    """What goes into release `number` of a programme.

    :param chance: draws the order of the statements.
    :param clean: takes personal data out of what facilitators wrote themselves.
    :raise Refused: there is nothing to publish; says what is in the way.
    :raise NotFound: there is no such programme.
    """
    before = _Before.of(connection, programme, releases_folder, rules)
    agreed = terms(connection, programme)
    public = public_texts if agreed.publishes_words else themes_without_words
    texts = public(connection, programme, rules, chance, clean, before.told)
    counts = public_counts(gather(connection, programme), rules, number, before.counts)
    development = development_of(connection, programme, rules)
    votes = public_votes(
        texts.statements,
        votes_counted(connection, programme, to_publish=True),
        rules,
        before.bases,
        before.votes,
    )
    sources = public_resources(connection, programme, rules)
    if not (texts.statements or texts.themes or counts.rows or development.rows):
        raise Refused(nothing_to_publish(connection, programme, rules))
    agreed_on = () if agreed.counts else (_NO_COUNTS,)
    withheld = (
        *texts.withheld, *agreed_on, *counts.withheld, *development.withheld, *votes.withheld,
        *sources.withheld,
    )  # fmt: skip
    rows: dict[str, list[Row]] = {
        **text_rows(texts, rules),
        "counts_national": list(counts.rows),
        "counts_region": list(counts.regions),
        "development": development.rows,
        "votes": list(votes.rows),
        "resources": list(sources.rows),
        "release": [_release_row(connection, programme, number, rules, texts, doi)],
        "withheld": [(each.what, each.why, each.how_many) for each in withheld],
    }
    bases = {**before.bases, **votes.bases}
    published = {each.id: text_hash(each.text) for each in texts.statements}
    return ReleaseContent(
        rows, bases, to_keep(counts, number), development.picture, published, withheld
    )


_NO_COUNTS = Withheld(
    "Tellingen van antwoorden en stemmen",
    "Aan deelnemers is beloofd dat ze niet worden gepubliceerd.",
)


@dataclass(frozen=True)
class _Before:
    """The newest release of this programme: the next one may be subtracted from it.

    `bases` stand in the private database, so that they also count when the file is gone.
    """

    file: Path | None
    bases: Mapping[str, int]
    counts: ToldEarlier
    strict: bool  # its rules were at least as strict as those of now, so its numbers may stay

    @classmethod
    def of(
        cls, connection: sqlite3.Connection, programme: int, folder: Path, rules: Rules
    ) -> _Before:
        rows = releases(connection, programme)
        private = [json.loads(row["withheld"]) for row in rows]
        counts = told_earlier([each["counts"] for each in private if "counts" in each])
        if not rows:
            return cls(None, {}, counts, strict=False)
        file = folder / rows[0]["file"]
        size = private[0].get("rules", {}).get("group_size", 0)
        present = file if file.is_file() else None
        return cls(present, private[0].get("bases", {}), counts, size >= rules.group_size)

    def staying(self, name: str) -> Sequence[Row]:
        """The rows of a table that may stand in the next release as they are."""
        return self._rows(name) if self.strict else ()

    @property
    def votes(self) -> Mapping[str, Told]:
        """Public text → the votes on it, that may stand in the next release as they are."""
        return told_before(self.staying("statements"), self.staying("votes"))

    @property
    def told(self) -> ToldBefore:
        return ToldBefore(
            withheld={str(why): _whole(n) for _, why, n in self._rows("withheld")},
            collected={str(row[0]): _whole(row[7]) for row in self._rows("themes")},
        )

    def _rows(self, name: str) -> Sequence[Row]:
        if self.file is None:
            return ()
        columns = ", ".join(column.name for column in table(name).columns)
        with closing(open_release(self.file)) as connection:
            return connection.execute(f"SELECT {columns} FROM {name} ORDER BY rowid").fetchall()


def _whole(cell: str | int | None) -> int | None:
    return cell if isinstance(cell, int) else None


def text_rows(texts: PublicTexts, rules: Rules) -> dict[str, list[Row]]:
    first = first_themes(_shown(texts), rules.group_size)
    return {
        "statements": [
            (row.number, theme, row.aspect, row.part, row.text)
            for row, theme in zip(texts.statements, first, strict=True)
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
                "; ".join(theme.key_phrases) or None,
            )
            for place, theme in enumerate(texts.themes, start=1)
        ],
    }


def _shown(texts: PublicTexts) -> list[Shown]:
    return [(each.themes, each.part, each.aspect, each.text) for each in texts.statements]


def _release_row(
    connection: sqlite3.Connection,
    programme: int,
    number: int,
    rules: Rules,
    texts: PublicTexts,
    doi: str | None,
) -> Row:
    row = programme_by_id(connection, programme)
    groups = anonymity(_shown(texts))
    now = today()
    creators = organisers(row) or ["Gesprekstafel"]
    return (
        number,
        row["title"],
        KINDS[row["kind"]],
        f"{now.year}-Q{(now.month + 2) // 3}",
        len(texts.statements),
        groups.k if groups else None,
        groups.l if groups else None,
        json.dumps(
            {
                "group_size": rules.group_size,
                "part_size": rules.part_size,
                "news_size": rules.news_size,
                "region_class": rules.region_class,
            }
        ),
        f"Gesprekstafel {version('gesprekstafel')}",
        LICENCE,
        LICENCE_URL,
        f"{' & '.join(creators)} ({now.year}). {row['title']}: publicatie {number}"
        f" [gegevensbestand]. {f'https://doi.org/{doi}. ' if doi else ''}{LICENCE}.",
        "; ".join(creators),
        doi,
    )


def today() -> datetime:
    """Now, in UTC; a release tells no more of it than the quarter."""
    return datetime.now(UTC)


def nothing_to_publish(connection: sqlite3.Connection, programme: int, rules: Rules) -> str:
    """Why there is nothing to publish, and what is in the way."""
    now = in_the_way(connection, programme)
    unchecked = now.approved - now.without_consent - now.ready
    return (
        "Er is nog niets te publiceren. "
        f"Nodig: ten minste {rules.group_size} uitspraken die openbaar mogen; dat zijn er nu"
        f" {now.ready}. In de weg staat: {now.waiting} wachten op uw oordeel,"
        f" {now.without_consent} hebben geen toestemming,"
        f" {unchecked} zijn nog niet nagekeken op namen."
        " Van de gesloten vragen zijn alle groepen te klein."
        + _CONSENT_FOR_IMPORTS
        * any(not one["verbatim"] for one in imports(connection, programme))
    )


_CONSENT_FOR_IMPORTS = (
    " Is een ingelezen document al openbaar, lees het dan nog eens in met --consent yes."
)
