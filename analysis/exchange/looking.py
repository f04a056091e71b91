"""A file of any kind → what is in it, and what it puts in the database."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.exchange.column_proposal import answerable, propose, read_target, samples
from analysis.exchange.from_document import TITLE_LIMIT, from_document
from analysis.exchange.from_refi import ReadCoding, read_codes, read_coding
from analysis.exchange.from_survey import ReadSurvey, read_survey
from analysis.exchange.from_table import ReadTable, read_table
from analysis.exchange.known_statements import known_here
from analysis.exchange.limesurvey import read_archive, read_structure
from analysis.exchange.opening import Received
from analysis.exchange.reading import Document, decode, read_lines
from analysis.exchange.recognising import Form, recognise
from analysis.exchange.refi import read_codebook, read_project
from analysis.exchange.sheets import Sheet, read_csv, read_excel
from analysis.exchange.word_document import text_of
from analysis.exchange.wrap_up import RoundTableWrapUp
from collector.column_maps import ColumnMap
from collector.imported import Import
from collector.queries import meetings
from collector.queries.uploads import remembered_columns
from collector.reading_report import SHOWN_PROBLEMS, Column, FileKind, Found, Problem, Target
from collector.records import (
    STATEMENT_LIMIT,
    ActivityTemplate,
    Instrument,
    MeetingTemplate,
    ProgrammeKind,
    ProgrammeTemplate,
)
from collector.wording import Counted, Wording

_COLUMN_SAMPLES = 3


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a file. Without a programme it becomes a new one, of this title."""

    programme: int | None = None
    verbatim: bool | None = None
    title: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    facilitator: int | None = None


def read_file(
    connection: sqlite3.Connection, received: Received, wish: Wish
) -> tuple[Found, Import]:
    """:raise InvalidFile: it cannot be read."""
    content = hashlib.sha256(received.data).hexdigest()
    form = recognise(received)
    if form in (Form.TEXT, Form.WORD):
        found, data = _document(received, form, content)
    elif form in (Form.CSV, Form.EXCEL):
        sheet = read_csv(received) if form is Form.CSV else read_excel(received)
        found, data = _table(connection, sheet, received, content, wish)
    elif form in (Form.LIMESURVEY_STRUCTURE, Form.LIMESURVEY_ARCHIVE):
        found, data = _survey(received, form, content)
    else:
        found, data = _coding(connection, received, form, content, wish)
    if wish.title and not wish.programme:
        data = replace(data, template=replace(data.template, title=wish.title))
    return replace(found, title=data.template.title), replace(data, verbatim=wish.verbatim)


def _document(received: Received, form: Form, content: str) -> tuple[Found, Import]:
    path = Path(received.name)
    if form is Form.WORD:
        document: Document = read_lines(text_of(received), path)
    else:
        document = read_lines(*_decoded(received))
    data = from_document(document, received.name, content)
    is_wrap_up = isinstance(document, RoundTableWrapUp)
    skipped = [
        Wording("regel %(line)s: %(text)s", line=line, text=text[:200])
        for line, text in document.skipped[:SHOWN_PROBLEMS]
    ]
    kind = FileKind.WRAP_UP if is_wrap_up else FileKind.NETWORK_REPORT
    return _with(Found(kind, left_out=tuple(skipped)), _too_long(data)), data


def _too_long(data: Import) -> list[Problem]:
    found = [
        Problem(
            Wording("Deze uitspraak heeft %(n)s tekens.", n=len(one.text)),
            Wording("Verdeel hem: een uitspraak heeft er hooguit %(most)s.", most=STATEMENT_LIMIT),
            row=one.line or 0,
        )
        for one in data.statements
        if len(one.text) > STATEMENT_LIMIT
    ]
    if not 0 < len(data.template.title) <= TITLE_LIMIT:
        what = Wording("De titel heeft %(n)s tekens.", n=len(data.template.title))
        remedy = Wording(
            "Zet op de eerste regel een titel van hooguit %(most)s tekens.", most=TITLE_LIMIT
        )
        found.append(Problem(what, remedy, row=1))
    return found


def _decoded(received: Received) -> tuple[str, Path, tuple[str, ...]]:
    path = Path(received.name)
    text, notes = decode(received.data, path)
    return text, path, notes


def _table(
    connection: sqlite3.Connection,
    sheet: Sheet,
    received: Received,
    content: str,
    wish: Wish,
) -> tuple[Found, Import]:
    """What was chosen counts, else what was chosen before for such a table, else a proposal."""
    instruments = _instruments(connection, wish.programme)
    columns = propose(sheet, instruments)
    if wish.programme:
        before = remembered_columns(connection, wish.programme, sheet.signature)
        columns |= {name: target for name, target in before.items() if name in columns}
    columns |= {name: target for name, target in wish.columns.items() if name in columns}
    columns = {name: _possible(target, instruments) for name, target in columns.items()}
    table = read_table(sheet, columns, instruments)
    found = Found(
        FileKind.TABLE,
        left_out=_left_out(sheet, table, columns),
        columns=tuple(
            Column(
                heading,
                columns[heading],
                tuple(text[:120] for text in samples(sheet, place, _COLUMN_SAMPLES)),
            )
            for place, heading in enumerate(sheet.heading)
        ),
        questions=tuple(answerable(instruments)),
        preview=tuple(table.preview),
    )
    data = _new(
        received,
        content,
        FileKind.TABLE,
        themes=tuple(table.themes),
        statements=tuple(table.statements),
        people=tuple(table.people),
        columns=ColumnMap(sheet.signature, columns),
    )
    return _with(found, table.problems), data


def _possible(target: str, instruments: Mapping[str, Instrument]) -> str:
    """A question that is not asked here (any more) is ignored."""
    known = {name for name, _label in answerable(instruments)}
    if read_target(target):
        return target if target in known else Target.IGNORE
    return target if target in set(Target) else Target.IGNORE


def _left_out(sheet: Sheet, table: ReadTable, columns: Mapping[str, str]) -> tuple[Wording, ...]:
    found = list(sheet.notes)
    ignored = [heading for heading in sheet.heading if columns[heading] == Target.IGNORE]
    if ignored:
        names = ", ".join(heading[:60] for heading in ignored)[:500]
        found.append(Wording("kolommen die niet worden gelezen: %(names)s", names=names))
    if sheet.others:
        names = ", ".join(sheet.others)[:300]
        found.append(Wording("andere bladen in dit bestand: %(names)s", names=names))
    if table.blank:
        found.append(
            Counted("%(num)s rij zonder tekst", "%(num)s rijen zonder tekst", len(table.blank))
        )
    if table.hidden:
        found.append(
            Counted(
                "%(num)s uitspraak die verborgen of samengevoegd was",
                "%(num)s uitspraken die verborgen of samengevoegd waren",
                len(table.hidden),
            )
        )
    return tuple(found)


def _instruments(connection: sqlite3.Connection, programme: int | None) -> dict[str, Instrument]:
    """What a programme asks: slug → instrument."""
    if programme is None:
        return {}
    return {
        row["slug"]: meetings.instrument_of(row)
        for meeting in meetings.meetings(connection, programme)
        for row in meetings.activities(connection, meeting["id"])
    }


def _survey(received: Received, form: Form, content: str) -> tuple[Found, Import]:
    if form is Form.LIMESURVEY_ARCHIVE:
        survey, responses = read_archive(received)
        read: ReadSurvey = read_survey(survey, responses)
    else:
        survey = read_structure(received.data)
        read = read_survey(survey, None)
    meeting = MeetingTemplate(survey.title, activities=(ActivityTemplate(read.instrument.slug),))
    data = _new(
        received,
        content,
        FileKind.SURVEY,
        title=survey.title,
        meetings=(meeting,),
        instruments={read.instrument.slug: read.instrument},
        regions=(None,),
        people=tuple(read.table.people),
        brings_meetings=True,
    )
    asked = Counted("%(num)s vraag", "%(num)s vragen", len(read.instrument.questions))
    found = Found(FileKind.SURVEY, recognised=(asked,), left_out=tuple(read.left_out))
    return _with(found, read.table.problems), data


def _coding(
    connection: sqlite3.Connection,
    received: Received,
    form: Form,
    content: str,
    wish: Wish,
) -> tuple[Found, Import]:
    known = known_here(connection, wish.programme)
    title = ""
    if form is Form.REFI_CODEBOOK:
        kind, read = FileKind.CODEBOOK, read_codes(read_codebook(received), known)
    else:
        project = read_project(received)
        kind, title, read = FileKind.CODED, project.name, read_coding(project, known)
    data = _new(
        received,
        content,
        kind,
        title=title,
        themes=tuple(read.themes),
        statements=tuple(read.statements),
        codings=read.codings,
    )
    return _with(_of_coding(kind, read), read.problems), data


def _of_coding(kind: FileKind, read: ReadCoding) -> Found:
    recognised = []
    if read.codings:
        recognised.append(
            Counted(
                "%(num)s uitspraak die hier al staat, met de codes van de onderzoeker",
                "%(num)s uitspraken die hier al staan, met de codes van de onderzoeker",
                len(read.codings),
            )
        )
    return Found(kind, recognised=tuple(recognised), left_out=tuple(read.left_out))


def _new(
    received: Received,
    content: str,
    kind: FileKind,
    *,
    title: str = "",
    meetings: tuple[MeetingTemplate, ...] = (),
    **values: object,
) -> Import:
    """What goes into a programme of any kind; a new one is of round tables, titled by the file."""
    name = " ".join(Path(received.name).stem.replace("_", " ").split())
    template = ProgrammeTemplate(
        "", ProgrammeKind.ROUND_TABLE, (title or name or received.name)[:300], meetings=meetings
    )
    return Import(
        received.name,
        content,
        template,
        any_kind=True,
        summary={"kind": kind.value},
        **values,  # type: ignore[arg-type]
    )


def _with(found: Found, problems: list[Problem]) -> Found:
    return replace(found, problems=tuple(problems[:SHOWN_PROBLEMS]), problem_count=len(problems))
