"""Every format gives back the words that went in, by the reader of somebody else."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from analysis.exchange import to_csv, to_datapackage, to_qdc, to_qdpx, to_sav, to_xlsx
from analysis.exchange.refi_qda import ASPECT_HEADING, PROJECT
from analysis.exchange.tables import NOT_ANSWERED, Kind, Table, TakeOut, Variable
from analysis.formula_cells import STARTS, plain, safe
from tests.analysis.exchange.taking_out import (
    HARD,
    MARK,
    MOMENT,
    codebook_codes,
    coded_texts,
    csv_rows,
    project,
    said,
    sav,
    sheet,
    texts,
)

many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(st.text())
def test_a_cell_made_harmless_is_put_back(text: str) -> None:
    assert plain(str(safe(text))) == text
    assert not str(safe(text)).startswith(STARTS)


def test_numbers_are_left_alone() -> None:
    assert [safe(cell) for cell in (None, -5, -2.5, "a=b", "-5")] == [None, -5, -2.5, "a=b", "'-5"]


@many
@given(st.lists(texts, min_size=1, max_size=8))
def test_csv(words: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "uit.csv")
        to_csv.write_table(said(words), "uitspraken", path)
        rows = csv_rows(path.read_bytes())
    assert rows[0] == ["nummer", "uitspraak", "thema", "aspect", "landsdeel", "let_op"]
    assert [plain(row[1]) for row in rows[1:]] == words
    assert not [row for row in rows for cell in row if cell.startswith(STARTS)]


@many
@given(st.lists(texts, min_size=1, max_size=8))
def test_xlsx(words: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "uit.xlsx")
        to_xlsx.write(said(words), path, MOMENT)
        rows = sheet(path)
        cells = list(openpyxl.load_workbook(path)["Uitspraken"].iter_rows(min_row=2))
    assert [row[1] for row in rows[1:]] == words
    assert {cell[1].data_type for cell in cells} == {"s"}
    assert {cell[0].data_type for cell in cells} == {"n"}
    looks = [cell[1] for cell in cells if str(cell[1].value).startswith(STARTS)]
    assert all(cell.quotePrefix for cell in looks)


@many
@given(st.lists(texts, min_size=1, max_size=8))
def test_sav(words: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "uit.sav")
        to_sav.write_table(said(words), "uitspraken", path, MOMENT)
        rows, _ = sav(path)
    assert [row["uitspraak"] for row in rows] == words


@many
@given(st.lists(st.tuples(texts, st.lists(st.sampled_from("ABC"), unique=True)), min_size=1))
def test_qdpx(pairs: list[tuple[str, list[str]]]) -> None:
    words = [text for text, _ in pairs]
    themes = [[f"Thema {letter}" for letter in sorted(held)] for _, held in pairs]
    with TemporaryDirectory() as folder:
        path = Path(folder, "uit.qdpx")
        to_qdpx.write(said(words, themes), path, MOMENT)
        found = coded_texts(path)
    assert found == [
        (text, [*held, *(["inhoud"] if number % 2 else [])])
        for number, (text, held) in enumerate(zip(words, themes, strict=True), start=1)
    ]


def test_every_hard_text_in_every_format(tmp_path: Path) -> None:
    """Those that hypothesis may or may not have drawn."""
    words = list(HARD)
    take_out = said(words)
    to_csv.write_table(take_out, "uitspraken", tmp_path / "a.csv")
    to_xlsx.write(take_out, tmp_path / "a.xlsx", MOMENT)
    to_sav.write_table(take_out, "uitspraken", tmp_path / "a.sav", MOMENT)
    to_qdpx.write(take_out, tmp_path / "a.qdpx", MOMENT)
    to_datapackage.write(take_out, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        package = csv_rows(archive.read("csv/uitspraken.csv"), ",")
    assert [plain(row[1]) for row in csv_rows((tmp_path / "a.csv").read_bytes())[1:]] == words
    assert [row[1] for row in sheet(tmp_path / "a.xlsx")[1:]] == words
    assert [row["uitspraak"] for row in sav(tmp_path / "a.sav")[0]] == words
    assert [text for text, _ in coded_texts(tmp_path / "a.qdpx")] == words
    assert [plain(row[1]) for row in package[1:]] == words


def test_the_sheets_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "uit.xlsx"
    to_xlsx.write(said(["Een", "Twee"], [["=A", "B"]]), path, MOMENT)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == [
        "Over dit bestand", "Uitspraken", "Uitspraak en thema", "Thema's", "Codeboek",
    ]  # fmt: skip
    assert {one.freeze_panes for one in workbook} == {"A2"}
    one = workbook["Uitspraken"]
    assert one.auto_filter.ref == "A1:E3"
    assert one.column_dimensions["B"].width == pytest.approx(80, abs=1)
    assert [one["A2"].value, one["C2"].value, one["D3"].value] == [1, "=A | B", None]
    assert one["C2"].data_type == "s"
    codebook = sheet(path, "Codeboek")
    assert codebook[4][:5] == ("uitspraken", "aspect", "inhoud of proces", "klassen", "1 = inhoud")


def test_a_workbook_with_personal_data_says_so_everywhere(tmp_path: Path) -> None:
    to_xlsx.write(said(["Een"]), tmp_path / "a.xlsx", MOMENT)
    to_xlsx.write(said(["Een"], mark=None), tmp_path / "b.xlsx", MOMENT)
    marked, open_to_all = (openpyxl.load_workbook(tmp_path / f"{name}.xlsx") for name in "ab")
    assert [MARK.WARNING in str(one.oddHeader.center.text) for one in marked] == [True] * 5
    assert marked.properties.subject == MARK.WARNING
    assert marked.active.title == "Over dit bestand"
    assert open_to_all.properties.creator == "Gesprekstafel"
    assert open_to_all.properties.created.year == 2026
    assert not [one for one in open_to_all if one.oddHeader.center.text]


def test_labels_and_missing_values_in_spss(tmp_path: Path) -> None:
    scale = Variable(
        "oordeel",
        "Hoe was het? " + "é" * 300,
        Kind.CODED,
        values={1: "slecht", 2: "g" * 200, -8: "weet ik niet"},
        ordered=True,
        key=("evaluatie", "oordeel"),
    )
    variables = (
        Variable("nummer", "nummer", Kind.WHOLE),
        scale,
        Variable("cijfer", "Welk cijfer?", Kind.NUMBER, key=("evaluatie", "cijfer")),
        Variable("tekst", "Wat nog?", key=("evaluatie", "tekst")),
    )
    rows = [
        (1, 1, 7.5, "Één"),
        (2, -8, None, None),
        (3, NOT_ANSWERED, 8.0, ""),
        (4, None, 0.0, "x"),
    ]
    table = Table("antwoorden", "Antwoorden", "", variables, rows)
    path = tmp_path / "antwoorden.sav"
    take_out = TakeOut("slug", "Titel " * 30, (table,), (("Let op", "woord " * 40),), MARK)
    to_sav.write_table(take_out, "antwoorden", path, MOMENT)
    found, meta = sav(path)
    assert [row["oordeel"] for row in found[:3]] == [1, -8, -9]
    assert str(found[3]["oordeel"]) == "nan"
    assert [row["cijfer"] for row in (found[0], found[2], found[3])] == [7.5, 8, 0]
    assert [row["tekst"] for row in found] == ["Één", "", "", "x"]
    label = meta.column_names_to_labels["oordeel"]
    assert len(label.encode()) <= 256
    assert label.startswith("Hoe was het? éé")
    classes = meta.variable_value_labels["oordeel"]
    assert list(classes) == [1, 2, -8, -9]
    assert classes[-9] == "niet beantwoord"
    assert len(classes[2].encode()) <= 120
    assert meta.missing_ranges["oordeel"] == [{"lo": -8, "hi": -8}, {"lo": -9, "hi": -9}]
    assert meta.variable_measure == {
        "nummer": "scale", "oordeel": "ordinal", "cijfer": "scale", "tekst": "nominal",
    }  # fmt: skip
    assert meta.file_label.startswith(MARK.WARNING)
    assert str(meta.creation_time) == "2026-10-01 00:00:00"
    assert " ".join(meta.notes).startswith("Let op: woord woord")


def test_a_project_has_lasting_identifiers_and_says_who(tmp_path: Path) -> None:
    for name in "ab":
        to_qdpx.write(said(["Zelfde", "Zelfde", "Anders"]), tmp_path / f"{name}.qdpx", MOMENT)
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
    root = project(tmp_path / "a.qdpx")
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(guids) == len(set(guids))
    assert [one.get("name") for one in root.iter(f"{{{PROJECT}}}User")] == [MARK.by]
    assert MARK.WARNING in root.get("name")
    again = said(["Anders", "Zelfde"])
    to_qdpx.write(again, tmp_path / "c.qdpx", MOMENT)
    sources = [one.get("guid") for one in root.iter(f"{{{PROJECT}}}TextSource")]
    later = [
        one.get("guid") for one in project(tmp_path / "c.qdpx").iter(f"{{{PROJECT}}}TextSource")
    ]
    assert later == [sources[2], sources[0]]


def test_a_codebook_has_the_themes_and_both_aspects(tmp_path: Path) -> None:
    path = tmp_path / "uit.qdc"
    to_qdc.write(said(["Een"], [["Tijd & <geld>\x0b", "B"]]), path)
    assert codebook_codes(path) == [
        (None, "Tijd & <geld>"), (None, "B"), (None, ASPECT_HEADING),
        (ASPECT_HEADING, "inhoud"), (ASPECT_HEADING, "proces"),
    ]  # fmt: skip
    assert etree.parse(str(path)).getroot().get("origin") == f"Gesprekstafel. {MARK.WARNING}"


def test_a_data_package_describes_its_files(tmp_path: Path) -> None:
    to_datapackage.write(said(["Een", "Twee"], [["A"]]), tmp_path / "uit.zip")
    with zipfile.ZipFile(tmp_path / "uit.zip") as archive:
        package = json.loads(archive.read("datapackage.json"))
        names = archive.namelist()
    assert [one["path"] for one in package["resources"]] == names[:-1]
    assert package["name"] == "traject-persoonsgegevens"
    first = package["resources"][0]["schema"]
    assert [one["name"] for one in first["fields"]] == [
        "nummer", "uitspraak", "thema", "aspect", "landsdeel",
    ]  # fmt: skip
    assert first["fields"][3]["constraints"] == {"enum": ["inhoud"]}
    assert first["primaryKey"] == ["nummer"]
