"""Days and moments as a reader of this page writes them."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import format_date, format_datetime

from forms.current import locale

_HOUR = {"nl": "H.mm", "en": "H:mm"}
_MOMENT = {"nl": "d MMMM yyyy, H.mm 'uur'", "en": "d MMMM yyyy, H:mm"}


def day(iso: str) -> str:
    """`2026-11-21` → `21 november 2026`"""
    return str(format_date(date.fromisoformat(iso), "d MMMM yyyy"))


def day_of(iso: str) -> str:
    """The day of a stored moment (UTC) in our own time: `zaterdag 21 november 2026`"""
    return str(format_datetime(datetime.fromisoformat(iso), "EEEE d MMMM yyyy"))


def hour(iso: str) -> str:
    """A stored moment (UTC) in our own time, of today: `14.05` or `14:05`"""
    return str(format_datetime(datetime.fromisoformat(iso), _HOUR[locale()]))


def moment(iso: str) -> str:
    """A stored moment (UTC) in our own time: `21 november 2026, 14.05 uur`"""
    return str(format_datetime(datetime.fromisoformat(iso), _MOMENT[locale()]))
