"""The shape of a release: the allow-list of tables and columns, explained in Dutch.

Nothing else goes out. The words for what a statement is about and for the kind of programme are
those that stand in the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from collector.queries import terms
from collector.records import Aspect, ProgrammeKind

Row = tuple[str | int | None, ...]

LICENCE = terms.LICENCE  # as it is told to participants
LICENCE_URL = terms.LICENCE_URL

ASPECTS: dict[Aspect, str] = {Aspect.CONTENT: "inhoud", Aspect.PROCESS: "proces"}
KINDS: dict[ProgrammeKind, str] = {
    ProgrammeKind.ROUND_TABLE: "gesprekstafels",
    ProgrammeKind.LEARNING_NETWORK: "leernetwerk",
}


@dataclass(frozen=True)
class Column:
    name: str
    declaration: str
    description: str  # Dutch: it is published


@dataclass(frozen=True)
class Table:
    name: str
    description: str  # Dutch: it is published
    columns: tuple[Column, ...]
    constraint: str = ""

    @property
    def sql(self) -> str:
        lines = [f"{column.name} {column.declaration}" for column in self.columns]
        lines += [self.constraint] if self.constraint else []
        return f"CREATE TABLE {self.name} (\n    " + ",\n    ".join(lines) + "\n) STRICT"


_ASPECT = "CHECK (aspect IN ('inhoud', 'proces'))"

TABLES: tuple[Table, ...] = (
    Table(
        "statements",
        "Uitspraken, woordelijk. Namen en andere herkenbare gegevens zijn vervangen, zoals [naam].",
        (
            Column(
                "number",
                "INTEGER PRIMARY KEY",
                "Nummer binnen deze publicatie. De volgorde is geloot en zegt niets.",
            ),
            Column(
                "theme",
                "TEXT REFERENCES themes (theme)",
                "Een thema van de uitspraak; alle staan in statement_themes. Leeg als er geen past,"
                " of als te weinig uitspraken het hier tonen.",
            ),
            Column(
                "aspect",
                f"TEXT {_ASPECT}",
                "Inhoud of proces. Leeg als het niet bekend is of te weinig uitspraken het delen.",
            ),
            Column(
                "part_of_the_country",
                "TEXT",
                "Landsdeel. Leeg als te weinig uitspraken in dit thema uit dat landsdeel komen.",
            ),
            Column("text", "TEXT NOT NULL", "De uitspraak."),
        ),
    ),
    Table(
        "statement_themes",
        "Alle thema's van een uitspraak: een uitspraak kan bij meer dan één thema horen.",
        (
            Column(
                "number",
                "INTEGER NOT NULL REFERENCES statements (number)",
                "Nummer van de uitspraak.",
            ),
            Column("theme", "TEXT NOT NULL REFERENCES themes (theme)", "Naam van het thema."),
        ),
        "PRIMARY KEY (number, theme)",
    ),
    Table(
        "themes",
        "Thema's die in de uitspraken zijn gevonden.",
        (
            Column("theme", "TEXT NOT NULL PRIMARY KEY", "Naam van het thema."),
            Column("position", "INTEGER NOT NULL", "Plaats in de volgorde van de thema's."),
            Column(
                "status",
                "TEXT NOT NULL CHECK (status IN ('vastgesteld', 'voorstel'))",
                "Vastgesteld door een gespreksleider, of een voorstel van de computer.",
            ),
            Column(
                "central_statement",
                "TEXT",
                "Kernuitspraak van het thema. Leeg als die er niet is of niet openbaar mag.",
            ),
            Column("statements", "INTEGER NOT NULL", "Aantal uitspraken in deze publicatie."),
            Column("content", "INTEGER NOT NULL", "Waarvan over de inhoud."),
            Column("process", "INTEGER NOT NULL", "Waarvan over het proces."),
            Column(
                "collected",
                "INTEGER",
                "Alle uitspraken in het thema, ook die niet openbaar mogen; op vijf afgerond.",
            ),
            Column(
                "key_phrases",
                "TEXT",
                "Kenmerkende woorden, gescheiden door ; . Leeg als die er niet zijn.",
            ),
        ),
    ),
    Table(
        "counts_national",
        "Antwoorden op gesloten vragen: voor het hele land, per landsdeel en per rolgroep.",
        (
            Column("instrument", "TEXT NOT NULL", "Titel van de vragenlijst."),
            Column("question", "TEXT NOT NULL", "Sleutel van de vraag in de vragenlijst."),
            Column("label", "TEXT NOT NULL", "De vraag, zoals die gesteld is."),
            Column(
                "several",
                "TEXT NOT NULL CHECK (several IN ('ja', 'nee'))",
                "Kon iemand meer dan één antwoord kiezen? Dan tellen de klassen niet op.",
            ),
            Column("position", "INTEGER NOT NULL", "Plaats van de klasse, van laag naar hoog."),
            Column("class", "TEXT NOT NULL", "Het antwoord, of de samengevoegde antwoorden."),
            Column("role_group", "TEXT", "Rolgroep; leeg voor alle rolgroepen samen."),
            Column("part_of_the_country", "TEXT", "Landsdeel; leeg voor het hele land."),
            Column("n", "INTEGER", "Aantal antwoorden. Leeg als het aantal is weggelaten."),
        ),
    ),
    Table(
        "counts_region",
        "Antwoorden op gesloten vragen per regio, in twee klassen en op vijf afgerond.",
        (
            Column("instrument", "TEXT NOT NULL", "Titel van de vragenlijst."),
            Column("question", "TEXT NOT NULL", "Sleutel van de vraag in de vragenlijst."),
            Column("label", "TEXT NOT NULL", "De vraag, zoals die gesteld is."),
            Column(
                "several",
                "TEXT NOT NULL CHECK (several IN ('ja', 'nee'))",
                "Kon iemand meer dan één antwoord kiezen? Dan is dit wie dit antwoord koos.",
            ),
            Column("position", "INTEGER NOT NULL", "Plaats van de klasse, van laag naar hoog."),
            Column("class", "TEXT NOT NULL", "Het antwoord, of de samengevoegde antwoorden."),
            Column("region", "TEXT NOT NULL", "Regio. Een regio die ontbreekt, is weggelaten."),
            Column(
                "n",
                "INTEGER NOT NULL CHECK (n >= 0 AND n % 5 = 0)",
                "Aantal antwoorden, een veelvoud van vijf; het wijkt ten hoogste vier af.",
            ),
        ),
    ),
    Table(
        "development",
        "Ontwikkeling van partnerschappen tussen hun eerste en laatste antwoord.",
        (
            Column("dimension", "TEXT NOT NULL", "Wat gevolgd wordt."),
            Column("label", "TEXT NOT NULL", "De waarborg of de vraag."),
            Column("before", "TEXT", "Fase bij het eerste antwoord."),
            Column("after", "TEXT", "Fase bij het laatste antwoord."),
            Column(
                "change",
                "TEXT CHECK (change IN ('verder', 'gelijk', 'terug'))",
                "Alleen de richting, als de fasen te weinig partnerschappen tellen.",
            ),
            Column(
                "partnerships",
                "INTEGER",
                "Aantal partnerschappen. Leeg als het aantal is weggelaten.",
            ),
        ),
        "CHECK ((change IS NULL) = (before IS NOT NULL AND after IS NOT NULL))",
    ),
    Table(
        "votes",
        "Stemmen van deelnemers op elkaars uitspraken. Alleen uitspraken met genoeg stemmen.",
        (
            Column(
                "number",
                "INTEGER PRIMARY KEY REFERENCES statements (number)",
                "Nummer van de uitspraak.",
            ),
            Column("agree", "INTEGER", "Hoeveel mensen eens stemden. Leeg: zie other."),
            Column("disagree", "INTEGER", "Hoeveel mensen oneens stemden. Leeg: zie other."),
            Column("passed", "INTEGER", "Hoeveel mensen oversloegen. Leeg: zie other."),
            Column(
                "other",
                "INTEGER",
                "Alle andere stemmen samen, als die apart te weinig zijn om te noemen.",
            ),
        ),
        "CHECK (CASE WHEN other IS NULL"
        " THEN agree IS NOT NULL AND disagree IS NOT NULL AND passed IS NOT NULL"
        " ELSE passed IS NULL AND (agree IS NULL) <> (disagree IS NULL) END)",
    ),
    Table(
        "resources",
        "Bronnen en instrumenten waar de organisator naar verwijst.",
        (
            Column("position", "INTEGER PRIMARY KEY", "Plaats in de lijst."),
            Column("title", "TEXT NOT NULL", "Titel van de bron."),
            Column("publisher", "TEXT", "Auteur of uitgever. Leeg als die niet is genoemd."),
            Column("type", "TEXT", "Soort, zoals katern. Leeg als die niet is genoemd."),
            Column(
                "link",
                "TEXT CHECK (link GLOB 'http://?*' OR link GLOB 'https://?*')",
                "Webadres. Leeg als er geen is.",
            ),
        ),
    ),
    Table(
        "release",
        "Deze publicatie: wat het is, onder welke regels gemaakt, en hoe u ernaar verwijst.",
        (
            Column("number", "INTEGER PRIMARY KEY", "Nummer van de publicatie."),
            Column("programme", "TEXT NOT NULL", "Naam van het traject."),
            Column(
                "kind",
                "TEXT NOT NULL CHECK (kind IN ('gesprekstafels', 'leernetwerk'))",
                "Soort traject.",
            ),
            Column(
                "quarter",
                "TEXT NOT NULL CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]')",
                "Kwartaal waarin de publicatie is gemaakt.",
            ),
            Column("statements", "INTEGER NOT NULL", "Aantal uitspraken."),
            Column(
                "k",
                "INTEGER",
                "Zoveel uitspraken telt de kleinste groep die een thema, landsdeel of aspect deelt,"
                " of meer daarvan, voor zover het erbij staat. Leeg als er geen uitspraken zijn.",
            ),
            Column(
                "l",
                "INTEGER",
                "Zoveel verschillende uitspraken staan er ten minste in zo'n groep. Leeg als er"
                " geen uitspraken zijn.",
            ),
            Column("rules", "TEXT NOT NULL CHECK (json_valid(rules))", "De regels, als JSON."),
            Column("software", "TEXT NOT NULL", "Programma en versie."),
            Column("licence", "TEXT NOT NULL", "Licentie."),
            Column("licence_url", "TEXT NOT NULL", "Tekst van de licentie."),
            Column("citation", "TEXT NOT NULL", "Zo verwijst u naar deze publicatie."),
            Column("creators", "TEXT NOT NULL", "De makers, gescheiden door ; ."),
            Column(
                "doi",
                "TEXT CHECK (doi GLOB '10.[0-9][0-9][0-9][0-9]*/?*')",
                "DOI: het blijvende adres van deze publicatie. Leeg als die er niet is.",
            ),
        ),
    ),
    Table(
        "withheld",
        "Wat er niet in deze publicatie staat, en waarom niet.",
        (
            Column("what", "TEXT NOT NULL", "Wat is weggelaten."),
            Column("why", "TEXT NOT NULL", "Waarom."),
            Column(
                "how_many",
                "INTEGER",
                "Hoeveel; uitspraken op vijf afgerond. Leeg: te weinig om te noemen, of geen.",
            ),
        ),
    ),
    Table(
        "dictionary",
        "Uitleg bij elke tabel, elke view en elke kolom van dit bestand.",
        (
            Column("table_name", "TEXT NOT NULL", "Tabel of view."),
            Column("column_name", "TEXT", "Kolom; leeg bij de uitleg van de tabel zelf."),
            Column("description", "TEXT NOT NULL", "Uitleg."),
        ),
    ),
)


def table(name: str) -> Table:
    """:raise KeyError: not a table of a release."""
    return {each.name: each for each in TABLES}[name]
