import numpy as np
import pytest

from analysis.cluster import graph, smooth
from analysis.features import unit
from analysis.proposals import Proposals, propose


def proposed(sizes: tuple[int, ...], earlier: tuple = (), **given: object) -> Proposals:
    """Proposals among points around as many directions as there are sizes."""
    n = sum(sizes)
    noise = np.random.default_rng(1).standard_normal((n, 12)) / 10
    vectors = unit((np.eye(12)[np.repeat(np.arange(len(sizes)), sizes)] + noise).astype("float32"))
    edges = graph(vectors)
    rows = given.pop("rows", range(n))
    return propose(smooth(vectors, edges), edges, list(rows), earlier, **given)  # type: ignore


def keys(found: Proposals) -> list[str]:
    return [found.placed[row][0].theme for row in sorted(found.placed)]


@pytest.mark.parametrize(("n", "expected"), [(0, 0), (5, 0), (6, 1), (11, 1), (12, 2)])
def test_few_statements_form_no_theme_or_one(n: int, expected: int) -> None:
    found = proposed((n // 2, n - n // 2))
    assert len(found.keys) == expected
    assert len(found.placed) == (n if expected else 0)


def test_largest_is_the_first_and_taken_keys_are_skipped() -> None:
    found = proposed((6, 10), taken=("new-1", "tijd"))
    assert keys(found) == ["new-3"] * 6 + ["new-2"] * 10


def test_k_is_obeyed_as_far_as_it_goes() -> None:
    assert len(proposed((2, 2), k=2).keys) == 2
    assert len(proposed((1, 1), k=9).keys) == 2


def test_only_the_rows_left_over_are_placed() -> None:
    found = proposed((8, 8), rows=range(8, 16))
    assert sorted(found.placed) == list(range(8, 16))


def test_earlier_keys_go_on() -> None:
    earlier = (("new-7", (0, 1, 2)), ("new-2", (8, 9)), ("new-4", (99,)))
    found = proposed((8, 8), earlier)
    assert found.keys == ("new-7", "new-2")
    assert keys(found) == ["new-7"] * 8 + ["new-2"] * 8


def test_earlier_ones_go_on_among_few() -> None:
    assert keys(proposed((2, 1), (("new-3", (0,)),))) == ["new-3"] * 3


def test_another_number_starts_afresh() -> None:
    found = proposed((8, 8), (("new-7", (0, 1, 2)),), k=2)
    assert found.keys == ("new-1", "new-2")


def test_confidences_are_probabilities() -> None:
    sure = [held[0].confidence for held in proposed((8, 8)).placed.values()]
    assert all(0.5 < confidence < 1 for confidence in sure)
