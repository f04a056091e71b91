"""Whose program asks, and what it may see."""

from __future__ import annotations

from flask import g

import forms.current
from collector.queries.grants import open_programmes


def own_programmes() -> set[int]:
    """Programmes, by id, that the owner of the token leads: a program is given all of them, word
    for word, so reading along is not enough."""
    return open_programmes(forms.current.database(), g.asker, to_lead=True)
