"""What the pages before the first theme of a wrap-up tell: when, who, where, about what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from analysis.exchange import phrasing
from analysis.exchange.lines import Block, bare
from analysis.exchange.numerals import to_number

_TITLE = re.compile(r"wrap-?up|gesprekstafel|ronde ?tafel|verslag|opbrengst", re.IGNORECASE)
_NEUTRAL_HEADING = re.compile(r"(?:Inleiding|Introductie|Aanleiding|Vooraf)\s*:?", re.IGNORECASE)
_REGIONS = re.compile(r"\bregio(?:['’]?s)?\s*:\s*(?P<list>\S.*)$", re.IGNORECASE | re.DOTALL)
_REGIONS_IN_SENTENCE = re.compile(r"\bin de regio['’]s (?P<list>[A-ZÀ-Þ].*)$")
_ASKS_REGIONS = re.compile(r"\bregio['’]?s\b[^.]*:?$", re.IGNORECASE)
_ASKS_TOPICS = re.compile(r"\b(?:hoofd)?onderwerpen\b|\bhoofdvragen\b", re.IGNORECASE)
_TOPIC = re.compile(
    r"(?:\*\*|__)?(?P<title>[^*?]{2,80}?)\s*(?::(?:\*\*|__)?|(?:\*\*|__)\s*[:–—-]?|\s[–—-])\s+(?P<text>.+)"
)
_MEETINGS = re.compile(
    r"\b(?P<number>[\wé]+)\s+(?:regionale\s+)?"
    r"(?:gesprekken|gesprekstafels|tafelgesprekken|ronde ?tafels|bijeenkomsten|tafels)\b",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(
    r"\b(?P<number>\d{1,4}|[a-zé]+)\s+(?P<roles>[^\d.:;()]+?)\s+"
    r"(?:hebben|namen|deden|waren|spraken|praatten|schoven|gingen|kwamen)\b"
    r".*\b(?:deelgenomen|meegedaan|meegepraat|gesproken|deel|mee|aanwezig|aan)\b"
)
_SPOKEN_WITH = re.compile(
    r"\bgesproken met (?:zo['’]n |ongeveer |circa |ca\. |ruim |bijna )?"
    r"(?P<number>\d{1,4}|[a-zé]+)\s+(?P<roles>[^\d.:;()]+)"
)
_NO_ROLES = {"deelnemers", "mensen", "personen", "betrokkenen", "collega's", "collega’s"}


@dataclass(frozen=True)
class Topic:
    """What was asked about, fixed beforehand; not a theme that was found."""

    title: str
    text: str


@dataclass(frozen=True)
class Opening:
    title: str
    subtitle: str | None
    introduction: tuple[str, ...]
    organisers: tuple[str, ...]
    regions: tuple[str, ...]
    topics: tuple[Topic, ...]
    skipped: list[tuple[int, str]]
    furniture: int

    def fields(self) -> dict[str, Any]:
        """By the names of `RoundTableWrapUp`."""
        whole = " ".join(self.introduction)
        number, roles = participants(self.introduction)
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "period": phrasing.period(whole),
            "aim": phrasing.aim(self.introduction),
            "organisers": self.organisers,
            "roles": roles,
            "participants_about": number,
            "meetings": meetings(whole),
            "regions": self.regions,
            "introduction": self.introduction,
            "topics": self.topics,
        }


def read_opening(blocks: list[Block], contact: list[str]) -> Opening:
    """Read the blocks before the first theme.

    :param contact: lines of the contact block, which may name an organiser.
    """
    front = [block for block in blocks if _is_front(block)]
    title = next((b for b in front if _TITLE.search(b.text)), front[0] if front else None)
    paragraphs: list[str] = []
    regions: list[str] = []
    topics: list[Topic] = []
    skipped: list[Block] = []
    context = ""
    for block in blocks:
        if block.kind == "bullet" and _ASKS_REGIONS.search(context):
            regions.append(block.text)
        elif block.kind == "bullet" and _ASKS_TOPICS.search(context):
            topics.append(_topic(block.text))
        elif block.kind == "bullet":
            skipped.append(block)
        else:
            context = block.text
            if block not in front and not _NEUTRAL_HEADING.fullmatch(block.text):
                paragraphs.append(block.text)
                regions.extend(_regions(block.text))
    hosts = phrasing.organisers((*paragraphs, *contact))
    subtitle, left, repeated = _other_front(front, title, hosts)
    return Opening(
        bare(title.text) if title else "",
        subtitle,
        tuple(paragraphs),
        hosts,
        tuple(dict.fromkeys(regions)),
        tuple(topics),
        [(line.number, line.text.strip()) for block in skipped + left for line in block.lines],
        repeated,
    )


def _is_front(block: Block) -> bool:
    """A title, subtitle or logo: no bullet, no sentence, no announcement."""
    is_word = _ASKS_REGIONS.search(block.text) or _ASKS_TOPICS.search(block.text)
    if block.kind == "bullet" or block.text[-1] in ".:?!" or _REGIONS.search(block.text):
        return False
    return block.kind != "heading" or not (is_word or _NEUTRAL_HEADING.fullmatch(block.text))


def _other_front(
    front: list[Block], title: Block | None, hosts: tuple[str, ...]
) -> tuple[str | None, list[Block], int]:
    """The subtitle, the blocks that are nothing, and the lines that repeat the title."""
    subtitle: str | None = None
    left: list[Block] = []
    repeated = 0
    logos = {_letters(host) for host in hosts}
    for block in front:
        if block is title or _letters(block.text) in logos:
            continue
        if title and _letters(block.text) == _letters(title.text):
            repeated += len(block.lines)
        elif subtitle is None:
            subtitle = bare(block.text)
        else:
            left.append(block)
    return subtitle, left, repeated


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _topic(text: str) -> Topic:
    if match := _TOPIC.fullmatch(text):
        return Topic(match["title"].strip(), match["text"].strip())
    return Topic(text.strip("*_ "), "")


def _regions(paragraph: str) -> list[str]:
    """Regions named in a sentence; a name may hold a comma where a sign parts the names."""
    for sentence in phrasing.sentences(paragraph):
        match = _REGIONS.search(sentence) or _REGIONS_IN_SENTENCE.search(sentence)
        if not match:
            continue
        named = match["list"].strip()
        parts = re.split(r"\s*[•·;|]\s*", named)
        if len(parts) == 1:
            parts = list(phrasing.enumeration(named))
        return [part if part.endswith("e.o.") else part.rstrip(". ") for part in parts if part]
    return []


def meetings(text: str) -> int | None:
    """How many meetings are mentioned ("een achttal gesprekken" → 8)."""
    numbers = (to_number(match["number"]) for match in _MEETINGS.finditer(text))
    return next((number for number in numbers if number is not None), None)


def participants(paragraphs: tuple[str, ...]) -> tuple[int | None, tuple[str, ...]]:
    """About how many took part, and in which roles ("40 directeuren en lectoren namen deel")."""
    for paragraph in paragraphs:
        for sentence in phrasing.sentences(paragraph):
            for match in (_TOOK_PART.search(sentence), _SPOKEN_WITH.search(sentence)):
                number = to_number(match["number"]) if match else None
                if match and number is not None and not 1900 <= number <= 2100:
                    return number, _roles(match["roles"])
    return None, ()


def _roles(text: str) -> tuple[str, ...]:
    text = re.sub(r"^.*?\b(?:onder wie|waaronder|zoals|namelijk)\s+", "", text)
    found = (role.strip() for role in phrasing.enumeration(text))
    return tuple(role for role in found if role not in _NO_ROLES and len(role.split()) <= 4)
