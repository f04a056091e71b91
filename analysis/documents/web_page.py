"""A document as HTML: an article for a page of the service, a page that stands alone, or paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.documents.blocks import Document
from analysis.documents.characters import visible

TEMPLATES = Path(__file__).parent / "templates"
FILLS = {
    "content": "#0d4f5c",
    "process": "#7b3f61",
    "other": "#8a8577",
    "agree": "#0d4f5c",
    "disagree": "#a8480c",
    "passed": "#c9c2b2",
    "steps-1": "#bcd3d4",
    "steps-2": "#8fb5b9",
    "steps-3": "#5f959c",
    "steps-4": "#32747f",
    "steps-5": "#0d4f5c",
    "track": "#e4dfd3",
}
"""Colours of bars where no style sheet reaches, as on paper; a page may give them others."""


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
    environment.globals["fills"] = FILLS
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.tests["citation"] = lambda label: not isinstance(label, str)
    return environment
