"""The examples: what is in them, and that an error in one names its place."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from collector.config import DATASETS
from collector.errors import InvalidFile
from collector.records import Instrument, ProgrammeTemplate, Side
from forms.example import Example
from forms.examples import load_example, load_examples

GOOD = """\
template: round-table
slug: proef
title: Proef
meetings:
  - {title: Tafel, region: Twente e.o., date: 2025-03-05}
participants:
  - id: a-1
    meeting: 1
    role: directeur
    side: field
    answers:
      scope:
        statements:
          - {text: Eerst dit, aspect: process, theme: Tijd}
          - {text: Dan dat, theme: []}
          - {text: En de rest}
      table-evaluation:
        overall: valuable
        aspects: {room: good}
        new_contacts: 3
themes:
  - {name: Tijd}
moderation:
  waiting:
    - {participant: a-1, text_start: En de}
sign_ups:
  - {follow_up: follow-through, name: Iemand, email: iemand@example.org}
"""

WRONG = {
    "unknown template": (
        ("template: round-table", "template: round-tabel"),
        "line 1, template: there is no template 'round-tabel'; did you mean 'round-table'?",
    ),
    "unknown region": (
        ("Twente e.o.", "Twente"),
        "line 5, meetings[1].region: there is no region 'Twente'; did you mean 'Twente e.o.'?",
    ),
    "not a date": (
        ("2025-03-05", "5 maart"),
        "line 5, meetings[1].date: must be a date, found '5 maart'.",
    ),
    "a meeting that is not there": (
        ("meeting: 1", "meeting: 2"),
        "line 8, participants[1].meeting: must be from 1 to 1, found 2.",
    ),
    "no meeting": (
        ("    meeting: 1\n", ""),
        "line 7, participants[1]: the key 'meeting' is missing; add a line 'meeting: …'.",
    ),
    "unknown role": (
        ("role: directeur", "role: direkteur"),
        "line 9, participants[1].role: there is no role 'direkteur'; did you mean 'directeur'?",
    ),
    "unknown side": (
        ("side: field", "side: werkveld"),
        "line 10, participants[1].side: there is no 'werkveld'; known: institute, field.",
    ),
    "an instrument that this meeting does not have": (
        ("      scope:", "      baseline:"),
        "line 12, participants[1].answers.baseline: there is no key 'baseline' here; "
        "known: scope, partnership, quality, table-vote, priorities, table-evaluation,"
        " table-sign-up.",
    ),
    "unknown theme": (
        ("theme: Tijd", "theme: Tijt"),
        "line 14, participants[1].answers.scope.statements[1].theme: there is no theme 'Tijt'; "
        "did you mean 'Tijd'?",
    ),
    "unknown option": (
        ("overall: valuable", "overall: valueable"),
        "line 18, participants[1].answers.table-evaluation.overall: there is no option "
        "'valueable'; did you mean 'valuable'?",
    ),
    "unknown row": (
        ("{room: good}", "{rom: good}"),
        "line 19, participants[1].answers.table-evaluation.aspects.rom: there is no key 'rom' "
        "here; did you mean 'room'?",
    ),
    "number out of range": (
        ("new_contacts: 3", "new_contacts: 51"),
        "line 20, participants[1].answers.table-evaluation.new_contacts: "
        "must be at most 50, found 51.",
    ),
    "a required answer is missing": (
        ("        overall: valuable\n", ""),
        "line 17, participants[1].answers.table-evaluation: the key 'overall' is missing; "
        "add a line 'overall: …'.",
    ),
    "a contact among the answers": (
        ("      scope:\n", "      table-sign-up: {contact: Iemand}\n      scope:\n"),
        "line 12, participants[1].answers.table-sign-up.contact: "
        "contacts stand under 'sign_ups', apart from the answers.",
    ),
    "no statement that begins like this": (
        ("text_start: En de", "text_start: En het"),
        "line 25, moderation.waiting[1].text_start: 0 statements of 'a-1' begin like this; "
        "it must be one.",
    ),
    "an address of a real domain": (
        ("iemand@example.org", "iemand@school.nl"),
        "line 27, sign_ups[1].email: 'iemand@school.nl' may be of a real person; "
        "end it with '@example.org'.",
    ),
    "nothing left open here": (
        ("template: round-table", "fill_in: {criteria: {criteria: [a, b]}}\ntemplate: round-table"),
        "line 1, fill_in.criteria.criteria: Vul er 5 in bij 'In hoeverre voldoet uw "
        "inductieprogramma aan deze criteria?'; u vulde er 2 in.",
    ),
}


@pytest.fixture(scope="module")
def examples() -> dict[str, Example]:
    return {example.slug: example for example in load_examples(DATASETS / "examples")}


@pytest.fixture(scope="module")
def round_tables(examples: dict[str, Example]) -> Example:
    return examples["gesprekstafels-voorbeeld"]


@pytest.fixture(scope="module")
def network(examples: dict[str, Example]) -> Example:
    return examples["leernetwerk-voorbeeld"]


def load(
    folder: Path,
    text: str,
    templates: dict[str, ProgrammeTemplate],
    instruments: dict[str, Instrument],
) -> Example:
    path = folder / "proef.yaml"
    path.write_text(text, encoding="utf-8")
    return load_example(path, templates, instruments)


@pytest.mark.parametrize("case", WRONG)
def test_an_error_names_line_key_and_remedy(
    tmp_path: Path, templates: dict, instruments: dict, case: str
) -> None:
    (old, new), message = WRONG[case]
    assert old in GOOD
    with pytest.raises(InvalidFile) as error:
        load(tmp_path, GOOD.replace(old, new, 1), templates, instruments)
    assert str(error.value) == f"{tmp_path / 'proef.yaml'}, {message}"


def test_what_is_read(tmp_path: Path, templates: dict, instruments: dict) -> None:
    example = load(tmp_path, GOOD, templates, instruments)
    statements = [statement for _, statement in example.statements]
    assert [one.themes for one in statements] == [("Tijd",), (), None]
    assert [one.draft.topic for one in statements] == ["scope"] * 3
    assert all(one.draft.consent for one in statements)
    scope, evaluation = example.participants[0].forms
    assert scope.answers == {"consent_publish": True}
    assert evaluation.answers == {
        "overall": "valuable",
        "aspects": {"room": "good"},
        "new_contacts": 3,
    }


def test_no_consent_is_no_consent(tmp_path: Path, templates: dict, instruments: dict) -> None:
    text = GOOD.replace("      scope:\n", "      scope:\n        consent_publish: false\n")
    example = load(tmp_path, text, templates, instruments)
    assert not any(statement.draft.consent for _, statement in example.statements)


def test_the_round_tables(round_tables: Example) -> None:
    assert len(round_tables.meetings) == 8
    assert len({meeting.region for meeting in round_tables.meetings}) == 8
    assert len(round_tables.participants) == 110
    texts = [statement.draft.text for _, statement in round_tables.statements]
    assert (len(texts), len(set(texts))) == (251, 250)
    assert (min(map(len, texts)), max(map(len, texts))) == (39, 749)
    assert {participant.role for participant in round_tables.participants} == {
        role.name for role in round_tables.template.roles
    }


def test_what_the_facilitator_of_the_round_tables_decides(round_tables: Example) -> None:
    decided = [one.themes for _, one in round_tables.statements if one.themes is not None]
    assert Counter(len(themes) for themes in decided) == {1: 96, 0: 3}
    named = Counter(name for themes in decided for name in themes)
    assert set(named) == {theme.name for theme in round_tables.themes}
    assert min(named.values()) >= 8
    titles = {topic.title for topic in round_tables.template.topics}
    assert not titles & set(named)
    drafts = [statement.draft for _, statement in round_tables.statements]
    assert sum(not draft.consent for draft in drafts) == 4
    assert sum(draft.aspect is None for draft in drafts) == 10


def trigrams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}


def test_only_the_planned_statements_resemble_another(round_tables: Example) -> None:
    texts = [statement.draft.text for _, statement in round_tables.statements]
    parts = [trigrams(text) for text in texts]
    alike = [
        (texts[first][:20], texts[second][:20])
        for second in range(len(texts))
        for first in range(second)
        if len(parts[first] & parts[second]) > 0.3 * min(len(parts[first]), len(parts[second]))
    ]
    assert alike == [
        ("Opleiden kost tijd. ", "Opleiden kost tijd. "),
        ("De opleiding stuurt ", "De opleiding stuurt "),
        ("Een student is vanaf", "Een student is vanaf"),
        ("Ik wil niet meer ure", "Ik hoef niet méér ur"),
    ]


def test_the_learning_network(network: Example) -> None:
    assert len(network.partnerships) == 6
    assert {sector for one in network.partnerships for sector in one.sectors} == {"po", "vo", "mbo"}
    there = [
        {one.partnership: set() for one in network.participants if one.meeting == meeting}
        for meeting in range(3)
    ]
    for one in network.participants:
        there[one.meeting][one.partnership].add(one.side)
    assert [len(partnerships) for partnerships in there] == [4, 5, 6]
    incomplete = [
        (meeting, name)
        for meeting, partnerships in enumerate(there)
        for name, sides in partnerships.items()
        if sides != set(Side)
    ]
    assert incomplete == [(1, "Partnerschap Tussen Vecht en Veld")]
    assert all(meeting.template.speakers for meeting in network.meetings)
    assert not any(one.left_open for one in network.instruments.values())


def test_every_partnership_has_one_baseline_and_one_development(network: Example) -> None:
    def who_answered(slug: str) -> list[str | None]:
        return [
            participant.partnership
            for participant in network.participants
            for form in participant.forms
            if form.instrument == slug
        ]

    names = [partnership.name for partnership in network.partnerships]
    assert who_answered("baseline") == names[:4]
    assert who_answered("development") == names


def test_no_sentence_of_the_source_documents(examples: dict[str, Example], seeds: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[start : start + 6]) for start in range(len(words) - 5)}

    sources = {run for path in seeds.glob("*.txt") for run in runs(path.read_text("utf-8"))}
    assert sources
    copied = [
        statement.draft.text
        for example in examples.values()
        for _, statement in example.statements
        if runs(statement.draft.text) & sources
    ]
    assert copied == []
