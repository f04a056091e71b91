"""Every attack of the list has its test: none drops out silently."""

from __future__ import annotations

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
_ROW = re.compile(r"^\| (?P<attack>.+?) \| `(?P<file>test_\w+\.py)::(?P<test>test_\w+)` \|$", re.M)
ATTACKS = 41
"""Rows of the list; it only ever grows."""


def test_every_attack_has_a_test() -> None:
    rows = _ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    missing = [
        (attack, f"{file}::{test}")
        for attack, file, test in rows
        if test not in functions(FOLDER / file)
    ]
    assert missing == []
    assert len({attack for attack, *_ in rows}) == ATTACKS
    assert len({(file, test) for _, file, test in rows}) == ATTACKS


def functions(path: Path) -> set[str]:
    """Names of the tests in a file."""
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
