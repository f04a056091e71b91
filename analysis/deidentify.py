"""Find what gives people and schools away in a text, and write the public text.

Pure: text in, spans and text out. The pipeline is that of the design: fold (NFKC,
invisible characters out), own patterns and telephone numbers, names of schools, names
of people with deduce, the capital rule as a flag. Text that nobody approved never goes
out; ``certain=False`` says where a person has to look.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from analysis.deduce_names import DeduceNames
from analysis.folding import fold
from analysis.identifiers import identifiers
from analysis.known_words import Phrases, is_word, terms
from analysis.person_names import PersonNames
from analysis.school_names import named_by_article, school_names
from analysis.spans import REPLACEMENTS, Kind, Span, settle

__all__ = ["REPLACEMENTS", "Deidentifier", "Kind", "Span", "deidentify_lines", "public_text"]


class Deidentifier:
    """Finds spans; holds the lists, so that it is made once (under 3 s, 0.2 GB).

    :param allowed: the programme's own words, which stay: regions, institutes, roles,
        titles of topics. Not the names of partnerships: those identify. A word in
        capitals is allowed in capitals only.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        places = terms("places")
        organisations = [*terms("institutes"), *terms("sector"), *allowed]
        self._names = PersonNames(DeduceNames(), [*places, *organisations])
        self._places = Phrases(places)
        self._stay = Phrases(organisations)
        is_word("warm")  # loads the word list now, not under the first answer

    def find(self, text: str) -> tuple[Span, ...]:
        """Disjoint spans in reading order, with offsets in characters of ``text`` itself."""
        folded = fold(text)
        places = list(self._places.find(folded.text))
        place = _within(places)
        kept = _within(sorted([*places, *self._stay.find(folded.text)]))
        found = [
            *identifiers(folded.text),
            *school_names(folded.text, kept, place),
            *self._names.find(folded.text, kept, place),
            *named_by_article(folded.text, kept),
        ]
        spans = []
        for span in found:
            start, end = folded.original(span.start, span.end)
            spans.append(Span(start, end, span.kind, span.source, span.certain))
        return settle(spans, text)

    def public_text(self, text: str, spans: Iterable[Span]) -> str:
        """``text`` with every span replaced by its kind; see :func:`public_text`."""
        return public_text(text, spans)


def public_text(text: str, spans: Iterable[Span]) -> str:
    """``text`` with every given span replaced by what it is, e.g. ``[naam]``.

    Spans that a person rejected are left out by the caller; all others go, flags too.

    :raise ValueError: spans overlap or lie outside the text, so they are of another text.
    """
    pieces: list[str] = []
    end = 0
    for span in sorted(spans, key=lambda each: each.start):
        if not end <= span.start < span.end <= len(text):
            where = f"{span.start}:{span.end}"
            raise ValueError(f"span {where} does not fit a text of {len(text)} after {end}")
        pieces += [text[end : span.start], REPLACEMENTS[span.kind]]
        end = span.end
    return "".join([*pieces, text[end:]])


def deidentify_lines(lines: Iterable[str], deidentifier: Deidentifier) -> Iterator[dict[str, Any]]:
    """What would go, per line, ready for JSON.

    :return: dicts with ``text``, ``public_text`` (all spans replaced) and ``spans``, each
        with ``start``, ``end``, ``kind``, ``source``, ``certain``. Line ends are dropped.
    """
    for line in lines:
        text = line.rstrip("\r\n")
        spans = deidentifier.find(text)
        yield {
            "text": text,
            "public_text": public_text(text, spans),
            "spans": [
                {
                    "start": span.start,
                    "end": span.end,
                    "kind": span.kind.value,
                    "source": span.source,
                    "certain": span.certain,
                }
                for span in spans
            ],
        }


def _within(slices: Sequence[tuple[int, int]]) -> Callable[[int, int], bool]:
    """A check whether a slice lies inside one of ``slices``, which are sorted by start."""
    starts = [start for start, _ in slices]
    reach: list[int] = []
    for _, end in slices:
        reach.append(max(end, reach[-1] if reach else 0))

    def inside(start: int, end: int) -> bool:
        place = bisect_right(starts, start) - 1
        return place >= 0 and end <= reach[place]

    return inside
