"""Cells of a table → the answer to a closed or open question, as it is stored.

An option may stand there by its key, its label or its number in the list; yes and no also as true
and false. What is none of these is a problem of that cell, and nothing is guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.exchange.sheets import Value, text_of
from collector.records import Option, Question, QuestionKind
from collector.wording import Wording

_YES = ("ja", "j", "y", "yes", "1", "x", "waar", "true")
_NO = ("nee", "n", "no", "0", "onwaar", "false")
_SEPARATOR = re.compile(r"\s*[|;\n]\s*")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


class NoAnswer(Exception):
    """A cell that is no answer to its question; says why."""

    def __init__(self, what: Wording, remedy: Wording) -> None:
        super().__init__(str(what))
        self.what, self.remedy = what, remedy


def answer(question: Question, cells: Mapping[str, Value]) -> Any:
    """The stored value, or None when all cells are empty.

    :param cells: part of the question → cell; the part "" is the whole answer in one cell.
    :raise NoAnswer: a cell holds something else.
    """
    filled = {part: cell for part, cell in cells.items() if text_of(cell).strip()}
    if not filled:
        return None
    if question.kind is QuestionKind.MATRIX:
        return {part: option(question.options, cell) for part, cell in filled.items()}
    if question.kind is QuestionKind.CHOICES:
        return _choices(question, filled)
    if question.kind is QuestionKind.RANKING:
        return _ranking(question, filled)
    cell = filled[""]
    if question.kind in (QuestionKind.CHOICE, QuestionKind.SCALE):
        return option(question.options, cell)
    if question.kind is QuestionKind.NUMBER:
        return _number(question, cell)
    return _text(question, text_of(cell).strip())


def option(options: Sequence[Option], cell: Value) -> str:
    """:raise NoAnswer: it is none of these options."""
    text = " ".join(text_of(cell).split()).casefold()
    for one in options:
        if text in (one.key.casefold(), " ".join(one.label.split()).casefold()):
            return one.key
    if text.isdecimal() and text.isascii() and 1 <= int(text) <= len(options):
        return options[int(text) - 1].key
    raise NoAnswer(
        Wording("“%(value)s” is geen keuze bij deze vraag.", value=text_of(cell)[:60]),
        Wording("Kies uit: %(options)s", options=", ".join(one.label for one in options)[:300]),
    )


def _choices(question: Question, cells: Mapping[str, Value]) -> list[str]:
    if "" in cells:
        named = [part for part in _SEPARATOR.split(text_of(cells[""]).strip()) if part]
        found = {option(question.options, part) for part in named}
    else:
        found = {part for part, cell in cells.items() if _ticked(cell)}
    return [one.key for one in question.options if one.key in found]


def _ticked(cell: Value) -> bool:
    """:raise NoAnswer: neither yes nor no."""
    text = text_of(cell).strip().casefold()
    if text not in (*_YES, *_NO):
        raise NoAnswer(
            Wording("“%(value)s” is geen ja of nee.", value=text[:60]),
            Wording("Zet er ja of nee neer, of laat de cel leeg."),
        )
    return text in _YES


def _ranking(question: Question, cells: Mapping[str, Value]) -> list[str]:
    if "" in cells:
        named = [part for part in _SEPARATOR.split(text_of(cells[""]).strip()) if part]
        found = [option(question.options, part) for part in named]
    else:
        found = [option(question.options, cells[part]) for part in sorted(cells, key=int)]
    if len(set(found)) < len(found):
        raise NoAnswer(
            Wording("In deze volgorde staat een keuze twee keer."),
            Wording("Laat elke keuze één keer voorkomen."),
        )
    return found


def _number(question: Question, cell: Value) -> int | float:
    text = text_of(cell).strip()
    if not _NUMBER.fullmatch(text):
        raise NoAnswer(
            Wording("“%(value)s” is geen getal.", value=text[:60]),
            Wording("Zet er alleen een getal neer, zoals 12 of 2,5."),
        )
    number = float(text.replace(",", "."))
    too_small = question.minimum is not None and number < question.minimum
    too_large = question.maximum is not None and number > question.maximum
    if too_small or too_large or not math.isfinite(number):
        raise NoAnswer(
            Wording("%(value)s past niet bij deze vraag.", value=text[:60]),
            Wording(
                "Het getal moet liggen tussen %(low)s en %(high)s.",
                low="–" if question.minimum is None else f"{question.minimum:g}",
                high="–" if question.maximum is None else f"{question.maximum:g}",
            ),
        )
    return int(number) if number.is_integer() else number


def _text(question: Question, text: str) -> str:
    if len(text) > question.max_length:
        raise NoAnswer(
            Wording("Deze tekst heeft %(n)s tekens.", n=len(text)),
            Wording("Maak hem korter: er passen %(most)s tekens.", most=question.max_length),
        )
    return text
