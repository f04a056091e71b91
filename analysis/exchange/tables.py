"""What is taken out of a programme, before any file format: tables of variables and rows.

Every format writes these and nothing else, so what may leave is decided in one place:
`public_tables` for everybody, `identified_tables` for those inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

Cell = str | int | float | None
Row = tuple[Cell, ...]

MORE_THEMES = " | "
"""Between the themes of one statement in one cell."""

DO_NOT_KNOW = -8
NOT_ANSWERED = -9
"""Codes of an answer that is none, outside what a question of a few classes can have."""

MISSING = {DO_NOT_KNOW: "weet ik niet", NOT_ANSWERED: "niet beantwoord"}


class Kind(StrEnum):
    TEXT = "tekst"
    WHOLE = "geheel getal"
    NUMBER = "getal"
    CODED = "klassen"  # a row holds the code; people see the label


@dataclass(frozen=True)
class Variable:
    """One column. `name` is its heading in every format, and a valid name in SPSS and R.

    :param values: of `Kind.CODED`: code → label, in their order
    :param ordered: the classes go from low to high
    :param key: of an answer: questionnaire, question, and option or row, as they are stored
    :param for_statistics: repeats what stands elsewhere, for programs that count; not for a sheet
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    description: str = ""
    values: Mapping[int, str] = field(default_factory=dict)
    ordered: bool = False
    key: tuple[str, ...] = ()
    for_statistics: bool = False

    def shown(self, cell: Cell) -> Cell:
        """As a person reads it: the label of a code, nothing for what was not answered."""
        if self.kind is not Kind.CODED:
            return cell
        return self.values[cell] if isinstance(cell, int) and cell != NOT_ANSWERED else None


@dataclass(frozen=True)
class Table:
    """`name` is that of its file; `title` that of its sheet (at most 31 signs)."""

    name: str
    title: str
    description: str
    variables: tuple[Variable, ...]
    rows: Sequence[Row]

    def for_people(self) -> Table:
        """Without what only repeats, and with labels for codes."""
        kept = [(place, one) for place, one in enumerate(self.variables) if not one.for_statistics]
        rows = [tuple(one.shown(row[place]) for place, one in kept) for row in self.rows]
        return Table(self.name, self.title, self.description, tuple(one for _, one in kept), rows)

    def column(self, name: str) -> int:
        """:raise KeyError: there is no such variable."""
        for place, one in enumerate(self.variables):
            if one.name == name:
                return place
        raise KeyError(name)


@dataclass(frozen=True)
class Mark:
    """Who took out personal data, and on which day (ISO 8601)."""

    by: str
    day: str

    WARNING = "Bevat persoonsgegevens; niet verspreiden."

    @property
    def lines(self) -> tuple[str, ...]:
        return self.WARNING, f"Meegenomen door {self.by} op {self.day}."


@dataclass(frozen=True)
class TakeOut:
    """Everything that goes out of a programme in one go.

    :param about: what it is and under which rules, as pairs of a heading and words
    :param mark: there when it holds personal data
    :param release: the release file that it is, if it is one
    """

    slug: str
    title: str
    tables: tuple[Table, ...]
    about: tuple[tuple[str, str], ...]
    mark: Mark | None = None
    release: Path | None = None

    def table(self, name: str) -> Table:
        """:raise KeyError: it has no such table."""
        return {one.name: one for one in self.tables}[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.tables)


def coded(labels: Sequence[str | None]) -> tuple[dict[int, str], dict[str, int]]:
    """Code → label and label → code of all labels that occur, in order of appearance, from 1."""
    found = dict.fromkeys(label for label in labels if label)
    values = dict(enumerate(found, start=1))
    return values, {label: code for code, label in values.items()}
