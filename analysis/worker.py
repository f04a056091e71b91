"""Tails the events and keeps the findings fresh: its own process, beside the web service.

For each programme: places new statements among the themes, looks for personal data in texts that
nobody has looked at, proposes themes when statements came or changed, finds consensus when there
are votes, and does the jobs that facilitators asked for.
"""

from __future__ import annotations

import gc
import json
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import cached_property, lru_cache

from analysis import import_run
from analysis.caches import CachedEncoder, CachedLanguage
from analysis.consensus_run import run_consensus
from analysis.deidentify import Deidentifier
from analysis.disclosure import Rules
from analysis.embed import Encoder
from analysis.exchange.exporting import make_export
from analysis.exchange.public_tables import public_take_out
from analysis.exchange.tables import TakeOut
from analysis.language import load_people, load_pipeline
from analysis.own_words import allowed_words, partnership_words, words_let_stand
from analysis.partnership_report_run import make_partnership_report
from analysis.person_entities import People
from analysis.personal_data_search import Knowledge, search
from analysis.proposals import RESOLUTIONS
from analysis.publish import Release, publish, tidy_up
from analysis.report_development import tell_development
from analysis.report_run import make_wrap_up
from analysis.theme_keeper import ThemeKeeper
from analysis.theme_run import find_parts
from collector import findings, jobs, live, logs, uploads
from collector.config import Config
from collector.database import connect, is_of_a_still_file, is_trouble
from collector.errors import GesprekstafelError, Refused, StorageError, where
from collector.exports import ExportForm
from collector.heartbeat import Progress, keep_beating
from collector.memory import give_back
from collector.metrics import JOBS
from collector.queries import outcomes, programmes, themes
from collector.queries.news import ABOUT_STATEMENTS, happened
from collector.queries.statements import texts_to_analyse
from collector.records import HowMany, JobKind, JobState
from collector.storage_trouble import Console
from collector.theme_findings import store_parts
from collector.upgrading import upgrade
from collector.wording import Counted, Wording

POLL_SECONDS = 0.1
AT_HAND = 4
"""Programmes of which the own words are kept ready to search with: 5 MB each. When more of them
meet at the same moment they are made anew, in 10 ms."""


def _tidy() -> None:
    """After much work: what it left behind goes, and its memory back to the machine."""
    gc.collect()
    give_back()


class Worker:
    """Does what is waiting. Models are loaded when they are first needed (about 3 s)."""

    def __init__(self, config: Config, connection: sqlite3.Connection) -> None:
        self.config = config
        self.connection = connection
        self.keeper = ThemeKeeper(connection, self)
        self._made = lru_cache(AT_HAND)(lambda stay, go: Deidentifier(stay, self.people, go))
        self._partnerships: dict[int, frozenset[str]] = {}
        self.progress = Progress()
        self._resumed = False
        self._pairs_at = 0.0
        self._jobs: dict[str, Callable[[sqlite3.Row], Wording]] = {
            JobKind.THEMES: self._themes,
            JobKind.SPLIT: self._split,
            JobKind.REPORT: self._report,
            JobKind.PUBLISH: self._publish,
            JobKind.DEVELOPMENT: self._development,
            JobKind.EXPORT: self._export,
        }

    @cached_property
    def encoder(self) -> CachedEncoder:
        return CachedEncoder(Encoder(), self.connection)

    @cached_property
    def language(self) -> CachedLanguage:
        return CachedLanguage(load_pipeline(self.config.spacy_model or None))

    @cached_property
    def people(self) -> People | None:
        return load_people(self.config.spacy_model or None)

    def catch_up(self, *, died: bool = False) -> None:
        """Everything that waits now: new texts, then new themes, new votes, then jobs.

        :param died: this is a new worker; the one before ended on what it was doing.
        :raise sqlite3.OperationalError: the storage is in trouble; what was stored is whole.
        """
        jobs.resume_jobs(self.connection, died=died and not self._resumed)
        self._resumed = True
        tidy_up(self.connection, self.config.releases)
        for programme in programmes.all_programmes(self.connection):
            self.look_for_personal_data(programme["id"])
            self.propose_themes(programme["id"])
            self.find_consensus(programme["id"])
        self.read_in_files()
        while job := outcomes.waiting_job(self.connection):
            self.do(job)

    def read_in_files(self) -> None:
        """Look at the files that facilitators sent, and store what they want stored."""
        uploads.expire_uploads(self.connection)
        while upload := uploads.begin(self.connection):
            import_run.do(self.connection, upload)

    def keep_up(self, seen: int) -> None:
        """What happened after event `seen`, the quickest first; then one job, and one run.

        :raise sqlite3.OperationalError: as above.
        """
        jobs.resume_jobs(self.connection)
        self._follow(seen)
        self.read_in_files()
        if job := outcomes.waiting_job(self.connection):
            self.do(job)
        if self.keeper.run_when_due():
            _tidy()
        elif time.monotonic() >= self._pairs_at:
            # Every two seconds when there is nothing left: it reads all statements to find out.
            more = self.keeper.look_for_pairs()
            self._pairs_at = time.monotonic() + (0 if more else 2)

    def _follow(self, seen: int) -> None:
        for programme, kinds in happened(self.connection, seen).items():
            if kinds & ABOUT_STATEMENTS:
                self.keeper.place(programme)
                self.keeper.noticed(programme)
                self.look_for_personal_data(programme)
            run_consensus(self.connection, programme, self.config.group_size)

    def _keep_following(self) -> Callable[[], None]:
        """For a job that takes long: what came in since the last call has its place meanwhile."""
        seen = live.latest(self.connection)

        def follow() -> None:
            nonlocal seen
            newest = live.latest(self.connection)
            if newest > seen:
                self._follow(seen)
                seen = newest

        return follow

    def look_for_personal_data(
        self, programme: int, progress: Callable[[Wording], None] | None = None
    ) -> int:
        """How many texts were looked through.

        :param progress: is told how far it is, in Dutch.
        """
        self._notice_partnerships(programme)
        texts = texts_to_analyse(self.connection, programme)
        if not texts:
            return 0
        knowledge = Knowledge(
            tuple(allowed_words(self.connection, programme)),
            frozenset(words_let_stand(self.connection, programme)),
            self.config.spacy_model,
            tuple(partnership_words(self.connection, programme)),
        )
        done = 0
        for found in search(texts, knowledge, lambda: self._deidentifier(programme)):
            findings.store_deidentifications(self.connection, programme, found)
            done += len(found)
            if progress:
                progress(
                    Wording(
                        "Zoeken naar persoonsgegevens (%(done)s van %(all)s)",
                        done=done,
                        all=len(texts),
                    )
                )
        return done

    def _notice_partnerships(self, programme: int) -> None:
        """What was said before a partnership or an organisation had its name is looked at again."""
        names = frozenset(partnership_words(self.connection, programme))
        new = names - self._partnerships.get(programme, frozenset())
        if new:
            findings.look_again(self.connection, programme, new)
        self._partnerships[programme] = names

    def _deidentifier(self, programme: int) -> Deidentifier:
        """One per programme, made anew when its own words change; the lists are loaded once."""
        stay = tuple(allowed_words(self.connection, programme))
        go = tuple(partnership_words(self.connection, programme))
        return self._made(stay, go)

    def propose_themes(self, programme: int) -> None:
        """A run, if statements came, went or changed since the last one."""
        self.keeper.refresh(programme)

    def find_consensus(self, programme: int) -> bool:
        """Look at the votes again, if there is reason to; whether there was."""
        return run_consensus(self.connection, programme, self.config.group_size)

    def do(self, job: sqlite3.Row) -> None:
        """One job; what goes wrong is told to the facilitator and never stops the worker."""
        jobs.set_job_state(self.connection, job, JobState.RUNNING)
        self.progress.job = job["kind"]
        try:
            said, state = self._jobs[job["kind"]](job), JobState.DONE
        except GesprekstafelError as error:
            said, state = error.wording, JobState.FAILED
        except Exception as error:
            if is_trouble(error):
                raise  # nothing can be told now either; the job is taken up again
            logs.tell("job-failed", logging.ERROR, job=job["kind"], error=where(error))
            said = Wording(
                "Dit lukte niet door een fout in de dienst. Uw gegevens zijn niet veranderd."
            )
            state = JobState.FAILED
        finally:
            self.progress.job = ""
        jobs.set_job_state(self.connection, job, state, said)
        JOBS.labels(job["kind"], state).inc()
        _tidy()

    def _say(self, job: sqlite3.Row) -> Callable[[Wording], None]:
        return lambda message: jobs.set_job_state(self.connection, job, JobState.RUNNING, message)

    def _themes(self, job: sqlite3.Row) -> Wording:
        programme = job["programme_id"]
        wish = HowMany(json.loads(job["parameters"]).get("how_many", HowMany.AS_FOUND))
        self.keeper.run(programme, afresh=True, resolution=RESOLUTIONS[wish])
        count = len(themes.themes(self.connection, programme))
        return Counted(
            "Er is nu %(num)s thema, met uw eigen keuzes ongewijzigd.",
            "Er zijn nu %(num)s thema's, met uw eigen keuzes ongewijzigd.",
            count,
        )

    def _split(self, job: sqlite3.Row) -> Wording:
        """:raise Refused: there is too little in the theme by now."""
        parts = find_parts(
            self.connection,
            job["programme_id"],
            job["subject"],
            self.encoder,
            self.language,
            parts=json.loads(job["parameters"]).get("parts"),
        )
        store_parts(self.connection, job["subject"], job["id"], parts)
        if not parts:
            raise Refused(
                "Er staan te weinig verschillende uitspraken in dit thema om te splitsen."
            )
        return Wording("Dit thema valt in %(n)s delen uiteen. Bekijk het voorstel.", n=len(parts))

    def _development(self, job: sqlite3.Row) -> Wording:
        tell_development(self.connection, job["programme_id"], self.config.group_size)
        return Wording("De beweging van het leernetwerk is klaar om te tonen.")

    def _report(self, job: sqlite3.Row) -> Wording:
        if job["subject"] is not None:
            return make_partnership_report(self.connection, job["subject"], self.config)
        return make_wrap_up(
            self.connection,
            job["programme_id"],
            self.config,
            self._say(job),
            self._keep_following(),
        )

    def publish(
        self,
        programme: int,
        *,
        group_size: int | None = None,
        dry_run: bool = False,
        progress: Callable[[Wording], None] | None = None,
        doi: str | None = None,
    ) -> Release:
        """A release, with personal data taken out of what facilitators wrote as well."""
        return publish(
            self.connection,
            programme,
            self.config.releases,
            group_size=group_size or self.config.group_size,
            dry_run=dry_run,
            progress=progress,
            clean=self._cleaner(programme),
            doi=doi,
        )

    def _cleaner(self, programme: int) -> Callable[[str], str]:
        """Takes personal data out of what a facilitator wrote; loaded when it is first used."""
        return lambda text: self._deidentifier(programme).public_text(
            text, let_stand=words_let_stand(self.connection, programme)
        )

    def public_take_out(self, programme: int) -> TakeOut:
        """What anybody may take along: the newest release, or what could stand in one."""
        return public_take_out(
            self.connection,
            programme,
            self.config.releases,
            Rules(self.config.group_size),
            self._cleaner(programme),
            random.SystemRandom(),
        )

    def _export(self, job: sqlite3.Row) -> Wording:
        wish, programme = json.loads(job["parameters"]), job["programme_id"]
        name = make_export(
            self.connection,
            programme,
            wish["facilitator"],
            ExportForm(wish["form"]),
            identified=wish["identified"],
            public=lambda: self.public_take_out(programme),
            say=self._say(job),
        )
        return Wording("%(name)s staat klaar.", name=name)

    def _publish(self, job: sqlite3.Row) -> Wording:
        wish = json.loads(job["parameters"])
        release = self.publish(job["programme_id"], progress=self._say(job), doi=wish.get("doi"))
        return Counted(
            "Publicatie %(number)s staat klaar, met %(num)s uitspraak.",
            "Publicatie %(number)s staat klaar, met %(num)s uitspraken.",
            release.statements,
            number=release.number,
        )


def run(config: Config, stop: threading.Event) -> None:
    """Work until told to stop. An error is in the log, and the next event tries again; when
    the storage was in trouble (locked, full), it tries by itself after two seconds.

    :raise StorageError: the database is not there, or may only be read.
    """
    connection = connect(config.database, existing=True)
    if is_of_a_still_file(connection):
        raise StorageError(f"{config.instance}: may only be read. What can be read is shown.")
    upgrade(config, connection)
    console = Console(config.database)
    worker = Worker(config, connection)
    heart = keep_beating(config.heartbeat, worker.progress, stop)
    seen: int | None = None
    newest = 0
    while not stop.wait(POLL_SECONDS):
        try:
            newest = live.latest(connection)
            if seen is None:
                worker.catch_up(died=True)
            else:
                worker.keep_up(seen)
        except Exception as error:
            trouble = is_trouble(error)
            if trouble:
                console.say(error)
            else:
                logs.tell("analysis-failed", logging.ERROR, error=where(error))
            stop.wait(2)
            if trouble:
                continue
        seen = newest
        worker.progress.finished(seen)
    connection.close()
    heart.join(5)
