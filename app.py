"""The Flask factory and the command line: wires, never decides."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import forms.current
import forms.pages
from collector.config import Config
from collector.database import connect
from collector.live import Watcher
from collector.schema import migrate

csrf = CSRFProtect()


def create_app(config: Config) -> Flask:
    """The web service on one instance folder. Migrates the database before the first request."""
    app = Flask(
        "gesprekstafel",
        root_path=str(forms.current.FOLDER),
        template_folder="templates",
        static_folder="static",
        instance_path=str(config.instance),
    )
    app.config.update(
        SECRET_KEY=config.secret_key(),
        GESPREKSTAFEL=config,
        SESSION_COOKIE_NAME="gesprekstafel",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 30,
        # A phone may lie on the table for the whole meeting.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
    )
    connection = connect(config.database)
    migrate(connection)
    connection.close()
    app.extensions["watcher"] = Watcher(config.database)
    csrf.init_app(app)
    Babel(app, locale_selector=forms.current.locale)
    forms.pages.register(app)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app
