"""Statements and themes as a release holds them: reviewed words, few attributes, no order."""

from __future__ import annotations

import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.disclosure import Rules, Withheld, retold, shown_aspects, shown_parts, told
from analysis.release_tables import ASPECTS
from collector.queries.corrections import words_of_before
from collector.queries.statements import Statement, statements
from collector.queries.themes import Theme, placements, themes
from collector.records import Aspect, StatementState

_WORD = re.compile(r"\w+")
_TOO_SHORT_TO_COPY = 20  # characters: what is shorter is found in any sentence


@dataclass(frozen=True)
class PublicStatement:
    number: int
    themes: tuple[str, ...]
    aspect: str | None
    part: str | None
    text: str
    id: int  # stays in the house: it says which votes belong to it


@dataclass(frozen=True)
class PublicTheme:
    name: str
    status: str
    central_statement: str | None
    statements: int
    content: int
    process: int
    collected: int | None
    key_phrases: tuple[str, ...]


@dataclass(frozen=True)
class ToldBefore:
    """Numbers of the release before: by reason for withholding, and by name of a theme."""

    withheld: Mapping[str, int | None] = field(default_factory=dict)
    collected: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class PublicTexts:
    """What of the statements goes out, and what does not and why."""

    statements: tuple[PublicStatement, ...]
    themes: tuple[PublicTheme, ...]
    withheld: tuple[Withheld, ...]


NOTHING_TOLD = ToldBefore()


def public_texts(
    connection: sqlite3.Connection,
    programme: int,
    rules: Rules,
    chance: random.Random,
    clean: Callable[[str], str],
    earlier: ToldBefore = NOTHING_TOLD,
) -> PublicTexts:
    """Everything that may be published of what was said in this programme.

    :param chance: draws the order.
    :param clean: takes personal data out of what a facilitator wrote (names of themes, central
        statements of the facilitator's own).
    :param earlier: numbers that stay as they are while little changes.
    """
    collected = statements(connection, programme, states=tuple(StatementState))
    outgoing = [each for each in collected if each.publishable]
    withheld = why_not(collected, rules, earlier)
    if len(outgoing) < rules.group_size:
        if outgoing:
            why = f"Er mogen er minder dan {rules.group_size} openbaar: te weinig om in op te gaan."
            withheld.append(Withheld("Alle uitspraken", why))
        return PublicTexts((), (), tuple(withheld))
    found = themes(connection, programme)
    themes_of = placed_in(connection, programme, found)
    members = Counter(theme for each in outgoing for theme in themes_of.get(each.id, ()))
    kept = [theme for theme in found if members[theme.id] >= rules.group_size]
    small = sum(1 for theme in found if 0 < members[theme.id] < rules.group_size)
    if small:
        why = f"Minder dan {rules.group_size} uitspraken. De uitspraken zelf staan er wel in."
        withheld.append(Withheld("Kleine thema's", why, told(small, rules)))
    names = _names(kept, outgoing, themes_of, clean)
    rows = _rows(outgoing, themes_of, names, rules, chance)
    hidden_parts = sum(1 for each in outgoing if each.part) - sum(1 for row in rows if row.part)
    if hidden_parts:
        why = f"Minder dan {rules.part_size} uitspraken in het thema uit dat landsdeel."
        number = retold(hidden_parts, rules.group_size, rules, earlier.withheld, why)
        withheld.append(Withheld("Landsdeel bij een uitspraak", why, number))
    hidden_aspects = sum(1 for each in outgoing if each.aspect) - sum(
        1 for row in rows if row.aspect
    )
    if hidden_aspects:
        why = f"Minder dan {rules.group_size} uitspraken daarover in het thema uit dat landsdeel."
        number = retold(hidden_aspects, rules.group_size, rules, earlier.withheld, why)
        withheld.append(Withheld("Inhoud of proces bij een uitspraak", why, number))
    gone = [plain_words(text) for text in words_of_before(connection, programme)]
    central = _central_statements(kept, collected, gone, clean)
    public, more = _themes(kept, names, rows, collected, themes_of, rules, central, earlier)
    return PublicTexts(tuple(rows), tuple(public), tuple(withheld + more))


def why_not(collected: Sequence[Statement], rules: Rules, earlier: ToldBefore) -> list[Withheld]:
    """Reasons in the order in which somebody can do something about them.

    Every reason is mentioned, whether it applies or not: a reason that appears along with a
    statement that disappears would tell what happened to it. Withdrawn statements are not
    mentioned, merged ones stand in another one.
    """
    there = [each for each in collected if each.state in ("waiting", "approved", "hidden")]
    reasons = (
        ("Er is geen toestemming om ze woordelijk te publiceren.", lambda each: not each.consent),
        ("Ze wachten op een oordeel.", lambda each: each.state == "waiting"),
        ("Een gespreksleider heeft ze verborgen.", lambda each: each.state == "hidden"),
        ("Ze zijn nog niet nagekeken op herkenbare gegevens.", lambda each: not each.publishable),
    )
    withheld = []
    for why, applies in reasons:
        concerned = [each for each in there if applies(each)]
        there = [each for each in there if not applies(each)]
        number = retold(len(concerned), rules.group_size, rules, earlier.withheld, why)
        withheld.append(Withheld("Uitspraken", why, number))
    return withheld


def placed_in(
    connection: sqlite3.Connection, programme: int, found: Sequence[Theme]
) -> dict[int, tuple[int, ...]]:
    """Statement → themes: what a person decided, or else the likeliest that is proposed.

    That probably none fits is a proposal too, and no theme.
    """
    there = {theme.id for theme in found}
    decided: dict[int, list[int]] = {}
    proposed: dict[int, list[int]] = {}
    for row in placements(connection, programme):
        target = decided if row["decided"] else proposed
        held = target.setdefault(row["statement_id"], [])
        if row["theme_id"] in there and (row["decided"] or not held):
            held.append(row["theme_id"])
    return {statement: tuple(ids) for statement, ids in {**proposed, **decided}.items()}


def _names(
    kept: Sequence[Theme],
    outgoing: Sequence[Statement],
    themes_of: Mapping[int, tuple[int, ...]],
    clean: Callable[[str], str],
) -> dict[int, str]:
    """Theme → its published name, each one once.

    A name that the computer proposed is made of what people said, so it may hold words of published
    statements only; else the theme gets a number.
    """
    names: dict[int, str] = {}
    for place, theme in enumerate(kept, start=1):
        if theme.named:
            name = clean(theme.name)
        elif _known(theme.name, _words(outgoing, themes_of, theme.id)):
            name = theme.name
        else:
            name = f"Thema {place}"
        taken = {other.casefold() for other in names.values()}
        wanted, again = name, 1
        while name.casefold() in taken:
            again += 1
            name = f"{wanted} ({again})"
        names[theme.id] = name
    return names


def _words(
    outgoing: Sequence[Statement], themes_of: Mapping[int, tuple[int, ...]], theme: int
) -> set[str]:
    return {
        word
        for each in outgoing
        if theme in themes_of.get(each.id, ())
        for word in _WORD.findall(each.public_text.casefold())
    }


def _known(phrase: str, words: set[str]) -> bool:
    return all(word in words for word in _WORD.findall(phrase.casefold()))


def _rows(
    outgoing: Sequence[Statement],
    themes_of: Mapping[int, tuple[int, ...]],
    names: Mapping[int, str],
    rules: Rules,
    chance: random.Random,
) -> list[PublicStatement]:
    """Shuffled and numbered anew. Sorted first: nothing of the order of coming in is left."""
    rows = [
        PublicStatement(
            number=0,
            themes=tuple(names[theme] for theme in themes_of.get(each.id, ()) if theme in names),
            aspect=ASPECTS[Aspect(each.aspect)] if each.aspect else None,
            part=each.part or None,
            text=each.public_text,
            id=each.id,
        )
        for each in outgoing
    ]
    parts = shown_parts([(set(row.themes), row.part) for row in rows], rules)
    rows = [replace(row, part=part) for row, part in zip(rows, parts, strict=True)]
    aspects = shown_aspects([(set(row.themes), row.part, row.aspect) for row in rows], rules)
    rows = [replace(row, aspect=aspect) for row, aspect in zip(rows, aspects, strict=True)]
    rows.sort(key=lambda row: (row.text, row.themes, row.aspect or "", row.part or ""))
    chance.shuffle(rows)
    return [replace(row, number=number) for number, row in enumerate(rows, start=1)]


def _themes(
    kept: Sequence[Theme],
    names: Mapping[int, str],
    rows: Sequence[PublicStatement],
    collected: Sequence[Statement],
    themes_of: Mapping[int, tuple[int, ...]],
    rules: Rules,
    central: Mapping[int, str | None],
    earlier: ToldBefore,
) -> tuple[list[PublicTheme], list[Withheld]]:
    all_in = Counter(
        theme
        for each in collected
        if each.state == "approved"
        for theme in themes_of.get(each.id, ())
    )
    outgoing = [each for each in collected if each.publishable]
    public, phrases_gone = [], 0
    for theme in kept:
        name = names[theme.id]
        aspects = Counter(row.aspect for row in rows if name in row.themes)
        words = _words(outgoing, themes_of, theme.id)
        phrases = tuple(phrase for phrase in theme.key_phrases if _known(phrase, words))
        phrases_gone += len(theme.key_phrases) - len(phrases)
        number = all_in[theme.id]
        public.append(
            PublicTheme(
                name=name,
                status="vastgesteld" if theme.state == "accepted" else "voorstel",
                central_statement=central[theme.id],
                statements=aspects.total(),
                content=aspects[ASPECTS[Aspect.CONTENT]],
                process=aspects[ASPECTS[Aspect.PROCESS]],
                collected=retold(number, rules.part_size, rules, earlier.collected, name),
                key_phrases=phrases,
            )
        )
    withheld = []
    missing = sum(1 for theme in kept if theme.central_statement and not central[theme.id])
    if missing:
        why = "De kernuitspraak is een uitspraak die niet woordelijk openbaar mag."
        withheld.append(Withheld("Kernuitspraken", why, told(missing, rules)))
    if phrases_gone:
        why = "Ze komen alleen voor in uitspraken die niet openbaar mogen."
        withheld.append(Withheld("Kenmerkende woorden", why, told(phrases_gone, rules)))
    return public, withheld


def _central_statements(
    kept: Sequence[Theme],
    collected: Sequence[Statement],
    gone: Sequence[str],
    clean: Callable[[str], str],
) -> dict[int, str | None]:
    plain = [plain_words(each.text) for each in collected]
    return {theme.id: _central_statement(theme, collected, plain, gone, clean) for theme in kept}


def _central_statement(
    theme: Theme,
    collected: Sequence[Statement],
    plain: Sequence[str],
    gone: Sequence[str],
    clean: Callable[[str], str],
) -> str | None:
    """A publishable statement in its public words, or a sentence of the facilitator's own.

    An own sentence that repeats somebody's statement is that statement, and follows its rules.

    :param plain: the words of each collected statement
    :param gone: words that were somebody's, until they were changed
    """
    if theme.central_statement_id is not None:
        chosen = [each for each in collected if each.id == theme.central_statement_id]
        return chosen[0].public_text if chosen and chosen[0].publishable else None
    own = plain_words(theme.central_statement)
    if not own:
        return None
    pairs = list(zip(collected, plain, strict=True))
    same = [each for each, words in pairs if words == own]
    for each in same:
        if each.publishable:
            return each.public_text
    private = [words for each, words in pairs if not each.publishable]
    copied = any(
        words == own or (len(words) > _TOO_SHORT_TO_COPY and words in own)
        for words in (*private, *gone)
    )
    return None if copied else clean(theme.central_statement)


def plain_words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
