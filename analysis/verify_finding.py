"""What `verify` says of a release file that does not keep a rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One rule that a file does not keep."""

    rule: str
    message: str  # Dutch; never quotes a text

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"
