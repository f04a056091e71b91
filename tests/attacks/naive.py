"""A publisher as one would write it without having thought: every attack must succeed against it.

It copies the private file with the backup API, deletes what looks private, and serves the rest with
Datasette as it comes. None of this is used anywhere else.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from collector.queries.programmes import programme_by_id
from tests.attacks.private_side import SECRETS, Private

_PUBLIC = """
CREATE TABLE uitspraken (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    theme TEXT,
    aspect TEXT,
    part_of_the_country TEXT,
    role TEXT,
    text TEXT DEFAULT '{folder}',
    state TEXT CHECK (state <> '{name}')
);
INSERT INTO uitspraken (theme, aspect, part_of_the_country, role, text, state)
    SELECT ifnull(t.name, t.label), s.aspect, g.name, o.name, s.text,
        iif(s.consent AND s.state = 'approved', 'public', 'private')
    FROM statements AS s
    LEFT JOIN responses AS r ON r.id = s.response_id
    LEFT JOIN participants AS p ON p.id = r.participant_id
    LEFT JOIN regions AS g ON g.id = p.region_id
    LEFT JOIN roles AS o ON o.id = p.role_id
    LEFT JOIN (SELECT statement_id, min(theme_id) AS theme_id FROM placements GROUP BY 1) AS l
        ON l.statement_id = s.id
    LEFT JOIN themes AS t ON t.id = l.theme_id
    ORDER BY s.id;
CREATE TABLE counts_national AS
    SELECT i.slug AS instrument, a.question, a.question AS label, 'nee' AS several,
        a.value AS class, g.name AS part_of_the_country, count(*) AS n
    FROM answers AS a JOIN submissions AS u ON u.key = a.submission_key
    JOIN responses AS r ON r.id = u.response_id JOIN participants AS p ON p.id = r.participant_id
    JOIN instruments AS i ON i.id = u.instrument_id LEFT JOIN regions AS g ON g.id = p.region_id
    WHERE a.question IN ('overall', 'duration') GROUP BY 1, 2, 5, 6;
CREATE TABLE stemmen AS
    SELECT statement_id AS number, sum(vote = 'agree') AS agree, sum(vote = 'disagree') AS disagree,
        sum(vote = 'pass') AS passed, NULL AS other FROM votes GROUP BY 1;
CREATE VIEW organisatie AS SELECT '{facilitator}' AS adres;
CREATE INDEX per_rol ON uitspraken (text) WHERE role <> '{role}';
CREATE TRIGGER bewaken BEFORE UPDATE ON uitspraken BEGIN SELECT '{partnership}'; END;
"""
_HIDDEN = (
    "statements", "statement_revisions", "answers", "submissions", "votes", "placements",
    "deidentifications", "acts", "embeddings",
)  # fmt: skip
_SEARCH = """
CREATE VIRTUAL TABLE statements_fts USING fts5 (text, content='statements', content_rowid='number');
INSERT INTO statements_fts (rowid, text) SELECT number, text FROM statements;
DELETE FROM statements WHERE state <> 'public';
"""


def publish(private: Private, folder: Path) -> Path:
    """The file; beside it a log of what was written last."""
    folder.mkdir(parents=True)
    slug = programme_by_id(private.made.connection, private.made.programme)["slug"]
    making, file = folder / "making.db", folder / f"{slug}.db"
    with closing(sqlite3.connect(making, isolation_level=None)) as copy:
        private.made.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA secure_delete = OFF")
        copy.execute("PRAGMA foreign_keys = OFF")
        copy.execute("PRAGMA legacy_alter_table = ON")
        words = {
            "folder": private.config.instance,
            "name": SECRETS["name"],
            "facilitator": SECRETS["facilitator"],
            "role": SECRETS["role"],
            "partnership": SECRETS["partnership"],
        }
        copy.executescript(_PUBLIC.format(**words))
        for table in _HIDDEN:
            copy.execute(f"DROP TABLE {table}")
        copy.execute("ALTER TABLE uitspraken RENAME TO statements")
        copy.execute("ALTER TABLE stemmen RENAME TO votes")
        copy.executescript(_SEARCH)
        copy.execute("PRAGMA journal_mode = WAL")
        copy.execute("PRAGMA wal_autocheckpoint = 0")
        copy.execute("UPDATE facilitators SET email = 'weg@example.org'")
        # As a copy that is made while the file is open.
        for suffix in ("", "-wal", "-shm"):
            shutil.copy(f"{making}{suffix}", f"{file}{suffix}")
    for path in folder.glob("making.db*"):
        path.unlink()
    return file


def command(files: list[Path], port: int, folder: Path) -> list[str]:
    """Datasette as it comes, with permissions as the wall round the private tables."""
    databases = {
        file.stem: {
            "tables": {
                name: {"allow": False}
                for name in ("participants", "facilitators", "events", "roles", "partnerships")
            },
            "queries": {
                "wie-deed-mee": {
                    "sql": "select p.id, o.name, p.secret_hash from participants as p"
                    " join roles as o on o.id = p.role_id"
                }
            },
        }
        for file in files
    }
    metadata = folder / "metadata.json"
    metadata.write_text(json.dumps({"databases": databases}), encoding="utf-8")
    served = [part for file in files for part in ("-i", str(file))]
    return [
        sys.executable, "-m", "datasette", "serve", *served,
        "--port", str(port), "--metadata", str(metadata), "--setting", "sql_time_limit_ms", "5000",
    ]  # fmt: skip
