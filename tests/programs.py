"""Programs of others that open our files.

On a user's machine a test without one skips; in CI, which installs them, it fails.
"""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str, package: str) -> None:
    """:param package: in which Debian has it"""
    if shutil.which(program):
        return
    message = f"{program} is not installed (Debian: apt install {package})"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
