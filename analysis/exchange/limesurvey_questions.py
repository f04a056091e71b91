"""A LimeSurvey question → a question of ours, and its columns → the parts of it.

What people may say in their own words at length (T, U) becomes statements, so that it is grouped
by theme; short answers stay answers. What has no counterpart is left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from analysis.exchange.column_proposal import target_of
from analysis.exchange.limesurvey import Item, Survey, SurveyQuestion
from collector.records import Instrument, Option, Question, QuestionKind
from collector.wording import Wording

OTHER = "other"
_OTHER_LABEL = "Anders"
_KEY = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True)
class Mapped:
    """`columns`: the end of LimeSurvey's column (after the number of the question) → our target."""

    questions: tuple[Question, ...]
    columns: dict[str, str]


def to_instrument(survey: Survey) -> tuple[Instrument, dict[str, str], list[Wording]]:
    """The instrument; column name → target; and what was left out.

    Columns are named in both of LimeSurvey's ways: by code (`Q1[SQ001]`), as in a CSV export, and
    by number (`123X4X5SQ001`), as in an archive.
    """
    slug = f"limesurvey-{_KEY.sub('', survey.sid) or '0'}"
    questions: list[Question] = []
    targets: dict[str, str] = {}
    left_out: list[Wording] = []
    for one in survey.questions:
        mapped = _mapped(one, slug)
        if mapped is None:
            said = one.text or one.code
            left_out.append(
                Wording(
                    "vraag %(code)s (%(text)s): dit soort vraag (%(type)s) kent de dienst niet",
                    code=one.code,
                    text=said[:80],
                    type=_KINDS.get(one.type, one.type),
                )
            )
            continue
        questions += mapped.questions
        number = f"{survey.sid}X{one.gid}X{one.qid}"
        for end, target in mapped.columns.items():
            targets[f"{one.code}[{end}]" if end else one.code] = target
            targets[number + end] = target
    instrument = Instrument(slug, survey.title, survey.welcome[:3000], tuple(questions))
    return instrument, targets, left_out


def _mapped(one: SurveyQuestion, slug: str) -> Mapped | None:
    make = _MAKERS.get(one.type)
    if make is None:
        return None
    made = make(one)
    if not made.questions or any(
        question.kind in _CHOSEN and not question.options for question in made.questions
    ):
        return None
    columns = {end: target_of(slug, *target.split("|", 1)) for end, target in made.columns.items()}
    return Mapped(made.questions, columns)


_CHOSEN = (
    *(QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.SCALE, QuestionKind.RANKING),
    QuestionKind.MATRIX,
)


def _question(
    one: SurveyQuestion, kind: QuestionKind, options: Iterable[Option] = (), **more: Any
) -> Question:
    return Question(
        key=key_of(one.code),
        kind=kind,
        label=(one.text or one.code)[:1000],
        help=one.help[:1000],
        required=one.mandatory,
        options=tuple(options),
        **more,
    )


def key_of(code: str) -> str:
    return _KEY.sub("_", code) or "vraag"


def _options(items: Iterable[Item]) -> list[Option]:
    return [Option(one.code, one.text) for one in items if one.scale == "0"]


def _numbers(most: int) -> list[Option]:
    return [Option(str(each), str(each)) for each in range(1, most + 1)]


def _choice(options: list[Option] | None = None) -> Callable[[SurveyQuestion], Mapped]:
    def make(one: SurveyQuestion) -> Mapped:
        own = options if options is not None else _options(one.answers)
        more = [Option("-oth-", _OTHER_LABEL)] if one.other else []
        asked = _question(one, QuestionKind.CHOICE, [*own, *more])
        if not one.other:
            return Mapped((asked,), {"": f"{asked.key}|"})
        named = _own_words(one, asked.key)
        return Mapped((asked, named), {"": f"{asked.key}|", OTHER: f"{named.key}|"})

    return make


def _own_words(one: SurveyQuestion, key: str) -> Question:
    label = f"{one.text or one.code} ({_OTHER_LABEL.lower()})"
    return Question(f"{key}_other", QuestionKind.SHORT_TEXT, label[:1000])


def _choices(one: SurveyQuestion) -> Mapped:
    asked = _question(one, QuestionKind.CHOICES, _options(one.subquestions))
    columns = {item.code: f"{asked.key}|{item.code}" for item in one.subquestions}
    if not one.other:
        return Mapped((asked,), columns)
    named = _own_words(one, asked.key)
    return Mapped((asked, named), {**columns, OTHER: f"{named.key}|"})


def _ranking(one: SurveyQuestion) -> Mapped:
    options = _options(one.answers) or _options(one.subquestions)
    asked = _question(one, QuestionKind.RANKING, options)
    places = range(1, len(options) + 1)
    return Mapped((asked,), {str(place): f"{asked.key}|{place}" for place in places})


def _matrix(options: list[Option] | None = None) -> Callable[[SurveyQuestion], Mapped]:
    def make(one: SurveyQuestion) -> Mapped:
        columns = options if options is not None else _options(one.answers)
        rows = tuple(_options(one.subquestions))
        if not rows:
            return Mapped((), {})
        asked = _question(one, QuestionKind.MATRIX, columns, rows=rows)
        return Mapped((asked,), {row.key: f"{asked.key}|{row.key}" for row in rows})

    return make


def _plain(
    kind: QuestionKind, options: Iterable[Option] = (), **more: int
) -> Callable[[SurveyQuestion], Mapped]:
    def make(one: SurveyQuestion) -> Mapped:
        asked = _question(one, kind, options, **more)
        return Mapped((asked,), {"": f"{asked.key}|"})

    return make


def _each(kind: QuestionKind) -> Callable[[SurveyQuestion], Mapped]:
    """A question of ours for each subquestion."""

    def make(one: SurveyQuestion) -> Mapped:
        key = key_of(one.code)
        asked = {
            item.code: Question(
                f"{key}_{key_of(item.code)}", kind, f"{one.text or one.code}: {item.text}"[:1000]
            )
            for item in one.subquestions
        }
        return Mapped(tuple(asked.values()), {code: f"{each.key}|" for code, each in asked.items()})

    return make


_YES_NO = [Option("Y", "Ja"), Option("N", "Nee")]
_MAKERS: dict[str, Callable[[SurveyQuestion], Mapped]] = {
    "L": _choice(),
    "!": _choice(),
    "O": _choice(),
    "Y": _choice(_YES_NO),
    "5": _plain(QuestionKind.SCALE, _numbers(5)),
    "M": _choices,
    "P": _choices,
    "R": _ranking,
    "F": _matrix(),
    "H": _matrix(),
    "A": _matrix(_numbers(5)),
    "B": _matrix(_numbers(10)),
    "C": _matrix([*_YES_NO, Option("U", "Weet ik niet")]),
    "E": _matrix([Option("I", "Meer"), Option("S", "Gelijk"), Option("D", "Minder")]),
    "N": _plain(QuestionKind.NUMBER),
    "K": _each(QuestionKind.NUMBER),
    "S": _plain(QuestionKind.SHORT_TEXT),
    "Q": _each(QuestionKind.SHORT_TEXT),
    "T": _plain(QuestionKind.STATEMENTS, boxes=1),
    "U": _plain(QuestionKind.STATEMENTS, boxes=1),
}
_KINDS = {
    "1": "matrix met twee schalen",
    ":": "matrix met getallen",
    ";": "matrix met teksten",
    "D": "datum",
    "G": "geslacht",
    "I": "taalkeuze",
    "X": "tekst zonder vraag",
    "*": "berekening",
    "|": "bestand uploaden",
}
