"""Checks the groups of statements in a release from the file alone: none small, none of one voice,
numbers without a gap.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import combinations

from analysis.anonymity import LEAST_TEXTS
from analysis.verify_finding import Finding, shown

_KNOWN = ("t.theme", "part_of_the_country", "aspect")
"""Quasi-identifiers, as analysis/anonymity.py defines them; groups are counted in SQL here."""

_SHOWN = ("theme", *_KNOWN[1:])
"""The same, of the one theme that a row shows."""


def group_findings(connection: sqlite3.Connection, size: int, part_size: int) -> Iterator[Finding]:
    """What is wrong with the groups.

    :param size: the smallest group, as the release itself says.
    :param part_size: the smallest group that shares a theme and a part of the country.
    """
    yield from _numbers(connection, size)
    yield from _themes(connection, size)
    yield from _parts(connection, part_size)
    yield from _aspects(connection, size)
    yield from _shown_theme(connection, size)
    yield from _anonymity(connection, size)
    small = connection.execute(
        "SELECT count(*) FROM withheld WHERE how_many < ?", (size,)
    ).fetchone()[0]
    if small:
        yield Finding("weggelaten", "Een aantal weggelaten gegevens is te klein om te noemen.")


def _numbers(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    told = connection.execute("SELECT statements FROM release").fetchone()[0]
    count, highest, lowest = connection.execute(
        "SELECT count(*), max(number), min(number) FROM statements"
    ).fetchone()
    if count and (lowest, highest) != (1, count):
        yield Finding("nummers", "De uitspraken zijn niet doorlopend genummerd.")
    if count != told:
        yield Finding("publicatie", f"Er staan {count} uitspraken in plaats van {told}.")
    if 0 < count < size:
        yield Finding("groepen", f"Er staan minder dan {size} uitspraken in.")


def _themes(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    pairs = connection.execute(
        "SELECT statement_themes.theme, count(*),"
        " count(*) FILTER (WHERE aspect = 'inhoud'), count(*) FILTER (WHERE aspect = 'proces')"
        " FROM statement_themes LEFT JOIN statements USING (number) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    for theme, n, *_ in pairs:
        if n < size:
            yield Finding("groepen", f"Het thema “{shown(theme)}” telt {n} uitspraken.")
    stated = connection.execute(
        "SELECT theme, statements, content, process FROM themes"
        " WHERE statements + content + process > 0 ORDER BY 1"
    ).fetchall()
    if stated != pairs:
        yield Finding("groepen", "De aantallen in themes kloppen niet met de uitspraken.")
    loose = connection.execute(
        "SELECT count(*) FROM statements AS s WHERE theme IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM statement_themes AS t WHERE t.number = s.number AND t.theme = s.theme)"
    ).fetchone()[0]
    loose += connection.execute(
        "SELECT count(*) FROM statement_themes WHERE number NOT IN (SELECT number FROM statements)"
    ).fetchone()[0]
    if loose:
        yield Finding("groepen", f"Bij {loose} uitspraken kloppen de thema's niet.")
    small = connection.execute(
        "SELECT count(*) FROM themes WHERE collected < ? OR collected % 5"
        " OR (statements = 0 AND collected IS NULL)",
        (size,),
    ).fetchone()[0]
    if small:
        yield Finding("groepen", "Een aantal verzamelde uitspraken is te klein of niet afgerond.")


def _parts(connection: sqlite3.Connection, part_size: int) -> Iterator[Finding]:
    small = connection.execute(
        "SELECT ifnull(t.theme, '(geen thema)'), part_of_the_country, count(*) AS n"
        " FROM statements AS s LEFT JOIN statement_themes AS t USING (number)"
        " WHERE part_of_the_country IS NOT NULL GROUP BY 1, 2 HAVING n < ?",
        (part_size,),
    )
    for theme, part, n in small:
        yield Finding("groepen", f"Thema “{shown(theme)}” in {shown(part)} telt {n} uitspraken.")


def _aspects(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    small = connection.execute(
        "SELECT ifnull(t.theme, '(geen thema)'), ifnull(part_of_the_country, 'het land'), aspect,"
        " count(*) AS n FROM statements AS s LEFT JOIN statement_themes AS t USING (number)"
        " WHERE aspect IS NOT NULL GROUP BY 1, 2, 3 HAVING n < ?",
        (size,),
    )
    for theme, part, aspect, n in small:
        where = f"Thema “{shown(theme)}” in {shown(part)}"
        yield Finding("groepen", f"{where} telt {n} uitspraken over {shown(aspect)}.")


def _shown_theme(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    """The groups by the one theme that stands in the row itself."""
    for number in range(len(_SHOWN)):
        for known in combinations(_SHOWN[1:], number):
            columns = ", ".join((_SHOWN[0], *known))
            there = " AND ".join(f"{name} IS NOT NULL" for name in (_SHOWN[0], *known))
            for theme, n in connection.execute(
                f"SELECT theme, count(*) AS n FROM statements WHERE {there} GROUP BY {columns}"
                " HAVING n < ? OR count(DISTINCT text) < ?",
                (size, LEAST_TEXTS),
            ):
                where = f"Thema “{shown(theme)}”"
                yield Finding("groepen", f"{where} staat bij te weinig uitspraken ({n}).")


def _anonymity(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    """k and l are what the release says they are, and enough."""
    k, texts = measured(connection)
    if connection.execute("SELECT k, l FROM release").fetchone() != (k, texts):
        yield Finding("groepen", "De k en l in de tabel release kloppen niet met de uitspraken.")
    if k is not None and k < size:
        yield Finding("groepen", f"De kleinste groep telt {k} uitspraken (k); nodig is {size}.")
    if texts is not None and texts < LEAST_TEXTS:
        yield Finding("groepen", "In een groep zijn alle uitspraken hetzelfde (l = 1).")


def measured(connection: sqlite3.Connection) -> tuple[int | None, int | None]:
    """k and l of the statements in a release; None and None if it has none."""
    found = connection.execute(
        "SELECT nullif(count(*), 0), nullif(count(DISTINCT text), 0) FROM statements"
    ).fetchall()
    for size in range(1, len(_KNOWN) + 1):
        for known in combinations(_KNOWN, size):
            found += connection.execute(
                "SELECT count(DISTINCT s.number), count(DISTINCT text) FROM statements AS s"
                " LEFT JOIN statement_themes AS t USING (number)"
                f" WHERE {' AND '.join(f'{name} IS NOT NULL' for name in known)}"
                f" GROUP BY {', '.join(known)}"
            ).fetchall()
    smallest = [min(numbers) for numbers in zip(*found, strict=True) if None not in numbers]
    return (smallest[0], smallest[1]) if smallest else (None, None)
