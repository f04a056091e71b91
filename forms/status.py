"""What works and what does not, in the words of somebody who leads a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from flask import Blueprint, Response, render_template
from flask_babel import format_decimal
from flask_babel import gettext as _

import forms.current
from collector.health import Health, Name, Part, State
from forms.dates import moment
from forms.health import monitor
from forms.status_words import FINE, NAMES, TROUBLE, Trouble

bp = Blueprint("status", __name__, url_prefix="/facilitate/status")


@dataclass(frozen=True)
class Told:
    """A part as the page shows it. `state`: good, care, bad or none (not needed now); `word` says
    that state; `room`: what it means for a meeting now."""

    name: str
    state: str
    word: str
    what: str
    room: str = ""
    do: str = ""


@bp.get("/")
def show() -> str:
    return render_template("facilitator/status.html", **_found())


@bp.get("/now")
def fragment() -> str:
    return render_template("facilitator/status_live.html", **_found())


@bp.get("/sign")
def sign() -> Response | str:
    """For the bar of every facilitator's page: nothing as long as all is well."""
    if monitor().look().state is not State.BAD:
        return Response("", 200)
    return render_template("facilitator/status_sign.html")


def _found() -> dict[str, object]:
    health = monitor().look()
    parts = [_told(part) for part in health.parts]
    return {
        "at": health.at.isoformat(),
        "state": health.state.value,
        "headline": _headline(health),
        "rooms": _rooms(parts),
        "parts": parts,
        "who": forms.current.config().hosted_by,
        "version": version("gesprekstafel"),
        "details": health.parts,
    }


def _rooms(parts: list[Told]) -> list[str]:
    """What a meeting notices now; when nothing can be stored, that is all that matters."""
    bad = [one.room for one in parts if one.state == State.BAD and one.room]
    return bad[:1] if parts[0].state == State.BAD else bad


def _headline(health: Health) -> str:
    if health.state is State.GOOD:
        return _("Alles werkt")
    if health.state is State.CARE:
        return _("Alles werkt, maar er moet straks iemand naar kijken")
    if health.part(Name.STORAGE).state is State.BAD:
        return _("Er kan nu niets worden ingeleverd")
    return _("Niet alles werkt")


def _told(part: Part) -> Told:
    values = _values(part.facts)
    name = str(NAMES[part.name])
    trouble: Trouble | None = TROUBLE.get((part.name, part.why))
    if trouble is None:
        return Told(name, part.state.value, _("werkt"), str(FINE[part.name]) % values)
    word, state = _word(part)
    return Told(
        name,
        state,
        word,
        str(trouble.what) % values,
        str(trouble.room),
        str(trouble.do),
    )


def _word(part: Part) -> tuple[str, str]:
    if part.why == "unknown":
        return _("niet te zien"), "none"
    if part.state is State.GOOD:
        return (_("start op") if part.why == "starting" else _("nog niet nodig")), "none"
    if part.state is State.CARE:
        return _("let op"), part.state.value
    return _("werkt niet"), part.state.value


def _values(facts: Mapping[str, int | str]) -> dict[str, str]:
    """Facts as they stand in a sentence."""
    values = {name: str(value) for name, value in facts.items()}
    if isinstance(free := facts.get("free_bytes"), int):
        unit, size = (" GB", 10**9) if free >= 10**9 else (" MB", 10**6)
        values["free"] = format_decimal(round(free / size)) + unit
    for name in ("made", "stored"):
        if name in facts:
            values[name] = moment(str(facts[name]))
    return values
