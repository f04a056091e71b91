"""Per kind of question: how one answer becomes a class that may be counted in a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from analysis.count_tables import MOST_CLASSES
from collector.records import Question, QuestionKind

_NOT_ON_THE_SCALE = "unknown"  # "weet ik niet": neither high nor low, so merged with neither


class Choice(NamedTuple):
    """What one answer chose; `key` and `label` come behind those of the question."""

    key: str
    label: str
    options: tuple[str, ...]
    chosen: list[int]
    ordered: bool  # from low to high, so that neighbours may be merged
    together: bool = False  # several may be chosen


def _scale(question: Question, value: Any) -> Iterator[Choice]:
    yield from _chosen(question, value, ordered=True)


def _choice(question: Question, value: Any) -> Iterator[Choice]:
    yield from _chosen(question, value, ordered=False)


def _choices(question: Question, value: Any) -> Iterator[Choice]:
    place = {option.key: number for number, option in enumerate(question.options)}
    chosen = sorted({place[key] for key in value if key in place})
    yield Choice("", "", _labels(question), chosen, ordered=False, together=True)


def _ranking(question: Question, value: Any) -> Iterator[Choice]:
    """What was put first; whole orders are as good as a signature."""
    for choice in _choice(question, value[0] if value else None):
        yield choice._replace(key="/1", label=" (op de eerste plaats)")


def _number(question: Question, value: Any) -> Iterator[Choice]:
    """Each number of a short range, else three classes of equal width. Without both limits there
    are no classes that tell nothing."""
    low, high = question.minimum, question.maximum
    if low is None or high is None or high <= low:
        return
    if high - low < MOST_CLASSES and low == int(low) and high == int(high):
        names = tuple(str(number) for number in range(int(low), int(high) + 1))
        place = min(max(round(value - low), 0), len(names) - 1)
    else:
        cuts = [low + (high - low) * third / 3 for third in (1, 2)]
        names = (
            f"tot en met {cuts[0]:.0f}",
            f"boven {cuts[0]:.0f}, tot en met {cuts[1]:.0f}",
            f"boven {cuts[1]:.0f}",
        )
        place = sum(value > round(cut) for cut in cuts)
    yield Choice("", "", names, [place], ordered=True)


def _matrix(question: Question, value: Any) -> Iterator[Choice]:
    for row in question.rows:
        for choice in _chosen(question, value.get(row.key), ordered=True):
            yield choice._replace(key=f"/{row.key}", label=f" – {row.label}")


def _chosen(question: Question, value: Any, *, ordered: bool) -> Iterator[Choice]:
    options = [each for each in question.options if not (ordered and each.key == _NOT_ON_THE_SCALE)]
    place = {option.key: number for number, option in enumerate(options)}
    if value in place:
        labels = tuple(option.label for option in options)
        yield Choice("", "", labels, [place[value]], ordered)


def _labels(question: Question) -> tuple[str, ...]:
    return tuple(option.label for option in question.options)


def _never(question: Question, value: Any) -> Iterator[Choice]:
    """Free text goes out as a reviewed statement or not at all; contacts and consent never. Votes
    are counted per statement: see `analysis.public_votes`."""
    return iter(())


PUBLICATION_RULES: dict[QuestionKind, Callable[[Question, Any], Iterator[Choice]]] = {
    QuestionKind.STATEMENTS: _never,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT_TEXT: _never,
    QuestionKind.LONG_TEXT: _never,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _never,
    QuestionKind.CONSENT: _never,
    QuestionKind.VOTES: _never,
}
