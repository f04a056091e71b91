"""Themes for the statements of any file: what ``gesprekstafel cluster`` finds and prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.cluster import LANDMARKS
from analysis.exchange.codebook_file import CodebookTheme
from analysis.exchange.csv_statements import CsvStatements
from analysis.pipeline import find_themes
from analysis.proposals import FEWEST_TO_GROUP
from analysis.representation import Progress
from analysis.results import Placement, ThemeFound, ThemesFound
from analysis.themes import Theme
from analysis.work_file import Workshop
from collector.errors import Refused

GIVEN = "theme-"
MOST_NAMED = 10  # rows


@dataclass(frozen=True)
class Wishes:
    """What the person who asks wants.

    :param k: how many new themes; ``None`` for as many as there seem to be.
    :param resolution: above 1 for more themes, below 1 for fewer.
    """

    k: int | None = None
    resolution: float = 1.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class ClusteredTheme:
    """A theme as it is printed.

    :param central_statement: that of the codebook, else the statement nearest the centre.
    :param members: places of its statements in the file.
    """

    id: str
    label: str
    key_phrases: tuple[str, ...]
    central_statement: str
    members: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Clustered:
    """The statements of a file with their themes.

    :param placements: per statement its themes, the likeliest first; empty when undecided, and
        when none fits.
    :param found: all that the run found; the texts of the codebook's examples come after the
        statements of the file.
    """

    given: CsvStatements
    themes: tuple[ClusteredTheme, ...]
    placements: tuple[tuple[Placement, ...], ...]
    found: ThemesFound
    run: dict[str, Any]


def cluster_statements(
    given: CsvStatements,
    codebook: Sequence[CodebookTheme],
    wishes: Wishes,
    workshop: Workshop,
    progress: Progress = lambda stage, done, total: None,
) -> Clustered:
    """Themes of the statements; a codebook, or statements with a theme, make it supervised.

    :raise Refused: there is nothing to group, or ``k`` is more than there is to divide.
    """
    texts = [one.text for one in given.statements]
    check(texts, codebook, wishes)
    examples = [(text, at) for at, theme in enumerate(codebook) for text in theme.examples]
    everything = [*texts, *(text for text, _ in examples)]
    own = [text for theme in codebook for text in (theme.name, theme.central_statement) if text]
    workshop.prepare([*everything, *own], lambda done, total: progress("encode", done, total))

    def after(stage: str, done: int, total: int) -> None:
        if stage != "encode":  # that was prepared
            progress(stage, done, total)

    found = find_themes(
        everything,
        codebook=[
            Theme(f"{GIVEN}{at + 1}", theme.name, theme.central_statement or None)
            for at, theme in enumerate(codebook)
        ],
        confirmed=confirmed(given, codebook)
        | {len(texts) + at: {f"{GIVEN}{theme + 1}"} for at, (_, theme) in enumerate(examples)},
        k=wishes.k,
        resolution=wishes.resolution,
        seed=wishes.seed,
        encoder=workshop,
        language=workshop,
        progress=after,
    )
    placements = tuple(
        tuple(sorted(held, key=lambda one: -one.confidence))
        for held in found.placements[: len(texts)]
    )
    described = [described_theme(theme, codebook, texts, placements) for theme in found.themes]
    # A new theme without statements of the file says nothing; one of the codebook was asked for.
    themes = tuple(one for one in described if one.members or one.id.startswith(GIVEN))
    facts = about(given, wishes, workshop, found, placements, themes)
    return Clustered(given, themes, placements, found, facts)


def check(texts: Sequence[str], codebook: Sequence[CodebookTheme], wishes: Wishes) -> None:
    """:raise Refused: there is nothing to group, or ``k`` is more than there is to divide."""
    different = len(set(texts))
    if different < 2 and not codebook:
        raise Refused(
            f"{len(texts)} statement{'s' * (len(texts) != 1)}, {different} different: there is"
            " nothing to group. Give at least two different ones, or a codebook."
        )
    if wishes.k is not None and wishes.k > min(different, LANDMARKS):
        raise Refused(
            f"--k {wishes.k}: there are {different} different statements. Give a number from 1 to"
            f" {min(different, LANDMARKS)}, or 'auto'."
        )


def confirmed(given: CsvStatements, codebook: Sequence[CodebookTheme]) -> dict[int, set[str]]:
    """Of each statement whose theme the file gives, the keys; capitals do not count."""
    keys = {theme.name.casefold(): f"{GIVEN}{at + 1}" for at, theme in enumerate(codebook)}
    return {
        place: {keys[name.casefold()] for name in one.themes}
        for place, one in enumerate(given.statements)
        if one.themes
    }


def described_theme(
    theme: ThemeFound,
    codebook: Sequence[CodebookTheme],
    texts: Sequence[str],
    placements: Sequence[Sequence[Placement]],
) -> ClusteredTheme:
    """A theme in the words of the file: no example of the codebook counts as a statement."""
    members = tuple(place for place in theme.members if place < len(texts))
    central = ""
    if not theme.proposed:
        central = codebook[int(theme.key.removeprefix(GIVEN)) - 1].central_statement
    if not central and theme.central is not None and theme.central < len(texts):
        central = texts[theme.central]
    if not central and members:
        sure = {
            place: one.confidence
            for place in members
            for one in placements[place]
            if one.theme == theme.key
        }
        central = texts[max(members, key=lambda place: sure[place])]
    return ClusteredTheme(theme.key, theme.label, theme.key_phrases, central, members)


def about(
    given: CsvStatements,
    wishes: Wishes,
    workshop: Workshop,
    found: ThemesFound,
    placements: Sequence[Sequence[Placement]],
    themes: Sequence[ClusteredTheme],
) -> dict[str, Any]:
    """How it was done, and how much there was: one entry of ``runs``."""
    grouping = found.grouping
    tried = grouping.modularity if grouping else {}
    return {
        "number": 1,
        "encoder": workshop.name,
        "language": workshop.language,
        "seed": wishes.seed,
        "k": grouping.k if grouping else 0,
        "k_asked": "auto" if wishes.k is None else wishes.k,
        "resolution": wishes.resolution,
        "modularity": {str(size): round(of, 4) for size, of in tried.items()},
        "landmarks": min(len(found.corpus.texts), LANDMARKS),
        "statements": len(given.statements),
        "different": len({one.text for one in given.statements}),
        "confirmed": sum(bool(one.themes) for one in given.statements),
        "without_theme": sum(not held for held in placements),
        "none_fits": sum(likely is not None for likely in found.nowhere[: len(given.statements)]),
        "themes": len(themes),
        "blank_rows": list(given.blank),
        "notes": notes(given, found),
    }


def notes(given: CsvStatements, found: ThemesFound) -> list[str]:
    """What a person should know besides, in Dutch."""
    said = list(given.notes)
    if given.blank:
        count = len(given.blank)
        rows = ", ".join(str(row) for row in given.blank[:MOST_NAMED])
        more = f" en nog {count - MOST_NAMED}" if count > MOST_NAMED else ""
        said.append(f"Overgeslagen omdat de tekst leeg is: rij {rows}{more}.")
    if not found.themes:
        said.append(
            f"Minder dan {FEWEST_TO_GROUP} verschillende uitspraken vormen vanzelf geen thema;"
            " vraag met --k om een aantal."
        )
    return said
