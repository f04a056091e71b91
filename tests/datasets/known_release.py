"""Two small releases of which every row is known, written as `publish` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from analysis import release_file
from analysis.release_tables import LICENCE, LICENCE_URL, Row, table

TABLES, NETWORK = "tafels", "netwerk"
SUPPORT, TIME = "Begeleiding", "Tijd & <ruimte>"

STATEMENTS: list[Row] = [
    (1, SUPPORT, "inhoud", "Oost", "Begeleiding van starters kost tijd."),
    (2, SUPPORT, "proces", None, "Begeleiding vraagt om afspraken."),
    (3, SUPPORT, "inhoud", "Oost", "Wie begeleidt, heeft zelf ook ruimte nodig."),
    (4, TIME, "proces", "West", "Zet een overleg in het rooster."),
    (5, TIME, None, None, "Geef ons <b>uren</b> & lucht."),
    (6, None, "inhoud", None, "Dit past nergens bij."),
]
IN_THEMES: list[Row] = [
    (1, SUPPORT), (2, SUPPORT), (3, SUPPORT), (3, TIME), (4, TIME), (5, TIME),
]  # fmt: skip
RULES = {"group_size": 5, "part_size": 10, "news_size": 10, "region_class": 3}

_QUESTIONS = {
    "needs": ("Wat helpt?", "ja"),
    "size": ("Hoe groot?", "nee"),
    "useful": ("Was het nuttig?", "nee"),
}


def _answers(question: str, *given: tuple[str, int | None], **of: str) -> list[Row]:
    """The answers to one question, of everybody or of one part or group."""
    label, several = _QUESTIONS[question]
    return [
        _row(
            "counts_national",
            instrument="Terugblik",
            question=question,
            label=label,
            several=several,
            position=place,
            **{"class": text},
            n=n,
            **of,
        )
        for place, (text, n) in enumerate(given, start=1)
    ]


def _of_region(region: str, *given: tuple[str, int]) -> list[Row]:
    return [
        _row(
            "counts_region",
            instrument="Terugblik",
            question="useful",
            label=_QUESTIONS["useful"][0],
            several="nee",
            position=place,
            **{"class": text},
            region=region,
            n=n,
        )
        for place, (text, n) in enumerate(given, start=1)
    ]


def _row(name: str, **cells: object) -> Row:
    """A row of a table: the cells that are named, the rest empty."""
    columns = [column.name for column in table(name).columns]
    assert set(cells) <= set(columns), (name, cells)
    return tuple(cells.get(column) for column in columns)  # type: ignore[misc]


def round_tables(folder: Path, number: int = 2) -> Path:
    """With everything in it except development."""
    return _write(
        folder,
        TABLES,
        number,
        kind="gesprekstafels",
        programme="Tafels in de regio's",
        statements=len(STATEMENTS),
        rows={
            "statements": STATEMENTS,
            "statement_themes": IN_THEMES,
            "themes": [
                (SUPPORT, 1, "vastgesteld", "Elke starter een gids.", 3, 2, 1, 5, "starters; gids"),
                (TIME, 2, "voorstel", None, 3, 1, 1, None, None),
            ],
            "counts_national": [
                *_answers("useful", ("Nee", 5), ("Ja", 15)),
                *_answers("useful", ("Nee", 0), ("Ja", 8), part_of_the_country="Oost"),
                *_answers("useful", ("Nee", 5), ("Ja", 7), part_of_the_country="West"),
                *_answers("useful", ("Nee", 5), ("Ja", 5), role_group="Werkveld"),
                *_answers("needs", ("Uren", 12), ("Scholing", 6)),
                *_answers("size", ("Klein", 9), ("Middel", None), ("Groot", None)),
            ],
            "counts_region": _of_region("Twente", ("Nee", 5), ("Ja", 10)),
            "votes": [
                (1, 18, 0, 5, None),
                (2, 9, 9, 6, None),
                (4, None, 12, None, 7),
                (5, 6, 24, 5, None),
            ],
            "withheld": [
                ("Uitspraken", "Er is geen toestemming om ze te tonen.", 5),
                ("Uitspraken", "Ze wachten op een oordeel.", None),
            ],
        },
    )


def learning_network(folder: Path, number: int = 1) -> Path:
    """With nothing but development."""
    low, middle, high = "Nog niet", "Onderweg", "Gelukt"
    moves = [(low, low, 5), (low, middle, 7), (middle, high, None), (high, middle, 6)]
    return _write(
        folder,
        NETWORK,
        number,
        kind="leernetwerk",
        programme="Netwerk",
        statements=0,
        rows={
            "development": [
                *(("waarborgen", "Begeleiding", one, other, None, n) for one, other, n in moves),
                ("waarborgen", "Tijd", None, None, "verder", 8),
                ("waarborgen", "Tijd", None, None, "gelijk", 5),
                ("waarborgen", "Tijd", None, None, "terug", None),
            ],
            "resources": [
                (1, "Landen op school", "Platform", "katern", "https://example.org/landen"),
                (2, "Kijkwijzer", None, None, None),
            ],
            "withheld": [("Losse aantallen", "Te klein.", None)],
        },
    )


def _write(
    folder: Path,
    name: str,
    number: int,
    kind: str,
    programme: str,
    statements: int,
    rows: dict[str, list[Row]],
) -> Path:
    release = _row(
        "release",
        number=number,
        programme=programme,
        kind=kind,
        quarter="2026-Q4",
        statements=statements,
        k=5,
        l=5,
        rules=json.dumps(RULES),
        software="Gesprekstafel 0.1.0",
        licence=LICENCE,
        licence_url=LICENCE_URL,
        citation=f"Raad & Platform (2026). {programme}: publicatie {number}. CC BY 4.0.",
        creators="Raad; Platform",
    )
    target = folder / f"{number:03d}"
    target.mkdir(parents=True)
    release_file.write(target / f"{name}.db", {**rows, "release": [release]})
    (target / "csv").mkdir()
    (target / "csv" / "votes.csv").write_text("number\n", encoding="utf-8")
    (target / "CITATION.cff").write_text(f"title: {programme}\n", encoding="utf-8")
    return target / f"{name}.db"
