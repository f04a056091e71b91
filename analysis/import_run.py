"""A file that came in is looked at, and stored when somebody wants that.

Looking is storing in a transaction that is taken back: what it tells is what would happen.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass, replace

from analysis.exchange.looking import Wish, read_file
from analysis.exchange.opening import Received
from analysis.exchange.recognising import problem_in_dutch
from collector import logs, uploads
from collector.database import is_trouble
from collector.errors import GesprekstafelError, InvalidFile, Refused, where
from collector.imported import Import, Stored
from collector.imports import store_import
from collector.reading_report import Found
from collector.uploads import UploadState
from collector.wording import Counted, Wording


@dataclass(frozen=True)
class Looked:
    """`stored`: what storing it would do; None when there are problems, or it cannot be."""

    found: Found
    data: Import
    stored: Stored | None


def look(connection: sqlite3.Connection, received: Received, wish: Wish) -> Looked:
    """What is in a file, and what storing it would do; nothing is kept.

    :raise InvalidFile: it cannot be read.
    :raise Refused: it was stored before, or the programme is of another kind, or has ended.
    """
    found, data = read_file(connection, received, wish)
    if found.problem_count:
        return Looked(found, data, None)
    stored = _store(connection, data, wish, dry_run=True)
    return Looked(replace(found, recognised=(*found.recognised, *_told(stored))), data, stored)


def store(connection: sqlite3.Connection, received: Received, wish: Wish) -> Stored:
    """Store it, all of it or nothing; a file that was stored before changes nothing.

    :raise InvalidFile: it cannot be read, or holds problems.
    :raise Refused: as above.
    """
    found, data = read_file(connection, received, wish)
    if found.problem_count:
        first = found.problems[0]
        place = f"{'regel' if found.kind.has_lines else 'rij'} {first.row}"
        raise InvalidFile(f"{place}: {first.what} {first.remedy}")
    return _store(connection, data, wish, dry_run=False)


def _store(connection: sqlite3.Connection, data: Import, wish: Wish, *, dry_run: bool) -> Stored:
    try:
        return store_import(
            connection,
            data,
            programme=wish.programme,
            dry_run=dry_run,
            facilitator=wish.facilitator,
        )
    except sqlite3.IntegrityError as error:
        raise Refused(
            "Iets in dit bestand kan niet worden bewaard, zoals een naam die leeg is of er twee"
            " keer in staat. Er is niets ingelezen."
        ) from error


def _told(stored: Stored) -> list[Wording]:
    """What storing puts where."""
    if stored.repeated:
        return [_known(stored)]
    counts = [
        Counted("%(num)s uitspraak", "%(num)s uitspraken", stored.statements),
        Counted("%(num)s nieuw thema", "%(num)s nieuwe thema's", stored.themes),
        Counted("%(num)s bijeenkomst", "%(num)s bijeenkomsten", stored.meetings),
        Counted("%(num)s deelnemer", "%(num)s deelnemers", stored.people),
        Counted(
            "%(num)s uitspraak krijgt andere thema's",
            "%(num)s uitspraken krijgen andere thema's",
            stored.coded,
        ),
    ]
    told: list[Wording] = [one for one in counts if one.num]
    for table, said in _MADE.items():
        names = [name for kind, name in stored.made if kind == table]
        if names:
            told.append(Wording(said.text, names=", ".join(names)[:500]))
    return told


_MADE = {
    "regions": Wording("nieuwe regio's: %(names)s"),
    "topics": Wording("nieuwe hoofdonderwerpen: %(names)s"),
    "roles": Wording("nieuwe rollen: %(names)s"),
    "partnerships": Wording("nieuwe partnerschappen: %(names)s"),
}


def do(connection: sqlite3.Connection, upload: sqlite3.Row) -> None:
    """Look at a file that a facilitator sent, or store it; what goes wrong is told to him or her.

    :raise sqlite3.DatabaseError: the storage is in trouble; it is done later.
    """
    received = Received(upload["file"], upload["content"])
    wish = Wish(
        programme=upload["programme_id"],
        verbatim=bool(upload["verbatim"]),
        title=upload["title"],
        columns=uploads.chosen_columns(upload),
        facilitator=upload["facilitator_id"],
    )
    try:
        if upload["state"] == UploadState.STORE:
            stored = store(connection, received, wish)
            uploads.stored(connection, upload["id"], stored.programme, _said(stored))
        else:
            uploads.looked(connection, upload["id"], look(connection, received, wish).found)
    except InvalidFile as error:
        uploads.failed(connection, upload["id"], problem_in_dutch(error))
    except GesprekstafelError as error:
        uploads.failed(connection, upload["id"], error.wording)
    except Exception as error:
        if is_trouble(error):
            raise
        logs.tell("import-failed", logging.ERROR, error=where(error))
        uploads.failed(
            connection,
            upload["id"],
            Wording(
                "Dit bestand kan niet worden ingelezen door een fout in de dienst. Er is niets"
                " ingelezen. Probeer een ander soort bestand."
            ),
        )


def _said(stored: Stored) -> Wording:
    if stored.repeated:
        return _known(stored)
    return Counted(
        "Ingelezen in “%(title)s”: %(num)s uitspraak.",
        "Ingelezen in “%(title)s”: %(num)s uitspraken.",
        stored.statements,
        title=stored.title,
    )


def _known(stored: Stored) -> Wording:
    if stored.allowed_anew and stored.verbatim:
        return Wording(
            "Dit bestand is al ingelezen, in het traject “%(title)s”. Alleen dit verandert: de"
            " uitspraken mogen nu woordelijk worden gepubliceerd.",
            title=stored.title,
        )
    if stored.allowed_anew:
        return Wording(
            "Dit bestand is al ingelezen, in het traject “%(title)s”. Alleen dit verandert: de"
            " uitspraken mogen niet meer woordelijk worden gepubliceerd.",
            title=stored.title,
        )
    return Wording(
        "Dit bestand is al ingelezen, in het traject “%(title)s”. Er verandert niets.",
        title=stored.title,
    )
