"""Checks the numbers of a release from the file alone: closed questions, development, votes.

Nothing small, nothing that follows from the rest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from analysis.disclosure import SMALLEST_GROUP_SIZE
from analysis.verify_counts import count_findings, small_findings
from analysis.verify_finding import Finding


def number_findings(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    """What is wrong with the numbers.

    :param size: the smallest group, as the release itself says.
    """
    (text,) = connection.execute("SELECT rules FROM release").fetchone()
    rules = json.loads(text)
    part_size, region_class = int(rules["part_size"]), int(rules["region_class"])
    if region_class < SMALLEST_GROUP_SIZE:
        yield Finding("regels", f"Een kleinste klasse van {region_class} in een regio is te klein.")
    yield from count_findings(connection, size, part_size, region_class)
    for check in (_development, _votes):
        yield from check(connection, size)


def _development(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT dimension, label, change, before, partnerships FROM development"
    )
    found: dict[tuple[str, str], list[tuple[str | None, int | None]]] = {}
    courses: dict[tuple[str, str, str], list[int | None]] = {}
    for dimension, label, change, before, n in rows:
        found.setdefault((dimension, label), []).append((change, n))
        if before is not None:
            courses.setdefault((dimension, label, before), []).append(n)
    for (_, label, before), numbers in courses.items():
        if None not in numbers and sum(1 for n in numbers if n) == 1:
            yield Finding(
                "aantallen", f"Bij “{label}” kwamen allen van “{before}” in één fase uit."
            )
    for (_, label), cells in found.items():
        yield from small_findings(f"de ontwikkeling van “{label}”", [n for _, n in cells], size)
        hidden = sum(1 for _, n in cells if n is None)
        if hidden == 1:
            yield Finding("aantallen", f"Bij “{label}” is het ene weggelaten aantal te berekenen.")
        if len({change is None for change, _ in cells}) > 1:
            yield Finding("aantallen", f"Bij “{label}” staan fasen en richting naast elkaar.")


def _votes(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    """Of each statement all three numbers or two that together are all: none small, none alone."""
    loose = connection.execute(
        "SELECT count(*) FROM votes WHERE number NOT IN (SELECT number FROM statements)"
    ).fetchone()[0]
    if loose:
        yield Finding("stemmen", f"Bij {loose} stemmingen ontbreekt de uitspraak.")
    rows = connection.execute("SELECT number, agree, disagree, passed, other FROM votes")
    for number, *cells in rows:
        numbers = [n for n in cells if n is not None]
        yield from small_findings(f"de stemmen op uitspraak {number}", numbers, size)
        if len(numbers) == 2 and 0 in numbers:
            yield Finding("aantallen", f"Bij de stemmen op uitspraak {number} stemde men gelijk.")
