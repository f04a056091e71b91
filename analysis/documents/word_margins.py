"""What stands above and below each page of a Word document; a template keeps its own."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.section import _BaseHeaderFooter

from analysis.documents.blocks import Document
from analysis.documents.word_xml import Element, Writer


def head_and_foot(word: WordDocument, write: Writer, document: Document) -> None:
    """Title above, page number below; not above the front page, which has the title itself."""
    section = word.sections[-1]
    if not _is_filled(section.header):
        if document.depth:
            section.different_first_page_header_footer = True
        write.run(_emptied(section.header, write, "header"), document.running)
    if not _is_filled(section.footer):
        _page_number(_emptied(section.footer, write, "footer"), write)
        if document.depth and not _is_filled(section.first_page_footer):
            _emptied(section.first_page_footer, write, "footer")


def _is_filled(place: _BaseHeaderFooter) -> bool:
    """Whether a template has something there: words, a picture, a field."""
    if place.is_linked_to_previous:
        return False
    element = place._element
    return any(
        next(element.iter(qn(tag)), None) is not None
        for tag in ("w:t", "w:drawing", "w:pict", "w:fldSimple", "w:instrText")
    )


def _emptied(place: _BaseHeaderFooter, write: Writer, style: str) -> Element:
    place.is_linked_to_previous = False
    element = place._element
    for each in list(element):
        element.remove(each)
    return write.paragraph(element, style)


def _page_number(paragraph: Element, write: Writer) -> None:
    write.run(paragraph, "Pagina ")
    write.field(paragraph, "PAGE", "1")
    write.run(paragraph, " van ")
    write.field(paragraph, "NUMPAGES", "1")
