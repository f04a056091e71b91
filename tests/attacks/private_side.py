"""What stays in the house of a programme that is attacked: what attackers would like to know."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import yaml

from collector.config import DATASETS, Config
from collector.queries.statements import Statement, statements
from collector.records import StatementState
from tests.analysis.programme_to_publish import CANARIES, Made

SECRETS = {
    **CANARIES,
    "name of a contact": "Wendelmoet Kastanjeboom",
    "e-mail of a contact": "wendelmoet@kastanjeboom.example",
    "phone of a contact": "+31 6 98 71 23 40",
    "organisation of a contact": "Scholengroep De Houtduif",
    "rehearsal": "De kegelbaan van het verzonnen woord.",
    "removed rehearsal": "De ijsbaan van het verzonnen woord.",
    "withdrawn form": "De orgelpijp van het teruggenomen formulier.",
    "words of before": "De molensteen van het woord van vroeger.",
    "merged": "De windvaan van het samengevoegde woord.",
    "answer in own words": "De kruiwagen van het open antwoord.",
    "removed theme": "Wisselwachters",
}
"""What may stand in no file and in no answer; each has a word that stands nowhere else."""
RARE = ("havenkraan", "sluisdeur", "orkestbak", "zoutkist", "kompasroos", "touwslager")
"""Words that one person uses in two statements and nobody else uses."""

_NOUN = re.compile(r"De (\w+) van het \w+ \w+\.$")
_FEW = 50
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Origin:
    """Where a published statement comes from."""

    order: int  # of coming in
    person: int
    part: str


@dataclass
class Private:
    """A programme in an instance of its own, and its secrets.

    `more`: words by kind that only whoever made the programme knows.
    """

    config: Config
    made: Made
    more: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def statements(self) -> list[Statement]:
        return statements(
            self.made.connection, self.made.programme, states=tuple(StatementState), rehearsal=None
        )

    @cached_property
    def origins(self) -> dict[str, Origin]:
        """By public text, of published texts that were said once."""
        people = dict(
            self.made.connection.execute(
                "SELECT s.id, r.participant_id FROM statements AS s"
                " JOIN responses AS r ON r.id = s.response_id"
            ).fetchall()
        )
        out = [one for one in self.statements if one.publishable]
        times = Counter(one.public_text for one in out)
        return {
            one.public_text: Origin(order, people[one.id], one.part or "")
            for order, one in enumerate(out)
            if times[one.public_text] == 1
        }

    @cached_property
    def rare_words(self) -> dict[str, str]:
        """One word of each thing that stays home, that stands nowhere else; by name."""
        # Of what waits it is a word that the data service itself uses.
        nouns = {name: _NOUN.match(text) for name, text in SECRETS.items() if name != "waiting"}
        words = {f"word of {name}": found[1] for name, found in nouns.items() if found}
        for what, more in self.more.items():
            words |= {f"word of {what} {n}": word for n, word in enumerate(_few(more))}
        return words

    @cached_property
    def secrets(self) -> dict[str, str]:
        """What nobody outside may read, by name; of each kind some dozens."""
        found = {**SECRETS, "folder of the instance": str(self.config.instance)}
        kinds = {"receipt": self.made.receipts, **self.more}
        for what, words in kinds.items():
            found |= {f"{what} {n}": word for n, word in enumerate(_few(words))}
        for table, column in (
            ("participants", "secret_hash"),
            ("submissions", "key"),
            ("facilitators", "password_hash"),
            ("meetings", "screen_key"),
            ("meetings", "code"),
            ("partnerships", "name"),
        ):
            rows = self.made.connection.execute(f"SELECT {column} FROM {table}").fetchall()
            found |= {f"{table}.{column} {n}": row[0] for n, row in enumerate(_few(rows))}
        return found


def _few(things: Sequence[_Thing]) -> Sequence[_Thing]:
    """Spread over all: what leaks of one kind leaks of many."""
    return things[:: len(things) // _FEW + 1]


def sentences(count: int, chance: random.Random) -> Iterator[str]:
    """Made-up sentences without a full stop, each one once."""
    rehearsal = yaml.safe_load((DATASETS / "rehearsal.yaml").read_text(encoding="utf-8"))
    openings, clauses = rehearsal["openings"], rehearsal["clauses"]
    told: set[str] = set()
    while len(told) < count:
        sentence = f"{chance.choice(openings)} {chance.choice(clauses)}"
        while sentence in told:
            sentence += f", en dat {chance.choice(clauses)}"
        told.add(sentence)
        yield sentence
