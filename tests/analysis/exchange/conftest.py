"""Documents to read: invented ones beside this file, and the real ones where they are present."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[2].parent / "shared"


def _shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine; its place is shared/ beside the repo")
    return path


@pytest.fixture
def round_tables() -> Path:
    return HERE / "documents" / "rondetafels.md"


@pytest.fixture
def network() -> Path:
    return HERE / "documents" / "leernetwerk.txt"


@pytest.fixture
def round_tables_2018() -> Path:
    return _shared("seeds/gesprekstafels-2018.txt")


@pytest.fixture
def network_2022() -> Path:
    return _shared("seeds/leernetwerk-inductie-2022.txt")


@pytest.fixture
def sib200() -> Path:
    return _shared("data/sib200/nld_train.tsv")
