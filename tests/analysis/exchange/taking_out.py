"""What the tests of exports share: a table of any texts, and how others read what was written."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
from hypothesis import strategies
from lxml import etree
from openpyxl.utils.escape import unescape

from analysis.exchange.building import build, with_themes
from analysis.exchange.columns import IN_THEMES, STATEMENTS, THEMES
from analysis.exchange.refi_qda import CODEBOOK, PROJECT
from analysis.exchange.tables import Mark, TakeOut

MOMENT = datetime(2026, 10, 1, tzinfo=UTC)
MARK = Mark("gespreksleider@example.org", "2026-11-22")
HARD = (
    "=1+1", "+31 6 12345678", "-2 graden", "@iedereen", "\tmet een tab", "\rmet een terugloop",
    "＝1+1", "'=1+1", "''=1", "'gewoon een apostrof", "é ë ï ü ĳ ñ ß €", "e\u0301 los accent",
    'aanhaling "dubbel" en ‘enkel’', "puntkomma; komma, streep | tab\tregel\nen nog een",
    "regel\r\nen nog een", "👩🏽‍🏫 met 🇳🇱 en 𝕏", "_x0041_ en _x000D_", "<b>&amp;</b> ]]>",
    "a" * 1000, "𝕏" * 1000, "0012", "1e5", "TRUE", "12-03-2026", "NaN", "#N/A", "http://voorbeeld.nl",
    "\u200bnul breed\u200d", "regel\u2028scheiding", "\u202eomgekeerd",
)  # fmt: skip
"""Texts that one program or another mistakes for something else."""

_CONTROL = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
texts = strategies.one_of(
    strategies.sampled_from(HARD),
    strategies.text(
        strategies.characters(exclude_categories=("Cs",), exclude_characters=_CONTROL),
        min_size=1,
        max_size=1000,
    ).filter(lambda text: text == text.strip() and text != ""),
)
"""What the collector can hold: no control characters but tab and line ends, no space around it."""


def said(
    words: Sequence[str], themes: Sequence[Sequence[str]] = (), mark: Mark | None = MARK
) -> TakeOut:
    """An export of these statements, each in the themes at its place."""
    themes = [*themes, *([()] * (len(words) - len(themes)))]
    names = list(dict.fromkeys(name for held in themes for name in held))
    rows = [
        (number, text, " | ".join(held) or None, "inhoud" if number % 2 else None, "Noord")
        for number, (text, held) in enumerate(zip(words, themes, strict=True), start=1)
    ]
    table = build(STATEMENTS, ("nummer", "uitspraak", "thema", "aspect", "landsdeel"), rows)
    of = dict(enumerate(themes, start=1))
    first = {number: held[0] for number, held in of.items() if held}
    pairs = [(number, name) for number, held in of.items() for name in held]
    listed = [(name, place, None, None) for place, name in enumerate(names, start=1)]
    headings = ("thema", "volgorde", "kernuitspraak", "kenmerkende_woorden")
    return TakeOut(
        "traject",
        "Het traject: 'zo' & <zo>",
        (
            with_themes(table, names, of, first),
            build(IN_THEMES, ("nummer", "thema"), pairs),
            build(THEMES, headings, listed),
        ),
        (("Traject", "Het traject"), ("Let op", "=gevaar")),
        mark,
    )


def csv_rows(content: bytes, delimiter: str = ";") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet(path: Path, title: str = "Uitspraken") -> list[tuple[Any, ...]]:
    """All rows of a sheet; openpyxl leaves it to the reader to undo the escapes of ECMA-376."""
    rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [
        tuple(unescape(cell) if isinstance(cell, str) else cell for cell in row) for row in rows
    ]


def sav(path: Path) -> tuple[list[dict[str, Any]], Any]:
    frame, meta = pyreadstat.read_sav(str(path), user_missing=True)
    return frame.to_dict("records"), meta


def project(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


def coded_texts(path: Path) -> list[tuple[str, list[str]]]:
    """Each selection of a project: its words by its positions, and the names of its codes."""
    root = project(path)
    name = {"q": PROJECT}
    codes = {code.get("guid"): code.get("name") for code in root.iterfind(".//q:Code", name)}
    found = []
    with zipfile.ZipFile(path) as archive:
        for source in root.iterfind(".//q:TextSource", name):
            where = str(source.get("plainTextPath")).replace("internal://", "sources/")
            text = archive.read(where).decode()
            selections = source.findall("q:PlainTextSelection", name)
            if not selections:
                found.append((text, []))
            for one in selections:
                start, end = int(one.get("startPosition")), int(one.get("endPosition"))
                refs = one.iterfind("q:Coding/q:CodeRef", name)
                found.append((text[start:end], [codes[ref.get("targetGUID")] for ref in refs]))
    return found


def codebook_codes(path: Path) -> list[tuple[str | None, str]]:
    """Each code of a codebook with the name of the code above it."""
    root = etree.parse(str(path)).getroot()
    return [
        (code.getparent().get("name"), code.get("name"))
        for code in root.iter(f"{{{CODEBOOK}}}Code")
    ]
