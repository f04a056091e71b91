"""Votes of the example follow from its opinions: always the same, and they show what is found."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace

import pytest

from analysis.consensus_run import run_consensus
from collector.config import DATASETS, Config
from collector.errors import InvalidFile
from collector.findings import store_deidentifications
from collector.queries import meetings, votes
from collector.queries.statements import statements
from forms.example import Example
from forms.examples import load_example, load_examples, moderate, play, vote


@pytest.fixture(scope="module")
def example() -> Example:
    (found,) = (one for one in load_examples(DATASETS / "examples") if one.votes)
    return found


def test_example_shows_agreement_division_and_groups(
    fresh_db: sqlite3.Connection, config: Config, facilitator: int, example: Example
) -> None:
    programme = play(fresh_db, config, example)
    texts = {each.text: [] for each in statements(fresh_db, programme)}
    store_deidentifications(fresh_db, programme, texts)
    moderate(fresh_db, config, example, programme, facilitator)
    vote(fresh_db, config, example, programme)
    before = fresh_db.execute("SELECT * FROM votes").fetchall()
    vote(fresh_db, config, example, programme)
    assert fresh_db.execute("SELECT * FROM votes").fetchall() == before
    assert len(before) > 5000
    rooms = meetings.meetings(fresh_db, programme)
    still_open = [votes.voting_is_open(fresh_db, programme), [row["open"] > 0 for row in rooms]]
    assert still_open == [True, [False] * 7 + [True]]
    assert run_consensus(fresh_db, programme, 5)
    stored = votes.consensus(fresh_db, programme)
    assert stored is not None
    found = Counter(each["verdict"] for each in stored.found["statements"])
    assert all(found[verdict] >= 5 for verdict in ("agree", "divided", "mixed", "few"))
    apart = {line["line"]: line["apart"] for line in stored.found["lines"]}
    assert apart["side"] >= 5 and apart["role"] >= 1
    assert [group["name"] for group in stored.found["opinions"]["groups"]] == ["A", "B"]


def test_nothing_is_voted_where_the_example_has_no_opinions(
    fresh_db: sqlite3.Connection, config: Config, example: Example
) -> None:
    programme = play(fresh_db, config, replace(example, participants=()))
    vote(fresh_db, config, replace(example, votes=None), programme)
    vote(fresh_db, config, replace(example, participants=()), programme)
    assert fresh_db.execute("SELECT count(*) FROM votes").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("agree: 0.68", "agree: 1.68", "must be from 0 to 1, found 1.68."),
        ("room: 0.48", "room: 0.5", "the shares add up to 1.02; make it 1."),
        ("instrument: table-vote", "instrument: table-vot", "did you mean 'table-vote'?"),
        ("- theme: Tijd voor", "- theme: Tijt voor", "there is no theme"),
        ("room: 0.93", "roam: 0.93", "there is no key 'roam' here"),
        (
            "text_start: Onze mentoren doen",
            "text_start: Niemand zei dit",
            "0 statements begin like this; it must be one.",
        ),
    ],
)
def test_a_mistake_in_the_opinions_is_named(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str, problem: str
) -> None:
    folder = tmp_path_factory.mktemp("datasets") / "examples"
    folder.mkdir()
    for name in ("instruments", "templates"):
        (folder.parent / name).symlink_to(DATASETS / name)
    (folder / "round-table").symlink_to(DATASETS / "examples" / "round-table")
    text = (DATASETS / "examples" / "round-table.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "round-table.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidFile) as error:
        load_example(folder / "round-table.yaml")
    assert problem in str(error.value)
