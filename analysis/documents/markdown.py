"""A document as CommonMark with tables; texts are escaped, so that they show as written."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.documents import escaping
from analysis.documents.blocks import Document

TEMPLATES = Path(__file__).parent / "templates"


def to_markdown(document: Document) -> str:
    return escaping.tidy(_environment().get_template("report.md").render(document=document))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # Markdown has its own way: the filters below
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = escaping.escape
    environment.filters["line"] = escaping.line
    environment.filters["cell"] = escaping.cell
    environment.filters["remark"] = _remark
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.tests["citation"] = lambda label: not isinstance(label, str)
    return environment


def _remark(text: str) -> str:
    """What follows a text, with the blank that it begins with."""
    return f" {escaping.line(text)}" if text.startswith(" ") else escaping.line(text)
