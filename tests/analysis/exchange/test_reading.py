from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.exchange.reading import (
    EmptyFile,
    MissingFile,
    NotText,
    UnknownStructure,
    read,
    summary,
)
from collector.errors import GesprekstafelError, InvalidFile

NOT_TEXT = (
    "this is not a text file. Open it in the program it was made with, save it as plain text"
    " (UTF-8) or Markdown, and import that."
)


def test_summary_of_round_tables(round_tables: Path) -> None:
    found = summary(read(round_tables))
    assert found["kind"] == "round_table"
    assert found["themes"] == [
        {
            "name": "Tijd en ruimte",
            "central_statement": "Starters krijgen tijd",
            "content": 4,
            "process": 1,
        },
        {
            "name": "Mentoren",
            "central_statement": "Elke mentor is geschoold",
            "content": 0,
            "process": 3,
        },
    ]
    assert (found["statements"], found["duplicates"]) == (8, {"exact": 1, "near": 1})
    assert [(pair["kind"], pair["lines"]) for pair in found["duplicate_pairs"]] == [
        ("near", [32, 46]),
        ("exact", [36, 44]),
    ]
    assert found["skipped"] == [
        {"line": 20, "text": "Tussenkop zonder betekenis"},
        {"line": 48, "text": "Iemand schreef dit op een los vel."},
    ]
    assert json.loads(json.dumps(found)) == found


def test_summary_of_a_learning_network(network: Path) -> None:
    found = summary(read(network))
    assert found["kind"] == "learning_network"
    assert [meeting["title"] for meeting in found["meetings"]] == [
        "Eerste bijeenkomst | Kijken",
        "Tweede bijeenkomst | Doen",
    ]
    assert [speaker["name"] for speaker in found["speakers"]] == [
        "Dr. Noor van der Veen",
        "Tom Baas",
    ]
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(
    round_tables: Path, tmp_path: Path, encoding: str, line_end: str
) -> None:
    path = tmp_path / "verslag.md"
    path.write_bytes(round_tables.read_text("utf-8").replace("\n", line_end).encode(encoding))
    assert read(path) == read(round_tables)


def test_windows_1252_is_read_and_noted(round_tables: Path, tmp_path: Path) -> None:
    path = tmp_path / "verslag.txt"
    path.write_bytes(round_tables.read_text("utf-8").encode("cp1252"))
    found, plain = summary(read(path)), summary(read(round_tables))
    assert found.pop("notes") == [
        "not UTF-8; read as Windows-1252 (cp1252): check é, ë, € and quotation marks"
    ]
    assert plain.pop("notes") == []
    assert found == plain


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingFile) as caught:
        read(tmp_path / "weg.txt")
    path = tmp_path / "weg.txt"
    assert str(caught.value) == f"{path}: there is no such file. Check the name and the folder."


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFile) as caught:
        read(tmp_path)
    assert (
        str(caught.value)
        == f"{tmp_path}: cannot be opened (Is a directory). Give the name of a file you may read."
    )


@pytest.mark.parametrize("data", [b"", b" \r\n\t\f\n", b"\xef\xbb\xbf\n"])
def test_empty(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "leeg.txt"
    path.write_bytes(data)
    with pytest.raises(EmptyFile) as caught:
        read(path)
    assert (
        str(caught.value) == f"{path}: the file is empty. Save the document again, and import that."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 word/document.xml",
        b"%PDF-1.7 text",
        b"Thema: \x00\x01\x02",
        b"\x81\x8d\xff",
        b"\xff\xfe\x00",
    ],
)
def test_not_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "verslag.txt"
    path.write_bytes(data)
    with pytest.raises(NotText) as caught:
        read(path)
    assert str(caught.value) == f"{path}: {NOT_TEXT}"


def test_unknown_structure(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text("Beste allemaal,\n\nDe thema's volgen.\n\nGroet", "utf-8")
    with pytest.raises(UnknownStructure) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: not recognised. None of its 3 lines is a heading 'Thema: …' (wrap-up of round"
        " tables) or 'Bijeenkomst 1' (report of a learning network). Put such headings on lines of"
        " their own."
    )


def test_themes_without_statements(tmp_path: Path) -> None:
    path = tmp_path / "verslag.txt"
    path.write_text("Verslag\n\nThema: Tijd\n\nTijd is geld", "utf-8")
    with pytest.raises(UnknownStructure) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: 1 themes were found, but no statement under any of them. Put each statement on a"
        " line of its own that starts with '- '."
    )


def test_one_base_for_every_error() -> None:
    for error in (MissingFile, EmptyFile, NotText, UnknownStructure):
        assert issubclass(error, InvalidFile)
        assert issubclass(error, GesprekstafelError)


def test_2018(round_tables_2018: Path) -> None:
    found = summary(read(round_tables_2018))
    assert (len(found["regions"]), len(found["topics"]), found["statements"]) == (8, 3, 97)
    assert [(theme["content"], theme["process"]) for theme in found["themes"]] == [
        (6, 12),
        (6, 4),
        (5, 7),
        (14, 13),
        (9, 11),
        (3, 7),
    ]
    assert found["duplicates"] == {"exact": 1, "near": 2}
    assert found["skipped"] == []


def test_2022(network_2022: Path) -> None:
    found = summary(read(network_2022))
    counts = {key: len(value) for key, value in found.items() if isinstance(value, list)}
    assert counts == {
        "organisers": 1,
        "meetings": 3,
        "speakers": 4,
        "safeguards": 4,
        "yields": 10,
        "follow_ups": 2,
        "resources": 3,
        "contact": 0,
        "skipped": 0,
        "notes": 0,
    }
