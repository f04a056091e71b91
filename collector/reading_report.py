"""What was found in a file that somebody wants to read in, before anything of it is stored.

The worker makes it, a page and the command line show it; between them it is a row of JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from collector.wording import Wording

SHOWN_PROBLEMS = 50
"""So many are told one by one; of the rest only how many there are."""


class FileKind(StrEnum):
    WRAP_UP = "wrap_up"  # of round tables: text, Markdown or Word
    NETWORK_REPORT = "network_report"  # of a learning network
    TABLE = "table"  # CSV or Excel
    SURVEY = "survey"  # LimeSurvey: the questions, with or without answers
    CODEBOOK = "codebook"  # REFI-QDA, themes only
    CODED = "coded"  # REFI-QDA, a coded project

    @property
    def has_lines(self) -> bool:
        """Whether a place in it is a line of text, and not a row of a table."""
        return self in (FileKind.WRAP_UP, FileKind.NETWORK_REPORT)


class Target(StrEnum):
    """What a column of a table holds; a question is named as `question:instrument/key[part]`."""

    TEXT = "text"
    THEME = "theme"
    ASPECT = "aspect"
    TOPIC = "topic"
    MEETING = "meeting"  # its title
    REGION = "region"  # of the meeting
    ROLE = "role"
    PARTNERSHIP = "partnership"
    PERSON = "person"  # rows with the same number are of one participant
    IGNORE = "ignore"


QUESTION = "question:"


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place of a file, and how to mend it. `row` counts from 1; 0: no row."""

    what: Wording
    remedy: Wording
    row: int = 0
    column: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Column:
    """`target` is a `Target`, or `question:` with the question; `samples` are its first cells."""

    heading: str
    target: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """`preview` holds (row, ((target, text), …)) as they will be read; `questions` what a column
    may be an answer to, (target, label); `problems` keep the file from being read in."""

    kind: FileKind
    title: str = ""
    recognised: tuple[Wording, ...] = ()
    left_out: tuple[Wording, ...] = ()
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    columns: tuple[Column, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    preview: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()

    def to_json(self) -> str:
        return json.dumps(
            {
                **vars(self),
                "recognised": [one.stored() for one in self.recognised],
                "left_out": [one.stored() for one in self.left_out],
                "problems": [_problem(one) for one in self.problems],
                "columns": [vars(one) for one in self.columns],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Found:
        data: dict[str, Any] = json.loads(text)
        return cls(
            kind=FileKind(data["kind"]),
            title=data["title"],
            recognised=tuple(Wording.read(*one) for one in data["recognised"]),
            left_out=tuple(Wording.read(*one) for one in data["left_out"]),
            problems=tuple(_read_problem(one) for one in data["problems"]),
            problem_count=data["problem_count"],
            columns=tuple(
                Column(one["heading"], one["target"], tuple(one["samples"]))
                for one in data["columns"]
            ),
            questions=tuple((one[0], one[1]) for one in data["questions"]),
            preview=tuple(
                (row, tuple((cell[0], cell[1]) for cell in cells)) for row, cells in data["preview"]
            ),
        )


def _problem(one: Problem) -> dict[str, Any]:
    return {**vars(one), "what": one.what.stored(), "remedy": one.remedy.stored()}


def _read_problem(data: dict[str, Any]) -> Problem:
    words = {name: Wording.read(*data[name]) for name in ("what", "remedy")}
    return Problem(**{**data, **words})
