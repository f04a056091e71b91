"""A wrap-up beside those of earlier years: turnout, evaluation, yields. No small group is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from analysis.report_parts import YearsPart, YearsQuestion
from collector.question_changes import LabelChanges
from collector.years import Change, Compared, Scale, Year, compare


def years_part(connection: sqlite3.Connection, programme: int, group_size: int) -> YearsPart | None:
    """None for a programme that repeats no other one."""
    found = compare(connection, programme, up_to_here=True)
    if len(found.years) == 1:
        return None
    names = found.names
    return YearsPart(
        years=names,
        turnout=tuple(
            (name, _people(year, group_size), _at_least(year.partnerships, group_size))
            for name, year in zip(names, found.years, strict=True)
        ),
        questions=tuple(
            question for one in found.questions for question in _questions(one, names, group_size)
        ),
        themes=tuple((theme, counts) for theme, counts in found.themes if theme),
    )


def _people(year: Year, group_size: int) -> str:
    return " • ".join(_at_least(one.room, group_size) for one in year.meetings) or "geen"


def _at_least(count: int, group_size: int) -> str:
    """A number that singles nobody out; none at all is told as such."""
    return str(count) if not 0 < count < group_size else f"minder dan {group_size}"


def _questions(
    compared: Compared, names: tuple[str, ...], group_size: int
) -> Iterator[YearsQuestion]:
    """One for each scale; what was asked in one year only is left out."""
    asked = {one.year for scale in compared.scales for axis in scale.axes for one in axis.years}
    if len(asked) < 2:
        return
    changed = tuple(_told(one, names) for one in compared.changes)
    for scale in compared.scales:
        rows = tuple(_rows(scale, compared.label, names, group_size))
        if scale.options and any(numbers for _label, numbers in rows):
            options = tuple(option.label for option in scale.options)
            yield YearsQuestion(compared.label, options, rows, changed)
            changed = ()


def _rows(
    scale: Scale, label: str, names: tuple[str, ...], group_size: int
) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    for axis in scale.axes:
        of_row = axis.question.label if axis.question.label != label and len(scale.axes) > 1 else ""
        for one in axis.years:
            numbers = tuple(count.n for count in one.tally.counts)
            told = numbers if one.tally.base >= group_size else None
            yield f"{of_row} – {names[one.year]}" if of_row else names[one.year], told


def _told(changed: Change, names: tuple[str, ...]) -> str:
    """What was asked otherwise, in one sentence."""
    one = changed.change
    told = ["de vraag is anders verwoord"] if one.reworded else []
    told += ["het is een andere soort vraag"] if one.kind_changed else []
    told += [*_labels("keuze", one.options), *_labels("regel", one.rows)]
    told += ["de grenzen zijn anders"] if one.limits_changed else []
    before, after = names[changed.before], names[changed.after]
    return f"In {after} anders gevraagd dan in {before}: {'; '.join(told)}."


def _labels(what: str, changed: LabelChanges) -> Iterator[str]:
    if changed.added:
        yield f"{what} erbij: {', '.join(changed.added)}"
    if changed.removed:
        yield f"{what} vervallen: {', '.join(changed.removed)}"
    for before, after in changed.renamed:
        yield f"{what} “{before}” heet nu “{after}”"
    if changed.moved:
        yield f"andere volgorde ({what})"
