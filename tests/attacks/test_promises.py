"""What participants are told, held against what a release does: every setting, every promise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.publish import Release
from analysis.report import build
from analysis.verify import verify
from collector.config import Config
from collector.corrections import withdraw_statement
from collector.expiring import expire
from collector.intake import submit
from collector.moderation import approve
from collector.queries.meetings import meetings
from collector.queries.statements import statements
from collector.queries.terms import (
    LICENCE,
    Terms,
    Verbatim,
    terms,
    terms_of_participant,
    today,
)
from collector.records import StatementDraft, Submission
from collector.terms import change_terms
from forms.promises import Promises, promises
from tests.analysis.programme_to_publish import CANARIES, Made

SETTINGS = list(product(Verbatim, (True, False)))
ENDS = today() + timedelta(days=200)
AGREED = "Bijdrage 5 gaat over begeleiding van starters."


def agree(made: Made, verbatim: Verbatim, counts: bool, ends_on: date = ENDS) -> None:
    change_terms(
        made.connection,
        made.programme,
        made.facilitator,
        verbatim=verbatim,
        counts=counts,
        ends_on=ends_on,
    )


@pytest.fixture
def told(app: Flask, made: Made) -> Callable[[], Promises]:
    """What is told now, in Dutch."""

    def tell() -> Promises:
        with app.test_request_context():
            return promises(terms(made.connection, made.programme))

    return tell


def content(release: Release) -> dict[str, list[dict[str, Any]]]:
    """Every table of a release; {} for views and what belongs to the search index."""
    assert release.file is not None
    with closing(sqlite3.connect(f"{release.file.as_uri()}?immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
            )
        ]
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for name in names
        }


def everything(release: Release) -> str:
    """All words of all files of a release."""
    assert release.file is not None
    files = [path for path in release.file.parent.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


COUNTED = ("counts_national", "counts_region", "development", "votes")


def words_kept(held: dict, release: Release, made: Made, agreed: Terms) -> bool:
    consented = {
        each.public_text for each in statements(made.connection, made.programme) if each.publishable
    }
    published = {row["text"] for row in held["statements"]}
    if not agreed.publishes_words:
        said = [each.text for each in statements(made.connection, made.programme)]
        return published == set() and not any(text in everything(release) for text in said)
    return (
        bool(published) and published <= consented and CANARIES["without consent"] not in str(held)
    )


def counts_kept(held: dict, release: Release, made: Made, agreed: Terms) -> bool:
    numbers = [
        value
        for name in COUNTED
        for row in held[name]
        for key, value in row.items()
        if key in ("n", "partnerships", "agree", "disagree", "passed", "other") and value
    ]
    if not agreed.counts:
        return not any(held[name] for name in COUNTED)
    return bool(numbers) and min(numbers) >= 3  # a region's class of three is rounded


def licence_kept(held: dict, release: Release, made: Made, agreed: Terms) -> bool:
    return [row["licence"] for row in held["release"]] == [LICENCE]


def nothing_out(held: dict, release: Release, made: Made, agreed: Terms) -> bool:
    private = [CANARIES[key] for key in ("name", "email", "partnership", "role", "facilitator")]
    columns = set(held["statements"][0]) if held["statements"] else set()
    allowed = {"number", "theme", "aspect", "part_of_the_country", "text"}
    text = everything(release)
    return columns <= allowed and not any(one in text for one in (*private, *made.receipts))


def readable(held: dict, release: Release, made: Made, agreed: Terms) -> bool:
    """On the screen and in the report for participants nobody's name stands beside a statement."""
    report = to_markdown(full(build(made.connection, made.programme)))
    return AGREED in report and CANARIES["partnership"] not in report


KEPT: Mapping[str, Callable[[dict, Release, Made, Terms], bool]] = {
    "read": readable,
    "words": words_kept,
    "counts": counts_kept,
    "licence": licence_kept,
    "never_out": nothing_out,
}
LATER = {"withdraw", "end"}
"""Promises about what happens after a release: tests of their own below."""
NO_PROMISE = {"recognise"}
"""Says what cannot be promised."""


@pytest.mark.parametrize(("verbatim", "counts"), SETTINGS)
def test_what_is_told_is_what_is_published(
    made: Made,
    make: Callable[..., Release],
    told: Callable[[], Promises],
    verbatim: Verbatim,
    counts: bool,
) -> None:
    agree(made, verbatim, counts)
    agreed = terms(made.connection, made.programme)
    promised = told()
    assert {one.key for one in promised.all} == {*KEPT, *LATER, *NO_PROMISE}
    release = make()
    held = content(release)
    assert [key for key, kept in KEPT.items() if not kept(held, release, made, agreed)] == []
    assert verify(release.file.parent) == []  # type: ignore[union-attr]
    words, numbers = promised["words"].text, promised["counts"].text
    assert ("nooit woordelijk" in words) == (held["statements"] == [])
    assert ("niet openbaar" in numbers) == (not any(held[name] for name in COUNTED))
    assert ("elke uitspraak apart" in words) == agreed.asks_per_statement
    assert held["themes"] != []


@pytest.mark.parametrize(("verbatim", "counts"), SETTINGS)
def test_withdrawing_and_the_end_are_kept_under_every_setting(
    made: Made, make: Callable[..., Release], config: Config, verbatim: Verbatim, counts: bool
) -> None:
    agree(made, verbatim, counts)
    make()
    row = made.connection.execute(
        "SELECT r.participant_id, s.id FROM statements AS s JOIN responses AS r"
        " ON r.id = s.response_id WHERE s.text = ?",
        (AGREED,),
    ).fetchone()
    withdraw_statement(made.connection, row["participant_id"], row["id"])
    assert AGREED not in everything(make())
    assert AGREED not in to_markdown(full(build(made.connection, made.programme)))
    assert expire(config, made.connection, day=ENDS - timedelta(days=1)) == []
    assert [one.whole for one in expire(config, made.connection, day=ENDS)] == [True]
    assert made.connection.execute("SELECT count(*) FROM statements").fetchone()[0] == 0


def test_a_name_of_a_theme_that_quotes_somebody_is_not_told_where_nothing_is_verbatim(
    made: Made, make: Callable[..., Release]
) -> None:
    made.connection.execute("UPDATE themes SET name = ? WHERE name = 'Begeleiding'", (AGREED[:-1],))
    agree(made, Verbatim.NEVER, counts=True)
    assert [row["theme"] for row in content(make())["themes"]] == ["Thema 1", "Tijd en geld"]


def test_numbers_of_before_do_not_come_along_when_counts_are_promised_away(
    made: Made, make: Callable[..., Release]
) -> None:
    """Old numbers stay in the next release as long as little is new; not when that was promised."""
    assert counts_kept(content(make()), make(), made, Terms(counts=True))
    agree(made, Verbatim.PER_STATEMENT, counts=False)
    held = content(make())
    assert [name for name in COUNTED if held[name]] == []


def newcomers(made: Made, people: int, *, consent: bool) -> list[str]:
    """People who come in now, answer closed questions and say something."""
    meeting = meetings(made.connection, made.programme)[0]["id"]
    scope = made.instrument_activity(meeting, "scope")
    evaluation = made.instrument_activity(meeting, "table-evaluation")
    texts = []
    for number in range(people):
        participant = made.participant(meeting)
        texts.append(f"Nieuwkomer {number} vindt samen nadenken belangrijk.")
        made.hand_in(participant, scope, drafts=[StatementDraft(texts[-1], consent=consent)])
        made.hand_in(participant, evaluation, {"overall": "very" if number % 2 else "somewhat"})
    made.look()
    made.approve(*(made.all()[text] for text in texts))
    return texts


def test_who_was_told_that_nothing_is_counted_is_never_counted(
    made: Made, make: Callable[..., Release]
) -> None:
    """Also when a facilitator allows it for others afterwards."""
    agree(made, Verbatim.PER_STATEMENT, counts=False)
    newcomers(made, 20, consent=True)
    agree(made, Verbatim.PER_STATEMENT, counts=True)
    before = len(made.receipts)
    held = content(make())["counts_national"]
    total = sum(
        row["n"] or 0
        for row in held
        if row["question"] == "overall" and row["part_of_the_country"] is None
    )
    assert 0 < total <= before - 20


def test_consent_to_nothing_is_not_widened_by_a_wider_setting(
    made: Made, make: Callable[..., Release]
) -> None:
    """Whoever came in when nothing would be published was not asked, and is not published."""
    agree(made, Verbatim.NEVER, counts=True)
    texts = newcomers(made, 8, consent=False)
    agree(made, Verbatim.PER_FORM, counts=True)
    published = {row["text"] for row in content(make())["statements"]}
    assert AGREED in published
    assert published.isdisjoint(texts)


def test_terms_that_somebody_was_told_are_narrowed_and_never_widened(made: Made) -> None:
    """All pairs of what was told and what holds now."""
    days = (ENDS, ENDS + timedelta(days=30))
    every = [Terms(1, verbatim, counts, day) for (verbatim, counts), day in product(SETTINGS, days)]
    for then, now in product(every, every):
        held = then.narrowed_by(now)
        assert held.publishes_words == (then.publishes_words and now.publishes_words)
        assert held.counts == (then.counts and now.counts)
        assert held.ends_on == min(then.ends_on, now.ends_on)  # type: ignore[type-var]


def test_what_is_stored_says_under_which_terms_it_came(made: Made) -> None:
    connection = made.connection
    first = terms(connection, made.programme).version
    agree(made, Verbatim.PER_FORM, counts=False)
    newcomers(made, 2, consent=True)
    rows = connection.execute(
        "SELECT t.version, count(*) FROM responses AS r JOIN terms AS t ON t.id = r.terms_id"
        " GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [row[0] for row in rows] == [first, first + 1]
    assert rows[1][1] == 4
    earliest = connection.execute("SELECT min(id), max(id) FROM participants").fetchone()
    told = [terms_of_participant(connection, one) for one in earliest]
    assert [one.verbatim for one in told] == [Verbatim.PER_FORM, Verbatim.PER_FORM]


def test_left_out_of_the_consent_for_all(made: Made, make: Callable[..., Release]) -> None:
    """It stays out when the form is consented to once more."""
    connection = made.connection
    meeting = meetings(connection, made.programme)[0]["id"]
    participant = made.participant(meeting)
    scope = made.instrument_activity(meeting, "scope")
    drafts = (
        StatementDraft("Dit mag iedereen lezen.", consent=True),
        StatementDraft("Dit blijft in de zaal.", consent=True, kept_home=True),
    )
    submit(connection, participant, scope, Submission("k" * 16, {}, {"statements": drafts}))
    submit(connection, participant, scope, Submission("l" * 16, {"x": 1}, consent=True))
    made.look()
    ids = made.all()
    approve(
        connection, made.programme, made.facilitator, [(ids[one.text], one.text) for one in drafts]
    )
    published = {row["text"] for row in content(make())["statements"]}
    assert "Dit mag iedereen lezen." in published
    assert "Dit blijft in de zaal." not in published
    assert json.dumps("Dit blijft in de zaal.")[1:-1] not in everything(make())
