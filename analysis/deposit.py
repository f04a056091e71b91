"""What stands beside a release file, ready to be handed to a repository.

All of it follows from the file alone, byte by byte: so it holds nothing more, and `verify` makes
it anew and compares.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from analysis.deposit_package import datapackage
from analysis.deposit_tables import codebook_csv, table_csv
from analysis.deposit_words import citation, datacite, licence, readme
from analysis.release_file import open_release
from analysis.release_tables import TABLES

PACKAGE = "datapackage.json"


def write(file: Path) -> None:
    """Make the files beside a release file."""
    for name, content in files(file).items():
        path = file.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def files(file: Path) -> dict[str, bytes]:
    """What belongs beside a release file: path within its folder → content.

    :raise sqlite3.Error: it is no release file.
    """
    with closing(open_release(file)) as connection:
        tables = {f"csv/{table.name}.csv": table_csv(connection, table) for table in TABLES}
        connection.row_factory = sqlite3.Row
        release = dict(connection.execute("SELECT * FROM release").fetchone())
    tables["codebook.csv"] = codebook_csv()
    package = datapackage(release, file.name, {file.name: file.read_bytes(), **tables})
    words = {
        PACKAGE: json.dumps(package, ensure_ascii=False, indent=2) + "\n",
        "datacite.json": datacite(release),
        "CITATION.cff": citation(release),
        "LICENCE.txt": licence(release),
        "README.md": readme(release, file.name),
    }
    return {**tables, **{name: text.encode() for name, text in words.items()}}
