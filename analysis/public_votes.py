"""Votes on statements as a release holds them: counts per statement, nothing small, never a person.

Where agree, disagree and passed cannot stand beside each other, two of them go out as one number:
else precisely the statements that nearly all agree on would be withheld.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure import Rules, Withheld, protect, told
from analysis.public_statements import PublicStatement
from analysis.release_tables import Row
from collector.tallies import VoteCount

Told = tuple[int | None, int | None, int | None, int | None]
"""agree, disagree, passed; or one of the first two with `other`: the rest together."""


@dataclass(frozen=True)
class PublicVotes:
    """Rows for `votes`, how many voted on each statement (private), what is withheld."""

    rows: tuple[Row, ...]
    bases: Mapping[str, int]
    withheld: tuple[Withheld, ...]


def public_votes(
    published: Sequence[PublicStatement],
    counts: Mapping[int, VoteCount],
    rules: Rules,
    earlier: Mapping[str, int],
    earlier_told: Mapping[str, Told],
) -> PublicVotes:
    """The votes on published statements, as far as they may be told.

    A statement that got fewer than `news_size` new votes since it was last told keeps its old
    numbers: the difference would be those few people.

    :param earlier: name of a statement's votes → how many there were when they were last told
    :param earlier_told: public text → what the release before told, as far as it may stay
    """
    rows: list[Row] = []
    bases: dict[str, int] = {}
    few = joined = kept = 0
    for statement in sorted(published, key=lambda each: each.number):
        count = counts.get(statement.id, VoteCount(0, 0, 0))
        name = name_of(statement.id)
        if name in earlier and abs(count.base - earlier[name]) < rules.news_size:
            told_now = earlier_told.get(statement.text)
            kept += told_now is not None
        else:
            told_now = tell(count, rules)
            if told_now is not None:
                bases[name] = count.base
        if told_now is None:
            few += count.base > 0
            continue
        joined += told_now[3] is not None
        rows.append((statement.number, *told_now))
    bases = {**earlier_votes(earlier), **bases}
    return PublicVotes(tuple(rows), bases, tuple(_explain(few, joined, kept, rules)))


def name_of(statement: int) -> str:
    """Refers to the votes on a statement from one release to the next."""
    return json.dumps(["votes", statement])


def earlier_votes(earlier: Mapping[str, int]) -> dict[str, int]:
    """Of all that was told before, what is about votes."""
    return {name: base for name, base in earlier.items() if name.startswith('["votes", ')}


def tell(count: VoteCount, rules: Rules) -> Told | None:
    """What may be told of the votes on one statement; None if nothing may."""
    agree, disagree, passed = count.agree, count.disagree, count.passed
    if None not in protect((agree, disagree, passed), rules):
        return agree, disagree, passed, None
    if None not in protect((agree, disagree + passed), rules):
        return agree, None, None, disagree + passed
    if None not in protect((disagree, agree + passed), rules):
        return None, disagree, None, agree + passed
    return None


def told_before(statements: Sequence[Row], votes: Sequence[Row]) -> dict[str, Told]:
    """Public text → what a release told of the votes on it; not of a text that stands there twice.

    :param statements: rows of `statements`: the number first, the text last
    :param votes: rows of `votes`
    """
    times = Counter(str(row[-1]) for row in statements)
    text_of = {row[0]: str(row[-1]) for row in statements if times[str(row[-1])] == 1}
    found: dict[str, Told] = {}
    for number, *cells in votes:
        if number in text_of:
            agree, disagree, passed, other = (n if isinstance(n, int) else None for n in cells)
            found[text_of[number]] = (agree, disagree, passed, other)
    return found


def _explain(few: int, joined: int, kept: int, rules: Rules) -> Iterator[Withheld]:
    if few:
        yield Withheld(
            "Stemmen op een uitspraak",
            f"Er zijn er te weinig, of een aantal onder de {rules.group_size} zou eruit volgen.",
            told(few, rules),
        )
    if joined:
        yield Withheld(
            "Stemmen apart",
            f"Twee soorten stemmen staan samen: een ervan telt er minder dan {rules.group_size}.",
            told(joined, rules),
        )
    if kept:
        yield Withheld(
            "Nieuwe stemmen",
            f"Een uitspraak met minder dan {rules.news_size} nieuwe stemmen houdt de aantallen van"
            " de vorige publicatie.",
            told(kept, rules),
        )
