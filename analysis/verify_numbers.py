"""Checks the numbers of a release from the file alone: closed questions, development, votes.

Nothing small, nothing that follows from the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from analysis.verify_finding import Finding


def number_findings(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    """What is wrong with the numbers.

    :param size: the smallest group, as the release itself says.
    """
    for check in (_counts, _breakdowns, _development, _votes):
        yield from check(connection, size)


_Question = tuple[str, str, str, str]


def _per_question(
    connection: sqlite3.Connection, national: bool
) -> dict[_Question, list[tuple[str, str | None, int | None]]]:
    rows = connection.execute(
        "SELECT instrument, question, label, several, class, part_of_the_country, n"
        f" FROM counts_national WHERE part_of_the_country IS {'' if national else 'NOT'} NULL"
    )
    found: dict[_Question, list[tuple[str, str | None, int | None]]] = {}
    for *key, name, part, n in rows:
        found.setdefault(tuple(key), []).append((name, part, n))
    return found


def _counts(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    for (_, question, _, several), cells in _per_question(connection, national=True).items():
        numbers = [n for *_, n in cells]
        yield from _cells(f"vraag {question}", numbers, size)
        if several == "nee" and numbers.count(None) == 1:
            yield Finding("aantallen", f"Bij vraag {question} volgt het lege aantal uit de rest.")


def _cells(where: str, numbers: list[int | None], size: int) -> Iterator[Finding]:
    # A zero is told only where nothing is withheld and more than one class was chosen.
    whole = None not in numbers and sum(1 for n in numbers if n) >= 2
    if any(n is not None and n < size and not (n == 0 and whole) for n in numbers):
        yield Finding("aantallen", f"Bij {where} staat een aantal onder de {size}.")
    if len(numbers) < 2 or all(n is None for n in numbers):
        yield Finding("aantallen", f"Bij {where} staat niets, of maar één klasse.")


def _breakdowns(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    """Margins stand beside them: so complete, nothing small, and adding up."""
    national = _per_question(connection, national=True)
    for key, cells in _per_question(connection, national=False).items():
        where = f"vraag {key[1]} per landsdeel"
        if any(n is None for *_, n in cells):
            yield Finding("aantallen", f"Bij {where} is een aantal weg dat uit de rest volgt.")
            continue
        if any(n < size for *_, n in cells if n is not None):
            yield Finding("aantallen", f"Bij {where} staat een aantal onder de {size}.")
        sums: dict[str, int] = {}
        for name, _, n in cells:
            sums[name] = sums.get(name, 0) + (n or 0)
        if sums != {name: n for name, _, n in national.get(key, [])}:
            yield Finding("aantallen", f"Bij {where} is een landsdeel af te leiden uit het geheel.")


def _development(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    rows = connection.execute("SELECT dimension, label, change, partnerships FROM development")
    found: dict[tuple[str, str], list[tuple[str | None, int | None]]] = {}
    for dimension, label, change, n in rows:
        found.setdefault((dimension, label), []).append((change, n))
    for (_, label), cells in found.items():
        yield from _cells(f"de ontwikkeling van “{label}”", [n for _, n in cells], size)
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
        yield from _cells(f"de stemmen op uitspraak {number}", numbers, size)
        if len(numbers) == 2 and 0 in numbers:
            yield Finding("aantallen", f"Bij de stemmen op uitspraak {number} stemde men gelijk.")
