"""Rows in blocks, so that what is computed on the way takes no more memory with more rows."""

from collections.abc import Iterator

ROWS_AT_ONCE = 2_000


def blocks(n: int, size: int = ROWS_AT_ONCE) -> Iterator[slice]:
    """0 … n in slices of ``size`` rows, the last one shorter."""
    return (slice(start, min(n, start + size)) for start in range(0, n, size))
