"""Who presented what, from sentences such as "Anna de Vries, lector bij X, presenteerde Y"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.exchange.phrasing import sentences, without_links

_PARTICLE = r"(?:van|von|de|der|den|ten|ter|te|el|la|in|'t|’t)"
_NAME = (
    r"(?<![\w&-])(?P<name>(?:(?:[Pp]rof|[Dd]rs?|[Ii]r|[Mm]r)\.\s+){0,3}(?:(?:[A-ZÀ-Þ]\.\s?){1,4}|[A-ZÀ-Þ][\w'’-]+)"
    rf"(?:\s+(?:{_PARTICLE}|[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w'’-]+)){{0,5}}?\s*\b[A-ZÀ-Þ][\w'’-]+)(?![\w-])"
)
_VERB = (
    r"(?P<verb>(?:presenteer|schets|vertel|verzorg|introduceer|toon|demonstreer|beschreef|beschrijf|"
    r"besprak|bespreek|deel|hield|houd|gaf|geef|licht|liet|laat|nam|neem|sprak|spreek|ging)(?:t|te|de|d)?)"
)
_DESCRIPTION = r"(?:\s*\((?P<brackets>[^()]+)\)|,\s*(?P<commas>[^,]+(?:,[^,]+)?),)?"
_SUBJECT = r"\s+(?P<subject>\S.*)$"
_PATTERNS = (
    re.compile(rf"{_NAME}{_DESCRIPTION}\s+{_VERB}{_SUBJECT}"),
    re.compile(rf"\b{_VERB}\s+{_NAME}{_DESCRIPTION}{_SUBJECT}"),
)
_ROLE = re.compile(
    r"(?P<role>.+?)\s+(?:van|bij|aan|namens)\s+(?:de\s+|het\s+)?(?P<organisation>.+?)"
    r"(?:\s+en\s+[\w-]+\s+(?:van|bij|aan|namens)\b.*)?"
)
_SHOWED = re.compile(r"^.*?\b(?:zien|horen|weten)\s+(?=(?:hoe|dat|wat|waarom|welke|waar)\b)")
_ASIDE = re.compile(r"\s*\((?:zie|kijk|link)\b[^()]*\)", re.IGNORECASE)

# Words with a capital, before a verb, that are no first names.
_NOT_A_PERSON = re.compile(
    r"(?:de|het|een|in|op|na|naast|ook|daarna|vervolgens|tijdens|hierna|toen|"
    r"\w*(?:platform|stichting|hogeschool|universiteit|vereniging|ministerie|netwerk|partnerschap|"
    r"school|groep|raad|team|academie|instituut|bestuur))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ReadSpeaker:
    """`description` is what the document says between brackets or commas, whole and verbatim;
    `role` and `organisation` are its first pair. `meeting` counts from 0.
    """

    name: str
    role: str | None
    organisation: str | None
    subject: str
    description: str | None
    meeting: int


def find_speakers(texts: tuple[str, ...], meeting: int) -> tuple[ReadSpeaker, ...]:
    """Speakers named in the texts of one meeting; each name once, at its first mention."""
    found: dict[str, ReadSpeaker] = {}
    for text in texts:
        for sentence in sentences(without_links(text)):
            speaker = _speaker(sentence, meeting)
            if speaker:
                found.setdefault(speaker.name, speaker)
    return tuple(found.values())


def _speaker(sentence: str, meeting: int) -> ReadSpeaker | None:
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if not _is_person(match["name"], sentence[: match.start("name")]):
                continue
            description = match["brackets"] or match["commas"]
            role, organisation = _role(description)
            subject = _SHOWED.sub("", _ASIDE.sub("", match["subject"])).strip().rstrip(".")
            return ReadSpeaker(match["name"], role, organisation, subject, description, meeting)
    return None


def _is_person(name: str, before: str) -> bool:
    if re.search(r"(?:\b(?:de|het|een)|&)\s*$", before, re.IGNORECASE):
        return False
    return not _NOT_A_PERSON.fullmatch(name.split()[0])


def _role(description: str | None) -> tuple[str | None, str | None]:
    if description is None:
        return None, None
    match = _ROLE.fullmatch(description.strip())
    if match is None:
        return description.strip(), None
    return match["role"], match["organisation"]
