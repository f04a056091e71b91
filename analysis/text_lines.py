"""The lines of a text file, read one by one, so that a file of any size fits."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from collector.errors import InvalidFile

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE = "Open it in the program it was made with, and save it as plain text (UTF-8)."


def text_lines(path: Path) -> Iterator[str]:
    """Every line of a text file in UTF-8, or in UTF-16 with a byte order mark; line ends dropped.

    Read as it comes, from a pipe as well: what is wrong with a line is told when it is reached.

    :raise InvalidFile: it is not there, is a folder, may not be read, holds no text, is binary, or
        a line of it is not UTF-8.
    """
    empty = True
    try:
        for line in _decoded(path):
            empty = empty and not line.strip()
            yield line.rstrip("\r\n")
    except FileNotFoundError as error:
        message = f"{path}: there is no such file. Check the name and the folder."
        raise InvalidFile(message) from error
    except OSError as error:
        why = error.strerror or str(error)
        message = f"{path}: cannot be opened ({why}). Give the name of a file you may read."
        raise InvalidFile(message) from error
    if empty:
        raise InvalidFile(f"{path}: there is no text in it. Give a file with a statement a line.")


def _decoded(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        first = file.readline()
        if first.startswith(_UTF16):
            yield from _utf16(path)
            return
        number = 1
        raw = first.removeprefix(codecs.BOM_UTF8)
        while raw:
            if b"\x00" in raw:
                raise InvalidFile(f"{path}: this is not a text file. {_SAVE}")
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                raise InvalidFile(f"{path}, line {number}: this is not UTF-8. {_SAVE}") from error
            yield from line.split("\r") if "\r" in line.rstrip("\r\n") else [line]
            number, raw = number + 1, file.readline()


def _utf16(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-16") as file:
        try:
            yield from file
        except UnicodeError as error:
            raise InvalidFile(
                f"{path}: this is not the UTF-16 that it begins as. {_SAVE}"
            ) from error
