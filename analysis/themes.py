"""Themes that people named: which statement belongs to which, and how sure that is.

Step 7 of the method: prototypes in the smoothed space, after J. Snell and others, 2017,
arXiv:1703.05175. What a person confirmed teaches; how much the cosines mean is fitted to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.blocks import blocks
from analysis.features import Vectors, shrunk_mean, unit

Probabilities = NDArray[np.float64]

OWN_TEXT_WEIGHT = 5.0  # name and central statement together weigh as five confirmed statements
NONE_FITS = 0.15  # the cosine at which "none of these themes" is as likely as a theme
USUAL_TEMPERATURE = 0.123
TEMPERATURE_SPREAD = 0.7  # of its logarithm
TEMPERATURES = np.geomspace(0.03, 0.5, 41)
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
    :param cosines: float64 (n, themes), what the probabilities were made of; a low highest one is
        a hint that none fits.
    :param temperature: what the cosines were divided by.
    """

    probabilities: Probabilities
    cosines: Probabilities
    temperature: float


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


def softmax(cosines: Probabilities, temperature: float) -> Probabilities:
    """Probabilities of themes, beside the chance that none fits. (n, themes) in and out."""
    powers = np.exp((cosines - NONE_FITS) / temperature)
    shares: Probabilities = powers / (1 + powers.sum(axis=1, keepdims=True))
    return shares


def assign(smoothed: Vectors, found: Vectors, examples: Sequence[Sequence[int]]) -> Assignment:
    """Compare statements with prototypes.

    Both are centred on the mean of the statements, so that what everybody talks about does not
    count. A theme without texts or examples gets probability 0.

    :param smoothed: float32 (n, d).
    :param found: float32 (themes, d), from :func:`prototypes`.
    :param examples: per theme the rows that were confirmed, which fit the temperature.
    """
    centre = shrunk_mean(smoothed)
    empty = ~found.any(axis=1)
    cosines = cosines_from(smoothed, unit(found), centre)
    cosines[:, empty] = -np.inf
    temperature = fit_temperature(*left_out(smoothed, found, examples, cosines))
    return Assignment(softmax(cosines, temperature), cosines, temperature)


def cosines_from(vectors: Vectors, against: Vectors, centre: Vectors) -> Probabilities:
    """Cosines between rows and prototypes, both seen from a centre.

    :param vectors: float32 (n, d).
    :param against: float32 (k, d).
    :param centre: float32 (d,).
    :returns: float64 (n, k).
    """
    turned = unit(against - centre).T
    found = np.empty((len(vectors), len(against)), dtype=np.float64)
    for rows in blocks(len(vectors)):
        found[rows] = unit(vectors[rows] - centre) @ turned
    return found


def left_out(
    smoothed: Vectors, found: Vectors, examples: Sequence[Sequence[int]], cosines: Probabilities
) -> tuple[Probabilities, NDArray[np.int64]]:
    """Cosines of confirmed statements, as if each had not been confirmed itself.

    :returns: float64 (m, themes), and int64 (m,) the theme each was confirmed to. A theme that
        would be left with nothing is skipped.
    """
    centre = shrunk_mean(smoothed)
    held: list[Probabilities] = []
    truth: list[int] = []
    for theme, rows in enumerate(examples):
        for row in rows:
            without = found[theme] - smoothed[row]
            if np.linalg.norm(without) < 1e-3:
                continue
            scores = cosines[row].copy()
            scores[theme] = unit(smoothed[row] - centre) @ unit(unit(without) - centre)
            held.append(scores)
            truth.append(theme)
    shape = (len(held), len(found))
    return np.array(held, dtype=np.float64).reshape(shape), np.array(truth, dtype=np.int64)


def fit_temperature(cosines: Probabilities, truth: NDArray[np.int64]) -> float:
    """The most likely temperature under a log-normal prior around .123.

    :param cosines: float64 (m, themes), of statements whose theme is known.
    :param truth: int64 (m,), that theme. With none known, the prior alone decides.
    """
    prior = -(np.log(TEMPERATURES / USUAL_TEMPERATURE) ** 2) / (2 * TEMPERATURE_SPREAD**2)
    if not len(truth):
        return USUAL_TEMPERATURE
    rows = np.arange(len(truth))
    fits = [
        np.log(np.maximum(softmax(cosines, float(t))[rows, truth], 1e-12)).sum()
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
