"""Voting over HTTP: what is on the ballot, what counts, what is refused, what is taken back."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.config import Config
from collector.database import connect
from collector.errors import NotFound, Refused
from collector.intake import join
from collector.meetings import set_activity_state
from collector.moderation import approve
from collector.queries import meetings, votes
from collector.queries.statements import statements
from collector.records import Vote
from collector.votes import cast, take_back

Said = Callable[..., int]

TEXTS = ("Begin klein.", "Spreek af wie beslist.", "Maak tijd voor de mentor.")


@pytest.fixture
def voting(fresh_db: sqlite3.Connection, meeting: int) -> int:
    """The activity in which one votes; it is open."""
    (found,) = [
        row["id"] for row in meetings.activities(fresh_db, meeting) if row["slug"] == "table-vote"
    ]
    set_activity_state(fresh_db, found, is_open=True)
    return int(found)


@pytest.fixture
def said(fresh_db: sqlite3.Connection, round_table: int, facilitator: int, say: Said) -> list[int]:
    """Three approved statements of three others, and one that still waits."""
    ids = [say(text) for text in TEXTS]
    say("Dit wacht nog.")
    approve(fresh_db, round_table, facilitator, list(zip(ids, TEXTS, strict=True)))
    return ids


@pytest.fixture
def phone(app: Flask, fresh_db: sqlite3.Connection, meeting: int) -> FlaskClient:
    """Somebody who joined."""
    client = app.test_client()
    code = meetings.meeting(fresh_db, meeting)["code"]
    assert client.post(f"/m/{code}", data={"role": ""}).status_code == 303
    return client


@pytest.fixture
def address(fresh_db: sqlite3.Connection, meeting: int, voting: int) -> str:
    return f"/m/{meetings.meeting(fresh_db, meeting)['code']}/{voting}/vote"


def stored(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    rows = connection.execute("SELECT statement_id, vote FROM votes ORDER BY statement_id")
    return [(row["statement_id"], row["vote"]) for row in rows]


def shown(page: str) -> str:
    found = re.search(r'id="ballot-text" data-text>([^<]*)<', page)
    assert found
    return found[1]


def waiting(page: str) -> list[str]:
    part = page[page.index("data-queue") :]
    return re.findall(r'<li data-id="\d+"[^>]*>([^<]*)<', part)


def test_votes_one_by_one_without_scripts(
    fresh_db: sqlite3.Connection, phone: FlaskClient, said: list[int], address: str
) -> None:
    by_text = dict(zip(TEXTS, said, strict=True))
    left = []
    for number in range(3):
        page = phone.get(address).text
        assert f"{number} van 3" in page
        text = shown(page)
        left.append(text)
        answer = phone.post(address, data={"statement": by_text[text], "vote": "agree"})
        assert (answer.status_code, answer.location) == (303, address)
    assert sorted(left) == sorted(TEXTS)
    page = phone.get(address).text
    assert "U heeft overal op gestemd." in page and "Dit wacht nog." not in page
    assert stored(fresh_db) == [(each, "agree") for each in said]


def test_form_of_the_activity_leads_to_the_ballot(
    phone: FlaskClient, said: list[int], address: str
) -> None:
    answer = phone.get(address.removesuffix("/vote"))
    assert (answer.status_code, answer.location) == (303, address)
    assert "Gestemd: 0 van 3" in phone.get(address.rsplit("/", 2)[0]).text


def test_a_second_vote_replaces_the_first_and_the_same_changes_nothing(
    fresh_db: sqlite3.Connection, phone: FlaskClient, said: list[int], address: str
) -> None:
    for vote in ("agree", "agree", "disagree", "pass", "pass"):
        phone.post(address, data={"statement": said[0], "vote": vote})
    assert stored(fresh_db) == [(said[0], "pass")]
    events = fresh_db.execute("SELECT count(*) FROM events WHERE kind = 'voted'").fetchone()[0]
    assert events == 3


def test_last_vote_is_taken_back_and_asked_again(
    fresh_db: sqlite3.Connection, phone: FlaskClient, said: list[int], address: str
) -> None:
    page = phone.get(address).text
    text = shown(page)
    statement = dict(zip(TEXTS, said, strict=True))[text]
    phone.post(address, data={"statement": statement, "vote": "disagree"})
    page = phone.get(address).text
    assert "Neem laatste stem terug" in page and shown(page) != text
    answer = phone.post(address, data={"statement": statement, "vote": "back"})
    assert answer.status_code == 303
    assert shown(phone.get(answer.location).text) == text
    assert stored(fresh_db) == []


def test_own_votes_are_read_back_and_changed(
    fresh_db: sqlite3.Connection, phone: FlaskClient, said: list[int], address: str
) -> None:
    phone.post(address, data={"statement": said[0], "vote": "disagree"})
    own = address + "s"
    page = phone.get(own).text
    assert TEXTS[0] in page and TEXTS[1] not in page
    assert re.search(r'value="disagree"[^>]*aria-pressed="true"', page)
    changed = {"statement": said[0], "vote": "agree", "from": "own"}
    assert phone.post(address, data=changed).location == own
    assert stored(fresh_db) == [(said[0], "agree")]


def test_receipt_tells_what_was_voted_and_withdraws_it(
    fresh_db: sqlite3.Connection, phone: FlaskClient, said: list[int], address: str
) -> None:
    for statement, vote in zip(said, ("agree", "agree", "pass"), strict=True):
        phone.post(address, data={"statement": statement, "vote": vote})
    with phone.session_transaction() as session:
        (receipt,) = session["receipts"].values()
    page = phone.get(f"/r/{receipt}").text
    assert "2 keer eens, 0 keer oneens, 1 overgeslagen." in page
    found = re.search(r'href="([^"]*/forms/\d+/withdraw)"', page)
    assert found and phone.post(found[1]).status_code == 303
    assert stored(fresh_db) == []
    phone.post(address, data={"statement": said[0], "vote": "agree"})
    assert stored(fresh_db) == [(said[0], "agree")]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"statement": "1"},
        {"statement": "1", "vote": "ja"},
        {"statement": "x", "vote": "agree"},
        {"statement": "9" * 15, "vote": "agree"},
        {"statement": "-1", "vote": "agree"},
        {"statement": "٣", "vote": "agree"},
    ],
)
def test_what_cannot_be_a_vote_is_refused_in_words(
    fresh_db: sqlite3.Connection,
    phone: FlaskClient,
    said: list[int],
    address: str,
    sent: dict[str, str],
) -> None:
    answer = phone.post(address, data=sent)
    assert (answer.status_code, answer.location) == (303, address)
    page = phone.get(address).text
    assert 'role="alert"' in page
    assert stored(fresh_db) == []


def test_a_closed_ballot_takes_no_votes_and_says_so(
    fresh_db: sqlite3.Connection, phone: FlaskClient, said: list[int], voting: int, address: str
) -> None:
    phone.post(address, data={"statement": said[0], "vote": "agree"})
    set_activity_state(fresh_db, voting, is_open=False)
    phone.post(address, data={"statement": said[1], "vote": "agree"})
    assert "Het stemmen is gesloten." in phone.get(address).text
    with phone.session_transaction() as session:
        (receipt,) = session["receipts"].values()
    owner = re.search(r'data-owner="(\w+)"', phone.get(address).text)
    assert owner and receipt not in owner[1]
    queued = {"X-Queue": owner[1]}
    sent = {"statement": said[1], "vote": "agree"}
    assert phone.post(address, data=sent, headers=queued).status_code == 409
    set_activity_state(fresh_db, voting, is_open=True)
    answer = phone.post(address, data=sent, headers=queued)
    assert (answer.status_code, answer.json) == (200, {"stored": True})
    gone = {"statement": 999, "vote": "agree"}
    assert phone.post(address, data=gone, headers=queued).status_code == 410
    assert [statement for statement, _ in stored(fresh_db)] == said[:2]


def test_nobody_votes_without_coming_in(app: Flask, said: list[int], address: str) -> None:
    client = app.test_client()
    for answer in (client.get(address), client.post(address, data={"vote": "agree"})):
        assert answer.status_code == 303
    assert client.get(f"{address}/queue").status_code == 403
    assert client.get(address + "s").status_code == 303
    assert client.get(address.replace("/vote", "0/vote")).status_code == 404


def test_new_statements_join_and_hidden_ones_leave(
    fresh_db: sqlite3.Connection,
    phone: FlaskClient,
    say: Said,
    said: list[int],
    round_table: int,
    facilitator: int,
    address: str,
) -> None:
    assert sorted(waiting(phone.get(f"{address}/queue").text)) == sorted(TEXTS)
    new = say("Later gezegd.")
    approve(fresh_db, round_table, facilitator, [(new, "Later gezegd.")])
    assert "Later gezegd." in waiting(phone.get(f"{address}/queue").text)
    fresh_db.execute("UPDATE statements SET state = 'hidden', reason = 'x' WHERE id = ?", (new,))
    assert "Later gezegd." not in waiting(phone.get(f"{address}/queue").text)


def test_only_the_public_text_is_shown(
    fresh_db: sqlite3.Connection,
    phone: FlaskClient,
    say: Said,
    span: Callable[[str, str], dict],
    round_table: int,
    facilitator: int,
    address: str,
) -> None:
    text = "Vraag het Truus maar."
    statement = say(text, spans=[span(text, "Truus")])
    approve(fresh_db, round_table, facilitator, [(statement, "Vraag het [naam] maar.")])
    assert shown(phone.get(address).text) == "Vraag het [naam] maar."


def test_nobody_votes_on_own_words(
    fresh_db: sqlite3.Connection, voting: int, said: list[int]
) -> None:
    author = fresh_db.execute(
        "SELECT r.participant_id FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.id = ?",
        (said[0],),
    ).fetchone()[0]
    activity = meetings.activity(fresh_db, voting)
    assert [one.id for one in votes.ballot(fresh_db, activity, author)] != said
    assert votes.on_ballot(fresh_db, activity, author) == set(said[1:])
    with pytest.raises(Refused):
        cast(fresh_db, author, voting, {said[0]: Vote.AGREE})


def test_what_few_voted_on_comes_first(
    fresh_db: sqlite3.Connection, meeting: int, voting: int, said: list[int]
) -> None:
    people = [join(fresh_db, meeting, new_receipt()) for _ in range(12)]
    activity = meetings.activity(fresh_db, voting)
    first = {votes.ballot(fresh_db, activity, person)[0].id for person in people}
    assert len(first) > 1  # by lot, and not the same one for everybody
    for person in people[:6]:
        cast(fresh_db, person, voting, {said[0]: Vote.AGREE})
    for person in people[:3]:
        cast(fresh_db, person, voting, {said[1]: Vote.PASS})
    for person in people[6:]:
        ballot = [one.id for one in votes.ballot(fresh_db, activity, person)]
        assert ballot == [said[2], said[1], said[0]]
        assert ballot == [one.id for one in votes.ballot(fresh_db, activity, person)]


def test_two_tabs_at_once_are_one_vote(
    config: Config, fresh_db: sqlite3.Connection, meeting: int, voting: int, said: list[int]
) -> None:
    """A hundred times: two tabs send another vote on the same statement at the same moment."""
    person = join(fresh_db, meeting, new_receipt())
    ready = threading.Barrier(2)

    def tab(vote: Vote, path: Path) -> None:
        connection = connect(path)
        for _ in range(50):
            ready.wait()
            cast(connection, person, voting, {said[0]: vote, said[1]: vote})
        connection.close()

    tabs = [
        threading.Thread(target=tab, args=(vote, config.database))
        for vote in (Vote.AGREE, Vote.DISAGREE)
    ]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    (first, vote), (second, same) = stored(fresh_db)
    assert (first, second, same) == (said[0], said[1], vote)  # both of the same tab


def test_all_votes_of_one_sending_or_none(
    fresh_db: sqlite3.Connection, meeting: int, voting: int, said: list[int]
) -> None:
    person = join(fresh_db, meeting, new_receipt())
    with pytest.raises(Refused):
        cast(fresh_db, person, voting, {said[0]: Vote.AGREE, 999: Vote.AGREE})
    assert stored(fresh_db) == []
    assert not take_back(fresh_db, person, voting, said[0])
    with pytest.raises(NotFound):
        cast(fresh_db, person, voting - 1, {said[0]: Vote.AGREE})


def test_made_up_people_never_count(
    fresh_db: sqlite3.Connection, round_table: int, meeting: int, voting: int, said: list[int]
) -> None:
    person = join(fresh_db, meeting, new_receipt(), rehearsal=True)
    with pytest.raises(Refused):
        cast(fresh_db, person, voting, {said[0]: Vote.AGREE})
    assert votes.counts(fresh_db, round_table) == {}


def test_facilitator_enters_votes_for_somebody_without_a_phone(
    fresh_db: sqlite3.Connection,
    desk: FlaskClient,
    slug: str,
    meeting: int,
    voting: int,
    said: list[int],
) -> None:
    set_activity_state(fresh_db, voting, is_open=False)
    address = f"/facilitate/{slug}/meeting/{meeting}/enter/{voting}"
    page = desk.get(address).text
    assert all(text in page for text in TEXTS) and "Dit wacht nog." not in page
    sent = dict(re.findall(r'name="(key|who-receipt)"[^>]* value="(\w+)"', page))
    sent |= {"who-role": "", "who-side": "", "who-partnership": ""}
    sent |= {f"q_votes-{said[0]}": "agree", f"q_votes-{said[2]}": "pass"}
    assert desk.post(address, data=sent).status_code == 302
    assert stored(fresh_db) == [(said[0], "agree"), (said[2], "pass")]


def test_run_screen_follows_and_never_tells_who(
    fresh_db: sqlite3.Connection,
    desk: FlaskClient,
    phone: FlaskClient,
    slug: str,
    meeting: int,
    voting: int,
    said: list[int],
    address: str,
) -> None:
    phone.post(address, data={"statement": said[0], "vote": "disagree"})
    page = desk.get(f"/facilitate/{slug}/meeting/{meeting}/live?activity={voting}").text
    assert "van de 5 mensen stemde</p>" in page and "1 stem, op 3 uitspraken." in page
    assert TEXTS[0] not in page


def test_consensus_page_says_what_is_missing(
    fresh_db: sqlite3.Connection, desk: FlaskClient, slug: str, round_table: int, voting: int
) -> None:
    page = desk.get(f"/facilitate/{slug}/consensus/").text
    assert "Er is nog niet gestemd." in page and "Stemmen op uitspraken" in page
    fresh_db.execute("DELETE FROM activities WHERE id = ?", (voting,))
    page = desk.get(f"/facilitate/{slug}/consensus/?sort=x&theme=y&region=9").text
    assert "In dit traject wordt nog nergens gestemd." in page


def test_statements_of_the_meeting_only(
    fresh_db: sqlite3.Connection, learning_network: int, facilitator: int
) -> None:
    first = meetings.meetings(fresh_db, learning_network)[0]["id"]
    (found,) = [
        row["id"] for row in meetings.activities(fresh_db, first) if row["slug"] == "network-vote"
    ]
    activity = meetings.activity(fresh_db, found)
    assert votes.ballot(fresh_db, activity, join(fresh_db, first, new_receipt())) == []
    assert not statements(fresh_db, learning_network)
