"""A participant withdraws: the words are gone from everything that is shown, made or handed out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from analysis.data_service import newest_releases
from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.documents.web_page import to_html
from analysis.publish import Release
from analysis.report import build
from collector.access import hash_receipt
from collector.codebook import set_central_statement
from collector.config import Config
from collector.corrections import change_statement, withdraw_response, withdraw_statement
from collector.errors import Conflict
from collector.expiring import erase_receipt
from collector.jobs import request_job, set_job_state
from collector.moderation import hide
from collector.projector import show
from collector.queries.meetings import meetings
from collector.queries.outcomes import latest_job, latest_report, releases
from collector.queries.programmes import programme_by_id
from collector.queries.published import taken_back_since
from collector.records import JobKind, JobState
from collector.releases import put_back, take_off
from collector.undoing import undo
from collector.wording import Wording
from collector.wrap_ups import Format, store_file, store_report
from tests.analysis.programme_to_publish import Made
from tests.conftest import log_in

TEXT = "Bijdrage 5 gaat over begeleiding van starters."


@pytest.fixture
def mine(made: Made) -> tuple[int, int, int]:
    """Participant, response, statement."""
    row = made.connection.execute(
        "SELECT r.participant_id, r.id AS response, s.id FROM statements AS s"
        " JOIN responses AS r ON r.id = s.response_id WHERE s.text = ?",
        (TEXT,),
    ).fetchone()
    return row["participant_id"], row["response"], row["id"]


@pytest.fixture
def pages(app: Flask, made: Made) -> Callable[[], dict[str, str]]:
    """Everything that a screen or a facilitator can look at."""
    meeting = meetings(made.connection, made.programme)[0]
    scope = made.instrument_activity(meeting["id"], "scope")
    show(made.connection, meeting["id"], "activity", scope)
    slug = programme_by_id(made.connection, made.programme)["slug"]
    desk = log_in(app, made.connection, made.facilitator)
    addresses = [
        f"/screen/{meeting['screen_key']}",
        f"/screen/{meeting['screen_key']}/now",
        f"/m/{meeting['code']}",
        f"/facilitate/{slug}/themes",
        f"/facilitate/{slug}/moderation?state=all",
        f"/facilitate/{slug}/log",
        f"/facilitate/{slug}/outcomes",
        f"/facilitate/{slug}/report",
    ]

    def look() -> dict[str, str]:
        files = made.connection.execute("SELECT id FROM report_files").fetchall()
        downloads = [f"/facilitate/{slug}/wrap-up/{row['id']}" for row in files]
        return {each: desk.get(each).get_data(as_text=True) for each in (*addresses, *downloads)}

    return look


def make_wrap_up(made: Made) -> None:
    report = full(build(made.connection, made.programme))
    stored = store_report(made.connection, made.programme, to_html(report))
    store_file(made.connection, stored, Format.MD, to_markdown(report).encode())


def test_withdrawn_words_are_on_no_page(
    made: Made, mine: tuple[int, int, int], pages: Callable[[], dict[str, str]]
) -> None:
    participant, _, statement = mine
    theme = made.connection.execute("SELECT id FROM themes WHERE name = 'Begeleiding'").fetchone()
    set_central_statement(
        made.connection, made.programme, made.facilitator, theme["id"], statement=statement
    )
    make_wrap_up(made)
    showing = [address for address, page in pages().items() if TEXT in page]
    assert len(showing) == 7  # all but the phone and the page of outcomes
    withdraw_statement(made.connection, participant, statement)
    assert [address for address, page in pages().items() if TEXT in page] == []


@pytest.mark.parametrize("how", ["statement", "form", "rewritten", "hidden"])
def test_wrap_up_that_was_made_before_is_not_handed_out(
    made: Made, mine: tuple[int, int, int], how: str
) -> None:
    participant, response, statement = mine
    make_wrap_up(made)
    make_wrap_up(made)
    if how == "statement":
        withdraw_statement(made.connection, participant, statement)
    elif how == "form":
        withdraw_response(made.connection, participant, response)
    elif how == "rewritten":
        change_statement(
            made.connection, participant, statement, text="Anders.", aspect=None, consent=True
        )
    else:
        hide(made.connection, made.programme, made.facilitator, statement, "Te herkenbaar.")
    assert made.connection.execute("SELECT count(*) FROM reports").fetchone()[0] == 0
    job = latest_job(made.connection, made.programme, JobKind.REPORT)
    assert job and job["state"] == "waiting"  # the worker makes the next one at once
    make_wrap_up(made)
    found = latest_report(made.connection, made.programme)
    assert found and TEXT not in found["html"]


def test_wrap_up_that_is_being_made_meanwhile_is_made_again(
    made: Made, mine: tuple[int, int, int]
) -> None:
    request_job(made.connection, made.programme, JobKind.REPORT, made.facilitator)
    job = latest_job(made.connection, made.programme, JobKind.REPORT)
    assert job
    set_job_state(made.connection, job, JobState.RUNNING)
    withdraw_statement(made.connection, mine[0], mine[2])
    again = latest_job(made.connection, made.programme, JobKind.REPORT)
    assert again and again["id"] != job["id"] and again["state"] == "waiting"
    with pytest.raises(Conflict, match="opnieuw gemaakt"):
        make_wrap_up(made)  # what the first job read, had the words in it
    set_job_state(made.connection, job, JobState.FAILED)
    make_wrap_up(made)


def test_files_that_are_being_made_meanwhile_are_not_kept(
    made: Made, mine: tuple[int, int, int]
) -> None:
    """The page was stored, its files were still being made: none of them comes after all."""
    stored = store_report(made.connection, made.programme, TEXT)
    store_file(made.connection, stored, Format.DOCX, b"PK")
    withdraw_statement(made.connection, mine[0], mine[2])
    with pytest.raises(Conflict, match="opnieuw gemaakt"):
        store_file(made.connection, stored, Format.PDF, TEXT.encode())
    assert made.connection.execute("SELECT count(*) FROM report_files").fetchone()[0] == 0


def test_nothing_is_made_that_nobody_asked_for(made: Made, mine: tuple[int, int, int]) -> None:
    withdraw_statement(made.connection, mine[0], mine[2])
    assert latest_job(made.connection, made.programme, JobKind.REPORT) is None


def test_undo_does_not_bring_withdrawn_words_back(made: Made, mine: tuple[int, int, int]) -> None:
    act = hide(made.connection, made.programme, made.facilitator, mine[2], "Te herkenbaar.")
    withdraw_statement(made.connection, mine[0], mine[2])
    with pytest.raises(Conflict):
        undo(made.connection, made.programme, made.facilitator, act)


def test_central_statement_goes_from_the_next_release(
    made: Made, mine: tuple[int, int, int], make: Callable[..., Release], rows: Callable
) -> None:
    """Also where the facilitator had typed the same words as a sentence of the own."""
    theme = made.connection.execute("SELECT id FROM themes WHERE name = 'Begeleiding'").fetchone()
    sql = "SELECT central_statement FROM themes WHERE theme = 'Begeleiding'"
    for choice in ({"statement": mine[2]}, {"text": TEXT.upper()}):
        set_central_statement(
            made.connection, made.programme, made.facilitator, theme["id"], **choice
        )
        assert rows(make(), sql) == [(TEXT,)]
    withdraw_statement(made.connection, mine[0], mine[2])
    assert rows(make(), sql) == [(None,)]


def words_in(connection: sqlite3.Connection, table: str, text: str) -> int:
    found = connection.execute(f"SELECT * FROM {table}").fetchall()
    return sum(text in str(tuple(row)) for row in found)


def test_acts_events_and_jobs_hold_no_words_of_participants(
    made: Made, mine: tuple[int, int, int]
) -> None:
    change_statement(
        made.connection, mine[0], mine[2], text="Nieuw woord.", aspect=None, consent=True
    )
    withdraw_statement(made.connection, mine[0], mine[2])
    for table in ("acts", "events", "jobs", "placements", "submissions", "participants"):
        assert words_in(made.connection, table, "Bijdrage") == 0, table
        assert words_in(made.connection, table, "Nieuw woord") == 0, table


def test_words_of_before_a_correction_do_not_go_out_as_central_statement(
    made: Made, mine: tuple[int, int, int], make: Callable[..., Release], rows: Callable
) -> None:
    """The facilitator typed them over; then the participant took a name out of them."""
    named = "Volgens de rector van ons kleine eiland moet het anders."
    change_statement(made.connection, mine[0], mine[2], text=named, aspect=None, consent=True)
    theme = made.connection.execute("SELECT id FROM themes WHERE name = 'Begeleiding'").fetchone()
    set_central_statement(
        made.connection, made.programme, made.facilitator, theme["id"], text=f"{named} Dus."
    )
    change_statement(made.connection, mine[0], mine[2], text="Anders.", aspect=None, consent=True)
    sql = "SELECT central_statement FROM themes WHERE theme = 'Begeleiding'"
    assert rows(make(), sql) == [(None,)]


def test_words_that_are_withdrawn_while_the_file_is_made_do_not_go_out(
    made: Made, mine: tuple[int, int, int], make: Callable[..., Release], config: Config
) -> None:
    def say(message: Wording) -> None:
        if message.text.startswith("Bestanden controleren"):
            withdraw_statement(made.connection, mine[0], mine[2])

    with pytest.raises(Conflict, match="Publiceer opnieuw"):
        make(progress=say)
    assert list(config.releases.iterdir()) == []
    assert releases(made.connection, made.programme) == []
    assert make().number == 1


def receipt_of(made: Made, participant: int) -> str:
    row = made.connection.execute(
        "SELECT secret_hash FROM participants WHERE id = ?", (participant,)
    ).fetchone()
    return next(one for one in made.receipts if hash_receipt(one) == row["secret_hash"])


STOOD = "Dat bestand kan al zijn gedownload."


def test_who_withdraws_after_a_release_is_told_where_it_stood(
    app: Flask, made: Made, mine: tuple[int, int, int], make: Callable[..., Release]
) -> None:
    """Before the act and after it, with the number and the quarter, and no finer than that."""
    participant, _, statement = mine
    phone, receipt = app.test_client(), receipt_of(made, participant)
    page = f"/r/{receipt}/statements/{statement}/withdraw"
    assert "publicatie 1" not in phone.get(page).text
    make()
    now = datetime.now(UTC)
    quarter = ("eerste", "tweede", "derde", "vierde")[(now.month - 1) // 3]
    named = f"publicatie 1 ({quarter} kwartaal van {now.year})"
    assert f"Staat in {named}." in phone.get(f"/r/{receipt}").text
    before = phone.get(page).text
    assert f"Dit staat al in {named}." in before
    assert f"Dit staat al in {named}." in phone.get(page.replace("/withdraw", "")).text
    after = phone.post(page, follow_redirects=True).text
    assert f"De uitspraak is ingetrokken. In {named} staat het nog. {STOOD}" in after
    assert f"Stond in {named}. {STOOD}" in after


def test_who_withdraws_a_whole_form_is_told_so_too(
    app: Flask, made: Made, mine: tuple[int, int, int], make: Callable[..., Release]
) -> None:
    participant, response, _ = mine
    make()
    phone, receipt = app.test_client(), receipt_of(made, participant)
    page = f"/r/{receipt}/forms/{response}/withdraw"
    assert "Dit staat al in publicatie 1" in phone.get(page).text
    after = phone.post(page, follow_redirects=True).text
    assert after.count(STOOD) == 2  # said once, and it stays to be read
    answers = made.connection.execute(
        "SELECT id FROM responses WHERE participant_id = ? AND id <> ?", (participant, response)
    ).fetchone()["id"]
    counted = phone.get(f"/r/{receipt}/forms/{answers}/withdraw").text
    assert "Uw keuzes kunnen zijn meegeteld in publicatie 1" in counted


@pytest.mark.parametrize(
    "how", ["statement", "form", "rewritten", "no consent", "hidden", "erased"]
)
def test_a_facilitator_sees_that_a_new_release_is_due_and_not_whose_it_is(
    app: Flask,
    made: Made,
    mine: tuple[int, int, int],
    make: Callable[..., Release],
    config: Config,
    how: str,
) -> None:
    participant, response, statement = mine
    connection, programme = made.connection, made.programme
    make()
    assert taken_back_since(connection, programme) is None
    if how == "statement":
        withdraw_statement(connection, participant, statement)
    elif how == "form":
        withdraw_response(connection, participant, response)
    elif how == "rewritten":
        change_statement(connection, participant, statement, text="X.", aspect=None, consent=True)
    elif how == "no consent":
        change_statement(connection, participant, statement, text=TEXT, aspect=None, consent=False)
    elif how == "hidden":
        hide(connection, programme, made.facilitator, statement, "Te herkenbaar.")
    else:
        erase_receipt(config, connection, receipt_of(made, participant))
    assert taken_back_since(connection, programme) == 1
    desk = log_in(app, made.connection, made.facilitator)
    slug = programme_by_id(connection, programme)["slug"]
    page = desk.get(f"/facilitate/{slug}/outcomes").text
    assert "Er is iets ingetrokken, gewijzigd of verborgen sinds publicatie 1." in page
    assert "Bijdrage" not in page
    make()
    assert taken_back_since(connection, programme) is None


def test_a_release_is_taken_off_the_data_page_and_put_back(
    app: Flask, made: Made, make: Callable[..., Release], config: Config
) -> None:
    """Neither it nor the one before is shown; its bytes and its number stay as they are."""
    first, second = make(), make()
    assert first.file and second.file
    before = second.file.read_bytes()
    desk = log_in(app, made.connection, made.facilitator)
    slug = programme_by_id(made.connection, made.programme)["slug"]
    assert newest_releases(config.releases) == [second.file]
    desk.post(f"/facilitate/{slug}/releases/2/off", data={"keep": "yes"})
    assert newest_releases(config.releases) == []
    page = desk.get(f"/facilitate/{slug}/outcomes").text
    assert page.count("Niet op de gegevenspagina sinds") == 2
    assert "Bekijk de gegevens" not in page
    desk.post(f"/facilitate/{slug}/releases/2/on")
    assert newest_releases(config.releases) == [second.file]
    assert second.file.read_bytes() == before
    desk.post(f"/facilitate/{slug}/releases/2/off", data={"keep": "no"})
    assert newest_releases(config.releases) == []
    assert not any(path.read_bytes() == before for path in config.releases.rglob("*.db"))
    refused = desk.post(f"/facilitate/{slug}/releases/2/on", follow_redirects=True)
    assert "Het bestand van deze publicatie is verwijderd." in refused.text
    assert desk.post(f"/facilitate/{slug}/releases/9/off").status_code == 404
    third = make()
    assert third.number == 3
    assert newest_releases(config.releases) == [third.file]


def test_taking_off_that_was_killed_half_way_is_completed(
    made: Made, make: Callable[..., Release], config: Config
) -> None:
    """The folder was moved, the database does not know it yet."""
    release = make()
    assert release.file
    (config.releases / "off").mkdir()
    release.file.parent.rename(config.releases / "off" / "001")
    take_off(made.connection, config.releases, made.programme, 1, made.facilitator, keep=True)
    put_back(made.connection, config.releases, made.programme, 1)
    assert newest_releases(config.releases) == [release.file]
