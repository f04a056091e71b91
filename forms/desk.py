"""What the facilitator's pages share: which programme and meeting, the way back, undo at hand."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import flash, has_request_context, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

import forms.current
from collector.errors import NotFound
from collector.queries import meetings, programmes, statements
from forms.addresses import this_page

LARGEST_ID = 2**53 - 1
ID = f"int(max={LARGEST_ID})"
"""Converter for ids in addresses: what is larger than SQLite can hold is simply not found."""

_ANCHOR = re.compile(r"[a-z0-9-]{1,60}")


def programme_of(slug: str) -> sqlite3.Row:
    """:raise NotFound: no programme has this slug."""
    try:
        return programmes.programme(forms.current.database(), slug)
    except NotFound as error:
        raise NotFound(_("Dit traject bestaat niet (meer).")) from error


def meeting_of(programme: sqlite3.Row, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such meeting in this programme."""
    meeting = meetings.meeting(forms.current.database(), identifier)
    if meeting["programme_id"] != programme["id"]:
        raise NotFound(_("Deze bijeenkomst hoort niet bij dit traject."))
    return meeting


def activity_of(meeting: sqlite3.Row, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such activity in this meeting."""
    activity = meetings.activity(forms.current.database(), identifier)
    if activity["meeting_id"] != meeting["id"]:
        raise NotFound(_("Dit onderdeel hoort niet bij deze bijeenkomst."))
    return activity


def statement_of(programme: sqlite3.Row, identifier: int) -> statements.Statement:
    """:raise NotFound: no such statement in this programme."""
    found = statements.statement(forms.current.database(), programme["id"], identifier)
    if found is None or found.state == "withdrawn":
        raise NotFound(_("Deze uitspraak bestaat niet (meer) in dit traject."))
    return found


def page(template: str, programme: sqlite3.Row, **values: object) -> str:
    """A page inside a programme, with the number that waits for moderation in its bar.

    `here` is the address to come back to; a page that answers a form gives its own.
    """
    values.setdefault("here", this_page() if request.method == "GET" else "")
    counts = statements.counts_by_state(forms.current.database(), programme["id"])
    return render_template(
        f"facilitator/{template}",
        programme=programme,
        waiting=counts.get("waiting", 0),
        **values,
    )


def safe_target(text: str | None) -> str | None:
    """An address of our own pages for facilitators, or None: never another site's."""
    if not text or "\\" in text or any(ord(letter) < 33 for letter in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not _is_ours(text):
        return None
    return text


def _is_ours(address: str) -> bool:
    below = address.removeprefix(request.script_root)
    ours = address.startswith(request.script_root)
    return ours and re.match(r"/facilitate(/|$|\?)", below) is not None


def back(default: str, anchor: str = "") -> Response:
    """Where the person was: the page in the hidden field `back`, at the place in `anchor`."""
    target = safe_target(request.form.get("back")) or default
    anchor = request.form.get("anchor", "") or anchor
    place = f"#{anchor}" if _ANCHOR.fullmatch(anchor) else ""
    return redirect(target.partition("#")[0] + place)


def did(text: str, programme: sqlite3.Row, act: int, anchor: str = "") -> None:
    """Say what was done, with a button that undoes it and goes back to the place `anchor`."""
    flash([text, programme["slug"], act, anchor], "undo")  # type: ignore[arg-type]


def clean(text: str | None) -> str:
    """What somebody typed, without control characters and the space around it."""
    text = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n"))
    kept = (one for one in text if one in "\n\t" or unicodedata.category(one) != "Cc")
    return "".join(kept).strip()


def one_line(text: str | None) -> str:
    return " ".join(clean(text).split())


def choices(pairs: Iterable[tuple[object, object]]) -> list[SelectChoice]:
    """What a person can choose from, out of (value, label).

    A label that waits for its language is ours; any other is of the programme, and Dutch.
    """
    foreign = has_request_context() and forms.current.locale() != "nl"
    marks = {"lang": "nl"} if foreign else None
    return [
        SelectChoice(str(value), label, render_kw=marks if isinstance(label, str) else None)
        for value, label in pairs
    ]


def number(text: str | None) -> int | None:
    """An id from a form or a query, or None when it cannot be one."""
    if text and text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    return None
