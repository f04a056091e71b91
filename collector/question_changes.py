"""Two versions of the same questions beside each other: what changed, and what can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collector.records import Instrument, Option, Question


@dataclass(frozen=True)
class LabelChanges:
    """What became of options or rows, known by their keys; labels."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # before, after
    moved: bool = False  # the same ones in another order

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.moved)


@dataclass(frozen=True)
class QuestionChange:
    """One question in an earlier and a later version; None: not asked there."""

    before: Question | None
    after: Question | None

    @property
    def key(self) -> str:
        found = self.after or self.before
        return found.key if found else ""

    @property
    def reworded(self) -> bool:
        return bool(self.before and self.after and self.before.label != self.after.label)

    @property
    def kind_changed(self) -> bool:
        return bool(self.before and self.after and self.before.kind is not self.after.kind)

    @property
    def options(self) -> LabelChanges:
        """Of the answers that one can choose."""
        return _between(self.before, self.after, "options")

    @property
    def rows(self) -> LabelChanges:
        return _between(self.before, self.after, "rows")

    @property
    def limits_changed(self) -> bool:
        """Of a number: other limits or another unit."""
        return bool(self.before and self.after and _limits(self.before) != _limits(self.after))

    def __bool__(self) -> bool:
        return bool(
            self.before is None
            or self.after is None
            or self.reworded
            or self.kind_changed
            or self.options
            or self.rows
            or self.limits_changed
        )


def same_scale(one: Question, other: Question) -> bool:
    """Whether answers to both can stand on one axis: the same answers, with the same labels."""
    return (
        one.kind is other.kind and one.options == other.options and _limits(one) == _limits(other)
    )


def changes(before: Instrument, after: Instrument) -> tuple[QuestionChange, ...]:
    """What is not the same, in the order of the later version; then what is no longer asked."""
    earlier = {one.key: one for one in before.questions}
    later = {one.key: one for one in after.questions}
    pairs = [QuestionChange(earlier.get(key), question) for key, question in later.items()]
    gone = [QuestionChange(one, None) for key, one in earlier.items() if key not in later]
    return tuple(one for one in (*pairs, *gone) if one)


def _limits(question: Question) -> tuple[object, ...]:
    return question.minimum, question.maximum, question.unit


def _between(before: Question | None, after: Question | None, of: str) -> LabelChanges:
    if before is None or after is None:
        return LabelChanges()
    ours: Sequence[Option] = getattr(before, of)
    theirs: Sequence[Option] = getattr(after, of)
    old, new = ({one.key: one.label for one in side} for side in (ours, theirs))
    both = [key for key in old if key in new]
    return LabelChanges(
        added=tuple(label for key, label in new.items() if key not in old),
        removed=tuple(label for key, label in old.items() if key not in new),
        renamed=tuple((old[key], new[key]) for key in both if old[key] != new[key]),
        moved=both != [key for key in new if key in old],
    )
