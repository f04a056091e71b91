"""What search engines may show: the front page, which explains; not what people said.

Also a header on every page, because below a path the file is not where search engines look.
"""

from __future__ import annotations

FILE = "/robots.txt"


def robots_txt(robots: str, base_url: str) -> str:
    """:param robots: `home`, `all` or `none`"""
    allowed = {"home": f"Allow: {base_url}$\n", "all": f"Allow: {base_url}\n", "none": ""}[robots]
    shut = "" if robots == "all" else f"Disallow: {base_url}\n"
    return f"User-agent: *\n{allowed}{shut}"


def may_be_shown(path: str, robots: str) -> bool:
    """Whether a search engine may show this page. `path` begins where the service stands."""
    return robots == "all" or (robots == "home" and path in ("/", FILE))
