"""What a file told, ready to be stored, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collector.column_maps import ColumnMap
from collector.records import Aspect, Instrument, ProgrammeTemplate


@dataclass(frozen=True)
class ImportedTheme:
    """`statement`: the position of the collected statement that the central one also is;
    `theme`: the theme that is there and meant, else the accepted one of this name."""

    name: str
    central_statement: str = ""
    statement: int | None = None
    theme: int | None = None


@dataclass(frozen=True)
class ImportedStatement:
    """`line` in the file, counted from 1; `themes` are positions among the imported themes;
    `meeting` and `topic` are titles, `region` the name of the meeting's."""

    text: str
    line: int | None = None
    aspect: Aspect | None = None
    question: str = ""
    themes: tuple[int, ...] = ()
    meeting: str = ""
    region: str = ""
    topic: str = ""
    approved: bool = True  # else it waits for moderation, as it did where it comes from


@dataclass(frozen=True)
class ImportedForm:
    """What one participant answered to an instrument (its slug; empty: asked nothing but this)."""

    instrument: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    statements: tuple[ImportedStatement, ...] = ()


@dataclass(frozen=True)
class ImportedPerson:
    """A participant of whom a file tells: role, partnership, answers. `meeting` as above."""

    meeting: str = ""
    region: str = ""
    role: str = ""
    partnership: str = ""
    forms: tuple[ImportedForm, ...] = ()


@dataclass(frozen=True)
class Import:
    """A document, ready to be stored. `hash` names its bytes (sha256, hexadecimal).

    `regions` says per meeting of the template in which region it was, or None. `verbatim`: whether
    its statements may be published word for word (it is a public report, for instance); None: that
    was not said, so they may not. `codings`: what a researcher decided about statements that are
    there, id → positions of themes. `any_kind`: it says nothing of the kind of programme.
    `brings_meetings`: also into a programme that is there.
    """

    file: str
    hash: str
    template: ProgrammeTemplate
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    regions: tuple[str | None, ...] = ()
    verbatim: bool | None = None
    participants_about: int | None = None
    themes: tuple[ImportedTheme, ...] = ()
    statements: tuple[ImportedStatement, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    people: tuple[ImportedPerson, ...] = ()
    codings: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    columns: ColumnMap | None = None
    any_kind: bool = False
    brings_meetings: bool = False

    @property
    def all_statements(self) -> tuple[ImportedStatement, ...]:
        """Those of nobody in particular, and those of participants."""
        forms = (form for person in self.people for form in person.forms)
        return (*self.statements, *(each for form in forms for each in form.statements))


@dataclass(frozen=True)
class Stored:
    """What an import put where. After a dry run `programme` is the id that was not kept."""

    programme: int
    slug: str
    title: str
    created: bool  # the programme is new
    meetings: int
    themes: int  # new ones
    statements: int
    verbatim: bool  # its statements may be published word for word
    repeated: bool = False  # the file was there already; nothing else was written
    allowed_anew: bool = False  # but whether its statements may be published did change
    dry_run: bool = False
    people: int = 0
    coded: int = 0  # statements that were there and have other themes now
    made: tuple[tuple[str, str], ...] = ()  # (table, name) of what the file named and was not there
