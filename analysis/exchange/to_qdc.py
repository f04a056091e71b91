"""The themes as a REFI-QDA codebook, for the project that a researcher has already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from analysis.exchange.refi_qda import CODEBOOK, ORIGIN, Code, codes, in_xml
from analysis.exchange.tables import TakeOut


def write(take_out: TakeOut, path: Path) -> None:
    with path.open("wb") as file, etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        origin = f"{ORIGIN}. {take_out.mark.WARNING}" if take_out.mark else ORIGIN
        root = etree.QName(CODEBOOK, "CodeBook")
        with xml.element(root, {"origin": origin}, nsmap={None: CODEBOOK}):
            write_codes(xml, CODEBOOK, codes(take_out))


def write_codes(xml: Any, namespace: str, found: Iterable[Code]) -> None:
    """The element `Codes`, as it stands in a codebook and in a project."""
    with xml.element(etree.QName(namespace, "Codes")):
        for code in found:
            xml.write(_element(namespace, code))


def _element(namespace: str, code: Code) -> etree._Element:
    attributes = {
        "guid": code.guid,
        "name": in_xml(code.name),
        "isCodable": "true" if code.codable else "false",
        **({"color": code.colour} if code.colour else {}),
    }
    element = etree.Element(etree.QName(namespace, "Code"), attributes, nsmap={None: namespace})
    if code.description:
        description = etree.SubElement(element, etree.QName(namespace, "Description"))
        description.text = in_xml(code.description)
    for below in code.below:
        element.append(_element(namespace, below))
    return element
