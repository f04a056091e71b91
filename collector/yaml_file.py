"""A YAML file as values that know where they stand, so that every error can name the line."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

from collector.errors import InvalidFile

E = TypeVar("E", bound=StrEnum)

SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_TYPES = {str: "text", bool: "true or false", int: "a whole number", datetime.date: "a date"}


class _Loader(yaml.SafeLoader):
    """The safe loader without anchors and aliases: what stands in a file stands there once."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(
                problem="aliases (*) are not used here, write the value out",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)


@dataclass(frozen=True)
class Item:
    """A value in a file: a scalar, a list of items, or a mapping of items."""

    file: Path
    line: int
    where: str  # the way to it, such as questions[2].kind; "" for the whole file
    value: Any

    def fail(self, problem: str) -> NoReturn:
        """:raise InvalidFile: always; names file, line and key."""
        where = f", {self.where}" if self.where else ""
        raise InvalidFile(f"{self.file}, line {self.line}{where}: {problem}", self.where)

    def of_type(self, kind: type, remedy: str = "") -> Any:
        """The scalar, when it is of this type.

        :raise InvalidFile: it is of another type.
        """
        # bool is an int and datetime is a date, to Python; not to the person who writes the file.
        if type(self.value) is not kind:
            self.fail(
                f"must be {_TYPES[kind]}, found {self.found}{remedy or _quote_it(self, kind)}."
            )
        return self.value

    def text(self) -> str:
        """:raise InvalidFile: it is not text, or empty."""
        text: str = self.of_type(str).strip()
        if not text:
            self.fail("must not be empty; write it, or leave the key out.")
        return text

    def number(self) -> float:
        """:raise InvalidFile: it is not a number."""
        if type(self.value) not in (int, float):
            self.fail(f"must be a number, found {self.found}.")
        return self.value

    def one_of(self, words: type[E]) -> E:
        """:raise InvalidFile: it is not one of these words."""
        text = self.text()
        known = [word.value for word in words]
        if text not in known:
            self.fail(f"there is no '{text}'{closest(text, known)}")
        return words(text)

    def known(self, names: Collection[str], what: str) -> str:
        """The text, when it is one of these names.

        :param what: what the names are, such as "region".
        :raise InvalidFile: it is none of them.
        """
        text = self.text()
        if text not in names:
            self.fail(f"there is no {what} '{text}'{closest(text, names)}")
        return text

    def items(self) -> Iterator[Item]:
        """:raise InvalidFile: it is not a list."""
        if not isinstance(self.value, list):
            self.fail(f"must be a list (lines that begin with '- '), found {self.found}.")
        yield from self.value

    def mapping(self, known: Collection[str]) -> Fields:
        """:raise InvalidFile: it is not a mapping, or has a key that is not known."""
        fields = self.pairs()
        for key, item in fields.items():
            if key not in known:
                item.fail(f"there is no key '{key}' here{closest(key, known)}")
        return Fields(self, fields)

    def pairs(self) -> dict[str, Item]:
        """:raise InvalidFile: it is not a mapping."""
        if not isinstance(self.value, dict):
            self.fail(f"must be keys with values (lines such as 'title: …'), found {self.found}.")
        return self.value

    @property
    def found(self) -> str:
        if self.value is None:
            return "nothing"
        if isinstance(self.value, list):
            return "a list"
        if isinstance(self.value, dict):
            return "keys with values"
        return repr(self.value)


@dataclass(frozen=True)
class Fields:
    """A mapping whose keys have been checked."""

    item: Item
    fields: dict[str, Item]

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def get(self, key: str) -> Item | None:
        return self.fields.get(key)

    def __getitem__(self, key: str) -> Item:
        """:raise InvalidFile: the key is not there."""
        if key not in self.fields:
            self.item.fail(f"the key '{key}' is missing; add a line '{key}: …'.")
        return self.fields[key]

    def text(self, key: str) -> str:
        """The text, or "" without the key."""
        return self.fields[key].text() if key in self.fields else ""

    def flag(self, key: str) -> bool:
        """The flag, false without the key."""
        return bool(self.fields[key].of_type(bool)) if key in self.fields else False

    def whole(self, key: str, default: int, lowest: int, highest: int) -> int:
        """:raise InvalidFile: not a whole number from lowest to highest."""
        if key not in self.fields:
            return default
        item = self.fields[key]
        number: int = item.of_type(int)
        if not lowest <= number <= highest:
            item.fail(f"must be from {lowest} to {highest}, found {number}.")
        return number

    def items(self, key: str) -> Iterator[Item]:
        """The items of the list, none without the key."""
        if key in self.fields:
            yield from self.fields[key].items()


def read_yaml(path: Path) -> Item:
    """:raise InvalidFile: not there, not UTF-8, not YAML, or empty."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidFile(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InvalidFile(
            f"{path}, line {line}: is not UTF-8; save the file again as UTF-8."
        ) from error
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise InvalidFile(f"{path}, line 1: the file is empty.")
        return _item(path, loader, node, "")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise InvalidFile(
            f"{path}, line {line}: is not YAML: {error.problem}. "
            "Look at the indentation and the quotes here and one line up."
        ) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise InvalidFile(
            f"{path}, line {line}: has a character that YAML does not allow; remove it."
        ) from error


def _item(path: Path, loader: _Loader, node: yaml.Node, where: str) -> Item:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        values = [
            _item(path, loader, child, f"{where}[{number}]")
            for number, child in enumerate(node.value, start=1)
        ]
        return Item(path, line, where, values)
    if isinstance(node, yaml.MappingNode):
        return Item(path, line, where, _mapping(path, loader, node, where))
    try:
        return Item(path, line, where, loader.construct_object(node))
    except ValueError:  # 2025-13-01 looks like a date, and is none
        Item(path, line, where, None).fail(f"the date {node.value} does not exist.")


def as_item(path: Path, line: int, where: str, value: Any) -> Item:
    """Plain values (text, numbers, lists, mappings) as if they stood on one line of a file."""
    if isinstance(value, dict):
        value = {
            key: as_item(path, line, f"{where}.{key}" if where else key, one)
            for key, one in value.items()
        }
    elif isinstance(value, list):
        value = [
            as_item(path, line, f"{where}[{number}]", one)
            for number, one in enumerate(value, start=1)
        ]
    return Item(path, line, where, value)


def _mapping(path: Path, loader: _Loader, node: yaml.MappingNode, where: str) -> dict[str, Item]:
    fields: dict[str, Item] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        inner = f"{where}.{key}" if where else key
        item = _item(path, loader, value_node, inner)
        # A value may begin lines below its key; the key is where people look.
        item = Item(path, key_node.start_mark.line + 1, inner, item.value)
        if key in fields:
            item.fail(f"the key '{key}' is there twice (also on line {fields[key].line}).")
        fields[key] = item
    return fields


def _quote_it(item: Item, kind: type) -> str:
    scalar = item.value is not None and not isinstance(item.value, list | dict)
    return "; put quotes around it" if kind is str and scalar else ""


def closest(text: str, known: Collection[str]) -> str:
    """The end of an error message: the nearest known word, and all of them when they are few."""
    near = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    if not known:
        return "; there are none."
    return f"; known: {', '.join(known)}." if len(known) <= 20 else "."
