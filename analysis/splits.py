"""Into which parts a theme falls, when a person finds it too wide."""

from collections.abc import Sequence

from analysis.cluster import Grouping, group, modularity
from analysis.corpus import gather
from analysis.features import Background
from analysis.pipeline import describe, place
from analysis.proposals import Proposals, confidences, fresh_keys
from analysis.representation import Representation, TextEncoder, TextReader, represent
from analysis.results import Placement, ThemeFound

FEWEST = 4  # distinct texts, to find parts in
MOST_PARTS = 4


def propose_parts(
    texts: Sequence[str],
    *,
    parts: int | None = None,
    encoder: TextEncoder,
    language: TextReader,
    background: Background | None = None,
    seed: int = 0,
) -> tuple[ThemeFound, ...]:
    """Group the statements of one theme anew, measured against each other only.

    What all of them share says nothing here, so that smaller differences come forward.

    :param texts: the statements of the theme, verbatim.
    :param parts: how many; ``None`` for 2, 3 or 4, whichever has the highest modularity.
    :returns: the parts, the largest first; none for fewer than 4 distinct texts.
    """
    corpus = gather(texts, [], {}, {})
    if len(corpus.texts) < FEWEST:
        return ()
    representation = represent(corpus, encoder, language, background, seed=seed)
    found = _group(representation, parts, seed)
    keys = fresh_keys(found, ())
    sure = confidences(representation.smoothed, found)
    placed: dict[int, tuple[Placement, ...]] = {
        row: (Placement(keys[label], float(sure[row, label])),)
        for row, label in enumerate(found.labels.tolist())
    }
    placements = place(corpus, placed)
    return describe(corpus, representation, Proposals(keys, placed, found), placements)


def _group(representation: Representation, parts: int | None, seed: int) -> Grouping:
    rows = len(representation.smoothed)
    sizes = [parts] if parts else range(2, min(MOST_PARTS, rows // 2) + 1)
    tried = [
        group(representation.smoothed, representation.edges, k=min(size, rows), seed=seed)
        for size in sizes
    ]
    return max(tried, key=lambda found: modularity(found.labels, representation.edges))
