"""``gesprekstafel themes``: the themes of a programme, and what moved between two runs."""

from __future__ import annotations

import sqlite3
from typing import Any

import click

from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.queries import programmes
from collector.queries.board import Board, Column, Placed, board
from collector.queries.runs import Comparison, Run, Where, compare, runs

NOWHERE = "past nergens"
UNDECIDED = "niet ingedeeld"


@click.command()
@click.argument("programme")
@click.option(
    "--compare", "pair", type=int, nargs=2, metavar="N M", help="What moved from run N to run M."
)
@as_json
@click.pass_obj
def themes(config: Config, programme: str, pair: tuple[int, int] | None, as_json: bool) -> None:
    """Run the pipeline for PROGRAMME and print its themes; or compare two runs that were made."""
    with open_database(config) as connection:
        identifier = programmes.programme(connection, programme)["id"]
        if pair:
            moved = compare(connection, identifier, *pair)
            return echo_json(compared(moved)) if as_json else click.echo(told(moved))
        _propose(config, connection, identifier)
        found, made = board(connection, identifier), runs(connection, identifier)
    if as_json:
        return echo_json(described(found, made))
    for column in found.columns:
        click.echo(f"{len(column.cards):>5}  {column.theme.name}  ({column.theme.state})")
    for name, cards in (
        (UNDECIDED, found.undecided),
        (NOWHERE, found.nowhere),
        (f"{NOWHERE}, waarschijnlijk", found.probably_nowhere),
    ):
        if cards:
            click.echo(f"{len(cards):>5}  {name}")
    return None


def _propose(config: Config, connection: sqlite3.Connection, programme: int) -> None:
    from analysis.worker import Worker  # loads the models, which comparing does without

    Worker(config, connection).propose_themes(programme)


def described(found: Board, made: list[Run]) -> dict[str, Any]:
    """What ``--json`` prints, in the shape of ``gesprekstafel cluster``, with ids of the database.

    ``decided``: a person put it there. ``nowhere``: how likely none of the themes fits, where that
    is proposed; 1 when a person decided so. ``nearest``: statements that are the reason.
    """
    statements: dict[int, dict[str, Any]] = {}
    for column in found.columns:
        for card in column.cards:
            one = statements.setdefault(card.statement.id, _without_theme(card.statement))
            one["themes"].append({"theme": column.theme.id, **_certainty(card)})
    for one in statements.values():
        one["themes"].sort(key=lambda each: (not each["decided"], -(each["confidence"])))
        one["theme"], one["confidence"] = (one["themes"][0][key] for key in ("theme", "confidence"))
    for statement in found.undecided:
        statements[statement.id] = _without_theme(statement)
    for card in found.nowhere:
        statements[card.statement.id] = {**_without_theme(card.statement), "nowhere": 1.0}
    for card in found.probably_nowhere:
        statements[card.statement.id] = {
            **_without_theme(card.statement),
            "nowhere": round(card.confidence or 0, 4),
        }
    return {
        "statements": [statements[key] for key in sorted(statements)],
        "themes": [_theme(column) for column in found.columns],
        "runs": [
            {"number": run.number, "at": run.at, "statements": run.statements, "themes": run.themes}
            for run in made
        ],
    }


def _without_theme(statement: Any) -> dict[str, Any]:
    return {
        "id": statement.id,
        "text": statement.text,
        "theme": None,
        "themes": [],
        "confidence": None,
        "nowhere": None,
    }


def _certainty(card: Placed) -> dict[str, Any]:
    return {
        "confidence": 1.0 if card.decided else min(0.9999, round(card.confidence or 0, 4)),
        "decided": card.decided,
        "nearest": [one.id for one in card.nearest],
    }


def _theme(column: Column) -> dict[str, Any]:
    theme = column.theme
    return {
        "id": theme.id,
        "label": theme.name,
        "state": theme.state,
        "key_phrases": list(theme.key_phrases),
        "central_statement": theme.central_statement,
        "size": len(column.cards),
        "decided": len(column.cards) - column.proposals,
    }


def compared(found: Comparison) -> dict[str, Any]:
    """What ``--compare N M --json`` prints."""
    return {
        "before": found.before.number,
        "after": found.after.number,
        "moved": [
            {
                "id": one.statement.id,
                "text": one.statement.text,
                "from": [_where(each) for each in one.before],
                "to": [_where(each) for each in one.after],
            }
            for one in found.moved
        ],
        "stayed": found.stayed,
        "added": found.added,
        "themes": [
            {
                "id": theme.theme,
                "before": theme.before,
                "after": theme.after,
                "size_before": theme.size_before,
                "size_after": theme.size_after,
            }
            for theme in found.themes
        ],
    }


def _where(one: Where) -> dict[str, Any]:
    return {"theme": one.theme, "label": one.name or None, "decided": one.decided}


def told(found: Comparison) -> str:
    """The same for a person, in Dutch."""
    lines = [
        f"Van run {found.before.number} naar run {found.after.number}:"
        f" {len(found.moved)} verschoven, {found.stayed} gebleven, {found.added} erbij."
    ]
    for title, themes_ in (("Nieuw", found.new), ("Weg", found.gone)):
        lines += [f"{title}: {theme.after or theme.before}" for theme in themes_]
    for one in found.moved:
        text = " ".join(one.statement.text.split())
        text = text if len(text) <= 60 else f"{text[:59]}…"
        lines.append(f"  “{text}”: van {_names(one.before)} naar {_names(one.after)}")
    return "\n".join(lines)


def _names(places: tuple[Where, ...]) -> str:
    return ", ".join(one.name if one.theme else NOWHERE for one in places) or UNDECIDED
