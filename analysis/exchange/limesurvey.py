"""LimeSurvey's own files: the structure of a survey (.lss) and its archive (.lsa).

Both are described by what LimeSurvey writes: https://manual.limesurvey.org/Exporting_a_survey_structure
and https://manual.limesurvey.org/Question_object_types for the letters of the types. A structure is
XML with a section per table: `fields` and `rows`; since database version 400 the words stand in
sections of their own (`question_l10ns`, `answer_l10ns`, `group_l10ns`). An archive is a zip with a
structure and, in files of the same shape, responses (.lsr), who was invited (.lst), times (.lsi).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import html

from analysis.exchange.opening import Archive, Received, Unreadable, local, parse_xml
from collector.wording import Wording

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Item:
    """A subquestion or an answer: its code, its words, and which of two scales it is on."""

    code: str
    text: str
    scale: str = "0"
    qid: str = ""


@dataclass(frozen=True)
class SurveyQuestion:
    """`type` is LimeSurvey's letter; `other` whether an answer of one's own is possible."""

    qid: str
    gid: str
    type: str
    code: str
    text: str
    help: str = ""
    mandatory: bool = False
    other: bool = False
    subquestions: tuple[Item, ...] = ()
    answers: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Survey:
    sid: str
    title: str
    welcome: str
    questions: tuple[SurveyQuestion, ...]


@dataclass(frozen=True)
class Responses:
    """Rows by LimeSurvey's names of columns; `invited`: the archive holds names and addresses."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    invited: bool = False


def read_structure(data: bytes) -> Survey:
    """:raise Unreadable: it is no structure of a survey, or asks nothing."""
    root = parse_xml(data)
    if local(root) != "document" or root.findtext("LimeSurveyDocType") != "Survey":
        raise Unreadable(Wording("Dit is geen opzet van een LimeSurvey-vragenlijst."))
    sections = {local(one): _rows(one) for one in root}
    language = _language(root, sections)
    settings = _of_language(sections.get("surveys_languagesettings", []), "surveyls_", language)
    survey = (sections.get("surveys") or [{}])[0]
    questions = _questions(sections, language)
    if not questions:
        raise Unreadable(Wording("In deze LimeSurvey-vragenlijst staan geen vragen."))
    title = words(settings.get("surveyls_title", "")) or "Vragenlijst"
    sid = survey.get("sid") or settings.get("surveyls_survey_id", "")
    welcome = words(settings.get("surveyls_welcometext", ""))
    return Survey(sid, " ".join(title.split())[:300], welcome, questions)


def read_archive(received: Received) -> tuple[Survey, Responses]:
    """:raise Unreadable: it is damaged, or holds no survey."""
    archive = Archive(received)
    by_end = {name.lower().rpartition(".")[2]: name for name in archive.names}
    survey = read_structure(archive.read(by_end["lss"]))
    columns: tuple[str, ...] = ()
    rows: Rows = []
    if "lsr" in by_end:
        root = parse_xml(archive.read(by_end["lsr"]))
        section = next((one for one in root if local(one) == "responses"), None)
        if section is not None:
            rows = _rows(section)
            columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return survey, Responses(columns, tuple(rows), invited="lst" in by_end)


def _rows(section: Any) -> Rows:
    """A name that begins with a figure has a line before it in XML; it is taken off."""
    return [
        {local(cell).removeprefix("_"): cell.text or "" for cell in row}
        for row in section.iter()
        if local(row) == "row"
    ]


def _language(root: Any, sections: dict[str, Rows]) -> str:
    """Dutch if the survey has it, else its own."""
    named = [one.text or "" for one in root.iter() if local(one) == "language" and not len(one)]
    survey = (sections.get("surveys") or [{}])[0]
    own = survey.get("language") or (named[0] if named else "")
    dutch = next((one for one in named if one.lower().startswith("nl")), "")
    return dutch or own


def _of_language(rows: Rows, prefix: str, language: str) -> dict[str, str]:
    """The row in this language, else the first."""
    mine = [row for row in rows if row.get(f"{prefix}language", language) == language]
    return (mine or rows or [{}])[0]


def _questions(sections: dict[str, Rows], language: str) -> tuple[SurveyQuestion, ...]:
    said = _words_by_id(sections.get("question_l10ns", []), "qid", language)
    answers = _answers(sections, language)
    subquestions = _subquestions(sections, said, language)
    groups = {
        row.get("gid", ""): _number(row.get("group_order")) for row in sections.get("groups", [])
    }
    found = []
    for row in _in_language(sections.get("questions", []), "qid", language):
        if row.get("parent_qid", "0") not in ("", "0"):
            continue
        own = said.get(row["qid"], row)
        one = SurveyQuestion(
            qid=row["qid"],
            gid=row.get("gid", ""),
            type=row.get("type", ""),
            code=row.get("title", ""),
            text=words(own.get("question", "")),
            help=words(own.get("help", "")),
            mandatory=row.get("mandatory") in ("Y", "S"),
            other=row.get("other") == "Y",
            subquestions=tuple(subquestions.get(row["qid"], ())),
            answers=tuple(answers.get(row["qid"], ())),
        )
        order = groups.get(one.gid, 0), _number(row.get("question_order"))
        found.append((order, one))
    return tuple(one for _order, one in sorted(found, key=lambda pair: pair[0]))


def _subquestions(
    sections: dict[str, Rows], said: dict[str, dict[str, str]], language: str
) -> dict[str, list[Item]]:
    """They stand in a section of their own, in some versions among the questions."""
    rows = [
        row
        for name in ("subquestions", "questions")
        for row in _in_language(sections.get(name, []), "qid", language)
        if row.get("parent_qid", "0") not in ("", "0")
    ]
    rows.sort(key=lambda row: _number(row.get("question_order")))
    found: dict[str, list[Item]] = {}
    for row in rows:
        text = words(said.get(row["qid"], row).get("question", "")) or row.get("title", "")
        item = Item(row.get("title", ""), text, row.get("scale_id") or "0", row["qid"])
        found.setdefault(row["parent_qid"], []).append(item)
    return found


def _answers(sections: dict[str, Rows], language: str) -> dict[str, list[Item]]:
    said = _words_by_id(sections.get("answer_l10ns", []), "aid", language)
    rows = _in_language(sections.get("answers", []), "aid", language)
    rows.sort(key=lambda row: _number(row.get("sortorder")))
    found: dict[str, list[Item]] = {}
    for row in rows:
        text = words(said.get(row.get("aid", ""), row).get("answer", "")) or row.get("code", "")
        item = Item(row.get("code", ""), text, row.get("scale_id") or "0")
        found.setdefault(row.get("qid", ""), []).append(item)
    return found


def _in_language(rows: Rows, identifier: str, language: str) -> Rows:
    """Older versions have a row per language; newer ones none."""
    mine = [row for row in rows if row.get("language", language) == language]
    return [row for row in mine or rows if identifier in row or identifier == "aid"]


def _words_by_id(rows: Rows, identifier: str, language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.get("language") == language or row.get(identifier, "") not in found:
            found[row.get(identifier, "")] = row
    return found


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def words(text: str) -> str:
    """Without the mark-up that LimeSurvey lets people put in a question; one line."""
    if "<" in text or "&" in text:
        text = str(html.fragment_fromstring(text, create_parent="div").text_content())
    return " ".join(text.split())
