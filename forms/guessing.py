"""Whoever gives codes, keys or receipts that do not exist has to wait, whatever page they are of.

The key of a screen and a receipt are too long to guess (98 and 78 bits): a right one is never
kept waiting. Nor is the code of a meeting that this phone takes part in already.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from flask import Flask, Response, current_app, request, session

import forms.current
from collector.access import CODE_LENGTH, normalise_code
from collector.errors import NotFound, StorageError
from collector.queries.answers import participant_by_receipt
from collector.queries.meetings import meeting_by_code, meeting_by_screen_key
from forms.pace import too_many
from forms.wrong_codes import Kind, WrongCodes

IN_THE_ADDRESS = ("code", "key", "receipt")
ELSEWHERE = {"participant.start": "code", "participant.privacy": "code"}
"""Pages that are told a code in a field."""
NO_SECRETS = frozenset({"language.choose"})
"""Its `code` is that of a language."""


def register(app: Flask) -> None:
    app.extensions["wrong_codes"] = {kind: WrongCodes() for kind in Kind}
    app.before_request(refuse)
    app.after_request(note)


def refuse() -> None:
    """:raise TooManyRequests: this address gave too many wrong ones, and this may be the next."""
    if not (given := _given()):
        return
    wait = wrong_codes(_kind(given)).wait_for(address())
    if wait and not _is_free(given):
        raise too_many(wait)


def note(response: Response) -> Response:
    if response.status_code == 404 and (given := _given()):
        with suppress(sqlite3.Error, StorageError):
            if not _exists(given):
                wrong_codes(_kind(given)).note(address(), given)
    return response


def wrong_codes(kind: Kind) -> WrongCodes:
    return cast(dict[Kind, WrongCodes], current_app.extensions["wrong_codes"])[kind]


def address() -> str:
    return request.remote_addr or ""


def _given() -> str:
    """What was given to open something with; "" for nothing."""
    if request.endpoint in NO_SECRETS:
        return ""
    place = request.view_args or {}
    found = next((place[name] for name in IN_THE_ADDRESS if name in place), "")
    if not found and request.endpoint in ELSEWHERE:
        found = request.values.get(ELSEWHERE[request.endpoint], "")
    return str(found)


def _kind(given: str) -> Kind:
    return Kind.MEETING if len(normalise_code(given)) == CODE_LENGTH else Kind.LONG


def _is_free(given: str) -> bool:
    """Whether it may be looked up all the same."""
    if _kind(given) is Kind.LONG:
        return _exists(given)
    place = _found(lambda: meeting_by_code(forms.current.database(), normalise_code(given)))
    return place is not None and str(place["id"]) in session.get("receipts", {})


def _exists(given: str) -> bool:
    database, code = forms.current.database(), normalise_code(given.removeprefix("sketch-"))
    return any(
        _found(look_up) is not None
        for look_up in (
            lambda: meeting_by_code(database, code),
            lambda: meeting_by_screen_key(database, given),
            lambda: participant_by_receipt(database, code),
        )
    )


def _found(look_up: Callable[[], sqlite3.Row]) -> sqlite3.Row | None:
    try:
        return look_up()
    except NotFound:
        return None
