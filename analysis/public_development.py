"""How partnerships moved, as a release holds it: counts of partnerships, never one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from analysis.count_tables import schemes_of
from analysis.disclosure import Rules, Withheld, protect, told
from analysis.release_tables import Row
from collector.courses import Course, Followed

_FEWEST_SHOWN = 2  # fewer cells than this tell less than the direction alone
_CHANGES = ("verder", "gelijk", "terug")


@dataclass(frozen=True)
class PublicDevelopment:
    """Rows for `development`, how many partnerships each thing counts (private), withheld."""

    rows: tuple[Row, ...]
    bases: Mapping[str, int]
    withheld: tuple[Withheld, ...]


def public_development(
    found: Mapping[Followed, Course],
    rules: Rules,
    earlier: Mapping[str, int],
    earlier_rows: Sequence[Row],
) -> PublicDevelopment:
    """Per thing followed: before → after in classes, or else the direction, or else nothing.

    Only one of the two goes out, so that one cannot be worked out from the other. Fewer than
    `news_size` new partnerships since the release before: the old numbers stay.
    """
    rows: list[Row] = []
    bases: dict[str, int] = {}
    silent = cells = kept = 0
    for followed in sorted(found, key=lambda each: each.name):
        course = found[followed]
        steps = course.steps()
        before = earlier.get(followed.name)
        if before is not None and abs(len(steps) - before) < rules.news_size:
            old = [row for row in earlier_rows if row[:2] == (followed.dimension, course.label)]
            rows += old
            kept += bool(old)
            silent += not old
            continue
        lines = _lines(followed, course.label, steps, rules)
        if not lines:
            silent += bool(steps)
            continue
        bases[followed.name] = len(steps)
        cells += sum(1 for line in lines if line[-1] is None)
        rows += lines
    bases = {**earlier, **bases}
    return PublicDevelopment(tuple(rows), bases, tuple(_explain(silent, cells, kept, rules)))


def _lines(
    followed: Followed, label: str, steps: Sequence[tuple[int, int]], rules: Rules
) -> list[Row]:
    scheme = next(each for each in schemes_of(len(followed.options), True) if each.size <= 3)
    names = scheme.names([option.label for option in followed.options])
    moves = Counter((scheme.of[first], scheme.of[last]) for first, last in steps)
    pairs = list(product(range(len(names)), range(len(names))))
    shown = protect([moves[pair] for pair in pairs], rules)
    told = dict(zip(pairs, shown, strict=True))
    if sum(1 for n in shown if n is not None) >= _FEWEST_SHOWN and not _alike(told):
        return [
            (followed.dimension, label, names[first], names[last], None, n)
            for (first, last), n in zip(pairs, shown, strict=True)
        ]
    turns = Counter((last < first) - (last > first) for first, last in steps)
    shown = protect([turns[-1], turns[0], turns[1]], rules)
    if all(n is None for n in shown):
        return []
    return [
        (followed.dimension, label, None, None, change, n)
        for change, n in zip(_CHANGES, shown, strict=True)
    ]


def _alike(told: Mapping[tuple[int, int], int | None]) -> bool:
    """Whether all who began in one phase ended in one phase: whoever saw a partnership begin would
    know where it ended."""
    rows: dict[int, list[int | None]] = {}
    for (first, _), n in told.items():
        rows.setdefault(first, []).append(n)
    return any(None not in row and sum(1 for n in row if n) == 1 for row in rows.values())


def _explain(silent: int, cells: int, kept: int, rules: Rules) -> Iterator[Withheld]:
    if silent:
        yield Withheld(
            "Ontwikkeling",
            f"Minder dan {rules.group_size} partnerschappen per uitkomst, of allemaal dezelfde.",
            told(silent, rules),
        )
    if cells:
        yield Withheld(
            "Losse aantallen partnerschappen",
            f"Ze zijn kleiner dan {rules.group_size}, of zouden zo'n aantal verraden.",
            told(cells, rules),
        )
    if kept:
        yield Withheld(
            "Nieuwe ontwikkeling",
            f"Met minder dan {rules.news_size} nieuwe partnerschappen blijven de cijfers van de"
            " vorige publicatie staan.",
            told(kept, rules),
        )
