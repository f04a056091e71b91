"""A report of the yields of a learning network (leernetwerk), read from text or Markdown.

The shape, from a 2022 report on induction: a title, an introduction, one section per meeting
("Bijeenkomst 1" …), then "Evaluatie", "Vervolg" and "Instrumenten en bronnen".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.exchange import phrasing, resources
from analysis.exchange.introduction import meetings as meetings_mentioned
from analysis.exchange.lines import Block, bare, lay_out
from analysis.exchange.resources import Resource
from analysis.exchange.speakers import ReadSpeaker, find_speakers

_ORDINALS = "eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste"
MEETING = re.compile(
    rf"(?:Bijeenkomst\s+\d+|(?:{_ORDINALS})\s+bijeenkomst)(?:\s*[|:.–—-]\s*(?P<focus>\S.*))?",
    re.IGNORECASE,
)
_REST = r"(?:\s*[|:–—-]\s*(?P<rest>\S.*)|\s*:)?"
SECTIONS = {
    "evaluation": re.compile(rf"(?:Evaluatie|Opbrengsten)(?: en opbrengsten)?{_REST}", re.I),
    "follow_ups": re.compile(rf"(?:Vervolg|Hoe verder\??|Vooruitblik){_REST}", re.I),
    "resources": resources.HEADING,
    "contact": re.compile(r"(?:Meer informatie|Contact(?:gegevens)?|Colofon)\s*:?", re.I),
}

_SAFEGUARDS = re.compile(r"\bwaarborgen\b[^:.?]*:\s*(?P<list>[^:?]+)$", re.IGNORECASE)
_PERSPECTIVES = re.compile(r"\bperspectieven\b[^:.?]*:\s*(?P<list>[^:?]+)$", re.IGNORECASE)
_FOCUS = re.compile(r"\bingegaan op (?:het |de )?(?P<list>[^.;:]+?)(?= van\b|[.;:]|$)")
_ASKS = re.compile(r"\bvra(?:ag|gen)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ReadMeeting:
    """`focus` is what the meeting was about in a word, where the introduction tells (or None).

    `texts` are its paragraphs and bullets, verbatim; `questions` are taken from them.
    """

    title: str
    focus: str | None
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    speakers: tuple[ReadSpeaker, ...]
    perspectives: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class FollowUp:
    title: str
    text: str


@dataclass(frozen=True)
class LearningNetworkReport:
    """What was recognised. `skipped`: (line number, text) of every line that was not.

    `furniture` counts lines left out as repeated headers, page numbers and rules.
    """

    title: str
    period: str | None
    aim: str | None
    organisers: tuple[str, ...]
    meetings_announced: int | None
    introduction: tuple[str, ...]
    meetings: tuple[ReadMeeting, ...]
    safeguards: tuple[str, ...]
    evaluation: str
    yields: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]
    resources: tuple[Resource, ...]
    contact: tuple[str, ...]
    skipped: tuple[tuple[int, str], ...]
    furniture: int
    notes: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[ReadSpeaker, ...]:
        """All speakers in the order of the meetings."""
        return tuple(speaker for meeting in self.meetings for speaker in meeting.speakers)


def is_heading(text: str) -> bool:
    """Whether a bare line is one of the headings of such a report."""
    if text.endswith((".", "!")):
        return False
    return any(pattern.fullmatch(text) for pattern in (MEETING, *SECTIONS.values()))


def read_learning_network(text: str) -> LearningNetworkReport:
    """Read a report; never fails: what is not recognised is in `skipped`.

    :param text: the whole file, decoded.
    """
    layout = lay_out(text, is_heading)
    parts = _Parts()
    for block in layout.blocks:
        parts.take(block)
    introduction = tuple(parts.introduction)
    whole = " ".join((parts.title, *introduction))
    focuses = _focuses(introduction, len(parts.meetings))
    meetings = tuple(
        _meeting(heading, blocks, index, focuses[index])
        for index, (heading, blocks) in enumerate(parts.meetings)
    )
    said = (*introduction, *(text for meeting in meetings for text in meeting.texts))
    return LearningNetworkReport(
        title=parts.title,
        period=phrasing.period(whole),
        aim=phrasing.aim(introduction),
        organisers=phrasing.organisers(introduction),
        meetings_announced=meetings_mentioned(whole),
        introduction=introduction,
        meetings=meetings,
        safeguards=tuple(map(phrasing.without_article, _listed(_SAFEGUARDS, said))),
        evaluation="\n\n".join(parts.evaluation),
        yields=tuple(parts.yields),
        follow_ups=_follow_ups(parts.follow_up_heading, parts.follow_ups),
        resources=tuple(parts.resources),
        contact=tuple(parts.contact),
        skipped=tuple(parts.skipped),
        furniture=layout.furniture + parts.furniture,
    )


@dataclass
class _Parts:
    """Takes blocks in order and puts each where the last heading says it belongs."""

    title: str = ""
    introduction: list[str] = field(default_factory=list)
    meetings: list[tuple[Block, list[Block]]] = field(default_factory=list)
    evaluation: list[str] = field(default_factory=list)
    yields: list[str] = field(default_factory=list)
    follow_up_heading: str = ""
    follow_ups: list[str] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    contact: list[str] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    furniture: int = 0
    place: str = "introduction"

    def take(self, block: Block) -> None:
        if block.kind == "heading" and self._turn(block):
            return
        is_known = block.kind != "heading" or not self.title
        if not is_known or not getattr(self, f"_take_{self.place}")(block):
            self.skipped.extend((line.number, line.text.strip()) for line in block.lines)

    def _turn(self, block: Block) -> bool:
        """Go where the heading points to; False when it is no heading of such a report."""
        if MEETING.fullmatch(block.text):
            self.meetings.append((block, []))
            self.place = "meeting"
            return True
        for place, pattern in SECTIONS.items():
            if match := pattern.fullmatch(block.text):
                self.place = place
                if place == "follow_ups":
                    self.follow_up_heading = match["rest"] or block.text
                return True
        return False

    def _take_introduction(self, block: Block) -> bool:
        is_sentence = block.text[-1] in ".:?!"
        if not self.title:
            self.title = bare(block.text)
        elif bare(block.text).casefold() == self.title.casefold():
            self.furniture += len(block.lines)
        elif block.kind == "bullet" or is_sentence:
            self.introduction.append(block.text)
        else:
            return False
        return True

    def _take_meeting(self, block: Block) -> bool:
        self.meetings[-1][1].append(block)
        return True

    def _take_evaluation(self, block: Block) -> bool:
        (self.yields if block.kind == "bullet" else self.evaluation).append(block.text)
        return True

    def _take_follow_ups(self, block: Block) -> bool:
        self.follow_ups.append(block.text)
        return True

    def _take_resources(self, block: Block) -> bool:
        if block.kind == "bullet":
            self.resources.append(resources.read_resource(block.text))
        return block.kind == "bullet"

    def _take_contact(self, block: Block) -> bool:
        self.contact.extend(line.text.strip() for line in block.lines)
        return True


def _meeting(heading: Block, blocks: list[Block], index: int, focus: str | None) -> ReadMeeting:
    texts = tuple(block.text for block in blocks)
    match = MEETING.fullmatch(heading.text)
    return ReadMeeting(
        title=heading.text,
        focus=(match["focus"] if match else None) or focus,
        texts=texts,
        questions=tuple(_questions(blocks)),
        speakers=find_speakers(texts, index),
        perspectives=_listed(_PERSPECTIVES, texts),
        line=heading.number,
    )


def _questions(blocks: list[Block]) -> Iterable[str]:
    """Bullets that ask, and sentences that ask; verbatim.

    A bullet under an announcement of questions asks even without a question mark. Of a sentence
    that announces and asks, only what stands after the colon is the question.
    """
    announced = False
    for block in blocks:
        if block.kind == "bullet" and (announced or block.text.endswith("?")):
            yield block.text
            continue
        if block.kind != "bullet":
            announced = block.text.endswith(":") and bool(_ASKS.search(block.text))
        for sentence in phrasing.sentences(block.text):
            if sentence.endswith("?"):
                before, colon, after = sentence.partition(":")
                yield after.strip() if colon and _ASKS.search(before) else sentence


def _listed(pattern: re.Pattern[str], texts: tuple[str, ...]) -> tuple[str, ...]:
    """The members of the first enumeration that the pattern announces."""
    for text in texts:
        for sentence in phrasing.sentences(phrasing.without_links(text)):
            if match := pattern.search(sentence):
                return phrasing.enumeration(match["list"])
    return ()


def _focuses(introduction: tuple[str, ...], count: int) -> tuple[str | None, ...]:
    """One word per meeting, when the introduction lists as many as there are meetings."""
    listed = _listed(_FOCUS, introduction)
    return listed if len(listed) == count else (None,) * count


def _follow_ups(heading: str, texts: list[str]) -> tuple[FollowUp, ...]:
    """One per paragraph; the heading names them when it has as many parts."""
    titles = [part.strip() for part in re.split(r"\s&\s|\sen\s|,|\+|;", heading) if part.strip()]
    if len(titles) != len(texts):
        titles = [heading] * len(texts)
    return tuple(FollowUp(title, text) for title, text in zip(titles, texts, strict=True))
