"""Attacks with two releases: what changed between them, and how little may have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from analysis.disclosure import Rules, retold
from analysis.publish import Release
from collector.config import Config
from collector.corrections import change_statement, withdraw_response, withdraw_statement
from collector.moderation import hide
from collector.queries.meetings import meetings
from collector.queries.outcomes import releases
from collector.records import Aspect, StatementDraft
from tests.analysis.programme_to_publish import Made

ANSWERS = {"overall": "very", "duration": "right", "new_contacts": 4}
COUNTS = "SELECT question, class, part_of_the_country, n FROM counts_national ORDER BY 1, 2, 3"
WITHHELD = "SELECT what, why, how_many FROM withheld WHERE what = 'Uitspraken'"


def answer(made: Made, times: int) -> None:
    meeting = meetings(made.connection, made.programme)[0]["id"]
    evaluation = made.instrument_activity(meeting, "table-evaluation")
    for _ in range(times):
        made.hand_in(made.participant(meeting), evaluation, ANSWERS)


def say(made: Made, texts: Sequence[str], consent: bool) -> None:
    meeting = meetings(made.connection, made.programme)[0]["id"]
    scope = made.instrument_activity(meeting, "scope")
    drafts = [StatementDraft(text, Aspect.CONTENT, consent=consent) for text in texts]
    made.hand_in(made.participant(meeting), scope, drafts=drafts)


def owner(made: Made, text: str) -> tuple[int, int]:
    """Participant and statement."""
    row = made.connection.execute(
        "SELECT r.participant_id, s.id FROM statements AS s JOIN responses AS r"
        " ON r.id = s.response_id WHERE s.text = ?",
        (text,),
    ).fetchone()
    return row[0], row[1]


def test_one_late_answer_is_not_told_by_changing_the_group_size(
    made: Made, make: Callable[..., Release], rows: Callable
) -> None:
    """Other rules made every number new: 5 and then 6 gave the answer of the one in between."""
    first = rows(make(group_size=6), COUNTS)
    answer(made, 1)
    assert rows(make(group_size=5), COUNTS) == first
    stricter = rows(make(group_size=7), COUNTS)
    assert stricter == []  # the old numbers are not protected well enough, the new ones too new


def test_one_late_answer_is_not_told_when_the_earlier_file_is_gone(
    made: Made, make: Callable[..., Release], rows: Callable, config: Config
) -> None:
    """Somebody else may still have it; what it told stands in the private file."""
    first = rows(make(), COUNTS)
    assert first != []
    answer(made, 1)
    (row,) = releases(made.connection, made.programme)
    (config.releases / row["file"]).rename(config.releases / "elsewhere.db")
    assert rows(make(), COUNTS) == first


def test_silent_release_in_between_is_not_forgotten(
    made: Made, make: Callable[..., Release], rows: Callable
) -> None:
    """Told, silent, told again: the third is the first, or ten answers apart from it as well."""
    first = rows(make(), COUNTS)
    meeting = meetings(made.connection, made.programme)[0]["id"]
    evaluation = made.instrument_activity(meeting, "table-evaluation")
    gone = made.connection.execute(
        "SELECT id, participant_id FROM responses WHERE activity_id = ? LIMIT 24", (evaluation,)
    ).fetchall()
    for row in gone:
        withdraw_response(made.connection, row["participant_id"], row["id"])
    assert rows(make(), COUNTS) == []
    made.connection.executemany(
        "UPDATE responses SET withdrawn = 0 WHERE id = ?", [(row["id"],) for row in gone]
    )
    answer(made, 1)
    third = rows(make(), COUNTS)
    assert first != []
    assert third == first


@pytest.mark.parametrize("what", ["withdrawn", "hidden", "without consent"])
def test_statement_that_disappears_does_not_tell_why(
    made: Made, make: Callable[..., Release], rows: Callable, what: str
) -> None:
    text = "Bijdrage 5 gaat over begeleiding van starters."
    say(made, [f"Besloten woord {number}." for number in range(6)], consent=False)
    made.connection.execute("DELETE FROM statements WHERE state = 'hidden'")
    before = rows(make(), WITHHELD)
    participant, statement = owner(made, text)
    if what == "withdrawn":
        withdraw_statement(made.connection, participant, statement)
    elif what == "hidden":
        hide(made.connection, made.programme, made.facilitator, statement, "Te herkenbaar.")
    else:
        change_statement(
            made.connection, participant, statement, text=text, aspect=Aspect.CONTENT, consent=False
        )
    after = make()
    assert rows(after, f"SELECT count(*) FROM statements WHERE text = '{text}'") == [(0,)]
    assert rows(after, WITHHELD) == before
    assert [why for _, why, _ in before] == [
        "Er is geen toestemming om ze woordelijk te publiceren.",
        "Ze wachten op een oordeel.",
        "Een gespreksleider heeft ze verborgen.",
        "Ze zijn nog niet nagekeken op herkenbare gegevens.",
    ]


def test_statement_that_stays_home_does_not_move_the_number_collected(
    made: Made, make: Callable[..., Release], rows: Callable
) -> None:
    sql = "SELECT theme, collected FROM themes ORDER BY theme"
    before = rows(make(), sql)
    assert before == [("Begeleiding", 15), ("Tijd en geld", 15)]
    (theme,) = made.connection.execute(
        "SELECT id FROM themes WHERE name = 'Begeleiding'"
    ).fetchone()
    texts = ["Stil woord een.", "Stil woord twee.", "Stil woord drie."]
    say(made, texts, consent=False)
    made.look()
    for text in texts:
        identifier = made.all()[text]
        made.approve(identifier)
        made.connection.execute(
            "INSERT INTO placements (statement_id, theme_id, decided) VALUES (?, ?, 1)",
            (identifier, theme),
        )
    assert rows(make(), sql) == before


def test_number_about_statements_moves_by_ten_or_not_at_all() -> None:
    rules = Rules()
    assert [retold(n, 5, rules, {}, "x") for n in (0, 4, 5, 7, 8)] == [None, None, 5, 5, 10]
    assert [retold(n, 5, rules, {"x": 20}, "x") for n in (11, 29, 30, 10, 0)] == [
        20,
        20,
        30,
        10,
        None,
    ]
    assert [retold(n, 5, rules, {"x": None}, "x") for n in (5, 13, 14)] == [None, None, 15]
    assert retold(6, 6, Rules(6), {"x": 5}, "x") is None  # told under looser rules


def test_what_would_help_stays_in_the_house(made: Made, make: Callable[..., Release]) -> None:
    """It says how many answered, group by group."""
    answer(made, 3)
    release = make()
    advice = [each.remedy for each in release.withheld if each.remedy]
    assert any("nog 7 antwoorden uit" in sentence for sentence in advice)
    assert release.file is not None
    (row,) = releases(made.connection, made.programme)
    files = [path for path in release.file.parent.rglob("*") if path.is_file()]
    assert all("antwoorden uit" not in path.read_bytes().decode("latin-1") for path in files)
    assert "antwoorden uit" in row["withheld"]
