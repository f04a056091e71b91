"""Votes on statements as a list: one choice per statement. A phone shows them one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from collector.records import QuestionKind, Vote
from forms.fields import Parts, Problem, QuestionField

VOTE_WORDS = {
    Vote.AGREE: _l("Eens"),
    Vote.DISAGREE: _l("Oneens"),
    Vote.PASS: _l("Sla over"),
}


class VotesField(QuestionField):
    """What is left open is no vote; a vote is changed here, and taken back on the phone."""

    kind = QuestionKind.VOTES
    first = ""
    words = VOTE_WORDS

    def fill(self, value: Any) -> None:
        self.chosen = {one.id: one.vote for one in self.ballot if one.vote}

    def read(self, formdata: MultiDict[str, str]) -> None:
        sent = {one.id: formdata.get(self.name_of(one.id), "") for one in self.ballot}
        self.strange = any(vote and vote not in tuple(Vote) for vote in sent.values())
        self.chosen = {id_: Vote(vote) for id_, vote in sent.items() if vote in tuple(Vote)}

    def name_of(self, statement: int) -> str:
        return f"{self.name}-{statement}"

    @property
    def value(self) -> None:
        """Votes are rows of their own, not an answer."""

    @property
    def filled(self) -> bool:
        return bool(self.chosen)

    def check(self) -> Iterator[Problem]:
        if self.strange:
            yield Problem(self.focus, _("Kies per uitspraak uit wat er staat."))
        elif self.required and not self.filled:
            yield Problem(self.focus, _("Stem op ten minste één uitspraak."))

    def add_to(self, parts: Parts) -> None:
        parts.votes.update(self.chosen)
