"""Between the database and the pipeline: stored rows → themes → stored proposals."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from analysis.aspects import propose_aspects
from analysis.labels import label
from analysis.map_run import draw_map, place_on_map
from analysis.newcomers import Space, place_new, widen
from analysis.pipeline import find_themes
from analysis.representation import TextEncoder, TextReader
from analysis.results import Placement, ThemesFound
from analysis.splits import propose_parts
from analysis.themes import Theme
from collector import findings
from collector.queries import themes as stored_themes
from collector.queries.aspects import chosen_aspects
from collector.queries.splits import members_of
from collector.queries.statements import Said, texts_to_group
from collector.theme_findings import PartFound, store_aspects

CONSIDERED = ("waiting", "approved")
MOST_AT_ONCE = 500  # new statements; of more, such as an import, a whole run is soon enough


@dataclass(frozen=True)
class Known:
    """What stands in the database about the themes of a programme; a place is a statement.

    :param given: the statements that themes are made of.
    :param codebook: the themes that people named, accepted, or put something in.
    :param unnamed: the keys of those that nobody named: a run gives them a label.
    :param confirmed: place → the keys of its themes, as a person decided.
    :param previous: place → the key of the theme in which the last run left it.
    :param placed: the places that have any proposal or decision.
    """

    given: list[Said]
    codebook: list[Theme]
    unnamed: frozenset[str]
    confirmed: Mapping[int, Collection[str]]
    previous: Mapping[int, str]
    placed: frozenset[int]

    @property
    def texts(self) -> list[str]:
        return [statement.text for statement in self.given]


def known(connection: sqlite3.Connection, programme: int) -> Known:
    """Read it, as of now."""
    given = texts_to_group(connection, programme, CONSIDERED)
    placements = stored_themes.placements(connection, programme)
    decided_in = {row["theme_id"] for row in placements if row["decided"]}
    found = [
        theme
        for theme in stored_themes.themes(connection, programme)
        if theme.state == "accepted" or theme.id in decided_in
    ]
    keys = {str(theme.id) for theme in found}
    # A theme that a run proposed is also what was in it; a theme of a person's own is not.
    own = {str(theme.id) for theme in found if not theme.found}
    place_of = {statement.id: place for place, statement in enumerate(given)}
    confirmed: dict[int, set[str]] = defaultdict(set)
    previous: dict[int, str] = {}
    for row in placements:  # decisions first, then the likeliest
        place, key = place_of.get(row["statement_id"]), str(row["theme_id"])
        if place is None:
            continue
        if row["decided"]:
            confirmed[place] |= {key} & keys
        elif row["theme_id"] is not None and key not in own:
            previous.setdefault(place, key)
    codebook = [
        Theme(str(theme.id), theme.name, theme.central_statement or None)
        if theme.named
        else Theme(str(theme.id))
        for theme in found
    ]
    unnamed = frozenset(str(theme.id) for theme in found if not theme.named)
    placed = frozenset(
        place for row in placements if (place := place_of.get(row["statement_id"])) is not None
    )
    return Known(given, codebook, unnamed, confirmed, previous, placed)


def fingerprint(given: Iterable[Said]) -> str:
    """Names the statements that themes are made of: another one means there is reason for a run."""
    digest = hashlib.sha256()
    for statement in given:
        digest.update(f"{statement.id}\0{statement.text}\0".encode())
    return digest.hexdigest()


def run_themes(
    connection: sqlite3.Connection,
    programme: int,
    encoder: TextEncoder,
    language: TextReader,
    *,
    afresh: bool = False,
    resolution: float = 1.0,
) -> tuple[ThemesFound, int]:
    """Propose themes for everything that nobody decided on, and store that as a run.

    Accepted themes, and those in which somebody put a statement, are the codebook; decisions are
    never changed and teach the rest. Other proposed themes go on under their own ids, unless
    `afresh`.

    :returns: what was found, and the id of the newest statement that was looked at
    """
    stands = known(connection, programme)
    own = {theme.key for theme in stands.codebook}
    kept = {place: key for place, key in stands.previous.items() if key in own or not afresh}
    found = find_themes(
        stands.texts,
        codebook=stands.codebook,
        confirmed=stands.confirmed,
        previous=kept,
        resolution=resolution,
        encoder=encoder,
        language=language,
    )
    newest = max((statement.id for statement in stands.given), default=0)
    findings.store_run(
        connection,
        programme,
        {
            "statements": len(stands.given),
            "newest": newest,
            "fingerprint": fingerprint(stands.given),
            "resolution": resolution,
            "afresh": afresh,
            "seed": 0,
        },
        _proposed(found, stands),
        _placed(found, stands),
        read={statement.id: statement.text for statement in stands.given},
    )
    _propose_aspects(connection, programme, stands, found)
    draw_map(connection, programme, [statement.id for statement in stands.given], found)
    return found, newest


def _propose_aspects(
    connection: sqlite3.Connection, programme: int, stands: Known, found: ThemesFound
) -> None:
    """Content or process where nobody chose, as far as what was chosen tells."""
    chosen = chosen_aspects(connection, programme)
    ids = [statement.id for statement in stands.given]
    of_row = {
        row: chosen[one] for one, row in zip(ids, found.corpus.rows, strict=True) if one in chosen
    }
    proposed = propose_aspects(found.representation.meanings, of_row)
    store_aspects(
        connection,
        programme,
        {
            one: proposed[row]
            for one, row in zip(ids, found.corpus.rows, strict=True)
            if row in proposed
        },
    )


def _proposed(found: ThemesFound, stands: Known) -> list[findings.ProposedTheme]:
    """The themes that no person named; also when somebody put a statement in one."""
    themes = [
        theme
        for theme in found.themes
        if theme.members and (theme.proposed or theme.key in stands.unnamed)
    ]
    return [
        findings.ProposedTheme(
            key=theme.key,
            label=theme.label
            or label(theme.key_phrases, _text(stands, theme.central))
            or f"Thema {theme.key}",
            key_phrases=theme.key_phrases,
            central_statement_id=None if theme.central is None else stands.given[theme.central].id,
        )
        for theme in themes
    ]


def _text(stands: Known, place: int | None) -> str:
    return "" if place is None else stands.given[place].text


def _placed(found: ThemesFound, stands: Known) -> list[findings.ProposedPlacement]:
    new = {theme.key for theme in found.themes if theme.key.startswith("new-")}
    placed: list[findings.ProposedPlacement] = []
    for statement, held, none in zip(stands.given, found.placements, found.nowhere, strict=True):
        placed += [_placement(stands, statement, one, new) for one in held if not one.confirmed]
        if none is not None:
            placed.append(findings.ProposedPlacement(statement.id, None, none))
    return placed


def _placement(
    stands: Known, statement: Said, one: Placement, new: Collection[str] = ()
) -> findings.ProposedPlacement:
    return findings.ProposedPlacement(
        statement=statement.id,
        theme=one.theme if one.theme in new else int(one.theme),
        confidence=min(1.0, max(0.0, one.confidence)),
        nearest=tuple(stands.given[place].id for place in one.nearest),
    )


def place_newcomers(
    connection: sqlite3.Connection,
    programme: int,
    space: Space,
    encoder: TextEncoder,
    language: TextReader,
    *,
    newest: int,
) -> Space:
    """Propose at once where statements belong that came after the last run; the wider space.

    Statements that the run has seen and left undecided stay so.

    :param newest: the id of the newest statement that the run has seen
    """
    stands = known(connection, programme)
    new = [
        place
        for place, statement in enumerate(stands.given)
        if place not in stands.placed
        and (statement.id > newest or statement.text not in space.row_of)
    ]
    if not new or len(new) > MOST_AT_ONCE:
        return space
    own = [text for theme in stands.codebook for text in theme.texts]
    wider = widen(space, [*stands.texts, *own], encoder, language)
    found = place_new(
        wider,
        stands.texts,
        new,
        codebook=stands.codebook,
        confirmed=stands.confirmed,
        previous=stands.previous,
    )
    placed = [
        _placement(stands, stands.given[one.place], theme) for one in found for theme in one.themes
    ]
    placed += [
        findings.ProposedPlacement(stands.given[one.place].id, None, one.nowhere)
        for one in found
        if one.nowhere is not None
    ]
    if placed:
        findings.store_placed(connection, programme, placed)
    place_on_map(connection, programme, stands.given, wider, new)
    return wider


def find_parts(
    connection: sqlite3.Connection,
    programme: int,
    theme: int,
    encoder: TextEncoder,
    language: TextReader,
    *,
    parts: int | None = None,
) -> list[PartFound]:
    """The parts into which the statements of a theme fall; none when there are too few."""
    members = members_of(connection, programme, theme)
    found = propose_parts(
        [statement.text for statement in members], parts=parts, encoder=encoder, language=language
    )
    return [
        PartFound(part.label, tuple(members[place].id for place in part.members)) for part in found
    ]
