"""The look of slides: our own, or that of a template of an organisation.

Real layouts with placeholders, so that another design can be put over them in PowerPoint.
"""

from __future__ import annotations

import zipfile
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pptx
from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Emu, Inches, Pt

from analysis.documents.outside_parts import without_outside
from analysis.documents.word_styles import ACCENTS, LARGEST_TEMPLATE, LARGEST_UNPACKED
from collector.errors import Refused

LANGUAGE = "nl-NL"
_KEPT = {
    "title": "Titeldia",
    "secHead": "Thema",
    "obj": "Titel en tekst",
    "twoObj": "Titel, tekst en figuur",
    "titleOnly": "Titel en figuur",
}
"""Type of a layout (ECMA-376, ST_SlideLayoutType) → its name in our own look."""
_COLORS = {
    "dk1": "17262B",
    "lt1": "FFFFFF",
    "dk2": "0D4F5C",
    "lt2": "F5F2EA",
    **{f"accent{n}": color for n, color in enumerate(ACCENTS, 1)},
    "hlink": "0D4F5C",
    "folHlink": "7B3F61",
}
_PLACES = {  # inches: left, top, width, height, by type of layout and index of the placeholder
    "title": {0: (0.9, 2.2, 11.5, 1.9), 1: (0.9, 4.3, 11.5, 1.8)},
    "secHead": {0: (0.9, 0.9, 11.5, 1.5), 1: (0.9, 2.6, 11.5, 3.6)},
    "obj": {0: (0.7, 0.45, 11.9, 1.1), 1: (0.7, 1.7, 11.9, 5.0)},
    "twoObj": {0: (0.7, 0.45, 11.9, 1.1), 1: (0.7, 1.7, 6.0, 5.0), 2: (6.9, 1.7, 5.7, 5.0)},
    "titleOnly": {0: (0.7, 0.45, 11.9, 1.1)},
}
_FOOT = {10: (0.7, 6.95, 2.0, 0.35), 11: (0.7, 6.95, 9.5, 0.35), 12: (11.4, 6.95, 1.2, 0.35)}
_SIZES = {"title": (44, 22), "secHead": (36, 26), "obj": (28, 20), "twoObj": (26, 16)}
"""Points of the title and of the text."""


@dataclass(frozen=True)
class Look:
    """A presentation without slides, and which of its layouts is used for what."""

    presentation: Presentation
    layouts: dict[str, SlideLayout]
    own: bool


def look(template: Path | None) -> Look:
    """:param template: a .pptx of an organisation; None, or not there: our own look
    :raise Refused: it cannot be used; says why, in Dutch.
    """
    if template is None or not template.exists():
        presentation = pptx.Presentation()
        _dress(presentation)
        return Look(presentation, _by_type(presentation), own=True)
    presentation = _opened(template)
    _empty(presentation)
    without_outside(presentation.part.package, template.name)
    found = _by_type(presentation)
    if not {"title", "obj"} <= found.keys():
        raise Refused(
            "De huisstijl in %(file)s mist een indeling voor een titeldia of voor een titel met"
            " tekst. Voeg die in PowerPoint toe, of haal het bestand weg.",
            file=template.name,
        )
    return Look(presentation, found, own=False)


def _opened(template: Path) -> Presentation:
    name = template.name
    try:
        with zipfile.ZipFile(template) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if template.stat().st_size > LARGEST_TEMPLATE or unpacked > LARGEST_UNPACKED:
            raise Refused(
                "De huisstijl in %(file)s is te groot. Haal er grote plaatjes uit.", file=name
            )
        return pptx.Presentation(str(template))
    except OSError as error:
        raise Refused(
            "De huisstijl in %(file)s kan niet worden gelezen. Zet het bestand opnieuw neer.",
            file=name,
        ) from error
    except (KeyError, ValueError, zipfile.BadZipFile, etree.Error, PythonPptxError) as error:
        raise Refused(
            "De huisstijl in %(file)s is geen presentatie. Sla in PowerPoint een presentatie met uw"
            " huisstijl op als .pptx en zet die daar neer, of haal het bestand weg.",
            file=name,
        ) from error


def _by_type(presentation: Presentation) -> dict[str, SlideLayout]:
    """Type → the first layout of it; what is missing is done by one that has a place for it."""
    found: dict[str, SlideLayout] = {}
    for layout in presentation.slide_layouts:
        found.setdefault(layout._element.get("type", ""), layout)
    if "obj" in found:
        for kind in ("secHead", "titleOnly", "twoObj"):
            found.setdefault(kind, found["obj"])
    return found


def _empty(presentation: Presentation) -> None:
    """Without the slides that a template shows itself with."""
    listed = presentation.slides._sldIdLst
    for one in list(listed):
        presentation.part.drop_rel(one.rId)
        listed.remove(one)


def _dress(presentation: Presentation) -> None:
    """Wide, in our colours, with large letters at the left, from what the library begins with."""
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    master = presentation.slide_master
    for layout in list(presentation.slide_layouts):
        if layout._element.get("type") not in _KEPT:
            presentation.slide_layouts.remove(layout)
    _color(master)
    _put(master, {0: _PLACES["obj"][0], 1: _PLACES["obj"][1]}, (30, 20))
    for layout in presentation.slide_layouts:
        kind = layout._element.get("type")
        layout.name = _KEPT[kind]
        _put(layout, _PLACES[kind], _SIZES.get(kind, (30, 20)))
        if kind in ("title", "secHead"):
            _on_dark(layout)
    for element in (presentation.part._element, master._element, *_elements(presentation)):
        for one in element.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
            if one.get("lang"):
                one.set("lang", LANGUAGE)


def _elements(presentation: Presentation) -> list[Any]:
    return [layout._element for layout in presentation.slide_layouts]


def _color(master: Any) -> None:
    """Our colours and letters in the theme, so that charts and a later change follow them."""
    (part,) = [
        rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme")
    ]
    theme = etree.fromstring(part.blob)
    scheme = theme.find(f".//{qn('a:clrScheme')}")
    scheme.set("name", "Gesprekstafel")
    for name, color in _COLORS.items():
        place = scheme.find(qn(f"a:{name}"))
        for old in list(place):
            place.remove(old)
        etree.SubElement(place, qn("a:srgbClr")).set("val", color)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put(
    place: Any, boxes: dict[int, tuple[float, float, float, float]], sizes: tuple[int, int]
) -> None:
    for shape in place.placeholders:
        index = shape.placeholder_format.idx
        box = boxes.get(index) or _FOOT.get(index)
        if box is None:
            continue
        shape.left, shape.top, shape.width, shape.height = (Inches(one) for one in box)
        if index in boxes:
            _letters(shape, sizes[0] if index == 0 else sizes[1], bold=index == 0)
        else:
            _small(shape, "l" if index == 11 else "r")


def _letters(shape: Any, size: int, *, bold: bool) -> None:
    """At every level of the placeholder: this size, at the left, no capitals, from the top."""
    body = shape.text_frame._txBody
    body.bodyPr.set("anchor", "b" if bold else "t")
    styles = body.find(qn("a:lstStyle"))
    for old in list(styles):
        styles.remove(old)
    for level in range(1, 4):
        one = etree.SubElement(styles, qn(f"a:lvl{level}pPr"))
        one.set("algn", "l")
        one.set("marL", str(Emu(Inches(0.35 * (level - 1)))))
        one.set("indent", "0")
        etree.SubElement(one, qn("a:buNone"))
        letters = etree.SubElement(one, qn("a:defRPr"))
        letters.set("sz", str(Pt(size - 2 * (level - 1)).centipoints))
        letters.set("b", "1" if bold else "0")
        letters.set("cap", "none")
        fill = etree.SubElement(letters, qn("a:solidFill"))
        etree.SubElement(fill, qn("a:schemeClr")).set("val", "tx2" if bold else "tx1")


def _small(shape: Any, side: str) -> None:
    """The line and the number below: small and soft."""
    styles = shape.text_frame._txBody.find(qn("a:lstStyle"))
    for old in list(styles):
        styles.remove(old)
    one = etree.SubElement(styles, qn("a:lvl1pPr"))
    one.set("algn", side)
    letters = etree.SubElement(one, qn("a:defRPr"))
    letters.set("sz", "1100")
    fill = etree.SubElement(letters, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:schemeClr")).set("val", "tx1")
    etree.SubElement(letters, qn("a:latin")).set("typeface", "+mn-lt")


def _on_dark(layout: Any) -> None:
    """Light letters on our dark ground."""
    fill = layout.background.fill
    fill.solid()
    fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_2
    for shape in layout.placeholders:
        for color in shape._element.iter(qn("a:schemeClr")):
            color.set("val", "bg1")


def number_and_foot(slide: Any, foot: str) -> None:
    """Slides take over neither the number nor the line below from their layout: put them there."""
    for shape in slide.slide_layout.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")
        if kind not in ("sldNum", "ftr"):
            continue
        copied = deepcopy(shape._element)
        properties = copied.find(f".//{qn('p:spPr')}")
        for old in list(properties):
            properties.remove(old)
        slide.shapes._spTree.append(copied)
        if kind == "ftr":
            frame = slide.shapes[-1].text_frame
            frame.text = foot
            frame.paragraphs[0].runs[0]._r.get_or_add_rPr().set("lang", LANGUAGE)
