"""What was found in a file, for a person at a terminal."""

from collections.abc import Iterator
from typing import Any

from analysis.spans import REPLACEMENTS


class Summary:
    """Counts while lines go by; a line in which nothing was found is not shown."""

    def __init__(self) -> None:
        self._lines = self._found = self._flags = 0

    def add(self, found: dict[str, Any]) -> Iterator[str]:
        """What to show of one line, as :func:`analysis.deidentify.deidentify_lines` gives it."""
        self._lines += 1
        self._found += len(found["spans"])
        self._flags += sum(not span["certain"] for span in found["spans"])
        if not found["spans"]:
            return
        yield f"{self._lines}: {found['public_text']}"
        for span in found["spans"]:
            words = found["text"][span["start"] : span["end"]]
            doubt = "" if span["certain"] else "  (a person has to look)"
            yield f"    {REPLACEMENTS[span['kind']]:<18} {words}{doubt}"

    def total(self) -> str:
        """How much there was in all."""
        return (
            f"{self._lines} lines, {self._found} findings; {self._flags} of them for a person to"
            " look at"
        )
