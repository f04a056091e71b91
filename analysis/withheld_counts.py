"""Says in Dutch which numbers of closed questions are withheld, why, and what would help.

What and why are published. What would help is for the facilitator only: it tells how many people of
a region answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.count_tables import Grouping, Table
from analysis.disclosure import Rules, Withheld, told
from analysis.table_choice import Lacking

_PER: dict[Grouping, str] = {
    Grouping.ROLE: "per rolgroep",
    Grouping.PART: "per landsdeel",
    Grouping.PART_AND_ROLE: "per landsdeel en rolgroep",
    Grouping.REGION: "per regio",
}
_MOST_NAMED = 3


@dataclass(frozen=True)
class Published:
    """One question: its tables, whether those are of an earlier release, and what they lack."""

    label: str
    tables: tuple[Table, ...] = ()
    kept: bool = False
    lacking: tuple[Lacking, ...] = ()

    def has(self, grouping: Grouping) -> bool:
        return any(each.grouping is grouping for each in self.tables)

    def lacks(self, grouping: Grouping) -> list[Lacking]:
        return [each for each in self.lacking if each.grouping is grouping]


def explain(questions: Sequence[Published], rules: Rules) -> Iterator[Withheld]:
    """Nothing of a question that is all there."""
    silent = [each for each in questions if not each.tables]
    if silent:
        yield Withheld(
            "Vragen met te weinig of eensgezinde antwoorden",
            f"Elk aantal onder de {rules.group_size} zou te herleiden zijn.",
            told(len(silent), rules),
            _advice(silent, Grouping.COUNTRY, rules),
        )
    cells = [n for each in questions for one in each.tables for n in _numbers(one)].count(None)
    if cells:
        yield Withheld(
            "Losse aantallen bij een vraag",
            f"Ze zijn kleiner dan {rules.group_size}, of zouden zo'n aantal verraden.",
            told(cells, rules),
        )
    fresh = [each for each in questions if each.tables and not each.kept]
    for grouping, per in _PER.items():
        yield from _per_group(fresh, grouping, per, rules)
    kept = sum(each.kept for each in questions)
    if kept:
        yield Withheld(
            "Nieuwe antwoorden",
            f"Een vraag met minder dan {rules.news_size} nieuwe antwoorden (vanaf de derde keer:"
            " minder dan half zoveel als er al waren), of waarvan de nieuwe te herleiden zouden"
            " zijn, houdt de cijfers van een eerdere publicatie.",
            told(kept, rules),
        )


def _numbers(table: Table) -> Iterator[int | None]:
    for numbers in table.numbers.values():
        yield from numbers


def _per_group(
    fresh: Sequence[Published], grouping: Grouping, per: str, rules: Rules
) -> Iterator[Withheld]:
    without = [each for each in fresh if each.lacks(grouping) and not each.has(grouping)]
    if without:
        smallest = rules.region_class if grouping is Grouping.REGION else rules.group_size
        yield Withheld(
            f"Antwoorden {per}",
            f"Alleen gepubliceerd waar een groep ten minste {rules.part_size} antwoorden heeft, elk"
            f" antwoord er ten minste {smallest} telt, en er geen kleiner aantal uit volgt.",
            told(len(without), rules),
            _advice(without, grouping, rules),
        )
    partly = [each for each in fresh if each.lacks(grouping) and each.has(grouping)]
    if partly:
        yield Withheld(
            f"Losse groepen {per}",
            "Ze zijn te klein of te eensgezind, of zouden zo'n groep verraden.",
            told(sum(len(each.lacks(grouping)) for each in partly), rules),
            _advice(partly, grouping, rules),
        )


def _advice(questions: Sequence[Published], grouping: Grouping, rules: Rules) -> str:
    """What would make it publishable, of the questions that lack least."""
    nearest = sorted(questions, key=lambda each: sum(one.answers for one in each.lacks(grouping)))
    return " ".join(
        _sentence(each.label, each.lacks(grouping), rules) for each in nearest[:_MOST_NAMED]
    )


def _sentence(label: str, lacking: Sequence[Lacking], rules: Rules) -> str:
    few = [
        f"nog {each.answers} {'antwoord' if each.answers == 1 else 'antwoorden'}{_from(each)}"
        for each in sorted(lacking, key=lambda each: each.answers)
        if each.answers
    ]
    alike = [", ".join(each.group) for each in lacking if not each.answers and each.group]
    sentences = []
    if few:
        sentences.append(f"“{label}”: met {_and(few)}.")
    if alike:
        sentences.append(
            f"“{label}”: uit {_and(alike)} zijn er genoeg, maar de antwoorden zijn daar te"
            " eensgezind, of ze zouden een kleine groep ernaast verraden."
        )
    if not sentences:
        sentences.append(
            f"“{label}”: als elk antwoord dat gegeven is, ten minste {rules.group_size} keer is"
            " gegeven."
        )
    return " ".join(sentences)


def _from(lacking: Lacking) -> str:
    return f" uit {', '.join(lacking.group)}" if lacking.group else ""


def _and(words: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    named = [*words[:_MOST_NAMED]]
    if len(words) > _MOST_NAMED:
        more = len(words) - _MOST_NAMED
        named.append("één andere groep" if more == 1 else f"{more} andere groepen")
    return " en ".join(["; ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
