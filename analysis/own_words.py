"""The words of a programme that stay in its texts: they say where and what, not who."""

import re
import sqlite3

from analysis.let_stand import let_stand
from collector.queries import meetings, programmes
from collector.queries.kept_words import kept_slices

_PARTS = re.compile(r"\s(?:e\.o\.|en omgeving)|\s[–—-]\s|\s?[,;/&]\s?|\sen\s")


def allowed_words(connection: sqlite3.Connection, programme: int) -> list[str]:
    """Organisers, regions and their parts, roles, titles of topics, meetings and instruments.

    The names of partnerships are not here: those identify.
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


def words_let_stand(connection: sqlite3.Connection, programme: int) -> frozenset[str]:
    """What facilitators of this programme kept in two statements or more."""
    return let_stand(kept_slices(connection, programme))
