"""Parts of web addresses that every page shares, also where the service stands below a path."""

from __future__ import annotations

from flask import request
from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """`<int:…>` as SQLite holds it: a longer number is a page that does not exist."""

    regex = r"\d{1,15}"


def this_path() -> str:
    """The path of this page as a browser knows it: `request.path` leaves out the prefix."""
    return request.script_root + request.path


def this_page() -> str:
    """As `this_path`, with what is asked for behind it."""
    return request.script_root + request.full_path.rstrip("?")


def spoken_address() -> str:
    """Where the service is, as people type it: `example.org`, or `example.org/gesprekstafel`."""
    return request.host + request.script_root
