"""Patterns of written Dutch that reports share: sentences, enumerations, names, period, aim."""

from __future__ import annotations

import re

ORGANISATION = (
    r"[A-ZÀ-Þ][\w'’-]*(?:\s+(?:(?:&|van|voor|der|de|het|en|in)\s+)*(?=[A-ZÀ-Þ])[\w'’-]+)*"
)
"""Words with a capital, with what may stand between them ("Raad voor de Cultuur")."""

_ABBREVIATIONS = ("etc.", "ca.", "dr.", "drs.", "prof.", "mr.", "ir.", "bijv.", "nl.", "resp.")
_SENTENCE_GAP = re.compile(r"(?<=[.!?])['’\")\]]*\s+(?=['‘\"“(\[]?[A-ZÀ-Þ0-9])")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    "(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
)
_PERIODS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"((?:eerste|tweede) helft)(?: van)?(?: het jaar)? ({_YEAR})",
        rf"((?:eerste|tweede|derde|vierde) kwartaal)(?: van)?(?: het jaar)? ({_YEAR})",
        rf"((?:voorjaar|najaar|lente|zomer|herfst|winter))(?: van)?(?: het jaar)? ({_YEAR})",
        rf"((?:school|studie)jaar) ({_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d))",
        rf"({_MONTH}(?: {_YEAR})? (?:tot en met|t/m|tot|en|[-–]) {_MONTH})(?: van)? ({_YEAR})",
        rf"({_MONTH})(?: van)? ({_YEAR})",
        rf"\b(?:in|gedurende)( )({_YEAR})\b",
    )
)
_AIM_WORDS = (
    r"\bom te komen tot ",
    r"\bmet als doel(?: om)? ",
    r"\b[Hh](?:eeft|ebben|ad|adden) (?:als|tot) doel(?: om)? ",
    r"\b(?:[Hh]et )?[Dd]oel(?: van [^.]+?)? (?:is|was)(?: om)? ",
    r"\bten behoeve van ",
    r"\bter voorbereiding (?:op|van) ",
    r"\bvoor de discussie over ",
)
_AIMS = (
    *(re.compile(words + r"(?P<aim>.+?)[.!?]?$") for words in _AIM_WORDS),
    re.compile(r"^Om (?P<aim>.+? te [^,]+), \w+"),
)
_HOSTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bin samenwerking met (?:de |het )?({ORGANISATION})",
        rf"\bgeorganiseerd door (?:de |het )?({ORGANISATION})",
        rf"\b(?:organiseerden?|startten?|begon(?:nen)?) (?:de |het )?({ORGANISATION})",
        rf"(?:^|\b(?:[Dd]e|[Hh]et) )({ORGANISATION}) (?:organiseerde|startte|begon)\b",
        rf"^(?:De |Het )?({ORGANISATION}) is een initiatief van\b",
    )
)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, verbatim; no break after an abbreviation ("o.a. Twente")."""
    found: list[str] = []
    start = 0
    for gap in _SENTENCE_GAP.finditer(text):
        before = text[start : gap.start()].rstrip()
        last = before.rsplit(None, 1)[-1].casefold().lstrip("('‘\"") if before else ""
        if last in _ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+", last):
            continue
        found.append(text[start : gap.end()].strip())
        start = gap.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def enumeration(text: str) -> tuple[str, ...]:
    """The members of "a, b en c". With a comma before "en", only that "en" is a separator."""
    parts = [part.strip() for part in text.strip().rstrip(".;").split(",")]
    if len(parts) > 1 and re.match(r"(?:en|of|&) ", parts[-1]):
        parts[-1] = re.sub(r"^(?:en|of|&) ", "", parts[-1])
    else:
        parts[-1:] = [part.strip() for part in re.split(r" en ", parts[-1], maxsplit=1)]
    return tuple(part for part in parts if part)


def without_article(text: str) -> str:
    """ "de leeromgeving" → "leeromgeving"."""
    return re.sub(r"^(?:de|het|een) ", "", text, flags=re.IGNORECASE)


def without_links(text: str) -> str:
    """Markdown links replaced by their text."""
    return _LINK.sub(r"\1", text)


def period(text: str) -> str | None:
    """When it took place, without "van": "eerste helft 2018", "najaar 2021", "2022"."""
    for pattern in _PERIODS:
        if match := pattern.search(text):
            return f"{match[1].strip()} {match[2]}".strip()
    return None


def aim(paragraphs: tuple[str, ...]) -> str | None:
    """What it is for: the clauses after words such as "om te komen tot", joined by "; "."""
    found = []
    for paragraph in paragraphs:
        for sentence in sentences(paragraph):
            match = next((m for pattern in _AIMS if (m := pattern.search(sentence))), None)
            if match:
                found.append(match["aim"].strip())
    return "; ".join(found) or None


def organisers(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Who organised it, as named in phrases such as "in samenwerking met …"; each once."""
    found: dict[str, None] = {}
    for paragraph in paragraphs:
        for sentence in sentences(paragraph):
            for pattern in _HOSTS:
                if match := pattern.search(sentence):
                    found[match[1]] = None
    return tuple(found)
