"""What `verify` says of a release that does not keep a rule."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Finding:
    """One rule that is not kept. `cell`: table, column and place of the row, if it is about one."""

    rule: str
    message: str  # Dutch; never quotes a text
    cell: tuple[str, str, int] | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


def shown(name: object) -> str:
    """A name out of a file that may be hostile: short, and without what a terminal acts upon."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(name))
    return text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + "…"
