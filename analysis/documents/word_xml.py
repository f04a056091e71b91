"""Pieces of WordprocessingML (ECMA-376, part 1, 17): runs, links, fields, bookmarks, rows.

Built with lxml itself: of ten thousand statements, that takes a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import count

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element as Element

from analysis.documents.characters import visible

_LINES = re.compile(r"\r\n|\r|\n")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_name = cache(qn)


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """A `w:` element at the end of `parent`; attributes are `w:` as well."""
    element = etree.SubElement(parent, _name(f"w:{tag}"))
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    if text is not None:
        element.text = text
    return element


def new(tag: str) -> Element:
    """One that stands nowhere yet."""
    return etree.Element(_name(f"w:{tag}"))


class Writer:
    """Writes into the body of one document. `styles`: name, in lower case → id."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        self.styles = styles
        self._bookmarks = count(1)

    def paragraph(self, parent: Element, style: str) -> Element:
        found = add(parent, "p")
        add(add(found, "pPr"), "pStyle", val=self.styles[style.casefold()])
        return found

    def run(self, paragraph: Element, text: str, style: str = "") -> Element:
        """Text as it is: line ends become line breaks, tabs stay tabs."""
        run = add(paragraph, "r")
        if style:
            add(add(run, "rPr"), "rStyle", val=self.styles[style.casefold()])
        for number, line in enumerate(_LINES.split(visible(text))):
            if number:
                add(run, "br")
            for place, words in enumerate(line.split("\t")):
                if place:
                    add(run, "tab")
                if words:
                    add(run, "t", words).set(_SPACE, "preserve")
        return run

    def link(self, paragraph: Element, text: str, to: str, style: str = "Hyperlink") -> None:
        """To a bookmark in this document."""
        self.run(add(paragraph, "hyperlink", anchor=to, history="1"), text, style)

    def field(self, paragraph: Element, instruction: str, shown: str, style: str = "") -> None:
        """A field with what it shows until Word works it out anew."""
        self.field_char(paragraph, "begin")
        code = add(add(paragraph, "r"), "instrText", f" {instruction} ")
        code.set(_SPACE, "preserve")
        self.field_char(paragraph, "separate")
        self.run(paragraph, shown, style)
        self.field_char(paragraph, "end")

    def field_char(self, paragraph: Element, kind: str) -> None:
        add(add(paragraph, "r"), "fldChar", fldCharType=kind)

    def bookmark(self, paragraph: Element, name: str) -> None:
        """Around nothing, at the end of what is there."""
        number = str(next(self._bookmarks))
        add(paragraph, "bookmarkStart", id=number, name=name)
        add(paragraph, "bookmarkEnd", id=number)

    def table(self, parent: Element, widths: list[int], description: str) -> Element:
        """:param widths: of the columns, in twentieths of a point"""
        table = add(parent, "tbl")
        properties = add(table, "tblPr")
        add(properties, "tblStyle", val=self.styles["wrap-up tabel"])
        add(properties, "tblW", w=str(sum(widths)), type="dxa")
        add(properties, "tblLayout", type="fixed")
        add(properties, "tblLook", val="0420", firstRow="1", noVBand="1")
        add(properties, "tblCaption", val=visible(description))
        grid = add(table, "tblGrid")
        for width in widths:
            add(grid, "gridCol", w=str(width))
        return table

    def row(self, table: Element, widths: list[int], *, head: bool = False) -> list[Element]:
        """A row that stays on one page; its cells, each with an empty place for paragraphs."""
        row = add(table, "tr")
        properties = add(row, "trPr")
        add(properties, "cantSplit")
        if head:
            add(properties, "tblHeader")
        cells = []
        for width in widths:
            cell = add(row, "tc")
            add(add(cell, "tcPr"), "tcW", w=str(width), type="dxa")
            cells.append(cell)
        return cells
