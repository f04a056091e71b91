"""Who writes at the same moment shares a commit; each is told what became of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from collector import database, together
from collector.config import Config
from collector.database import connect
from collector.errors import Refused, StorageError


@pytest.fixture
def words(config: Config) -> sqlite3.Connection:
    connection = connect(config.database, any_thread=True)
    connection.execute("CREATE TABLE words (word TEXT UNIQUE)")
    return connection


def said(connection: sqlite3.Connection) -> list[str]:
    return [row["word"] for row in connection.execute("SELECT word FROM words ORDER BY word")]


def say(word: str) -> Callable[[sqlite3.Connection], str]:
    def work(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO words VALUES (?)", (word,))
        if word == "no":
            raise Refused("no")
        return word.upper()

    return work


def at_once(config: Config, words: list[str]) -> dict[str, object]:
    """What each of them is told, when all come while another one is writing."""
    told: dict[str, object] = {}

    def come(word: str) -> None:
        with closing(connect(config.database)) as connection:
            try:
                told[word] = together.write(connection, say(word))
            except (Refused, sqlite3.Error) as error:
                told[word] = type(error)

    threads = [threading.Thread(target=come, args=(word,)) for word in words]
    waiting = together._waiting.setdefault(str(config.database.resolve()), together.deque())
    with database.turn:
        for thread in threads:
            thread.start()
        while len(waiting) < len(words):
            pass
    for thread in threads:
        thread.join()
    assert not waiting
    return told


def test_they_share_one_commit(config: Config, words: sqlite3.Connection) -> None:
    version = "PRAGMA data_version"  # another one after each commit of others
    watching = connect(config.database, readonly=True)
    before = watching.execute(version).fetchone()[0]
    told = at_once(config, ["a", "b", "c", "d"])
    assert told == {"a": "A", "b": "B", "c": "C", "d": "D"}
    assert said(words) == ["a", "b", "c", "d"]
    assert watching.execute(version).fetchone()[0] == before + 1
    watching.close()


def test_one_that_is_refused_takes_no_other_with_it(
    config: Config, words: sqlite3.Connection
) -> None:
    words.execute("INSERT INTO words VALUES ('twice')")
    told = at_once(config, ["a", "no", "b", "twice"])
    assert told == {"a": "A", "no": Refused, "b": "B", "twice": sqlite3.IntegrityError}
    assert said(words) == ["a", "b", "twice"]


def test_more_than_fit_in_one_commit_are_all_written(
    config: Config, words: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    given = [f"word {number}" for number in range(7)]
    assert at_once(config, given) == {word: word.upper() for word in given}
    assert said(words) == given


def test_when_the_commit_fails_nobody_is_told_that_it_was_stored(
    config: Config, words: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.2)
    words.execute("BEGIN IMMEDIATE")  # another process is writing, and does not stop
    told = at_once(config, ["a", "b"])
    words.execute("ROLLBACK")
    assert told == {"a": sqlite3.OperationalError, "b": sqlite3.OperationalError}
    assert said(words) == []


def test_whoever_waits_too_long_is_told_so_and_not_written_later(
    config: Config, words: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.1)
    told: list[type] = []

    def come() -> None:
        with closing(connect(config.database)) as connection:
            with pytest.raises(StorageError) as caught:
                together.write(connection, say("late"))
            told.append(caught.type)

    thread = threading.Thread(target=come)
    with database.turn:
        thread.start()
        thread.join()
    assert together.write(words, say("next")) == "NEXT"
    assert (told, said(words)) == ([StorageError], ["next"])
