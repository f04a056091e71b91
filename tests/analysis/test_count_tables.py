"""Tables of counts: merging classes, grouping cells, and what that loses."""

from __future__ import annotations

from analysis.count_tables import (
    Cell,
    Given,
    Grouping,
    Scheme,
    Table,
    counted,
    grouped,
    loss,
    part_and_role,
    schemes_of,
)

TWENTE = Cell("Twente", "Oost", "school")
NIJMEGEN = Cell("Nijmegen", "Oost", "bestuur")
LIMBURG = Cell("Limburg", "Zuid", "school")


def test_five_points_become_three_and_two() -> None:
    assert [scheme.of for scheme in schemes_of(5, True)] == [
        (0, 1, 2, 3, 4),
        (0, 0, 1, 2, 2),
        (0, 0, 0, 1, 1),
    ]
    assert [scheme.of for scheme in schemes_of(3, True)] == [(0, 1, 2), (0, 0, 1)]
    assert [scheme.of for scheme in schemes_of(2, True)] == [(0, 1)]
    assert [scheme.size for scheme in schemes_of(7, True)] == [3, 2]  # too fine as asked


def test_what_has_no_order_is_not_merged() -> None:
    assert [scheme.of for scheme in schemes_of(4, False)] == [(0, 1, 2, 3)]


def test_merged_classes_are_named_by_what_is_in_them() -> None:
    scheme = Scheme((0, 0, 1))
    assert scheme.names(["nee", "soms", "ja"]) == ("nee / soms", "ja")
    assert scheme.merge([1, 2, 3]) == (3, 3)


def test_loss_is_the_share_of_detail_that_is_gone() -> None:
    assert [scheme.loss for scheme in schemes_of(5, True)] == [0, 0.2, 0.4]


def test_finer_tables_lose_less() -> None:
    bases = {TWENTE: 10, NIJMEGEN: 10, LIMBURG: 10}
    asked, _, two = schemes_of(5, True)
    everybody = {
        grouping: frozenset(grouped({cell: [1] * 5 for cell in bases}, grouping, asked))
        for grouping in Grouping
    }
    order = [
        (Grouping.PART_AND_ROLE, asked),
        (Grouping.PART, asked),
        (Grouping.ROLE, asked),
        (Grouping.REGION, two),
        (Grouping.COUNTRY, asked),
    ]
    losses = [loss(bases, grouping, scheme, everybody[grouping]) for grouping, scheme in order]
    assert [round(each, 3) for each in losses] == [0.111, 0.444, 0.333, 0.467, 0.667]
    part = loss(bases, Grouping.PART, asked, frozenset([("Oost",)]))
    assert round(part, 3) == round((2 / 3 * (0.5 + 1) + 1 / 3 * 2) / 3, 3)


def test_cells_are_added_up_per_group() -> None:
    given = [
        Given(TWENTE, 0, ""),
        Given(TWENTE, 1, ""),
        Given(NIJMEGEN, 1, ""),
        Given(LIMBURG, 0, ""),
    ]
    counts = counted(given, 2)
    asked = Scheme((0, 1))
    assert counts == {TWENTE: [1, 1], NIJMEGEN: [0, 1], LIMBURG: [1, 0]}
    assert grouped(counts, Grouping.PART, asked) == {("Oost",): (1, 2), ("Zuid",): (1, 0)}
    assert grouped(counts, Grouping.COUNTRY, asked) == {(): (2, 2)}
    assert list(grouped(counts, Grouping.PART_AND_ROLE, asked)) == [
        ("Oost", "bestuur"),
        ("Oost", "school"),
        ("Zuid", "school"),
    ]
    assert part_and_role(Grouping.PART_AND_ROLE, ("Oost", "bestuur")) == ("Oost", "bestuur")
    assert part_and_role(Grouping.ROLE, ("bestuur",)) == (None, "bestuur")


def test_table_is_read_back_as_it_was_kept() -> None:
    table = Table(Grouping.PART, Scheme((0, 0, 1)), {("Oost",): (5, None), ("Zuid",): (7, 8)})
    assert Table.from_json(table.to_json()) == table
