import pytest

from analysis.corpus import gather
from analysis.themes import Theme

CODEBOOK = [Theme("tijd", "Tijd"), Theme("geld", "Geld")]
TEXTS = ["Meer uren.", "Meer budget.", "Meer uren.", "Iets anders."]


def test_each_text_counts_once() -> None:
    found = gather(TEXTS, [], {}, {})
    assert found.texts == ("Meer uren.", "Meer budget.", "Iets anders.")
    assert found.rows == (0, 1, 0, 2)
    assert found.open_rows == (0, 1, 2)


def test_examples_are_rows_and_decisions_are_by_statement() -> None:
    found = gather(TEXTS, CODEBOOK, {2: {"tijd"}, 1: ["geld", "tijd"], 3: ()}, {})
    assert found.keys == ("tijd", "geld")
    assert found.examples == ((0, 1), (1,))
    assert found.confirmed == {1: {"tijd", "geld"}, 2: {"tijd"}, 3: frozenset()}
    assert found.open_rows == (0,)  # the first statement has the text of the third, and is open


def test_earlier_proposals_keep_what_is_still_open() -> None:
    previous = {0: "new-2", 1: "new-1", 2: "new-1", 3: "tijd"}
    found = gather(TEXTS, CODEBOOK, {1: {"geld"}}, previous)
    assert found.earlier == (("new-2", (0,)),)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((["x", " "], [], {}, {}), "text 1 is empty"),
        ((TEXTS, [*CODEBOOK, Theme("tijd")], {}, {}), "'tijd' is in the codebook twice"),
        ((TEXTS, CODEBOOK, {0: {"sfeer"}}, {}), "'sfeer', which is not in the codebook"),
        ((TEXTS, CODEBOOK, {4: {"tijd"}}, {}), "confirmed: there is no statement 4; there are 4"),
        ((TEXTS, CODEBOOK, {}, {-1: "new-1"}), "previous: there is no statement -1"),
    ],
)
def test_what_cannot_be_is_refused(given: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gather(*given)
