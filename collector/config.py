"""Settings of one running service. The only place that reads the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DATASETS = REPOSITORY / "datasets"


@dataclass(frozen=True)
class Config:
    """Where the data is, where the service listens, and the thresholds that it keeps to."""

    instance: Path
    spacy_model: str = ""  # name or path of another Dutch pipeline; empty: our own
    host: str = "127.0.0.1"
    port: int = 8000
    data_port: int = 8001
    group_size: int = 5  # smallest group that is ever shown or published
    secure_cookies: bool = False  # True behind TLS
    scheduler: str = ""  # address of a dask scheduler that divides work; empty: this machine

    @classmethod
    def from_environment(cls, **overrides: object) -> Config:
        values: dict[str, object] = {
            "instance": Path(os.environ.get("GESPREKSTAFEL_INSTANCE", "instance")).resolve(),
            "spacy_model": os.environ.get("SPACY_MODEL", ""),
            "host": os.environ.get("GESPREKSTAFEL_HOST", cls.host),
            "port": int(os.environ.get("GESPREKSTAFEL_PORT", cls.port)),
            "data_port": int(os.environ.get("GESPREKSTAFEL_DATA_PORT", cls.data_port)),
            "secure_cookies": os.environ.get("GESPREKSTAFEL_SECURE_COOKIES", "") == "1",
            "scheduler": os.environ.get("GESPREKSTAFEL_SCHEDULER", ""),
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
            "GESPREKSTAFEL_SCHEDULER": self.scheduler,
            "GESPREKSTAFEL_SECURE_COOKIES": "1" if self.secure_cookies else "",
        }

    @property
    def database(self) -> Path:
        return self.instance / "collector.db"

    @property
    def contacts(self) -> Path:
        return self.instance / "contacts.db"

    @property
    def releases(self) -> Path:
        return self.instance / "releases"

    @property
    def cache(self) -> Path:
        return self.instance / "cache"

    def secret_key(self) -> bytes:
        """Signs the cookies. Made once per instance, readable by its owner only."""
        path = self.instance / "secret_key"
        self.instance.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        return path.read_bytes()
