"""A codebook in YAML: a list of themes, each a name, a central statement and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from collector.errors import InvalidFile
from collector.yaml_file import Fields, Item, read_yaml

NAMES = {
    "name": ("name", "naam"),
    "central_statement": ("central_statement", "central statement", "kernuitspraak"),
    "examples": ("examples", "voorbeelden"),
}
MOST_THEMES = 200  # that a column may name
KNOWN = [key for names in NAMES.values() for key in names]


@dataclass(frozen=True)
class CodebookTheme:
    """A theme as a person wrote it down.

    :param central_statement: empty when there is none.
    :param examples: statements that belong to it.
    """

    name: str
    central_statement: str = ""
    examples: tuple[str, ...] = ()


def read_codebook(path: Path) -> tuple[CodebookTheme, ...]:
    """The themes of a codebook, in its order.

    :raise InvalidFile: it is not there or not right: names file, line, key and remedy.
    """
    root = read_yaml(path)
    if isinstance(root.value, dict) and "themes" in root.value:
        root = root.mapping(["themes"])["themes"]
    lines: dict[str, int] = {}
    found: list[CodebookTheme] = []
    for item in root.items():
        theme = read_theme(item)
        key = theme.name.casefold()
        if key in lines:
            item.fail(f"the theme '{theme.name}' is there twice (also on line {lines[key]}).")
        lines[key] = item.line
        found.append(theme)
    if not found:
        root.fail("the codebook has no themes; write each as a line '- name: …'.")
    return tuple(found)


def read_theme(item: Item) -> CodebookTheme:
    """:raise InvalidFile: it is not right."""
    fields = item.mapping(KNOWN)
    name = chosen(fields, "name") or fields["name"]
    central = chosen(fields, "central_statement")
    examples = chosen(fields, "examples")
    return CodebookTheme(
        name=" ".join(readable(name).split()),
        central_statement=readable(central) if central else "",
        examples=tuple(readable(one) for one in examples.items()) if examples else (),
    )


def chosen(fields: Fields, name: str) -> Item | None:
    """The value under a key or its Dutch name; ``None`` without either."""
    return next((fields[key] for key in NAMES[name] if key in fields), None)


def readable(item: Item) -> str:
    """:raise InvalidFile: it is not text, empty, or holds a NUL character."""
    text = item.text()
    if "\0" in text:
        item.fail("holds a NUL character; remove it.")
    return text


def add_named(
    path: Path, codebook: Sequence[CodebookTheme], names: Sequence[str]
) -> tuple[CodebookTheme, ...]:
    """The codebook with the themes that a file of statements names besides; capitals do not count.

    :raise InvalidFile: there are more than 200 of them, so the column holds something else.
    """
    known = {theme.name.casefold() for theme in codebook}
    more: dict[str, str] = {}
    for name in names:
        if name.casefold() not in known:
            more.setdefault(name.casefold(), name)
    if len(more) > MOST_THEMES:
        raise InvalidFile(
            f"{path}: the column of themes names {len(more)} different themes; at most"
            f" {MOST_THEMES} are possible. Look whether it holds themes, or rename it."
        )
    return (*codebook, *(CodebookTheme(name) for name in more.values()))
