"""What was worked out about texts, kept by content: a run that is killed goes on where it was."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis import tasks
from analysis.embed import DIMENSIONS, Vectors
from analysis.engines import Engine, Here, Task
from analysis.language import Reading
from collector.errors import StorageError
from collector.redaction import text_hash

BATCH = 16  # texts that are lost at most, per process, when a run is killed
ASKED_AT_ONCE = 500

Done = Callable[[int, int], None]  # how many of how many

_SCHEMA = """
CREATE TABLE IF NOT EXISTS done (
    task TEXT NOT NULL,     -- what was worked out, and by which model
    hash TEXT NOT NULL,     -- sha256 of the text
    outcome BLOB NOT NULL,
    PRIMARY KEY (task, hash)
) STRICT, WITHOUT ROWID
"""


class WorkFile:
    """Outcomes of tasks by the content of their texts.

    :param path: an SQLite file, made when it is not there, readable by its owner only;
        ``None`` to keep them in memory.
    :raise StorageError: it cannot be made, or is something else.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            if path:
                path.touch(mode=0o600)
            self._connection = sqlite3.connect(path or ":memory:", timeout=60)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"{path}: cannot be used to keep work in ({error}). Give another folder with"
                " --work, or delete this file if it is not needed."
            ) from error

    def known(self, task: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Outcomes that are there, by hash."""
        return dict(self._rows("SELECT hash, outcome", task, hashes))

    def known_hashes(self, task: str, hashes: Sequence[str]) -> set[str]:
        """Which hashes have an outcome."""
        return {name for (name,) in self._rows("SELECT hash", task, hashes)}

    def _rows(self, select: str, task: str, hashes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(hashes), ASKED_AT_ONCE):
            asked = hashes[start : start + ASKED_AT_ONCE]
            marks = ", ".join("?" * len(asked))
            sql = f"{select} FROM done WHERE task = ? AND hash IN ({marks})"
            yield from self._connection.execute(sql, (task, *asked))

    def keep(self, task: str, outcomes: Sequence[tuple[str, bytes]]) -> None:
        """:param outcomes: hash and outcome; from here on they survive a kill"""
        with self._connection:
            self._connection.executemany(
                "INSERT OR IGNORE INTO done (task, hash, outcome) VALUES (?, ?, ?)",
                [(task, name, outcome) for name, outcome in outcomes],
            )

    def close(self) -> None:
        self._connection.close()

    def remove(self) -> None:
        """Close it, and delete it: everything is done."""
        self.close()
        if self.path:
            for end in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{self.path}{end}").unlink()


class Workshop:
    """Encoder and reader in one, whose work is done by an engine and kept in a work file.

    :param model: the spaCy model; empty for the one that ships with us.
    """

    def __init__(self, work: WorkFile, engine: Engine | None = None, model: str = "") -> None:
        self.work = work
        self.engine = engine or Here()
        self.model = model

    @property
    def name(self) -> str:
        """Of the encoder."""
        return tasks.encoder().name

    @property
    def language(self) -> str:
        """The name of the language model."""
        return tasks.language(self.model).name

    def encode(self, texts: Sequence[str], /) -> Vectors:
        """:returns: float32 (n, 384), each row of length 1"""
        task = partial(tasks.encode, name=self.name)
        found = tasks.vectors_from(self._done(f"encode {self.name}", task, texts))
        return found.reshape(len(texts), DIMENSIONS)

    def lemmas(self, texts: Sequence[str], /) -> list[tuple[str, ...]]:
        """Of each text its content lemmas."""
        task = partial(tasks.look_up, model=self.model)
        found = self._done(f"lemmas {self.language}", task, texts)
        return [tasks.lemmas_from(one) for one in found]

    def read(self, texts: Sequence[str], /) -> list[Reading]:
        """Of each text its reading, with phrases."""
        task = partial(tasks.read, model=self.model)
        found = self._done(f"read {self.language}", task, texts)
        return [tasks.reading_from(one) for one in found]

    def prepare(self, texts: Sequence[str], done: Done = lambda count, total: None) -> None:
        """Encode and look up everything beforehand, so that all processes have work to do."""
        self._work(f"encode {self.name}", partial(tasks.encode, name=self.name), texts, done)
        self._work(f"lemmas {self.language}", partial(tasks.look_up, model=self.model), texts)

    def _done(self, name: str, task: Task, texts: Sequence[str]) -> list[bytes]:
        """Of each text its outcome, worked out if it was not there yet."""
        self._work(name, task, texts)
        hashes = [text_hash(text) for text in texts]
        known = self.work.known(name, hashes)
        return [known[one] for one in hashes]

    def _work(
        self,
        name: str,
        task: Task,
        texts: Sequence[str],
        done: Done = lambda count, total: None,
    ) -> None:
        by_hash = {text_hash(text): text for text in texts}
        hashes = list(by_hash)
        known = self.work.known_hashes(name, hashes)
        missing = [one for one in hashes if one not in known]
        batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        count = len(hashes) - len(missing)
        done(count, len(hashes))
        worded = [[by_hash[one] for one in batch] for batch in batches]
        for place, outcomes in self.engine.run(task, worded):
            self.work.keep(name, list(zip(batches[place], outcomes, strict=True)))
            count += len(outcomes)
            done(count, len(hashes))
