"""The wrap-up as slides: opened by python-pptx and by LibreOffice, word for word."""

from __future__ import annotations

import sqlite3
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.oxml.ns import qn

from analysis.documents.blocks import (
    Bullet,
    Bullets,
    Central,
    Color,
    Document,
    Facts,
    Figure,
    Front,
    Part,
    Prose,
    Row,
    Said,
    Series,
    Table,
)
from analysis.documents.deck import BARS, HEIGHT, PAGES, WIDTH, Kind, Slide, _height, deck
from analysis.documents.outline import full
from analysis.documents.outline_short import short
from analysis.documents.powerpoint import to_pptx
from analysis.report import build
from analysis.report_parts import Citation
from collector.errors import Refused
from tests.analysis import rooms
from tests.programs import need

TEXTS = (
    "Één cliënt én een garçon: naïef, €\u00a03,50 – “goed”. 🙂",
    "=1+1",
    "Eerste regel\ntweede regel\n\nderde na een lege",
    "twee  spaties, een tab\ten <b>geen</b> &amp; HTML",
    "x" * 1000,
    "woord " * 160 + "einde",
    "\n".join(f"regel {number}" for number in range(40)),
    "_x000A_ staat er echt",
)


def document(*parts: Part, notices: tuple[str, ...] = ()) -> Document:
    front = Front("Verslag", "Tafels over tijd", byline=("2026",), notices=notices)
    return Document(front, parts, running="Tafels over tijd", author="Bureau Tijd")


def opened(made: Document, template: Path | None = None) -> Any:
    return pptx.Presentation(BytesIO(to_pptx(made, template)))


def cited(texts: tuple[str, ...], first: int = 1, times: int = 1) -> tuple[Citation, ...]:
    return tuple(Citation(number, text, times) for number, text in enumerate(texts, first))


def read_back(presentation: Any) -> dict[int, str]:
    """Number → statement, from slides and notes; a line break is one again.

    Not from those that begin a theme: the central statement stands there once more.
    """
    paragraphs = [
        paragraph
        for slide in presentation.slides
        if slide.slide_layout.name not in ("Thema", "Section Header")
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
    ]
    paragraphs += [
        paragraph
        for slide in presentation.slides
        if slide.has_notes_slide
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs
    ]
    found: dict[int, str] = {}
    for paragraph in paragraphs:
        number, tab, text = paragraph.text.partition("\t")
        if tab and number.isdigit():
            assert int(number) not in found
            found[int(number)] = text.replace("\v", "\n")
    return found


def words_of(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_every_statement_is_there_word_for_word() -> None:
    many = tuple(f"Uitspraak {number} over tijd." for number in range(100))
    every = (*TEXTS, *many)
    made = document(
        Part("Tijd", parts=(Part("Proces", (Said(cited(TEXTS)),)),), over="Thema:"),
        Part("Veel", (Said(cited(many, first=len(TEXTS) + 1)),)),
    )
    assert read_back(opened(made)) == dict(enumerate(every, 1))


def test_a_long_list_goes_on_in_the_notes() -> None:
    many = cited(tuple(f"Uitspraak {number} over tijd." for number in range(100)))
    (_, *slides) = deck(document(Part("Veel", (Said(many),))))
    assert [slide.title for slide in slides] == ["Veel (1 van 2)", "Veel (2 van 2)"]
    assert len(slides) == PAGES
    shown = [line.number for slide in slides for line in slide.lines]
    rest = [int(note.split("\t")[0]) for note in slides[-1].notes if "\t" in note]
    assert [*shown, *rest] == list(range(1, 101))
    assert f"Op deze dia's {len(shown)} van de 100. Verder is gezegd:" in slides[-1].notes


def test_what_was_said_more_often_says_so() -> None:
    presentation = opened(document(Part("Tijd", (Said(cited(("Rust.",), times=3)),))))
    assert "1\tRust. (3×)" in words_of(presentation.slides[1])


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_nothing_falls_off_a_slide(text: str) -> None:
    for slide in deck(document(Part("Tijd", (Said(cited((text, text, text))),)))):
        width = int(WIDTH / slide.smaller)
        assert sum(_height(line, width) for line in slide.lines) * slide.smaller <= HEIGHT
        assert len(slide.lines) == 1 or slide.smaller == 1


def table_figure(rows: int, *, cited_rows: bool = False) -> Figure:
    values = [(number, 2, 1) if number != 3 else None for number in range(rows)]
    return Figure(
        "Stemmen per ding.",
        "Ding",
        (
            Series("Eens", Color.AGREE),
            Series("Oneens", Color.DISAGREE),
            Series("Over", Color.PASSED),
        ),
        tuple(
            Row(Citation(number + 1, f"Ding {number}.") if cited_rows else f"ding {number}", value)
            for number, value in enumerate(values)
            if value or not cited_rows
        ),
        shares=True,
        number=4,
    )


def charts(presentation: Any) -> list[Any]:
    return [shape for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


def test_charts_are_of_powerpoint_and_hold_the_numbers() -> None:
    figure = table_figure(12)
    found = charts(opened(document(Part("Dingen", (figure,)))))
    assert len(found) == 2
    shown: dict[str, tuple[float, ...]] = {}
    for shape in found:
        plot = shape.chart.plots[0]
        for at, name in enumerate(plot.categories):
            shown[name] = tuple(series.values[at] for series in plot.series)
        assert [series.name for series in plot.series] == ["Eens", "Oneens", "Over"]
        assert len(list(plot.categories)) <= BARS
        assert shape.chart.part.chart_workbook.xlsx_part is not None  # it can be edited
        alt = shape._element.nvGraphicFramePr.cNvPr.get("descr")
        assert alt.startswith("Staafdiagram. Stemmen per ding.")
    assert shown == {row.label: row.values for row in figure.rows if row.values}
    assert "ding 3" not in shown


def test_too_few_is_said_and_never_drawn() -> None:
    few = Figure("Stemmen.", "Ding", (Series("Eens"),), (Row("klein", None), Row("groot", (9,))))
    presentation = opened(document(Part("Dingen", (few,))))
    assert "Te weinig antwoorden om te tonen: klein." in words_of(presentation.slides[1])
    nothing = Figure("Stemmen.", "Ding", (Series("Eens"),), (Row("klein", None),))
    presentation = opened(document(Part("Dingen", (nothing,))))
    assert charts(presentation) == []
    assert "Te weinig antwoorden om te tonen: klein." in words_of(presentation.slides[1])


def test_votes_stand_beside_what_they_are_about() -> None:
    figure = table_figure(8, cited_rows=True)
    presentation = opened(document(Part("Tijd", (figure,))))
    assert read_back(presentation) == {
        row.label.number: row.label.text for row in figure.rows if isinstance(row.label, Citation)
    }
    for slide in list(presentation.slides)[1:]:
        (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
        numbers = [name.removeprefix("nr. ") for name in chart.plots[0].categories]
        said = [line.split("\t")[0] for line in words_of(slide).split("\n") if "\t" in line]
        assert numbers == said


def everything() -> Document:
    return document(
        Part(
            "Inleiding",
            (
                Prose("Horen waar de tijd blijft.", lead="Doel:"),
                Facts((("Deelnemers", "12"),)),
                Bullets((Bullet("punt", lead="Kop", below=("lager",), note="noot"),)),
            ),
        ),
        Part(
            "Tijd",
            (Central("Tijd kost geld.", 3),),
            (Part("Proces van uitwerking", (Said(cited(TEXTS[:2])),), kind="aspect process"),),
            over="Thema:",
        ),
        Part(
            "Dingen", (table_figure(5), Table("Plaatsen.", ("Wat", "Plaats"), (("Tijd", "1,2"),)))
        ),
        Part("Dingen", (Prose("Nog eens dezelfde titel."),)),
        Part("Leeg"),
        notices=("Niet openbaar maken.",),
    )


def test_each_slide_has_a_title_of_its_own_and_no_empty_place() -> None:
    presentation = opened(everything())
    titles = [slide.shapes.title.text for slide in presentation.slides]
    assert titles == [
        "Tafels over tijd",
        "Vooraf",
        "Inleiding",
        "Thema: Tijd",
        "Tijd: proces van uitwerking",
        "Dingen",
        "Dingen (2)",
        "Dingen (3)",
    ]
    assert len(set(titles)) == len(titles)
    for slide in presentation.slides:
        assert [one.name for one in slide.placeholders if not one.text_frame.text.strip()] == []
    hidden = [
        slide.shapes.title.text for slide in presentation.slides if slide._element.get("show")
    ]
    assert hidden == ["Vooraf"]


def test_it_is_dutch_and_says_what_it_is() -> None:
    presentation = opened(everything())
    for slide in presentation.slides:
        for run in slide._element.iter(qn("a:r")):
            properties = run.find(qn("a:rPr"))
            assert properties is not None and properties.get("lang") == "nl-NL", run.text
    told = presentation.core_properties
    assert (told.title, told.author, told.language) == ("Tafels over tijd", "Bureau Tijd", "nl-NL")
    assert (presentation.slide_width, presentation.slide_height) == (12191695, 6858000)
    notes = presentation.slides[4].notes_slide.notes_text_frame.text
    assert notes == "Uitspraken in de wrap-up: 1, 2."


@pytest.mark.parametrize("size", [full, short])
@pytest.mark.parametrize("kind", [rooms.ROUND_TABLE, rooms.NETWORK], ids=["tables", "network"])
def test_a_programme_that_was_held(
    fresh_db: sqlite3.Connection, facilitator: int, kind: Any, size: Any
) -> None:
    room = rooms.hold(fresh_db, facilitator, kind)
    made = size(build(room.connection, room.programme))
    said = {
        citation.number: citation.text
        for block in made.blocks()
        if isinstance(block, Said)
        for citation in block.citations
    }
    found = read_back(opened(made)) if said else {}
    assert {number: found[number] for number in said} == said
    assert all(isinstance(slide, Slide) and slide.kind in Kind for slide in deck(made))


def test_the_template_of_an_organisation_dresses_it(tmp_path: Path) -> None:
    template = tmp_path / "wrap-up.pptx"
    theirs = pptx.Presentation()
    theirs.slides.add_slide(theirs.slide_layouts[0]).shapes.title.text = "Voorbeelddia"
    theirs.slide_layouts.get_by_name("Title and Content").name = "Onze indeling"
    theirs.slide_layouts.remove(theirs.slide_layouts.get_by_name("Two Content"))
    theirs.save(str(template))
    presentation = opened(everything(), template)
    assert "Voorbeelddia" not in [slide.shapes.title.text for slide in presentation.slides]
    assert presentation.slide_width == theirs.slide_width
    used = {slide.slide_layout.name for slide in presentation.slides}
    assert used == {"Title Slide", "Onze indeling", "Section Header"}
    assert read_back(presentation) == dict(enumerate(TEXTS[:2], 1))
    votes = opened(document(Part("Tijd", (table_figure(6, cited_rows=True),))), template)
    assert len(read_back(votes)) == 5
    assert opened(everything(), tmp_path / "nergens.pptx").slide_width == 12191695


def test_what_is_no_template_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "wrap-up.pptx"
    template.write_bytes(b"dit is geen presentatie")
    with pytest.raises(Refused, match="is geen presentatie"):
        to_pptx(everything(), template)
    bare = pptx.Presentation()
    for layout in list(bare.slide_layouts):
        if layout.name != "Blank":
            bare.slide_layouts.remove(layout)
    bare.save(str(template))
    with pytest.raises(Refused, match="mist een indeling"):
        to_pptx(everything(), template)


def test_libreoffice_shows_every_slide(tmp_path: Path) -> None:
    need("soffice", "libreoffice-impress-nogui")
    need("pdftotext", "poppler-utils")
    file = tmp_path / "slides.pptx"
    file.write_bytes(to_pptx(everything()))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=300)
    told = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "slides.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pages = told.split("\f")[:-1]
    assert len(pages) == 7  # all but the one that is not for the room
    for title, page in zip(("Tafels over tijd", "Inleiding", "Thema: Tijd"), pages, strict=False):
        assert title in page
    assert TEXTS[1] in pages[3]
    assert "Eens" in pages[4]


def test_a_central_statement_and_what_fits_below_it_share_a_slide() -> None:
    said = Said(cited(("Rust.", "Reinheid."), first=4))
    together = document(Part("Kern", parts=(Part("Tijd", (Central("Tijd kost geld.", 2), said)),)))
    (_, section, slide) = deck(together)
    assert (section.kind, slide.kind) == (Kind.SECTION, Kind.TEXT)
    assert [(line.number, line.text, line.large) for line in slide.lines] == [
        (2, "“Tijd kost geld.”", True),
        (4, "Rust.", False),
        (5, "Reinheid.", False),
    ]
    assert read_back(opened(together))[4] == "Rust."
    much = Said(cited(("woord " * 80,) * 4))
    apart = document(Part("Kern", parts=(Part("Tijd", (Central("Tijd kost geld."), much)),)))
    assert len(deck(apart)) > 3
