"""Who visits a page of the data service: in which language, from where, at which release.

`datasette` and `request` are Datasette's own.
"""

from __future__ import annotations

import re
from typing import Any

from datasette import NotFound, Response
from datasette.utils import tilde_decode

from analysis.data_pages.language import Words, chosen


def words_of(request: Any) -> Words:
    return Words(chosen(request.cookies if request else {}))


def settings_of(datasette: Any) -> dict[str, Any]:
    return datasette.plugin_config("gesprekstafel") or {}


def path_of(request: Any) -> str:
    """Of the page that is shown, as it is below the place where the service stands."""
    return request.path if request else "/"


def here(datasette: Any, request: Any) -> str:
    """The address of the front page, as it is seen from outside."""
    configured = settings_of(datasette).get("address")
    if configured:
        return str(configured)
    base = datasette.setting("base_url")
    return f"{request.scheme}://{request.host}{base}" if request else str(base)


def release_of(datasette: Any, request: Any) -> tuple[str, dict[str, Any]]:
    """Name and description of the database in the address.

    :raise NotFound: there is none.
    """
    name = tilde_decode(request.url_vars["database"])
    about = datasette.metadata().get("databases", {}).get(name)
    if about is None:
        raise NotFound("no such database")
    return name, about


async def page(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Response:
    return Response.html(await datasette.render_template([template], context, request=request))


def unlabelled(address: str) -> str:
    """Without the names of what is referred to: a theme is its own name, and would stand twice."""
    return re.sub(r"_labels=on&?", "", address).rstrip("?&")
