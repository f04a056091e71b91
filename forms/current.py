"""What belongs to the request at hand: database, settings, language, who is logged in."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, g, request, session
from flask_babel import gettext, ngettext

from collector.config import Config
from collector.contacts import open_contacts
from collector.languages import LANGUAGE_COOKIE, LANGUAGES
from collector.live import Watcher
from collector.log_ins import facilitator_by_log_in
from collector.pool import Pool
from collector.wording import Counted, Wording

FOLDER = Path(__file__).resolve().parent


def config() -> Config:
    return cast(Config, current_app.config["GESPREKSTAFEL"])


def database() -> sqlite3.Connection:
    """The request's own connection; the next request has it when this one ends."""
    if "database" not in g:
        g.database = pool().take()
    return cast(sqlite3.Connection, g.database)


def contacts() -> sqlite3.Connection:
    if "contacts" not in g:
        g.contacts = open_contacts(config().contacts)
    return cast(sqlite3.Connection, g.contacts)


def close(_error: BaseException | None = None) -> None:
    if (database := g.pop("database", None)) is not None:
        pool().give_back(database)
    if (contacts := g.pop("contacts", None)) is not None:
        contacts.close()


def pool() -> Pool:
    return cast(Pool, current_app.extensions["pool"])


def watcher() -> Watcher:
    return cast(Watcher, current_app.extensions["watcher"])


def data_address(release: sqlite3.Row | None = None) -> str:
    """Where Datasette shows the releases, or the one that is given: as configured, or this host on
    the port for data."""
    shown = Path(release["file"]).stem if release is not None else ""
    if config().data_address:
        return config().data_address + shown
    parts = urlsplit(request.host_url)
    host = parts.hostname or "localhost"
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}:{config().data_port}/{shown}"


def locale() -> str:
    """The language of this page: Dutch, or English for whoever chose that.

    What a browser says that it prefers is no choice: a Dutch hall has many phones in English.
    The projector is read by a hall: its own address says its language (`?language=en`).
    """
    if request.blueprint == "screens":
        chosen = request.args.get("language")
    else:
        chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else next(iter(LANGUAGES))


def in_words(said: Wording) -> str:
    """In the language of this page."""
    values = {
        name: in_words(value) if isinstance(value, Wording) else value
        for name, value in said.values.items()
    }
    if isinstance(said, Counted):
        return str(ngettext(said.one, said.text, **values))
    return str(gettext(said.text, **values))


def facilitator() -> sqlite3.Row | None:
    """The facilitator who is logged in (`id`, `email`, `name`, `log_in`), or None."""
    if "facilitator" not in g:
        g.facilitator = None
        if "log_in" in session:
            g.facilitator = facilitator_by_log_in(database(), session["log_in"])
    return cast("sqlite3.Row | None", g.facilitator)


def has_logged_in() -> bool:
    """Whether this browser was given a log-in by us, which may have ended since."""
    return "log_in" in session


def myself() -> sqlite3.Row:
    """The same, inside a view that needs a log-in: see `forms.access_table`."""
    row = facilitator()
    assert row is not None
    return row


def facilitator_id() -> int:
    return int(myself()["id"])
