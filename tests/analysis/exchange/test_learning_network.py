from __future__ import annotations

from pathlib import Path

from analysis.exchange.learning_network import FollowUp, read_learning_network
from analysis.exchange.resources import Resource
from analysis.exchange.speakers import ReadSpeaker, find_speakers
from tests.analysis.exchange.layouts import paged, wrapped


def test_reads_a_report(network: Path) -> None:
    read = read_learning_network(network.read_text("utf-8"))
    assert read.title == "Opbrengsten leernetwerk Taal op de werkplek"
    assert read.period == "schooljaar 2022-2023"
    assert read.aim == "studenten en hun begeleiders beter te laten samenwerken"
    assert read.organisers == ("Taalhuis Midden",)
    assert read.meetings_announced == 2
    assert read.safeguards == ("team", "tijd", "ruimte")
    assert read.evaluation == "Dit namen de deelnemers mee:"
    assert read.yields == (
        "Een gedeelde kijkwijzer.",
        "Nieuwe contacten, o.a. met de bibliotheek.",
    )
    assert read.follow_ups == (FollowUp("Vervolg", "Vervolgens gaan we door met een leeskring."),)
    assert read.resources == (
        Resource("Kijkwijzer taal", "Taalhuis Midden", None),
        Resource("Lezen in de stage", "Marja Kooiman", "www.example.org/lezen"),
    )
    assert read.skipped == ()


def test_reads_meetings(network: Path) -> None:
    read = read_learning_network(network.read_text("utf-8"))
    assert [(meeting.title, meeting.focus, meeting.line) for meeting in read.meetings] == [
        ("Eerste bijeenkomst | Kijken", "Kijken", 7),
        ("Tweede bijeenkomst | Doen", "Doen", 19),
    ]
    assert [meeting.questions for meeting in read.meetings] == [
        ("Wat zie je de student doen?", "Waar let de begeleider op"),
        ("wie doet wat?", "Wanneer is het goed genoeg?"),
    ]
    assert [meeting.perspectives for meeting in read.meetings] == [
        ("de leerling", "de student", "de begeleider"),
        (),
    ]
    assert read.speakers == (
        ReadSpeaker(
            "Dr. Noor van der Veen",
            "lector",
            "Hogeschool Midden",
            "wat taalstimulering vraagt",
            "lector bij de Hogeschool Midden",
            0,
        ),
        ReadSpeaker(
            "Tom Baas",
            "docent",
            "Rivierencollege",
            "een les uit groep 5",
            "docent aan het Rivierencollege",
            0,
        ),
    )


def test_organisations_are_no_speakers() -> None:
    texts = (
        "De Hogeschool Midden presenteerde een plan.",
        "Stichting Kust gaf uitleg. Het Platform Samen vertelde meer.",
        "Daarna Presenteerde niemand iets.",
    )
    assert find_speakers(texts, 0) == ()


def test_headings_are_not_looked_for_in_sentences() -> None:
    text = "Verslag\n\nBijeenkomst 1\n\nEvaluatie was er.\n\nVervolgens was er koffie.\n\n- Zin?"
    (meeting,) = read_learning_network(text).meetings
    assert meeting.texts == ("Evaluatie was er.", "Vervolgens was er koffie.", "Zin?")
    assert meeting.questions == ("Zin?",)


def test_the_heading_names_the_follow_ups() -> None:
    text = "Verslag\n\nBijeenkomst 1\n\nJa.\n\nVervolg | Leeskring en Schrijfclub\n\nA.\n\nB."
    assert read_learning_network(text).follow_ups == (
        FollowUp("Leeskring", "A."),
        FollowUp("Schrijfclub", "B."),
    )


def test_what_is_not_recognised_is_listed() -> None:
    text = "Verslag\n\nBijeenkomst 1\n\nWe praatten.\n\n## Iets anders\n\nBronnen\n\nGeen."
    assert read_learning_network(text).skipped == ((7, "## Iets anders"), (11, "Geen."))


def test_2022(network_2022: Path) -> None:
    read = read_learning_network(network_2022.read_text("utf-8"))
    assert (read.period, read.meetings_announced, len(read.introduction)) == ("2022", 3, 3)
    assert [meeting.focus for meeting in read.meetings] == ["waarom", "wat", "hoe"]
    assert [len(meeting.questions) for meeting in read.meetings] == [4, 1, 8]
    assert all(q.endswith("?") for meeting in read.meetings for q in meeting.questions)
    assert [len(meeting.speakers) for meeting in read.meetings] == [1, 2, 1]
    assert [speaker.role for speaker in read.speakers] == [
        None,
        "opleidingscoördinator",
        "onderzoeker",
        None,
    ]
    assert [speaker.organisation for speaker in read.speakers] == [
        None,
        "opleidingsschool ROSA",
        "Hogeschool Utrecht",
        None,
    ]
    assert len(read.meetings[0].perspectives) == 5
    assert read.safeguards == (
        "lerende leraar",
        "leeromgeving",
        "organisatie",
        "kwaliteitscultuur",
    )
    assert (len(read.yields), len(read.resources), read.skipped) == (10, 3, ())
    assert [follow_up.title for follow_up in read.follow_ups] == [
        "Ontwikkelnetwerk",
        "Leernetwerk 2023",
    ]
    assert [resource.author for resource in read.resources] == [
        read.speakers[0].name,
        "VO-raad",
        read.organisers[0],
    ]
    assert [resource.link for resource in read.resources] == [None, None, None]


def test_2022_laid_out_otherwise(network_2022: Path) -> None:
    text = network_2022.read_text("utf-8")
    plain = read_learning_network(text)
    other = read_learning_network(paged(wrapped(text), 30, "Verslag van het netwerk"))
    assert [meeting.texts for meeting in other.meetings] == [m.texts for m in plain.meetings]
    assert (other.introduction, other.yields) == (plain.introduction, plain.yields)
    assert (other.speakers, other.resources) == (plain.speakers, plain.resources)
    assert (other.follow_ups, other.skipped) == (plain.follow_ups, ())


def test_a_line_of_capitals_takes_no_time() -> None:
    assert find_speakers(("A. " * 5000 + "Aa Bb " * 5000 + "presenteerde",), 0) == ()
