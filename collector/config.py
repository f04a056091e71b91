"""Settings of one running service. The only place that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from collector import secret_key
from collector.errors import Refused
from collector.hosts import read_names
from collector.provider import Provider, read_provider

REPOSITORY = Path(__file__).resolve().parent.parent
DATASETS = REPOSITORY / "datasets"

LEGAL_BASES = ("consent", "public_task", "legitimate_interest")
"""GDPR article 6(1) a, e and f: why answers may be collected."""


@dataclass(frozen=True)
class Config:
    """Where the data is, where the service listens, and the thresholds that it keeps to."""

    instance: Path
    spacy_model: str = ""  # name or path of another Dutch pipeline; empty: our own
    host: str = "127.0.0.1"
    port: int = 8000
    data_port: int = 8001
    data_address: str = ""  # where a proxy shows the data, such as https://example.org/data/
    data_robots: str = "home"  # what search engines may show of the data: home, all or none
    data_sql: bool = True  # researchers may ask questions of their own, in SQL
    group_size: int = 5  # smallest group that is ever shown or published
    secure_cookies: bool = False  # True behind TLS
    proxies: int = 0  # how many stand in front, and tell address and scheme of a client
    hosts: tuple[str, ...] = ()  # names it answers to; none: any address or name inside a network
    prefix: str = ""  # path below which a proxy shows the service, such as /gesprekstafel
    scheduler: str = ""  # address of a dask scheduler that divides work; empty: this machine
    controller: str = ""  # the organisation that is responsible for the data, by name
    privacy_contact: str = ""  # where somebody asks it about personal data
    dpo: str = ""  # its data protection officer (FG): how to reach
    legal_basis: str = ""  # consent, public_task or legitimate_interest; empty: nobody chose
    hosted_by: str = ""  # who keeps the machine, and where
    security_contact: str = ""  # where a vulnerability is reported: mailto: or https:
    metrics_port: int = 0  # on 127.0.0.1, where Prometheus fetches; 0: nowhere
    metrics_folder: str = ""  # where the processes keep what they count, while there is such a port
    log: str = ""  # json or text; empty: text at a terminal, else json
    backup_hour: int | None = 3  # of the machine's own clock, daily; None: only by hand
    backup_days: int = 28  # how long a backup is kept, as participants are told
    provider: Provider | None = None  # with which people may log in, beside a password

    @classmethod
    def from_environment(cls, **overrides: object) -> Config:
        values: dict[str, object] = {
            "instance": Path(os.environ.get("GESPREKSTAFEL_INSTANCE", "instance")).resolve(),
            "spacy_model": os.environ.get("SPACY_MODEL", ""),
            "host": os.environ.get("GESPREKSTAFEL_HOST", cls.host),
            "port": int(os.environ.get("GESPREKSTAFEL_PORT", cls.port)),
            "data_port": int(os.environ.get("GESPREKSTAFEL_DATA_PORT", cls.data_port)),
            "data_address": _address(os.environ.get("GESPREKSTAFEL_DATA_ADDRESS", "")),
            "data_robots": _one_of(
                "GESPREKSTAFEL_DATA_ROBOTS", cls.data_robots, ("home", "all", "none")
            ),
            "data_sql": _one_of("GESPREKSTAFEL_DATA_SQL", "1", ("0", "1")) == "1",
            "secure_cookies": os.environ.get("GESPREKSTAFEL_SECURE_COOKIES", "") == "1",
            "proxies": int(_one_of("GESPREKSTAFEL_PROXIES", "0", ("0", "1", "2", "3"))),
            "hosts": read_names(os.environ.get("GESPREKSTAFEL_HOSTS", "")),
            "prefix": _prefix(os.environ.get("GESPREKSTAFEL_PREFIX", "")),
            "scheduler": os.environ.get("GESPREKSTAFEL_SCHEDULER", ""),
            "controller": _line("GESPREKSTAFEL_CONTROLLER"),
            "privacy_contact": _line("GESPREKSTAFEL_PRIVACY_CONTACT"),
            "dpo": _line("GESPREKSTAFEL_DPO"),
            "legal_basis": _one_of("GESPREKSTAFEL_LEGAL_BASIS", "", ("", *LEGAL_BASES)),
            "hosted_by": _line("GESPREKSTAFEL_HOSTED_BY"),
            "security_contact": _reachable(_line("GESPREKSTAFEL_SECURITY_CONTACT")),
            "metrics_port": _number("GESPREKSTAFEL_METRICS_PORT", cls.metrics_port, 0, 65535),
            "log": _one_of("GESPREKSTAFEL_LOG", "", ("", "json", "text")),
            "backup_hour": _hour(os.environ.get("GESPREKSTAFEL_BACKUP_HOUR") or cls.backup_hour),
            "backup_days": _number("GESPREKSTAFEL_BACKUP_DAYS", cls.backup_days, 2, 366),
            "provider": read_provider(os.environ),
        }
        return cls(**{**values, **overrides})  # type: ignore[arg-type]

    def environment(self) -> dict[str, str]:
        """What a child process needs to come to these same settings."""
        return {
            **os.environ,
            "GESPREKSTAFEL_INSTANCE": str(self.instance),
            "SPACY_MODEL": self.spacy_model,
            "GESPREKSTAFEL_HOST": self.host,
            "GESPREKSTAFEL_PORT": str(self.port),
            "GESPREKSTAFEL_DATA_PORT": str(self.data_port),
            "GESPREKSTAFEL_DATA_ADDRESS": self.data_address,
            "GESPREKSTAFEL_DATA_ROBOTS": self.data_robots,
            "GESPREKSTAFEL_DATA_SQL": "1" if self.data_sql else "0",
            "GESPREKSTAFEL_SCHEDULER": self.scheduler,
            "GESPREKSTAFEL_SECURE_COOKIES": "1" if self.secure_cookies else "",
            "GESPREKSTAFEL_PROXIES": str(self.proxies),
            "GESPREKSTAFEL_HOSTS": ",".join(self.hosts),
            "GESPREKSTAFEL_PREFIX": self.prefix,
            "GESPREKSTAFEL_CONTROLLER": self.controller,
            "GESPREKSTAFEL_PRIVACY_CONTACT": self.privacy_contact,
            "GESPREKSTAFEL_DPO": self.dpo,
            "GESPREKSTAFEL_LEGAL_BASIS": self.legal_basis,
            "GESPREKSTAFEL_HOSTED_BY": self.hosted_by,
            "GESPREKSTAFEL_SECURITY_CONTACT": self.security_contact,
            "GESPREKSTAFEL_LOG": self.log,
            **({"PROMETHEUS_MULTIPROC_DIR": self.metrics_folder} if self.metrics_folder else {}),
            "GESPREKSTAFEL_METRICS_PORT": str(self.metrics_port),
            "GESPREKSTAFEL_BACKUP_HOUR": "off"
            if self.backup_hour is None
            else str(self.backup_hour),
            "GESPREKSTAFEL_BACKUP_DAYS": str(self.backup_days),
        }

    @property
    def database(self) -> Path:
        return self.instance / "collector.db"

    @property
    def contacts(self) -> Path:
        return self.instance / "contacts.db"

    @property
    def house_style(self) -> Path:
        """A .docx that an organisation puts there; wrap-ups in Word take their look from it, and
        slides from the .pptx beside it."""
        return self.instance / "wrap-up.docx"

    @property
    def releases(self) -> Path:
        return self.instance / "releases"

    @property
    def cache(self) -> Path:
        return self.instance / "cache"

    @property
    def heartbeat(self) -> Path:
        """The worker's: see `collector.heartbeat`."""
        return self.cache / "worker.json"

    @property
    def backups(self) -> Path:
        return self.instance / "backups"

    def secret_key(self) -> bytes:
        """Signs the cookies. Made once per instance, readable by its owner only."""
        return secret_key.read_or_make(self.instance / "secret_key")


def _address(value: str) -> str:
    """A web address of a folder, or "" for none.

    :raise Refused: it is something else.
    """
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise Refused(
            f"GESPREKSTAFEL_DATA_ADDRESS is {value!r}. Give one such as https://example.org/data/"
        )
    return value.rstrip("/") + "/"


def _line(name: str) -> str:
    """A setting in words, on one line."""
    return " ".join(os.environ.get(name, "").split())


def _reachable(value: str) -> str:
    """Where somebody can be reached, as a web or mail address; a bare address gets `mailto:`.

    :raise Refused: it is something else.
    """
    if not value or value.startswith(("mailto:", "https://", "tel:")):
        return value
    if "@" in value and " " not in value:
        return f"mailto:{value}"
    raise Refused(
        f"GESPREKSTAFEL_SECURITY_CONTACT is {value!r}. Give an e-mail address, or https://… or tel:"
    )


def _prefix(value: str) -> str:
    """A path without a slash at its end, or "" for none.

    :raise Refused: it is something else.
    """
    path = "/" + value.strip("/") if value.strip("/") else ""
    if not re.fullmatch(r"(/[A-Za-z0-9][A-Za-z0-9._-]*)*", path):
        raise Refused(f"GESPREKSTAFEL_PREFIX is {value!r}. Give a path such as /gesprekstafel")
    return path


def _one_of(name: str, default: str, known: Sequence[str]) -> str:
    """A setting that is a word.

    :raise Refused: it is another word.
    """
    value = os.environ.get(name) or default
    if value not in known:
        raise Refused(f"{name} is {value!r}. Choose from: {', '.join(filter(None, known))}.")
    return value


def _hour(value: str | int | None) -> int | None:
    """Of a day; None for `off`.

    :raise Refused: it is something else.
    """
    if value == "off":
        return None
    if str(value).isdecimal() and int(str(value)) < 24:
        return int(str(value))
    raise Refused(f"GESPREKSTAFEL_BACKUP_HOUR is {value!r}. Give an hour from 0 to 23, or off.")


def _number(name: str, default: int, least: int, most: int) -> int:
    """A setting that is a number.

    :raise Refused: it is something else, or out of reach.
    """
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise Refused(f"{name} is {value!r}. Give a number from {least} to {most}.")
    return int(value)
