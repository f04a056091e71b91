"""Checks what stands beside a release file: what follows from the file, and nothing more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from analysis import deposit
from analysis.verify_finding import Finding, shown

_MOST_FILES = 1_000  # a folder that holds more is not that of a release


def is_deposit(folder: Path) -> bool:
    """Whether the files that describe a release were put beside it."""
    return (folder / deposit.PACKAGE).is_file()


def folder_findings(file: Path) -> Iterator[Finding]:
    """What is wrong beside a release file that is itself in order."""
    try:
        expected = deposit.files(file)
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        yield Finding("map", "Uit het bestand is geen beschrijving te maken.")
        return
    there: set[str] = set()
    for path in file.parent.rglob("*"):
        if len(there) >= _MOST_FILES:
            break
        if path.is_symlink() or not path.is_dir():
            there.add(path.relative_to(file.parent).as_posix())
    for name in sorted(there - expected.keys() - {file.name}):
        yield Finding("map", f"{shown(name)} hoort niet bij een publicatie.")
    for name in sorted(expected.keys() - there):
        yield Finding("map", f"{name} ontbreekt.")
    for name in sorted(expected.keys() & there):
        path, content = file.parent / name, expected[name]
        if path.stat().st_size != len(content) or path.read_bytes() != content:
            yield Finding("map", f"{name} is niet wat uit het bestand volgt.")
