"""A Frictionless Data Package in one zip: CSV as programs expect it, and what every column is.

What was published goes out as the release itself. Anything else gets a description of its own,
after Data Package 2.0 (https://datapackage.org), that version 1 also knows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis import deposit
from analysis.exchange import columns
from analysis.exchange.building import codebook
from analysis.exchange.tables import Kind, Table, TakeOut, Variable
from analysis.exchange.zipping import member, new_zip
from analysis.formula_cells import safe

_TYPES = {Kind.WHOLE: "integer", Kind.NUMBER: "number"}
_KEYS = {
    columns.STATEMENTS: [columns.NUMBER],
    columns.IN_THEMES: [columns.NUMBER, columns.THEME],
    columns.THEMES: [columns.THEME],
    columns.ANSWERS: [columns.FORM],
}
_REFERENCES = {
    columns.IN_THEMES: (
        (columns.NUMBER, columns.STATEMENTS, columns.NUMBER),
        (columns.THEME, columns.THEMES, columns.THEME),
    )
}


def write(take_out: TakeOut, path: Path) -> None:
    files = _of_release(take_out.release) if take_out.release else _described(take_out)
    with new_zip(path) as archive:
        for name, content in files:
            with member(archive, name) as file:
                file.write(content)


def _of_release(release: Path) -> Iterator[tuple[str, bytes]]:
    yield release.name, release.read_bytes()
    yield from deposit.files(release).items()


def _described(take_out: TakeOut) -> Iterator[tuple[str, bytes]]:
    """One table at a time, and the description of all at the end."""
    resources = []
    for table in (*take_out.tables, codebook(take_out.tables)):
        content = _csv(table.for_people())
        resources.append(_resource(table, take_out, content))
        yield f"csv/{table.name}.csv", content
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "data-package",
        "name": f"{take_out.slug}{'-persoonsgegevens' if take_out.mark else ''}",
        "title": take_out.title,
        "description": "\n".join(f"{heading}: {text}" for heading, text in take_out.about),
        "resources": resources,
    }
    yield deposit.PACKAGE, (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([one.name for one in table.variables])
    writer.writerows([safe(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def _resource(table: Table, take_out: TakeOut, content: bytes) -> dict[str, Any]:
    references = [
        {"fields": [field], "reference": {"resource": _resource_name(other), "fields": [theirs]}}
        for field, other, theirs in _REFERENCES.get(table.name, ())
        if other in take_out.names
    ]
    return {
        "name": _resource_name(table.name),
        "path": f"csv/{table.name}.csv",
        "profile": "tabular-data-resource",
        "type": "table",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(one) for one in table.variables if not one.for_statistics],
            "missingValues": [""],
            **({"primaryKey": _KEYS[table.name]} if table.name in _KEYS else {}),
            **({"foreignKeys": references} if references else {}),
        },
    }


def _resource_name(table: str) -> str:
    return table.replace("_", "-")


def _field(one: Variable) -> dict[str, Any]:
    labels = list(dict.fromkeys(str(safe(label)) for label in one.values.values()))
    return {
        "name": one.name,
        "type": _TYPES.get(one.kind, "string"),
        "title": one.label,
        "description": one.description,
        **({"constraints": {"enum": labels}} if labels else {}),
    }
