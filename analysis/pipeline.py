"""From statements to themes, in one straight line.

Nothing is stored here and nothing is random but the seed: the same statements, decisions and
seed give the same themes.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from analysis.cluster import halfway
from analysis.corpus import Corpus, gather
from analysis.features import Background, Vectors, unit
from analysis.labels import label, phrases_of
from analysis.proposals import Proposals, propose
from analysis.representation import (
    Progress,
    Representation,
    TextEncoder,
    TextReader,
    represent,
)
from analysis.results import Placement, ThemeFound, ThemesFound
from analysis.settling import left_over, nowhere, settle, with_reasons
from analysis.themes import Assignment, Theme, assign, central, prototypes
from analysis.typical import typical


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
    progress: Progress = lambda stage, done, total: None,
) -> ThemesFound:
    """Group statements by theme. The method and its figures: ``analysis.md`` of the design.

    With a codebook, a statement goes to its likeliest theme when that is likelier than not, and to
    two that are about as likely; those that none seems to fit may form new themes, or are proposed
    to fit nowhere, and those between themes stay undecided. Without a codebook, everything is
    grouped. Fewer than 6 distinct
    statements form no new theme, fewer than 12 form one, unless ``k`` says otherwise. Statements
    with the same text count once, and go the same way unless a person decided otherwise.

    :param texts: the statements, verbatim; none of them blank.
    :param codebook: the themes that people named or accepted.
    :param confirmed: place of a statement → the keys of its themes, as a person decided. Never
        changed, and learnt from. An empty collection is a decision too: no theme.
    :param previous: place of a statement → the key of the proposed theme it was in. Those themes
        go on under the same keys, with the same number; leave out to group afresh. A key of the
        codebook: that theme was a proposal with these statements when a person accepted it.
    :param k: how many new themes; ``None`` for as many as there seem to be. Another number than
        that of the previous themes groups afresh.
    :param resolution: above 1 for more themes, below 1 for fewer; .8 to 1.2 is useful.
    :param progress: called with a stage (``encode``, ``compare``, ``group``, ``label``), how many
        texts it has had and how many there are.
    :raises ValueError: for a blank text, a key that is not in the codebook or is there twice, a
        place where no statement is, or a ``k`` below 1.
    """
    if k is not None and k < 1:
        raise ValueError(f"k={k}: give a number of themes of at least 1, or leave it out")
    corpus = gather(texts, codebook, confirmed or {}, previous or {})
    representation = represent(corpus, encoder, language, background, seed=seed, progress=progress)
    progress("group", 0, len(corpus.texts))
    vectors = representation.smoothed
    if corpus.codebook or corpus.earlier:  # without, as much memory as the features is spared
        vectors = halfway(representation.features, vectors)
    assignment = compare(corpus, vectors, representation.own)
    settled = settle(corpus, assignment)
    proposals = propose(
        representation.smoothed,
        representation.edges,
        left_over(corpus, assignment, settled),
        corpus.earlier,
        taken=corpus.keys,
        k=k,
        resolution=resolution,
        seed=seed,
    )
    progress("label", 0, len(corpus.texts))
    placed = {**settled, **proposals.placed}
    none = nowhere(corpus, assignment, placed)
    placements = with_reasons(corpus, representation.features, place(corpus, placed))
    return ThemesFound(
        placements=placements,
        themes=describe(corpus, representation, proposals, placements),
        nowhere=tuple(
            None if place in corpus.confirmed else none.get(row)
            for place, row in enumerate(corpus.rows)
        ),
        nearest=hints(corpus, assignment),
        corpus=corpus,
        representation=representation,
        assignment=assignment,
        grouping=proposals.grouping,
    )


def compare(corpus: Corpus, vectors: Vectors, own: Sequence[Vectors]) -> Assignment:
    """How likely each row belongs to each theme of the codebook, and to each earlier proposal.

    Earlier proposals compete, so that accepting one of six does not draw all others into it. What
    was in a proposal when a person accepted it says what it is about, as its name does.

    :param vectors: float32 (m, d), the texts of the corpus, :func:`~analysis.cluster.halfway`.
    :param own: per codebook theme float32 (texts, d), what it says of itself.
    """
    said = [
        np.concatenate([texts, unit(vectors[list(held)].mean(axis=0, keepdims=True))])
        if held
        else texts
        for texts, held in zip(own, corpus.held, strict=True)
    ]
    said += [vectors[:0] for _ in corpus.earlier]
    examples = [*corpus.examples, *(rows for _, rows in corpus.earlier)]
    return assign(vectors, prototypes(vectors, said, examples), corpus.examples)


def hints(corpus: Corpus, assignment: Assignment) -> tuple[Placement | None, ...]:
    """Per statement its likeliest theme of the codebook, however unsure."""
    themes = len(corpus.keys)
    if not themes:
        return (None,) * len(corpus.rows)
    sure = assignment.probabilities[:, :themes]
    best = sure.argmax(axis=1).tolist()
    return tuple(
        Placement(corpus.keys[best[row]], float(sure[row, best[row]])) for row in corpus.rows
    )


def place(
    corpus: Corpus, placed: Mapping[int, Sequence[Placement]]
) -> tuple[tuple[Placement, ...], ...]:
    """Per statement its themes: what a person decided, else what was found for its text."""
    found: list[tuple[Placement, ...]] = []
    for where, row in enumerate(corpus.rows):
        if where in corpus.confirmed:
            keys = [key for key in corpus.keys if key in corpus.confirmed[where]]
            found.append(tuple(Placement(key, 1.0, confirmed=True) for key in keys))
        else:
            found.append(tuple(placed.get(row, ())))
    return tuple(found)


def describe(
    corpus: Corpus,
    representation: Representation,
    proposals: Proposals,
    placements: Sequence[Sequence[Placement]],
) -> tuple[ThemeFound, ...]:
    """Members, central statement, key phrases and label of every theme, old and new."""
    keys = [*corpus.keys, *sorted(proposals.keys, key=lambda key: (len(key), key))]
    members = [
        tuple(where for where, held in enumerate(placements) if key in {one.theme for one in held})
        for key in keys
    ]
    groups = [sorted({corpus.rows[where] for where in places}) for places in members]
    centres = np.zeros((len(keys), representation.meanings.shape[1]), dtype=np.float32)
    for theme, held in enumerate(groups):
        centres[theme] = unit(representation.meanings[held].sum(axis=0))
    heard = typical(representation.meanings, groups, centres)
    spoken = sorted({row for rows in heard for row in rows})
    place_of = {row: place for place, row in enumerate(spoken)}
    phrases = phrases_of(
        representation.read(spoken),
        [[place_of[row] for row in rows] for rows in heard],
        representation.background,
        centres,
        representation.meaning_of,
    )
    named = {theme.key: theme.name for theme in corpus.codebook}
    found: list[ThemeFound] = []
    for key, places, rows, words in zip(keys, members, groups, phrases, strict=True):
        row = central(representation.features, rows) if rows else None
        said = "" if row is None else corpus.texts[row]
        middle = next((where for where in places if corpus.rows[where] == row), None)
        name = named.get(key) or label(words, said)
        found.append(ThemeFound(key, key not in corpus.keys, name, words, places, middle))
    return tuple(found)
