"""What partnerships wrote down in a meeting, as the running text of a report tells it.

A baseline with its dimensions; the horizon, the vision, the relation to Samen Opleiden and first
steps; and, in a later meeting, the baseline looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.exchange import phrasing, questions
from collector.records import Instrument, Option, Question, QuestionKind
from collector.slugs import key_of

PHASES = (
    Option("not_started", "Nog niet begonnen"),
    Option("exploring", "We verkennen het"),
    Option("designing", "We ontwerpen een aanpak"),
    Option("trying", "We proberen het uit"),
    Option("embedded", "Het is onze vaste werkwijze"),
)
"""The same as in the instruments `baseline` and `phases`, so that programmes can be compared."""

_BASELINE = re.compile(r"\bbeginsituatie\b", re.IGNORECASE)
_DIMENSIONS = re.compile(r"\baandacht (?:voor|aan)\b:?\s*(?P<list>[^.;:?]+)", re.IGNORECASE)
_KEYS = {"inhoud": "content", "organisatie": "organisation", "hrm-beleid": "hrm", "hrm": "hrm"}
"""Names under which our own instruments follow the same."""

_SHARED = (
    ("horizon", re.compile(r"\bstip op de horizon\b", re.I), "Wat is uw stip op de horizon?"),
    (
        "vision",
        re.compile(r"\bvisie\b[^.?]*\bpartnerschap", re.I),
        "Wat is de visie van uw partnerschap?",
    ),
    (
        "relation",
        re.compile(r"\bverhoud\w*\b[^.?]*\btot\b[^.?]*\bSamen Opleiden\b", re.I),
        "Hoe verhoudt dit zich tot Samen Opleiden?",
    ),
    (
        "first_steps",
        re.compile(r"\beerste stap(?:pen)?\b", re.I),
        "Welke eerste stappen kunt u in uw eigen context zetten?",
    ),
)


@dataclass(frozen=True)
class Sketched:
    """`baseline`: the dimensions that are named with it, verbatim; `again`: it is looked at again;
    `shared`: keys of what was written down beside it."""

    baseline: tuple[str, ...] = ()
    again: bool = False
    shared: tuple[str, ...] = ()


def sketched(meetings: Sequence[Sequence[str]]) -> list[Sketched]:
    """Per meeting what its text tells.

    :param meetings: of each the paragraphs
    """
    found: list[Sketched] = []
    dimensions: tuple[str, ...] = ()
    for texts in meetings:
        mentioned = any(_BASELINE.search(text) for text in texts)
        here = _dimensions(texts) if mentioned and not dimensions else ()
        again = mentioned and bool(dimensions)
        dimensions = dimensions or here
        shared = tuple(
            key
            for key, pattern, _ in _SHARED
            if not again and any(pattern.search(text) for text in texts)
        )
        asked_before = {key for each in found for key in each.shared}
        found.append(Sketched(here, again, tuple(k for k in shared if k not in asked_before)))
    return found


def _dimensions(texts: Iterable[str]) -> tuple[str, ...]:
    for text in texts:
        for sentence in phrasing.sentences(phrasing.without_links(text)):
            if match := _DIMENSIONS.search(sentence):
                return phrasing.enumeration(match["list"])
    return ()


def instruments(found: Sequence[Sketched], number: int) -> list[Instrument]:
    """What meeting `number` (from 0) asks, to be settled together by each partnership."""
    here = found[number]
    dimensions = next((each.baseline for each in found if each.baseline), ())
    made = []
    if here.baseline:
        made.append(_followed("baseline", "Beginsituatie van uw partnerschap", dimensions))
    shared = [
        Question(key, QuestionKind.STATEMENTS, label, dimension=key, boxes=1)
        for key, _, label in _SHARED
        if key in here.shared
    ]
    if shared:
        made.append(questions.together("horizon", "Stip op de horizon", shared))
    if here.again:
        made.append(_followed("development", "Ontwikkeling sinds de beginsituatie", dimensions))
    return made


def _followed(slug: str, title: str, dimensions: Iterable[str]) -> Instrument:
    asked: list[Question] = []
    for name in dimensions:
        label = name[:1].upper() + name[1:]
        key = _KEYS.get(name.casefold(), key_of(name) or "dimension")
        scale = f"{label}: hoe ver is uw partnerschap nu?"
        why = f"{label}: hoe staat het ervoor?"
        asked += [
            Question(f"{key}_phase", QuestionKind.SCALE, scale, options=PHASES, dimension=key),
            Question(f"{key}_text", QuestionKind.LONG_TEXT, why, dimension=key),
        ]
    return questions.together(slug, title, asked)
