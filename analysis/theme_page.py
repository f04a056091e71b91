"""A page that stands alone: the map of a file's statements, its themes, and every statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.cluster_file import Clustered
from analysis.theme_map import layout

TEMPLATES = Path(__file__).parent / "templates"
COLOURS = 7
SHAPES = 8  # with seven colours 56 pairs, before two themes look the same
MOST_POINTS = 1_500  # a map of more is a stain
MOST_LISTED = 10_000  # statements below the map; a browser holds no more with ease
SIZES = ((150, 600), (600, 800), (MOST_POINTS, 1_000))  # of the map: few points look larger
MARGIN = 20


@dataclass(frozen=True)
class Point:
    """A statement on the map: its place in the file, and where it lies."""

    place: int
    x: int
    y: int


@dataclass(frozen=True)
class Row:
    """A statement in the list; ``percent`` is empty where the file itself said the theme."""

    place: int
    id: str
    text: str
    percent: int | None


@dataclass(frozen=True)
class Part:
    """A theme on the page, or what has none.

    :param name: its label; empty for what has no theme.
    :param look: the classes of its colour and shape.
    """

    number: int
    name: str
    phrases: tuple[str, ...]
    central_statement: str
    size: int
    colour: int
    shape: int
    points: tuple[Point, ...]
    rows: tuple[Row, ...]


def theme_page(title: str, done: Clustered) -> str:
    """HTML with everything in it: opens from a disk, without a network, and prints."""
    shown = chosen(done)
    size = next(size for most, size in SIZES if len(shown) <= most)
    points = on_map(done, shown, size)
    listed = set(range(min(len(done.given.statements), MOST_LISTED)))
    parts = [
        part(done, number, theme.id, points, listed)
        for number, theme in enumerate(done.themes, start=1)
    ]
    without = part(done, 0, None, points, listed)
    return (
        _environment()
        .get_template("theme_page.html")
        .render(
            title=title,
            run=done.run,
            parts=[one for one in [*parts, without] if one.size],
            points=len(shown),
            listed=len(listed),
            size=size,
            css=(TEMPLATES / "theme_page.css").read_text(encoding="utf-8"),
            script=(TEMPLATES / "theme_page.js").read_text(encoding="utf-8"),
        )
    )


def chosen(done: Clustered) -> list[int]:
    """Which statements are on the map: all, or so many by chance, the same every time."""
    n = len(done.given.statements)
    if n <= MOST_POINTS:
        return list(range(n))
    drawn = np.random.default_rng(done.run["seed"]).choice(n, MOST_POINTS, replace=False)
    found: list[int] = np.sort(drawn).tolist()
    return found


def on_map(done: Clustered, places: Sequence[int], size: int) -> dict[int, Point]:
    """Where those statements lie on a map of so many units; the same words lie in one place."""
    rows = [done.found.corpus.rows[place] for place in places]
    distinct = sorted(set(rows))
    positions = layout(done.found.representation.smoothed[distinct], seed=done.run["seed"])
    at = dict(zip(distinct, MARGIN + positions * (size - 2 * MARGIN), strict=True))
    return {
        place: Point(place, round(float(at[row][0])), round(float(at[row][1])))
        for place, row in zip(places, rows, strict=True)
    }


def part(
    done: Clustered,
    number: int,
    key: str | None,
    points: dict[int, Point],
    listed: set[int],
) -> Part:
    """A theme with its statements; for ``None`` those that have no theme."""
    held = {
        place: next((one for one in found if one.theme == key), None)
        for place, found in enumerate(done.placements)
        if (not found if key is None else any(one.theme == key for one in found))
    }
    theme = next((one for one in done.themes if one.id == key), None)
    # A point is drawn once, in its likeliest theme.
    first = {place for place in held if not done.placements[place] or _first(done, place) == key}
    return Part(
        number=number,
        name=theme.label if theme else "",
        phrases=theme.key_phrases if theme else (),
        central_statement=theme.central_statement if theme else "",
        size=len(held),
        colour=(number - 1) % COLOURS,
        shape=(number - 1) % SHAPES,
        points=tuple(points[place] for place in held if place in points and place in first),
        rows=tuple(
            Row(
                place,
                done.given.statements[place].id,
                done.given.statements[place].text,
                None if one is None or one.confirmed else min(99, round(100 * one.confidence)),
            )
            for place, one in held.items()
            if place in listed
        ),
    )


def _first(done: Clustered, place: int) -> str:
    return done.placements[place][0].theme


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
