"""The own page of a partnership: open to whoever knows its three words, also without a meeting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

import forms.current
from collector.errors import NotFound
from forms import (
    partnership_catch_up,
    partnership_development,
    partnership_report,
    partnership_sketch,
    partnership_who,
    steps,
)
from forms.belonging import SpokenCodeForm, partnership_of, seconds_to_wait

bp = Blueprint("partnership_page", __name__)


@dataclass(frozen=True)
class Part:
    """A piece of the page: `partnership/parts/<name>.html`, in which `part` is what `load` gives of
    the database and the partnership (a row of `collector.queries.partnerships`)."""

    name: str
    load: Callable[[sqlite3.Connection, sqlite3.Row], dict[str, object]]


PARTS = (
    Part("who", partnership_who.part),
    Part("development", partnership_development.part),
    Part("sketch", partnership_sketch.part),
    Part("steps", steps.part),
    Part("catch_up", partnership_catch_up.part),
    Part("report", partnership_report.part),
    Part("named", partnership_who.naming),
)
"""From top to bottom."""


@bp.route("/p", methods=["GET", "POST"])
def enter() -> tuple[str, int] | Response:
    """Type the code."""
    form, status = SpokenCodeForm(), 200
    if form.validate_on_submit():
        if wait := seconds_to_wait():
            form.refuse_for(wait)
            status = 429
        else:
            try:
                row = partnership_of(form.code.data)
                return redirect(url_for(".show", spoken=row["code"]), 303)
            except NotFound as error:
                form.code.errors, status = [forms.current.in_words(error.wording)], 404
    elif form.errors:
        status = 422
    return render_template("partnership/enter.html", form=form), status


@bp.get("/p/<spoken>")
def show(spoken: str) -> str | Response:
    """:raise NotFound: no partnership has this code."""
    row = partnership_of(spoken)
    if row["code"] != spoken:
        return redirect(url_for(".show", spoken=row["code"]))
    database = forms.current.database()
    return render_template(
        "partnership/page.html",
        partnership=row,
        parts=[(one.name, one.load(database, row)) for one in PARTS],
    )
