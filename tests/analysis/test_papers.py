"""The privacy papers as files: with the settings of the instance, for people to read and edit."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from analysis.papers import fill, papers
from app import main
from collector.config import Config

NAMES = ["beveiligingsbeleid", "dpia", "privacyverklaring", "verwerkersovereenkomst",
         "verwerkingsregister"]  # fmt: skip
SETTINGS = {
    "CONTROLLER": "Stichting Voorbeeld",
    "PRIVACY_CONTACT": "privacy@voorbeeld.example",
    "DPO": "fg@voorbeeld.example",
    "HOSTED_BY": "Rekencentrum | Oost",
    "LEGAL_BASIS": "public_task",
    "SECURITY_CONTACT": "lek@voorbeeld.example",
    "BACKUP_DAYS": "9",
}


def written(config: Config, folder: Path, *more: str) -> Result:
    result = CliRunner().invoke(
        main, ["papers", "-o", str(folder), *more],
        env={"GESPREKSTAFEL_INSTANCE": str(config.instance)},
    )  # fmt: skip
    assert result.exit_code == 0, (result.output, result.exception)
    return result


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"GESPREKSTAFEL_{name}", value)


@pytest.mark.usefixtures("set_up", "round_table")
def test_settings_and_programmes_are_filled_in(
    config: Config, fresh_db: sqlite3.Connection, tmp_path: Path
) -> None:
    fresh_db.execute("UPDATE programmes SET title = 'Tafels | van 2027'")
    told = json.loads(written(config, tmp_path / "papers", "--json").stdout)
    assert (told["papers"], told["settings"]) == (NAMES, [])
    dpia = (tmp_path / "papers" / "dpia.md").read_text(encoding="utf-8")
    filled_in = (
        *("Stichting Voorbeeld", "privacy@voorbeeld.example", "fg@voorbeeld.example"),
        *("taak in het algemeen belang", "hoogstens 9 dagen", "Tafels \\| van 2027"),
    )
    for value in filled_in:
        assert value in dpia, value
    assert "Er zijn nog geen trajecten" not in dpia
    assert told["left"]["dpia"] == len(re.findall(r"\*\*IN TE VULLEN", dpia))
    notice = (tmp_path / "papers" / "privacyverklaring.md").read_text(encoding="utf-8")
    assert "ingevuld" not in notice and "| Reservekopieën | hoogstens 9 dagen" in notice
    assert "privacyverklaring" not in told["left"]


def test_an_instance_without_settings_says_what_is_left(config: Config, tmp_path: Path) -> None:
    said = written(config, tmp_path / "papers").stdout.splitlines()
    assert said[0] == f"{tmp_path / 'papers'}: 5 papers written, each as Markdown and as Word"
    assert "not set: GESPREKSTAFEL_CONTROLLER" in said
    for name, text in papers().items():
        assert (tmp_path / "papers" / f"{name}.md").read_text(encoding="utf-8") == fill(text, {})


@pytest.mark.usefixtures("set_up")
def test_word_holds_the_same(config: Config, tmp_path: Path) -> None:
    written(config, tmp_path)
    for name in NAMES:
        file = (tmp_path / f"{name}.docx").read_bytes()
        assert zipfile.ZipFile(io.BytesIO(file)).testzip() is None
        document = Document(io.BytesIO(file))
        markdown = (tmp_path / f"{name}.md").read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
        styles = ("Title", "Heading 1", "Heading 2", "Heading 3")
        drawn = [one for one in document.paragraphs if one.style and one.style.name in styles]
        assert [one.text for one in drawn] == headings
        assert len(document.tables) == len(re.findall(r"^\|[ -|]*---", markdown, re.MULTILINE))
        cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
        assert not any(mark in cell for cell in cells for mark in ("**", "<!--", "](", "`"))
    table = Document(tmp_path / "dpia.docx").tables[0]
    rows = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert rows["Verwerkingsverantwoordelijke"] == "Stichting Voorbeeld"
    assert rows["Beheer van de computer, en land"] == "Rekencentrum | Oost"


def test_a_folder_that_cannot_be_written(config: Config, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(
        main, ["papers", "-o", str(tmp_path / "file" / "in")],
        env={"GESPREKSTAFEL_INSTANCE": str(config.instance)},
    )  # fmt: skip
    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)
