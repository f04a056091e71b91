"""Find what gives people and schools away in a text, and write the public text.

Pure: text in, spans and text out. The pipeline is that of the design: fold (NFKC,
invisible characters out), own patterns and telephone numbers, names of schools, names
of people with deduce, the capital rule as a flag. Text that nobody approved never goes
out; ``certain=False`` says where a person has to look.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from analysis.deduce_names import DeduceNames
from analysis.folding import fold
from analysis.identifiers import identifiers
from analysis.known_words import Phrases, is_word, terms
from analysis.let_stand import without_let_stand
from analysis.only_ones import only_ones
from analysis.partnership_names import PartnershipNames
from analysis.person_entities import People, confirmed, flags
from analysis.person_names import PersonNames
from analysis.school_names import named_by_article, school_names
from analysis.small_schools import SmallSchools
from analysis.spans import Covers, Span, settle
from collector.redaction import redact


class Deidentifier:
    """Finds spans. The first one loads the lists (under 3 s, 0.2 GB), the next ones share them.

    :param allowed: the programme's own words, which stay: regions, institutes, roles,
        titles of topics. A word in capitals is allowed in capitals only.
    :param people: a trained model's persons, see :func:`analysis.language.load_people`.
    :param partnerships: names of its partnerships and their organisations: those identify.
    """

    def __init__(
        self,
        allowed: Iterable[str] = (),
        people: People | None = None,
        partnerships: Iterable[str] = (),
    ) -> None:
        places = terms("places")
        organisations = [*terms("institutes"), *terms("sector"), *allowed]
        self._names = PersonNames(_deduce(), [*places, *organisations])
        self._schools = SmallSchools()
        self._people = people
        self._partnerships = PartnershipNames(partnerships)
        self._places = Phrases(places)
        self._stay = Phrases(organisations)
        is_word("warm")  # loads the word list now, not under the first answer

    def find(self, text: str, let_stand: Collection[str] = ()) -> tuple[Span, ...]:
        """Disjoint spans in reading order, with offsets in characters of ``text`` itself.

        :param let_stand: words that people of this programme let stand before, see
            :mod:`analysis.let_stand`; they take flags away, never what is certain.
        """
        folded = fold(text)
        places = list(self._places.find(folded.text))
        place = _within(places)
        organisations = list(self._stay.find(folded.text))
        kept = _within(sorted([*places, *organisations]))
        found = [
            *self._partnerships.find(folded.text),
            *identifiers(folded.text),
            *school_names(folded.text, kept, place),
            *self._schools.find(folded.text, kept),
            *only_ones(folded.text, _within(organisations)),
            *self._names.find(folded.text, kept, place),
            *named_by_article(folded.text, kept),
        ]
        people = self._people(folded.text) if self._people else ()
        found = [*confirmed(found, people), *flags(people, kept)]
        spans = []
        for span in found:
            start, end = folded.original(span.start, span.end)
            spans.append(Span(start, end, span.kind, span.source, span.certain))
        return without_let_stand(settle(spans, text), text, let_stand)

    def public_text(self, text: str, let_stand: Collection[str] = ()) -> str:
        """``text`` with all that is found replaced by what it is, flags too: ``[naam]``."""
        return redact(text, [span.record() for span in self.find(text, let_stand)])


@lru_cache(maxsize=1)
def _deduce() -> DeduceNames:
    """One for all programmes: it is the same for each, and 0.1 GB."""
    return DeduceNames()


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
            "public_text": redact(text, [span.record() for span in spans]),
            "spans": [asdict(span) for span in spans],
        }


def _within(slices: Sequence[tuple[int, int]]) -> Covers:
    """A check whether a slice lies inside one of ``slices``, which are sorted by start."""
    starts = [start for start, _ in slices]
    reach: list[int] = []
    for _, end in slices:
        reach.append(max(end, reach[-1] if reach else 0))

    def inside(start: int, end: int) -> bool:
        place = bisect_right(starts, start) - 1
        return place >= 0 and end <= reach[place]

    return inside
