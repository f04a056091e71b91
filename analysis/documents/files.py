"""The files that a wrap-up can be: what each is made with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from analysis.documents import markdown, outline, outline_short, paper, powerpoint, web_page, word
from analysis.documents.blocks import Document
from analysis.report_parts import Report
from collector.wrap_ups import Format


def laid_out(report: Report, *, short: bool, made_on: date | None = None) -> Document:
    return (outline_short.short if short else outline.full)(report, made_on)


def to_file(
    document: Document, form: Format, *, template: Path | None = None, made_on: date | None = None
) -> bytes:
    """:param template: a .docx with the house style of an organisation, if it is there; slides take
        theirs from the .pptx of the same name beside it
    :raise Refused: the template cannot be used, or this machine cannot make a PDF.
    """
    slides = template.with_suffix(".pptx") if template else None
    makers: dict[Format, Callable[[], bytes]] = {
        Format.DOCX: lambda: word.to_docx(document, template, made_on),
        Format.PPTX: lambda: powerpoint.to_pptx(document, slides, made_on),
        Format.PDF: lambda: paper.to_pdf(document),
        Format.HTML: lambda: web_page.to_html(document, standalone=True).encode("utf-8"),
        Format.MD: lambda: markdown.to_markdown(document).encode("utf-8"),
    }
    return makers[form]()
