"""What partnerships wrote down in a meeting, as a report tells it."""

from __future__ import annotations

from pathlib import Path

from analysis.exchange.from_learning_network import from_learning_network
from analysis.exchange.learning_network import read_learning_network
from analysis.exchange.sketched import Sketched, instruments, sketched

FIRST = (
    "Zo ontstond een beeld van de beginsituatie. Daarbij was er aandacht voor leerlijn, tijd en"
    " HRM-beleid. Elk partnerschap zette een stip op de horizon.",
    "Ook de visie van ieder partnerschap kwam langs, en hoe die zich verhoudt tot Samen Opleiden.",
    "Tot slot noemde iedereen eerste stappen.",
)
LATER = ("De schets van de beginsituatie kwam weer op tafel, met de stip op de horizon erbij.",)


def test_baseline_with_its_dimensions_and_what_stands_beside_it() -> None:
    assert sketched([FIRST, ("Er was koffie.",), LATER]) == [
        Sketched(
            baseline=("leerlijn", "tijd", "HRM-beleid"),
            shared=("horizon", "vision", "relation", "first_steps"),
        ),
        Sketched(),
        Sketched(again=True),
    ]


def test_text_without_dimensions_asks_nothing() -> None:
    found = sketched([("De beginsituatie is besproken.",), LATER])
    assert found == [Sketched(), Sketched(shared=("horizon",))]
    assert instruments(found, 0) == []


def test_what_is_asked_again_is_followed_under_the_same_name() -> None:
    found = sketched([FIRST, LATER])
    baseline, horizon = instruments(found, 0)
    (again,) = instruments(found, 1)
    dimensions = ["leerlijn", "leerlijn", "tijd", "tijd", "hrm", "hrm"]
    assert [each.dimension for each in baseline.questions] == dimensions
    assert [(each.key, each.dimension) for each in again.questions] == [
        (each.key, each.dimension) for each in baseline.questions
    ]
    assert baseline.together and horizon.together and again.together
    assert [each.dimension for each in horizon.questions[:-1]] == [
        "horizon",
        "vision",
        "relation",
        "first_steps",
    ]


def test_report_of_2022_holds_its_baseline_and_looks_at_it_again(seeds: Path) -> None:
    path = seeds / "leernetwerk-inductie-2022.txt"
    document = read_learning_network(path.read_text(encoding="utf-8"))
    made = from_learning_network(document, path.name, "0" * 64)
    slugs = [
        [each.instrument.partition("-")[2][2:] for each in meeting.activities]
        for meeting in made.template.meetings
    ]
    assert slugs == [
        ["guiding-questions", "perspectives", "baseline", "horizon"],
        ["guiding-questions", "phases"],
        ["guiding-questions", "development", "evaluation"],
    ]
    baseline = made.instruments["imported-1-baseline"]
    assert list(dict.fromkeys(each.dimension for each in baseline.questions)) == [
        "content",
        "organisation",
        "hrm",
    ]
    horizon = made.instruments["imported-1-horizon"]
    assert [each.key for each in horizon.questions[:-1]] == [
        "horizon",
        "vision",
        "relation",
        "first_steps",
    ]
