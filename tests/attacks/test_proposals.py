"""What the analysis only proposes is never told as if somebody had said or decided it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from sqlite3 import connect

from analysis.publish import Release
from analysis.report import build
from collector.findings import ProposedPlacement, ProposedTheme, store_run
from collector.moderation import keep_apart, set_aspect
from collector.queries.near_duplicates import kept_apart, near_duplicates
from collector.queries.statements import statements
from collector.records import Aspect
from collector.theme_findings import store_aspects, store_near_duplicates
from tests.analysis.programme_to_publish import Made

PRIVATE = (
    "run_placements",
    "run_themes",
    "split_parts",
    "near_duplicates",
    "proposed_aspects",
    "map_positions",
)


def undecided(made: Made) -> list[int]:
    """Statements that may go out and that nobody put in a theme."""
    decided = {row[0] for row in made.connection.execute("SELECT statement_id FROM placements")}
    every = statements(made.connection, made.programme, states=("approved",))
    return [one.id for one in every if one.publishable and one.id not in decided]


def test_two_proposed_themes_are_one_in_a_release_and_none_fits_is_none(
    made: Made, make: Callable[..., Release], rows: Callable
) -> None:
    made.connection.execute("DELETE FROM placements WHERE statement_id % 3 = 0")
    both, nowhere, *rest = undecided(made)
    names = [ProposedTheme(key, key, (), None) for key in ("eerst", "daarna")]
    store_run(
        made.connection,
        made.programme,
        {},
        names,
        [
            ProposedPlacement(both, "daarna", 0.41),
            ProposedPlacement(both, "eerst", 0.5),
            ProposedPlacement(nowhere, None, 0.9),
            *(ProposedPlacement(one, "eerst", 0.9) for one in rest),
        ],
    )
    texts = {one.id: one.public_text for one in statements(made.connection, made.programme)}
    release = make()
    sql = (
        "SELECT s.text, count(t.theme) FROM statements AS s"
        " LEFT JOIN statement_themes AS t USING (number) GROUP BY s.number"
    )
    found = dict(rows(release, sql))
    assert (found[texts[both]], found[texts[nowhere]]) == (1, 0)
    left = build(made.connection, made.programme).undecided
    assert texts[nowhere] in [one.text for one in (*left.content, *left.process, *left.other)]


def test_a_proposed_aspect_counts_only_when_somebody_accepts_it(
    made: Made, make: Callable[..., Release], rows: Callable
) -> None:
    one = next(
        each
        for each in statements(made.connection, made.programme, states=("approved",))
        if each.publishable
    )
    made.connection.execute("UPDATE statements SET aspect = NULL WHERE id = ?", (one.id,))
    store_aspects(made.connection, made.programme, {one.id: ("process", 0.95)})
    sql = f"SELECT aspect FROM statements WHERE text = '{one.public_text}'"
    assert rows(make(), sql) == [(None,)]
    set_aspect(made.connection, made.programme, made.facilitator, one.id, Aspect.PROCESS)
    assert rows(make(), sql) == [("proces",)]


def test_what_runs_keep_goes_into_no_release(made: Made, make: Callable[..., Release]) -> None:
    release = make()
    assert release.file
    with closing(connect(f"{release.file.as_uri()}?immutable=1", uri=True)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert tables & set(PRIVATE) == set()


def test_what_a_person_kept_apart_is_never_proposed_again(made: Made) -> None:
    first, second, third = (
        one.id for one in statements(made.connection, made.programme, states=("approved",))[:3]
    )
    pairs = {(second, first): 0.9, (first, third): 0.8}
    store_near_duplicates(made.connection, made.programme, pairs, of=[first])
    found = near_duplicates(made.connection, made.programme)
    assert [(each.statement.id, each.other.id) for each in found] == [
        (first, second),
        (first, third),
    ]
    keep_apart(made.connection, made.programme, made.facilitator, second, first)
    store_near_duplicates(made.connection, made.programme, pairs, of=[first])
    found = near_duplicates(made.connection, made.programme)
    assert [(each.statement.id, each.other.id) for each in found] == [(first, third)]
    assert kept_apart(made.connection, made.programme) == {(first, second)}
