"""Votes on statements in a report: per theme what most agree with and what divides, with counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from analysis.report_material import Material
from analysis.report_parts import VotedStatement, VotesOnTheme, VotesPart
from collector.queries.votes import counts, votes_in_programme
from collector.tallies import VoteCount

AGREED, DIVIDED = 5, 3
"""So many statements of a theme are told of, at most."""
_SMALLER_SIDE = 0.25
"""Of those who took a side, so many have to take the smaller one before it divides."""


def votes_part(
    connection: sqlite3.Connection, programme: int, material: Material, group_size: int
) -> VotesPart | None:
    """None where nobody voted on anything in this report.

    :param group_size: of a statement that fewer people voted on no number is told
    """
    found = counts(connection, programme)
    told = {each: found[each] for each in material.said if each in found}
    if not told:
        return None
    enough = {each: count for each, count in told.items() if count.base >= group_size}
    themes = [
        _theme(theme.name, material.members[theme.id], enough, material)
        for theme in material.themes
    ]
    placed = {each for members in material.members.values() for each in members}
    themes.append(_theme("", (each for each in enough if each not in placed), enough, material))
    voters = len({row["participant_id"] for row in votes_in_programme(connection, programme)})
    return VotesPart(
        themes=tuple(each for each in themes if each.agreed or each.divided),
        sentence=_sentence(voters, len(told), len(told) - len(enough), group_size),
    )


def _theme(
    name: str, members: Iterable[int], enough: Mapping[int, VoteCount], material: Material
) -> VotesOnTheme:
    here = [each for each in members if each in enough]
    agreed = [each for each in here if 2 * enough[each].agree > enough[each].base]
    agreed.sort(key=lambda each: (-enough[each].agreement, material.said[each].public_text))
    divided = [each for each in here if _divides(enough[each])]
    divided.sort(key=lambda each: (-enough[each].division, material.said[each].public_text))
    shown = agreed[:AGREED]
    return VotesOnTheme(
        theme=name,
        agreed=tuple(_told(each, enough, material) for each in shown),
        divided=tuple(
            _told(each, enough, material) for each in divided[:DIVIDED] if each not in shown
        ),
    )


def _divides(count: VoteCount) -> bool:
    return min(count.agree, count.disagree) >= _SMALLER_SIDE * (count.agree + count.disagree) > 0


def _told(identifier: int, enough: Mapping[int, VoteCount], material: Material) -> VotedStatement:
    count = enough[identifier]
    return VotedStatement(material.cite(identifier), count.agree, count.disagree, count.passed)


def _sentence(voters: int, statements: int, few: int, group_size: int) -> str:
    people = f"{voters} mensen" if voters >= group_size else f"Minder dan {group_size} mensen"
    on = "1 uitspraak" if statements == 1 else f"{statements} uitspraken"
    text = (
        f"{people} stemden op {on} van anderen: eens, oneens of overslaan. Per thema staan hier"
        f" ten hoogste {AGREED} uitspraken waar de meesten het mee eens zijn en {DIVIDED} die"
        " verdelen; een uitspraak met weinig stemmen weegt daarbij lichter."
    )
    if not few:
        return text
    left_out = "1 uitspraak kreeg" if few == 1 else f"{few} uitspraken kregen"
    return f"{text} {left_out} minder dan {group_size} stemmen; daarvan staan er geen aantallen."
