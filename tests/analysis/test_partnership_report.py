"""The report of one partnership: what it settled, where it stood, its steps; nothing of others."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from analysis.documents.blocks import Bullets, Document, Facts, Part, Prose
from analysis.documents.markdown import to_markdown
from analysis.partnership_report import build_for_partnership
from analysis.shared_answers import answered
from collector import pens, sketches
from collector.access import new_receipt
from collector.errors import NotFound
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.queries.sketches import version
from collector.queries.steps import steps_of
from collector.records import Option, Question, QuestionKind, Side, Submission
from collector.steps import StepState, set_state

OWN, OTHER = "Opleidingsschool De Brug", "Leerkring Aan de Vaart"


class Network:
    """A learning network with two partnerships; people of one settle and answer."""

    def __init__(self, connection: sqlite3.Connection, programme: int) -> None:
        self.connection, self.programme = connection, programme
        self.ids = {name: add_partnership(connection, programme, name) for name in (OWN, OTHER)}
        self.activities = {
            row["slug"]: row
            for meeting in meetings.meetings(connection, programme)
            for row in meetings.activities(connection, meeting["id"])
        }

    def write(self, name: str, slug: str, answers: dict[str, Any], *, settle: bool = True) -> None:
        place = pens.Place(self.ids[name], self.activities[slug]["id"])
        for question, value in answers.items():
            draft = sketches.Draft(question, value, 0, f"{name}-{slug}-{question}"[-64:])
            sketches.save(self.connection, place, draft)
        if settle:
            sketches.settle(self.connection, place, seen=version(self.connection, *place))

    def answer(self, name: str, slug: str, answers: dict[str, Any], side: Side) -> None:
        activity = self.activities[slug]
        set_activity_state(self.connection, activity["id"], is_open=True)
        person = join(
            self.connection,
            activity["meeting_id"],
            new_receipt(),
            side=side,
            partnership=self.ids[name],
        )
        key = f"key-of-{person}-{slug}"
        submit(self.connection, person, activity["id"], Submission(key, answers))


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


def part(document: Document, *titles: str) -> Part:
    parts = document.parts
    for title in titles:
        (found,) = [each for each in parts if each.title.startswith(title)]
        parts = found.parts
    return found


def test_what_was_settled_stands_word_for_word_below_its_question(network: Network) -> None:
    words = "Iedere starter heeft een *vast* team.\n\nEn tijd: 20 %."
    network.write(OWN, "baseline", {"content_phase": "trying", "content_text": words})
    network.write(OWN, "horizon", {"first_steps": ["Eerst samen lezen", "Dan een rooster"]})
    document = build_for_partnership(network.connection, network.ids[OWN])
    baseline = part(document, "Bijeenkomst 1", "Beginsituatie")
    assert baseline.blocks[0] == Prose("Samen vastgesteld.", baseline.blocks[0].tone)
    assert [each.blocks for each in baseline.parts] == [
        (Prose("We proberen het uit"),),
        (Prose("Iedere starter heeft een *vast* team."), Prose("En tijd: 20 %.")),
    ]
    (step,) = steps_of(network.connection, network.ids[OWN])[:1]
    set_state(network.connection, network.ids[OWN], step["id"], StepState.DONE)
    document = build_for_partnership(network.connection, network.ids[OWN])
    (said, bullets) = part(document, "Eerste stappen").blocks
    assert isinstance(said, Prose) and said.text == "1 van de 2 gedaan."
    assert isinstance(bullets, Bullets)
    assert [(each.text, each.remark) for each in bullets.items] == [
        ("Eerst samen lezen", " (gedaan)"),
        ("Dan een rooster", " (nog te doen)"),
    ]


def test_then_and_now_in_a_table_with_how_it_came_about(network: Network) -> None:
    network.write(OWN, "baseline", {"content_phase": "exploring", "hrm_phase": "embedded"})
    alone = {
        "content_phase": "trying",
        "organisation_phase": "not_started",
        "hrm_phase": "embedded",
    }
    network.answer(OWN, "development", alone, Side.FIELD)
    moved, _, once = part(
        build_for_partnership(network.connection, network.ids[OWN]), "Ontwikkeling"
    ).blocks
    later = "(Bijeenkomst 3, niet samen opgeschreven)"
    embedded = "Het is onze vaste werkwijze"
    assert moved == Facts(
        (
            (
                "Inhoud",
                f"We verkennen het (Bijeenkomst 1) → We proberen het uit {later}: verder",
            ),
            ("HRM-beleid", f"{embedded} (Bijeenkomst 1) → {embedded} {later}: gelijk"),
        )
    )
    assert once == Facts((("Organisatie", f"Nog niet begonnen {later}"),))


def test_nothing_of_another_partnership_or_of_one_person_is_in_it(network: Network) -> None:
    network.write(OTHER, "baseline", {"content_text": "Wij van de Vaart zijn al jaren bezig."})
    network.answer(OTHER, "baseline", {"content_text": "Alleen van mij, Vaart."}, Side.FIELD)
    alone = {"content_phase": "trying", "content_text": "Dit schreef ik alleen."}
    network.answer(OWN, "baseline", alone, Side.INSTITUTE)
    text = to_markdown(build_for_partnership(network.connection, network.ids[OWN]))
    assert [word for word in ("Vaart", "Dit schreef ik alleen") if word in text] == []
    assert "1 uit het opleidingsinstituut" in text


def test_a_partnership_that_did_nothing_yet_gets_a_report_that_says_so(network: Network) -> None:
    document = build_for_partnership(network.connection, network.ids[OWN])
    facts = part(document, "Het partnerschap").blocks[0]
    assert isinstance(facts, Facts)
    assert facts.rows == (
        ("Bijeenkomst 1: waarom", "niet aanwezig"),
        ("Bijeenkomst 2: wat", "niet aanwezig"),
        ("Bijeenkomst 3: hoe", "niet aanwezig"),
    )
    assert "Uw partnerschap heeft hier niets samen opgeschreven." in to_markdown(document)
    with pytest.raises(NotFound):
        build_for_partnership(network.connection, 999)


def test_every_kind_of_question_is_rendered() -> None:
    options = (Option("a", "Eerst"), Option("b", "Dan"))
    rows = (Option("r", "Rij"), Option("s", "Andere rij"))
    values: dict[QuestionKind, tuple[Any, tuple[object, ...]]] = {
        QuestionKind.CHOICE: ("b", (Prose("Dan"),)),
        QuestionKind.SCALE: ("a", (Prose("Eerst"),)),
        QuestionKind.RANKING: (["b", "a"], (Facts((("1", "Dan"), ("2", "Eerst"))),)),
        QuestionKind.NUMBER: (3, (Prose("3 uur"),)),
        QuestionKind.SHORT_TEXT: ("Kort.", (Prose("Kort."),)),
        QuestionKind.LONG_TEXT: ("Een.\n\nTwee.", (Prose("Een."), Prose("Twee."))),
        QuestionKind.MATRIX: ({"r": "b", "s": None}, (Facts((("Rij", "Dan"),)),)),
        QuestionKind.CONSENT: (True, (Prose("ja"),)),
        QuestionKind.CONTACT: (None, ()),
        QuestionKind.VOTES: (None, ()),
    }
    lists = {QuestionKind.CHOICES: (["a"], "Eerst"), QuestionKind.STATEMENTS: (["Zin."], "Zin.")}
    for kind, (value, blocks) in values.items():
        question = Question("q", kind, "Vraag", options=options, rows=rows, unit="uur")
        assert answered(question, value) == blocks
    for kind, (value, text) in lists.items():
        (block,) = answered(Question("q", kind, "Vraag", options=options), value)
        assert isinstance(block, Bullets) and [each.text for each in block.items] == [text]
    assert {*values, *lists} == set(QuestionKind)
