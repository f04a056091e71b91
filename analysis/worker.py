"""Tails the events and keeps the findings fresh: its own process, beside the web service.

For each programme: looks for personal data in texts that nobody has looked at, proposes themes
when statements came or changed, finds consensus when there are votes, and does the jobs that
facilitators asked for.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

from analysis.caches import CachedEncoder, CachedLanguage
from analysis.consensus_run import run_consensus
from analysis.deidentify import Deidentifier
from analysis.embed import Encoder
from analysis.language import load_pipeline
from analysis.publish import Release, publish
from analysis.report import build, to_html, to_markdown
from analysis.theme_run import CONSIDERED, run_themes
from collector import findings, jobs, live
from collector.config import Config
from collector.database import connect, is_trouble
from collector.errors import GesprekstafelError, where
from collector.queries import outcomes, programmes, themes
from collector.queries.statements import texts_to_analyse, to_group
from collector.records import JobKind, JobState
from collector.schema import migrate

POLL_SECONDS = 0.25


class Worker:
    """Does what is waiting. Models are loaded when they are first needed (about 3 s)."""

    def __init__(self, config: Config, connection: sqlite3.Connection) -> None:
        self.config = config
        self.connection = connection
        self._deidentifiers: dict[int, Deidentifier] = {}
        self._jobs: dict[str, Callable[[sqlite3.Row], str]] = {
            JobKind.THEMES: self._themes,
            JobKind.REPORT: self._report,
            JobKind.PUBLISH: self._publish,
        }

    @cached_property
    def encoder(self) -> CachedEncoder:
        return CachedEncoder(Encoder(), self.connection)

    @cached_property
    def language(self) -> CachedLanguage:
        return CachedLanguage(load_pipeline(self.config.spacy_model or None))

    def catch_up(self) -> None:
        """Everything that waits now: new texts, then new themes, new votes, then jobs.

        :raise sqlite3.OperationalError: the storage is in trouble; what was stored is whole.
        """
        jobs.resume_jobs(self.connection)
        for programme in programmes.all_programmes(self.connection):
            self.look_for_personal_data(programme["id"])
            self.propose_themes(programme["id"])
            run_consensus(self.connection, programme["id"], self.config.group_size)
        while job := outcomes.waiting_job(self.connection):
            self.do(job)

    def look_for_personal_data(self, programme: int) -> int:
        """How many texts were looked through."""
        texts = texts_to_analyse(self.connection, programme)
        if texts:
            found = {text: self._spans(programme, text) for text in texts}
            findings.store_deidentifications(self.connection, programme, found)
        return len(texts)

    def _spans(self, programme: int, text: str) -> list[dict[str, Any]]:
        return [span.record() for span in self._deidentifier(programme).find(text)]

    def _deidentifier(self, programme: int) -> Deidentifier:
        if programme not in self._deidentifiers:
            row = programmes.programme_by_id(self.connection, programme)
            allowed = [
                *programmes.organisers(row),
                *(region["name"] for region in programmes.regions(self.connection, programme)),
                *(role["name"] for role in programmes.roles(self.connection, programme)),
                *(topic["title"] for topic in programmes.topics(self.connection, programme)),
            ]
            self._deidentifiers[programme] = Deidentifier(allowed)
        return self._deidentifiers[programme]

    def propose_themes(self, programme: int) -> None:
        """A run, if statements came, went or changed since the last one."""
        fingerprint = _fingerprint(self.connection, programme)
        latest = themes.latest_run(self.connection, programme)
        before = json.loads(latest["parameters"]).get("fingerprint") if latest else _NOTHING
        if fingerprint != before:
            run_themes(
                self.connection, programme, self.encoder, self.language, fingerprint=fingerprint
            )

    def do(self, job: sqlite3.Row) -> None:
        """One job; what goes wrong is told to the facilitator and never stops the worker."""
        jobs.set_job_state(self.connection, job, JobState.RUNNING)
        try:
            message, state = self._jobs[job["kind"]](job), JobState.DONE
        except GesprekstafelError as error:
            message, state = str(error), JobState.FAILED
        except Exception as error:
            if is_trouble(error):
                raise  # nothing can be told now either; the job is taken up again
            print(f"analysis: {where(error)}", file=sys.stderr, flush=True)
            message = "Dit lukte niet door een fout in de dienst. Uw gegevens zijn niet veranderd."
            state = JobState.FAILED
        jobs.set_job_state(self.connection, job, state, message)

    def _say(self, job: sqlite3.Row) -> Callable[[str], None]:
        return lambda message: jobs.set_job_state(
            self.connection, job, JobState.RUNNING, f"{message} …"
        )

    def _themes(self, job: sqlite3.Row) -> str:
        programme = job["programme_id"]
        fingerprint = _fingerprint(self.connection, programme)
        run_themes(
            self.connection,
            programme,
            self.encoder,
            self.language,
            fingerprint=fingerprint,
            afresh=True,
        )
        count = len(themes.themes(self.connection, programme))
        return f"Er zijn nu {count} thema's, met uw eigen keuzes ongewijzigd."

    def _report(self, job: sqlite3.Row) -> str:
        report = build(self.connection, job["programme_id"], group_size=self.config.group_size)
        findings.store_report(
            self.connection, job["programme_id"], to_html(report), to_markdown(report)
        )
        return "De wrap-up is klaar."

    def publish(
        self,
        programme: int,
        *,
        group_size: int | None = None,
        dry_run: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> Release:
        """A release, with personal data taken out of what facilitators wrote as well."""
        return publish(
            self.connection,
            programme,
            self.config.releases,
            group_size=group_size or self.config.group_size,
            dry_run=dry_run,
            progress=progress,
            clean=self._deidentifier(programme).public_text,
        )

    def _publish(self, job: sqlite3.Row) -> str:
        release = self.publish(job["programme_id"], progress=self._say(job))
        return f"Publicatie {release.number} staat klaar, met {release.statements} uitspraken."


_NOTHING = hashlib.sha256(b"").hexdigest()


def _fingerprint(connection: sqlite3.Connection, programme: int) -> str:
    """Names the statements that themes are made of: another one means they changed."""
    digest = hashlib.sha256()
    for statement in to_group(connection, programme, CONSIDERED):
        digest.update(f"{statement.id}\0{statement.text}\0".encode())
    return digest.hexdigest()


def run(config: Config, stop: threading.Event) -> None:
    """Work until told to stop. An error is said on stderr, and the next event tries again; when
    the storage was in trouble (locked, full), it tries by itself after two seconds."""
    connection = connect(config.database)
    migrate(connection)
    worker = Worker(config, connection)
    seen = -1
    while not stop.wait(POLL_SECONDS):
        try:
            newest = live.latest(connection)
            if newest == seen:
                continue
            worker.catch_up()
        except Exception as error:
            trouble = is_trouble(error)
            what = f"{error}; tries again" if trouble else where(error)
            print(f"analysis: {what}", file=sys.stderr, flush=True)
            stop.wait(2)
            if trouble:
                continue
        # What the worker itself recorded makes it look once more, and find nothing to do.
        seen = newest
    connection.close()
