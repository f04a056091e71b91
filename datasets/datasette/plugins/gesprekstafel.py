"""Datasette's hooks for the releases of Gesprekstafel. What they do is in analysis.data_pages."""

from __future__ import annotations

import logging
import mimetypes
import re
import sqlite3
from functools import partialmethod
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_plus, urlencode

from datasette import Forbidden, NotFound, Response, hookimpl
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import tilde_decode
from datasette.utils.asgi import AsgiFileDownload

from analysis.data_pages import charts, errors, limits, robots
from analysis.data_pages.citation import bibtex
from analysis.data_pages.dashboard import dashboard
from analysis.data_pages.everywhere import find
from analysis.data_pages.language import Words, chosen
from analysis.data_pages.notebook import notebook
from collector.languages import LANGUAGE_COOKIE, LANGUAGES

_LOG = logging.getLogger("gesprekstafel.data")
_YEAR = 60 * 60 * 24 * 365  # seconds
_made: dict[tuple[str, str], Any] = {}
"""Dashboards by database and hash: a release never changes."""


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
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    words = _words(request)
    labels = _settings(datasette).get("labels", {})
    path = _path(datasette, request)
    asked = f"{path}?{request.query_string}" if request and request.query_string else path

    def label(column: str) -> str:
        """What stands above a column, or the name itself."""
        return words.say(str(labels.get(column, column.replace("_", " "))))

    def explain(message: str) -> str:
        """An error in a question, in plain words; "" when it is not a known one."""
        problem = errors.explain(message, words)
        return problem.text if problem else ""

    return {
        "_": words.say,
        "ngettext": words.count,
        "number": words.number,
        "language": words.language,
        "languages": [
            (code, name, datasette.urls.path(f"/-/language/{code}?{urlencode({'back': asked})}"))
            for code, name in LANGUAGES.items()
            if code != words.language
        ],
        "dutch": "" if words.language == "nl" else "nl",
        "label": label,
        "explain": explain,
        "site": datasette.metadata(),
        "here": _here(datasette, request),
        "canonical": _here(datasette, request) + path.lstrip("/"),
        "bar": charts.bar,
        "largest": charts.largest,
        "stack": charts.stack,
        "slope": charts.slope,
        "bibtex": bibtex,
        "unlabelled": _unlabelled,
    }


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/-/language/(?P<code>\w+)$", choose_language),
        (r"^/-/search$", search_everywhere),
        (r"^/robots\.txt$", show_robots),
        (r"^/(?P<database>[^/.]+)/-/dashboard$", show_dashboard),
        (r"^/(?P<database>[^/.]+)/-/citation\.bib$", show_bibtex),
        (r"^/(?P<database>[^/.]+)/-/files/(?P<file>.+)$", give_file),
    ]


def choose_language(datasette: Any, request: Any) -> Response:
    """Remembers it in a cookie, and goes back to where one was."""
    code = request.url_vars["code"]
    if code not in LANGUAGES:
        raise NotFound("no such language")
    back = request.args.get("back") or "/"
    if not back.startswith("/") or back.startswith(("//", "/\\")) or not back.isprintable():
        back = "/"
    answer = Response.redirect(datasette.urls.path(back), status=303)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=_here(datasette, request).startswith("https:"),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def search_everywhere(datasette: Any, request: Any) -> Response:
    words = (request.args.get("q") or "")[:200]
    found = []
    for name in datasette.metadata().get("databases", {}):
        database = datasette.get_database(name)
        found.append((name, await database.execute_fn(lambda open_: find(open_, words))))
    return await _page(datasette, request, "search.html", {"q": words, "found": found})


def show_robots(datasette: Any) -> Response:
    return Response.text(
        robots.robots_txt(_settings(datasette).get("robots", "home"), datasette.setting("base_url"))
    )


async def show_dashboard(datasette: Any, request: Any) -> Response:
    name, about = _release(datasette, request)
    database = datasette.get_database(name)
    key = name, database.hash or ""
    if key not in _made:
        _made[key] = await database.execute_fn(dashboard)
    context = {"database": name, "about": about, "board": _made[key]}
    return await _page(datasette, request, "dashboard.html", context)


def show_bibtex(datasette: Any, request: Any) -> Response:
    name, about = _release(datasette, request)
    text = bibtex(name, about["release"], _here(datasette, request) + name)
    return Response(text, content_type="application/x-bibtex; charset=utf-8")


async def give_file(datasette: Any, request: Any) -> Any:
    """What stands beside the release in its folder."""
    name, about = _release(datasette, request)
    wanted = unquote(request.url_vars["file"])
    if wanted not in about["files"]:
        raise NotFound("no such file")
    path = Path(datasette.get_database(name).path).parent / wanted
    kind = mimetypes.guess_type(wanted)[0] or "application/octet-stream"
    return AsgiFileDownload(str(path), filename=path.name, content_type=kind)


@hookimpl
def register_output_renderer() -> list[dict[str, Any]]:
    return [
        {
            "extension": "Notebook",
            "render": show_export,
            "can_render": lambda columns: bool(columns),
        },
        {"extension": "ipynb", "render": give_notebook, "can_render": lambda: False},
    ]


async def show_export(datasette: Any, request: Any, columns: Any) -> Response:
    """How to open these rows in a notebook, in Python, in R and in Excel."""
    context = {"export": _export(datasette, request), "columns": columns}
    return await _page(datasette, request, "notebook.html", context)


def give_notebook(datasette: Any, request: Any) -> Response:
    export = _export(datasette, request)
    text = notebook(
        export["title"], export["page"], export["citation"], export["csv"], _words(request)
    )
    name = request.path.rsplit("/", 1)[-1].removesuffix(".ipynb")
    return Response(
        text,
        content_type="application/x-ipynb+json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ipynb"'},
    )


def _export(datasette: Any, request: Any) -> dict[str, str]:
    """Title, source and addresses of the rows that somebody looks at."""
    path = _path(datasette, request)
    for extension in (".Notebook", ".ipynb"):
        path = path.removesuffix(extension)
    asked = _unlabelled(f"?{request.query_string}" if request.query_string else "")
    here = _here(datasette, request)
    page = here + path.lstrip("/")
    database, _, table = path.strip("/").partition("/")
    about = datasette.metadata().get("databases", {}).get(tilde_decode(database), {})
    named = {**about.get("tables", {}), **about.get("queries", {})}
    words = _words(request)
    title = named.get(tilde_decode(table), {}).get("title")
    said = words.say(title) if title else words.say("eigen vraag")
    # A query has no pages; of a table all rows come, not those of one page.
    stream = (
        "_stream=1&_size=max" if tilde_decode(table) in about.get("tables", {}) else "_size=max"
    )
    return {
        "title": f"{about.get('title', '')}: {said}",
        "page": page + asked,
        "back": datasette.urls.path(path) + asked,
        "file": datasette.urls.path(path) + ".ipynb" + asked,
        "csv": f"{page}.csv{asked}{'&' if asked else '?'}{stream}",
        "citation": about.get("release", {}).get("citation", ""),
    }


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """The page or JSON of an error."""

    async def answer() -> Response:
        asked = bool(request.query_string) or request.method not in ("GET", "HEAD")
        problem = errors.problem_of(exception, _words(request), asked=asked)
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
            shown = robots.may_be_shown(path, _settings(datasette).get("robots", "home"))

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


async def _redirect(send: Any, address: str) -> None:
    headers = [(b"location", address.encode("latin-1")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Response:
    page = await datasette.render_template([template], context, request=request)
    return Response.html(page)


def _release(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Name and description of the database in the address.

    :raise NotFound: there is none.
    """
    name = tilde_decode(request.url_vars["database"])
    about = datasette.metadata().get("databases", {}).get(name)
    if about is None:
        raise NotFound("no such database")
    return name, about


def _unlabelled(address: str) -> str:
    """Without the names of what is referred to: a theme is its own name, and would stand twice."""
    return re.sub(r"_labels=on&?", "", address).rstrip("?&")


def _words(request: Any) -> Words:
    return Words(chosen(request.cookies if request else {}))


def _settings(datasette: Any) -> dict[str, Any]:
    return datasette.plugin_config("gesprekstafel") or {}


def _path(datasette: Any, request: Any) -> str:
    """Of the page that is shown, as it is below the place where the service stands."""
    return request.path if request else "/"


def _here(datasette: Any, request: Any) -> str:
    """The address of the front page, as it is seen from outside."""
    configured = _settings(datasette).get("address")
    if configured:
        return str(configured)
    base = datasette.setting("base_url")
    return f"{request.scheme}://{request.host}{base}" if request else str(base)
