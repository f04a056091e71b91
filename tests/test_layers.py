"""Imports point one way: app → forms → collector ← analysis. The web worker stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from collector.config import REPOSITORY

LAYERS = {
    "collector": {"collector"},
    "forms": {"forms", "collector"},
    "analysis": {"analysis", "collector"},
    "app": {"app", "forms", "collector", "analysis"},
}
SPACY_ROOMS = (
    "analysis/language.py", "analysis/spacy_components.py", "analysis/benchmarks/language.py",
)  # fmt: skip
HEAVY = (
    "spacy", "sklearn", "scipy", "numpy", "onnxruntime", "sentencepiece", "deduce", "datasette",
    "thinc",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add((node.module or "").split(".")[0])
    return names


def files() -> list[Path]:
    found = [REPOSITORY / "app.py"]
    for layer in ("collector", "forms", "analysis"):
        found += sorted((REPOSITORY / layer).rglob("*.py"))
    return found


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_imports_point_one_way(path: Path) -> None:
    layer = path.relative_to(REPOSITORY).parts[0].removesuffix(".py")
    assert imported(path) & set(LAYERS) <= LAYERS[layer]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_flask_and_spacy_stay_in_their_rooms(path: Path) -> None:
    layer = path.relative_to(REPOSITORY).parts[0]
    names = imported(path)
    if layer in ("collector", "analysis"):
        assert not names & {"flask", "flask_wtf", "wtforms", "flask_babel"}
    if "spacy" in names:
        assert str(path.relative_to(REPOSITORY)) in SPACY_ROOMS


def test_the_web_service_loads_nothing_heavy() -> None:
    code = f"import sys, app; print([n for n in {HEAVY!r} if n in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_top_level_is_fixed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    top = {name.split("/")[0] for name in tracked}
    assert top == {
        ".ci", ".gitignore", "LICENSE", "Makefile", "README.md", "analysis", "app.py", "collector",
        "constraints.txt", "datasets", "forms", "pyproject.toml", "tests",
    }  # fmt: skip
