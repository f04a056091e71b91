"""The least that a Flask view can do and still be durable: what `bench submit` compares with.

Two of them: one keeps its connection for the next request, which is the least of all; the other
opens one per request, as in https://flask.palletsprojects.com/en/stable/patterns/sqlite3/.

Neither shares a commit with another, as ours do (`collector.together`): that is work of ours,
which nobody writes in a bare view, and it should show. The pragmas, the server and the run are the
same.
"""

from __future__ import annotations

import sqlite3
import threading

from flask import Flask, g, request

from collector.config import Config
from collector.database import connect

_SAY = "INSERT INTO said (text) VALUES (?)"
_mine = threading.local()


def _kept(config: Config) -> sqlite3.Connection:
    """Of this thread: nothing is opened for a request."""
    if not hasattr(_mine, "connection"):
        _mine.connection = connect(config.instance / "bare.db")
    connection: sqlite3.Connection = _mine.connection
    return connection


def _close(_error: BaseException | None) -> None:
    if (connection := g.pop("connection", None)) is not None:
        connection.close()


def wsgi() -> Flask:
    """One table, and two views that put one row in it."""
    app, config = Flask("bare"), Config.from_environment()
    _kept(config).execute(
        "CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"
    )
    app.teardown_appcontext(_close)

    @app.post("/")
    def say() -> str:
        _kept(config).execute(_SAY, (request.form["q_vraag_5"],))
        return "ok"

    @app.post("/textbook")
    def say_as_in_the_textbook() -> str:
        g.connection = connect(config.instance / "bare.db")
        g.connection.execute(_SAY, (request.form["q_vraag_5"],))
        return "ok"

    return app
