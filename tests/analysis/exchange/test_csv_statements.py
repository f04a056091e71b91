"""Files as people have them: separators, encodings, headings; and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.exchange.csv_statements import LONGEST_CELL, named, read_statements
from collector.errors import InvalidFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "uitspraken.csv"


def texts(path: Path) -> list[str]:
    return [one.text for one in read_statements(path).statements]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_program_may_have_written_it(
    path: Path, separator: str, encoding: str, end: str
) -> None:
    rows = [("id", "text"), ("a", '"Eén; twee, drie"'), ("b", '"Wie ""ja"" zegt\nen € telt"')]
    path.write_bytes(end.join(separator.join(row) for row in rows).encode(encoding))
    found = read_statements(path)
    assert [(one.id, one.text, one.row) for one in found.statements] == [
        ("a", "Eén; twee, drie", 2),
        ("b", 'Wie "ja" zegt\nen € telt', 3),
    ]
    assert bool(found.notes) == (encoding == "cp1252")


@pytest.mark.parametrize("heading", ["text", "TEXT", " Tekst ", "Uitspraak", "Statement"])
def test_a_heading_may_be_dutch(path: Path, heading: str) -> None:
    path.write_text(f"nr;{heading};Thema\n7;Meer tijd;Tijd | Geld\n8;Minder werk;\n")
    found = read_statements(path).statements
    assert [(one.id, one.text, one.themes) for one in found] == [
        ("7", "Meer tijd", ("Tijd", "Geld")),
        ("8", "Minder werk", ()),
    ]


def test_the_english_name_goes_first(path: Path) -> None:
    path.write_text("uitspraak,text\nnee,ja\n")
    assert texts(path) == ["ja"]


def test_in_one_column_a_comma_is_a_comma(path: Path) -> None:
    path.write_text('text\nJa, dat is zo; toch\n"Nee,\nniet zo"\n')
    assert texts(path) == ["Ja, dat is zo; toch", "Nee,\nniet zo"]


def test_excel_may_name_the_separator(path: Path) -> None:
    path.write_text("sep=;\ntext;id\nJa, zo;1\n")
    (one,) = read_statements(path).statements
    assert (one.text, one.id, one.row) == ("Ja, zo", "1", 2)


def test_blank_rows_are_left_out_and_counted(path: Path) -> None:
    path.write_text("text,theme\nEen,\n,\n  ,Tijd\nTwee,\n\n")
    found = read_statements(path)
    assert [(one.id, one.text) for one in found.statements] == [("1", "Een"), ("4", "Twee")]
    assert found.blank == (3, 4)


REFUSED = {
    "no column": ("zin\nja\n", "row 1: there is no column 'text' (or 'tekst', 'uitspraak'); "),
    "two columns": ("tekst,uitspraak\na,b\n", "row 1: 'tekst' and 'uitspraak' may both be the "),
    "empty": ("", "the file is empty"),
    "no texts": ("text\n\n  \n", "no row has a text in the column 'text'"),
    "NUL": ("text\nja\nn\0ee\n", "row 3: the text holds a NUL character"),
    "long": (f"text\nja\n{'x' * 2**20}\n", "row 3: the text has 1,048,576 characters"),
    "same id": ("id,text\n1,a\n2,b\n1,c\n", "rows 2 and 4 have the same id '1'"),
    "no id": ("id,text\n1,a\n,b\n", "row 3: the column 'id' is empty"),
    "open quote": ('text\nja\n"nee\nmisschien\n', "row 3 (line 3) has a quotation mark that is "),
    "many cells": ("text,id\nja, zeker,1\n", "row 2 has 3 cells and the heading has 2"),
    "packed": ("PK\3\4", "this is a packed file, such as an Excel or Word document"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_by_row(path: Path, kind: str) -> None:
    content, reason = REFUSED[kind]
    path.write_text(content)
    with pytest.raises(InvalidFile) as error:
        read_statements(path)
    assert str(error.value).startswith(f"{path}: {reason}")


def test_a_folder_a_missing_file_and_a_picture(path: Path) -> None:
    with pytest.raises(InvalidFile, match="this is a folder"):
        read_statements(path.parent)
    with pytest.raises(InvalidFile, match="there is no such file"):
        read_statements(path)
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(InvalidFile, match="this is not a text file"):
        read_statements(path)


def test_a_long_text_is_read_whole(path: Path) -> None:
    path.write_text(f"text\n{'woord ' * (LONGEST_CELL // 6)}\n")
    assert len(texts(path)[0]) == LONGEST_CELL // 6 * 6 - 1


def test_rows_in_words() -> None:
    assert named([3]) == "row 3"
    assert named([3, 8, 9]) == "rows 3, 8 and 9"
    assert named(range(1, 30)) == "rows 1, 2, 3, 4, 5 and 24 more"
