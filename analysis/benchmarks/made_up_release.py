"""A release of any size, of sentences that nobody said, in the shape of a real one."""

from __future__ import annotations

import json
import random
from pathlib import Path

from analysis import release_file
from analysis.release_tables import LICENCE, LICENCE_URL, Row, table

_WHO = (
    "Een mentor", "De schoolleider", "Onze opleider", "Iedere starter", "Het team", "De vakgroep",
    "Een zij-instromer", "De lerarenkamer", "Het bestuur", "Een coach", "De roostermaker",
)  # fmt: skip
_DOES = (
    "vraagt om", "deelt", "bewaakt", "mist", "regelt", "begint met", "leert van", "betaalt",
    "verlangt naar", "organiseert", "bespreekt", "kiest voor", "schrapt", "verdedigt",
)  # fmt: skip
_WHAT = (
    "rust", "uren", "feedback", "intervisie", "een werkplek", "vertrouwen", "heldere afspraken",
    "begeleiding", "een lesbezoek", "een gedeelde taal", "oefenruimte", "onderzoek", "waardering",
    "een vaste dag", "zeggenschap", "een kleine groep", "materiaal", "reistijd", "scholing",
)  # fmt: skip
_WHEN = (
    "op dinsdag", "na de zomer", "in het eerste jaar", "tijdens de stage", "elke maand",
    "voor de toets", "in de brugklas", "aan het eind van de dag", "bij de start", "in een duobaan",
)  # fmt: skip
SEARCHED = ("lesbezoek", "feedback", "zomer", "starter", "oefenruimte", "duobaan", "reistijd")
"""Words that many of the sentences have."""

_THEMES = tuple(f"Thema {letter}" for letter in "ABCDEFGHIJKL")
_PARTS = ("Noord", "Oost", "Zuid", "West", None)
_ASPECTS = ("inhoud", "proces", None)


def made_up_release(folder: Path, statements: int, seed: int = 1) -> Path:
    """The same file for the same numbers. Each statement has a theme; one in five has two."""
    chance = random.Random(seed)
    rows: list[Row] = [
        (
            number,
            chance.choice(_THEMES),
            chance.choice(_ASPECTS),
            chance.choice(_PARTS),
            " ".join(_sentence(chance) for _ in range(chance.randint(1, 3))),
        )
        for number in range(1, statements + 1)
    ]
    seconds = [
        (row[0], theme)
        for row in rows
        if (theme := chance.choice(_THEMES)) != row[1] and chance.random() < 0.2
    ]
    in_themes: list[Row] = [*((row[0], row[1]) for row in rows), *seconds]
    folder.mkdir(parents=True)
    file = folder / "made-up.db"
    release_file.write(
        file,
        {
            "statements": rows,
            "statement_themes": in_themes,
            "themes": [_theme(name, place, rows) for place, name in enumerate(_THEMES, start=1)],
            "release": [_release(statements)],
        },
    )
    return file


def _sentence(chance: random.Random) -> str:
    return " ".join(map(chance.choice, (_WHO, _DOES, _WHAT, _WHEN))) + "."


def _theme(name: str, place: int, rows: list[Row]) -> Row:
    of_it = [row[2] for row in rows if row[1] == name]
    content, process = of_it.count("inhoud"), of_it.count("proces")
    return (name, place, "vastgesteld", None, len(of_it), content, process, None, "")


def _release(statements: int) -> Row:
    cells: dict[str, str | int | None] = {
        "number": 1,
        "programme": "Verzonnen",
        "kind": "gesprekstafels",
        "quarter": "2026-Q1",
        "statements": statements,
        "rules": json.dumps({"group_size": 5, "part_size": 10, "news_size": 10}),
        "software": "Gesprekstafel",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "citation": "Verzonnen.",
        "creators": "Niemand",
    }
    return tuple(cells.get(column.name) for column in table("release").columns)
