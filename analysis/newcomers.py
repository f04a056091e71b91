"""New statements among those of the last run: placed at once, without looking at all others anew.

Step 6 of the method. What a run measured stays as it is; a new text is drawn towards its neighbours
there and compared with the themes as they stand now, decisions of a moment ago included.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.cluster import LANDMARKS, halfway
from analysis.corpus import Corpus, gather
from analysis.features import Background, Vectors, combine, dense, lexical
from analysis.landmarks import place_all
from analysis.pipeline import compare
from analysis.representation import TextEncoder, TextReader
from analysis.results import Placement, ThemesFound
from analysis.settling import likely, none_fits, with_reasons
from analysis.themes import UNSURE, Assignment, Theme


@dataclass(frozen=True, eq=False)
class Space:
    """The m texts that a run has seen, and those that were placed since.

    :param row_of: text → its row.
    :param features: float32 (m, 768), before smoothing.
    :param smoothed: float32 (m, 768), after it.
    :param centre: float32 (384,), what is common in the programme.
    :param background: the general Dutch they were compared with.
    """

    row_of: Mapping[str, int]
    features: Vectors
    smoothed: Vectors
    centre: Vectors
    background: Background


@dataclass(frozen=True)
class Newcomer:
    """Where a new statement seems to belong.

    :param place: of the statement.
    :param themes: one or two; empty when it is undecided or fits nowhere.
    :param nowhere: how likely none of the themes fits, where that is proposed.
    """

    place: int
    themes: tuple[Placement, ...]
    nowhere: float | None = None


def space_of(found: ThemesFound) -> Space | None:
    """What a run leaves for the statements that come after it.

    :returns: ``None`` for a run over so many texts that its graph lies between landmarks: holding
        those in memory is not worth it, and the next run is soon enough.
    """
    representation = found.representation
    if len(found.corpus.texts) > LANDMARKS:
        return None
    return Space(
        row_of={text: row for row, text in enumerate(found.corpus.texts)},
        features=representation.features,
        smoothed=representation.smoothed,
        centre=representation.centre,
        background=representation.background,
    )


def widen(space: Space, texts: Sequence[str], encoder: TextEncoder, language: TextReader) -> Space:
    """The space with these texts in it; those that are there already stay where they are."""
    new = [text for text in dict.fromkeys(texts) if text not in space.row_of]
    if not new:
        return space
    lemmas = language.lemmas(new)
    meanings = dense(encoder.encode(new), space.centre, space.background)
    features = combine(meanings, lexical(lemmas, space.background))
    placed = place_all(features, space.features, space.smoothed) if space.row_of else features
    first = len(space.row_of)
    return replace(
        space,
        row_of={**space.row_of, **{text: first + row for row, text in enumerate(new)}},
        features=np.concatenate([space.features, features]),
        smoothed=np.concatenate([space.smoothed, placed]),
    )


def place_new(
    space: Space,
    texts: Sequence[str],
    new: Collection[int],
    *,
    codebook: Sequence[Theme],
    confirmed: Mapping[int, Collection[str]],
    previous: Mapping[int, str],
) -> list[Newcomer]:
    """Where new statements seem to belong. The others stay where they are.

    A statement goes to its likeliest theme of the codebook as in a run, else to the earlier
    proposal that it is nearest to, however far; no new theme is formed.

    :param space: with all these texts, and those of the codebook, in it; see :func:`widen`.
    :param texts: all statements of the programme; codebook, confirmed and previous as for
        ``find_themes``.
    :param new: the places of the new ones.
    """
    corpus = gather(texts, codebook, confirmed, previous)
    rows = [space.row_of[text] for text in corpus.texts]
    vectors = halfway(space.features, space.smoothed)
    own = [vectors[[space.row_of[text] for text in theme.texts]] for theme in codebook]
    assignment = compare(corpus, vectors[rows], own)
    none = none_fits(assignment)
    found = {place: _themes(corpus, assignment, corpus.rows[place]) for place in new}
    reasoned = _reasoned(corpus, space.features[rows], found, previous)
    return [
        Newcomer(
            place,
            reasoned[place],
            float(none[corpus.rows[place]])
            if not reasoned[place] and corpus.keys and none[corpus.rows[place]] >= UNSURE
            else None,
        )
        for place in new
    ]


def _themes(corpus: Corpus, assignment: Assignment, row: int) -> tuple[Placement, ...]:
    count = len(corpus.keys)
    shares = assignment.probabilities[row]
    if themes := likely(shares[:count]):
        return tuple(Placement(corpus.keys[theme], float(shares[theme])) for theme in themes)
    if not corpus.earlier or shares[:count].max(initial=0) >= shares[count:].max():
        return ()
    nearest = int(shares[count:].argmax())
    return (Placement(corpus.earlier[nearest][0], float(shares[count + nearest])),)


def _reasoned(
    corpus: Corpus,
    features: Vectors,
    found: Mapping[int, tuple[Placement, ...]],
    previous: Mapping[int, str],
) -> dict[int, tuple[Placement, ...]]:
    """The same placements with their reasons, out of all that stands in those themes."""
    every: list[tuple[Placement, ...]] = []
    for place in range(len(corpus.rows)):
        if place in found:
            every.append(found[place])
        elif place in corpus.confirmed:
            every.append(tuple(Placement(key, 1, True) for key in corpus.confirmed[place]))
        else:
            every.append((Placement(previous[place], 0),) if place in previous else ())
    reasoned = with_reasons(corpus, features, every, only=found)
    return {place: reasoned[place] for place in found}
