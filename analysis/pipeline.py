"""From statements to themes, in one straight line.

Nothing is stored here and nothing is random but the seed: the same statements, decisions and
seed give the same themes.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from analysis.found import Placement, ThemeFound, ThemesFound
from analysis.labels import label, phrases_of
from analysis.landscape import Landscape, TextEncoder, TextReader, survey
from analysis.material import Material, gather
from analysis.proposals import Proposals, propose
from analysis.space import Background, unit
from analysis.themes import UNSURE, Assignment, Theme, assign, central, prototypes


def find_themes(
    texts: Sequence[str],
    *,
    codebook: Sequence[Theme] = (),
    confirmed: Mapping[int, Collection[str]] | None = None,
    previous: Mapping[int, str] | None = None,
    k: int | None = None,
    resolution: float = 1.0,
    seed: int = 0,
    encoder: TextEncoder,
    language: TextReader,
    background: Background | None = None,
) -> ThemesFound:
    """Group statements by theme. The method and its figures: ``analysis.md`` of the design.

    With a codebook, a statement goes to its likeliest theme when that is likelier than not;
    those that none seems to fit may form new themes, and those between themes stay undecided.
    Without a codebook, everything is grouped. Fewer than 6 distinct
    statements form no new theme, fewer than 12 form one, unless ``k`` says otherwise. Statements
    with the same text count once, and go the same way unless a person decided otherwise.

    :param texts: the statements, verbatim; none of them blank.
    :param codebook: the themes that people named or accepted.
    :param confirmed: place of a statement → the keys of its themes, as a person decided. Never
        changed, and learnt from. An empty collection is a decision too: no theme.
    :param previous: place of a statement → the key of the proposed theme it was in. Those themes
        go on under the same keys, with the same number; leave out to group afresh.
    :param k: how many new themes; ``None`` for as many as there seem to be. Another number than
        that of the previous themes groups afresh.
    :param resolution: above 1 for more themes, below 1 for fewer; .8 to 1.2 is useful.
    :raises ValueError: for a blank text, a key that is not in the codebook or is there twice, a
        place where no statement is, or a ``k`` below 1.
    """
    if k is not None and k < 1:
        raise ValueError(f"k={k}: give a number of themes of at least 1, or leave it out")
    material = gather(texts, codebook, confirmed or {}, previous or {})
    landscape = survey(material, encoder, language, background)
    assignment = compare(material, landscape)
    settled = settle(material, assignment)
    proposals = propose(
        landscape.smoothed,
        landscape.edges,
        left_over(material, assignment),
        material.earlier,
        taken=material.keys,
        k=k,
        resolution=resolution,
        seed=seed,
    )
    placements = place(material, {**settled, **proposals.placed})
    return ThemesFound(
        placements=placements,
        themes=describe(material, landscape, proposals, placements),
        nearest=hints(material, assignment),
        rows=material.rows,
        centre=landscape.centre,
        features=landscape.features,
        smoothed=landscape.smoothed,
        assignment=assignment,
        grouping=proposals.grouping,
    )


def compare(material: Material, landscape: Landscape) -> Assignment:
    """How likely each row belongs to each theme of the codebook, and to each earlier proposal.

    Earlier proposals compete, so that accepting one of six does not draw all others into it.
    """
    nothing = landscape.smoothed[:0]
    own = [*landscape.own, *(nothing for _ in material.earlier)]
    examples = [*material.examples, *(rows for _, rows in material.earlier)]
    found = prototypes(landscape.smoothed, own, examples)
    return assign(landscape.smoothed, found, material.examples)


def settle(material: Material, assignment: Assignment) -> dict[int, Placement]:
    """The rows that belong to a theme of the codebook, likelier than not."""
    themes = len(material.keys)
    if not themes:
        return {}
    sure = assignment.probabilities[:, :themes]
    best = sure.argmax(axis=1).tolist()
    return {
        row: Placement(material.keys[theme], float(sure[row, theme]))
        for row, theme in enumerate(best)
        if sure[row, theme] >= UNSURE
    }


def left_over(material: Material, assignment: Assignment) -> list[int]:
    """The rows for new themes: those for which no theme of the codebook is the likeliest.

    A row between two themes of the codebook stays undecided: it needs a person, not a theme.
    """
    themes = len(material.keys)
    sure = assignment.probabilities
    none = 1 - sure.sum(axis=1, keepdims=True)
    otherwise = np.concatenate([sure[:, themes:], none], axis=1).max(axis=1)
    named = sure[:, :themes].max(axis=1, initial=0)
    return [row for row in material.open_rows if named[row] < min(UNSURE, otherwise[row])]


def hints(material: Material, assignment: Assignment) -> tuple[Placement | None, ...]:
    """Per statement its likeliest theme of the codebook, however unsure."""
    themes = len(material.keys)
    if not themes:
        return (None,) * len(material.rows)
    sure = assignment.probabilities[:, :themes]
    best = sure.argmax(axis=1).tolist()
    return tuple(
        Placement(material.keys[best[row]], float(sure[row, best[row]])) for row in material.rows
    )


def place(material: Material, placed: Mapping[int, Placement]) -> tuple[tuple[Placement, ...], ...]:
    """Per statement its themes: what a person decided, else what was found for its text."""
    found: list[tuple[Placement, ...]] = []
    for where, row in enumerate(material.rows):
        if where in material.confirmed:
            keys = [key for key in material.keys if key in material.confirmed[where]]
            found.append(tuple(Placement(key, 1.0, confirmed=True) for key in keys))
        else:
            found.append((placed[row],) if row in placed else ())
    return tuple(found)


def describe(
    material: Material,
    landscape: Landscape,
    proposals: Proposals,
    placements: Sequence[Sequence[Placement]],
) -> tuple[ThemeFound, ...]:
    """Members, central statement, key phrases and label of every theme, old and new."""
    keys = [*material.keys, *sorted(proposals.keys, key=lambda key: (len(key), key))]
    members = [
        tuple(where for where, held in enumerate(placements) if key in {one.theme for one in held})
        for key in keys
    ]
    groups = [sorted({material.rows[where] for where in places}) for places in members]
    centres = np.zeros((len(keys), landscape.meanings.shape[1]), dtype=np.float32)
    for theme, held in enumerate(groups):
        centres[theme] = unit(landscape.meanings[held].sum(axis=0))
    phrases = phrases_of(
        landscape.readings, groups, landscape.background, centres, landscape.meaning_of
    )
    named = {theme.key: theme.name for theme in material.codebook}
    found: list[ThemeFound] = []
    for key, places, rows, words in zip(keys, members, groups, phrases, strict=True):
        row = central(landscape.features, rows) if rows else None
        said = "" if row is None else material.texts[row]
        middle = next((where for where in places if material.rows[where] == row), None)
        name = named.get(key) or label(words, said)
        found.append(ThemeFound(key, key not in material.keys, name, words, places, middle))
    return tuple(found)
