"""Who shows to belong to a partnership, by its three words."""

from __future__ import annotations

import sqlite3
from typing import cast

from flask import abort, current_app, request

import forms.current
from collector.errors import NotFound
from collector.queries.partnerships import partnership_by_code
from collector.spoken_codes import read_spoken_code
from forms.wrong_codes import WrongCodes


def partnership_of(typed: str) -> sqlite3.Row:
    """The partnership (as of `collector.queries.partnerships`) whose code somebody gave, in an
    address or in a field.

    :raise NotFound: no partnership has these words.
    :raise 429: this address gave too many codes that are not right.
    """
    if seconds_to_wait():
        abort(429)
    try:
        return partnership_by_code(forms.current.database(), read_spoken_code(typed))
    except NotFound:
        _wrong_codes().note(_address())
        raise


def seconds_to_wait() -> int:
    """Until this address may give a code again; 0: now."""
    return _wrong_codes().wait_for(_address())


def _wrong_codes() -> WrongCodes:
    return cast(WrongCodes, current_app.extensions["wrong_codes"])


def _address() -> str:
    return request.remote_addr or ""
