"""A codebook in YAML, and what is said of one that is not right."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.exchange.codebook_file import CodebookTheme, add_named, read_codebook
from collector.errors import InvalidFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codeboek.yaml"


def test_themes_with_what_is_known_of_them(path: Path) -> None:
    path.write_text(
        "- name: Tijd\n  central_statement: Tijd is er nooit genoeg.\n  examples:\n"
        "  - Het rooster zit vol.\n  - Ik kom aan niets toe.\n- naam: Geld\n"
        "  kernuitspraak: Wie betaalt dat?\n  voorbeelden: [De pot is leeg.]\n- name:  Rust  \n"
    )
    found = read_codebook(path)
    assert found == (
        CodebookTheme(
            "Tijd", "Tijd is er nooit genoeg.", ("Het rooster zit vol.", "Ik kom aan niets toe.")
        ),
        CodebookTheme("Geld", "Wie betaalt dat?", ("De pot is leeg.",)),
        CodebookTheme("Rust"),
    )
    path.write_text("themes:\n- name: Tijd\n")
    assert read_codebook(path) == (CodebookTheme("Tijd"),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "line 1: the file is empty."),
        ("[]", "line 1: the codebook has no themes; write each as a line '- name: …'."),
        ("- central_statement: Ja.\n", "line 1, [1]: the key 'name' is missing; "),
        ("- name: A\n- name: a\n", "line 2, [2]: the theme 'a' is there twice (also on line 1)."),
        ("- name: A\n  example: [b]\n", "line 2, [1].example: there is no key 'example' here; "),
        ("- name: 2024\n", "line 1, [1].name: must be text, found 2024; put quotes around it."),
        ("- name: A\n  examples: Ja.\n", "line 2, [1].examples: must be a list "),
        ("- name: A\n  examples: ['']\n", "line 2, [1].examples[1]: must not be empty; "),
        ('- name: "a\\0b"\n', "line 1, [1].name: holds a NUL character; remove it."),
    ],
)
def test_errors_name_line_key_and_remedy(path: Path, content: str, reason: str) -> None:
    path.write_text(content)
    with pytest.raises(InvalidFile) as error:
        read_codebook(path)
    assert str(error.value).startswith(f"{path}, {reason}")


def test_themes_of_a_column_are_added_once(path: Path) -> None:
    known = (CodebookTheme("Tijd"),)
    assert add_named(path, known, ["tijd", "Geld", "Rust", "geld"]) == (
        CodebookTheme("Tijd"),
        CodebookTheme("Geld"),
        CodebookTheme("Rust"),
    )
    with pytest.raises(InvalidFile, match="names 201 different themes"):
        add_named(path, (), [str(number) for number in range(201)])
