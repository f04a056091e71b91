"""Question kind ↔ field: what is typed, what is stored, what is refused and how it is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict

from collector.records import (
    Aspect,
    Contact,
    Instrument,
    Option,
    Question,
    QuestionKind,
    StatementDraft,
)
from collector.tallies import tally
from forms.answered import answered
from forms.composite_fields import BOXES_MAXIMUM
from forms.questions import FIELDS, QuestionnaireForm, form_for, form_from, to_submission
from forms.slides import slides

KEY = "0123456789abcdef0123456789abcdef"
OPTIONS = (Option("a", "Eerst"), Option("b", "Dan"), Option("c", "Tot slot"))
ROWS = (Option("one", "Rij een"), Option("two", "Rij twee"))


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def question(kind: str, **values: Any) -> Question:
    return Question("vraag", QuestionKind(kind), "Een vraag?", options=OPTIONS, rows=ROWS, **values)


def filled(asked: Question, *pairs: tuple[str, str], **keywords: Any) -> QuestionnaireForm:
    typed = MultiDict([("key", KEY), *((f"q_vraag{name}", value) for name, value in pairs)])
    return form_from(Instrument("i", "Titel", questions=(asked,)), typed, **keywords)


def stored(asked: Question, *pairs: tuple[str, str]) -> Any:
    form = filled(asked, *pairs)
    assert form.validate(), form.problems
    return to_submission(form).answers.get("vraag")


def mistakes(asked: Question, *pairs: tuple[str, str], **keywords: Any) -> list[tuple[str, str]]:
    form = filled(asked, *pairs, **keywords)
    assert not form.validate()
    return [(problem.id, problem.text) for problem in form.problems]


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_kind_has_a_field_a_macro_a_tally_a_slide_and_a_reading(kind: QuestionKind) -> None:
    asked = Question("vraag", kind, "Een vraag?", options=OPTIONS, rows=ROWS)
    instrument = Instrument("i", "Titel", questions=(asked,))
    form = form_for(instrument)
    assert FIELDS[kind].kind == form.question("vraag").kind == kind
    html = get_template_attribute("questions/kinds.html", kind.value)(form.question("vraag"))
    assert "Een vraag?" in html
    assert tally(asked, []).base == 0
    assert len(slides(instrument, {}, {}, 5)) == 1
    assert answered(instrument, {}) == []


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_kind_can_be_required_and_says_so_in_dutch(kind: QuestionKind) -> None:
    found = mistakes(question(kind, required=True))
    assert found
    form = filled(question(kind, required=True))
    html = get_template_attribute("questions/kinds.html", kind.value)(form.question("vraag"))
    ids = [problem for problem, _text in found]
    assert [one for one in ids if f'id="{one}"' not in html] == []


VERBATIM = [
    "Eén idee: coördinatie ’s ochtends, naïef?",
    '“Zo” zei zij – ‘zus’… en "zo" & <b>niet</b>',
    "👩🏽‍🏫 en 🏫",
    "regel een\n\nregel drie\n\tingesprongen",
    "ﬀ ﬁ ½ № ─ \u00a0 midden",
    "e\u0301 blijft ontbonden",
    "=1+1",
]


@pytest.mark.parametrize("text", VERBATIM)
def test_text_is_kept_verbatim(text: str) -> None:
    typed = f"  {text}\n ".replace("\n", "\r\n")
    assert stored(question("long_text"), ("", typed)) == text
    form = filled(question("statements"), ("-0-text", typed))
    assert form.validate()
    assert to_submission(form).statements == {"vraag": (StatementDraft(text),)}


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x1b", "\x7f", "\x85"])
@pytest.mark.parametrize(("kind", "part"), [("long_text", ""), ("statements", "-0-text")])
def test_control_characters_are_refused_and_the_rest_is_kept(
    hidden: str, kind: str, part: str
) -> None:
    form = filled(question(kind), (part, f"voor{hidden}na"))
    assert not form.validate()
    assert form.problems[0].text.startswith("Er stond een onzichtbaar stuurteken in deze tekst.")
    html = get_template_attribute("questions/kinds.html", kind)(form.question("vraag"))
    assert "voorna</textarea>" in html


def test_only_invisible_characters_are_nothing() -> None:
    assert mistakes(question("long_text"), ("", " \u200b\ufeff \n"))[0][1] == (
        "U heeft nog niets ingevuld."
    )


def test_lengths_are_in_characters() -> None:
    asked = question("short_text", max_length=10)
    assert stored(asked, ("", "🏫" * 10)) == "🏫" * 10
    assert mistakes(asked, ("", "é" * 11)) == [
        ("q_vraag", "Dit zijn 11 tekens; er passen er 10. Maak de tekst korter.")
    ]


def test_a_short_text_has_one_line() -> None:
    assert mistakes(question("short_text"), ("", "een\ntwee"))


@pytest.mark.parametrize("kind", ["choice", "scale"])
def test_choice_and_scale(kind: str) -> None:
    assert stored(question(kind), ("", "b")) == "b"
    assert mistakes(question(kind), ("", "x"))[0][0] == "q_vraag-0"
    assert mistakes(question(kind), ("", "a"), ("", "b"))
    assert mistakes(question(kind, required=True)) == [
        ("q_vraag-0", "Kies één van de mogelijkheden.")
    ]


def test_choices() -> None:
    assert stored(question("choices"), ("", "c"), ("", "a"), ("", "a")) == ["a", "c"]
    assert mistakes(question("choices"), ("", "a"), ("", "nee"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4", 4),
        (" 2,5 ", 2.5),
        ("2.5", 2.5),
        ("1.500,5", 1500.5),
        ("-3", -3),
        ("−3", -3),
        ("0", 0),
        ("12 mensen", 12),
        ("3,0", 3),
    ],
)
def test_numbers_as_people_write_them(typed: str, value: float) -> None:
    assert stored(question("number", unit="mensen"), ("", typed)) == value


@pytest.mark.parametrize(
    "typed",
    ["vijf", "1e5", "NaN", "inf", "1.500", "9" * 5000, "²", "٣", "1,2,3", "0x10", "--1", "1_000"],
)
def test_what_is_no_number(typed: str) -> None:
    form = filled(question("number"), ("", typed))
    assert not form.validate()
    html = get_template_attribute("questions/kinds.html", "number")(form.question("vraag"))
    assert f'value="{typed}"' in html


def test_the_range_of_a_number() -> None:
    asked = question("number", minimum=0, maximum=2.5)
    assert stored(asked, ("", "2,5")) == 2.5
    assert mistakes(asked, ("", "3")) == [("q_vraag", "Vul 2,5 of minder in.")]
    assert mistakes(asked, ("", "-1")) == [("q_vraag", "Vul 0 of meer in.")]


def test_ranking() -> None:
    asked = question("ranking")
    assert stored(asked, ("-a", "3"), ("-b", "1"), ("-c", "2")) == ["b", "c", "a"]
    assert stored(asked, ("-c", "1")) == ["c"]
    assert mistakes(asked, ("-a", "1"), ("-b", "1")) == [
        ("q_vraag-1", "Plaats 1 staat er meer dan één keer. Geef elk een eigen plaats.")
    ]
    assert mistakes(asked, ("-a", "2")) == [
        ("q_vraag-0", "Begin bij plaats 1 en sla geen plaats over.")
    ]
    assert mistakes(asked, ("-a", "9"))
    assert mistakes(asked, ("-a", "²"))
    assert mistakes(question("ranking", required=True), ("-a", "1"), ("-b", "2")) == [
        ("q_vraag-2", "Geef alles een plaats.")
    ]


def test_matrix() -> None:
    asked = question("matrix")
    assert stored(asked, ("-one", "a"), ("-two", "c")) == {"one": "a", "two": "c"}
    assert stored(asked, ("-two", "b")) == {"two": "b"}
    assert mistakes(asked, ("-one", "x"))
    assert mistakes(question("matrix", required=True), ("-one", "a")) == [
        ("q_vraag-1-0", "Kies één mogelijkheid bij “Rij twee”.")
    ]


def test_consent_is_never_ticked_beforehand() -> None:
    asked = question("consent")
    html = get_template_attribute("questions/kinds.html", "consent")
    form = form_for(Instrument("i", "Titel", questions=(asked,)))
    assert " checked" not in html(form.question("vraag"))
    assert stored(asked) is False
    assert stored(asked, ("", "yes")) is True
    assert stored(asked, ("", "true")) is False


def test_statements_with_aspect_and_topic() -> None:
    asked = question("statements", ask_aspect=True, ask_topic=True)
    topics = [("scope", "Scope")]
    form = filled(
        asked,
        ("-0-text", "Een"),
        ("-0-aspect", "process"),
        ("-0-topic", "scope"),
        ("-1-text", "  "),
        ("-2-text", "Twee"),
        topics=topics,
    )
    assert form.validate()
    assert to_submission(form).statements["vraag"] == (
        StatementDraft("Een", Aspect.PROCESS, "scope"),
        StatementDraft("Twee"),
    )
    found = mistakes(asked, ("-0-text", "Een"), ("-0-topic", "vreemd"), topics=topics)
    assert found == [("q_vraag-0-text", "Kies bij deze uitspraak uit wat er staat.")]


def test_the_fixed_topic_goes_with_each_statement() -> None:
    form = filled(question("statements", topic="scope"), ("-0-text", "Een"))
    assert to_submission(form).statements["vraag"] == (StatementDraft("Een", None, "scope"),)


def test_boxes_grow_and_keep_what_was_typed() -> None:
    form = filled(question("statements", boxes=1), ("-0-text", "Een"), ("-1-text", "Twee"))
    form.grow("vraag")
    form.grow("geen vraag")
    boxes = form.question("vraag").boxes
    assert [(box.text, box.is_new) for box in boxes] == [
        ("Een", False),
        ("Twee", False),
        ("", True),
    ]
    for _ in range(30):
        form.grow("vraag")
    assert len(boxes) == BOXES_MAXIMUM


def test_statements_beyond_the_last_box_are_not_read() -> None:
    form = filled(question("statements"), ("-20-text", "x"), ("-²-text", "y"))
    assert form.question("vraag").filled is False


def test_contact_goes_apart() -> None:
    asked = question("contact", follow_up="vervolg")
    form = filled(asked, ("-name", " Jo "), ("-email", "jo@school.nl"))
    assert form.validate()
    submission = to_submission(form)
    assert submission.contacts == (Contact("Jo", "jo@school.nl", follow_up="vervolg"),)
    assert (submission.answers, submission.statements) == ({}, {})
    assert [problem for problem, _text in mistakes(asked, ("-phone", "06"))] == [
        "q_vraag-name",
        "q_vraag-email",
    ]
    assert mistakes(asked, ("-name", "Jo"), ("-email", "jo"))[0][0] == "q_vraag-email"


def test_consent_is_copied_onto_each_statement() -> None:
    instrument = Instrument(
        "i",
        "Titel",
        questions=(
            Question("zeg", QuestionKind.STATEMENTS, "Zeg"),
            Question("mag", QuestionKind.CONSENT, "Mag"),
        ),
    )
    typed = MultiDict({"key": KEY, "q_zeg-0-text": "Een", "q_mag": "yes"})
    form = form_from(instrument, typed)
    assert form.validate()
    assert to_submission(form).statements["zeg"] == (StatementDraft("Een", consent=True),)
    assert to_submission(form).consent is None
    assert to_submission(form, {"mag": False}).consent is True
    assert to_submission(form, {"mag": True}).consent is None


def test_the_same_form_is_the_same_submission_and_another_text_is_not() -> None:
    asked = question("long_text")
    first = to_submission(filled(asked, ("", "een"))).key
    assert to_submission(filled(asked, ("", "een"))).key == first
    assert to_submission(filled(asked, ("", "twee"))).key != first
    assert len(first) == 32


@pytest.mark.parametrize("key", ["", "x", "../..", "a" * 5000, "é" * 32])
def test_a_strange_key_asks_to_hand_in_again(key: str) -> None:
    typed = MultiDict({"key": key, "q_vraag": "tekst"})
    form = form_from(Instrument("i", "T", questions=(question("long_text"),)), typed)
    assert not form.validate()
    assert form.problems[0].text == (
        "Deze pagina was verlopen. Uw tekst staat er nog: lever opnieuw in."
    )
    assert form.validate()


def test_nothing_at_all_is_not_handed_in_unless_somebody_comes_back() -> None:
    asked = question("long_text")
    assert mistakes(asked) == [("q_vraag", "U heeft nog niets ingevuld.")]
    assert filled(asked, returning=True).validate()


def test_a_required_statement_is_met_by_an_earlier_one() -> None:
    asked = question("statements", required=True)
    assert mistakes(asked)
    assert filled(asked, settled={"vraag"}, returning=True).validate()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("choice", "b"),
        ("scale", "c"),
        ("choices", ["a", "c"]),
        ("number", 2.5),
        ("ranking", ["c", "a"]),
        ("short_text", "kort"),
        ("long_text", "lang\nlanger"),
        ("matrix", {"two": "a"}),
        ("consent", True),
    ],
)
def test_stored_answers_come_back_in_the_form(kind: str, value: Any) -> None:
    instrument = Instrument("i", "Titel", questions=(question(kind),))
    assert form_for(instrument, {"vraag": value}).question("vraag").value == value
    assert form_for(instrument, {"vraag": ["vreemd"]}).question("vraag").filled is False


def test_labels_are_escaped() -> None:
    asked = Question("vraag", QuestionKind.CHOICE, "<script>", options=(Option("a", "<i>"),))
    form = form_for(Instrument("i", "T", questions=(asked,)))
    html = get_template_attribute("questions/kinds.html", "choice")(form.question("vraag"))
    assert "&lt;script&gt;" in html
    assert "&lt;i&gt;" in html


def test_no_question_can_take_the_name_of_something_else_on_the_form() -> None:
    keys = ("key", "more", "csrf_token", "data", "errors", "validate", "questions")
    instrument = Instrument(
        "i", "T", questions=tuple(Question(key, QuestionKind.SHORT_TEXT, key) for key in keys)
    )
    typed = MultiDict({"key": KEY, **{f"q_{key}": key for key in keys}})
    form = form_from(instrument, typed)
    assert form.validate()
    assert to_submission(form).answers == {key: key for key in keys}
