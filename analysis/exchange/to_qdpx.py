"""Statements and their themes as a REFI-QDA project, that ATLAS.ti, MAXQDA and NVivo open.

Every statement is a text source of its own, and all of it is one selection with a coding for each
theme and for content or process. That is how those programs read a survey themselves: one document
a contribution, with its attributes as variables of the document. One source a meeting would need
attributes of selections, which the standard does not have; and positions in a long text drift where
a program counts UTF-16 units in the place of code points, which the standard counts.
Participants are cases, where they are known at all.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from analysis.exchange import columns
from analysis.exchange.columns import PLACING, PROPOSED
from analysis.exchange.refi_qda import (
    ORIGIN,
    PROJECT,
    aspect_guid,
    codes,
    guid,
    in_xml,
    statement_guid,
    theme_guid,
)
from analysis.exchange.tables import Cell, Kind, Table, TakeOut, Variable
from analysis.exchange.to_qdc import write_codes
from analysis.exchange.zipping import member, new_zip

_NOT_ATTRIBUTES = frozenset(
    {columns.NUMBER, columns.TEXT, columns.THEME, "aspect", "openbare_tekst", "opgegaan_in"}
)
_OF_PEOPLE = ("regio", "landsdeel", "rol", "rolgroep", "kant", "partnerschap")
_PARTICIPANT = "deelnemer"
COMPUTER = "voorstel van de computer"
"""The user of codings that nobody confirmed."""


def write(take_out: TakeOut, path: Path, moment: datetime) -> None:
    """The project.

    :param moment: when it says that it was made; no finer than may be told.
    """
    project = _Project(take_out, moment)
    with new_zip(path) as archive:
        with member(archive, "project.qde") as file, etree.xmlfile(file, encoding="utf-8") as xml:
            xml.write_declaration(standalone=True)
            project.write(xml)
        project.write_texts(archive)


@dataclass(frozen=True)
class _Said:
    """One statement as a source: what is shown of it, and what it is called."""

    guid: str
    row: tuple[Cell, ...]


class _Project:
    def __init__(self, take_out: TakeOut, moment: datetime) -> None:
        self.take_out = take_out
        self.moment = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        self.table: Table = take_out.table(columns.STATEMENTS).for_people()
        self.at = {one.name: place for place, one in enumerate(self.table.variables)}
        self.user = guid(take_out.slug, "gebruiker", take_out.mark.by if take_out.mark else "")
        self.computer = guid("gebruiker", COMPUTER)
        self.themes_of = _themes_of(take_out)
        self.variables = tuple(
            one
            for place, one in enumerate(self.table.variables)
            if one.name not in _NOT_ATTRIBUTES and any(row[place] for row in self.table.rows)
        )

    def said(self) -> Iterator[_Said]:
        times: Counter[str] = Counter()
        for row in self.table.rows:
            text = str(row[self.at[columns.TEXT]])
            yield _Said(statement_guid(self.take_out.slug, text, times[text]), row)
            times[text] += 1

    def write(self, xml: Any) -> None:
        """Element by element, in the order of the schema, so that it is never whole in memory."""
        mark = self.take_out.mark
        attributes = {
            "name": in_xml(f"{self.take_out.title}{f' ({mark.WARNING})' if mark else ''}"),
            "origin": ORIGIN,
            "creatingUserGUID": self.user,
            "creationDateTime": self.moment,
        }
        with xml.element(_name("Project"), attributes, nsmap={None: PROJECT}):
            with xml.element(_name("Users")):
                name = mark.by if mark else ORIGIN
                xml.write(_make("User", guid=self.user, name=in_xml(name)))
                if PLACING in self.at:
                    xml.write(_make("User", guid=self.computer, name=COMPUTER))
            with xml.element(_name("CodeBook")):
                write_codes(xml, PROJECT, codes(self.take_out))
            if self.variables:
                with xml.element(_name("Variables")):
                    for one in self.variables:
                        xml.write(_variable(one))
            self._cases(xml)
            if self.table.rows:
                with xml.element(_name("Sources")):
                    for said in self.said():
                        xml.write(self._source(said))
            about = _make("Description")
            about.text = in_xml(
                "\n".join(f"{heading}: {text}" for heading, text in self.take_out.about)
            )
            xml.write(about)

    def _cases(self, xml: Any) -> None:
        """Each participant, with what is known of him or her and what he or she said."""
        if _PARTICIPANT not in self.at:
            return
        of: dict[int, list[_Said]] = {}
        for said in self.said():
            number = said.row[self.at[_PARTICIPANT]]
            if isinstance(number, int):
                of.setdefault(number, []).append(said)
        if not of:
            return
        with xml.element(_name("Cases")):
            for number in sorted(of):
                name = f"deelnemer {number}"
                case = _make("Case", guid=guid(self.take_out.slug, name), name=name)
                for one in self.variables:
                    if one.name in _OF_PEOPLE:
                        _value(case, one, of[number][0].row[self.at[one.name]])
                for said in of[number]:
                    case.append(_make("SourceRef", targetGUID=said.guid))
                xml.write(case)

    def _source(self, said: _Said) -> etree._Element:
        number = said.row[self.at[columns.NUMBER]]
        text = str(said.row[self.at[columns.TEXT]])
        name = f"uitspraak {number:05d}"
        source = _make(
            "TextSource",
            guid=said.guid,
            name=name,
            plainTextPath=f"internal://{said.guid}.txt",
            creatingUser=self.user,
            creationDateTime=self.moment,
        )
        coded = [*self._codes(said.row, int(number or 0))]
        if coded:
            selection = _make(
                "PlainTextSelection",
                guid=guid(said.guid, "alles"),
                name=name,
                startPosition="0",
                endPosition=str(len(text)),
                creatingUser=self.user,
                creationDateTime=self.moment,
            )
            for code, user in coded:
                coding = _make("Coding", guid=guid(said.guid, code), creatingUser=user)
                coding.append(_make("CodeRef", targetGUID=code))
                selection.append(coding)
            source.append(selection)
        for one in self.variables:
            _value(source, one, said.row[self.at[one.name]])
        return source

    def _codes(self, row: tuple[Cell, ...], number: int) -> Iterator[tuple[str, str]]:
        """Each code, and who gave it: a person, or the computer that proposed it."""
        proposed = PLACING in self.at and row[self.at[PLACING]] == PROPOSED
        for theme in self.themes_of.get(number, ()):
            yield theme_guid(self.take_out.slug, theme), self.computer if proposed else self.user
        if aspect := row[self.at["aspect"]]:
            yield aspect_guid(str(aspect)), self.user

    def write_texts(self, archive: zipfile.ZipFile) -> None:
        for said in self.said():
            with member(archive, f"sources/{said.guid}.txt") as file:
                file.write(str(said.row[self.at[columns.TEXT]]).encode())


def _themes_of(take_out: TakeOut) -> Mapping[int, list[str]]:
    if columns.IN_THEMES not in take_out.names:
        return {}
    found: dict[int, list[str]] = {}
    for number, theme in take_out.table(columns.IN_THEMES).rows:
        found.setdefault(int(number or 0), []).append(str(theme))
    return found


def _variable(one: Variable) -> etree._Element:
    whole = one.kind is Kind.WHOLE
    element = _make(
        "Variable",
        guid=guid("variabele", one.name),
        name=one.name,
        typeOfVariable="Integer" if whole else "Text",
    )
    description = etree.SubElement(element, _name("Description"))
    description.text = one.description or one.label
    return element


def _value(parent: etree._Element, one: Variable, cell: Cell) -> None:
    if cell is None:
        return
    value = etree.SubElement(parent, _name("VariableValue"))
    value.append(_make("VariableRef", targetGUID=guid("variabele", one.name)))
    kind = "IntegerValue" if one.kind is Kind.WHOLE else "TextValue"
    etree.SubElement(value, _name(kind)).text = in_xml(str(cell))


def _make(element: str, /, **attributes: str) -> etree._Element:
    return etree.Element(_name(element), attributes, nsmap={None: PROJECT})


@cache
def _name(name: str) -> etree.QName:
    return etree.QName(PROJECT, name)
