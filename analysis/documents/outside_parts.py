"""A house style takes nothing from elsewhere along: whoever opens a wrap-up asks no other machine.

A Word document names the template that it was made with, often on a server; a picture may be a
link. Word would ask for both at every reader's, and so tell somebody who reads it.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import nsmap as word_names

from collector.errors import Refused

_RELATIONS = f"{{{word_names['r']}}}"
_RUNS = ("vbaProject", "control", "oleObject")
"""Ends of the kinds of parts that run, or that hold a program's own document."""


def without_outside(package: Any, file: str) -> None:
    """:param package: of python-docx or python-pptx
    :raise Refused: something in it could be run, or is a document of its own.
    """
    for part in package.iter_parts():
        for identifier, relation in list(part.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind in _RUNS:
                raise Refused(
                    "De huisstijl in %(file)s bevat macro's of een ingevoegd bestand. Haal die"
                    " eruit en sla hem opnieuw op.",
                    file=file,
                )
            if relation.is_external and kind != "hyperlink":
                _take_out(part, identifier)


def _take_out(part: Any, identifier: str) -> None:
    """The relation, and what refers to it: the template as a whole, of a picture the link alone."""
    root = getattr(part, "_element", None)
    if root is not None:
        for element in list(root.iter()):
            names = [name for name, value in element.attrib.items() if value == identifier]
            named = [name for name in names if name.startswith(_RELATIONS)]
            if named and element.tag.endswith("}attachedTemplate"):
                element.getparent().remove(element)
            else:
                for name in named:
                    del element.attrib[name]
    part.rels.pop(identifier)
