"""Per kind of question: how one answer becomes a class that may be counted in a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from collector.records import Option, Question, QuestionKind

# One answer → (suffix of the key, suffix of the label, classes, chosen classes, may go together)
Choice = tuple[str, str, tuple[str, ...], list[int], bool]


def classes_of(options: Sequence[Option]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Low, middle, high of an ordered scale; a scale of three or fewer stays as it is.

    :return: names of the classes, and option key → class.
    """
    if len(options) <= 3:
        return tuple(option.label for option in options), {
            option.key: place for place, option in enumerate(options)
        }
    side = round(len(options) / 3)
    cut = (0, side, len(options) - side, len(options))
    groups = [options[start:end] for start, end in pairwise(cut)]
    names = tuple(" / ".join(option.label for option in group) for group in groups)
    return names, {option.key: place for place, group in enumerate(groups) for option in group}


def _scale(question: Question, value: Any) -> Iterator[Choice]:
    names, place = classes_of(question.options)
    if value in place:
        yield "", "", names, [place[value]], False


def _choice(question: Question, value: Any) -> Iterator[Choice]:
    place = {option.key: number for number, option in enumerate(question.options)}
    if value in place:
        yield "", "", tuple(option.label for option in question.options), [place[value]], False


def _choices(question: Question, value: Any) -> Iterator[Choice]:
    place = {option.key: number for number, option in enumerate(question.options)}
    chosen = sorted({place[key] for key in value if key in place})
    yield "", "", tuple(option.label for option in question.options), chosen, True


def _ranking(question: Question, value: Any) -> Iterator[Choice]:
    """What was put first; whole orders are as good as a signature."""
    for _, _, names, chosen, together in _choice(question, value[0] if value else None):
        yield "/1", " (op de eerste plaats)", names, chosen, together


def _number(question: Question, value: Any) -> Iterator[Choice]:
    """Three classes of equal width. Without both limits there are no classes that tell nothing."""
    low, high = question.minimum, question.maximum
    if low is None or high is None or high <= low:
        return
    cuts = [low + (high - low) * third / 3 for third in (1, 2)]
    names = (
        f"tot en met {cuts[0]:.0f}",
        f"boven {cuts[0]:.0f}, tot en met {cuts[1]:.0f}",
        f"boven {cuts[1]:.0f}",
    )
    yield "", "", names, [sum(value > round(cut) for cut in cuts)], False


def _matrix(question: Question, value: Any) -> Iterator[Choice]:
    names, place = classes_of(question.options)
    for row in question.rows:
        if value.get(row.key) in place:
            yield f"/{row.key}", f" – {row.label}", names, [place[value[row.key]]], False


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
