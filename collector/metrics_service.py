"""Gives metrics out at a private address: what all processes counted, and what stands in the files.

Runs in the process that supervises, on 127.0.0.1 only: a proxy that shows the service has no way
to it. The counts of the other processes come by files in memory, not on the disk: a file that is
mapped into memory ends its process when the disk is full.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from collector import metrics
from collector.config import Config
from collector.database import connect
from collector.errors import Refused, StorageError
from collector.health import Name, Part, State, examine
from collector.heartbeat import Beat, read_beat
from collector.probes import answers
from collector.queries import work
from collector.records import JobKind

HERE = "127.0.0.1"
_MEMORY = Path("/dev/shm")
Family = GaugeMetricFamily | InfoMetricFamily


@contextmanager
def given_out(config: Config) -> Iterator[Config]:
    """While inside, metrics are there to be fetched, if the settings say where.

    :returns: the settings with which the other processes are to be started
    :raise Refused: the port cannot be used.
    """
    if not config.metrics_port:
        yield config
        return
    registry = CollectorRegistry()
    try:
        server, thread = start_http_server(config.metrics_port, HERE, registry)
    except OSError as error:
        message = f"{HERE}:{config.metrics_port} cannot be used ({error.strerror})."
        raise Refused(message) from error
    folder = _fresh_folder(config.metrics_port)
    try:
        MultiProcessCollector(registry, path=str(folder))
        registry.register(metrics.RESTARTS)
        registry.register(Facts(config))
        yield replace(config, metrics_folder=str(folder))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        shutil.rmtree(folder, ignore_errors=True)


def _fresh_folder(port: int) -> Path:
    """Without what a service that was killed left: the port is ours, so nobody else uses it."""
    place = _MEMORY if _MEMORY.is_dir() else Path(tempfile.gettempdir())
    prefix = f"gesprekstafel-metrics-{port}-"
    for left in place.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place))


class Facts:
    """What nobody counts and everybody can see: rows, files, the disk, the parts of the service."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def collect(self) -> Iterator[Family]:
        """As the library asks for it, each time that somebody fetches."""
        beat = read_beat(self.config.heartbeat)
        yield InfoMetricFamily(
            "gesprekstafel", "Which version runs.", {"version": version("gesprekstafel")}
        )
        yield from self._parts()
        yield self._files()
        if beat is not None:
            yield _gauge("worker_silent_seconds", "Since it showed that it lives.", beat.age)
            yield _gauge("worker_busy_seconds", "Since all that waited was done.", beat.busy)
        try:
            with closing(connect(self.config.database, readonly=True)) as connection:
                yield from _rows(connection, beat)
        except (StorageError, sqlite3.DatabaseError):
            return  # the part `storage` says so

    def _parts(self) -> Iterator[Family]:
        found = examine(self.config, self._web)
        told = "1: this part of the service is in this state."
        states = GaugeMetricFamily("gesprekstafel_part", told, labels=("part", "state"))
        for part in found.parts:
            for state in State:
                states.add_metric([part.name, state], float(part.state is state))
        yield states
        backup, disk = found.part(Name.BACKUP).facts, found.part(Name.DISK).facts
        if "hours" in backup:
            age = float(backup["hours"]) * 3600
            yield _gauge("backup_age_seconds", "Since the last good backup, by the hour.", age)
        if "free_bytes" in disk:
            free = float(disk["free_bytes"])
            yield _gauge("disk_free_bytes", "On the disk with the data.", free)

    def _web(self) -> Part:
        config = self.config
        runs = answers(config.host, config.port, f"{config.prefix}/healthz")
        return Part(Name.SCREENS, State.GOOD if runs else State.BAD)

    def _files(self) -> Family:
        told = "How big the database is, and the log in which new rows stand first."
        sizes = GaugeMetricFamily("gesprekstafel_file_bytes", told, labels=("file",))
        for name, suffix in (("database", ""), ("log", "-wal")):
            path = self.config.database.with_name(f"collector.db{suffix}")
            sizes.add_metric([name], path.stat().st_size if path.exists() else 0)
        return sizes


def _rows(connection: sqlite3.Connection, beat: Beat | None) -> Iterator[Family]:
    jobs = GaugeMetricFamily(
        "gesprekstafel_jobs",
        "Jobs that wait or run now, or failed in the last day.",
        labels=("kind", "state"),
    )
    found = work.jobs_by_kind(connection)
    for kind in JobKind:
        for state in ("waiting", "running", "failed"):
            jobs.add_metric([kind, state], found.get((kind, state), 0))
    yield jobs
    waiting = work.to_moderate(connection)
    yield _gauge("statements_waiting", "Statements that wait for a facilitator.", waiting)
    if beat is not None and beat.seen is not None:
        behind = work.behind(connection, beat.seen)
        yield _gauge("worker_behind_events", "Events that the worker has still to look at.", behind)


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gesprekstafel_{name}", told, value)
