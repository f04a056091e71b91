"""A document as HTML: an article for a page of the service, a page that stands alone, or paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.documents.blocks import Document
from analysis.documents.characters import visible

TEMPLATES = Path(__file__).parent / "templates"


def to_html(document: Document, *, standalone: bool = False) -> str:
    """An `<article>`, or a whole page with its style in it.

    The article has no style of its own: the page links `report.css`.
    """
    name = "page.html" if standalone else "article.html"
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8") if standalone else ""
    return _environment().get_template(name).render(document=document, css=css)


def to_print(document: Document) -> str:
    """A page for paper: what the PDF is made of. Its style is in `print.css`."""
    css = (TEMPLATES / "print.css").read_text(encoding="utf-8")
    return _environment().get_template("print.html").render(document=document, css=css)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: visible(value) if isinstance(value, str) else value,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.tests["citation"] = lambda label: not isinstance(label, str)
    return environment
