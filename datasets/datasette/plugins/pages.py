"""Datasette's hooks for pages: what every template may use, and the pages that are our own."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import NotFound, Response, hookimpl
from datasette.utils.asgi import AsgiFileDownload

from analysis.data_pages import charts, errors, robots, visit
from analysis.data_pages.citation import bibtex
from analysis.data_pages.dashboard import dashboard
from analysis.data_pages.everywhere import find
from collector.languages import LANGUAGE_COOKIE, LANGUAGES

_YEAR = 60 * 60 * 24 * 365  # seconds
_made: dict[tuple[str, str], Any] = {}
"""Dashboards by database and hash: a release never changes."""


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    words = visit.words_of(request)
    labels = visit.settings_of(datasette).get("labels", {})
    path = visit.path_of(request)
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
        "here": visit.here(datasette, request),
        "canonical": visit.here(datasette, request) + path.lstrip("/"),
        "bar": charts.bar,
        "largest": charts.largest,
        "stack": charts.stack,
        "slope": charts.slope,
        "bibtex": bibtex,
        "unlabelled": visit.unlabelled,
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
        secure=visit.here(datasette, request).startswith("https:"),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def search_everywhere(datasette: Any, request: Any) -> Response:
    words = (request.args.get("q") or "")[:200]
    found = []
    for name in datasette.metadata().get("databases", {}):
        database = datasette.get_database(name)
        found.append((name, await database.execute_fn(lambda open_: find(open_, words))))
    return await visit.page(datasette, request, "search.html", {"q": words, "found": found})


def show_robots(datasette: Any) -> Response:
    return Response.text(
        robots.robots_txt(
            visit.settings_of(datasette).get("robots", "home"), datasette.setting("base_url")
        )
    )


async def show_dashboard(datasette: Any, request: Any) -> Response:
    name, about = visit.release_of(datasette, request)
    database = datasette.get_database(name)
    key = name, database.hash or ""
    if key not in _made:
        _made[key] = await database.execute_fn(dashboard)
    context = {"database": name, "about": about, "board": _made[key]}
    return await visit.page(datasette, request, "dashboard.html", context)


def show_bibtex(datasette: Any, request: Any) -> Response:
    name, about = visit.release_of(datasette, request)
    text = bibtex(name, about["release"], visit.here(datasette, request) + name)
    return Response(text, content_type="application/x-bibtex; charset=utf-8")


async def give_file(datasette: Any, request: Any) -> Any:
    """What stands beside the release in its folder."""
    name, about = visit.release_of(datasette, request)
    wanted = unquote(request.url_vars["file"])
    if wanted not in about["files"]:
        raise NotFound("no such file")
    path = Path(datasette.get_database(name).path).parent / wanted
    kind = mimetypes.guess_type(wanted)[0] or "application/octet-stream"
    return AsgiFileDownload(str(path), filename=path.name, content_type=kind)
