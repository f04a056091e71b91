"""The API for people: what it gives, and how to ask it from R and Python. No token needed here."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from forms.api import examples
from forms.api.openapi import document
from forms.api.operations import OPERATIONS
from forms.api.problems import ROOT

bp = Blueprint("api_page", __name__)


def in_words() -> dict[str, str]:
    """Name of an operation → what it gives, in the language of this page."""
    return {
        "listProgrammes": _("De trajecten die u mag zien, de nieuwste eerst."),
        "getProgramme": _(
            "Een traject: rollen, regio's, hoofdonderwerpen, bijeenkomsten, onderdelen en vragen."
        ),
        "listStatements": _(
            "Uitspraken in de volgorde van binnenkomst, met hun status en hun thema's."
        ),
        "listThemes": _("Thema's met kernuitspraak en de nummers van hun uitspraken."),
        "listVotes": _(
            "Per uitspraak hoeveel mensen het eens en oneens zijn en hoeveel oversloegen."
        ),
        "getMeeting": _("Hoe ver een bijeenkomst is: wie er zijn per rol, wat er binnenkwam."),
        "getCounts": _(
            "Wat er op de gesloten vragen van een onderdeel is geantwoord, in aantallen."
        ),
        "listEvents": _("Wat er veranderde na een nummer dat u al kent: soort en bijeenkomst."),
    }


@bp.get("/api/")
def show() -> str:
    words = in_words()
    return render_template(
        "facilitator/api.html",
        examples=examples,
        operations=[(one, words[one.name]) for one in OPERATIONS],
        base=url_for("api_page.show", _external=True) + ROOT.removeprefix("/api/").rstrip("/"),
    )


@bp.get(f"{ROOT}openapi.json")
def openapi() -> Response:
    """The description that programs read; it holds nothing of any programme."""
    described = document() | {"servers": [{"url": request.script_root + ROOT.rstrip("/")}]}
    return Response(json.dumps(described, ensure_ascii=False), mimetype="application/json")
