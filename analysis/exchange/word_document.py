"""A Word document (.docx) → the text of it, line by line, as the reader of wrap-ups wants it.

Office Open XML, ECMA-376 part 1, read by way of python-docx. Headings and lists become Markdown's,
so that the same reader finds them; nobody's words change. Text that was deleted with "track
changes" on is not read, what was inserted is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from analysis.exchange.opening import Archive, Received, Unreadable, check_office, check_tags
from collector.wording import Wording

_HEADING = re.compile(r"(?:heading|kop|title|titel)\s*(\d)?", re.IGNORECASE)
_LIST = re.compile(r"(?:list|lijst|opsomming)", re.IGNORECASE)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(received: Received) -> str:
    """Lines of Markdown: headings with #, list items with a dash, a cell of a table a line.

    :raise Unreadable: it is damaged, holds macros, or is no document.
    """
    from docx import Document  # heavy: only where a Word document is read
    from docx.opc.exceptions import OpcError

    check_office(received)
    archive = Archive(received)
    for name in archive.names:
        check_tags(archive.read(name))
    try:
        document = Document(io.BytesIO(received.data))
    except (OpcError, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise Unreadable(_no_document()) from error
    return "\n".join(line for block in _blocks(document) for line in (*block, ""))


def _blocks(document: Any) -> Iterator[list[str]]:
    """The lines of each paragraph, and of each cell, in the order of the document."""
    from docx.table import Table

    for part in document.iter_inner_content():
        if isinstance(part, Table):
            seen: list[Any] = []
            for row in part.rows:
                for cell in row.cells:
                    if cell._tc in seen:  # merged cells are given more than once
                        continue
                    seen.append(cell._tc)
                    yield from _blocks(cell)
        elif lines := _lines(part):
            yield lines


def _lines(paragraph: Any) -> list[str]:
    text = _text(paragraph._p)
    if not text.strip():
        return []
    style = paragraph.style.name if paragraph.style is not None else ""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if heading := _HEADING.match(style):
        return [f"{'#' * int(heading[1] or 1)} {' '.join(lines)}"]
    if _is_listed(paragraph, style):
        return [f"- {' '.join(lines)}"]
    return lines


def _is_listed(paragraph: Any, style: str) -> bool:
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    return numbered or bool(_LIST.search(style))


def _text(paragraph: Any) -> str:
    """With the words of hyperlinks and of what was inserted; line breaks as line breaks."""
    found = []
    for element in paragraph.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab", f"{W}noBreakHyphen"):
        if element.tag == f"{W}t":
            found.append(element.text or "")
        else:
            found.append({f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}.get(element.tag, "\n"))
    return "".join(found)


def _no_document() -> Wording:
    return Wording(
        "Dit is geen document dat gelezen kan worden. Open het in Word of LibreOffice en bewaar het"
        " als .docx."
    )
