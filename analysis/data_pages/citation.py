"""How to refer to a release: as text, as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def bibtex(name: str, release: Mapping[str, Any], address: str) -> str:
    """:param release: the row of the table `release`"""
    fields = {
        "author": " and ".join(f"{{{each}}}" for each in str(release["creators"]).split("; ")),
        "title": f"{{{release['programme']}: publicatie {release['number']}}}",
        "year": str(release["quarter"])[:4],
        "version": str(release["number"]),
        "type": "gegevensbestand",
        "note": f"Licentie: {release['licence']}",
        "doi": release["doi"] or "",
        "url": address,
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items() if value)
    key = re.sub(r"[^a-z0-9]+", "-", name.lower())
    return f"@misc{{{key}-{release['number']},\n{lines}\n}}\n"
