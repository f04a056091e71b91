"""The database is locked, full or broken: nobody sees a failure, and nothing typed is lost."""

from __future__ import annotations

import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.config import Config
from collector.database import connect, transaction
from collector.errors import StorageError
from collector.queries import meetings
from collector.storage_trouble import Cause, cause_of

KEY = "0123456789abcdef0123456789abcdef"
PUT_OFF = "Opslaan lukt nu niet. Uw tekst staat hieronder nog."
PUT_OFF_LONG = f"{PUT_OFF} Wacht een halve minuut en druk dan nog eens op Inleveren."
NOTHING_KEPT = "Er is niets bewaard van wat u zojuist stuurde."


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting ten seconds for a lock is right for people, and long for a test."""
    monkeypatch.setattr("collector.database.PATIENCE_SECONDS", 0.1)


@contextmanager
def locked(config: Config) -> Iterator[None]:
    """Another process is writing, and does not stop."""
    other = connect(config.database)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def full_disk(config: Config) -> Iterator[None]:
    """No file of this process may grow any more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    log = config.database.with_name("collector.db-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def place(fresh_db: sqlite3.Connection, meeting: int, activity: int, client: FlaskClient) -> str:
    """The address of an open activity, for a client who joined."""
    code = meetings.meeting(fresh_db, meeting)["code"]
    assert client.post(f"/m/{code}").status_code == 303
    return f"/m/{code}/{activity}"


@pytest.mark.parametrize("trouble", [locked, full_disk])
def test_a_form_that_cannot_be_stored_comes_back_with_its_words(
    client: FlaskClient, config: Config, fresh_db: sqlite3.Connection, place: str, trouble
) -> None:
    data = {"key": KEY, "q_statements-0-text": "Dit wil ik niet nog eens typen."}
    with trouble(config):
        answer = client.post(place, data=data)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Er is nog niets ingeleverd" in answer.text and PUT_OFF in answer.text
    assert "Dit wil ik niet nog eens typen.</textarea>" in answer.text
    assert f'name="key" value="{KEY}"' in answer.text
    assert fresh_db.execute("SELECT count(*) FROM submissions").fetchone()[0] == 0
    assert client.post(place, data=data).status_code == 303
    assert client.post(place, data=data).status_code == 303
    assert fresh_db.execute("SELECT count(*) FROM statements").fetchone()[0] == 1


@pytest.mark.parametrize("trouble", [locked, full_disk])
def test_everything_else_says_that_it_has_to_wait(
    app: Flask,
    desk: FlaskClient,
    config: Config,
    fresh_db: sqlite3.Connection,
    place: str,
    slug: str,
    meeting: int,
    trouble,
) -> None:
    before = [tuple(row) for row in fresh_db.execute("SELECT * FROM meetings")]
    manage = f"/facilitate/{slug}/meeting/{meeting}"
    with trouble(config):
        for client, path, data in (
            (app.test_client(), place.rsplit("/", 1)[0], {}),
            (desk, f"{manage}/show", {"what": "nothing"}),
            (desk, f"{manage}/prepare", {"title": "Anders"}),
            (desk, f"/facilitate/{slug}/themes", {"name": "Tijd"}),
        ):
            answer = client.post(path, data=data)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
            assert NOTHING_KEPT in answer.text
        # Reading goes on.
        assert desk.get(f"{manage}/").status_code == 200
        assert app.test_client().get("/healthz").status_code == 200
    assert [tuple(row) for row in fresh_db.execute("SELECT * FROM meetings")] == before
    assert fresh_db.execute("SELECT count(*) FROM themes").fetchone()[0] == 0


def test_contacts_that_cannot_be_opened_lose_no_answer(
    client: FlaskClient, config: Config, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    row = fresh_db.execute(
        "SELECT a.id, m.code FROM activities AS a JOIN instruments AS i ON i.id = a.instrument_id"
        " JOIN meetings AS m ON m.id = a.meeting_id WHERE i.slug LIKE '%sign-up%'"
        " OR i.slug LIKE '%follow-up%'"
    ).fetchone()
    fresh_db.execute("UPDATE activities SET state = 'open'")
    client.post(f"/m/{row['code']}", data={"side": "field", "new_partnership": "Het Veer"})
    path = f"/m/{row['code']}/{row['id']}"
    names = [
        part.split('"')[0]
        for part in client.get(path).text.split('name="')
        if part.split('"')[0].endswith(("-name", "-email"))
    ]
    data = {"key": KEY, **dict.fromkeys(names, "an@example.org")}
    config.contacts.write_bytes(b"geen database" * 100)
    answer = client.post(path, data=data)
    assert answer.status_code == 503
    assert PUT_OFF in answer.text and 'value="an@example.org"' in answer.text
    config.contacts.unlink()
    assert client.post(path, data=data).status_code == 303


def test_without_a_database_there_is_still_a_page(
    client: FlaskClient, desk: FlaskClient, config: Config
) -> None:
    for suffix in ("", "-wal", "-shm"):
        config.database.with_name(f"collector.db{suffix}").unlink(missing_ok=True)
    config.database.write_bytes(b"dit is geen database" * 500)
    for path in ("/m/abcdef", "/facilitate/", "/facilitate/login", "/screen/x"):
        answer = desk.get(path)
        assert answer.status_code == 503
        if path != "/healthz":
            assert "Deze pagina kan nu niet worden getoond" in answer.text
            assert "Zeg het tegen de gespreksleider" in answer.text
            assert "is bewaard" not in answer.text
    assert client.get("/bestaat-niet").status_code == 404
    assert client.get("/").status_code == 200


def test_a_wrong_question_is_not_called_trouble(
    app: Flask, client: FlaskClient, fresh_db: sqlite3.Connection, place: str
) -> None:
    fresh_db.execute("ALTER TABLE responses RENAME COLUMN withdrawn TO anders")
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get(place)
    assert answer.status_code == 500
    assert "Dat ligt aan ons." in answer.text


def test_a_commit_that_fails_leaves_the_connection_usable(
    config: Config, fresh_db: sqlite3.Connection
) -> None:
    add = "INSERT INTO facilitators (email, password_hash, created_at) VALUES (?, ?, '')"
    fresh_db.execute(add, ("a@b", ""))
    with full_disk(config), pytest.raises(sqlite3.OperationalError), transaction(fresh_db):
        for number in range(200):
            fresh_db.execute(add, (f"{number}@b", "x" * 9000))
    assert not fresh_db.in_transaction
    with transaction(fresh_db):
        fresh_db.execute(add, ("c@b", ""))
    found = [row["email"] for row in fresh_db.execute("SELECT email FROM facilitators ORDER BY 1")]
    assert found == ["a@b", "c@b"]


def test_a_queue_hears_when_to_try_again(
    client: FlaskClient, config: Config, fresh_db: sqlite3.Connection, place: str
) -> None:
    here = client.get(f"{place.rsplit('/', 1)[0]}/token").json
    assert here
    data = {"key": KEY, "q_statements-0-text": "Dit wil ik niet nog eens typen."}
    queued = {"X-Queue": here["owner"]}
    with full_disk(config):
        answer = client.post(place, data=data, headers=queued)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json == {"stored": False, "problems": [PUT_OFF_LONG]}
    assert client.post(place, data=data, headers=queued).json == {"stored": True, "problems": []}


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (locked, "een ander programma houdt de database bezet"),
        (full_disk, "de schijf geeft fouten"),  # EFBIG; a disk without room has a code of its own
    ],
)
def test_the_console_says_once_what_and_how_to_mend_it(
    client: FlaskClient,
    config: Config,
    place: str,
    console: list[str],
    trouble: Callable[[Config], AbstractContextManager[None]],
    says: str,
) -> None:
    with trouble(config):
        for turn in range(3):
            data = {"key": f"{turn:032d}", "q_statements-0-text": "Geheim"}
            assert client.post(place, data=data).status_code == 503
    found = [line for line in console if line.startswith("opslag: ")]
    assert len(found) == 1
    assert says in found[0] and str(config.instance) in found[0] and "Geheim" not in found[0]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("SQLITE_FULL", Cause.FULL),
        ("SQLITE_READONLY", Cause.READ_ONLY),
        ("SQLITE_CANTOPEN", Cause.GONE),
        ("SQLITE_NOTADB", Cause.DAMAGED),
        ("SQLITE_IOERR_WRITE", Cause.FAILS),
    ],
)
def test_causes_by_their_code(code: str, cause: Cause) -> None:
    error = sqlite3.OperationalError(code)
    error.sqlite_errorcode = getattr(sqlite3, code)
    assert cause_of(error) is cause
    wrapped = StorageError("x")
    wrapped.__cause__ = error
    assert cause_of(wrapped) is cause
    assert cause_of(StorageError("busy")) is Cause.LOCKED


def test_a_database_that_is_damaged_while_it_runs(
    client: FlaskClient,
    desk: FlaskClient,
    config: Config,
    fresh_db: sqlite3.Connection,
    place: str,
    console: list[str],
) -> None:
    """What is on other pages of the file is still shown; nothing is said to be stored."""
    root = "SELECT rootpage FROM sqlite_master WHERE name = 'statements'"
    (page,) = fresh_db.execute(root).fetchone()
    fresh_db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with config.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    data = {"key": KEY, "q_statements-0-text": "Dit wil ik niet nog eens typen."}
    answer = client.post(place, data=data)
    assert answer.status_code == 503
    assert PUT_OFF in answer.text
    assert "Dit wil ik niet nog eens typen.</textarea>" in answer.text
    assert client.get("/").status_code == 200
    assert desk.get("/facilitate/").status_code in (200, 503)
    assert client.get(f"{place.rsplit('/', 1)[0]}/token").json["owner"]  # type: ignore[index]
    (line,) = [line for line in console if line.startswith("opslag: ")]
    assert "de database is beschadigd" in line and "gesprekstafel restore" in line
