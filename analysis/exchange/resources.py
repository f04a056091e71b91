"""Instruments and sources as reports list them: a title, somebody behind it, perhaps a link."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.exchange.phrasing import ORGANISATION

HEADING = re.compile(
    r"(?:Instrumenten(?: en bronnen)?|Bronnen(?: en instrumenten)?"
    r"|Literatuur|(?:Meer|Verder) lezen)\s*:?",
    re.IGNORECASE,
)

_LINKED = re.compile(r"\[(?P<title>[^\]]+)\]\((?P<link>[^)]*)\)[\s,:.–-]*(?P<rest>.*)", re.DOTALL)
_URL = re.compile(r"\(?\b(?P<url>(?:https?://|www\.)[^\s)]+[^\s).,;])\)?")
_IN_BRACKETS = re.compile(r"\((?P<author>[^()]+)\)\.?$")
_BY_MAKER = re.compile(
    rf"^[Dd]oor (?:de |het )?(?P<author>{ORGANISATION})(?= (?:ontw|gem|sameng|uitg|gep|geschr))"
)
_BY_AUTHOR = re.compile(rf"(?:^|\s)(?:van|door)\s+(?:de |het )?(?P<author>{ORGANISATION})\.?$")


@dataclass(frozen=True)
class Resource:
    """`author` is the author or publisher; `link` is None where there is only a placeholder."""

    title: str
    author: str | None
    link: str | None
    description: str | None = None


def read_resource(text: str) -> Resource:
    """One entry, with or without a Markdown link."""
    text = text.strip()
    linked = _LINKED.match(text)
    if linked:
        link = linked["link"].strip()
        author, rest = _author(linked["rest"].strip())
        usable = bool(link) and not link.startswith("#")
        return Resource(linked["title"].strip(), author, link if usable else None, rest or None)
    url = _URL.search(text)
    author, title = _author(_URL.sub("", text).strip(" ,;"))
    return Resource(title.strip(" ,;"), author, url["url"] if url else None)


def _author(text: str) -> tuple[str | None, str]:
    """Who is named in `text`, and what is left; a sentence that names a maker stays whole."""
    if maker := _BY_MAKER.match(text):
        return maker["author"], text
    for pattern in (_IN_BRACKETS, _BY_AUTHOR):
        if match := pattern.search(text):
            return match["author"].strip(), text[: match.start()].strip()
    return None, text
