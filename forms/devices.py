"""Which browser it is, in words that its owner knows again; no version, no make."""

from __future__ import annotations

from flask_babel import gettext as _

# What comes first decides: a browser also names those that it is like.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """`Firefox, Windows`; either alone, or "", when the browser does not say.

    :param user_agent: as the browser sends it; nothing of it is kept but these names
    """
    return ", ".join(filter(None, (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))))


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")


def in_words(device: str) -> str:
    """`Firefox op Windows`"""
    browser, _comma, system = device.partition(", ")
    if system:
        return str(_("%(browser)s op %(system)s", browser=browser, system=system))
    return browser or str(_("Onbekende browser"))
