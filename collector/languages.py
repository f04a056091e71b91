"""The languages of the pages, and where a choice is remembered: the same for every part."""

from __future__ import annotations

LANGUAGES = {"nl": "Nederlands", "en": "English"}
"""Each in its own words; the first is for whoever chose nothing."""
LANGUAGE_COOKIE = "language"
