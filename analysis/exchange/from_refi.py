"""A researcher's codebook or coded project → themes, and confirmed themes of statements.

What came out of this service comes back: a source with our own number (or with exactly the words
of one statement) is that statement, and its codes become the themes in which it stands. Any other
text gives new statements: each coded piece, or the whole when it is short enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.exchange.refi import Code, Project, Source
from analysis.exchange.refi_qda import aspect_guid, guid
from analysis.release_tables import ASPECTS as ASPECT_NAMES
from collector.imported import ImportedStatement, ImportedTheme
from collector.reading_report import Problem
from collector.records import STATEMENT_LIMIT
from collector.wording import Counted, Wording

LONGEST_NAME = 120
MOST_THEMES = 200
CENTRAL = "Kernuitspraak: "


@dataclass
class ReadCoding:
    """`codings`: statement that is there → positions of themes."""

    themes: list[ImportedTheme] = field(default_factory=list)
    statements: list[ImportedStatement] = field(default_factory=list)
    codings: dict[int, tuple[int, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Wording] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """The statements that are there: by the guid that an export gave them, and by their words;
    and the themes, by guid, with the name that they have now.

    Words that several statements have lead to none of them.
    """

    by_guid: Mapping[str, int] = field(default_factory=dict)
    by_text: Mapping[str, int] = field(default_factory=dict)
    themes: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def statement(self, source: Source) -> int | None:
        return self.by_guid.get(source.guid) or self.by_text.get(source.text.strip())


ASPECTS = {aspect_guid(name): aspect for aspect, name in ASPECT_NAMES.items()}
"""The codes under which our own export puts content and process: they are no themes."""


def read_codes(codes: tuple[Code, ...], known: Known) -> ReadCoding:
    """A theme for every code that something can be given."""
    found = ReadCoding()
    codes = tuple(code for code in codes if code.guid not in (*ASPECTS, guid("aspect")))
    _themes(found, [code for code in codes if code.codable], known)
    groups = len(codes) - sum(code.codable for code in codes)
    if groups:
        found.left_out.append(
            Counted(
                "%(num)s code die alleen andere codes groepeert",
                "%(num)s codes die alleen andere codes groeperen",
                groups,
            )
        )
    return found


def read_coding(project: Project, known: Known) -> ReadCoding:
    """Never fails: what cannot be read in is in `problems`, what is not in `left_out`."""
    found = ReadCoding()
    given = {code for source in project.sources for code in source.all_codes}
    used = [code for code in project.codes if code.guid in given and code.guid not in ASPECTS]
    positions = _themes(found, used, known)
    uncoded = 0
    for source in project.sources:
        themes = _placed(source.all_codes, positions)
        statement = known.statement(source)
        if statement is None:
            uncoded += not _add_statements(found, source, positions)
        elif themes:
            there = found.codings.get(statement, ())
            found.codings[statement] = tuple(dict.fromkeys((*there, *themes)))
    spare = {code.guid for code in project.codes if code.codable} - given - set(ASPECTS)
    _tell(found, project, uncoded, len(spare))
    return found


def _themes(found: ReadCoding, codes: list[Code], known: Known) -> dict[str, int]:
    """Code → position of its theme; codes of the same name are one theme."""
    positions: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for code in codes:
        if len(code.name) > LONGEST_NAME:
            found.problems.append(
                Problem(
                    Wording("De naam van code “%(name)s…” is te lang.", name=code.name[:60]),
                    Wording("Maak hem korter: er passen %(most)s tekens.", most=LONGEST_NAME),
                )
            )
        if code.name.casefold() not in by_name:
            by_name[code.name.casefold()] = len(found.themes)
            found.themes.append(_theme(found, code, known))
        positions[code.guid] = by_name[code.name.casefold()]
    if len(found.themes) > MOST_THEMES:
        found.problems.append(
            Problem(
                Wording(
                    "Er zijn %(n)s codes; meer dan %(most)s thema's kan niet.",
                    n=len(found.themes),
                    most=MOST_THEMES,
                ),
                Wording("Voeg codes samen, of exporteer alleen de codes die u nodig hebt."),
            )
        )
    return positions


def _theme(found: ReadCoding, code: Code, known: Known) -> ImportedTheme:
    """The theme that a code stands for; one that came from here keeps the name it has here."""
    said = (code.description if CENTRAL not in code.description else _central(code)).strip()
    said = said if len(said) <= STATEMENT_LIMIT else ""
    if code.guid not in known.themes:
        return ImportedTheme(code.name, said)
    theme, name = known.themes[code.guid]
    if name.casefold() != code.name.casefold():
        found.left_out.append(
            Wording(
                "de nieuwe naam “%(new)s”: het thema blijft hier “%(name)s” heten",
                new=code.name,
                name=name,
            )
        )
    return ImportedTheme(name, said, theme=theme)


def _central(code: Code) -> str:
    """The central statement in a description that our own export wrote."""
    lines = code.description.splitlines()
    return next((one.removeprefix(CENTRAL) for one in lines if one.startswith(CENTRAL)), "")


def _placed(codes: tuple[str, ...], positions: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(positions[code] for code in codes if code in positions))


def _add_statements(found: ReadCoding, source: Source, positions: Mapping[str, int]) -> bool:
    """The coded pieces of a text, or all of it; whether there was anything."""
    pieces = [(one.text, one.codes) for one in source.quotations]
    if source.codes or not pieces:
        whole = source.text.strip()
        if not whole or (len(whole) > STATEMENT_LIMIT and not source.codes):
            return False
        pieces.insert(0, (whole, source.codes))
    for text, codes in pieces:
        if len(text) > STATEMENT_LIMIT:
            found.problems.append(
                Problem(
                    Wording("Een gecodeerd stuk tekst heeft %(n)s tekens.", n=len(text)),
                    Wording(
                        "Codeer een korter stuk: er passen %(most)s tekens.", most=STATEMENT_LIMIT
                    ),
                    column=source.name[:120],
                )
            )
        else:
            found.statements.append(
                ImportedStatement(
                    text,
                    aspect=next((ASPECTS[code] for code in codes if code in ASPECTS), None),
                    themes=_placed(codes, positions),
                    meeting=source.values.get("bijeenkomst", ""),
                    region=source.values.get("regio", ""),
                    topic=source.values.get("hoofdonderwerp", ""),
                )
            )
    return True


def _tell(found: ReadCoding, project: Project, uncoded: int, unused: int) -> None:
    if uncoded:
        found.left_out.append(
            Counted(
                "%(num)s lange tekst zonder codes",
                "%(num)s lange teksten zonder codes",
                uncoded,
            )
        )
    if unused:
        found.left_out.append(
            Counted(
                "%(num)s code die nergens bij is gezet",
                "%(num)s codes die nergens bij zijn gezet",
                unused,
            )
        )
    if project.other_sources:
        found.left_out.append(
            Counted(
                "%(num)s bron die geen tekst is (beeld, geluid of PDF)",
                "%(num)s bronnen die geen tekst zijn (beeld, geluid of PDF)",
                project.other_sources,
            )
        )
    if project.unreadable:
        found.left_out.append(
            Wording(
                "teksten die niet in het bestand zitten: %(names)s",
                names=", ".join(project.unreadable[:10])[:300],
            )
        )
