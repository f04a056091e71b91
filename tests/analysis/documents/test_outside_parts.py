"""A house style that would make whoever opens a wrap-up ask another machine."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as WORD
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from analysis.documents import slides_look, word_styles
from collector.config import REPOSITORY
from collector.errors import Refused

ATTACHED_TEMPLATE = WORD.STYLES.replace("styles", "attachedTemplate")
ELSEWHERE = "https://elders.example/volg"
PICTURE = REPOSITORY / "forms" / "static" / "icons" / "icon-192.png"


def everything(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return " ".join(parts.read(name).decode("latin-1") for name in parts.namelist())


@pytest.fixture
def house_style(tmp_path: Path) -> Path:
    """With a template on a server, a linked picture in its head, and a link that people see."""
    document = docx.Document()
    settings = document.settings._element
    template = OxmlElement("w:attachedTemplate")
    identifier = document.part._settings_part.rels.get_or_add_ext_rel(ATTACHED_TEMPLATE, ELSEWHERE)
    template.set(qn("r:id"), identifier)
    settings.insert(0, template)
    header = document.sections[0].header
    header.paragraphs[0].add_run("Stichting Klok").add_picture(str(PICTURE))
    blip = next(header._element.iter(qn("a:blip")))
    blip.set(qn("r:link"), header.part.rels.get_or_add_ext_rel(WORD.IMAGE, ELSEWHERE))
    header.part.rels.get_or_add_ext_rel(WORD.HYPERLINK, "https://klok.example/")
    path = tmp_path / "wrap-up.docx"
    document.save(str(path))
    assert everything(path.read_bytes()).count(ELSEWHERE) == 2
    return path


def test_nothing_is_asked_for_elsewhere(house_style: Path) -> None:
    made = io.BytesIO()
    word_styles.look(house_style).document.save(made)
    found = everything(made.getvalue())
    assert "elders.example" not in found
    assert "attachedTemplate" not in found
    assert "r:link" not in found
    assert "Stichting Klok" in found
    assert "https://klok.example/" in found
    assert re.search(r'r:embed="rId\d+"', found)


def test_macros_and_what_is_embedded_are_refused(house_style: Path) -> None:
    document = docx.Document(str(house_style))
    document.sections[0].header.part.rels.get_or_add_ext_rel(WORD.OLE_OBJECT, "x")
    document.save(str(house_style))
    with pytest.raises(Refused, match=r"^De huisstijl in wrap-up\.docx bevat macro's"):
        word_styles.look(house_style)


def test_slides_too(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.slide_master.part.rels.get_or_add_ext_rel(WORD.IMAGE, ELSEWHERE)
    path = tmp_path / "wrap-up.pptx"
    presentation.save(str(path))
    made = io.BytesIO()
    slides_look.look(path).presentation.save(made)
    assert "elders.example" not in everything(made.getvalue())
