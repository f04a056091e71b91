"""Static files with their content in the address, so that a phone fetches each of them once."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
"""The address does not say which content it is: the file may have changed."""

_MARK = 12  # letters of the hash


def register(app: Flask) -> None:
    app.url_defaults(mark)
    app.after_request(keep)


def fingerprint(name: str) -> str:
    """The mark of a static file's content; empty when there is no such file."""
    path = Path(current_app.static_folder or "") / name
    try:
        return _fingerprint(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=256)
def _fingerprint(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:_MARK]


def mark(endpoint: str, values: dict[str, Any]) -> None:
    """`url_for('static', …)` gives `/static/name?v=…`."""
    if endpoint == "static" and "v" not in values:
        values["v"] = fingerprint(values["filename"]) or None


def keep(response: Response) -> Response:
    """A file whose address says its content never changes: nobody has to ask for it again."""
    if request.endpoint == "static" and response.status_code in (200, 304):
        name = (request.view_args or {}).get("filename", "")
        asked = request.args.get("v", "")
        same = asked != "" and asked == fingerprint(name)
        response.headers["Cache-Control"] = FOREVER if same else ASK_FIRST
        # Nobody asks whether it changed, nor for a part of it, nor what to call it.
        needless = (
            "Content-Disposition",
            "Accept-Ranges",
            "Last-Modified",
            *(["ETag"] if same else []),
        )
        for name in needless:
            response.headers.remove(name)
    return response
