"""The examples of `datasets/deployment` with real programs: a proxy with TLS on free ports of
this machine, in front of the real service, and somebody who visits."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from collector.config import DATASETS
from tests.phones import hidden
from tests.service import Service, free_port

EXAMPLES = DATASETS / "deployment"
NAME = "tafel.localhost"
"""Of the service, where the examples say `tafel.example.org`. Browsers find it on this machine."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for `NAME` that signed itself, and its key."""
    pem, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-keyout", str(key)),
            *("-addext", f"subjectAltName=DNS:{NAME}", "-out", str(pem)),
        ],
        check=True,
        capture_output=True,
    )
    return pem, key


@dataclass
class Behind(Service):
    """The service with the settings that it has behind a proxy with TLS."""

    prefix: str = ""
    port_outside: int = field(default_factory=free_port)

    @property
    def site(self) -> str:
        return f"https://{NAME}:{self.port_outside}{self.prefix}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "GESPREKSTAFEL_PROXIES": "1",
            "GESPREKSTAFEL_SECURE_COOKIES": "1",
            "GESPREKSTAFEL_HOSTS": NAME,
            "GESPREKSTAFEL_PREFIX": self.prefix,
            "GESPREKSTAFEL_DATA_ADDRESS": f"{self.site}/data/",
        }


@dataclass
class Front:
    """A proxy that runs; `plain` is the port where it answers without TLS."""

    port: int
    plain: int
    pem: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def _example(name: str, changes: dict[str, str]) -> str:
    """An example with what belongs to this test filled in, and nothing else.

    :raise AssertionError: something to fill in is not there.
    """
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    for there, ours in changes.items():
        text, times = re.subn(there, ours, text)
        assert times, f"{name} has no {there}"
    return text


def start_nginx(folder: Path, service: Behind, *, below: bool = False) -> Front:
    """nginx with our example: at the root of a name, or below the path of a site that is there."""
    snippets, plain = folder / "snippets", free_port()
    snippets.mkdir(parents=True)
    pem, key = certificate(folder)
    for file in (EXAMPLES / "nginx").glob("*.conf"):
        if file.stem not in ("gesprekstafel", "below-a-path"):
            shutil.copy(file, snippets / f"gesprekstafel-{file.name}")
    limits = snippets / "gesprekstafel-limits.conf"
    text = limits.read_text().replace("/var/log/nginx/gesprekstafel.log", str(folder / "site.log"))
    limits.write_text(text)
    changes = {
        "tafel.example.org": NAME,
        rf"/etc/ssl/{re.escape(NAME)}/fullchain.pem": str(pem),
        rf"/etc/ssl/{re.escape(NAME)}/privkey.pem": str(key),
        r" *listen \[::\]:.*\n": "",
        r"listen 443": f"listen 127.0.0.1:{service.port_outside}",
        r"listen 80": f"listen 127.0.0.1:{plain}",
    }
    ports = {"127.0.0.1:8000": f"127.0.0.1:{service.port}"}
    ports["127.0.0.1:8001"] = f"127.0.0.1:{service.data_port}"
    site = _example("nginx/gesprekstafel.conf", {**changes, **ports})
    if below:
        # Its own site has nothing at the root: only what the other example adds to it.
        start = site.index("    location / {")
        site = site[:start] + _example("nginx/below-a-path.conf", ports) + "\n}\n"
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/nginx.log;\n"
        + ("user root;\n" if os.geteuid() == 0 else "")
        + "events { worker_connections 512; }\nhttp {\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"access_log {folder}/access.log;\n{site}\n}}\n"
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(main), "-e", str(folder / "first.log")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return _when_there(Front(service.port_outside, plain, pem, process), folder / "first.log")


def start_caddy(folder: Path, service: Behind) -> Front:
    """Caddy with our example, of which the site that belongs to the prefix of the service."""
    folder.mkdir(parents=True)
    plain = free_port()
    pem, key = certificate(folder)
    changes = {
        "127.0.0.1:8000": f"127.0.0.1:{service.port}",
        "127.0.0.1:8001": f"127.0.0.1:{service.data_port}",
        r"\A(#.*\n)+\{\n": "{\n\tadmin off\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n"
        f"\thttp_port {plain}\n\thttps_port {service.port_outside}\n",
    }
    ours, other = "tafel.example.org", "www.example.org"
    if service.prefix:
        ours, other = other, ours
    changes[rf"(?m)^{other} \{{\n(.+\n|\n)*?\}}\n"] = ""
    changes[rf"(?m)^{ours} \{{\n"] = f"{NAME} {{\n\ttls {pem} {key}\n"
    config = folder / "Caddyfile"
    config.write_text(_example("Caddyfile", changes))
    log = folder / "caddy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["caddy", "run", "--adapter", "caddyfile", "--config", str(config)],
            env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
            stdout=output,
            stderr=output,
        )
    return _when_there(Front(service.port_outside, plain, pem, process), log)


def _when_there(front: Front, log: Path) -> Front:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and front.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", front.port), 1).close()
            return front
        except OSError:
            time.sleep(0.05)
    front.process.kill()
    raise AssertionError(f"the proxy did not start: {log.read_text() if log.exists() else ''}")


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """Somebody with cookies, at an address of his or her own on this machine."""

    front: Front
    source: str = "127.0.0.1"
    name: str = NAME
    cookies: dict[str, str] = field(default_factory=dict)
    secure: bool = True

    def connect(self) -> http.client.HTTPConnection:
        port = self.front.port if self.secure else self.front.plain
        wire = socket.create_connection(("127.0.0.1", port), 30, (self.source, 0))
        connection = http.client.HTTPConnection(self.name, port, timeout=30)
        connection.sock = wire
        if self.secure:
            context = ssl.create_default_context(cafile=str(self.front.pem))
            connection.sock = context.wrap_socket(wire, server_hostname=self.name)
        return connection

    def ask(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            body = urlencode(fields).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if body is not None:
            # The check against forgery asks for it behind TLS.
            sent["Referer"] = f"https://{self.name}:{self.front.port}{path}"
        connection = self.connect()
        try:
            connection.request("GET" if body is None else "POST", path, body, sent)
            answer = connection.getresponse()
            given = Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        for line in given.headers.get_all("Set-Cookie") or []:
            for morsel in SimpleCookie(line).values():
                self.cookies[morsel.key] = morsel.value
        return given

    def fill_in(self, path: str, fields: dict[str, str]) -> Answer:
        """Sends a form with the token that stands on its page."""
        token = hidden(self.ask(path).text, "csrf_token")
        return self.ask(path, {"csrf_token": token, **fields})
