"""Texts in CSV that a spreadsheet would take for a formula: made harmless, and put back.

A cell that begins with a sign that starts a formula gets an apostrophe before it, as OWASP advises
("CSV injection"). So that it can be taken off again without a doubt, so does a cell that begins
with apostrophes before such a sign.
"""

from __future__ import annotations

import re

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WOULD_START = re.compile(f"'*[{re.escape(''.join(STARTS))}]")


def safe(cell: str | int | float | None) -> str | int | float | None:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and _WOULD_START.match(cell) else cell


def plain(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and _WOULD_START.match(cell) else cell
