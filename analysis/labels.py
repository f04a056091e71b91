"""What a theme is about, in the words of those who spoke: key phrases.

Class-based TF-IDF (M. Grootendorst, 2022, arXiv:2203.05794) over lemmas and noun phrases, where
words that every theme has lose, and the sentence encoder has a say in the order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.features import Background, Vectors
from analysis.language import Reading

KIND_WEIGHTS = {"phrase": 1.3, "noun": 1.0, "propn": 0.8, "adj": 0.25, "verb": 0.25}
CANDIDATES = 12  # per theme, that the encoder orders
PHRASES = 5  # per theme
IN_LABEL = 2
HALF_A_MENTION = 0.5  # taken off, so that what one person said once counts for half
ENCODER_SAY = 2.0
LONGEST_OPENING = 60  # characters


@dataclass(frozen=True)
class Candidate:
    """A term as a possible key phrase of one theme."""

    theme: int
    key: str
    surface: str
    score: float


def surfaces(readings: Sequence[Reading]) -> tuple[dict[str, str], dict[str, str]]:
    """Per term key how it is written most, and what kind it mostly is.

    Between forms that occur equally often, the one in lower case, then the first in the alphabet.
    """
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for term in reading.terms:
            written[term.key][term.surface] += 1
            kinds[term.key][term.kind] += 1
    form = {
        key: min(found, key=lambda text: (-found[text], not text.islower(), text))
        for key, found in written.items()
    }
    kind = {key: min(found, key=lambda text: (-found[text], text)) for key, found in kinds.items()}
    return form, kind


def score_terms(
    readings: Sequence[Reading], groups: Sequence[Sequence[int]], background: Background
) -> list[Candidate]:
    """Every term of every theme with its score, the best first.

    score = share of the theme's statements that have it (less half a one) ·
    log(1 + mean theme size / statements that have it) · how much of it is in this theme ·
    how rare it is in general Dutch · its kind.

    :param readings: of all statements.
    :param groups: per theme the rows of its statements.
    """
    form, kind = surfaces(readings)
    keys = [{term.key for term in reading.terms} for reading in readings]
    counts = [Counter(key for row in rows for key in keys[row]) for rows in groups]
    total: Counter[str] = sum(counts, Counter())
    size = sum(len(rows) for rows in groups) / max(1, len(groups))
    rarest = background.rarity("")
    found: list[Candidate] = []
    for theme, rows in enumerate(groups):
        for key, times in counts[theme].items():
            share = (times - HALF_A_MENTION) / len(rows)
            shares = sum(
                count[key] / len(other)
                for count, other in zip(counts, groups, strict=True)
                if other
            )
            here = times / len(rows) / shares
            if len(groups) > 1 and here <= 1 / len(groups):
                continue
            rare = float(np.mean([background.rarity(word) for word in key.split()])) / rarest
            score = share * np.log1p(size / total[key]) * here * rare * KIND_WEIGHTS[kind[key]]
            found.append(Candidate(theme, key, form[key], float(score)))
    return sorted(found, key=lambda one: (-one.score, one.theme, one.key))


def reorder(
    candidates: Sequence[Candidate],
    centres: Vectors,
    vectors_of: Callable[[Sequence[str]], Vectors],
) -> list[Candidate]:
    """Let the encoder weigh the best candidates: how much nearer to this theme than to others.

    :param centres: float32 (themes, d), of length 1, in the space of ``vectors_of``.
    :param vectors_of: surfaces to float32 (m, d), of length 1.
    """
    best = [
        one
        for theme in range(len(centres))
        for one in [found for found in candidates if found.theme == theme][:CANDIDATES]
    ]
    if not best:
        return []
    texts = sorted({one.surface for one in best})
    near = dict(zip(texts, vectors_of(texts) @ centres.T, strict=True))
    weighed = [
        Candidate(one.theme, one.key, one.surface, one.score * nearer(near[one.surface], one.theme))
        for one in best
    ]
    return sorted(weighed, key=lambda one: (-one.score, one.theme, one.key))


def nearer(cosines: NDArray[np.float32], theme: int) -> float:
    """exp(2 · (cosine with this theme − mean cosine with all)); 1 when there is one theme."""
    return float(np.exp(ENCODER_SAY * (cosines[theme] - cosines.mean())))


def key_phrases(candidates: Sequence[Candidate], themes: int) -> list[tuple[str, ...]]:
    """Choose at most five phrases for each theme, all different between and within themes.

    A term goes to the theme where it scores best; one that another chosen phrase of its theme
    contains, or that contains it, is left out.

    :param candidates: the best first.
    """
    chosen: list[list[Candidate]] = [[] for _ in range(themes)]
    taken: set[str] = set()
    for one in candidates:
        words = set(one.key.split())
        mine = chosen[one.theme]
        covered = any(words <= set(a.key.split()) or words >= set(a.key.split()) for a in mine)
        if one.key in taken or covered or len(mine) == PHRASES:
            continue
        mine.append(one)
        taken.add(one.key)
    return [tuple(one.surface for one in mine) for mine in chosen]


def label(phrases: Sequence[str], central: str) -> str:
    """A theme's label: its two best key phrases, or how its central statement begins."""
    if phrases:
        return ", ".join(phrases[:IN_LABEL])
    opening = " ".join(central.split())
    if len(opening) <= LONGEST_OPENING:
        return opening
    return opening[:LONGEST_OPENING].rsplit(" ", 1)[0] + " …"


def phrases_of(
    readings: Sequence[Reading],
    groups: Sequence[Sequence[int]],
    background: Background,
    centres: Vectors,
    vectors_of: Callable[[Sequence[str]], Vectors],
) -> list[tuple[str, ...]]:
    """Key phrases of every theme, in one step: score, let the encoder weigh, choose.

    :param readings: of m texts.
    :param groups: per theme the rows of its texts; may be empty.
    :param centres: float32 (themes, d), of length 1.
    :param vectors_of: surfaces to float32 (n, d), of length 1.
    """
    scored = score_terms(readings, groups, background)
    return key_phrases(reorder(scored, centres, vectors_of), len(groups))
