"""Resources as a release holds them: what the organiser refers to, by whom it was published.

Authors and publishers of what is public are public. Speakers are not in here: they came to a
meeting, and who came is never told. A resource with an e-mail address or a telephone number in it
is withheld; so is a link that carries a name or a password.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.disclosure import Rules, Withheld, told
from analysis.release_tables import Row
from analysis.verify_texts import PERSONAL
from collector.queries.meetings import meetings
from collector.queries.programmes import resources


@dataclass(frozen=True)
class PublicResources:
    rows: tuple[Row, ...]
    withheld: tuple[Withheld, ...]


def public_resources(
    connection: sqlite3.Connection, programme: int, rules: Rules
) -> PublicResources:
    """Rows for `resources`: of the programme first, then of its meetings; each once."""
    found = dict.fromkeys(_told(connection, programme))
    shown = [each for each in found if not _personal(each)]
    silent = len(found) - len(shown)
    why = "Er staat een e-mailadres, telefoonnummer of rekeningnummer in."
    return PublicResources(
        tuple((place, *each) for place, each in enumerate(shown, start=1)),
        (Withheld("Bronnen", why, told(silent, rules)),) if silent else (),
    )


def _told(
    connection: sqlite3.Connection, programme: int
) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    places = [None, *(row["id"] for row in meetings(connection, programme))]
    for place in places:
        for row in resources(connection, programme, place):
            link = row["link"] if _is_plain(row["link"]) else ""
            yield row["title"], row["publisher"] or None, row["kind"] or None, link or None


def _is_plain(link: str) -> bool:
    """An address on the web and nothing else."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _personal(cells: tuple[str | None, ...]) -> bool:
    return any(pattern.search(cell) for cell in cells if cell for pattern in PERSONAL.values())
