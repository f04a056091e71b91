"""What ``gesprekstafel cluster`` prints: JSON for a program, a list in Dutch for a person."""

from __future__ import annotations

import textwrap
from typing import Any

from analysis.cluster_file import Clustered
from analysis.results import Placement

WIDTH = 88  # characters of a printed line


def as_data(done: Clustered) -> dict[str, Any]:
    """What ``--json`` prints: statements in the order of the file, themes, runs.

    ``theme`` is the likeliest of ``themes``, both without one being null and empty; a confidence
    of exactly 1 is what the file itself said.
    """
    return {
        "statements": [
            {
                "id": one.id,
                "text": one.text,
                "theme": held[0].theme if held else None,
                "themes": [{"theme": each.theme, "confidence": sureness(each)} for each in held],
                "confidence": sureness(held[0]) if held else None,
            }
            for one, held in zip(done.given.statements, done.placements, strict=True)
        ],
        "themes": [
            {
                "id": theme.id,
                "label": theme.label,
                "key_phrases": list(theme.key_phrases),
                "central_statement": theme.central_statement,
                "size": len(theme.members),
            }
            for theme in done.themes
        ],
        "runs": [done.run],
    }


def sureness(one: Placement) -> float:
    """Four decimals; 1 is kept for what the file itself said."""
    return 1.0 if one.confirmed else min(0.9999, round(one.confidence, 4))


def as_text(done: Clustered) -> str:
    """The themes for a person to read, in Dutch."""
    count, without = done.run["statements"], done.run["without_theme"]
    lines = [
        f"{in_words(count)}, {len(done.themes)} {'thema' if len(done.themes) == 1 else 'themas'}"
    ]
    lines[0] = lines[0].replace("themas", "thema's")
    for number, theme in enumerate(done.themes, start=1):
        size = in_words(len(theme.members))
        title = f"{number:>3}. {theme.label}"
        lines += ["", f"{title:<{WIDTH - 16}} {size:>15}"]
        if theme.central_statement:
            lines += wrapped("Kernuitspraak: ", f"“{' '.join(theme.central_statement.split())}”")
        if theme.key_phrases:
            lines += wrapped("Woorden: ", ", ".join(theme.key_phrases))
    without, none = done.run["without_theme"], done.run["none_fits"]
    if without:
        lines += [
            "",
            f"     Zonder thema: {in_words(without)} (bij {none} lijkt geen thema te passen,"
            f" {without - none} onbeslist)",
        ]
    return "\n".join(lines) + "\n"


def in_words(count: int) -> str:
    """A number of statements in words."""
    return f"{count} uitspraak" if count == 1 else f"{count} uitspraken"


def wrapped(name: str, text: str) -> list[str]:
    """Lines of at most 88 characters under a theme."""
    return textwrap.wrap(
        name + text, WIDTH, initial_indent=" " * 5, subsequent_indent=" " * (5 + len(name))
    )
