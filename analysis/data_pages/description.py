"""What the data service tells about each release: Datasette's metadata, made from the file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import yaml

from analysis.release_file import open_release
from analysis.release_tables import TABLES
from analysis.release_views import VIEWS
from collector.config import DATASETS

METADATA = DATASETS / "datasette" / "metadata.yaml"

Described = dict[str, Any]

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    **{each.name: {one.name: one.description for one in each.columns} for each in TABLES},
    **{view.name: view.columns for view in VIEWS},
}
_EXPLAINED = {
    **{each.name: each.description for each in TABLES},
    **{view.name: view.description for view in VIEWS},
}


def describe(
    files: Sequence[Path], address: str = "", robots: str = "home", hosts: Sequence[str] = ()
) -> Described:
    """Titles, explanations, facets and ready-made questions, in Dutch.

    :param address: where the service is found from outside; "" is where it is asked.
    :param robots: which pages search engines may show: `home`, `all` or `none`.
    :param hosts: the names it answers to, as `collector.hosts.is_ours` takes them.
    """
    template = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
    return {
        "title": template["title"],
        "license": template["licence"],
        "license_url": template["licence_url"],
        "databases": {file.stem: _describe_one(file, template) for file in files},
        "plugins": {
            "gesprekstafel": {
                "labels": template["labels"],
                "address": address,
                "robots": robots,
                "hosts": list(hosts),
            }
        },
    }


def _describe_one(file: Path, template: Described) -> Described:
    with closing(open_release(file)) as connection:
        connection.row_factory = sqlite3.Row
        release = dict(connection.execute("SELECT * FROM release").fetchone())
        present = _present(connection)
        groups = [
            {
                "title": group["title"],
                "queries": [
                    name
                    for name, query in group["queries"].items()
                    if query["table"] in present and _has_answer(connection, query)
                ],
            }
            for group in template["queries"]
        ]
        filled = [
            name
            for name in template["tables"]
            if name in present and connection.execute(f"SELECT 1 FROM {name}").fetchone()
        ]
    release["rules"] = json.loads(release["rules"])
    asked = {
        name: query for group in template["queries"] for name, query in group["queries"].items()
    }
    return {
        "title": release["programme"],
        "license": release["licence"],
        "license_url": release["licence_url"],
        "release": release,
        "filled": filled,
        "smallest": _smallest_group(release["rules"], filled),
        "files": _beside(file),
        "tables": {
            name: {
                **about,
                "description": _EXPLAINED[name],
                "columns": dict(_COLUMNS[name]),
            }
            for name, about in template["tables"].items()
            if name in present
        },
        "groups": [group for group in groups if group["queries"]],
        "queries": {
            name: {key: value for key, value in asked[name].items() if key != "table"}
            for group in groups
            for name in group["queries"]
        },
    }


def _smallest_group(rules: Mapping[str, int], filled: Sequence[str]) -> int:
    """People in the smallest group that anything is told of; numbers per region are rounded."""
    told = [rules["group_size"]]
    if "counts_region" in filled and "region_class" in rules:
        told.append(rules["region_class"])
    return min(told)


def _beside(file: Path) -> dict[str, int]:
    """What else is in the folder of the release, such as CITATION.cff: name → bytes."""
    return {
        str(path.relative_to(file.parent)): path.stat().st_size
        for path in sorted(file.parent.rglob("*"))
        if path.is_file() and path != file and file.parent.name.isdigit()
    }


def _present(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM pragma_table_list")}


def _has_answer(connection: sqlite3.Connection, query: Mapping[str, Any]) -> bool:
    """Whether the question has rows; one that asks for a word, whether its table has."""
    sql = f"SELECT 1 FROM {query['table']}" if ":" in query["sql"] else query["sql"]
    try:
        return bool(connection.execute(f"SELECT EXISTS (SELECT 1 FROM ({sql}))").fetchone()[0])
    except sqlite3.OperationalError:  # a release of an earlier version, with fewer columns
        return False
