"""Many times as a few figures."""

from __future__ import annotations

from collections.abc import Collection


def milliseconds(seconds: Collection[float]) -> dict[str, float | None]:
    """`p50_ms`, `p95_ms` and `max_ms` of so many times; None when there are none."""
    ordered = sorted(seconds)
    last = len(ordered) - 1

    def at(share: float) -> float | None:
        return round(1000 * ordered[round(share * last)], 1) if ordered else None

    return {"p50_ms": at(0.5), "p95_ms": at(0.95), "max_ms": at(1)}
