"""One run over the statements of a programme: stored rows → pipeline → stored proposals."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from analysis.pipeline import find_themes
from analysis.representation import TextEncoder, TextReader
from analysis.results import ThemesFound
from analysis.themes import Theme
from collector import findings
from collector.queries import themes as stored_themes
from collector.queries.statements import Statement, to_group

CONSIDERED = ("waiting", "approved")


def run_themes(
    connection: sqlite3.Connection,
    programme: int,
    encoder: TextEncoder,
    language: TextReader,
    *,
    fingerprint: str = "",
    afresh: bool = False,
    resolution: float = 1.0,
) -> int:
    """Propose themes for everything that nobody decided on; the number of the run.

    Accepted themes, and those in which somebody put a statement, are the codebook; decisions are
    never changed and teach the rest. Other proposed themes go on under their own ids, unless
    `afresh`. `fingerprint` is kept with the run, to know when there is reason for another.
    """
    given = to_group(connection, programme, CONSIDERED)
    codebook, confirmed, previous = _stored(connection, programme, given)
    found = find_themes(
        [statement.text for statement in given],
        codebook=codebook,
        confirmed=confirmed,
        previous={} if afresh else previous,
        resolution=resolution,
        encoder=encoder,
        language=language,
    )
    return findings.store_run(
        connection,
        programme,
        {
            "statements": len(given),
            "fingerprint": fingerprint,
            "resolution": resolution,
            "afresh": afresh,
            "seed": 0,
        },
        _proposed(found, given),
        _placed(found, given),
    )


def _stored(
    connection: sqlite3.Connection, programme: int, given: list[Statement]
) -> tuple[list[Theme], dict[int, set[str]], dict[int, str]]:
    """The codebook, what people decided, and where the last run left the rest (all by place)."""
    placements = stored_themes.placements(connection, programme)
    decided_in = {row["theme_id"] for row in placements if row["decided"]}
    codebook = [
        Theme(str(theme.id), theme.name, theme.central_statement or None)
        for theme in stored_themes.themes(connection, programme)
        if theme.state == "accepted" or theme.id in decided_in
    ]
    keys = {theme.key for theme in codebook}
    place_of = {statement.id: place for place, statement in enumerate(given)}
    confirmed: dict[int, set[str]] = defaultdict(set)
    previous: dict[int, str] = {}
    for row in placements:
        place = place_of.get(row["statement_id"])
        if place is None:
            continue
        key = str(row["theme_id"])
        if row["decided"]:
            confirmed[place] |= {key} & keys
        elif key not in keys:
            previous[place] = key
    return codebook, confirmed, previous


def _proposed(found: ThemesFound, given: list[Statement]) -> list[findings.ProposedTheme]:
    return [
        findings.ProposedTheme(
            key=theme.key,
            label=theme.label,
            key_phrases=theme.key_phrases,
            central_statement_id=None if theme.central is None else given[theme.central].id,
        )
        for theme in found.themes
        if theme.proposed and theme.members
    ]


def _placed(found: ThemesFound, given: list[Statement]) -> list[findings.ProposedPlacement]:
    new = {theme.key for theme in found.themes if theme.proposed}
    return [
        findings.ProposedPlacement(
            statement=statement.id,
            theme=one.theme if one.theme in new else int(one.theme),
            confidence=min(1.0, max(0.0, one.confidence)),
        )
        for statement, placed in zip(given, found.placements, strict=True)
        for one in placed
        if not one.confirmed
    ]
