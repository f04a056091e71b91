"""Somebody with a browser: follows pages, sends the forms that stand on them, keeps cookies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from collector.errors import Refused

PATIENCE_SECONDS = 60.0


@dataclass
class Visitor:
    """One browser on one service. Refused by the service at whatever it asks, it stops."""

    web: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> str:
        return self._read(self.session.get(urljoin(self.web, path), timeout=PATIENCE_SECONDS))

    def send(
        self,
        page: str,
        action: str,
        fields: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> str:
        """Open a page, fill in its first form that goes to an address like `action`, and send it.

        :param action: a pattern; a form without an address of its own goes to the page itself
        :raise Refused: there is no such form, or the service says no.
        """
        text = self.get(page)
        for form in html.fromstring(text).forms:
            target = urljoin(self.web + page, form.action or page)
            if form.method == "POST" and re.search(action, target):
                given = {**dict(form.form_values()), **(fields or {})}
                answer = self.session.post(
                    target, data=given, files=files, timeout=PATIENCE_SECONDS
                )
                return self._read(answer)
        raise Refused(f"{page}: no form that goes to {action}")

    def _read(self, answer: requests.Response) -> str:
        if answer.status_code >= 400:
            raise Refused(f"{answer.request.method} {answer.url}: {answer.status_code}")
        return answer.text if "html" in answer.headers.get("Content-Type", "") else ""
