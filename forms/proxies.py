"""What the proxies in front of the service say, and the path below which they show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from collector.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def believe(app: Flask, config: Config) -> None:
    """Take the client's address and the scheme from that many proxies, and nothing from anybody
    else: of `X-Forwarded-For` only what the outermost of our own wrote down itself counts.

    The host is the one that was asked for, in `Host`: a proxy has to pass it on.
    """
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=0
        )
    if config.prefix:
        app.wsgi_app = Below(  # type: ignore[assignment, method-assign]
            app.wsgi_app, config.prefix
        )


class Below:
    """The service below a path. Whether a proxy takes the path off or leaves it on is the same.

    :param prefix: such as `/gesprekstafel`
    """

    def __init__(self, service: WSGIApplication, prefix: str) -> None:
        self._service = service
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            path = path[len(self._prefix) :]
        return self._service({**environ, "SCRIPT_NAME": self._prefix, "PATH_INFO": path}, start)
