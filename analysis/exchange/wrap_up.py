"""A wrap-up of round tables (gesprekstafels), read from text or Markdown.

The shape, from the 2018 wrap-up of the Dutch round tables on teacher education: a title; an
introduction that tells when, with whom, about which topics and in which regions; then per theme
a central statement and the statements, under "Aandachtspunten inhoudelijke uitwerking" and
"Proces van uitwerking"; at the end whom to ask for more. No statement gets a region: the
document does not say in which region it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.exchange import introduction, resources
from analysis.exchange.introduction import Topic
from analysis.exchange.lines import Block, bare, lay_out
from analysis.exchange.resources import Resource
from collector.records import Aspect

THEME = re.compile(
    r"Thema(?:\s+\d+\s*[:.|–—-]?\s+|\s*[:|–—]\s*|\s+-\s+)(?P<name>\S.*)", re.IGNORECASE
)
ASPECTS = {
    Aspect.CONTENT: re.compile(
        r"(?:Aandachtspunten\s+)?(?:(?:voor|bij)\s+)?(?:de\s+)?inhoudelijke\s+uitwerking\s*:?",
        re.IGNORECASE,
    ),
    Aspect.PROCESS: re.compile(
        r"(?:Aandachtspunten\s+)?(?:(?:voor|bij)\s+)?(?:het\s+)?proces"
        r"(?:\s+van(?:\s+de)?\s+uitwerking)?\s*:?",
        re.IGNORECASE,
    ),
}
CONTACT = re.compile(r"(?:Meer informatie|Contact(?:gegevens)?|Colofon)\s*:?", re.IGNORECASE)

_CENTRAL_LABEL = re.compile(r"^(?:\*\*)?Kernuitspraak\s*:(?:\*\*)?\s*", re.IGNORECASE)
_CONTINUED = re.compile(r"\s*\((?:vervolg|slot)\)$", re.IGNORECASE)


@dataclass(frozen=True)
class ReadStatement:
    """`text` verbatim, soft line breaks joined; `line` counts from 1 in the file.

    `aspect` is None only where the document has neither aspect heading above the statement.
    """

    text: str
    theme: int
    aspect: Aspect | None
    line: int


@dataclass(frozen=True)
class ReadTheme:
    name: str
    central_statement: str | None
    statements: tuple[ReadStatement, ...]

    def count(self, aspect: Aspect) -> int:
        return sum(statement.aspect is aspect for statement in self.statements)


@dataclass(frozen=True)
class RoundTableWrapUp:
    """What was recognised. `skipped`: (line number, text) of every line that was not.

    `furniture` counts lines left out as repeated headers, page numbers and rules.
    """

    title: str
    subtitle: str | None
    period: str | None
    aim: str | None
    organisers: tuple[str, ...]
    roles: tuple[str, ...]
    participants_about: int | None
    meetings: int | None
    regions: tuple[str, ...]
    introduction: tuple[str, ...]
    topics: tuple[Topic, ...]
    themes: tuple[ReadTheme, ...]
    contact: tuple[str, ...]
    resources: tuple[Resource, ...]
    skipped: tuple[tuple[int, str], ...]
    furniture: int
    notes: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[ReadStatement, ...]:
        """All statements in the order of the document."""
        found = (statement for theme in self.themes for statement in theme.statements)
        return tuple(sorted(found, key=lambda statement: statement.line))


def is_heading(text: str) -> bool:
    """Whether a bare line is one of the headings of a wrap-up."""
    patterns = (THEME, *ASPECTS.values(), CONTACT, resources.HEADING)
    return any(pattern.fullmatch(text) for pattern in patterns)


def read_wrap_up(text: str) -> RoundTableWrapUp:
    """Read a wrap-up; never fails: what is not recognised is in `skipped`.

    :param text: the whole file, decoded.
    """
    layout = lay_out(text, is_heading)
    body = _Body(has_bullets=_has_bullets(layout.blocks))
    for block in layout.blocks:
        body.take(block)
    opening = introduction.read_opening(body.opening, body.contact)
    return RoundTableWrapUp(
        **opening.fields(),
        themes=tuple(theme.read() for theme in body.themes),
        contact=tuple(body.contact),
        resources=tuple(body.resources),
        skipped=tuple(sorted(opening.skipped + body.skipped)),
        furniture=layout.furniture + opening.furniture,
    )


def _has_bullets(blocks: Iterable[Block]) -> bool:
    """Whether statements are marked by bullets; if not, each paragraph is one."""
    in_theme = False
    for block in blocks:
        if block.kind == "heading":
            in_theme = in_theme or bool(THEME.fullmatch(bare(block.text)))
        elif in_theme and block.kind == "bullet":
            return True
    return False


@dataclass
class _OpenTheme:
    name: str
    central_statement: str | None = None
    statements: list[ReadStatement] = field(default_factory=list)

    def read(self) -> ReadTheme:
        return ReadTheme(self.name, self.central_statement, tuple(self.statements))


@dataclass
class _Body:
    """Takes blocks in order and puts each where the last heading says it belongs."""

    has_bullets: bool
    opening: list[Block] = field(default_factory=list)
    themes: list[_OpenTheme] = field(default_factory=list)
    contact: list[str] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    place: str = "opening"  # opening, theme, contact, resources
    theme: int = -1
    aspect: Aspect | None = None

    def take(self, block: Block) -> None:
        if block.kind == "heading" and self._turn(block.text):
            return
        if self.place == "opening":
            self.opening.append(block)
        elif self.place == "contact":
            self.contact.extend(line.text.strip() for line in block.lines)
        elif self.place == "resources" and block.kind != "heading":
            self.resources.append(resources.read_resource(block.text))
        elif self.place != "theme" or not self._take_in_theme(block):
            self.skipped.extend((line.number, line.text.strip()) for line in block.lines)

    def _turn(self, heading: str) -> bool:
        """Go where the heading points to; False when it is no heading of a wrap-up."""
        if match := THEME.fullmatch(heading):
            self._open_theme(_CONTINUED.sub("", match["name"].strip()))
        elif CONTACT.fullmatch(heading):
            self.place = "contact"
        elif resources.HEADING.fullmatch(heading):
            self.place = "resources"
        else:
            aspect = next((a for a, p in ASPECTS.items() if p.fullmatch(heading)), None)
            if aspect is None or self.place != "theme":
                return False
            self.aspect = aspect
        return True

    def _open_theme(self, name: str) -> None:
        """Go to the theme of that name; a page may repeat the heading of the page before."""
        names = [theme.name.casefold() for theme in self.themes]
        if name.casefold() in names:
            self.theme = names.index(name.casefold())
        else:
            self.themes.append(_OpenTheme(name))
            self.theme, self.aspect = len(self.themes) - 1, None
        self.place = "theme"

    def _take_in_theme(self, block: Block) -> bool:
        theme = self.themes[self.theme]
        is_statement = block.kind == "bullet" or (self.aspect is not None and not self.has_bullets)
        if block.kind == "heading":
            return False
        if is_statement:
            read = ReadStatement(block.text, self.theme, self.aspect, block.number)
            theme.statements.append(read)
        elif self.aspect is None and theme.central_statement is None:
            theme.central_statement = _CENTRAL_LABEL.sub("", block.text)
        else:
            return False
        return True
