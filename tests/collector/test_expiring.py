"""Past its end date everything is gone for good: every row, and the bytes of every file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from analysis.documents.outline import full
from analysis.documents.web_page import to_html
from analysis.report import build
from collector.access import hash_receipt, new_receipt
from collector.config import REPOSITORY, Config
from collector.contacts import open_contacts, sign_ups
from collector.errors import Conflict, NotFound, Refused
from collector.expiring import Erased, erase_now, erase_receipt, expire
from collector.findings import store_embeddings
from collector.intake import join
from collector.moderation import merge
from collector.queries.meetings import meetings
from collector.queries.outcomes import releases
from collector.queries.programmes import programme_by_id
from collector.queries.terms import Verbatim, default_end, erased_on, terms, today
from collector.records import StatementDraft
from collector.terms import change_terms
from collector.wrap_ups import store_report
from tests.analysis.programme_to_publish import CANARIES, Made
from tests.collector.full_instance import (
    CENTRAL,
    KEPT_NAME,
    OLD_WORD,
    WORD,
    secrets,
    traces,
)


def end_today(made: Made) -> None:
    """As if the end date that was told to everybody were today."""
    made.connection.execute("UPDATE terms SET ends_on = ?", (today().isoformat(),))


def test_everything_goes_from_every_file_and_releases_stay(made: Made, config: Config) -> None:
    there = {needle for _, needle in traces(config, *secrets(made))}
    assert there == set(secrets(made))  # the search finds them as long as they are there
    end_today(made)
    number = releases(made.connection, made.programme)[0]
    before = (config.releases / number["file"]).read_bytes()
    slug = programme_by_id(made.connection, made.programme)["slug"]
    title = programme_by_id(made.connection, made.programme)["title"]
    people = made.connection.execute("SELECT count(*) FROM participants").fetchone()[0]
    assert expire(config, made.connection) == [Erased(slug, title, True, people, 1)]
    assert traces(config, *secrets(made)) == []
    assert (config.releases / number["file"]).read_bytes() == before
    assert [row["number"] for row in releases(made.connection, made.programme)] == [1]
    assert (config.instance / "collector.db-wal").stat().st_size < 100_000
    names = {row["name"] for row in made.connection.execute("SELECT name FROM themes")}
    assert names == {KEPT_NAME, "Tijd en geld", "Iets heel bijzonders"}
    assert erased_on(made.connection, made.programme) == today()
    assert expire(config, made.connection) == []


def test_no_row_of_what_was_said_or_found_is_left(made: Made, config: Config) -> None:
    end_today(made)
    expire(config, made.connection)
    tables = [
        row["name"]
        for row in made.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    filled = {
        name
        for name in tables
        if made.connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
    }
    assert filled - {"sqlite_sequence"} == {
        "activities", "audit", "erasures", "events", "facilitators", "follow_ups", "grants",
        "instruments", "meetings", "programmes", "regions", "releases", "roles", "tenants",
        "terms", "themes", "topics",
    }  # fmt: skip
    assert made.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert made.connection.execute("PRAGMA freelist_count").fetchone()[0] == 0


def test_the_database_has_no_search_index_that_would_keep_words(
    fresh_db: sqlite3.Connection,
) -> None:
    """One that comes has to be emptied and optimised when words are erased."""
    virtual = fresh_db.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%VIRTUAL%'")
    assert virtual.fetchall() == []


def test_a_dry_run_tells_and_leaves(made: Made, config: Config) -> None:
    end_today(made)
    before = traces(config, WORD)
    (told,) = expire(config, made.connection, dry_run=True)
    assert (told.whole, told.contacts) == (True, 1)
    assert traces(config, WORD) == before
    with closing(open_contacts(config.contacts)) as contacts:
        assert len(sign_ups(contacts, told.slug)) == 1


def test_before_its_date_nothing_goes(made: Made, config: Config) -> None:
    last = terms(made.connection, made.programme).ends_on
    assert last == default_end(made.connection, made.programme)
    assert expire(config, made.connection, day=last - timedelta(days=1)) == []
    assert [one.whole for one in expire(config, made.connection, day=last)] == [True]


def test_a_later_date_holds_only_for_who_joins_after_it(made: Made, config: Config) -> None:
    """Whoever was told a day is gone on that day; who came later stays."""
    connection, told = made.connection, terms(made.connection, made.programme).ends_on
    assert told
    later = told + timedelta(days=90)
    change_terms(connection, made.programme, made.facilitator,
                 verbatim=Verbatim.PER_STATEMENT, counts=True, ends_on=later)  # fmt: skip
    meeting = meetings(connection, made.programme)[0]["id"]
    newcomer = made.participant(meeting)
    scope = made.instrument_activity(meeting, "scope")
    made.hand_in(newcomer, scope, drafts=[StatementDraft("Ik kwam later binnen.")])
    (gone,) = expire(config, connection, day=told)
    assert (gone.whole, gone.participants) == (False, len(made.receipts) - 1)
    assert [row["id"] for row in connection.execute("SELECT id FROM participants")] == [newcomer]
    assert list(made.all()) == ["Ik kwam later binnen."]
    assert traces(config, WORD, OLD_WORD, CANARIES["waiting"]) == [("contacts.db", WORD)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [one.whole for one in expire(config, connection, day=later)] == [True]


def test_an_earlier_date_holds_for_everybody(made: Made, config: Config) -> None:
    soon = today() + timedelta(days=3)
    change_terms(made.connection, made.programme, made.facilitator,
                 verbatim=Verbatim.PER_STATEMENT, counts=True, ends_on=soon)  # fmt: skip
    assert [one.whole for one in expire(config, made.connection, day=soon)] == [True]


@pytest.mark.parametrize("days", [0, -1, 366 * 7])
def test_days_that_cannot_be_promised(made: Made, days: int) -> None:
    with pytest.raises(Refused):
        change_terms(made.connection, made.programme, made.facilitator, verbatim=Verbatim.NEVER,
                     counts=True, ends_on=today() + timedelta(days=days))  # fmt: skip
    with pytest.raises(Refused, match="Kies een dag"):
        change_terms(made.connection, made.programme, made.facilitator, verbatim=Verbatim.NEVER,
                     counts=True, ends_on=None)  # fmt: skip


def test_once_it_has_passed_it_cannot_be_put_off_and_nothing_comes_in(made: Made) -> None:
    end_today(made)
    with pytest.raises(Refused, match="voorbij"):
        change_terms(made.connection, made.programme, made.facilitator,
                     verbatim=Verbatim.PER_STATEMENT, counts=True,
                     ends_on=today() + timedelta(days=30))  # fmt: skip
    meeting = meetings(made.connection, made.programme)[0]["id"]
    with pytest.raises(Refused, match="afgelopen"):
        join(made.connection, meeting, new_receipt())


def test_erasing_by_hand_ends_it_today(made: Made, config: Config) -> None:
    erase_now(config, made.connection, made.programme, made.facilitator)
    assert traces(config, *secrets(made)) == []
    assert terms(made.connection, made.programme).ends_on == today()
    row = made.connection.execute("SELECT reason, facilitator_id, swept FROM erasures").fetchone()
    assert tuple(row) == ("by_hand", made.facilitator, 1)
    assert expire(config, made.connection) == []


def test_one_receipt(made: Made, config: Config) -> None:
    """The last of them changed words, and stands as central statement of every theme."""
    others = len(made.all()) - 1
    erase_receipt(config, made.connection, made.receipts[-1])
    assert len(made.all()) == others
    assert traces(config, OLD_WORD, hash_receipt(made.receipts[-1])) == []
    assert traces(config, WORD) == [("contacts.db", WORD)]  # nothing says whose those are
    with pytest.raises(NotFound):
        erase_receipt(config, made.connection, made.receipts[-1])
    assert made.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_merged_into_erased_words_stands_on_its_own_again(
    made: Made, config: Config
) -> None:
    ids = made.all()
    text = "Bijdrage 5 gaat over begeleiding van starters."
    merge(made.connection, made.programme, made.facilitator, ids[text], ids[CENTRAL])
    erase_receipt(config, made.connection, made.receipts[-1])
    row = made.connection.execute(
        "SELECT state, merged_into FROM statements WHERE text = ?", (text,)
    ).fetchone()
    assert tuple(row) == ("waiting", None)


def run_expire(config: Config, kill_in: str = "") -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own; it kills itself when it comes to that function."""
    code = (
        "import os, signal, sys\n"
        "from collector import expiring\n"
        "from collector.config import Config\n"
        "from collector.database import connect\n"
        "def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"if {kill_in!r}: setattr(expiring, {kill_in!r}, die)\n"
        "config = Config.from_environment()\n"
        "print(len(expiring.expire(config, connect(config.database))))\n"
    )
    environment = {**os.environ, "GESPREKSTAFEL_INSTANCE": str(config.instance)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True
    )


@pytest.mark.parametrize(
    ("where", "all_there"),
    [("insert", True), ("record", True), ("_expire_contacts", False), ("sweep", False),
     ("_empty_log", False)],
)  # fmt: skip
def test_killed_in_the_middle_the_next_run_completes_it(
    made: Made, config: Config, where: str, all_there: bool
) -> None:
    end_today(made)
    count = "SELECT count(*) FROM statements"
    before = made.connection.execute(count).fetchone()[0]
    assert run_expire(config, where).returncode == -signal.SIGKILL
    # All or nothing: what can be read is never half of it.
    assert made.connection.execute(count).fetchone()[0] == (before if all_there else 0)
    again = run_expire(config)
    assert again.returncode == 0, again.stderr
    assert traces(config, *secrets(made)) == []
    assert (
        made.connection.execute("SELECT count(*) FROM erasures WHERE NOT swept").fetchone()[0] == 0
    )


def test_what_the_worker_was_still_making_does_not_come_back(made: Made, config: Config) -> None:
    """It read the words before they were erased, and stores what it made of them afterwards."""
    report = full(build(made.connection, made.programme))
    end_today(made)
    expire(config, made.connection)
    with pytest.raises(Conflict):
        store_report(made.connection, made.programme, to_html(report))
    store_embeddings(made.connection, "test", {"a" * 64: WORD.encode()})
    expire(config, made.connection)
    assert made.connection.execute("SELECT count(*) FROM embeddings").fetchone()[0] == 0
