"""What programs of others say of a release folder. Runs in .venv-outside, without our own code.

`python check_release.py FOLDER` prints JSON: `frictionless` and `datacite` and `citation`, the
faults found by each; `k` and `l`, as pycanon counts them on the CSV files.
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import pandas
import yaml
from datacite import schema45
from frictionless import Package
from jsonschema import Draft7Validator, FormatChecker
from pycanon import anonymity

KNOWN = ("theme", "part_of_the_country", "aspect")


def frictionless_faults(folder: Path) -> list[str]:
    report = Package(str(folder / "datapackage.json")).validate()
    faults = [str(error.message) for error in report.errors]
    for task in report.tasks:
        faults += [f"{task.name}: {error.message}" for error in task.errors]
    return faults


def datacite_faults(folder: Path) -> list[str]:
    record = json.loads((folder / "datacite.json").read_text(encoding="utf-8"))
    return [error.message for error in schema45.validator.iter_errors(record)]


def citation_faults(folder: Path) -> list[str]:
    # Found, not imported: it needs much that is not needed for its schema.
    package = find_spec("cffconvert")
    assert package is not None and package.origin is not None
    place = Path(package.origin).parent / "schemas" / "1.2.0" / "schema.json"
    schema = json.loads(place.read_text(encoding="utf-8"))
    record = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    found = Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(record)
    return [error.message for error in found]


def smallest(folder: Path) -> tuple[int, int]:
    """k and l over every group of what is shown; a blank is no value, and its row in no group."""
    statements = pandas.read_csv(folder / "csv" / "statements.csv").drop(columns="theme")
    themes = pandas.read_csv(folder / "csv" / "statement_themes.csv")
    shown = statements.merge(themes, on="number", how="left")
    found = []
    for size in range(1, len(KNOWN) + 1):
        for known in map(list, combinations(KNOWN, size)):
            rows = shown.dropna(subset=known).drop_duplicates(["number", *known])
            rows = rows.reset_index(drop=True)  # pycanon takes labels for places
            if len(rows):
                k = anonymity.k_anonymity(rows, known)
                found.append((k, anonymity.l_diversity(rows, known, ["text"])))
    return min(k for k, _ in found), min(texts for _, texts in found)


def main(folder: Path) -> None:
    k, texts = smallest(folder)
    found = {
        "frictionless": frictionless_faults(folder),
        "datacite": datacite_faults(folder),
        "citation": citation_faults(folder),
        "k": int(k),
        "l": int(texts),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
