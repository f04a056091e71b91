"""Plain text → CommonMark that shows it as it was written (https://spec.commonmark.org/0.31.2/)."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"[\\`*_\[\]<~$]|(?<!\S)#|&(?=#?\w+;)")
_LINES = re.compile(r"\r\n|\r|\n")


def escape(text: str, indent: int = 0) -> str:
    """Text as it stands, also when it looks like markup; its line breaks are kept.

    Blanks at the end of a line, which nobody sees, go.

    :param indent: of the list item that it stands in, in characters
    """
    lead = " " * indent
    paragraphs: list[list[str]] = [[]]
    for line in _LINES.split(text.strip()):
        if line.strip():
            paragraphs[-1].append(_line(line.strip()))
        elif paragraphs[-1]:
            paragraphs.append([])
    return f"\n\n{lead}".join(f"\\\n{lead}".join(lines) for lines in paragraphs)


def line(text: str) -> str:
    """Text of a heading: on one line."""
    return escape(" ".join(text.split()))


def cell(text: str) -> str:
    """Text in a table: on one line, without bars."""
    return line(text).replace("|", "\\|")


def _line(line: str) -> str:
    line = _ANYWHERE.sub(lambda match: f"\\{match[0]}", line)
    if match := re.match(r"\d{1,9}(?=[.)])", line):
        return f"{match[0]}\\{line[match.end() :]}"
    return re.sub(r"^(?=[>+=:|-])", r"\\", line)


def tidy(text: str) -> str:
    """One blank line between blocks, and one line end at the end."""
    return (
        re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
        + "\n"
    )
