"""What the columns of a table hold, as a file that a person keeps: YAML, heading → target.

    columns:
      Wat geeft u mee?: text
      Regio: meeting
      Fase: question:phases/safeguard_phase[culture]

A heading that is not named is read as the service proposes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from analysis.exchange.column_proposal import read_target
from collector.errors import InvalidFile
from collector.reading_report import QUESTION, Target
from collector.yaml_file import closest, read_yaml

_TARGETS = [target.value for target in Target]


def read_map(path: Path) -> dict[str, str]:
    """:raise InvalidFile: it is not there or not right: names file, line, key and remedy."""
    found: dict[str, str] = {}
    for heading, item in read_yaml(path).mapping(["columns"])["columns"].pairs().items():
        target = item.text()
        if target not in _TARGETS and not read_target(target):
            near = closest(target, [*_TARGETS, f"{QUESTION}instrument/key"])
            item.fail(f"there is no '{target}'{near}")
        found[" ".join(heading.split())] = target
    return found


def write_map(path: Path, columns: Mapping[str, str]) -> None:
    """:raise InvalidFile: it cannot be written."""
    text = yaml.safe_dump({"columns": dict(columns)}, allow_unicode=True, sort_keys=False)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidFile(f"{path}: cannot be written ({error.strerror}).") from error
