"""Playing an example: through the real intake, once, also when it is played twice."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from collector.config import DATASETS, Config
from collector.contacts import open_contacts, sign_ups
from collector.errors import Refused
from collector.moderation import hide
from collector.programmes import create_programme
from collector.queries import meetings, programmes, statements, themes
from forms.example import Example
from forms.example_play import moderate, play, receipt_of
from forms.examples import load_examples


@pytest.fixture(scope="module")
def examples() -> dict[str, Example]:
    return {example.slug: example for example in load_examples(DATASETS / "examples")}


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    """Every row of every table."""
    names = [
        row["name"]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return {
        name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names
    }


@pytest.mark.parametrize("slug", ["leernetwerk-voorbeeld", "gesprekstafels-voorbeeld"])
def test_playing_twice_changes_nothing(
    fresh_db: sqlite3.Connection,
    config: Config,
    facilitator: int,
    examples: dict[str, Example],
    slug: str,
) -> None:
    example = examples[slug]
    programme = play(fresh_db, config, example)
    moderate(fresh_db, config, example, programme, facilitator)
    once = contents(fresh_db)
    assert len(once["participants"]) == len(example.participants)
    assert len(once["statements"]) == len(example.statements)
    assert len(once["submissions"]) == sum(len(one.forms) for one in example.participants)
    assert play(fresh_db, config, example) == programme
    moderate(fresh_db, config, example, programme, facilitator)
    assert contents(fresh_db) == once


def test_what_is_there_after_the_round_tables(
    fresh_db: sqlite3.Connection, config: Config, facilitator: int, examples: dict[str, Example]
) -> None:
    example = examples["gesprekstafels-voorbeeld"]
    programme = play(fresh_db, config, example)
    assert statements.counts_by_state(fresh_db, programme)["waiting"] == 251
    moderate(fresh_db, config, example, programme, facilitator)
    counts = statements.counts_by_state(fresh_db, programme)
    assert {state: count for state, count in counts.items() if count} == {
        "approved": 244,
        "waiting": 3,
        "hidden": 2,
        "merged": 2,
    }
    row = programmes.programme(fresh_db, example.slug)
    assert (row["example"], row["participants_about"], row["period"]) == (1, 110, "voorjaar 2025")
    found = themes.themes(fresh_db, programme)
    assert [theme.name for theme in found] == [theme.name for theme in example.themes]
    assert [theme.central_statement for theme in found] == [
        theme.central_statement for theme in example.themes
    ]
    assert [theme.name for theme in found if theme.central_statement_id] == [
        "Kleine scholen en reisafstand"
    ]
    rooms = meetings.meetings(fresh_db, programme)
    states = [{row["state"] for row in meetings.activities(fresh_db, room["id"])} for room in rooms]
    assert states == [{"closed"}] * 7 + [{"open"}]


def test_sign_ups_go_to_the_file_of_their_own(
    fresh_db: sqlite3.Connection, config: Config, examples: dict[str, Example]
) -> None:
    example = examples["leernetwerk-voorbeeld"]
    play(fresh_db, config, example)
    play(fresh_db, config, example)
    contacts = open_contacts(config.contacts)
    emails = sorted(row["email"] for row in sign_ups(contacts, example.slug))
    contacts.close()
    assert emails == sorted(contact.email for contact in example.sign_ups)


def test_an_interrupted_play_goes_on_where_it_stopped(
    fresh_db: sqlite3.Connection, config: Config, examples: dict[str, Example]
) -> None:
    example = examples["leernetwerk-voorbeeld"]
    half = replace(example, meetings=example.meetings[:2], participants=example.participants[:9])
    assert play(fresh_db, config, half) == play(fresh_db, config, example)
    rows = contents(fresh_db)
    assert len(rows["meetings"]) == 3
    assert len(rows["participants"]) == len(example.participants)
    assert len(rows["statements"]) == len(example.statements)


def test_a_later_decision_of_the_facilitator_stays(
    fresh_db: sqlite3.Connection, config: Config, facilitator: int, examples: dict[str, Example]
) -> None:
    example = examples["leernetwerk-voorbeeld"]
    programme = play(fresh_db, config, example)
    moderate(fresh_db, config, example, programme, facilitator)
    first = statements.statements(fresh_db, programme)[0]
    hide(fresh_db, programme, facilitator, first.id, "Staat er dubbel in.")
    moderate(fresh_db, config, example, programme, facilitator)
    again = statements.statement(fresh_db, programme, first.id)
    assert again is not None
    assert again.state == "hidden"


def test_another_programme_with_this_slug_is_left_alone(
    fresh_db: sqlite3.Connection, config: Config, examples: dict[str, Example]
) -> None:
    example = examples["leernetwerk-voorbeeld"]
    create_programme(fresh_db, example.template, example.instruments, slug=example.slug)
    with pytest.raises(Refused) as error:
        play(fresh_db, config, example)
    assert str(error.value) == (
        "Er is al een traject 'leernetwerk-voorbeeld', en dat is niet het voorbeeld."
    )


def test_receipts_differ_per_instance(
    config: Config, tmp_path_factory: pytest.TempPathFactory, examples: dict[str, Example]
) -> None:
    example = examples["leernetwerk-voorbeeld"]
    one, two = example.participants[:2]
    other = Config(instance=tmp_path_factory.mktemp("other"))
    assert receipt_of(config, example, one) == receipt_of(config, example, one)
    assert receipt_of(config, example, one) != receipt_of(config, example, two)
    assert receipt_of(config, example, one) != receipt_of(other, example, one)
