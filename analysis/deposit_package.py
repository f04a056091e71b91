"""`datapackage.json`: the files of a release and every variable in them, for programs.

Follows Data Package 2.0 (https://datapackage.org), and keeps to what version 1 also knows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from analysis.deposit_tables import CODEBOOK, kind, may_be_missing, table_label, values
from analysis.deposit_words import KEYWORDS, SPDX, summary, title
from analysis.release_labels import column_label
from analysis.release_tables import TABLES, Table

_REFERENCE = re.compile(r"REFERENCES (\w+) \((\w+)\)")
_SEVERAL_KEYS = re.compile(r"PRIMARY KEY \(([^)]*)\)")


def datapackage(
    release: Mapping[str, Any], file_name: str, files: Mapping[str, bytes]
) -> dict[str, Any]:
    """The description.

    :param release: the row of the table `release`.
    :param file_name: of the SQLite file.
    :param files: name → content, of the SQLite file and of every CSV.
    """
    address = f"https://doi.org/{release['doi']}" if release["doi"] else None
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "data-package",
        "name": f"{file_name.removesuffix('.db')}-{release['number']}",
        **({"id": address, "homepage": address} if address else {}),
        "title": title(release),
        "description": summary(release),
        "version": str(release["number"]),
        "keywords": KEYWORDS,
        "licenses": [
            {"name": SPDX, "path": release["licence_url"], "title": release["licence"]},
        ],
        "contributors": [
            {"title": name, "role": "author", "roles": ["creator"]}
            for name in release["creators"].split("; ")
        ],
        "citation": release["citation"],
        "resources": [
            {
                "name": "sqlite",
                "path": file_name,
                "title": "alles in één bestand (everything in one file)",
                "format": "sqlite",
                "mediatype": "application/vnd.sqlite3",
                **_size(files[file_name]),
            },
            *(
                _resource(each.name, table_label(each), each.description, _schema(each), files)
                for each in TABLES
            ),
            _resource(
                "codebook",
                "codeboek van de variabelen (codebook)",
                "Elke variabele van elke tabel.",
                {
                    "fields": [
                        {"name": name, "type": "string", "description": description}
                        for name, description in CODEBOOK
                    ],
                    "missingValues": [""],
                    "primaryKey": ["table", "variable"],
                },
                files,
                "codebook.csv",
            ),
        ],
    }


def _resource(
    name: str,
    label: str,
    description: str,
    schema: Mapping[str, Any],
    files: Mapping[str, bytes],
    path: str = "",
) -> dict[str, Any]:
    path = path or f"csv/{name}.csv"
    return {
        "name": name.replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "type": "table",
        "title": label,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_size(files[path]),
        "schema": schema,
    }


def _size(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _schema(table: Table) -> dict[str, Any]:
    several = _SEVERAL_KEYS.search(table.constraint)
    keys = several[1].split(", ") if several else []
    keys += [column.name for column in table.columns if "PRIMARY KEY" in column.declaration]
    references = [
        {"fields": [column.name], "reference": {"resource": found[1], "fields": [found[2]]}}
        for column in table.columns
        if (found := _REFERENCE.search(column.declaration))
    ]
    return {
        "fields": [_field(table, place) for place in range(len(table.columns))],
        "missingValues": [""],
        **({"primaryKey": keys} if keys else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _field(table: Table, place: int) -> dict[str, Any]:
    column = table.columns[place]
    dutch, english = column_label(table.name, column.name)
    rules: dict[str, Any] = {}
    if not may_be_missing(column):
        rules["required"] = True
    if values(column):
        rules["enum"] = values(column)
    return {
        "name": column.name,
        "type": kind(column),
        "title": f"{dutch} ({english})",
        "description": column.description,
        **({"constraints": rules} if rules else {}),
    }
