"""The years of one series beside each other, for the desk: nothing here is too few to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint

import forms.current
from collector.question_changes import QuestionChange
from collector.years import Comparison, compare
from forms.desk import page, programme_of
from forms.prepare import KIND_WORDS
from forms.word_difference import Words, difference

bp = Blueprint("years", __name__, url_prefix="/facilitate")


@dataclass(frozen=True)
class Rewording:
    """A label in two years, in pieces: which words only one of them has."""

    before: list[Words]
    after: list[Words]


@bp.get("/<slug>/years")
def show(slug: str) -> str:
    programme = programme_of(slug)
    found = compare(forms.current.database(), programme["id"])
    return page(
        "years.html",
        programme,
        tab="outcomes",
        found=found,
        names=found.names,
        kind_words=KIND_WORDS,
        rewordings=dict(_rewordings(found)),
    )


def _rewordings(found: Comparison) -> Iterator[tuple[QuestionChange, Rewording]]:
    told = [one.change for compared in found.questions for one in compared.changes]
    told += [one for instrument in found.instruments for one in instrument.questions]
    for one in told:
        if one.before and one.after and one.reworded:
            yield one, Rewording(*difference(one.before.label, one.after.label))
