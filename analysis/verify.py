"""Checks a release against every disclosure rule, from the file alone.

Shares with the writer what is declared (the tables, the form of the files beside it) and nothing
else: thresholds come from the file, groups are counted anew, patterns are its own. It reads files
of strangers, so it asks SQLite for nothing before it knows that nothing strange is declared.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import release_file
from analysis.disclosure import SMALLEST_GROUP_SIZE
from analysis.release_tables import LICENCE, LICENCE_URL
from analysis.verify_file import (
    file_findings,
    header_findings,
    page_findings,
    shape_findings,
    trace_findings,
)
from analysis.verify_finding import Finding, shown
from analysis.verify_folder import folder_findings, is_deposit
from analysis.verify_groups import group_findings
from analysis.verify_numbers import number_findings
from analysis.verify_texts import text_findings
from collector.doi import is_doi

_UNREADABLE = (sqlite3.Error, ValueError, KeyError, TypeError, ArithmeticError, RecursionError)


def verify(path: Path) -> list[Finding]:
    """Everything that is wrong with a release; an empty list if nothing is.

    :param path: the release file, or its folder. What stands beside the file is checked with it
        when the file came with its description.
    :raise OSError: there is no such file, or it may not be read.
    """
    if path.is_dir():
        files = sorted(path.glob("*.db"))
        if len(files) != 1:
            return [Finding("map", f"Hier staan {len(files)} publicaties in plaats van 1.")]
        path = files[0]
    findings = list(header_findings(path))
    if not findings:
        findings += file_findings(path)
        findings += _inside(path)
    if not findings and is_deposit(path.parent):
        findings += folder_findings(path)
    return findings


def _inside(path: Path) -> list[Finding]:
    findings: list[Finding] = []
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with closing(copy), closing(release_file.open_release(path)) as disk:
        try:
            disk.execute("PRAGMA trusted_schema = OFF")
            findings += shape_findings(disk)
            if not findings:
                findings += page_findings(disk)
                # In memory, because the check of the search index is written as an INSERT.
                disk.backup(copy)
                findings += _content(copy)
                findings += trace_findings(path, copy)
            else:
                findings += _other_version(disk)
        except _UNREADABLE as error:
            findings.append(Finding("bestand", f"Het bestand is niet te lezen: {shown(error)}."))
    return findings


def _other_version(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What is declared changes with the software; a release does not."""
    ours = f"Gesprekstafel {version('gesprekstafel')}"
    try:
        made_with = connection.execute("SELECT software FROM release").fetchone()
    except sqlite3.Error:
        return
    if made_with and made_with[0] != ours:
        yield Finding(
            "versie",
            f"Gemaakt met {shown(made_with[0])}, en dit is {ours}: controleer het met die versie.",
        )


def _content(connection: sqlite3.Connection) -> Iterator[Finding]:
    connection.row_factory = sqlite3.Row
    rows = connection.execute("SELECT * FROM release").fetchall()
    connection.row_factory = None
    if len(rows) != 1:
        yield Finding("publicatie", f"De tabel release heeft {len(rows)} rijen in plaats van 1.")
        return
    yield from _release(dict(rows[0]))
    rules = json.loads(rows[0]["rules"])
    size, part_size = int(rules["group_size"]), int(rules["part_size"])
    if size < SMALLEST_GROUP_SIZE or part_size < size:
        yield Finding("regels", f"Een kleinste groep van {size} beschermt niet.")
    yield from text_findings(connection)
    yield from group_findings(connection, size, part_size)
    yield from number_findings(connection, size)


def _release(row: dict[str, Any]) -> Iterator[Finding]:
    if row["number"] < 1 or not row["programme"].strip() or not row["creators"].strip():
        yield Finding("publicatie", "In de tabel release ontbreekt een nummer, titel of maker.")
    if (row["licence"], row["licence_url"]) != (LICENCE, LICENCE_URL):
        yield Finding("publicatie", f"De licentie is niet {LICENCE}.")
    if row["doi"] is not None and not is_doi(row["doi"]):
        yield Finding("publicatie", "De DOI heeft niet de vorm van een DOI.")
