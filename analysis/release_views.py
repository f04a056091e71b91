"""Views and indexes of a release: what researchers ask for most, and what makes asking quick.

They are part of the allow-list: a release has exactly these. A view holds nothing of its own; it
puts rows of the tables beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    name: str
    description: str  # Dutch: it is published
    columns: Mapping[str, str]  # name → description
    query: str

    @property
    def sql(self) -> str:
        return f"CREATE VIEW {self.name} ({', '.join(self.columns)}) AS\n{self.query}"


_NUMBER = "Nummer van de uitspraak."
_TEXT = "De uitspraak."
_PART = "Landsdeel; leeg als het niet bekend is of niet genoemd mag worden."

VIEWS: tuple[View, ...] = (
    View(
        "statements_with_themes",
        "Elke uitspraak op één regel, met al haar thema's.",
        {
            "number": _NUMBER,
            "text": _TEXT,
            "themes": "Alle thema's, gescheiden door ; . Leeg als geen thema past.",
            "aspect": "Gaat de uitspraak over de inhoud of over het proces?",
            "part_of_the_country": _PART,
        },
        "SELECT number, text,\n"
        "    (SELECT group_concat(theme, '; ') FROM (\n"
        "        SELECT theme FROM statement_themes JOIN themes USING (theme)\n"
        "        WHERE statement_themes.number = statements.number ORDER BY position)),\n"
        "    aspect, part_of_the_country\n"
        "FROM statements",
    ),
    View(
        "themes_by_part",
        "Hoeveel uitspraken elk thema telt, per landsdeel.",
        {
            "theme": "Naam van het thema.",
            "part_of_the_country": _PART,
            "statements": "Aantal uitspraken in deze publicatie.",
        },
        "SELECT statement_themes.theme, part_of_the_country, count(*)\n"
        "FROM statement_themes JOIN statements USING (number)\n"
        "GROUP BY statement_themes.theme, part_of_the_country",
    ),
    View(
        "themes_by_aspect",
        "Hoeveel uitspraken elk thema telt over de inhoud en over het proces.",
        {
            "theme": "Naam van het thema.",
            "aspect": "Inhoud of proces; leeg als dat niet bekend is.",
            "statements": "Aantal uitspraken in deze publicatie.",
        },
        "SELECT statement_themes.theme, aspect, count(*)\n"
        "FROM statement_themes JOIN statements USING (number)\n"
        "GROUP BY statement_themes.theme, aspect",
    ),
    View(
        "answers",
        "Antwoorden op gesloten vragen, met percentages waar die te geven zijn.",
        {
            "instrument": "Titel van de vragenlijst.",
            "label": "De vraag, zoals die gesteld is.",
            "role_group": "Rolgroep; leeg voor alle rolgroepen samen.",
            "part_of_the_country": "Landsdeel; leeg voor het hele land.",
            "position": "Plaats van het antwoord, van laag naar hoog.",
            "class": "Het antwoord, of de samengevoegde antwoorden.",
            "n": "Hoeveel mensen dit antwoordden. Leeg: te weinig om te noemen.",
            "percentage": "Van wie antwoordde. Leeg als een aantal van de vraag ontbreekt, of als"
            " iemand meer antwoorden kon kiezen.",
        },
        "SELECT instrument, label, role_group, part_of_the_country, position, class, n,\n"
        "    CASE WHEN several = 'nee' AND count(*) OVER whole = count(n) OVER whole\n"
        "        THEN round(100.0 * n / sum(n) OVER whole, 1) END\n"
        "FROM counts_national\n"
        "WINDOW whole AS\n"
        "    (PARTITION BY instrument, question, label, role_group, part_of_the_country)",
    ),
    View(
        "votes_with_text",
        "Stemmen op uitspraken, met de uitspraak en haar thema erbij.",
        {
            "number": _NUMBER,
            "text": _TEXT,
            "theme": "Een thema van de uitspraak. Leeg als geen thema past of te weinig uitspraken"
            " het tonen.",
            "agree": "Hoeveel mensen eens stemden. Leeg: zie other.",
            "disagree": "Hoeveel mensen oneens stemden. Leeg: zie other.",
            "passed": "Hoeveel mensen oversloegen. Leeg: zie other.",
            "other": "Alle andere stemmen samen, als die apart te weinig zijn om te noemen.",
        },
        "SELECT number, text, theme, agree, disagree, passed, other\n"
        "FROM votes JOIN statements USING (number)",
    ),
)

INDEXES: tuple[str, ...] = (
    "CREATE INDEX statements_by_theme ON statements (theme)",
    "CREATE INDEX statements_by_aspect ON statements (aspect)",
    "CREATE INDEX statements_by_part ON statements (part_of_the_country)",
    "CREATE INDEX statement_themes_by_theme ON statement_themes (theme)",
)
"""What is filtered and counted by."""
