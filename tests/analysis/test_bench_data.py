"""`bench data`, on a release that is small enough to look through."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

import app
from analysis.benchmarks.made_up_release import SEARCHED, made_up_release
from analysis.release_file import empty, schema


def test_the_made_up_release_has_the_shape_of_a_real_one(tmp_path: Path) -> None:
    file = made_up_release(tmp_path / "001", 400)
    with closing(sqlite3.connect(file)) as connection, closing(empty()) as shape:
        assert schema(connection) == schema(shape)
        count = "SELECT count(*) FROM statements"
        assert connection.execute(count).fetchone() == (400,)
        assert connection.execute("SELECT sum(statements) FROM themes").fetchone() == (400,)
        again = "SELECT count(*) FROM (SELECT DISTINCT number FROM statement_themes)"
        assert connection.execute(again).fetchone() == (400,)
        for word in SEARCHED:
            found = connection.execute(
                "SELECT count(*) FROM statements_fts WHERE statements_fts MATCH ?", (word,)
            ).fetchone()[0]
            assert found > 5, word
    other = made_up_release(tmp_path / "002", 400)
    assert other.read_bytes() == file.read_bytes()


def test_both_are_asked_the_same_and_compared() -> None:
    command = ["bench", "data", "--statements", "300", "--rounds", "2", "--json"]
    ran = CliRunner().invoke(app.main, command, catch_exceptions=False)
    assert ran.exit_code == 0
    found = json.loads(ran.stdout)
    assert (found["statements"], found["rounds"]) == (300, 2)
    for page in ("table", "search", "facets"):
        for name in ("p50", "p95"):
            ours, bare = (found[side][page][name] for side in ("ours", "bare"))
            assert found["ratio"][page][name] == round(ours / bare, 3)
            assert min(ours, bare) > 0
