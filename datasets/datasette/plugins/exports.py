"""Datasette's hooks for taking rows along: a page that tells how, and a Jupyter notebook."""

from __future__ import annotations

from typing import Any

from datasette import Response, hookimpl
from datasette.utils import tilde_decode

from analysis.data_pages import visit
from analysis.data_pages.notebook import notebook


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
    return await visit.page(datasette, request, "notebook.html", context)


def give_notebook(datasette: Any, request: Any) -> Response:
    export = _export(datasette, request)
    text = notebook(
        export["title"], export["page"], export["citation"], export["csv"], visit.words_of(request)
    )
    name = request.path.rsplit("/", 1)[-1].removesuffix(".ipynb")
    return Response(
        text,
        content_type="application/x-ipynb+json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ipynb"'},
    )


def _export(datasette: Any, request: Any) -> dict[str, str]:
    """Title, source and addresses of the rows that somebody looks at."""
    path = visit.path_of(request)
    for extension in (".Notebook", ".ipynb"):
        path = path.removesuffix(extension)
    asked = visit.unlabelled(f"?{request.query_string}" if request.query_string else "")
    here = visit.here(datasette, request)
    page = here + path.lstrip("/")
    database, _, table = path.strip("/").partition("/")
    about = datasette.metadata().get("databases", {}).get(tilde_decode(database), {})
    named = {**about.get("tables", {}), **about.get("queries", {})}
    words = visit.words_of(request)
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
