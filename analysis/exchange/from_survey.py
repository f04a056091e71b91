"""A LimeSurvey survey, with or without responses → a meeting that asks it, and what was answered.

Of a response nothing is kept that says who answered: no address, token, name or moment. What was
not completed (no `submitdate`) is left out and told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.exchange.from_table import ReadTable, read_table
from analysis.exchange.limesurvey import Responses, Survey
from analysis.exchange.limesurvey_questions import to_instrument
from analysis.exchange.sheets import Row, Sheet
from collector.records import Instrument
from collector.wording import Counted, Wording

ADMINISTRATION = re.compile(
    r"id|seed|lastpage|submitdate|startdate|datestamp|startlanguage|ipaddr|refurl|token|quota_exit"
    r"|firstname|lastname|email|attribute_\d+|interviewtime|grouptime\d*|.*time"
)
"""Columns that LimeSurvey adds to the answers."""


@dataclass
class ReadSurvey:
    instrument: Instrument
    table: ReadTable
    left_out: list[Wording] = field(default_factory=list)


def read_survey(survey: Survey, responses: Responses | None) -> ReadSurvey:
    """Never fails: what cannot be read is among the problems of `table`."""
    instrument, targets, left_out = to_instrument(survey)
    found = ReadSurvey(instrument, ReadTable(), left_out)
    if responses is None or not responses.rows:
        return found
    complete = [row for row in responses.rows if row.get("submitdate", "").strip()]
    # A survey without the date of handing in does not keep it: then all of them count.
    kept = complete or list(responses.rows)
    columns = [name for name in responses.columns if name in targets]
    rows = tuple(
        Row(number, tuple(row.get(name, "") for name in columns))
        for number, row in enumerate(kept, start=1)
    )
    found.table = read_table(
        Sheet("", tuple(columns), rows),
        {name: targets[name] for name in columns},
        {instrument.slug: instrument},
    )
    _tell(found, responses, len(responses.rows) - len(kept), set(targets))
    return found


def _tell(found: ReadSurvey, responses: Responses, incomplete: int, known: set[str]) -> None:
    if incomplete:
        found.left_out.append(
            Counted(
                "%(num)s reactie die niet is afgemaakt",
                "%(num)s reacties die niet zijn afgemaakt",
                incomplete,
            )
        )
    if responses.invited:
        found.left_out.append(Wording("de lijst met genodigden: hun namen en adressen"))
    unknown = [
        name
        for name in responses.columns
        if name not in known and not ADMINISTRATION.fullmatch(name.lower())
    ]
    if unknown:
        found.left_out.append(
            Counted(
                "%(num)s kolom met antwoorden die bij geen vraag hoort die de dienst kent",
                "%(num)s kolommen met antwoorden die bij geen vraag horen die de dienst kent",
                len(unknown),
            )
        )
