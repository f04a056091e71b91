"""The least that a Flask view can do and still be durable: what `bench submit` compares with."""

from __future__ import annotations

import sqlite3
import threading

from flask import Flask, request

from collector.config import Config
from collector.database import connect

_mine = threading.local()


def _connection(config: Config) -> sqlite3.Connection:
    """Kept per thread: nothing is opened for a request."""
    if not hasattr(_mine, "connection"):
        _mine.connection = connect(config.instance / "bare.db")
    connection: sqlite3.Connection = _mine.connection
    return connection


def wsgi() -> Flask:
    """One table, and one view that puts one row in it."""
    app, config = Flask("bare"), Config.from_environment()
    _connection(config).execute(
        "CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"
    )

    @app.post("/")
    def say() -> str:
        text = request.form["q_vraag_5"]
        _connection(config).execute("INSERT INTO said (text) VALUES (?)", (text,))
        return "ok"

    return app
