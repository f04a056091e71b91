"""What a release comes down to, on one page: numbers for the charts, read from the file itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

MOST_VOTED = 5  # statements in each list of votes
STEPS = 5  # colours of answers that go from low to high


@dataclass(frozen=True)
class Theme:
    name: str
    statements: int
    content: int
    process: int
    central_statement: str | None
    parts: tuple[int, ...]  # statements per part of the country, in the order of `Dashboard.parts`
    part_unknown: int

    @property
    def unknown(self) -> int:
        return self.statements - self.content - self.process


@dataclass(frozen=True)
class Answer:
    text: str
    n: int | None
    percentage: int | None


@dataclass(frozen=True)
class Question:
    instrument: str
    label: str
    several: bool
    answers: tuple[Answer, ...]

    @property
    def steps(self) -> tuple[int, ...]:
        """For each answer its place on a ramp from 0 to `STEPS` - 1, from the palest colour."""
        last = max(len(self.answers) - 1, 1)
        return tuple(int((STEPS - 1) * place / last + 0.5) for place in range(len(self.answers)))

    @property
    def told(self) -> int:
        """The answers that are told; every one of them where nothing was withheld."""
        return sum(answer.n or 0 for answer in self.answers)

    @property
    def most(self) -> int:
        return max((answer.n or 0 for answer in self.answers), default=0)

    @property
    def whole(self) -> bool:
        return all(answer.n is not None for answer in self.answers)


@dataclass(frozen=True)
class Vote:
    number: int
    text: str
    agree: int | None
    disagree: int | None
    passed: int | None
    other: int | None

    @property
    def votes(self) -> int:
        return sum(n or 0 for n in (self.agree, self.disagree, self.passed, self.other))


@dataclass(frozen=True)
class Move:
    before: int  # place in `Course.levels`
    after: int
    n: int | None


@dataclass(frozen=True)
class Course:
    """How partnerships moved in one thing: between levels, or only in which direction."""

    dimension: str
    label: str
    levels: tuple[str, ...]
    moves: tuple[Move, ...]
    changes: tuple[tuple[str, int | None], ...]

    def move(self, before: int, after: int) -> Move | None:
        """None: the release does not tell of it."""
        found = (one for one in self.moves if (one.before, one.after) == (before, after))
        return next(found, None)


@dataclass(frozen=True)
class Dashboard:
    statements: int
    without_theme: int
    themes: tuple[Theme, ...]
    parts: tuple[str, ...]
    questions: tuple[Question, ...]
    voted: int  # statements of which the votes are told
    agreed: tuple[Vote, ...]
    divided: tuple[Vote, ...]
    courses: tuple[Course, ...]
    withheld: tuple[tuple[str, str, int | None], ...]

    @property
    def most_in_a_theme(self) -> int:
        return max((theme.statements for theme in self.themes), default=0)

    @property
    def most_in_a_part(self) -> int:
        return max(
            (n for theme in self.themes for n in (*theme.parts, theme.part_unknown)), default=0
        )


def dashboard(connection: sqlite3.Connection) -> Dashboard:
    """:param connection: a release file"""
    parts = tuple(
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT part_of_the_country FROM statements"
            " WHERE part_of_the_country IS NOT NULL ORDER BY 1"
        )
    )
    return Dashboard(
        statements=_one(connection, "SELECT count(*) FROM statements"),
        without_theme=_one(
            connection,
            "SELECT count(*) FROM statements"
            " WHERE number NOT IN (SELECT number FROM statement_themes)",
        ),
        themes=tuple(_themes(connection, parts)),
        parts=parts,
        questions=tuple(_questions(connection)),
        voted=_one(connection, "SELECT count(*) FROM votes"),
        agreed=_votes(
            connection,
            "2 * agree > agree + ifnull(disagree, 0) + ifnull(passed, 0) + ifnull(other, 0)",
            # Drawn to the middle while there are few votes.
            "1.0 * (agree + 1) / (agree + ifnull(disagree, 0) + ifnull(passed, 0)"
            " + ifnull(other, 0) + 2) DESC, number",
        ),
        divided=_votes(
            connection,
            # At least one against two.
            "2 * min(agree, disagree) >= max(agree, disagree) AND agree > 0",
            "1.0 * min(agree, disagree) / (agree + disagree) DESC, agree + disagree DESC, number",
        ),
        courses=tuple(_courses(connection)),
        withheld=tuple(connection.execute("SELECT what, why, how_many FROM withheld")),
    )


def _one(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _themes(connection: sqlite3.Connection, parts: Sequence[str]) -> Iterator[Theme]:
    counted: dict[tuple[str, str | None], int] = {
        (theme, part): n
        for theme, part, n in connection.execute(
            "SELECT statement_themes.theme, part_of_the_country, count(*)"
            " FROM statement_themes JOIN statements USING (number) GROUP BY 1, 2"
        )
    }
    for name, statements, content, process, central in connection.execute(
        "SELECT theme, statements, content, process, central_statement FROM themes"
        " ORDER BY statements DESC, theme"
    ):
        yield Theme(
            name,
            statements,
            content,
            process,
            central,
            tuple(counted.get((name, part), 0) for part in parts),
            counted.get((name, None), 0),
        )


def _questions(connection: sqlite3.Connection) -> Iterator[Question]:
    rows = connection.execute(
        "SELECT instrument, question, label, several, class, n FROM counts_national"
        " WHERE part_of_the_country IS NULL AND role_group IS NULL"
        " ORDER BY instrument, question, label, position"
    )
    for (instrument, _, label, several), group in groupby(rows, key=lambda row: tuple(row[:4])):
        given = [(row[4], row[5]) for row in group]
        whole = sum(n for _, n in given if n is not None)
        exact = several == "nee" and whole > 0 and all(n is not None for _, n in given)
        yield Question(
            instrument,
            label,
            several == "ja",
            tuple(
                Answer(text, n, round(100 * n / whole) if exact and n is not None else None)
                for text, n in given
            ),
        )


def _votes(connection: sqlite3.Connection, where: str, order: str) -> tuple[Vote, ...]:
    """:param where: which votes; :param order: the first ones first. Both are SQL of ours."""
    rows = connection.execute(
        "SELECT number, text, agree, disagree, passed, other FROM votes JOIN statements"
        f" USING (number) WHERE {where} ORDER BY {order} LIMIT ?",
        (MOST_VOTED,),
    )
    return tuple(Vote(*row) for row in rows)


def _courses(connection: sqlite3.Connection) -> Iterator[Course]:
    rows = connection.execute(
        "SELECT dimension, label, before, after, change, partnerships FROM development"
        " ORDER BY dimension, label, rowid"
    )
    for (dimension, label), group in groupby(rows, key=lambda row: tuple(row[:2])):
        lines: list[Any] = list(group)
        # The rows go through the levels in their order, from the lowest.
        levels = tuple(
            dict.fromkeys(row[end] for end in (2, 3) for row in lines if row[end] is not None)
        )
        place = {level: number for number, level in enumerate(levels)}
        yield Course(
            dimension,
            label,
            levels,
            tuple(Move(place[row[2]], place[row[3]], row[5]) for row in lines if row[4] is None),
            tuple((row[4], row[5]) for row in lines if row[4] is not None),
        )
