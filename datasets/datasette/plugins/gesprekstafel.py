"""Datasette plugin of the data service: what it does not show, and how much it may use.

The file that is served is safe to read in full, so this is no boundary. It keeps pages about the
machine to the machine, and keeps one question from taking all its memory.
"""

from __future__ import annotations

import logging
import re
import resource
import sqlite3
from functools import partialmethod
from typing import Any

from datasette import Forbidden, Response, hookimpl
from datasette.database import Database
from datasette.plugins import pm

ADDRESS_SPACE = 2 * 1024**3
"""Bytes. Threads and their heaps reserve more than they use, hence so wide."""
SQLITE_HEAP = 128 * 1024**2
"""Bytes that all questions together may hold at one time."""
LONGEST_VALUE = 5_000_000
"""Bytes of one cell: `printf('%900000000d')` is refused."""

_ALLOWED = re.compile(r"/-/static(-plugins/[^/]+)?/")
_CLOSED = re.compile(r"/(-/|_memory\b|_internal\b)")
_SEARCH_TABLE = re.compile(r"_fts(_\w+)?$", re.IGNORECASE)
_NOWHERE = "/-/nergens"

_HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        b" font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        b" frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
}


@hookimpl
def startup(datasette: Any) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > ADDRESS_SPACE:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))

    # What visitors ask does not belong in a log: neither every variable of every error, nor the
    # words of a question that failed.
    default = pm.get_plugin("datasette.handle_exception")
    if default is not None:
        pm.unregister(default)
    for each in (Database, type(datasette)):
        each.execute = partialmethod(each.execute, log_sql_errors=False)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    conn.execute(f"PRAGMA hard_heap_limit = {SQLITE_HEAP}")
    # Sorting goes to memory, which is limited, and not to the disk, which is not.
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.set_authorizer(_without_paths)


def _without_paths(action: int, table: str | None, column: str | None, *_: str | None) -> int:
    """Where the file stands on the machine is nobody's business; the rest is for everybody."""
    of_files = (table or "").lower() == "pragma_database_list" and column == "file"
    return (
        sqlite3.SQLITE_IGNORE if action == sqlite3.SQLITE_READ and of_files else sqlite3.SQLITE_OK
    )


@hookimpl
def permission_allowed(action: str, resource: Any) -> bool | None:
    if action == "view-table" and _SEARCH_TABLE.search(resource[1]):
        return False
    if action == "view-database" and resource in ("_memory", "_internal"):
        return False
    return None


@hookimpl
def extra_template_vars(datasette: Any) -> dict[str, Any]:
    labels = (datasette.plugin_config("gesprekstafel") or {}).get("labels", {})

    def label(column: str) -> str:
        """What stands above a column: its Dutch name, or the name itself."""
        return str(labels.get(column, column.replace("_", " ")))

    return {"label": label, "site": datasette.metadata()}


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """The page or JSON of an error."""

    async def answer() -> Response:
        status = getattr(exception, "status", 500)
        if isinstance(exception, Forbidden):
            status = 403
        message = getattr(exception, "message", None) or str(exception)
        if isinstance(exception, MemoryError):
            status, message = 400, "out of memory"
        if status >= 500:
            logging.getLogger("gesprekstafel.data").error("%s", type(exception).__name__)
        if request.path.split("?")[0].endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        template = datasette.jinja_env.select_template(["error.html"])
        page = await template.render_async(status=status, error=message, urls=datasette.urls)
        return Response.html(page, status=status)

    return answer


@hookimpl
def forbidden(datasette: Any, request: Any, message: str) -> Any:
    return handle_exception(datasette, request, Forbidden(message))


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    def is_closed(path: str) -> bool:
        base = datasette.setting("base_url")
        if base != "/" and path.startswith(base):
            path = "/" + path[len(base) :]
        return bool(_CLOSED.match(path)) and not _ALLOWED.match(path)

    def wrap(app: Any) -> Any:
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "lifespan":
                # An access log would hold who searched for which word.
                logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            raw = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
            if is_closed(scope["path"]) or is_closed(raw):
                scope = {**scope, "path": _NOWHERE, "raw_path": _NOWHERE.encode()}

            async def send_with_headers(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
                await send(message)

            await app(scope, receive, send_with_headers)

        return guarded

    return wrap
