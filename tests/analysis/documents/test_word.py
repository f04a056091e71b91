"""Word: styles, fields, links, alternative texts, and the template of an organisation."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.documents.blocks import (
    Bullet,
    Bullets,
    Central,
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
from analysis.documents.characters import visible
from analysis.documents.word import to_docx
from analysis.documents.word_styles import ACCENTS
from analysis.report_parts import Citation
from collector.errors import Refused
from tests.analysis.documents.conftest import both
from tests.analysis.documents.readers import as_printed, expected, office, printed, word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(document: Document, template: Path | None = None) -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(document, template, date(2026, 3, 5))))


@both
def test_only_styles(document: Document) -> None:
    """Every paragraph has a style of the document, and no letter is set by hand."""
    made = opened(document)
    body = made.element.body
    known = {each.style_id for each in made.styles}
    used = {each.get(qn("w:val")) for each in body.iter(qn("w:pStyle"), qn("w:rStyle"))}
    assert used <= known
    assert {"Title", "Heading1", "Heading2", "Caption"} <= used
    assert len(list(body.iter(qn("w:p")))) == len(list(body.iter(qn("w:pStyle"))))
    by_hand = {
        child.tag.removeprefix(W)
        for properties in body.iter(qn("w:rPr"), qn("w:pPr"))
        for child in properties
    }
    # Front and report are apart: the only thing that a paragraph has of its own.
    assert by_hand == {"pStyle", "rStyle", "pageBreakBefore"}


@both
def test_contents_are_filled(document: Document) -> None:
    """The field can be renewed by Word, and shows the headings before that; each leads there."""
    made = opened(document)
    listed = [each for each in made.paragraphs if each.style.name.startswith("toc ")]
    assert [each.text for each in listed] == [part.heading for _, part in document.contents()]
    codes = [each.text for each in made.element.body.iter(qn("w:instrText"))]
    assert f' TOC \\o "1-{document.depth}" \\h \\z \\u ' in codes
    marks = {each.get(qn("w:name")) for each in made.element.body.iter(qn("w:bookmarkStart"))}
    links = [
        each.get(qn("w:anchor"))
        for paragraph in listed
        for each in paragraph._p.iter(qn("w:hyperlink"))
    ]
    assert len(set(links)) == len(listed)
    assert set(links) <= marks


def test_a_number_leads_to_its_statement(document: Document) -> None:
    made = opened(document)
    body = made.element.body
    names = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    links = {
        (link.get(qn("w:anchor")), "".join(each.text for each in link.iter(qn("w:t"))))
        for link in body.iter(qn("w:hyperlink"))
        if (link.get(qn("w:anchor")) or "").startswith("uitspraak_")
    }
    # 1 and 2 were voted on, 3 is a central statement; 1 is in two themes.
    assert links == {("uitspraak_1", "[1]"), ("uitspraak_2", "[2]"), ("uitspraak_3", "[3]")}
    assert {anchor for anchor, _ in links} <= set(names)


@both
def test_figures(document: Document) -> None:
    """Each chart has an alternative text, its numbers as a workbook, a caption and a table with a
    head that is repeated."""
    figures = [each for each in document.blocks() if isinstance(each, Figure)]
    made = opened(document)
    drawn = list(made.element.body.iter(qn("wp:docPr")))
    assert [each.get("descr") for each in drawn] == [each.alt for each in figures]
    assert all(each.alt for each in figures)
    captions = [each.text for each in made.paragraphs if each.style.name == "Caption"]
    kinds = [each for each in document.blocks() if isinstance(each, Figure | Table)]
    assert captions == [
        f"{'Figuur' if isinstance(each, Figure) else 'Tabel'} {each.number}. {each.caption}"
        for each in kinds
    ]
    assert len(made.tables) == len(kinds)
    for table in made.tables:
        assert table._tbl.find(f".//{qn('w:tblHeader')}") is not None
        assert table.style.name == "Wrap-up tabel"
    with zipfile.ZipFile(io.BytesIO(to_docx(document))) as archive:
        books = sorted(name for name in archive.namelist() if name.endswith(".xlsx"))
        assert len(books) == len(figures)
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read(books[0]))).active
    rows = [tuple(cell or None for cell in row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][1:] == tuple(series.name for series in figures[0].series)
    assert [row[1:] for row in rows[1:]] == [
        tuple(n or None for n in row.values or ()) for row in figures[0].rows
    ]


def test_properties_and_page_numbers(document: Document) -> None:
    made = opened(document)
    told = made.core_properties
    assert (told.title, told.author, told.language) == (
        "Tafels over tijd",
        "Bureau Tijd, Stichting Klok",
        "nl-NL",
    )
    assert told.created == datetime(2026, 3, 5, tzinfo=told.created.tzinfo)
    languages = {each.get(qn("w:val")) for each in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"nl-NL"}
    footer = made.sections[0].footer.paragraphs[0]
    assert [each.text.strip() for each in footer._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert made.sections[0].header.paragraphs[0].text == "Tafels over tijd"
    assert made.sections[0].different_first_page_header_footer


def house_style(folder: Path) -> Path:
    """A template: its own colours, a letter head, a heading in another size, a text that goes."""
    template = docx.Document()
    template.add_heading("Verslag van vorig jaar")
    template.add_paragraph("Dit hoort niet in het nieuwe verslag.")
    template.styles["Heading 1"].font.size = docx.shared.Pt(31)
    template.sections[0].left_margin = docx.shared.Pt(100)
    template.sections[0].header.paragraphs[0].text = "Stichting Klok"
    path = folder / "wrap-up.docx"
    template.save(str(path))
    return path


def test_house_style(document: Document, tmp_path: Path) -> None:
    made = opened(document, house_style(tmp_path))
    assert made.styles["Heading 1"].font.size == docx.shared.Pt(31)
    assert made.sections[0].left_margin == docx.shared.Pt(100)
    assert made.sections[0].header.paragraphs[0].text == "Stichting Klok"
    assert "PAGE" in made.sections[0].footer._element.xml
    text = "\n".join(each.text for each in made.paragraphs)
    assert "vorig jaar" not in text
    assert "hoort niet in" not in text
    file = to_docx(document, house_style(tmp_path))
    assert word(file) == expected(document)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert [name for name in archive.namelist() if "thumbnail" in name] == []
        chart = archive.read("word/charts/chart1.xml").decode()
        theme = archive.read("word/theme/theme1.xml").decode()
    accent = re.findall(r'<a:accent1>\s*<a:srgbClr val="(\w{6})"', theme)[0].upper()
    assert accent != ACCENTS[0]
    assert accent in chart


def test_a_wrap_up_can_be_the_template(document: Document, tmp_path: Path) -> None:
    """Whoever changes its styles in Word has a template."""
    made = docx.Document(io.BytesIO(to_docx(document)))
    made.styles["Wrap-up uitspraak inhoud"].font.italic = True
    path = tmp_path / "wrap-up.docx"
    made.save(str(path))
    again = to_docx(document, path)
    assert word(again) == expected(document)
    assert docx.Document(io.BytesIO(again)).styles["Wrap-up uitspraak inhoud"].font.italic


def broken(folder: Path, kind: str) -> Path:
    path = folder / "wrap-up.docx"
    if kind == "text":
        path.write_text("geen document", encoding="utf-8")
    elif kind == "folder":
        path.mkdir()
    elif kind == "archive":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("iets.txt", "anders")
    elif kind == "half":
        docx.Document().save(str(path))
        path.write_bytes(path.read_bytes()[:9000])
    elif kind == "workbook":
        openpyxl.Workbook().save(path)
    elif kind == "xml":
        docx.Document().save(str(path))
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, b"<geen" if name == "word/document.xml" else content)
    return path


@pytest.mark.parametrize("kind", ["text", "folder", "archive", "half", "workbook", "xml"])
def test_unusable_template(document: Document, tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match=r"^De huisstijl in wrap-up\.docx (is geen|kan niet)"):
        to_docx(document, broken(tmp_path, kind))


def test_a_template_that_is_not_there_is_none(document: Document, tmp_path: Path) -> None:
    assert word(to_docx(document, tmp_path / "wrap-up.docx")) == expected(document)


texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("éëïöü“”‘’'\"\n\r\t &<>[]|\\\x00\x0b\x1b\x7f\ufffe🙂👩‍🏫"),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=8, max_size=8), st.integers(1, 3))
def test_any_text_survives(found: list[str], times: int) -> None:
    """Wherever it stands, as it was written; what XML cannot hold, as the sign for it."""
    one, two, three, four, five, six, seven, eight = found
    said = Said((Citation(1, one * 16, times), Citation(2, two)), "content")
    figure = Figure(three, four, (Series(five),), (Row(six, (3,)), Row(Citation(1, one), None)))
    blocks = (
        *(Prose(seven, lead=eight), Central(two, 2), said, Facts(((three, four),))),
        *(Bullets((Bullet(five, lead=six, remark=seven, note=eight),)), figure),
        Table(one, (two, three), ((four, five),)),
    )
    document = Document(Front(one, two, (three,), (four,), (five,)), (Part(six, blocks),))
    made = docx.Document(io.BytesIO(to_docx(document)))
    paragraphs = {each.style.name: each.text for each in made.paragraphs}
    statements = [each.text for each in made.paragraphs if "uitspraak" in each.style.name]
    assert statements == [as_printed(each) for each in said.citations]
    assert paragraphs["Title"] == lines(two)
    assert paragraphs["Quote"] == f"{lines(two)}\N{NO-BREAK SPACE}[2]"
    assert paragraphs["Wrap-up feit"] == f"{lines(three)}\t{lines(four)}"
    assert paragraphs["List Bullet"] == lines(f"{six} {five}") + lines(seven) + lines(f"\n{eight}")
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert cells[:4] == [lines(four), lines(five), lines(six), "3"]
    assert cells[-4:] == [lines(two), lines(three), lines(four), lines(five)]


def lines(text: str) -> str:
    return re.sub(r"\r\n|\r", "\n", visible(text))


def test_links_lead_outside(document: Document) -> None:
    link = "https://example.org/a?b=1&c=%20#d"
    made = opened(replace(document, parts=(Part("B", (Bullets((Bullet("Bron", link=link),)),)),)))
    links = made.element.body.iter(qn("w:hyperlink"))
    (found,) = (each for each in links if each.get(qn("r:id")))
    relation = made.part.rels[found.get(qn("r:id"))]
    assert (relation.target_ref, relation.is_external) == (link, True)


def test_opens_in_libreoffice_with_long_tables(tmp_path: Path) -> None:
    """A head is on every page that its table goes over."""
    rows = tuple(Row(f"Regel {n}", (n, 1)) for n in range(90))
    figure = Figure("Lang.", "Kop", (Series("Links"), Series("Rechts")), rows, number=1)
    document = Document(Front("Soort", "Titel"), (Part("Deel", (figure,)),))
    text = printed(office(to_docx(document), tmp_path), tmp_path)
    assert [f"Regel {n} {n} 1" in text for n in range(90)] == [True] * 90
    assert text.count("Kop Links Rechts") >= 2
