"""What is left beside the data: logs, rights of files, what Datasette says about the machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask

from analysis.data_pages import limits
from analysis.publish import Release
from analysis.worker import Worker
from collector.accounts import add_facilitator
from collector.config import Config
from collector.contacts import open_contacts
from collector.errors import where
from collector.jobs import request_job
from collector.queries.outcomes import waiting_job
from tests.analysis.programme_to_publish import CANARIES, Made

RECEIPT = "k7fm2p9qx4dthw8c"


@pytest.mark.filterwarnings("ignore")
def test_log_of_the_web_service_holds_no_receipt_and_no_words(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail() -> None:
        try:
            int(CANARIES["name"])
        except ValueError as error:
            raise KeyError(CANARIES["email"]) from error

    app.before_request(fail)
    assert app.test_client().get(f"/r/{RECEIPT}").status_code == 500
    (record,) = caplog.records
    told = record.__dict__["fields"]
    assert (told["method"], told["route"], told["status"]) == ("GET", "receipts.show", 500)
    assert told["error"].startswith("KeyError\n")
    assert "from ValueError" in told["error"]
    for word in (RECEIPT, CANARIES["name"], CANARIES["email"]):
        assert word not in caplog.text + str(told)


def test_log_of_the_worker_holds_no_words(
    made: Made, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(job: sqlite3.Row) -> str:
        raise ValueError(f"cannot read {CANARIES['name']}")

    worker = Worker(config, made.connection)
    worker._jobs["report"] = fail
    request_job(made.connection, made.programme, "report", made.facilitator)
    job = waiting_job(made.connection)
    assert job
    worker.do(job)
    (record,) = caplog.records
    told = record.__dict__["fields"]
    assert (told["job"], told["error"].split("\n")[0]) == ("report", "ValueError")
    assert CANARIES["name"] not in caplog.text + str(told)
    stored = made.connection.execute("SELECT message FROM jobs").fetchone()[0]
    assert CANARIES["name"] not in stored


def test_where_an_error_came_from_without_its_message() -> None:
    assert where(ValueError("Jan")) == "ValueError"


def test_files_with_people_in_them_are_for_their_owner_only(app: Flask, config: Config) -> None:
    with closing(open_contacts(config.contacts)) as connection:
        connection.execute("DELETE FROM contacts")
    with closing(sqlite3.connect(config.database)) as connection:
        connection.row_factory = sqlite3.Row
        connection.isolation_level = None
        add_facilitator(connection, "een@example.org", "tafel-met-acht-stoelen")
        found = {
            path.name: oct(path.stat().st_mode & 0o777)
            for path in config.instance.iterdir()
            if path.is_file()
        }
    assert {"collector.db", "contacts.db", "secret_key"} <= set(found)
    assert set(found.values()) == {"0o600"}, found


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM pragma_database_list",
        "SELECT file FROM pragma_database_list()",
        "SELECT FILE FROM PRAGMA_DATABASE_LIST",
        "SELECT x.f FROM (SELECT file AS f FROM pragma_database_list) AS x",
        "SELECT count(*) FROM pragma_database_list WHERE file GLOB '/*'",
        "SELECT json_group_array(file) FROM pragma_database_list",
    ],
)
def test_question_in_sql_does_not_tell_where_the_file_stands(
    make: Callable[..., Release], question: str
) -> None:
    release = make()
    assert release.file
    with closing(sqlite3.connect(f"{release.file.as_uri()}?immutable=1", uri=True)) as connection:
        connection.set_authorizer(limits.without_paths)
        told = str(connection.execute(question).fetchall())
        assert str(release.file.parent) not in told
        assert "(1,)" not in told
        assert connection.execute("SELECT count(*) FROM statements").fetchone()[0] == 31
