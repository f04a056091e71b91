"""Parts of web addresses that every page shares."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """`<int:…>` as SQLite holds it: a longer number is a page that does not exist."""

    regex = r"\d{1,15}"
