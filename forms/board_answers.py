"""What the board gets back when it asks with a script: the words alone, and not a whole page."""

from __future__ import annotations

from flask import Response, get_flashed_messages, render_template, request

ASKED = "X-Board"
"""The header with which the board's script asks."""


def asked_by_script() -> bool:
    return ASKED in request.headers


def words_only(response: Response) -> Response:
    """Instead of sending the browser to the board again: what would be said there at the top.

    For `Blueprint.after_request`. 409 when it was refused, so that a script knows.
    """
    if not asked_by_script() or response.status_code not in (301, 302, 303):
        return response
    refused = bool(get_flashed_messages(category_filter=["error"]))
    messages = get_flashed_messages(with_categories=True)
    response.status_code = 409 if refused else 200
    response.headers.pop("Location", None)
    response.set_data(render_template("facilitator/board_said.html", messages=messages))
    return response
