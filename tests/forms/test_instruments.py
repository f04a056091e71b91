"""Instruments and templates: everything shipped loads, and every error names its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from collector.config import DATASETS
from collector.errors import InvalidFile, Refused
from collector.records import Instrument, Option, Question, QuestionKind
from forms.instruments import fill_in, load_instrument, load_instruments

GOOD = """\
title: Proef
questions:
  - key: first
    kind: choice
    label: Wat kiest u?
    options:
      - Ja graag
      - {key: nee, label: Nee}
"""


def write(folder: Path, text: str, name: str = "proef.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    assert load_instrument(write(tmp_path, GOOD)) == Instrument(
        slug="proef",
        title="Proef",
        questions=(
            Question(
                key="first",
                kind=QuestionKind.CHOICE,
                label="Wat kiest u?",
                options=(Option("ja_graag", "Ja graag"), Option("nee", "Nee")),
            ),
        ),
    )


# What is changed in the good file, on which line the error is, and what it says.
WRONG = {
    "unknown key": (
        ("kind: choice", "knd: choice"),
        "line 4, questions[1].knd: there is no key 'knd' here; did you mean 'kind'?",
    ),
    "unknown key without a likeness": (
        ("title: Proef", "title: Proef\nzzz: 1"),
        "line 2, zzz: there is no key 'zzz' here; known: title, intro, together, questions.",
    ),
    "missing key": (
        ("    label: Wat kiest u?\n", ""),
        "line 3, questions[1]: the key 'label' is missing; add a line 'label: …'.",
    ),
    "missing title": (
        ("title: Proef\n", ""),
        "line 1: the key 'title' is missing; add a line 'title: …'.",
    ),
    "wrong type": (
        ("label: Wat kiest u?", "label: 2025"),
        "line 5, questions[1].label: must be text, found 2025; put quotes around it.",
    ),
    "a list for a text": (
        ("label: Wat kiest u?", "label: [a, b]"),
        "line 5, questions[1].label: must be text, found a list.",
    ),
    "nothing for a text": (
        ("label: Wat kiest u?", "label:"),
        "line 5, questions[1].label: must be text, found nothing.",
    ),
    "empty text": (
        ("label: Wat kiest u?", 'label: " "'),
        "line 5, questions[1].label: must not be empty; write it, or leave the key out.",
    ),
    "a word that YAML takes for false": (
        ("- Ja graag", "- no"),
        "line 7, questions[1].options[1]: must be text, found False; put quotes around it.",
    ),
    "a flag in words": (
        ("kind: choice", "kind: choice\n    required: ja"),
        "line 5, questions[1].required: must be true or false, found 'ja'.",
    ),
    "unknown kind": (
        ("kind: choice", "kind: choise"),
        "line 4, questions[1].kind: there is no 'choise'; did you mean 'choice'?",
    ),
    "key that does not go with the kind": (
        ("kind: choice", "kind: choice\n    boxes: 2"),
        "line 5, questions[1].boxes: does not go with kind 'choice'; remove it, "
        "or choose another kind.",
    ),
    "key not in snake case": (
        ("key: first", "key: First-One"),
        "line 3, questions[1].key: 'First-One' cannot be a key; write it like 'first_one'.",
    ),
    "option key not in snake case": (
        ("{key: nee, label: Nee}", "{key: No!, label: Nee}"),
        "line 8, questions[1].options[2].key: 'No!' cannot be a key; write it like 'no'.",
    ),
    "choice without options": (
        ("    options:\n      - Ja graag\n      - {key: nee, label: Nee}\n", ""),
        "line 3, questions[1]: a question of kind 'choice' needs 2 or more options, found 0; "
        "list them under 'options:', or leave them open with 'fill_in: …'.",
    ),
    "options not a list": (
        ("    options:\n      - Ja graag\n      - {key: nee, label: Nee}\n", "    options: Ja\n"),
        "line 6, questions[1].options: must be a list (lines that begin with '- '), found 'Ja'.",
    ),
    "the same option twice": (
        ("{key: nee, label: Nee}", "Ja, graag!"),
        "line 8, questions[1].options[2]: the key 'ja_graag' is there twice; "
        "write 'key: …' and 'label: …'.",
    ),
    "no key in the label": (
        ("Ja graag", '"!!"'),
        "line 7, questions[1].options[1]: no key can be made of '!!'; "
        "write 'key: …' and 'label: …'.",
    ),
    "matrix without rows": (
        ("kind: choice", "kind: matrix"),
        "line 3, questions[1]: a question of kind 'matrix' needs 1 or more rows, found 0; "
        "list them under 'rows:', or leave them open with 'fill_in: …'.",
    ),
    "filled in and left open": (
        ("kind: choice", "kind: choice\n    fill_in: De keuzes"),
        "line 7, questions[1].options: the organiser fills these in; "
        "remove 'options', or 'fill_in'.",
    ),
    "count without what": (
        ("kind: choice", "kind: choice\n    fill_in_count: 3"),
        "line 5, questions[1].fill_in_count: says how many to fill in, but not what; "
        "add 'fill_in: …'.",
    ),
    "no questions": (
        (GOOD[GOOD.index("questions:") :], "questions: []\n"),
        "line 2, questions: an instrument needs at least one question.",
    ),
    "duplicate key": (
        ("    kind: choice\n", "    kind: choice\n    kind: scale\n"),
        "line 5, questions[1].kind: the key 'kind' is there twice (also on line 4).",
    ),
    "duplicate question": (
        ("questions:\n", "questions:\n  - {key: first, kind: consent, label: Mag het}\n"),
        "line 4, questions[2]: there are two questions 'first'; give one another key.",
    ),
    "a list for the whole file": (
        (GOOD, "- a\n"),
        "line 1: must be keys with values (lines such as 'title: …'), found a list.",
    ),
    "not YAML": (
        ("title: Proef", 'title: "Proef'),
        "line 9: is not YAML: found unexpected end of stream. "
        "Look at the indentation and the quotes here and one line up.",
    ),
    "an alias": (
        ("title: Proef", "title: &a Proef\nintro: *a"),
        "line 2: is not YAML: aliases (*) are not used here, write the value out. "
        "Look at the indentation and the quotes here and one line up.",
    ),
    "a character that is not allowed": (
        ("Wat kiest u?", "Wat \x07kiest u?"),
        "line 5: has a character that YAML does not allow; remove it.",
    ),
    "no such date": (
        ("title: Proef", "title: 2025-02-30"),
        "line 1, title: the date 2025-02-30 does not exist.",
    ),
}

QUESTIONS = {
    "minimum above maximum": (
        "{key: n, kind: number, label: Hoeveel, minimum: 5, maximum: 2.5}",
        "line 3, questions[1].minimum: 5 is more than the maximum, 2.5; swap them.",
    ),
    "minimum not a number": (
        "{key: n, kind: number, label: Hoeveel, minimum: veel}",
        "line 3, questions[1].minimum: must be a number, found 'veel'.",
    ),
    "too many boxes": (
        "{key: n, kind: statements, label: Wat vindt u, boxes: 11}",
        "line 3, questions[1].boxes: must be from 1 to 10, found 11.",
    ),
    "a statement too long": (
        "{key: n, kind: statements, label: Wat vindt u, max_length: 1001}",
        "line 3, questions[1].max_length: must be from 1 to 1000, found 1001.",
    ),
    "topic fixed and asked": (
        "{key: n, kind: statements, label: Wat vindt u, topic: scope, ask_topic: true}",
        "line 3, questions[1].ask_topic: the topic is fixed by 'topic'; keep one of the two.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_error_names_line_key_and_remedy(tmp_path: Path, case: str) -> None:
    (old, new), message = WRONG[case]
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(InvalidFile) as error:
        load_instrument(path)
    assert str(error.value) == f"{path}, {message}"


@pytest.mark.parametrize("case", QUESTIONS)
def test_an_error_in_a_question(tmp_path: Path, case: str) -> None:
    question, message = QUESTIONS[case]
    path = write(tmp_path, f"title: Proef\nquestions:\n  - {question}\n")
    with pytest.raises(InvalidFile) as error:
        load_instrument(path)
    assert str(error.value) == f"{path}, {message}"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: Proef\nintro: één\n".encode("latin-1"))
    missing = tmp_path / "missing.yaml"
    named = write(tmp_path, GOOD, "Mijn Lijst.yaml")
    for path, message in (
        (latin, f"{latin}, line 2: is not UTF-8; save the file again as UTF-8."),
        (missing, f"{missing}: cannot be read (No such file or directory)."),
        (write(tmp_path, "# niets\n"), f"{tmp_path / 'proef.yaml'}, line 1: the file is empty."),
        (
            named,
            f"{named}, line 1: the name of the file is the slug, and 'Mijn Lijst' cannot be one; "
            "use small letters, digits and hyphens.",
        ),
    ):
        with pytest.raises(InvalidFile) as error:
            load_instrument(path)
        assert str(error.value) == message


def test_everything_shipped_loads_and_survives_storage(instruments: dict[str, Instrument]) -> None:
    assert sorted(instruments) == [
        "baseline",
        "criteria",
        "design",
        "development",
        "framework",
        "horizon",
        "network-evaluation",
        "network-sign-up",
        "network-vote",
        "partnership",
        "perspectives",
        "phases",
        "priorities",
        "quality",
        "scope",
        "table-evaluation",
        "table-sign-up",
        "table-vote",
    ]
    for instrument in instruments.values():
        assert Instrument.from_json(instrument.to_json()) == instrument
    kinds = {one.kind for instrument in instruments.values() for one in instrument.questions}
    assert kinds == set(QuestionKind)


def test_development_asks_the_baseline_again(instruments: dict[str, Instrument]) -> None:
    def followed(slug: str) -> dict[str, tuple[str, tuple[Option, ...]]]:
        return {
            question.key: (question.dimension, question.options)
            for question in instruments[slug].questions
            if question.dimension in ("content", "organisation", "hrm")
        }

    assert len(followed("baseline")) == 6
    assert followed("development") == followed("baseline")
    before = instruments["phases"].question("safeguard_phase")
    after = instruments["development"].question("safeguard_phase")
    assert (before.dimension, before.rows, before.options) == (
        after.dimension,
        after.rows,
        after.options,
    )


def test_another_word_is_another_version(instruments: dict[str, Instrument]) -> None:
    scope = instruments["scope"]
    assert replace(scope, title="Reikwijdte").hash != scope.hash
    assert load_instrument(DATASETS / "instruments" / "scope.yaml").hash == scope.hash


def test_no_instruments_in_an_empty_folder(tmp_path: Path) -> None:
    assert load_instruments(tmp_path) == {}


CRITERIA = ["Tijd", "Een goede begeleider", "Contact", "Één team", "Rust"]


def test_the_organiser_fills_in_what_was_left_open(instruments: dict[str, Instrument]) -> None:
    criteria = instruments["criteria"]
    assert [question.key for question in criteria.left_open] == ["criteria"]
    filled = fill_in(criteria, "criteria", CRITERIA)
    assert filled.left_open == ()
    assert filled.question("criteria").rows == (
        Option("tijd", "Tijd"),
        Option("een_goede_begeleider", "Een goede begeleider"),
        Option("contact", "Contact"),
        Option("een_team", "Één team"),
        Option("rust", "Rust"),
    )
    assert filled.question("criteria").options == criteria.question("criteria").options
    assert filled.hash != criteria.hash


def test_options_can_be_filled_in_too(tmp_path: Path) -> None:
    question = "{key: n, kind: choice, label: Welke, fill_in: De keuzes}"
    open_ = load_instrument(write(tmp_path, f"title: Proef\nquestions:\n  - {question}\n"))
    filled = fill_in(open_, "n", ["C", "C++", "?!"])
    assert filled.question("n").options == (
        Option("c", "C"),
        Option("c_2", "C++"),
        Option("item_3", "?!"),
    )
    with pytest.raises(Refused) as error:
        fill_in(open_, "n", ["C"])
    assert str(error.value) == "Vul er ten minste 2 in bij 'Welke'."


LABEL = "In hoeverre voldoet uw inductieprogramma aan deze criteria?"


@pytest.mark.parametrize(
    ("key", "labels", "message"),
    [
        ("criteria", CRITERIA[:4], f"Vul er 5 in bij '{LABEL}'; u vulde er 4 in."),
        ("criteria", [*CRITERIA[:4], "  "], f"Nummer 5 bij '{LABEL}' is nog leeg."),
        ("criteria", [*CRITERIA[:4], "TIJD "], f"'TIJD' staat er twee keer bij '{LABEL}'."),
        (
            "criteria",
            [*CRITERIA[:4], "x" * 201],
            f"Nummer 5 bij '{LABEL}' is te lang: 201 tekens, en er passen er 200.",
        ),
        ("strengthen", CRITERIA, "Bij de vraag 'strengthen' valt niets (meer) in te vullen."),
        ("other", CRITERIA, "Bij de vraag 'other' valt niets (meer) in te vullen."),
    ],
)
def test_wrong_labels_are_refused(
    instruments: dict[str, Instrument], key: str, labels: list[str], message: str
) -> None:
    with pytest.raises(Refused) as error:
        fill_in(instruments["criteria"], key, labels)
    assert str(error.value) == message
