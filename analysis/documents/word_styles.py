"""The look of a Word document: our own styles, or those of a template that an organisation has.

A template is any .docx: its styles, paper, header, footer and colours are used, its text is not.
What it has no style for, gets ours.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.numbering import CT_Numbering
from docx.parts.numbering import NumberingPart
from lxml import etree
from lxml.etree import _Element as Element

from analysis.documents.outside_parts import without_outside
from collector.errors import Refused

STYLES = Path(__file__).parent / "templates" / "word_styles.xml"
LARGEST_TEMPLATE = 30_000_000
LARGEST_UNPACKED = 300_000_000  # bytes
ACCENTS = ("0D4F5C", "7B3F61", "8A8577", "A8480C", "C9C2B2", "F3B33D")
"""Our six colours of a theme: content, process, other, disagree, passed, and one to mark with."""

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BULLETS = {"NUM-PLAIN": "8A8577", "NUM-CONTENT": ACCENTS[0], "NUM-PROCESS": ACCENTS[1]}
_SIGNS = ("•", "–", "•")
_NAMES = {
    "Normal": "normal",
    "ListBullet": "list bullet",
    "Heading3": "heading 3",
    "Title": "title",
}
"""The styles that ours build on: our id → name, in lower case."""


@dataclass(frozen=True)
class Look:
    """An empty document with every style in it.

    `styles`: name, in lower case → id. `accents`: six colours, RRGGBB. `own`: not of a template.
    """

    document: WordDocument
    styles: Mapping[str, str]
    accents: tuple[str, ...]
    own: bool


def look(template: Path | None, *, compact: bool = False) -> Look:
    """:param compact: our own look, smaller, for a wrap-up on two pages
    :param template: a .docx of an organisation; None, or not there: our own look
    :raise Refused: it cannot be used; says why, in Dutch.
    """
    if template is None or not template.exists():
        document = docx.Document()
        _set_up(document)
        found = _complete(document, ACCENTS, own=True)
        if compact:
            _tighten(document)
        return found
    document = _opened(template)
    _empty(document)
    without_outside(document.part.package, template.name)
    return _complete(document, _accents(document) or ACCENTS, own=False)


def _opened(template: Path) -> WordDocument:
    name = template.name
    try:
        if template.stat().st_size > LARGEST_TEMPLATE or _unpacked(template) > LARGEST_UNPACKED:
            raise Refused(
                "De huisstijl in %(file)s is te groot. Haal er grote plaatjes uit.", file=name
            )
        document = docx.Document(str(template))
        _ = document.styles, document.sections[0], document.element.body
    except OSError as error:
        raise Refused(
            "De huisstijl in %(file)s kan niet worden gelezen. Zet het bestand opnieuw neer.",
            file=name,
        ) from error
    except _NO_DOCUMENT as error:
        raise Refused(
            "De huisstijl in %(file)s is geen Word-document. Sla in Word een document met uw"
            " huisstijl op als .docx en zet dat daar neer, of haal het bestand weg.",
            file=name,
        ) from error
    return document


_NO_DOCUMENT = (
    *(PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.LxmlError),
    *(KeyError, IndexError, ValueError, AttributeError, NotImplementedError),
)
"""What python-docx raises for files of other kinds, and for those that are broken."""


def _unpacked(template: Path) -> int:
    with zipfile.ZipFile(template) as archive:
        return sum(each.file_size for each in archive.infolist())


def _empty(document: WordDocument) -> None:
    """Only paper, head and foot stay: no words, and no picture or comment that was with them."""
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    here = {value for element in body.iter() for value in element.attrib.values()}
    rels = document.part.rels
    for identifier in list(rels):
        kind = rels[identifier].reltype.rpartition("/")[2]
        if identifier not in here and kind not in _KEPT:
            del rels[identifier]


_KEPT = frozenset(
    {"styles", "numbering", "settings", "webSettings", "fontTable", "theme"}
    | {"footnotes", "endnotes", "stylesWithEffects"}
)
"""What a document refers to without saying where."""


def _complete(document: WordDocument, accents: tuple[str, ...], *, own: bool) -> Look:
    """Every style that is not there yet, from ours; of our own look, all of them."""
    _drop_picture(document)
    there = document.styles.element
    ours = etree.parse(str(STYLES)).getroot()
    names = _ids(there)
    own_bullets = own or "list bullet" not in names
    numbers = _bullets(document) if own_bullets else {}
    for style in ours.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val"))
        if name.casefold() not in names:
            there.append(_placed(style, numbers, names))
    return Look(document, _ids(there), accents, own)


def _drop_picture(document: WordDocument) -> None:
    """The small picture of its first page, as it was before."""
    rels = document.part.package.rels
    for identifier in [each for each in rels if rels[each].reltype.endswith("/thumbnail")]:
        del rels[identifier]


def _ids(styles: Element) -> dict[str, str]:
    return {
        style.find(qn("w:name")).get(qn("w:val")).casefold(): style.get(qn("w:styleId"))
        for style in styles.findall(qn("w:style"))
        if style.find(qn("w:name")) is not None
    }


def _placed(style: Element, numbers: Mapping[str, str], names: Mapping[str, str]) -> Element:
    """A copy, with the lists of this document; without any, it takes that of List Bullet.

    :param names: styles of the document, that ours builds on under the name they have there
    """
    copy = parse_xml(etree.tostring(style))
    for reference in (*copy.findall(qn("w:basedOn")), *copy.findall(qn("w:next"))):
        name = _NAMES.get(reference.get(qn("w:val")), "")
        reference.set(qn("w:val"), names.get(name, reference.get(qn("w:val"))))
    for properties in copy.iter(qn("w:numPr")):
        number = properties.find(qn("w:numId"))
        if number.get(qn("w:val")) in numbers:
            number.set(qn("w:val"), numbers[number.get(qn("w:val"))])
        else:
            properties.getparent().remove(properties)
    return copy


def _bullets(document: WordDocument) -> dict[str, str]:
    """Lists with a bullet of our own, added to the document: placeholder → number."""
    numbering = _numbering(document)
    used = [int(each.get(qn("w:abstractNumId"))) for each in numbering.findall(qn("w:abstractNum"))]
    first = max([*used, 0]) + 1
    found = {}
    for identifier, (name, color) in enumerate(_BULLETS.items(), start=first):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
            f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{340 * (level + 1)}" w:hanging="340"/></w:pPr>'
            f'<w:rPr><w:b/><w:color w:val="{color}"/></w:rPr></w:lvl>'
            for level, sign in enumerate(_SIGNS)
        )
        abstract = parse_xml(
            f'<w:abstractNum xmlns:w="{_W}" w:abstractNumId="{identifier}">'
            f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        )
        numbers = numbering.find(qn("w:num"))
        if numbers is None:
            numbering.append(abstract)
        else:
            numbers.addprevious(abstract)
        found[name] = str(numbering.add_num(identifier).numId)
    return found


def _numbering(document: WordDocument) -> CT_Numbering:
    """The lists of a document; a template may have none."""
    part = document.part
    if not any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in part.rels.values()):
        empty = f'<w:numbering xmlns:w="{_W}"/>'.encode()
        name = PackURI("/word/numbering.xml")
        made = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, empty, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element


def _accents(document: WordDocument) -> tuple[str, ...] | None:
    """The six accent colours of the theme of a template; None where it does not tell them."""
    for part in document.part.package.iter_parts():
        if str(part.content_type).endswith("theme+xml"):
            text = part.blob.decode("utf-8", "replace")
            found = re.findall(
                r"<a:accent[1-6]>\s*<a:srgbClr val=\"([0-9A-Fa-f]{6})\"", text, re.DOTALL
            )
            return tuple(each.upper() for each in found) if len(found) == len(ACCENTS) else None
    return None


_COMPACT = {
    "Normal": (19, {"after": "80", "line": "259"}),
    "Title": (38, {"before": "0", "after": "140"}),
    "Subtitle": (20, {"after": "30"}),
    "Heading1": (25, {"before": "200", "after": "80"}),
    "Heading2": (20, {"before": "130", "after": "50"}),
    "Quote": (20, {"before": "60", "after": "110", "line": "252"}),
    "Caption": (18, {"before": "60", "after": "40"}),
    "WrapupNote": (18, {}),
    "WrapupKind": (20, {}),
    "WrapupNotice": (19, {"before": "100", "after": "100"}),
    "WrapupFact": (19, {"after": "30", "line": "252"}),
    "WrapupFigure": (19, {"after": "40"}),
    "WrapupStatement": (19, {"after": "60"}),
}
"""Style → size in half points, and distances, where they differ on two pages."""


def _tighten(document: WordDocument) -> None:
    section = document.sections[0]
    section.left_margin = section.right_margin = docx.shared.Cm(2.1)
    section.top_margin, section.bottom_margin = docx.shared.Cm(1.9), docx.shared.Cm(1.7)
    section.header_distance = section.footer_distance = docx.shared.Cm(0.9)
    for style in document.styles.element.findall(qn("w:style")):
        size, distances = _COMPACT.get(style.get(qn("w:styleId")), (0, {}))
        for element in (*style.iter(qn("w:sz")), *style.iter(qn("w:szCs"))):
            element.set(qn("w:val"), str(size or element.get(qn("w:val"))))
        for spacing in style.findall(f"{qn('w:pPr')}/{qn('w:spacing')}"):
            for name, value in distances.items():
                spacing.set(qn(f"w:{name}"), value)


def _set_up(document: WordDocument) -> None:
    """A4 and Dutch, in the document that the library begins with, and none of its own styles."""
    section = document.sections[0]
    section.page_width, section.page_height = docx.shared.Cm(21), docx.shared.Cm(29.7)
    section.left_margin = section.right_margin = docx.shared.Cm(2.5)
    section.top_margin, section.bottom_margin = docx.shared.Cm(2.4), docx.shared.Cm(2.2)
    section.header_distance = section.footer_distance = docx.shared.Cm(1.1)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "nl-NL")
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1" or style.get(qn("w:type")) == "paragraph":
            styles.remove(style)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), "nl-NL")
    settings.find(f".//{qn('w:compatSetting')}[@{qn('w:name')}='compatibilityMode']").set(
        qn("w:val"), "15"
    )
