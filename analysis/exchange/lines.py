"""A text, laid out for people, as blocks: page furniture off, soft line breaks joined.

Nothing here knows Dutch or what a report is about; which lines are headings, the caller says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

_LINE_END = re.compile(r"\r\n|\r|\n")
# "•" needs no blank after it; "-" and the like do, or "-er" and "**bold**" would be bullets.
_BULLET = re.compile(r"[ \t]*(?:[•●▪◦‣·]|[-*–—+](?=\s|$)|\d{1,2}[.)](?=[ \t]))[ \t]*")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+")
_PAGE_NUMBER = re.compile(
    r"[-–|\s]*(?:(?:pagina|page|blz\.?|p\.)\s*)?\d{1,3}(?:\s*(?:van|of|/|\|)\s*\d{1,3})?[-–|\s]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}")
_SENTENCE_END = (".", "!", "?", ":", ";", "…", ")")

Kind = Literal["heading", "bullet", "paragraph"]


@dataclass(frozen=True)
class Line:
    """One line of the file; `number` counts from 1. Form feeds are taken out of `text`."""

    number: int
    text: str
    starts_page: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a bullet or a paragraph. `text` has soft breaks joined and no bullet sign."""

    kind: Kind
    text: str
    lines: tuple[Line, ...]

    @property
    def number(self) -> int:
        """The number of the first line."""
        return self.lines[0].number


@dataclass(frozen=True)
class Layout:
    """The blocks in order, and how many lines were page furniture."""

    blocks: tuple[Block, ...]
    furniture: int


def lay_out(text: str, is_heading: Callable[[str], bool]) -> Layout:
    """Read blocks from `text`.

    :param is_heading: whether a line, without bullet, # and **, is a heading by its words.
    """
    lines = _lines(text)
    kept = _without_furniture(lines, is_heading)
    blocks = _blocks(kept, is_heading, text)
    non_empty = sum(bool(line.text.strip()) for line in lines)
    used = sum(len(block.lines) for block in blocks)
    return Layout(tuple(blocks), non_empty - used)


def bare(text: str) -> str:
    """A line without bullet sign, # and ** around it: what a heading is recognised by."""
    stripped = _HEADING.sub("", text, count=1) if _HEADING.match(text) else text
    stripped = _BULLET.sub("", stripped, count=1) if _BULLET.match(stripped) else stripped
    return stripped.strip().strip("*_").strip()


def _lines(text: str) -> list[Line]:
    lines = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        before, *after = line.split("\f")
        if before or not after:
            lines.append(Line(number, before))
        lines.extend(Line(number, part, starts_page=True) for part in after)
    return lines


def _without_furniture(lines: Sequence[Line], is_heading: Callable[[str], bool]) -> list[Line]:
    """The lines without page numbers, rules and running headers (their text is emptied).

    A running header is a line of its own that occurs more than once. One in the front matter
    stays: there it is the title.
    """
    front = _front_length(lines, is_heading)
    alone = {i for i in range(len(lines)) if _stands_alone(lines, i, is_heading)}
    counts = Counter(_key(lines[i].text) for i in alone)
    seen: set[str] = set()
    kept = []
    for i, line in enumerate(lines):
        key = _key(line.text)
        repeated = i in alone and counts[key] > 1 and (i >= front or key in seen)
        seen.add(key)
        is_page_number = bool(_PAGE_NUMBER.fullmatch(line.text.strip())) and line.text.strip()
        if repeated or is_page_number or _RULE.fullmatch(line.text):
            kept.append(Line(line.number, "", starts_page=True))
        else:
            kept.append(line)
    return kept


def _key(text: str) -> str:
    return " ".join(bare(text).split()).casefold()


def _front_length(lines: Sequence[Line], is_heading: Callable[[str], bool]) -> int:
    """How many lines stand before the first sentence, bullet or known heading.

    A sentence shows by how a line ends: in a full stop and the like, or in a comma.
    """
    for i, line in enumerate(lines):
        text = line.text.rstrip()
        if _BULLET.match(line.text) or text.endswith((".", ":", "?", ",")):
            return i
        if is_heading(bare(text)):
            return i
    return len(lines)


def _stands_alone(lines: Sequence[Line], i: int, is_heading: Callable[[str], bool]) -> bool:
    """Whether line i is no bullet, heading or continuation of the line before it."""
    line = lines[i]
    if not line.text.strip() or _BULLET.match(line.text) or is_heading(bare(line.text)):
        return False
    before = lines[i - 1].text.strip() if i else ""
    if before and not line.starts_page and not _PAGE_NUMBER.fullmatch(before):
        return False
    earlier = next((each.text for each in reversed(lines[:i]) if each.text.strip()), "")
    return not is_heading(bare(earlier)) or line.starts_page


def _blocks(lines: Sequence[Line], is_heading: Callable[[str], bool], text: str) -> list[Block]:
    groups: list[tuple[Kind, list[Line]]] = []
    is_open = False  # whether the next line may belong to the last group
    crossed_page = False  # whether furniture stood between
    for line in lines:
        crossed_page = crossed_page or line.starts_page
        if not line.text.strip():
            is_open = False
            continue
        kind = _kind(line.text, is_heading)
        if (
            kind == "paragraph"
            and groups
            and _continues(groups[-1], line, is_heading, is_open, crossed_page)
        ):
            groups[-1][1].append(line)
        else:
            groups.append((kind, [line]))
        is_open = True
        crossed_page = False
    return [
        Block(kind, joined, tuple(group))
        for kind, group in groups
        if (joined := _join(kind, group, text))
    ]


def _kind(text: str, is_heading: Callable[[str], bool]) -> Kind:
    if _HEADING.match(text) or is_heading(bare(text)):
        return "heading"
    return "bullet" if _BULLET.match(text) else "paragraph"


def _continues(
    group: tuple[Kind, list[Line]],
    line: Line,
    is_heading: Callable[[str], bool],
    is_open: bool,
    crossed_page: bool,
) -> bool:
    kind, lines = group
    last = lines[-1].text.rstrip()
    if kind == "heading":  # goes on when the two together are a heading still
        longer = is_heading(f"{bare(last)} {line.text.strip()}")
        return longer and is_open and not crossed_page and line.text.strip()[0].islower()
    if _BULLET.fullmatch(last):  # a bullet sign on a line of its own
        return True
    if crossed_page:  # a sentence cut in two by a page
        goes_on = kind == "bullet" or line.text.strip()[0].islower()
        return goes_on and not last.endswith(_SENTENCE_END)
    return is_open


def _join(kind: Kind, lines: Sequence[Line], text: str) -> str:
    """One text from the lines of a block; verbatim within each line."""
    first = bare(lines[0].text) if kind == "heading" else lines[0].text
    joined = (_BULLET.sub("", first, count=1) if kind == "bullet" else first).strip()
    for line in lines[1:]:
        part = line.text.strip()
        joined = _join_two(joined, part, text) if joined else part
    return joined


def _join_two(one: str, other: str, text: str) -> str:
    """Join two lines with a blank, or without when a word was broken in two.

    Whether a hyphen at the end belongs to the word ("zij-/instroom") or to the break, the rest of
    the text decides: it goes when the word occurs there without it.
    """
    if one.endswith("\N{SOFT HYPHEN}"):
        return one[:-1] + other
    start, end = re.search(r"(\w+)-$", one), re.match(r"[^\W\d_]+", other)
    if not start or not end or not other[0].islower() or end[0] in {"en", "of", "tot", "als"}:
        return f"{one} {other}"
    word = start[1] + end[0]
    broken = re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
    return one[:-1] + other if broken else one + other
