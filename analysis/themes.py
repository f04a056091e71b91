"""Themes that people named: which statement belongs to which, and how sure that is.

Step 7 of the method: prototypes, after J. Snell and others, 2017, arXiv:1703.05175, halfway between
the statements themselves and the smoothed space. What a person confirmed teaches; the more of it,
the more regression has a say. How much the scores mean is fitted to it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.blocks import blocks
from analysis.features import Vectors, shrunk_mean, unit
from analysis.regression import fit

Probabilities = NDArray[np.float64]

OWN_TEXT_WEIGHT = 5.0  # name and central statement together weigh as five confirmed statements
NONE_FITS = -0.02  # the score at which "none of these themes" is as likely as a theme, usually
RARELY = 0.05  # the share of confirmed statements whose best theme scores no better than that
DOUBT = 20  # confirmed statements' worth of it, before they have as much say about both as we
HALF_LEARNT = 5  # confirmed statements a theme, from which regression has half the say
USUAL_TEMPERATURE = 0.1
TEMPERATURE_SPREAD = 0.7  # of its logarithm
TEMPERATURES = np.geomspace(0.03, 0.5, 41)
NOTHING = 1e-3  # a prototype shorter than this says nothing
UNSURE = 0.5  # below this probability a statement is left undecided


@dataclass(frozen=True)
class Theme:
    """A theme of the codebook.

    :param key: what it is referred to by; unique in a codebook.
    :param name: as the facilitator named it, or ``None`` while it has none.
    :param central: its central statement (kernuitspraak), or ``None``.
    """

    key: str
    name: str | None = None
    central: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What the theme says of itself: none, one or two texts."""
        return tuple(text for text in (self.name, self.central) if text and text.strip())


@dataclass(frozen=True)
class Assignment:
    """How likely each statement belongs to each theme.

    :param probabilities: float64 (n, themes); a row adds up to less than 1, the rest being the
        chance that none of them fits.
    :param scores: float64 (n, themes), what the probabilities were made of, like cosines.
    :param temperature: what the scores were divided by.
    :param none: the score that "none fits" has.
    """

    probabilities: Probabilities
    scores: Probabilities
    temperature: float
    none: float


def prototypes(
    smoothed: Vectors, own: Sequence[Vectors], examples: Sequence[Sequence[int]]
) -> Vectors:
    """What each theme looks like: 5 · the mean of its own texts + the sum of its examples.

    :param smoothed: (n, d), the statements.
    :param own: per theme (texts, d), its smoothed name and central statement; may have no rows.
    :param examples: per theme the rows of its confirmed statements; may be empty.
    :returns: float32 (themes, d), not of length 1; zeros for a theme that says nothing of itself
        and has no examples.
    """
    found = np.zeros((len(own), smoothed.shape[1]), dtype=np.float32)
    for theme, (texts, rows) in enumerate(zip(own, examples, strict=True)):
        if len(texts):
            found[theme] += OWN_TEXT_WEIGHT * texts.mean(axis=0)
        found[theme] += smoothed[list(rows)].sum(axis=0)
    return found


def softmax(scores: Probabilities, temperature: float, none: float = NONE_FITS) -> Probabilities:
    """Probabilities of themes, beside the chance that none fits. (n, themes) in and out."""
    powers = np.exp((scores - none) / temperature)
    shares: Probabilities = powers / (1 + powers.sum(axis=1, keepdims=True))
    return shares


def assign(vectors: Vectors, found: Vectors, examples: Sequence[Sequence[int]]) -> Assignment:
    """Compare statements with prototypes.

    Both are centred on the mean of the statements, so that what everybody talks about does not
    count. A theme without texts or examples gets probability 0.

    :param vectors: float32 (n, d), of length 1.
    :param found: float32 (themes, d), from :func:`prototypes`.
    :param examples: per theme the rows that were confirmed, which teach; themes at the end that
        have none may be left out.
    """
    centre = shrunk_mean(vectors)
    empty = ~found.any(axis=1)
    taught = [
        (theme, row)
        for theme, rows in enumerate(examples)
        for row in rows
        if np.linalg.norm(found[theme] - vectors[row]) > NOTHING
    ]
    scores = cosines_from(vectors, unit(found), centre)
    held = left_out(vectors, found, taught, scores)
    share = len(taught) / (len(taught) + HALF_LEARNT * len(found)) if len(found) > 1 else 0
    if share:
        learnt, without = learn(vectors, found, taught, centre)
        scores = (1 - share) * scores + share * cosines_from(vectors, learnt, centre, turn=False)
        held = (1 - share) * held + share * without
    scores[:, empty] = held[:, empty] = -np.inf
    none = fit_none(held)
    temperature = fit_temperature(held, [theme for theme, _ in taught], none)
    return Assignment(softmax(scores, temperature, none), scores, temperature, none)


def cosines_from(
    vectors: Vectors, against: NDArray[np.floating], centre: Vectors, *, turn: bool = True
) -> Probabilities:
    """Cosines between rows and prototypes, both seen from a centre.

    :param vectors: float32 (n, d).
    :param against: (k, d).
    :param centre: float32 (d,).
    :param turn: whether ``against`` is still to be seen from the centre.
    :returns: float64 (n, k).
    """
    turned = (unit(against - centre) if turn else against).T
    found = np.empty((len(vectors), len(against)), dtype=np.float64)
    for rows in blocks(len(vectors)):
        found[rows] = unit(vectors[rows] - centre) @ turned
    return found


def left_out(
    vectors: Vectors, found: Vectors, taught: Sequence[tuple[int, int]], cosines: Probabilities
) -> Probabilities:
    """Cosines of confirmed statements, as if each had not been confirmed itself.

    :param taught: the theme and the row of each.
    :returns: float64 (m, themes).
    """
    centre = shrunk_mean(vectors)
    held = cosines[[row for _, row in taught]]
    for place, (theme, row) in enumerate(taught):
        without = unit(found[theme] - vectors[row])
        held[place, theme] = unit(vectors[row] - centre) @ unit(without - centre)
    return held


def learn(
    vectors: Vectors, found: Vectors, taught: Sequence[tuple[int, int]], centre: Vectors
) -> tuple[Probabilities, Probabilities]:
    """Regression on what themes say of themselves and on their confirmed statements.

    :returns: float64 (themes, d), to compare with; float64 (m, themes), what it says of each
        confirmed statement without that statement.
    """
    own = found.copy()
    for theme, row in taught:
        own[theme] -= vectors[row]
    saying = np.flatnonzero(np.linalg.norm(own, axis=1) > NOTHING)
    rows = np.concatenate([unit(own[saying]), vectors[[row for _, row in taught]]])
    truth = [*saying.tolist(), *(theme for theme, _ in taught)]
    weights = [OWN_TEXT_WEIGHT] * len(saying) + [1.0] * len(taught)
    learnt, without = fit(unit(rows - centre), truth, weights, len(found))
    return learnt.T, without[len(saying) :]


def fit_none(held: Probabilities) -> float:
    """The score of "none fits": below it lies the best theme of one confirmed statement in twenty.

    Those that are confirmed surely belong to a theme, so whatever scores lower than nearly all of
    them belongs to none of these. While few are confirmed, what is usual counts.

    :param held: float64 (m, themes), see :func:`left_out`.
    """
    if not len(held):
        return NONE_FITS
    low = float(np.quantile(held.max(axis=1), RARELY))
    return (DOUBT * NONE_FITS + len(held) * low) / (DOUBT + len(held))


def fit_temperature(held: Probabilities, truth: Sequence[int], none: float = NONE_FITS) -> float:
    """The most likely temperature under a log-normal prior around .1.

    :param held: float64 (m, themes), of statements whose theme is known.
    :param truth: of each, that theme. With none known, the prior alone decides.
    :param none: the score of "none fits".
    """
    prior = -(np.log(TEMPERATURES / USUAL_TEMPERATURE) ** 2) / (2 * TEMPERATURE_SPREAD**2)
    if not len(held):
        return USUAL_TEMPERATURE
    rows = np.arange(len(held))
    fits = [
        np.log(np.maximum(softmax(held, float(t), none)[rows, list(truth)], 1e-12)).sum()
        for t in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmax(prior + np.array(fits)))])


def central(vectors: Vectors, rows: Sequence[int]) -> int:
    """The row nearest the centre of its theme: a proposal for its central statement.

    :param vectors: (n, d), of length 1.
    :param rows: the theme's members, at least one.
    :raises ValueError: for a theme without members.
    """
    if not rows:
        raise ValueError("a theme without statements has no central one")
    members = vectors[list(rows)]
    return rows[int(np.argmax(members @ members.mean(axis=0)))]
