"""Behind a proxy, below a path: every link, form and redirect of every page leads somewhere."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from collector.config import Config
from collector.errors import Refused
from tests.datasets import known_release
from tests.datasets.conftest import Service
from tests.datasets.known_release import NETWORK, TABLES
from tests.service import free_port

PREFIX = "/open/data"
MOST_PAGES = 400


class Proxy(ThreadingHTTPServer):
    """Passes on what is below `PREFIX`, without it unless told to keep it."""

    daemon_threads = True
    strips = True
    behind = ""


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        if not (self.path + "/").startswith(f"{PREFIX}/"):
            self.send_error(404)
            return
        path = self.path.removeprefix(PREFIX) if self.server.strips else self.path
        # Without the prefix and its slash nothing is left; a proxy then asks for the whole.
        path = path if path.startswith("/") else self.path
        headers = {"Host": self.headers["Host"], "X-Forwarded-Proto": "http"}
        if cookie := self.headers.get("Cookie"):
            headers["Cookie"] = cookie
        request = urllib.request.Request(self.server.behind + path, headers=headers)
        try:
            answer = _OPENER.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


@pytest.fixture(params=[True, False], ids=["stripped", "kept"])
def behind_proxy(
    config: Config, started: Callable[..., Service], request: pytest.FixtureRequest
) -> Iterator[Service]:
    known_release.round_tables(config.releases)
    known_release.learning_network(config.releases)
    proxy = Proxy(("127.0.0.1", free_port()), _Handler)
    proxy.strips = request.param
    base = f"http://127.0.0.1:{proxy.server_port}"
    service = started(replace(config, data_address=f"{base}{PREFIX}/"))
    proxy.behind = service.base
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    yield replace(service, base=base)
    proxy.shutdown()
    thread.join()
    proxy.server_close()


def test_every_link_leads_somewhere(behind_proxy: Service) -> None:
    waiting, seen, wrong = [f"{PREFIX}/"], set(), {}
    kinds: set[str] = set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        seen.add(path)
        status, body, headers = behind_proxy.get(path, follow=False)
        if status in (301, 302, 303):
            links = [headers["location"]]
        elif status != 200:
            wrong[path] = status
            continue
        elif headers["content-type"].startswith("text/html"):
            links = re.findall(r'(?:href|src|action)="([^"#]+)', body.decode())
        else:
            continue
        kinds.add(re.sub(r"\?.*", "?", path))
        for link in links:
            whole = urllib.parse.urljoin(behind_proxy.base + path, link.replace("&amp;", "&"))
            if not whole.startswith(behind_proxy.base):
                continue
            there = whole.removeprefix(behind_proxy.base)
            if not there.startswith(f"{PREFIX}/"):
                wrong[f"{path} → {link}"] = 0
            # Of each page two of its sortings and filters.
            known = sum(
                one.partition("?")[0] == there.partition("?")[0] for one in seen | {*waiting}
            )
            if there not in seen and there not in waiting and known < 2:
                waiting.append(there)
    assert wrong == {}
    assert {
        f"{PREFIX}/{TABLES}",
        f"{PREFIX}/{TABLES}/-/dashboard",
        f"{PREFIX}/{NETWORK}/development",
        f"{PREFIX}/{TABLES}/statements",
        f"{PREFIX}/{TABLES}/statements.Notebook",
        f"{PREFIX}/-/language/en?",
        f"{PREFIX}/-/search",
    } <= kinds


def test_addresses_are_those_of_outside(behind_proxy: Service) -> None:
    here = f"{behind_proxy.base}{PREFIX}"
    status, _, headers = behind_proxy.get(PREFIX, follow=False)
    assert (status, headers["location"]) == (302, f"{PREFIX}/")
    status, _, headers = behind_proxy.get(f"{PREFIX}/{TABLES}/?a=1", follow=False)
    assert (status, headers["location"]) == (302, f"{PREFIX}/{TABLES}?a=1")
    page = behind_proxy.page(f"{PREFIX}/{TABLES}")
    assert f'<link rel="canonical" href="{here}/{TABLES}">' in page
    assert f'read_csv("{here}/{TABLES}/statements.csv?' in page
    assert f"url = {{{here}/{TABLES}}}" in page
    _, _, headers = behind_proxy.get(f"{PREFIX}/-/language/en?back=/{TABLES}", follow=False)
    assert headers["location"] == f"{PREFIX}/{TABLES}"
    assert behind_proxy.get(f"{PREFIX}/-/databases")[0] == 404
    assert behind_proxy.page(f"{PREFIX}/robots.txt") == (
        f"User-agent: *\nAllow: {PREFIX}/$\nDisallow: {PREFIX}/\n"
    )
    filtered = behind_proxy.get(
        f"{PREFIX}/{TABLES}/statements?_filter_column=theme&_filter_op=exact&_filter_value=x",
        follow=False,
    )[2]["location"]
    assert filtered == f"{PREFIX}/{TABLES}/statements?theme__exact=x"


def test_the_slash_at_the_end_leads_nowhere_else(known: Service) -> None:
    for path in ("//else.example/", "///else.example//", "/%2felse.example/"):
        status, _, headers = known.get(path, follow=False)
        assert status == 404 or not headers["location"].startswith(("//", "http")), path


@pytest.mark.parametrize("address", ["data", "ftp://x/", "https://x/?a=1", "https:///data/"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GESPREKSTAFEL_DATA_ADDRESS", address)
    with pytest.raises(Refused, match="GESPREKSTAFEL_DATA_ADDRESS is"):
        Config.from_environment()


def test_settings_reach_the_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GESPREKSTAFEL_DATA_ADDRESS", "https://example.org/data")
    monkeypatch.setenv("GESPREKSTAFEL_DATA_ROBOTS", "none")
    monkeypatch.setenv("GESPREKSTAFEL_DATA_SQL", "0")
    config = Config.from_environment()
    assert (config.data_address, config.data_robots, config.data_sql) == (
        "https://example.org/data/",
        "none",
        False,
    )
    for name, value in config.environment().items():
        monkeypatch.setenv(name, value)
    assert Config.from_environment() == config
    monkeypatch.setenv("GESPREKSTAFEL_DATA_ROBOTS", "some")
    with pytest.raises(Refused, match="Choose from: home, all, none"):
        Config.from_environment()
