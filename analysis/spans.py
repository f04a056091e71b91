"""What was found in a text: kinds, spans, and one answer where findings overlap."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from collector.personal_data import REPLACEMENTS, Kind

Covers = Callable[[int, int], bool]
"""Whether a slice of a text, from start to end, lies inside something: words that stay, a place."""


@dataclass(frozen=True)
class Span:
    """A slice of a text that may have to go.

    :param start: offset of the first character.
    :param end: offset after the last character; never equal to ``start``.
    :param kind: what it gives away.
    :param source: the rule that found it, e.g. ``pattern``, ``phonenumbers``, ``deduce``,
        ``school``, ``capital``.
    :param certain: False if a person has to look: the finding is a flag.
    """

    start: int
    end: int
    kind: Kind
    source: str
    certain: bool = True

    def record(self) -> dict[str, Any]:
        """As it is stored, and as :func:`collector.redaction.redact` takes it."""
        return {**asdict(self), "replacement": REPLACEMENTS[self.kind]}


_LINKS = re.compile(r"(?:van|der|den|de|het|'t|ter|ten|te|en|in|op)(?: (?:van|der|den|de|het|'t))*")


def settle(found: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Disjoint spans in reading order; of two that overlap the earlier in ``found`` wins.

    What a loser covers besides the winner is kept as a span of its own when it holds a
    letter or digit, unless it is only "van der" and the like: to drop it would let half a
    name out. Neighbours of one kind with only a space between become one.
    """
    taken: list[Span] = []
    for span in found:
        pieces = [span]
        for winner in taken:
            pieces = [rest for piece in pieces for rest in _without(piece, winner)]
        whole = pieces == [span]
        taken += [
            piece
            for piece in (_trimmed(p, text) for p in pieces)
            if piece and (whole or not _LINKS.fullmatch(text[piece.start : piece.end]))
        ]
    return _joined(sorted(taken, key=lambda span: span.start), text)


def _without(span: Span, winner: Span) -> list[Span]:
    if span.end <= winner.start or winner.end <= span.start:
        return [span]
    rest = []
    if span.start < winner.start:
        rest.append(replace(span, end=winner.start))
    if winner.end < span.end:
        rest.append(replace(span, start=winner.end))
    return rest


def _trimmed(span: Span, text: str) -> Span | None:
    """The span without spaces at its ends, or None if no letter or digit is left."""
    piece = text[span.start : span.end]
    if not any(character.isalnum() for character in unicodedata.normalize("NFKC", piece)):
        return None
    start = span.start + len(piece) - len(piece.lstrip())
    return replace(span, start=start, end=start + len(piece.strip()))


def _joined(spans: list[Span], text: str) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.kind == span.kind and text[last.end : span.start] in ("", " "):
            certain = last.certain and span.certain
            joined[-1] = replace(last, end=span.end, certain=certain)
        else:
            joined.append(span)
    return tuple(joined)
