"""Through nginx with our example: what a visitor gets, and what the service hears of who came."""

from __future__ import annotations

import re
import socket
import ssl
import time
import warnings
from pathlib import Path

import pytest

from collector.meetings import set_activity_state
from forms.wrong_codes import AT_ONCE
from tests.deployment.front import NAME, Behind, Visitor, start_nginx
from tests.deployment.sites import Site
from tests.phones import Stream, hidden
from tests.programs import need
from tests.service import fetch

MEGABYTE = 1024 * 1024


def hand_in(visitor: Visitor, site: Site, text: str) -> None:
    """Join and answer, as a phone without scripts does."""
    place = f"{site.service.prefix}/m/{site.code}"
    joined = visitor.fill_in(place, {})
    assert joined.status == 303
    assert (joined.headers["Location"] or "").startswith(f"{place}/")
    page = visitor.ask(f"{place}/{site.activity}").text
    fields = {name: hidden(page, name) for name in ("csrf_token", "key")}
    sent = visitor.ask(f"{place}/{site.activity}", {**fields, "q_statements-0-text": text})
    assert sent.status == 303
    assert "Ontvangen en bewaard." in visitor.ask(sent.headers["Location"] or "").text


def test_somebody_joins_and_answers(at_root: Site) -> None:
    text = "Door de voordeur"
    hand_in(at_root.visitor(), at_root, text)
    found = at_root.database.execute("SELECT count(*) FROM statements WHERE text = ?", (text,))
    assert found.fetchone()[0] == 1


def test_cookies_are_secure_and_browsers_stay_with_tls(at_root: Site) -> None:
    answer = at_root.visitor().ask(f"/m/{at_root.code}")
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert [";" in one and "Secure" in one for one in cookies] == [True] * len(cookies) != []
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert answer.headers["Server"] == "nginx"  # without its version


def test_new_browsers_come_with_tls_1_3_and_none_with_1_1(at_root: Site) -> None:
    """All names at one port have the versions of its default server."""
    connection = at_root.visitor().connect()
    assert isinstance(connection.sock, ssl.SSLSocket)
    assert connection.sock.version() == "TLSv1.3"
    connection.close()
    old = ssl._create_unverified_context()
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", at_root.front.port), 10) as wire,
        pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"),
    ):
        old.wrap_socket(wire, server_hostname=NAME)


def test_without_tls_one_is_sent_to_it(at_root: Site) -> None:
    answer = at_root.visitor(secure=False).ask(f"/m/{at_root.code}?x=1")
    assert (answer.status, answer.headers["Location"]) == (
        308,
        f"https://{NAME}/m/{at_root.code}?x=1",
    )


def test_another_name_is_not_answered(at_root: Site) -> None:
    context = ssl._create_unverified_context()
    with (
        socket.create_connection(("127.0.0.1", at_root.front.port), 10) as wire,
        pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"),
    ):
        context.wrap_socket(wire, server_hostname="bedrog.example")


def test_what_watches_over_the_machine_is_not_for_visitors(at_root: Site) -> None:
    for path in ("/metrics", "/metrics/", "/readyz", "/metrics?x=1"):
        assert at_root.visitor().ask(path).status == 404
    assert "storage good" in fetch(f"{at_root.service.web}/readyz")[1]


def test_guessing_counts_per_visitor_whatever_he_says_of_himself(at_root: Site) -> None:
    guesser, other = at_root.visitor(source="127.0.0.2"), at_root.visitor(source="127.0.0.3")
    statuses = []
    for number in range(AT_ONCE + 1):
        said = {"X-Forwarded-For": f"203.0.113.{number % 250}", "X-Real-IP": "203.0.113.1"}
        said["Forwarded"] = f"for=203.0.113.{number % 250}"
        statuses.append(guesser.ask(f"/m/{number:06d}".replace("1", "b"), headers=said).status)
    assert set(statuses[:AT_ONCE]) == {404}
    assert statuses[AT_ONCE] == 429
    assert other.ask("/m/zzzzzz").status == 404


def test_no_header_leads_to_another_host_or_path(at_root: Site) -> None:
    """Gunicorn would take the path from a header with an underscore; a QR code holds the host."""
    said = {"X-Forwarded-Host": "bedrog.example", "X-Forwarded-Prefix": "/bedrog"}
    said |= {"SCRIPT_NAME": "/bedrog", "PATH_INFO": "/readyz"}
    path = f"/m/{at_root.code}/qr.svg"
    assert at_root.visitor().ask(path, headers=said).body == at_root.visitor().ask(path).body
    page = at_root.visitor().ask("/about/privacy", headers=said).text
    assert "bedrog" not in page
    assert fetch(f"{at_root.service.web}/about/privacy")[0] == 200


def test_gunicorn_takes_no_path_from_a_header(at_root: Site) -> None:
    asked = f"GET /about/privacy HTTP/1.1\r\nHost: {NAME}\r\nPATH_INFO: /readyz\r\n"
    asked += "SCRIPT_NAME: /bedrog\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", at_root.service.port), 20) as wire:
        wire.sendall(asked.encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 200 OK\r\n")
    assert "<html" in answer
    assert "bedrog" not in answer


class OverTls(Stream):
    """An open screen that comes through the proxy."""

    def __init__(self, site: Site) -> None:
        self.connection = site.visitor().connect()
        self.connection.request("GET", f"{site.service.prefix}/live/{site.code}")
        answer = self.connection.getresponse()
        assert (answer.status, answer.headers["Content-Type"]) == (
            200,
            "text/event-stream; charset=utf-8",
        )
        self.answer, self.rest = answer, b""

    def _more(self) -> None:
        received = self.answer.read1(65536)
        if not received:
            raise ConnectionError("the stream ended")
        self.rest += received

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def came_after(site: Site, stream: Stream) -> float:
    """The median: milliseconds from a question that closes or opens to its event on a phone."""
    found = []
    for number in range(16):
        set_activity_state(site.database, site.activity, is_open=number % 2 == 1)
        begin = time.perf_counter()
        stream.events(1)
        found.append((time.perf_counter() - begin) * 1000)
        stream.rest = b""
    return sorted(found)[8]


def test_events_are_not_held_back(at_root: Site) -> None:
    direct = Stream(at_root.service.port, at_root.code)
    direct.greeting()
    without = came_after(at_root, direct)
    direct.close()
    through = OverTls(at_root)
    through.greeting()
    with_proxy = came_after(at_root, through)
    through.close()
    print(f"\n{without:.1f} ms direct, {with_proxy:.1f} ms through nginx")
    assert with_proxy < without + 250  # held back until a buffer is full, it would not come at all


@pytest.mark.parametrize(
    ("size", "status", "words"),
    [
        (10 * MEGABYTE + 1, 200, "10 MB"),
        (11 * MEGABYTE, 413, "10 MB"),
        (13 * MEGABYTE, 413, "Dit is meer dan de dienst aanneemt: hoogstens 10 MB"),
    ],
)
def test_what_is_too_large_is_said_in_dutch(
    at_root: Site, size: int, status: int, words: str
) -> None:
    visitor = at_root.facilitator
    token = hidden(visitor.ask("/facilitate/import").text, "csrf_token")
    answer = upload(visitor, token, b"a" * size)
    assert answer.status == status
    assert words in answer.text
    assert "<h1>413" not in answer.text


def test_a_file_at_the_limit_arrives_whole(at_root: Site) -> None:
    visitor = at_root.facilitator
    token = hidden(visitor.ask("/facilitate/import").text, "csrf_token")
    line = "De begeleiding van starters verdient meer uren. "
    size = 10 * MEGABYTE
    content = ("tekst\n" + line * (size // len(line))).encode()[:size].ljust(size, b".")
    answer = upload(visitor, token, content)
    kept = at_root.database.execute("SELECT length(content) FROM uploads").fetchall()
    assert (answer.status, [row[0] for row in kept]) == (302, [size])


def upload(visitor: Visitor, token: str, content: bytes):  # type: ignore[no-untyped-def]
    edge = "grens"
    parts = {"csrf_token": token, "programme": "", "verbatim": "no"}
    head = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    head += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return visitor.ask("/facilitate/import", headers=headers, body=body)


def test_the_data_is_below_the_same_name(at_root: Site) -> None:
    page = at_root.visitor().ask("/data/")
    assert (page.status, "Er is nog geen publicatie" in page.text) == (200, True)
    style = re.findall(r'href="([^"]*style\.css[^"]*)"', page.text)[0]
    assert style.startswith("/data/")
    assert at_root.visitor().ask(style).status == 200


def test_when_the_service_is_away_it_is_said_in_dutch(tmp_path: Path) -> None:
    need("nginx", "nginx-light")
    front = start_nginx(tmp_path / "nginx", Behind(tmp_path / "instance"))
    answer = Visitor(front).ask("/m/abc123")
    front.stop()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "De dienst is er even niet" in answer.text
    assert (tmp_path / "nginx" / "site.log").read_text() == ""


def test_no_log_names_a_visitor_or_a_code(at_root: Site) -> None:
    folder = at_root.front.pem.parent
    at_root.visitor().ask("/r/niet-van-mij")
    logs = "".join(path.read_text() for path in folder.glob("*.log"))
    assert "niet-van-mij" not in logs
    assert at_root.code not in logs
