"""The words of a programme that stay in its texts: they say where and what, not who."""

import re
import sqlite3

from analysis.known_words import terms
from analysis.let_stand import let_stand
from collector.queries import meetings, partnerships, programmes
from collector.queries.kept_words import kept_slices

_PARTS = re.compile(r"\s(?:e\.o\.|en omgeving)|\s[–—-]\s|\s?[,;/&]\s?|\sen\s")


def allowed_words(connection: sqlite3.Connection, programme: int) -> list[str]:
    """Organisers, regions and their parts, roles, titles of topics, meetings and instruments.

    The names of partnerships are not here: see `partnership_words`.
    """
    row = programmes.programme_by_id(connection, programme)
    found = [row["title"], *programmes.organisers(row)]
    for region in programmes.regions(connection, programme):
        found += [region["name"], *_PARTS.split(region["name"])]
    found += [role["name"] for role in programmes.roles(connection, programme)]
    found += [topic["title"] for topic in programmes.topics(connection, programme)]
    for meeting in meetings.meetings(connection, programme):
        found.append(meeting["title"])
        for activity in meetings.activities(connection, meeting["id"]):
            found += [activity["title"], meetings.instrument_of(activity).title]
    return [word for word in dict.fromkeys(found) if word.strip()]


def partnership_words(connection: sqlite3.Connection, programme: int) -> list[str]:
    """Names of the partnerships and of their organisations: those identify.

    Not those of large institutes, and not what is a region or an organiser as well: that stays.
    """
    stay = {one.casefold() for one in (*terms("institutes"), *allowed_words(connection, programme))}
    found = [
        name
        for row in programmes.partnerships(connection, programme)
        for name in (
            row["name"],
            *(each["name"] for each in partnerships.organisations(connection, row["id"])),
        )
    ]
    return [name for name in dict.fromkeys(found) if name.casefold() not in stay]


def words_let_stand(connection: sqlite3.Connection, programme: int) -> frozenset[str]:
    """What facilitators of this programme kept in two statements or more."""
    return let_stand(kept_slices(connection, programme))
