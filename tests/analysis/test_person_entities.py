"""A trained pipeline's persons join, as flags unless another source says so too."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from analysis.deidentify import Deidentifier
from analysis.language import load_people
from analysis.spans import Kind, Span


def saved(folder: Path, label: str = "PERSON") -> str:
    """A real pipeline that takes three words for persons, one of them a word that stays."""
    nlp = spacy.blank("nl")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": label, "pattern": "zonneklaar"},
            {"label": label, "pattern": "Qvistgaard"},
            {"label": label, "pattern": "Windesheim"},
            {"label": "ORG", "pattern": "overleg"},
        ]
    )
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module", params=["PERSON", "PER"])
def deidentifier(request: pytest.FixtureRequest, tmp_path_factory) -> Deidentifier:
    people = load_people(saved(tmp_path_factory.mktemp("model"), request.param))
    assert people is not None
    return Deidentifier(people=people)


def test_a_person_of_the_model_is_a_flag(deidentifier: Deidentifier) -> None:
    found = deidentifier.find("Het is zonneklaar dat overleg helpt.")
    assert found == (Span(7, 17, Kind.NAME, "ner", certain=False),)


def test_what_two_sources_say_is_certain(deidentifier: Deidentifier) -> None:
    text = "Het gesprek met Qvistgaard liep uit."
    assert Deidentifier().find(text) == (Span(16, 26, Kind.NAME, "capital", certain=False),)
    assert deidentifier.find(text) == (Span(16, 26, Kind.NAME, "capital", certain=True),)


def test_words_that_stay_stay(deidentifier: Deidentifier) -> None:
    assert deidentifier.find("De studenten van Windesheim komen graag.") == ()


def test_offsets_are_of_the_text_as_written(deidentifier: Deidentifier) -> None:
    text = "Het is zon\u200bneklaar, en ze heet Marieke."
    assert [text[span.start : span.end] for span in deidentifier.find(text)] == [
        "zon\u200bneklaar",
        "Marieke",
    ]


def test_a_pipeline_without_persons_adds_nothing(tmp_path: Path) -> None:
    spacy.blank("nl").to_disk(tmp_path)
    assert load_people(str(tmp_path)) is None


def test_no_such_pipeline(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no spaCy model '.*nergens' is installed"):
        load_people(str(tmp_path / "nergens"))


def test_without_one_spacy_is_not_loaded() -> None:
    """What ships has no part for names, and loading it would cost a second for nothing."""
    script = """
import sys
from analysis.deidentify import Deidentifier
from analysis.language import load_people
Deidentifier(people=load_people()).find("Marieke zei het.")
print("spacy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")
