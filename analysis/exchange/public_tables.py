"""What anybody may have of a programme: what its newest release holds, and not a word more.

While nothing is published there are statements and themes, chosen by the same rules as a release
chooses them, and no numbers at all: numbers that nobody keeps account of could be subtracted from
those of the release that follows.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from analysis.disclosure import Rules
from analysis.exchange import columns
from analysis.exchange.building import build, with_themes
from analysis.exchange.tables import MORE_THEMES, Row, Table, TakeOut
from analysis.public_statements import public_texts
from analysis.public_themes import themes_without_words
from analysis.release_content import nothing_to_publish, text_rows
from analysis.release_file import open_release
from analysis.release_tables import ASPECTS, TABLES, table
from collector.errors import Refused
from collector.queries.outcomes import shown_release
from collector.queries.programmes import programme_by_id
from collector.queries.published import taken_back_since
from collector.queries.terms import terms

Rows = Mapping[str, Sequence[Row]]
"""Table of a release → its rows."""

RECOGNISED = "Wie aan tafel zat, kan een uitspraak herkennen. Probeer niemand te herleiden."


def public_take_out(
    connection: sqlite3.Connection,
    programme: int,
    releases_folder: Path,
    rules: Rules,
    clean: Callable[[str], str],
    chance: random.Random,
) -> TakeOut:
    """The newest release that is shown, or else statements and themes under the same rules.

    :param clean: takes personal data out of what facilitators wrote themselves.
    :param chance: draws the order of statements that were not published yet.
    :raise Refused: something was taken back since the release, or nothing may go out.
    :raise NotFound: there is no such programme.
    """
    row = programme_by_id(connection, programme)
    release = shown_release(connection, programme)
    if release is None:
        rows = _not_published(connection, programme, rules, clean, chance)
        return TakeOut(row["slug"], row["title"], _tables(rows), _about_draft(row, rules))
    if taken_back_since(connection, programme) is not None:
        raise Refused(
            "Sinds publicatie %(n)s is er iets ingetrokken, gewijzigd of verborgen. Maak eerst een"
            " nieuwe publicatie; daaruit kunt u de gegevens meenemen.",
            n=release["number"],
        )
    return of_a_release(releases_folder / release["file"])


def of_a_release(file: Path) -> TakeOut:
    """The same of a release file alone.

    :raise Refused: it is not there, or it is no release.
    """
    try:
        with closing(open_release(file)) as connection:
            rows: dict[str, list[Row]] = {
                one.name: [
                    tuple(found)
                    for found in connection.execute(f"SELECT * FROM {one.name} ORDER BY rowid")
                ]
                for one in TABLES
            }
    except sqlite3.Error as error:
        raise Refused(
            "Het bestand van de publicatie (%(file)s) kan niet worden gelezen. Maak een nieuwe"
            " publicatie.",
            file=file.name,
        ) from error
    names = [column.name for column in table("release").columns]
    release = dict(zip(names, rows["release"][0], strict=True))
    return TakeOut(
        file.stem,
        str(release["programme"]),
        _tables(rows),
        _about_release(release),
        release=file,
    )


def _not_published(
    connection: sqlite3.Connection,
    programme: int,
    rules: Rules,
    clean: Callable[[str], str],
    chance: random.Random,
) -> Rows:
    public = public_texts if terms(connection, programme).publishes_words else themes_without_words
    texts = public(connection, programme, rules, chance, clean)
    if not (texts.statements or texts.themes):
        raise Refused(nothing_to_publish(connection, programme, rules))
    rows = text_rows(texts, rules)
    names = [column.name for column in table("themes").columns]
    collected = names.index("collected")
    return {
        **rows,
        "themes": [(*row[:collected], None, *row[collected + 1 :]) for row in rows["themes"]],
        "withheld": [(each.what, each.why, None) for each in texts.withheld]
        + [("Tellingen en stemmen", "Er is nog niets gepubliceerd. Daarna staan ze erbij.", None)],
    }


def _tables(rows: Rows) -> tuple[Table, ...]:
    found = [_statements(rows)]
    for name, source in AS_THEY_ARE:
        if rows.get(source):
            found.append(_as_it_is(name, source, rows))
    return tuple(found)


ELSEWHERE = {
    "statements": columns.STATEMENTS,
    "votes": columns.STATEMENTS,
    "release": columns.ABOUT,
    "dictionary": columns.CODEBOOK,
}
"""Tables of a release that are part of another one here."""
AS_THEY_ARE = (
    (columns.IN_THEMES, "statement_themes"),
    (columns.THEMES, "themes"),
    (columns.COUNTS_NATIONAL, "counts_national"),
    (columns.COUNTS_REGION, "counts_region"),
    (columns.DEVELOPMENT, "development"),
    (columns.RESOURCES, "resources"),
    (columns.WITHHELD, "withheld"),
)
_ASPECTS = tuple(ASPECTS.values())
_CLASSES = {
    "aspect": _ASPECTS,
    "status": ("vastgesteld", "voorstel"),
    "meer_mogelijk": ("nee", "ja"),
}


def _as_it_is(name: str, source: str, rows: Rows) -> Table:
    headings = [
        columns.FROM_A_RELEASE.get(f"{source}.{one.name}") or columns.FROM_A_RELEASE[one.name]
        for one in table(source).columns
    ]
    return build(name, headings, rows[source], _CLASSES)


def _statements(rows: Rows) -> Table:
    """With all their themes in one cell, in the order of the themes, and the votes on them."""
    names = [str(row[0]) for row in rows["themes"]]
    pairs = {(int(number or 0), str(theme)) for number, theme in rows["statement_themes"]}
    themes_of = {number: [name for name in names if (number, name) in pairs] for number, _ in pairs}
    votes = {row[0]: row[1:] for row in rows.get("votes", ())}
    said: list[Row] = [
        (
            number,
            text,
            MORE_THEMES.join(themes_of.get(int(number or 0), ())) or None,
            aspect,
            part,
            *votes.get(number, (None, None, None, None)),
        )
        for number, _, aspect, part, text in rows["statements"]
    ]
    headings = (columns.NUMBER, columns.TEXT, columns.THEME, "aspect", "landsdeel", *_VOTES)
    made = build(columns.STATEMENTS, headings, said, _CLASSES)
    first_of = {int(row[0] or 0): str(row[1]) for row in rows["statements"] if row[1]}
    return with_themes(made, names, themes_of, first_of)


_VOTES = ("eens", "oneens", "overgeslagen", "andere_stemmen")


def _about_release(release: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return (
        ("Traject", str(release["programme"])),
        (
            "Wat dit is",
            f"De gegevens van publicatie {release['number']} ({release['quarter']}), zonder namen"
            " en andere herkenbare gegevens; kleine aantallen zijn weggelaten.",
        ),
        ("Zo verwijst u ernaar", str(release["citation"])),
        ("Licentie", f"{release['licence']}, {release['licence_url']}"),
        ("Regels", str(release["rules"])),
        ("Let op", RECOGNISED),
        ("Gemaakt met", str(release["software"])),
    )


def _about_draft(row: sqlite3.Row, rules: Rules) -> tuple[tuple[str, str], ...]:
    return (
        ("Traject", str(row["title"])),
        (
            "Wat dit is",
            "Uitspraken en thema's die openbaar mogen, zonder namen en andere herkenbare gegevens,"
            f" gekozen met de regels van een publicatie (groepen van ten minste"
            f" {rules.group_size}). Er is nog niets gepubliceerd, dus aantallen ontbreken.",
        ),
        ("Let op", RECOGNISED),
    )
