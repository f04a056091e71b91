"""Invented documents to read, beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def round_tables() -> Path:
    return HERE / "documents" / "rondetafels.md"


@pytest.fixture
def network() -> Path:
    return HERE / "documents" / "leernetwerk.txt"
