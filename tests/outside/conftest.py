"""Programs of others live in an environment of their own: `make outside`. Without it: skipped."""

from __future__ import annotations

import os

import pytest

from collector.config import REPOSITORY

PYTHON = REPOSITORY / ".venv-outside" / "bin" / "python"


@pytest.fixture(scope="session", autouse=True)
def _there() -> None:
    if not PYTHON.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("the environment of the programs of others is not there: make outside")
        pytest.skip("the programs of others are not installed here: make outside")
