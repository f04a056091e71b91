"""The lasting address of a data set: its shape. Whether it leads anywhere is not asked."""

from __future__ import annotations

import re

from collector.errors import Refused

_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+", re.ASCII)  # as Crossref advises
_ADDRESS = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def read_doi(typed: str) -> str | None:
    """A DOI without what is often written before it; None for nothing.

    :raise Refused: this is no DOI.
    """
    typed = typed.strip()
    if not typed:
        return None
    doi = _ADDRESS.sub("", typed, count=1)
    if not is_doi(doi):
        raise Refused(
            "“%(typed)s” is geen DOI. Een DOI ziet er zo uit: 10.5281/zenodo.1234567.",
            typed=typed[:80],
        )
    return doi


def is_doi(text: str) -> bool:
    return bool(_DOI.fullmatch(text)) and len(text) <= 200
