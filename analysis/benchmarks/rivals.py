"""Other ways to find themes, on the same vectors: k-means, and BERTopic when it is installed."""

import warnings
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from analysis.benchmarks.labelled import Labelled
from analysis.embed import Vectors

INSTALL = "make bench"
BERTOPIC = ("bertopic", "hdbscan", "umap", "pandas")

Rival = Callable[[Labelled, Vectors], NDArray[np.integer]]


def k_means(given: Labelled, vectors: Vectors) -> NDArray[np.integer]:
    """Plain k-means with as many groups as there are topics."""
    from sklearn.cluster import KMeans

    k = len(set(given.topics.tolist()))
    labels: NDArray[np.integer] = KMeans(k, n_init=10, random_state=0).fit_predict(vectors)
    return labels


def bertopic(given: Labelled, vectors: Vectors) -> NDArray[np.integer]:
    """BERTopic (M. Grootendorst, 2022) as it comes; what it calls noise is one group."""
    return _bertopic(given, vectors)


def bertopic_true_k(given: Labelled, vectors: Vectors) -> NDArray[np.integer]:
    """BERTopic with k-means for its clustering, and as many groups as there are topics."""
    from sklearn.cluster import KMeans

    k = len(set(given.topics.tolist()))
    return _bertopic(given, vectors, hdbscan_model=KMeans(k, n_init=10, random_state=0))


def _bertopic(given: Labelled, vectors: Vectors, **parts: object) -> NDArray[np.integer]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its dependencies are not ours to mend
        from bertopic import BERTopic
        from umap import UMAP

        # Its own settings; only the seed is ours, so that the figures can be had again.
        umap = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0, n_jobs=1
        )
        model = BERTopic(umap_model=umap, verbose=False, **parts)
        labels, _ = model.fit_transform(list(given.texts), embeddings=vectors)
    return np.asarray(labels)


def has_bertopic() -> bool:
    """Whether BERTopic and what it needs are installed; ``make bench`` installs them."""
    return all(find_spec(name) for name in BERTOPIC)


RIVALS: dict[str, Rival] = {
    "k-means, true k": k_means,
    "BERTopic": bertopic,
    "BERTopic with k-means, true k": bertopic_true_k,
}
