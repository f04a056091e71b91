from __future__ import annotations

from pathlib import Path

import pytest

from analysis.exchange.introduction import Topic
from analysis.exchange.resources import Resource
from analysis.exchange.wrap_up import ReadStatement, RoundTableWrapUp, read_wrap_up
from collector.records import Aspect
from tests.analysis.exchange.layouts import paged, with_bullets, wrapped


def said(document: RoundTableWrapUp) -> list[tuple[str, int, Aspect | None]]:
    """The statements without their line numbers, blanks as one."""
    return [(" ".join(s.text.split()), s.theme, s.aspect) for s in document.statements]


def test_reads_the_introduction(round_tables: Path) -> None:
    read = read_wrap_up(round_tables.read_text("utf-8"))
    assert read.title == "Verslag rondetafels opleiden in de kustregio"
    assert read.subtitle == "Startende leraren aan het woord"
    assert read.period == "najaar 2021"
    assert read.aim == "een gezamenlijk begeleidingsplan"
    assert read.organisers == ("Stichting Kustscholen",)
    assert read.roles == ("schoolleiders", "mentoren", "studenten")
    assert (read.participants_about, read.meetings) == (40, 5)
    assert read.regions == ("Walcheren e.o.", "Goes, Borsele e.o.", "De Kop")
    assert read.topics == (
        Topic("Begeleiding", "wie begeleidt de starter, en hoe lang?"),
        Topic("Rooster", "wat vraagt dit van de planning?"),
    )


def test_reads_themes_and_statements_verbatim(round_tables: Path) -> None:
    read = read_wrap_up(round_tables.read_text("utf-8"))
    assert [(theme.name, theme.central_statement) for theme in read.themes] == [
        ("Tijd en ruimte", "Starters krijgen tijd"),
        ("Mentoren", "Elke mentor is geschoold"),
    ]
    assert read.statements[:3] == (
        ReadStatement(
            "Een starter geeft het eerste jaar drie lesuren minder, zodat er tijd is om bij"
            " collega's te kijken.",
            0,
            Aspect.CONTENT,
            28,
        ),
        ReadStatement(
            "Lesbezoek lukt alleen  als het in het rooster staat (zie ook p. 3).",
            0,
            Aspect.CONTENT,
            30,
        ),
        ReadStatement(
            "Wat kost een vervanger? In ons bestuur € 250 per dag!", 0, Aspect.CONTENT, 31
        ),
    )
    assert [
        (theme.count(Aspect.CONTENT), theme.count(Aspect.PROCESS)) for theme in read.themes
    ] == [
        (4, 1),
        (0, 3),
    ]


def test_what_is_not_recognised_is_listed(round_tables: Path) -> None:
    read = read_wrap_up(round_tables.read_text("utf-8"))
    assert read.skipped == (
        (20, "Tussenkop zonder betekenis"),
        (48, "Iemand schreef dit op een los vel."),
    )
    assert read.contact == ("Projectbureau Kust", "bureau@kust.example")
    assert read.resources == (
        Resource("Mentorenwijzer", "Joke Verhaar", "https://example.org/wijzer"),
    )


@pytest.mark.parametrize("sign", ["•", "*", "–", "•\t"])
def test_bullet_signs(sign: str) -> None:
    text = "Thema: Tijd\n\nProces van uitwerking\n\n- Begin klein.\n- Zij-instroom telt"
    assert said(read_wrap_up(with_bullets(text, sign))) == said(read_wrap_up(text))


def test_statements_without_bullets_are_paragraphs() -> None:
    text = "Thema: Tijd\n\nTijd is geld\n\nProces van uitwerking\n\nBegin klein.\n\nDenk groot."
    assert said(read_wrap_up(text)) == [
        ("Begin klein.", 0, Aspect.PROCESS),
        ("Denk groot.", 0, Aspect.PROCESS),
    ]


def test_an_aspect_is_not_invented() -> None:
    assert said(read_wrap_up("Thema: Tijd\n\n- Begin klein.")) == [("Begin klein.", 0, None)]


def test_a_page_through_a_statement() -> None:
    text = (
        "Ons verslag\n\nThema: Tijd\n\nProces van uitwerking\n\n- Begin klein en\n\n3\n"
        "\fOns verslag\ndenk groot.\n"
        "- Een mens-\nelijke maat past bij zij-\ninstromers; menselijke maat."
    )
    read = read_wrap_up(text)
    assert said(read) == [
        ("Begin klein en denk groot.", 0, Aspect.PROCESS),
        ("Een menselijke maat past bij zij-instromers; menselijke maat.", 0, Aspect.PROCESS),
    ]
    assert (read.furniture, read.skipped) == (2, ())


def test_equal_statements_with_equal_soft_breaks_are_no_page_furniture() -> None:
    statement = "- De begeleider en de student\nkijken samen terug."
    text = f"Thema: Tijd\n\nProces van uitwerking\n\n{statement}\n{statement}\n"
    read = read_wrap_up(text)
    assert [s.text for s in read.statements] == [
        "De begeleider en de student kijken samen terug."
    ] * 2
    assert read.furniture == 0


def test_a_theme_heading_repeated_on_the_next_page_is_the_same_theme() -> None:
    text = "Thema: Tijd\n\nProces van uitwerking\n\n- Een.\n\fThema: Tijd (vervolg)\n\n- Twee."
    read = read_wrap_up(text)
    assert [theme.name for theme in read.themes] == ["Tijd"]
    assert said(read) == [("Een.", 0, Aspect.PROCESS), ("Twee.", 0, Aspect.PROCESS)]


def test_a_theme_name_over_two_lines() -> None:
    read = read_wrap_up("Thema: Routes in het kader\nvan het tekort\n\nKort en flexibel\n\n- Een.")
    assert [(t.name, t.central_statement) for t in read.themes] == [
        ("Routes in het kader van het tekort", "Kort en flexibel")
    ]


def test_nothing_in_nothing_out() -> None:
    read = read_wrap_up("")
    assert (read.title, read.period, read.aim, read.participants_about) == ("", None, None, None)
    assert (read.statements, read.themes, read.regions, read.skipped) == ((), (), (), ())


def test_2018(round_tables_2018: Path) -> None:
    read = read_wrap_up(round_tables_2018.read_text("utf-8"))
    assert (read.period, read.participants_about, read.meetings) == ("eerste helft 2018", 100, 8)
    assert [name.split()[0] for name in read.organisers] == ["PO-Raad", "Platform"]
    assert (len(read.regions), len(read.topics), len(read.roles)) == (8, 3, 7)
    assert [
        (len(theme.statements), theme.count(Aspect.CONTENT), theme.count(Aspect.PROCESS))
        for theme in read.themes
    ] == [(18, 6, 12), (10, 6, 4), (12, 5, 7), (27, 14, 13), (20, 9, 11), (10, 3, 7)]
    assert all(theme.central_statement for theme in read.themes)
    lengths = [len(statement.text) for statement in read.statements]
    assert (len(lengths), min(lengths), max(lengths)) == (97, 39, 749)
    assert (read.skipped, read.furniture, len(read.contact)) == ((), 2, 6)


def test_2018_statements_are_the_lines_of_the_file(round_tables_2018: Path) -> None:
    text = round_tables_2018.read_text("utf-8")
    lines = text.split("\n")
    read = read_wrap_up(text)
    assert [f"- {s.text}" for s in read.statements] == [lines[s.line - 1] for s in read.statements]


@pytest.mark.parametrize("length", [23, 30, 41])
def test_2018_laid_out_otherwise(round_tables_2018: Path, length: int) -> None:
    text = round_tables_2018.read_text("utf-8")
    plain = read_wrap_up(text)
    other = read_wrap_up(paged(wrapped(with_bullets(text, "•")), length, "Verslag voor de regio"))
    assert said(other) == said(plain)
    assert (other.title, other.regions, other.topics) == (plain.title, plain.regions, plain.topics)
    assert (other.introduction, other.skipped) == (plain.introduction, ())
