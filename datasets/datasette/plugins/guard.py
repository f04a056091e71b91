"""Datasette's hooks that guard: how much a question may use, which pages are closed, what is said
when something goes wrong, and where the service stands."""

from __future__ import annotations

import logging
import sqlite3
from functools import partialmethod
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from datasette import Forbidden, Response, hookimpl
from datasette.database import Database
from datasette.plugins import pm

from analysis.data_pages import errors, limits, robots, visit
from collector.hosts import is_ours

_LOG = logging.getLogger("gesprekstafel.data")


@hookimpl
def startup(datasette: Any) -> None:
    limits.limit_process()
    # What visitors ask does not belong in a log: neither every variable of every error, nor the
    # words of a question that failed.
    default = pm.get_plugin("datasette.handle_exception")
    if default is not None:
        pm.unregister(default)
    for each in (Database, type(datasette)):
        each.execute = partialmethod(each.execute, log_sql_errors=False)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    limits.limit_connection(conn)


@hookimpl
def permission_allowed(action: str, resource: Any) -> bool | None:
    if action == "view-table" and limits.is_search_index(resource[1]):
        return False
    if action == "view-database" and resource in ("_memory", "_internal"):
        return False
    return None


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """The page or JSON of an error."""

    async def answer() -> Response:
        asked = bool(request.query_string) or request.method not in ("GET", "HEAD")
        problem = errors.problem_of(exception, visit.words_of(request), asked=asked)
        if problem.status >= 500:
            _LOG.error("%s", type(exception).__name__)
        if request.path.split("?")[0].endswith(".json"):
            said = getattr(exception, "message", None) or str(exception)
            told = {"ok": False, "error": said if problem.status < 500 else problem.text}
            return Response.json({**told, "status": problem.status}, status=problem.status)
        page = await datasette.render_template(
            ["error.html"], {"status": problem.status, "problem": problem}, request=request
        )
        return Response.html(page, status=problem.status)

    return answer


@hookimpl
def forbidden(datasette: Any, request: Any, message: str) -> Any:
    return handle_exception(datasette, request, Forbidden(message))


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    def wrap(app: Any) -> Any:
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "lifespan":
                # An access log would hold who searched for which word.
                logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            if not _is_ours(scope, visit.settings_of(datasette)):
                await _refuse(send)
                return
            base = datasette.setting("base_url")
            raw = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").split("?")[0]
            moved = _moved(raw, base)
            if moved is not None:
                query = scope["query_string"].decode("latin-1")
                await _redirect(send, f"{moved}?{query}" if query else moved)
                return
            # A proxy may leave the prefix on; Datasette's own links count on its being off.
            path, raw = _below(scope["path"], base), _below(raw, base)
            if limits.is_closed(path) or limits.is_closed(raw):
                path = raw = limits.NOWHERE
            scope = {
                **scope,
                "path": path,
                "raw_path": raw.encode("latin-1"),
                "query_string": _with_words(scope["query_string"]),
            }
            shown = robots.may_be_shown(path, visit.settings_of(datasette).get("robots", "home"))

            async def send_with_headers(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [
                        *message.get("headers", []),
                        *limits.HEADERS.items(),
                        (b"vary", b"Cookie"),
                        *(() if shown else ((b"x-robots-tag", b"noindex"),)),
                    ]
                await send(message)

            await app(scope, receive, send_with_headers)

        return guarded

    return wrap


def _moved(path: str, base: str) -> str | None:
    """Where this address is really: with the slash of the prefix, without one at the end."""
    if base != "/" and path == base.rstrip("/"):
        return base
    below = _below(path, base)
    if below != "/" and below.endswith("/") and not below.startswith("/_"):
        return base + below.strip("/")
    return None


def _with_words(query: bytes) -> bytes:
    """Without a search for nothing: an empty field is no question, and no error either."""
    return b"&".join(
        part
        for part in query.split(b"&")
        if not part.startswith(b"_search=")
        or any(map(str.isalnum, unquote_plus(part[8:].decode("latin-1"))))
    )


def _below(path: str, base: str) -> str:
    return "/" + path.removeprefix(base) if base != "/" and path.startswith(base) else path


def _is_ours(scope: Any, settings: Any) -> bool:
    """Whether it was asked for under a name of ours, or the one that the data is shown under."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    shown = urlsplit(settings.get("address", "")).netloc
    return is_ours(host, settings.get("hosts", ())) or host.lower() == shown.lower() != ""


async def _refuse(send: Any) -> None:
    """Whoever asks under a name that is not ours: no page holds that name."""
    text = b"Deze dienst kent het adres niet waaronder u kwam.\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *limits.HEADERS.items()]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": text})


async def _redirect(send: Any, address: str) -> None:
    headers = [(b"location", address.encode("latin-1")), (b"content-length", b"0")]
    headers += limits.HEADERS.items()
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
