"""What is proposed beside themes: aspects, near duplicates, labels, and themes that are missing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.aspects import ASPECTS, propose_aspects
from analysis.benchmarks.labelled import Labelled, Reader
from analysis.cluster import halfway
from analysis.corpus import gather
from analysis.near_duplicates import near_duplicates
from analysis.pipeline import compare, find_themes
from analysis.regression import fit
from analysis.representation import represent
from analysis.settling import left_over, settle
from analysis.themes import Theme

FOLDS = 5
CONFIRMED = 3


def aspects(given: Labelled, reader: Reader, *, draws: int) -> dict[str, Any]:
    """How often the aspect is right when it must always be said, and when only the clear ones
    are: five-fold, beside always guessing the larger class.
    """
    first = {text: row for row, text in reversed(list(enumerate(given.texts)))}
    distinct = given.part(sorted(first.values()))
    meanings = reader.represent(distinct)[1].meanings
    truth = np.array([ASPECTS.index(aspect) for aspect in distinct.aspects])
    right, proposed, proposed_right = [], 0, 0
    for seed in range(draws):
        order = np.random.default_rng(seed).permutation(len(truth))
        for apart in np.array_split(order, FOLDS):
            rest = np.setdiff1d(order, apart)
            learnt, _ = fit(meanings[rest], truth[rest].tolist(), [1.0] * len(rest), 2)
            right += ((meanings[apart] @ learnt).argmax(axis=1) == truth[apart]).tolist()
            known = {int(row): ASPECTS[truth[row]] for row in rest}
            for row, (aspect, _) in propose_aspects(meanings, known).items():
                proposed += 1
                proposed_right += aspect == ASPECTS[truth[row]]
    return {
        "larger_class": round(float(np.bincount(truth).max() / len(truth)), 3),
        "right_when_always_said": round(float(np.mean(right)), 3),
        "proposed": round(proposed / len(right), 3),
        "right_when_proposed": round(proposed_right / proposed, 3) if proposed else None,
    }


def pairs(given: Labelled, reader: Reader) -> dict[str, int]:
    """How many near duplicates are proposed, besides exact ones."""
    found = near_duplicates(given.texts, reader.encode(given.texts))
    kinds = [pair.kind for pair in found]
    return {"exact": kinds.count("exact"), "near": kinds.count("near")}


def labels(given: Labelled, reader: Reader) -> dict[str, float]:
    """Where a theme comes among all when the encoder compares its label with their statements.

    Labels are made of the themes that people put the statements in, but without their names;
    1 is always first.
    """
    nameless = [Theme(theme.key) for theme in given.themes]
    keys = [theme.key for theme in given.themes]
    confirmed = {row: {keys[topic]} for row, topic in enumerate(given.topics)}
    found = find_themes(
        given.texts, codebook=nameless, confirmed=confirmed, encoder=reader, language=reader
    )
    meanings = found.representation.meanings[list(found.corpus.rows)]
    centres = np.stack([meanings[list(theme.members)].mean(axis=0) for theme in found.themes])
    said = found.representation.meaning_of([theme.label for theme in found.themes])
    near = said @ centres.T
    ranks = (near >= np.diag(near)[:, None]).sum(axis=1)
    return {"mean_reciprocal_rank": round(float((1 / ranks).mean()), 3)}


def missing(given: Labelled, reader: Reader, *, draws: int) -> dict[str, float]:
    """With one theme missing from the codebook: how much of it is left over for new themes, how
    much of the others, and how much of everything when none is missing.
    """
    keys = [theme.key for theme in given.themes]
    left: dict[str, list[bool]] = {"of_the_missing": [], "of_others": [], "when_complete": []}
    for draw in range(draws):
        order = np.random.default_rng(draw).permutation(len(given.texts))
        for theme in (None, *range(len(keys))):
            confirmed = {
                int(row): {keys[other]}
                for other in range(len(keys))
                if other != theme
                for row in order[given.topics[order] == other][:CONFIRMED]
            }
            codebook = [each for place, each in enumerate(given.themes) if place != theme]
            over = left_over_rows(given, reader, codebook, confirmed)
            for row in range(len(given.texts)):
                if row not in confirmed:
                    kind = "of_the_missing" if given.topics[row] == theme else "of_others"
                    left["when_complete" if theme is None else kind].append(row in over)
    return {name: round(float(np.mean(each)), 3) for name, each in left.items()}


def left_over_rows(
    given: Labelled,
    reader: Reader,
    codebook: Sequence[Theme],
    confirmed: dict[int, set[str]],
) -> set[int]:
    """The places of statements for which a run would look for a new theme."""
    corpus = gather(given.texts, codebook, confirmed, {})
    found = represent(corpus, reader, reader, None)
    assignment = compare(corpus, halfway(found.features, found.smoothed), found.own)
    rows = set(left_over(corpus, assignment, settle(corpus, assignment)))
    return {place for place, row in enumerate(corpus.rows) if row in rows}
