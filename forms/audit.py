"""The audit trail for organisers: who did what when, to look at and to take along."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

import forms.current
from collector.audit import head
from collector.queries.audit import (
    every_row,
    numbers_of_tenant,
    people_in_audit,
    rows_of_tenant,
)
from collector.queries.programmes import all_programmes
from forms.audit_words import WORDS
from forms.desk import number
from forms.role_forms import ROLES
from forms.tenants import chosen_tenant, own_tenants

bp = Blueprint("audit", __name__, url_prefix="/facilitate/audit")

AT_ONCE = 100


@bp.get("")
def show() -> str:
    """Newest first; `programme`, `person` and `before` (a row's number) narrow it down."""
    database, tenant = forms.current.database(), chosen_tenant()
    programmes = [row for row in all_programmes(database) if row["tenant_id"] == tenant["id"]]
    programme = request.args.get("programme", "")
    person = number(request.args.get("person"))
    before = number(request.args.get("before"))
    found = rows_of_tenant(
        database,
        tenant["id"],
        before=before,
        programme=programme,
        facilitator=person,
        limit=AT_ONCE + 1,
    )
    return render_template(
        "facilitator/audit.html",
        tenant=tenant,
        tenants=own_tenants(),
        rows=found[:AT_ONCE],
        older=found[AT_ONCE - 1]["id"] if len(found) > AT_ONCE else None,
        newest=before is None,
        chosen={"programme": programme, "facilitator": person},
        people=people_in_audit(database, tenant["id"]),
        programmes=programmes,
        titles={row["slug"]: row["title"] for row in programmes},
        words=WORDS,
        about={row["id"]: json.loads(row["detail"]) for row in found},
        roles=ROLES,
        head=head(database),
    )


@bp.get("/export.jsonl")
def export() -> Response:
    """The whole chain, a row a line; of what is not of this organisation only its links, so that
    the chain can be checked by whoever has this file: `gesprekstafel audit --verify FILE`."""
    database, tenant = forms.current.database(), chosen_tenant()
    own = numbers_of_tenant(database, tenant["id"])
    text = "".join(_lines(every_row(database), own))
    return Response(
        text,
        mimetype="application/jsonl",
        headers={
            "Content-Disposition": f'attachment; filename="{_("logboek")}.jsonl"',
            "Cache-Control": "no-store",
        },
    )


def _lines(rows: Iterator[sqlite3.Row], own: set[int]) -> Iterator[str]:
    for row in rows:
        told: Mapping[str, Any] = dict(row)
        if row["id"] not in own:
            told = {name: row[name] for name in ("id", "previous", "hash")}
        yield json.dumps(told, ensure_ascii=False) + "\n"
