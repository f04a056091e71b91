"""On the page of a partnership: who it is, who was where, and whether others may see its name."""

from __future__ import annotations

import sqlite3

from flask import request

from collector.queries.meetings import missing
from collector.queries.partnerships import attendance, organisations, said_of_naming
from collector.spoken_codes import in_speech
from forms.partnership_forms import OrganisationForm, SectorsForm


def part(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    return {
        "words": in_speech(partnership["code"]),
        "organisations": organisations(database, partnership["id"]),
        "meetings": attendance(database, partnership["id"]),
        "missing": missing,
        "sectors": SectorsForm(formdata=None, sectors=partnership["sectors"].split(", ")),
        # What was not right comes back in the address.
        "organisation": OrganisationForm(
            formdata=None, name=request.args.get("name", ""), side=request.args.get("side")
        ),
        "again": "name" in request.args,
    }


def naming(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    return {"said": said_of_naming(database, partnership["id"], most=1)}
