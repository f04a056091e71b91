"""The same document, laid out as other programs would: for tests that nothing changes by it."""

from __future__ import annotations

import textwrap


def with_bullets(text: str, sign: str) -> str:
    """Other signs for "- " at the start of a line."""
    return "\n".join(
        sign + line[1:] if line.startswith("- ") else line for line in text.split("\n")
    )


def wrapped(text: str, width: int = 80) -> str:
    """Soft line breaks, as in a text copied from a PDF; no word is broken."""
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )


def paged(text: str, length: int, header: str) -> str:
    """A page number, a form feed and a running header after every `length` lines.

    A page never ends after a full sentence: then nobody could tell whether the next one is new.
    """
    pages: list[str] = []
    on_page = 0
    for line in text.split("\n"):
        pages.append(line)
        on_page += 1
        if on_page >= length and line and not line.endswith((".", "!", "?", ":", ")")):
            pages += ["", str(len(pages) // length), f"\f{header}", ""]
            on_page = 0
    return "\n".join(pages)
