"""Files as other programs write them, made here: our own words, their structure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import docx
import openpyxl

Row = Sequence[object]


def as_csv(rows: Sequence[Row], separator: str = ";", code: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(code)


def as_xlsx(rows: Sequence[Row], name: str = "Blad1", before: str = "") -> bytes:
    """:param before: an empty-looking sheet in front, with one cell"""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    if before:
        sheet.title = "Uitleg"
        sheet.append([before])
        sheet = workbook.create_sheet(name)
    else:
        sheet.title = name
    for row in rows:
        sheet.append(list(row))
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def as_docx(markdown: str) -> bytes:
    """Headings, lists and paragraphs of a text or Markdown file, with Word's own styles."""
    document = docx.Document()
    # A line that is indented goes on with the one before it.
    for line in re.sub(r"\n[ \t]+(?=\S)(?![-*•])", " ", markdown).splitlines():
        text = line.strip()
        if not text:
            continue
        if heading := re.match(r"(#{1,6}) (.*)", text):
            document.add_heading(heading[2], len(heading[1]))
        elif bullet := re.match(r"(?:[-*•●▪]\s?)(.*)", text):
            document.add_paragraph(bullet[1], style="List Bullet")
        else:
            document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def _section(name: str, rows: Sequence[Mapping[str, object]]) -> str:
    told = "".join(
        "<row>"
        + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items())
        + "</row>"
        for row in rows
    )
    return f"<{name}><rows>{told}</rows></{name}>"


def lss(
    questions: Sequence[tuple[str, str, str]],
    subquestions: Sequence[tuple[int, str, str]] = (),
    answers: Sequence[tuple[int, str, str]] = (),
    title: str = "Starters in het partnerschap",
    extra: Mapping[str, str] | None = None,
) -> str:
    """A LimeSurvey structure, version 6: words apart.

    :param questions: (type, code, text), numbered from 1
    :param subquestions: (number of the question, code, text)
    :param answers: the same
    :param extra: more columns of every question
    """
    asked = [
        {"qid": number, "parent_qid": 0, "sid": 77, "gid": 5, "type": kind, "title": code,
         "mandatory": "N", "other": "N", "question_order": number, **(extra or {})}
        for number, (kind, code, _text) in enumerate(questions, start=1)
    ]  # fmt: skip
    parts = [
        {"qid": 100 + place, "parent_qid": owner, "sid": 77, "gid": 5, "title": code,
         "scale_id": 0, "question_order": place}
        for place, (owner, code, _text) in enumerate(subquestions)
    ]  # fmt: skip
    words = [
        {"qid": number, "question": text, "language": "nl"}
        for number, (_kind, _code, text) in enumerate(questions, start=1)
    ] + [
        {"qid": 100 + place, "question": text, "language": "nl"}
        for place, (_owner, _code, text) in enumerate(subquestions)
    ]
    options = [
        {"aid": place, "qid": owner, "code": code, "sortorder": place, "scale_id": 0}
        for place, (owner, code, _text) in enumerate(answers)
    ]
    labels = [
        {"aid": place, "answer": text, "language": "nl"}
        for place, (_owner, _code, text) in enumerate(answers)
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        "<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>500</DBVersion>"
        "<languages><language>nl</language></languages>"
        + _section("answers", options)
        + _section("answer_l10ns", labels)
        + _section("groups", [{"gid": 5, "sid": 77, "group_order": 1}])
        + _section("questions", asked)
        + _section("subquestions", parts)
        + _section("question_l10ns", words)
        + _section("surveys", [{"sid": 77, "language": "nl"}])
        + _section(
            "surveys_languagesettings",
            [{"surveyls_survey_id": 77, "surveyls_language": "nl", "surveyls_title": title}],
        )
        + "</document>"
    )


def lsr(rows: Sequence[Mapping[str, str]]) -> str:
    """Responses as they stand in an archive: a name that begins with a figure after a line."""
    named = [
        {f"_{key}" if key[0].isdigit() else key: value for key, value in row.items()}
        for row in rows
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        "<LimeSurveyDocType>Responses</LimeSurveyDocType>"
        f"{_section('responses', named)}</document>"
    )


def lsa(structure: str, responses: str, **more: str) -> bytes:
    members = {"survey_77.lss": structure, "survey_77_responses.lsr": responses}
    return zipped({**members, **{f"survey_77.{end}": data for end, data in more.items()}})


def qdc(codes: Sequence[tuple[str, str, str]]) -> bytes:
    """:param codes: (guid, name, description)"""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Elders 1.0">'
        f"<Codes>{_codes(codes)}</Codes></CodeBook>"
    ).encode()


def _codes(codes: Sequence[tuple[str, str, str]]) -> str:
    return "".join(
        f'<Code guid="{guid}" name="{escape(name)}" isCodable="true">'
        f"<Description>{escape(said)}</Description></Code>"
        for guid, name, said in codes
    )


def qdpx(
    codes: Sequence[tuple[str, str, str]],
    sources: Sequence[tuple[str, str, Sequence[tuple[int, int, Sequence[str]]]]],
    more: str = "",
) -> bytes:
    """A coded project.

    :param sources: (guid, text, (start, end, codes) …)
    :param more: XML beside the text sources
    """
    told = []
    for guid, _text, pieces in sources:
        selected = "".join(
            f'<PlainTextSelection guid="p{place}" startPosition="{start}" endPosition="{end}">'
            + "".join(
                f'<Coding guid="c{place}"><CodeRef targetGUID="{code}"/></Coding>' for code in held
            )
            + "</PlainTextSelection>"
            for place, (start, end, held) in enumerate(pieces)
        )
        told.append(
            f'<TextSource guid="{guid}" name="bron {guid}" plainTextPath="internal://{guid}.txt">'
            f"{selected}</TextSource>"
        )
    project = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<Project xmlns="urn:QDA-XML:project:1.0" name="Onderzoek naar starters">'
        f"<CodeBook><Codes>{_codes(codes)}</Codes></CodeBook>"
        f"<Sources>{''.join(told)}{more}</Sources></Project>"
    )
    texts = {f"Sources/{guid}.txt": text.encode() for guid, text, _pieces in sources}
    return zipped({"project.qde": project, **texts})
