"""The organisation that a page for organisers is about."""

from __future__ import annotations

import sqlite3

from flask import request

import forms.current
from collector.queries.grants import tenants_to_organise
from forms.desk import number


def own_tenants() -> list[sqlite3.Row]:
    """`id` and `name` of those that this person organises: on such a page at least one."""
    return tenants_to_organise(forms.current.database(), forms.current.facilitator_id())


def chosen_tenant() -> sqlite3.Row:
    """The one in the address (`?organisation=2`) when it is one's own; else the first."""
    own = own_tenants()
    wanted = number(request.args.get("organisation"))
    return next((row for row in own if row["id"] == wanted), own[0])
