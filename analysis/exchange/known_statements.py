"""The statements and themes of a programme, by what an export of this service calls them."""

from __future__ import annotations

import sqlite3
from collections import Counter

from analysis.exchange.from_refi import Known
from analysis.exchange.refi_qda import statement_guid, theme_guid
from collector.queries.programmes import programme_by_id
from collector.queries.statements import statements
from collector.queries.themes import themes


def known_here(connection: sqlite3.Connection, programme: int | None) -> Known:
    """Also by the words without personal data, which a public export holds instead."""
    if programme is None:
        return Known()
    slug = programme_by_id(connection, programme)["slug"]
    here = statements(connection, programme)
    by_guid: dict[str, int] = {}
    for texts in ([one.public_text for one in here], [one.text for one in here]):
        again: Counter[str] = Counter()
        for one, text in zip(here, texts, strict=True):
            by_guid[statement_guid(slug, text, again[text])] = one.id
            again[text] += 1
    times = Counter(one.text.strip() for one in here)
    by_text = {one.text.strip(): one.id for one in here if times[one.text.strip()] == 1}
    names = {
        theme_guid(slug, one.name): (one.id, one.name) for one in themes(connection, programme)
    }
    return Known(by_guid, by_text, names)
