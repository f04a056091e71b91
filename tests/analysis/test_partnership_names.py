"""Names of a programme's own partnerships and organisations in what people say."""

from __future__ import annotations

import sqlite3

import pytest

from analysis.deidentify import Deidentifier
from analysis.own_words import partnership_words
from analysis.worker import Worker
from collector.access import new_receipt
from collector.config import Config
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.organisations import add_organisation
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.queries.statements import statements
from collector.records import Side, StatementDraft, Submission

NAMES = ("Opleidingsschool De Brug", "Leerkring De Waterlijn", "Pabo Middenveld", "Samen")


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier(partnerships=NAMES)


@pytest.mark.parametrize(
    ("text", "public", "certain"),
    [
        ("Op Leerkring De Waterlijn gaat het goed.", "Op [school] gaat het goed.", [True]),
        ("Bij de Brug is er tijd voor.", "Bij [school] is er tijd voor.", [False]),
        ("Wij van de waterlijn doen het zo.", "Wij van de waterlijn doen het zo.", []),
        ("We slaan de brug naar het werkveld.", "We slaan de brug naar het werkveld.", []),
        ("De brug naar het veld ontbreekt.", "De brug naar het veld ontbreekt.", []),
        ("leerkring de waterlijn is klein.", "[school] is klein.", [False]),
        ("Wij doen dit samen met het veld.", "Wij doen dit samen met het veld.", []),
    ],
)
def test_a_name_goes_and_the_word_it_is_made_of_stays(
    deidentifier: Deidentifier, text: str, public: str, certain: list[bool]
) -> None:
    assert deidentifier.public_text(text) == public
    assert [span.certain for span in deidentifier.find(text)] == certain


def test_what_was_said_before_the_name_was_known_is_looked_at_again(
    fresh_db: sqlite3.Connection, config: Config, learning_network: int
) -> None:
    meeting = meetings.meetings(fresh_db, learning_network)[0]
    activity = meetings.activities(fresh_db, meeting["id"])[0]
    set_activity_state(fresh_db, activity["id"], is_open=True)
    person = join(fresh_db, meeting["id"], new_receipt(), side=Side.FIELD)
    text = "Bij de Morgenster begint een starter met een jaar rust."
    draft = {"core_idea": (StatementDraft(text, consent=True),)}
    submit(fresh_db, person, activity["id"], Submission("key-number-1", {}, draft))
    worker = Worker(config, fresh_db)
    worker.look_for_personal_data(learning_network)
    (before,) = statements(fresh_db, learning_network)
    partnership = add_partnership(fresh_db, learning_network, "Partnerschap De Morgenster")
    add_organisation(fresh_db, partnership, "De Morgenster", Side.FIELD)
    assert partnership_words(fresh_db, learning_network) == [
        "Partnerschap De Morgenster",
        "De Morgenster",
    ]
    # A large institute and the name of a region tell too little to go.
    add_organisation(fresh_db, partnership, "Hogeschool Utrecht", Side.INSTITUTE)
    add_partnership(fresh_db, learning_network, "Oost-Nederland")
    assert len(partnership_words(fresh_db, learning_network)) == 2
    worker.look_for_personal_data(learning_network)
    (after,) = statements(fresh_db, learning_network)
    assert [one["source"] for one in before.spans] != ["partnership"]
    assert [one["source"] for one in after.spans] == ["partnership"]
    assert after.public_text == "Bij [school] begint een starter met een jaar rust."
