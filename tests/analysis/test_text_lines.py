"""Lines of a text file, read as they come, and what is said of a file that is none."""

import os
import threading
from pathlib import Path

import pytest

from analysis.text_lines import text_lines
from collector.errors import InvalidFile


def written(tmp_path: Path, data: bytes) -> Path:
    file = tmp_path / "regels.txt"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"een\ntwee\n", ["een", "twee"]),
        (b"een\r\n\r\ntwee", ["een", "", "twee"]),
        (b"een\rtwee\r", ["een", "twee", ""]),
        ("\ufeffé\n".encode(), ["é"]),
        ("é\u2028ë\n".encode(), ["é\u2028ë"]),
        ("één\ntwee\n".encode("utf-16"), ["één", "twee"]),
    ],
)
def test_lines(tmp_path: Path, data: bytes, lines: list[str]) -> None:
    assert list(text_lines(written(tmp_path, data))) == lines


def test_a_pipe_is_read_as_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "pijp"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"een\ntwee\n",))
    writer.start()
    assert list(text_lines(pipe)) == ["een", "twee"]
    writer.join()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "there is no text in it"),
        (b" \n\t\n", "there is no text in it"),
        (b"PK\x03\x04\x00\x00", "this is not a text file"),
        (b"goed\nRen\xe9e\n", "line 2: this is not UTF-8"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "not the UTF-16 that it begins as"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InvalidFile, match=said):
        list(text_lines(written(tmp_path, data)))


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="there is no such file"):
        list(text_lines(tmp_path / "nergens.txt"))
    with pytest.raises(InvalidFile, match="cannot be opened"):
        list(text_lines(tmp_path))
