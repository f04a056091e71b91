"""Rows with words → a table with coded columns, its names and explanations from `columns`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from analysis.exchange import columns
from analysis.exchange.tables import Cell, Kind, Row, Table, Variable, coded

Labels = Mapping[str, Sequence[str | None]]
NO_ORDER: Labels = MappingProxyType({})


def build(
    name: str, headings: Sequence[str], rows: Iterable[Row], classes: Labels = NO_ORDER
) -> Table:
    """A table of an export.

    :param headings: names of its columns, each described in `columns`
    :param rows: a cell of a coded column holds the label
    :param classes: column → its labels in their order; else in the order in which they occur
    """
    variables = [columns.variable(heading) for heading in headings]
    table = [list(row) for row in rows]
    for place, one in enumerate(variables):
        if one.kind is Kind.CODED:
            variables[place] = _code(one, place, table, classes.get(one.name, ()))
    title, description = columns.TITLES[name]
    return Table(name, title, description, tuple(variables), [tuple(row) for row in table])


def _code(
    variable: Variable, place: int, rows: Sequence[list[Cell]], order: Sequence[str | None]
) -> Variable:
    """Puts codes in the place of labels."""
    there = [str(row[place]) if row[place] else None for row in rows]
    values, code_of = coded([*order, *there])
    for row, label in zip(rows, there, strict=True):
        row[place] = code_of[label] if label else None
    return columns.variable(variable.name, values=values)


def with_themes(
    table: Table,
    themes: Sequence[str],
    of: Mapping[int, Sequence[str]],
    first_of: Mapping[int, str],
) -> Table:
    """Statements with, for programs that count: the first theme, and yes or no for each theme.

    :param of: number of a statement → its themes
    :param first_of: number of a statement → its first theme, where that may be told
    """
    number = table.column(columns.NUMBER)
    values, code_of = coded(themes)
    first = columns.variable("eerste_thema", values=values, for_statistics=True)
    each = [
        Variable(
            f"thema_{place}",
            f"thema: {theme}",
            Kind.CODED,
            "Of de uitspraak bij dit thema hoort.",
            {0: "nee", 1: "ja"},
            for_statistics=True,
        )
        for place, theme in values.items()
    ]
    rows: list[Row] = []
    for row in table.rows:
        statement = int(row[number] or 0)
        held, one = of.get(statement, ()), first_of.get(statement)
        marks = (int(theme in held) for theme in values.values())
        rows.append((*row, code_of[one] if one else None, *marks))
    return Table(table.name, table.title, table.description, (*table.variables, first, *each), rows)


def codebook(tables: Iterable[Table]) -> Table:
    """Every variable of every table that people see."""
    rows: list[Row] = []
    for table in tables:
        for one in table.variables:
            if one.for_statistics:
                continue
            values = "; ".join(f"{code} = {label}" for code, label in one.values.items())
            key = [*one.key, "", "", ""][:3]
            rows.append(
                (table.name, one.name, one.label, one.kind.value, values, one.description, *key)
            )
    title, description = columns.TITLES[columns.CODEBOOK]
    headings = (
        ("tabel", "tabel", "Naam van de tabel."),
        ("variabele", "variabele", "Naam van de kolom."),
        ("betekenis", "betekenis", "Wat er staat."),
        ("soort", "soort", "Tekst, getal, geheel getal of klassen."),
        ("klassen", "klassen", "De klassen met hun code in SPSS."),
        ("uitleg", "uitleg", "Uitleg."),
        ("sleutel_vragenlijst", "vragenlijst", "Waar een antwoord bij hoort."),
        ("sleutel_vraag", "vraag", "De vraag waar een antwoord bij hoort."),
        ("sleutel_keuze", "keuze", "De keuze of rij waar een antwoord bij hoort."),
    )
    variables = tuple(Variable(name, label, description=why) for name, label, why in headings)
    return Table(columns.CODEBOOK, title, description, variables, rows)


def about(pairs: Sequence[tuple[str, str]]) -> Table:
    title, description = columns.TITLES[columns.ABOUT]
    variables = (
        Variable("onderwerp", "onderwerp", description="Waarover."),
        Variable("tekst", "tekst", description="Wat erover te zeggen is."),
    )
    return Table(columns.ABOUT, title, description, variables, list(pairs))
