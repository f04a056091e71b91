"""Why a statement is not shown: a fixed list, stored in Dutch, told in the reader's language."""

from __future__ import annotations

from flask_babel import gettext

from collector.wording import Wording

REASONS = {
    "person": Wording("Er staat iets in over een herkenbare persoon."),
    "topic": Wording("Dit gaat niet over het onderwerp van het gesprek."),
    "double": Wording("Dit staat er al: iemand zei hetzelfde."),
    "unclear": Wording("Het is niet duidelijk wat hiermee bedoeld wordt."),
    "unreadable": Wording("Dit is niet te lezen."),
    "tone": Wording("De toon past niet bij dit gesprek."),
}


def stored(key: str, own_words: str) -> str:
    """What is kept of a choice from the list, own words, or both; "" for neither."""
    fixed = str(REASONS[key]) if key in REASONS else ""
    return " ".join(part for part in (fixed, own_words) if part)


def told(reason: str) -> tuple[str, str]:
    """What was stored: from the list, in the reader's language; and in the facilitator's words."""
    for fixed in map(str, REASONS.values()):
        if reason == fixed or reason.startswith(f"{fixed} "):
            return gettext(fixed), reason.removeprefix(fixed).strip()
    return "", reason
