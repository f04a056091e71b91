"""Templates: the shipped ones hold what the field needs, and an error names its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.errors import InvalidFile
from collector.records import Instrument, ProgrammeKind, ProgrammeTemplate
from forms.programme_templates import load_template

GOOD = """\
kind: round_table
title: Proef
roles:
  - {name: directeur, group: school}
regions:
  - {name: Twente e.o., part: Oost}
topics:
  - {slug: scope, title: Scope}
meetings:
  - title: Gesprek
    resources:
      - {title: Een boek, link: "https://example.org/boek"}
    speakers:
      - {name: Iemand, kind: case}
    activities:
      - instrument: scope
follow_ups:
  - {slug: later, title: Later}
"""

WRONG = {
    "unknown kind": (
        ("kind: round_table", "kind: round_tabel"),
        "line 1, kind: there is no 'round_tabel'; did you mean 'round_table'?",
    ),
    "unknown instrument": (
        ("instrument: scope", "instrument: skope"),
        "line 16, meetings[1].activities[1].instrument: there is no instrument 'skope'; "
        "did you mean 'scope'?",
    ),
    "topic that is not there": (
        ("{slug: scope, title: Scope}", "{slug: scoop, title: Scope}"),
        "line 16, meetings[1].activities[1].instrument: question 'statements' is about the topic "
        "'scope', which this template does not have; did you mean 'scoop'?",
    ),
    "follow-up that is not there": (
        ("instrument: scope", "instrument: table-sign-up"),
        "line 16, meetings[1].activities[1].instrument: question 'contact' signs up for "
        "'follow-through', which this template does not have; known: later.",
    ),
    "region twice": (
        ("regions:\n", "regions:\n  - {name: Twente e.o.}\n"),
        "line 7, regions[2]: 'Twente e.o.' is there twice; remove or rename one.",
    ),
    "not a slug": (
        ("slug: later", "slug: Later!"),
        "line 18, follow_ups[1].slug: 'Later!' cannot be a slug; "
        "use small letters, digits and hyphens.",
    ),
    "unknown kind of speaker": (
        ("kind: case", "kind: cases"),
        "line 14, meetings[1].speakers[1].kind: there is no kind 'cases'; did you mean 'case'?",
    ),
    "not a web address": (
        ("https://example.org/boek", "example.org/boek"),
        "line 12, meetings[1].resources[1].link: 'example.org/boek' is not a web address; "
        "begin with 'https://'.",
    ),
    "unknown key in a meeting": (
        ("  - title: Gesprek\n", "  - title: Gesprek\n    region: Twente e.o.\n"),
        "line 11, meetings[1].region: there is no key 'region' here; known: title, intro, "
        "self_study, speakers, resources, activities.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_error_names_line_key_and_remedy(
    tmp_path: Path, instruments: dict[str, Instrument], case: str
) -> None:
    (old, new), message = WRONG[case]
    assert old in GOOD
    path = tmp_path / "proef.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidFile) as error:
        load_template(path, instruments)
    assert str(error.value) == f"{path}, {message}"


def test_without_instruments_their_names_are_not_checked(tmp_path: Path) -> None:
    path = tmp_path / "proef.yaml"
    path.write_text(GOOD.replace("instrument: scope", "instrument: other"), encoding="utf-8")
    assert load_template(path).meetings[0].activities[0].instrument == "other"


def test_the_round_table(templates: dict[str, ProgrammeTemplate]) -> None:
    template = templates["round-table"]
    assert template.kind is ProgrammeKind.ROUND_TABLE
    assert [region.name for region in template.regions] == [
        "Nijmegen e.o.",
        "Zuid-Limburg",
        "Den Bosch, Eindhoven e.o.",
        "Twente e.o.",
        "Noord-Holland",
        "Noord-Nederland",
        "Leiden & Rotterdam",
        "Amersfoort – Utrecht e.o.",
    ]
    assert {region.part for region in template.regions} == {
        "Noord",
        "Oost",
        "Zuid",
        "West",
        "Midden",
    }
    assert [role.name for role in template.roles] == [
        "bestuurder",
        "opleidingsmanager",
        "projectleider",
        "vertegenwoordiger partnerschap",
        "directeur",
        "schoolopleider",
        "lector",
    ]
    assert [topic.title for topic in template.topics] == [
        "Scope",
        "Betrokkenen partnerschap",
        "Kwaliteit",
    ]
    assert [one.instrument for one in template.meetings[0].activities] == [
        "scope",
        "partnership",
        "quality",
        "table-vote",
        "priorities",
        "table-evaluation",
        "table-sign-up",
    ]


def test_the_learning_network(templates: dict[str, ProgrammeTemplate]) -> None:
    template = templates["learning-network"]
    assert template.kind is ProgrammeKind.LEARNING_NETWORK
    assert [[one.instrument for one in meeting.activities] for meeting in template.meetings] == [
        ["framework", "network-vote", "perspectives", "baseline", "horizon"],
        ["criteria", "phases"],
        ["design", "development", "network-evaluation", "network-sign-up"],
    ]
    assert all(meeting.self_study and meeting.resources for meeting in template.meetings)
    assert [one.slug for one in template.follow_ups] == [
        "development-network",
        "next-learning-network",
    ]
