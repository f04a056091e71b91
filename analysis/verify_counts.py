"""Checks the tables of closed questions from the release file alone, and all of them together.

Nothing of the writer is used: groups and classes are read from the rows, and what follows from them
is found by linear programmes of its own (HiGHS by way of scipy). How many people answered is not in
the file, so what depends on it is checked as far as can be seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.verify_audit import Group, NumbersTold, merged_classes
from analysis.verify_finding import Finding

_COUNTRY: Group = (None, None)
_OFF = 4  # how far a rounded number may be from the true one

_Cells = list[tuple[str, int | None]]
"""Class and number, in the order of the classes."""


@dataclass
class _Question:
    """The tables of one question."""

    key: str
    several: bool
    groups: dict[Group, _Cells] = field(default_factory=dict)
    regions: dict[str, _Cells] = field(default_factory=dict)


def count_findings(
    connection: sqlite3.Connection, size: int, part_size: int, region_class: int
) -> Iterator[Finding]:
    """What is wrong with `counts_national` and `counts_region`.

    :param size: the smallest group, as the release itself says
    :param part_size: the smallest base of a group that is told beside the whole country
    :param region_class: the smallest class of a region before rounding
    """
    for question in _questions(connection):
        yield from _country(question, size)
        for group, cells in question.groups.items():
            if group != _COUNTRY:
                yield from _group(question, group, cells, size, part_size)
        for region, cells in question.regions.items():
            yield from _region(question, region, cells, part_size)
        yield from _together(question, size)
        yield from _regions_together(question, region_class)


def _questions(connection: sqlite3.Connection) -> list[_Question]:
    rows = connection.execute(
        "SELECT instrument, question, label, several, class, part_of_the_country, role_group,"
        " NULL, n, position FROM counts_national UNION ALL"
        " SELECT instrument, question, label, several, class, NULL, NULL, region, n, position"
        " FROM counts_region ORDER BY position"
    )
    found: dict[tuple[str, ...], _Question] = {}
    for instrument, key, label, several, name, part, role, region, n, _ in rows:
        # Options that may go together are questions by themselves: chosen, or not.
        own = (name,) if several == "ja" else ()
        question = found.setdefault((instrument, key, label, *own), _Question(key, several == "ja"))
        cells = (
            question.groups.setdefault((part, role), [])
            if region is None
            else question.regions.setdefault(region, [])
        )
        cells.append((name, n))
    return list(found.values())


def _where(question: _Question, *group: str | None) -> str:
    named = " en ".join(name for name in group if name is not None)
    return f"vraag {question.key}" + (f" ({named})" if named else "")


def _country(question: _Question, size: int) -> Iterator[Finding]:
    numbers = [n for _, n in question.groups.get(_COUNTRY, [])]
    where = _where(question)
    if not question.several:
        yield from small_findings(where, numbers, size)
        if numbers.count(None) == 1:
            yield Finding("aantallen", f"Bij {where} volgt het lege aantal uit de rest.")
    elif any(n is not None and n < size for n in numbers):
        yield Finding("aantallen", f"Bij {where} staat een aantal onder de {size}.")


def small_findings(where: str, numbers: Sequence[int | None], size: int) -> Iterator[Finding]:
    """What is too small among the classes of a whole."""
    # A zero is told only where nothing is withheld and more than one class was chosen.
    whole = None not in numbers and sum(1 for n in numbers if n) >= 2
    if any(n is not None and n < size and not (n == 0 and whole) for n in numbers):
        yield Finding("aantallen", f"Bij {where} staat een aantal onder de {size}.")
    if len(numbers) < 2 or all(n is None for n in numbers):
        yield Finding("aantallen", f"Bij {where} staat niets, of maar één klasse.")


def _group(
    question: _Question,
    group: Group,
    cells: _Cells,
    size: int,
    part_size: int,
) -> Iterator[Finding]:
    """A group beside the whole: complete, nothing small, no zero that the country does not have."""
    where = _where(question, *group)
    if any(n is None for _, n in cells):
        yield Finding("aantallen", f"Bij {where} is een aantal weg dat uit de rest volgt.")
        return
    country = question.groups.get(_COUNTRY, [])
    empty = {place for place, (_, n) in enumerate(country) if n == 0}
    own = merged_classes([name for name, _ in country], [name for name, _ in cells])
    for (_, n), members in zip(cells, own, strict=False):
        if n is not None and n < size and not (n == 0 and members and members <= empty):
            yield Finding("aantallen", f"Bij {where} staat een aantal onder de {size}.")
            break
    if question.several:
        return
    numbers = [n or 0 for _, n in cells]
    if sum(numbers) < part_size or sum(1 for n in numbers if n) < 2:
        yield Finding("aantallen", f"Bij {where} zijn het er te weinig, of antwoordt men gelijk.")


def _region(question: _Question, region: str, cells: _Cells, part_size: int) -> Iterator[Finding]:
    """Two classes, multiples of five, neither of them nothing."""
    where = _where(question, region)
    numbers = [n or 0 for _, n in cells]
    if not question.several and len(numbers) != 2:
        yield Finding("aantallen", f"Bij {where} staan geen twee klassen.")
    if any(n % 5 or n < 5 for n in numbers):
        yield Finding("aantallen", f"Bij {where} staat een aantal dat niet op vijf is afgerond.")
    if not question.several and sum(numbers) + _OFF < part_size:
        yield Finding("aantallen", f"Bij {where} zijn het er te weinig.")


def _together(question: _Question, size: int) -> Iterator[Finding]:
    """What follows from all tables of a question together of those who are in no group."""
    if not question.groups:
        yield Finding("aantallen", f"Bij {_where(question)} staan alleen regio's.")
        return
    audit = NumbersTold.of(question.groups, several=question.several)
    where = _where(question)
    if audit is None:
        yield Finding(
            "aantallen", f"Bij {where} horen de klassen niet bij elkaar, of zijn het er te veel."
        )
    elif not audit.possible:
        yield Finding("aantallen", f"Bij {where} spreken de tabellen elkaar tegen.")
    elif any(audit.narrow(rest, size) for rest in audit.rests()):
        yield Finding(
            "aantallen",
            f"Bij {where} volgt uit alle tabellen samen wat een kleine groep antwoordde.",
        )


def _regions_together(question: _Question, region_class: int) -> Iterator[Finding]:
    """No more people in the regions, rounded as they are, than in the whole country."""
    country = question.groups.get(_COUNTRY, [])
    least: dict[str, int] = {}
    for name, n in (cell for cells in question.regions.values() for cell in cells):
        least[name] = least.get(name, 0) + max(region_class, (n or 0) - _OFF)
    for members, total in zip(
        merged_classes([name for name, _ in country], list(least)), least.values(), strict=True
    ):
        told = [country[place][1] for place in members]
        if not members or (None not in told and total > sum(n or 0 for n in told)):
            yield Finding(
                "aantallen", f"Bij {_where(question)} passen de regio's niet bij het hele land."
            )
            return
