"""The table of the files of a wrap-up."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m024_report_files(connection: sqlite3.Connection) -> None:
    """Files go with the report that they are of: a word that has to go stands in none of them.
    No number is given twice, so that what was made of an older report never comes to a newer one.

    `remarks`: what is not there and why, Dutch words with their values. What was made before had
    no files; it is made anew in a moment.
    """
    run_script(
        connection,
        """
        DROP TABLE reports;
        CREATE TABLE reports (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            at TEXT NOT NULL,
            html TEXT NOT NULL,
            remarks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(remarks))
        ) STRICT;
        CREATE TABLE report_files (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
            region_id INTEGER REFERENCES regions ON DELETE CASCADE,
            short INTEGER NOT NULL CHECK (short IN (0, 1)),
            format TEXT NOT NULL CHECK (format IN ('docx', 'html', 'md', 'pdf', 'pptx')),
            content BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX one_file_of_a_kind
            ON report_files (report_id, ifnull(region_id, 0), short, format);
        """,
    )
