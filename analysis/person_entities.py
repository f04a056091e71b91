"""A trained model's persons beside what rules and lists found.

A model takes a school or a word for a person now and then, so alone it only flags. Where it
agrees with a flag of ours, two sources that know nothing of each other say the same: certain.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.spans import Covers, Kind, Span

People = Callable[[str], Sequence[tuple[int, int]]]
"""Slices of a text, from start to end, that a model takes for persons."""


def confirmed(found: Iterable[Span], people: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The findings, flags for names certain where a person of the model overlaps them."""
    for span in found:
        met = any(start < span.end and span.start < end for start, end in people)
        yield replace(span, certain=True) if met and span.kind is Kind.NAME else span


def flags(people: Sequence[tuple[int, int]], kept: Covers) -> Iterator[Span]:
    """A flag for every person of the model, but for words that must stay."""
    for start, end in people:
        if start < end and not kept(start, end):
            yield Span(start, end, Kind.NAME, "ner", certain=False)
