"""The service behind a proxy, with one open questionnaire and a facilitator."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collector.accounts import add_facilitator
from tests.conftest import PASSWORD
from tests.deployment.front import Behind, Front, Visitor, start_caddy, start_nginx
from tests.phones import prepare
from tests.programs import need

EMAIL = "gespreksleider@example.org"
PREFIX = "/gesprekstafel"


@dataclass
class Site:
    service: Behind
    front: Front
    database: sqlite3.Connection
    code: str
    activity: int

    def visitor(self, **values: object) -> Visitor:
        return Visitor(self.front, **values)  # type: ignore[arg-type]

    @property
    def facilitator(self) -> Visitor:
        visitor = self.visitor()
        fields = {"email": EMAIL, "password": PASSWORD}
        answer = visitor.fill_in(f"{self.service.prefix}/facilitate/login", fields)
        assert answer.status == 302, answer.text
        return visitor


def open_site(folder: Path, proxy: str, prefix: str) -> Iterator[Site]:
    need("openssl", "openssl")
    database, _programme, code, activity = prepare(folder / "instance")
    add_facilitator(database, EMAIL, PASSWORD, "Gespreksleider")
    service = Behind(folder / "instance", prefix=prefix)
    service.start()
    front = (
        start_caddy(folder / "caddy", service)
        if proxy == "caddy"
        else start_nginx(folder / "nginx", service, below=bool(prefix))
    )
    yield Site(service, front, database, code, activity)
    front.stop()
    service.stop()
    database.close()
