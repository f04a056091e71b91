"""A release that is taken off the data page while its folder cannot be moved."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from collector.errors import Refused
from collector.findings import store_release
from collector.releases import put_back, take_off


def test_folder_that_cannot_be_moved_changes_nothing(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, tmp_path: Path
) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    store_release(
        fresh_db,
        round_table,
        number=1,
        file="001/tafels.db",
        statements=5,
        withheld={},
        published={},
        place=(folder / "001").mkdir,
    )
    (folder / "off").write_text("kladje")
    before = [tuple(row) for row in fresh_db.execute("SELECT * FROM releases")]
    with pytest.raises(Refused, match="kan niets worden verplaatst"):
        take_off(fresh_db, folder, round_table, 1, facilitator, keep=True)
    assert [tuple(row) for row in fresh_db.execute("SELECT * FROM releases")] == before
    (folder / "off").unlink()
    take_off(fresh_db, folder, round_table, 1, facilitator, keep=True)
    assert sorted(path.name for path in folder.rglob("*")) == ["001", "off"]
    put_back(fresh_db, folder, round_table, 1)
    assert (folder / "001").is_dir()
