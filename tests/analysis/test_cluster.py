import numpy as np
import pytest
from scipy import sparse

from analysis import cluster
from analysis.cluster import Labels
from analysis.features import Vectors, unit


def blobs(sizes: tuple[int, ...], d: int = 16, seed: int = 1) -> tuple[Vectors, Labels]:
    """Points around as many orthogonal directions as there are sizes."""
    noise = np.random.default_rng(seed).standard_normal((sum(sizes), d)) / 10
    truth = np.repeat(np.arange(len(sizes)), sizes).astype(np.int32)
    return unit((np.eye(d)[truth] + noise).astype(np.float32)), truth


def grouped(vectors: Vectors, **given: object) -> cluster.Grouping:
    edges = cluster.graph(vectors)
    return cluster.group(cluster.smooth(vectors, edges), edges, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("n", "expected"), [(1, 0), (2, 1), (3, 2), (8, 3), (20, 5), (97, 15)])
def test_neighbours_follow_the_size(n: int, expected: int) -> None:
    assert cluster.neighbours(n) == expected


def test_nearest_leaves_out_itself_and_opposites() -> None:
    vectors = unit(np.array([[1, 0], [1, 1], [-1, 0]], dtype=np.float32))
    found = cluster.nearest(vectors, 2).toarray()
    half = pytest.approx(np.sqrt(0.5))
    assert found[0].tolist() == [0, half, 0]
    assert found[2].tolist() == [0, 0, 0]


def test_graph_is_symmetric_and_smoothing_keeps_length() -> None:
    vectors, _ = blobs((10, 10))
    edges = cluster.graph(vectors)
    assert (edges != edges.T).nnz == 0
    found = cluster.smooth(vectors, edges)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(20))


@pytest.mark.parametrize("n", [0, 1, 4])
def test_too_few_for_edges(n: int) -> None:
    vectors = blobs((n,))[0]
    edges = cluster.graph(vectors)
    assert edges.shape == (n, n)
    assert cluster.smooth(vectors, edges) == pytest.approx(vectors)


def test_modularity_by_hand() -> None:
    two_pairs = sparse.csr_matrix(np.kron(np.eye(2), [[0, 1], [1, 0]]))
    apart = np.array([0, 0, 1, 1], dtype=np.int32)
    assert cluster.modularity(apart, two_pairs) == pytest.approx(0.5)
    assert cluster.modularity(apart, two_pairs, resolution=2) == pytest.approx(0)
    assert cluster.modularity(np.zeros(4, dtype=np.int32), two_pairs) == pytest.approx(0)
    assert cluster.modularity(apart, sparse.csr_matrix((4, 4))) == 0


@pytest.mark.parametrize(("n", "expected"), [(1, 1), (11, 1), (12, 2), (97, 15), (5000, 15)])
def test_most_groups_follow_the_size(n: int, expected: int) -> None:
    assert cluster.most_groups(n) == expected


def test_finds_the_groups_that_are_there() -> None:
    vectors, truth = blobs((12, 9, 15))
    found = grouped(vectors)
    assert found.labels.tolist() == truth.tolist()
    assert found.k == max(found.modularity, key=lambda k: found.modularity[k]) == 3


def test_same_seed_same_groups() -> None:
    vectors, _ = blobs((8, 8, 8, 8))
    one, two = grouped(vectors, seed=4), grouped(vectors, seed=4)
    assert one.labels.tolist() == two.labels.tolist()
    assert one.modularity == two.modularity


def test_given_k_is_obeyed_and_an_impossible_one_refused() -> None:
    vectors, _ = blobs((6, 6))
    assert grouped(vectors, k=4).k == 4
    assert grouped(vectors, k=1).labels.tolist() == [0] * 12
    with pytest.raises(ValueError, match="from 1 to 12"):
        grouped(vectors, k=13)


def test_higher_resolution_never_gives_fewer_groups() -> None:
    vectors, _ = blobs((8, 8, 8, 8, 8))
    sizes = [grouped(vectors, resolution=r).k for r in (0.3, 1.0, 3.0)]
    assert sizes == sorted(sizes)


def test_compact_numbers_by_first_appearance() -> None:
    assert cluster.compact(np.array([7, 7, 2, 9, 2])).tolist() == [0, 0, 1, 2, 1]


def test_again_with_more_keeps_the_groups() -> None:
    vectors, truth = blobs((12, 12, 12))
    previous = [int(label) if place % 3 else None for place, label in enumerate(2 - truth)]
    edges = cluster.graph(vectors)
    found = cluster.regroup(cluster.smooth(vectors, edges), previous)
    assert found.warm
    assert found.labels.tolist() == (2 - truth).tolist()


def test_again_never_loses_a_group() -> None:
    vectors = np.repeat(blobs((1, 1))[0], [5, 3], axis=0)
    previous = [0, 0, 0, 1, 1, 2, 2, None]
    found = cluster.regroup(vectors, previous)
    assert sorted(set(found.labels.tolist())) == [0, 1, 2]


def test_again_without_anything_earlier_is_refused() -> None:
    with pytest.raises(ValueError, match="cold start"):
        cluster.regroup(blobs((3,))[0], [None, None, None])


def test_above_the_landmarks_the_rest_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LANDMARKS", 30)
    vectors, truth = blobs((40, 40))
    assert cluster.compact(grouped(vectors).labels).tolist() == truth.tolist()


def test_a_new_one_is_placed_with_its_kind() -> None:
    vectors, truth = blobs((10, 10))
    smoothed = cluster.smooth(vectors, cluster.graph(vectors))
    centroids = cluster.means(smoothed, truth)
    new = np.stack(
        [cluster.place(vectors[place], vectors[1:19], smoothed[1:19]) for place in (0, 19)]
    )
    assert cluster.assign(new, centroids).tolist() == [0, 1]
    assert np.linalg.norm(new, axis=1) == pytest.approx([1, 1])


def test_a_first_one_stays_where_it_is() -> None:
    vectors, _ = blobs((1,))
    assert np.array_equal(cluster.place(vectors[0], vectors[:0], vectors[:0]), vectors[0])
