"""The privacy papers of an instance: those in `datasets/privacy`, with its settings filled in.

A paper is Markdown in which `<!--name-->…<!--/-->` marks what follows from a setting or from the
code. What stands between the marks in the repository is what a fresh instance has, and a test holds
it to that: a figure in a paper cannot differ from the one that the code keeps to.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import yaml

from analysis.disclosure import Rules
from analysis.release_tables import TABLES
from collector.access import ALPHABET, CODE_LENGTH, RECEIPT_LENGTH
from collector.config import DATASETS, Config
from collector.notice import SESSION_DAYS, Grid, Points, notice
from collector.queries.grants import tenant
from collector.queries.meetings import meetings
from collector.queries.programmes import all_programmes, programme_by_id
from collector.queries.terms import LICENCE, MONTHS_KEPT, Verbatim, terms
from collector.terms import LONGEST_YEARS
from collector.uploads import KEPT

FOLDER = DATASETS / "privacy"
TO_FILL_IN = "**IN TE VULLEN"
"""How a paper marks what only the organisation knows."""

_MARK = re.compile(r"<!--(\w+)-->(.*?)<!--/-->", re.DOTALL)

_VERBATIM = {
    Verbatim.PER_STATEMENT: "met toestemming, per uitspraak",
    Verbatim.PER_FORM: "met toestemming, per formulier",
    Verbatim.NEVER: "nooit",
}
_GONE = {
    "end": "einddatum van het traject",
    "day": f"na {KEPT.days} dag",
    "account": "blijft, ook als het account is gesloten",
    "leads": "als een organisator het weghaalt",
    "stays": "blijft",
}


def papers() -> dict[str, str]:
    """Name without ending → the text as it stands in the repository."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}


def fill(text: str, values: Mapping[str, str]) -> str:
    """A paper with every marked place filled in, and the marks taken out.

    :param values: what is not in it stays as it stands in the paper
    """
    return _MARK.sub(lambda found: values.get(found[1], found[2]), text)


def marked(text: str) -> list[tuple[str, str]]:
    """Every marked place of a paper: its name, and what stands there."""
    return _MARK.findall(text)


def values(config: Config, connection: sqlite3.Connection) -> dict[str, str]:
    """What goes at the marks, by name. What nobody filled in is left out."""
    settings = {
        "controller": _cell(config.controller),
        "contact": _cell(config.privacy_contact),
        "dpo": _cell(config.dpo),
        "hosted_by": _cell(config.hosted_by),
        "security_contact": config.security_contact.removeprefix("mailto:"),
        "legal_basis": _basis(config.legal_basis),
        "programmes": _programmes(connection),
    }
    return {**_figures(config), **{name: value for name, value in settings.items() if value}}


def _basis(chosen: str) -> str:
    """What is said of a legal basis; "" for none."""
    texts = yaml.safe_load((FOLDER / "legal_bases.yaml").read_text(encoding="utf-8"))
    return f"\n{texts[chosen]}\n" if chosen else ""


def _figures(config: Config) -> dict[str, str]:
    rules = Rules(config.group_size)
    return {
        "group_size": str(rules.group_size),
        "part_size": str(rules.part_size),
        "news_size": str(rules.news_size),
        "region_size": str(rules.region_size),
        "months_kept": str(MONTHS_KEPT),
        "longest_years": str(LONGEST_YEARS),
        "day_files": str(KEPT.days),
        "session_days": str(SESSION_DAYS),
        "backup_days": f"hoogstens {config.backup_days} dagen",
        "receipt_bits": str(int(RECEIPT_LENGTH * math.log2(len(ALPHABET)))),
        "code_length": str(CODE_LENGTH),
        "licence": LICENCE,
        "release_tables": ", ".join(f"`{table.name}`" for table in TABLES),
        "tables": f"\n{tables_told()}\n",
    }


def tables() -> dict[str, dict[str, dict[str, Any]]]:
    """By file and table: `about`, `what`, `personal` and `other` columns, `gone`."""
    found: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
        (FOLDER / "tables.yaml").read_text(encoding="utf-8")
    )
    return found


def tables_told() -> str:
    """The same as a table in Markdown; only what is about a person."""
    rows = [
        (
            f"`{name}`" if file == "collector.db" else f"`{name}` in `{file}`",
            one["about"],
            one["what"],
            ", ".join(f"`{column}`" for column in one["personal"]),
            _GONE[one["gone"]],
        )
        for file, found in tables().items()
        for name, one in found.items()
        if one["personal"]
    ]
    return _table(
        ("Tabel", "Over wie", "Wat", "Kolommen met persoonsgegevens", "Tot wanneer"), rows
    )


def _programmes(connection: sqlite3.Connection) -> str:
    rows = [_programme(connection, row) for row in all_programmes(connection)]
    head = (
        "Traject",
        "Organisatie",
        "Bijeenkomsten",
        "Woordelijk openbaar",
        "Aantallen",
        "Gewist op",
    )
    return f"\n{_table(head, rows)}\n" if rows else ""


def _programme(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[str, ...]:
    programme = programme_by_id(connection, row["id"])
    agreed = terms(connection, row["id"])
    owner = tenant(connection, programme["tenant_id"]) if programme["tenant_id"] else None
    return (
        row["title"],
        owner["name"] if owner and owner["name"] else "niet ingevuld",
        str(len(meetings(connection, row["id"]))),
        _VERBATIM[agreed.verbatim],
        "ja" if agreed.counts else "nee",
        agreed.ends_on.isoformat() if agreed.ends_on else "nog open",
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def notice_paper(config: Config) -> str:
    """The privacy notice as Markdown, in Dutch; what is agreed per programme is on its own page."""
    parts = [
        "# Privacyverklaring",
        "Per traject verschilt wat openbaar wordt en op welke dag alles wordt gewist. Dat staat op"
        " de bladzijde *Wat wij bewaren en wat niet* van de dienst. Iedereen kan het lezen voordat"
        " hij meedoet.",
    ]
    draw: dict[type, Callable[[Any], str]] = {
        Points: lambda block: "\n".join(f"- {one}" for one in block.items),
        Grid: lambda block: _table(
            tuple(map(str, block.head)), [tuple(map(str, row)) for row in block.rows]
        ),
    }
    for section in notice(config):
        parts.append(f"## {section.title}")
        parts += [draw.get(type(block), str)(block) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def left_to_fill_in(text: str) -> int:
    """In how many places a paper still waits for the organisation."""
    return text.count(TO_FILL_IN)
