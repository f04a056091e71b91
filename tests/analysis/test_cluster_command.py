"""`gesprekstafel cluster`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app import main

CODEBOOK = """- name: Begeleiding
  central_statement: Elke student krijgt een goede mentor.
  examples: [Mentoren verdienen meer tijd.]
- naam: Geld
  voorbeelden: [Het budget is op.]
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GESPREKSTAFEL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("GESPREKSTAFEL_SCHEDULER", raising=False)

    def run(*arguments: object, status: int = 0) -> Result:
        result = CliRunner().invoke(main, ["cluster", *map(str, arguments)])
        assert result.exit_code == status, (result.output, result.exception)
        assert not (tmp_path / "instance").exists()
        return result

    return run


@pytest.fixture
def file(tmp_path: Path, statements: list[str]) -> Path:
    path = tmp_path / "tafels.csv"
    path.write_text("tekst\n" + "\n".join(f'"{text}"' for text in statements) + "\n")
    return path


def shape(value: Any) -> Any:
    return sorted(value) if isinstance(value, dict) else type(value).__name__


def test_json_has_statements_themes_and_the_run(
    run: Any, file: Path, statements: list[str]
) -> None:
    first = run(file, "--json")
    found = json.loads(first.stdout)
    assert sorted(found) == ["runs", "statements", "themes"]
    assert [one["text"] for one in found["statements"]] == statements
    assert [one["id"] for one in found["statements"]] == [str(n) for n in range(1, 22)]
    for one in found["statements"]:
        assert shape(one) == ["confidence", "id", "text", "theme", "themes"]
        assert one["themes"][0] == {"theme": one["theme"], "confidence": one["confidence"]}
    for theme in found["themes"]:
        assert shape(theme) == ["central_statement", "id", "key_phrases", "label", "size"]
        assert theme["central_statement"] in statements
        assert theme["size"] == sum(
            theme["id"] in [each["theme"] for each in one["themes"]] for one in found["statements"]
        )
    (of,) = found["runs"]
    assert (of["number"], of["seed"], of["k"], of["k_asked"]) == (1, 0, 3, "auto")
    assert (of["statements"], of["different"], of["confirmed"]) == (21, 21, 0)
    assert run(file, "--json").stdout == first.stdout


def test_a_person_reads_a_list_in_dutch(run: Any, file: Path) -> None:
    said = run(file).stdout
    assert said.startswith("21 uitspraken, 3 thema's\n\n  1. ")
    assert said.count("     Kernuitspraak: “") == 3 and said.count("     Woorden: ") == 3
    assert max(map(len, said.splitlines())) <= 88


def test_fewer_more_and_a_number(run: Any, file: Path) -> None:
    assert json.loads(run(file, "--k", 2, "--json").stdout)["runs"][0]["k"] == 2
    sizes = [
        json.loads(run(file, way, "--json").stdout)["runs"][0] for way in ("--fewer", "--more")
    ]
    assert sizes[0]["k"] <= 3 <= sizes[1]["k"]
    assert [of["resolution"] for of in sizes] == [0.8, 1.2]


def test_a_filled_theme_is_kept_and_teaches(
    run: Any, tmp_path: Path, statements: list[str]
) -> None:
    known = {0: "Begeleiding", 1: "begeleiding", 7: "Geld", 8: "Geld", 9: "Geld | Begeleiding"}
    path = tmp_path / "in.csv"
    path.write_text(
        "text;Thema\n" + "".join(f"{t};{known.get(n, '')}\n" for n, t in enumerate(statements))
    )
    found = json.loads(run(path, "--json").stdout)
    assert [(theme["id"], theme["label"]) for theme in found["themes"][:2]] == [
        ("theme-1", "Begeleiding"),
        ("theme-2", "Geld"),
    ]
    given = [found["statements"][n] for n in known]
    assert [one["theme"] for one in given[:4]] == ["theme-1"] * 2 + ["theme-2"] * 2
    assert [one["confidence"] for one in given] == [1.0] * 5
    assert {each["theme"] for each in given[4]["themes"]} == {"theme-1", "theme-2"}
    assert found["runs"][0]["confirmed"] == 5
    learnt = [one["theme"] for one in found["statements"]]
    assert learnt[2:7].count("theme-1") >= 3 and learnt[10:14].count("theme-2") >= 3
    assert all(one["confidence"] < 1 for n, one in enumerate(found["statements"]) if n not in known)


def test_a_codebook_names_themes_and_its_examples_are_no_statements(
    run: Any, file: Path, tmp_path: Path, statements: list[str]
) -> None:
    codebook = tmp_path / "codeboek.yaml"
    codebook.write_text(CODEBOOK)
    found = json.loads(run(file, "--codebook", codebook, "--json").stdout)
    assert [one["text"] for one in found["statements"]] == statements
    first, second = found["themes"][:2]
    assert (first["label"], first["central_statement"]) == (
        "Begeleiding",
        "Elke student krijgt een goede mentor.",
    )
    assert second["label"] == "Geld" and second["central_statement"] in statements
    learnt = [one["theme"] for one in found["statements"]]
    assert learnt[:7].count("theme-1") >= 5 and learnt[7:14].count("theme-2") >= 4
    codebook.write_text("- name: A\n  soort: B\n")
    assert run(file, "--codebook", codebook, status=1).stderr.startswith(
        f"gesprekstafel: {codebook}, line 2, [1].soort: there is no key 'soort' here; known: "
    )


def test_a_page_that_stands_alone(run: Any, tmp_path: Path, statements: list[str]) -> None:
    path, page = tmp_path / "<b>.csv", tmp_path / "kaart.html"
    hostile = ["<script>alert(1)</script> staat in deze tekst.", "</style>{{ 7*7 }} & \"'"]
    path.write_text("text\n" + "\n".join([*statements, *hostile]) + "\n")
    run(path, "--html", page)
    html = page.read_text(encoding="utf-8")
    assert html.count("<use href=") == 23 + 2 * html.count('class="pick"')
    assert html.count("<script>") == 1 and html.count("</style>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "{{ 7*7 }}" in html
    assert "http" not in html and 'src="' not in html and "<b>.csv" not in html
    run(path, "--html", tmp_path / "nog-eens.html")
    assert (tmp_path / "nog-eens.html").read_text(encoding="utf-8") == html


def test_the_output_is_written_whole_or_not_at_all(run: Any, file: Path, tmp_path: Path) -> None:
    output = tmp_path / "uit.json"
    assert run(file, "--json", "-o", output).stdout == ""
    assert len(json.loads(output.read_text(encoding="utf-8"))["statements"]) == 21
    assert run(file, "-o", file, status=1).stderr == (
        f"gesprekstafel: {file}: would be written over what is read. Give another name.\n"
    )
    assert "there is no folder" in run(file, "-o", tmp_path / "weg" / "a.json", status=1).stderr
    assert "is a folder" in run(file, "--html", tmp_path, status=1).stderr
    assert "is asked for twice" in run(file, "--html", output, "-o", output, status=1).stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tafels.csv", "uit.json"]


def test_few_statements_and_blank_rows(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("text,id\nMeer tijd voor mentoren.,a\n,b\nEen vast rooster.,c\n")
    said = run(path, "--json")
    found = json.loads(said.stdout)
    assert [(one["id"], one["theme"], one["themes"]) for one in found["statements"]] == [
        ("a", None, []),
        ("c", None, []),
    ]
    assert found["runs"][0]["blank_rows"] == [3]
    assert said.stderr.startswith("Overgeslagen omdat de tekst leeg is: rij 3.\n")
    assert run(path, "--k", 3, status=1).stderr == (
        "gesprekstafel: --k 3: there are 2 different statements. Give a number from 1 to 2, or"
        " 'auto'.\n"
    )
    path.write_text("text\nMeer tijd.\n")
    assert "there is nothing to group" in run(path, status=1).stderr


def test_wrong_use_is_two(run: Any, file: Path) -> None:
    run(status=2)
    run(file, "--k", "veel", status=2)
    run(file, "--k", 0, status=2)
    run(file, "--more", "--fewer", status=2)
    run(file, "--k", 3, "--more", status=2)


def test_work_is_kept_only_when_asked(run: Any, file: Path, tmp_path: Path) -> None:
    run(file, "--work", tmp_path / "werk")
    assert [path.name for path in (tmp_path / "werk").iterdir()] == ["cluster.work"]
    assert "cannot be a folder for work" in run(file, "--work", file, status=1).stderr


def test_a_language_model_that_is_not_there(run: Any, file: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("SPACY_MODEL", "nl_bestaat_niet")
    assert run(file, status=1).stderr.startswith("gesprekstafel: SPACY_MODEL: no spaCy model ")


def test_a_scheduler_may_be_a_setting(run: Any, file: Path, monkeypatch: Any) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("GESPREKSTAFEL_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr("analysis.engines.CONNECT_SECONDS", 1)
    assert run(file, status=1).stderr.startswith(
        "gesprekstafel: The scheduler at 'tcp://127.0.0.1:9' does not answer"
    )
