"""From probabilities to proposals: one theme or two, probably none, or left undecided.

Undecided and "none fits" are two things. Undecided is a statement between themes, about which the
probabilities say too little: it gets no proposal. That none fits is a proposal of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.blocks import blocks
from analysis.corpus import Corpus
from analysis.features import Vectors
from analysis.nearest import strongest
from analysis.results import Placement
from analysis.themes import UNSURE, Assignment, Probabilities

SECOND = 0.35  # the least likely that a second theme may be
SECOND_SHARE = 0.7  # of the likelihood of the first
REASONS = 3
MOST_REASONS_FROM = 2_000  # statements of a theme among which the nearest are looked for


def likely(shares: Probabilities) -> list[int]:
    """The themes a statement seems to belong to, the likeliest first: none, one or two.

    One that is likelier than not; a second that is hardly less likely than the first. Two that are
    each nearly as likely as the other may both be less likely than not: on the 2018 round tables,
    with three confirmed statements a theme (20 draws), 5 in 100 get two themes this way, of which
    one is right in 49 in 100; proposals then reach 60 instead of 56 in 100 statements, and are as
    often right (70 in 100) as with one theme only.

    :param shares: float64 (themes,), the likelihood of each.
    """
    if not len(shares):
        return []
    order = np.argsort(-shares, kind="stable")[:2].tolist()
    first, second = float(shares[order[0]]), float(shares[order[1]]) if len(order) > 1 else 0.0
    if second >= max(SECOND, SECOND_SHARE * first):
        return order
    return order[:1] if first >= UNSURE else []


def settle(corpus: Corpus, assignment: Assignment) -> dict[int, tuple[Placement, ...]]:
    """The rows that belong to one theme of the codebook, or to two."""
    count = len(corpus.keys)
    found: dict[int, tuple[Placement, ...]] = {}
    for row, shares in enumerate(assignment.probabilities[:, :count]):
        if themes := likely(shares):
            found[row] = tuple(
                Placement(corpus.keys[theme], float(shares[theme])) for theme in themes
            )
    return found


def left_over(
    corpus: Corpus, assignment: Assignment, settled: Mapping[int, Sequence[Placement]]
) -> list[int]:
    """The rows for new themes: those for which no theme of the codebook is the likeliest.

    A row between themes of the codebook stays undecided: it needs a person, not a theme.
    """
    count = len(corpus.keys)
    sure = assignment.probabilities
    otherwise = np.maximum(sure[:, count:].max(axis=1, initial=0), none_fits(assignment))
    named = sure[:, :count].max(axis=1, initial=0)
    return [
        row
        for row in corpus.open_rows
        if row not in settled and named[row] < min(UNSURE, otherwise[row])
    ]


def none_fits(assignment: Assignment) -> Probabilities:
    """How likely it is of each row that no theme fits, float64 (n,)."""
    none: Probabilities = np.clip(1 - assignment.probabilities.sum(axis=1), 0, 1)
    return none


def nowhere(
    corpus: Corpus, assignment: Assignment, placed: Mapping[int, object]
) -> dict[int, float]:
    """The rows for which "none fits" is the proposal, with how likely that is, ½ … 1.

    Only beside a codebook: without themes there is nothing that a statement could not fit.
    """
    if not corpus.keys:
        return {}
    none = none_fits(assignment)
    return {
        row: float(none[row])
        for row in corpus.open_rows
        if row not in placed and none[row] >= UNSURE
    }


def with_reasons(
    corpus: Corpus,
    features: Vectors,
    placements: Sequence[Sequence[Placement]],
    *,
    only: Collection[int] | None = None,
) -> tuple[tuple[Placement, ...], ...]:
    """Every proposal with its reason: the statements of its theme that it is most like.

    Those that a person confirmed to the theme; while there are none, others proposed for it.

    :param features: float32 (m, d), of length 1, before smoothing: what the words themselves say.
    :param only: the places that need a reason; all of them when left out.
    """
    needed = set(range(len(placements)) if only is None else only)
    reasons: dict[tuple[int, str], tuple[int, ...]] = {}
    for key in dict.fromkeys(one.theme for place in needed for one in placements[place]):
        of_key = [
            (place, one.confirmed)
            for place, held in enumerate(placements)
            for one in held
            if one.theme == key
        ]
        proposed = [place for place, confirmed in of_key if not confirmed]
        confirmed = [place for place, confirmed in of_key if confirmed]
        examples = (confirmed or proposed)[:MOST_REASONS_FROM]
        asking = [place for place in proposed if place in needed]
        nearest = _nearest(corpus, features, asking, examples, itself=bool(confirmed))
        for place, found in zip(asking, nearest, strict=True):
            reasons[place, key] = found
    return tuple(
        tuple(replace(one, nearest=reasons.get((place, one.theme), ())) for one in held)
        if place in needed
        else tuple(held)
        for place, held in enumerate(placements)
    )


def _nearest(
    corpus: Corpus,
    features: Vectors,
    places: Sequence[int],
    examples: Sequence[int],
    *,
    itself: bool,
) -> list[tuple[int, ...]]:
    """Of each place the places of the examples nearest to it, each text once.

    :param itself: whether an example in the very same words counts.
    """
    first = {corpus.rows[place]: place for place in reversed(examples)}
    rows = list(first)
    candidates = features[rows]
    found: list[tuple[int, ...]] = []
    for part in blocks(len(places)):
        own = [corpus.rows[place] for place in places[part]]
        near = features[own] @ candidates.T
        some = np.sort(strongest(near, min(REASONS + 1, len(rows))), axis=1)
        order = np.argsort(-np.take_along_axis(near, some, axis=1), axis=1, kind="stable")
        nearest = np.take_along_axis(some, order, axis=1).tolist()
        for row, best in zip(own, nearest, strict=True):
            others = [first[rows[one]] for one in best if itself or rows[one] != row]
            found.append(tuple(others[:REASONS]))
    return found
