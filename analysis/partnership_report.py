"""The report of one partnership, for that partnership only: what it settled, and how far it came.

Everything is in the words that its people wrote down together. Answers that they gave alone are not
in it, and nothing of another partnership is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from analysis.documents.blocks import Bullet, Bullets, Document, Facts, Front, Part, Prose, Tone
from analysis.documents.numbering import numbered
from analysis.partnership_development import development
from analysis.report_learning_network import day, paragraphs
from analysis.shared_answers import answered
from collector.queries import meetings, programmes, sketches
from collector.queries.partnerships import attendance, organisations, partnership
from collector.queries.steps import steps_of
from collector.records import Side

_SIDES = {Side.INSTITUTE: "Opleidingsinstituut", Side.FIELD: "Werkveld"}
_STATES = {"todo": "nog te doen", "underway": "mee bezig", "done": "gedaan"}


def build_for_partnership(
    connection: sqlite3.Connection, identifier: int, made_on: date | None = None
) -> Document:
    """As it stands now.

    :param made_on: told on the front page; None: not told
    :raise NotFound: no such partnership.
    """
    row = partnership(connection, identifier)
    programme = programmes.programme_by_id(connection, row["programme_id"])
    parts = (
        _who(connection, row),
        *_meetings(connection, row),
        *development(connection, row),
        *_steps(connection, identifier),
        _method(),
    )
    contact = Prose(programme["contact"].strip(), Tone.CONTACT)
    more = (Part("Meer informatie", (contact,), kind="contact"),) if contact.text else ()
    return Document(
        front=_front(row, programme, made_on),
        parts=numbered((*parts, *more)),
        depth=1,
        author=", ".join(programmes.organisers(programme)),
        running=f"{row['name']} · {programme['title']}",
    )


def _front(row: sqlite3.Row, programme: sqlite3.Row, made_on: date | None) -> Front:
    made = (f"Gemaakt op {day(made_on.isoformat())}",) if made_on else ()
    period = (programme["period"],) if programme["period"] else ()
    return Front(
        over="Verslag van een partnerschap",
        title=row["name"],
        about=(programme["title"],),
        byline=(*period, *made),
        notices=("Dit verslag is alleen voor dit partnerschap. Deel het zoals u zelf wilt.",),
    )


def _who(connection: sqlite3.Connection, row: sqlite3.Row) -> Part:
    facts = [(name, row[key]) for name, key in (("Sector", "sectors"), ("Regio", "region"))]
    names: dict[str, list[str]] = {}
    for each in organisations(connection, row["id"]):
        names.setdefault(each["side"], []).append(each["name"])
    facts += [(_SIDES[side], "; ".join(names.get(side, ()))) for side in _SIDES]
    facts += [(each["title"], _present(each)) for each in attendance(connection, row["id"])]
    return Part("Het partnerschap", (Facts(tuple((name, told) for name, told in facts if told)),))


def _present(meeting: sqlite3.Row) -> str:
    """Who came, as numbers per side."""
    room = [
        f"{meeting[key]} uit {where}"
        for key, where in (("institute", "het opleidingsinstituut"), ("field", "het werkveld"))
        if meeting[key]
    ]
    if meeting["unknown"]:
        room.append(f"{meeting['unknown']} zonder opgave")
    if meeting["self_study"]:
        room.append(f"{meeting['self_study']} buiten de bijeenkomst")
    return ", ".join(room) or "niet aanwezig"


def _meetings(connection: sqlite3.Connection, row: sqlite3.Row) -> Iterator[Part]:
    """What was settled, per meeting; one in which nothing was is told with what it asked."""
    written: dict[int, list[sqlite3.Row]] = {}
    for each in sketches.sketches_of(connection, row["id"]):
        written.setdefault(each["meeting_id"], []).append(each)
    for meeting in meetings.meetings(connection, row["programme_id"]):
        here = written.get(meeting["id"], ())
        below = tuple(_sketch(connection, row["id"], each) for each in here)
        told = (Prose(day(meeting["date"]), Tone.BYLINE),) if meeting["date"] else ()
        if below:
            yield Part(meeting["title"], told, below, kind="report-meeting")
            continue
        nothing = Prose("Uw partnerschap heeft hier niets samen opgeschreven.", Tone.SOFT)
        later = tuple(Prose(each) for each in paragraphs(meeting["self_study"]))
        catch_up = (Part("Alsnog aan de slag", later),) if later else ()
        yield Part(meeting["title"], (*told, nothing), catch_up, kind="report-meeting")


def _sketch(connection: sqlite3.Connection, identifier: int, activity: sqlite3.Row) -> Part:
    shared = sketches.sketch(connection, identifier, activity["activity_id"])
    below = []
    for instrument, keys in _by_version(shared):
        for question in meetings.instrument(connection, instrument).questions:
            if question.key in keys:
                blocks = answered(question, shared[question.key].value)
                below.append(Part(question.label, blocks))
    state = "Samen vastgesteld." if activity["settled"] else "Nog niet vastgesteld."
    return Part(activity["title"], (Prose(state, Tone.SOFT),), tuple(below))


def _by_version(shared: dict[str, sketches.Shared]) -> Iterator[tuple[int, set[str]]]:
    """The versions of the instrument that were answered, with the questions of each."""
    versions: dict[int, set[str]] = {}
    for key, one in shared.items():
        if one.value is not None and one.instrument_id is not None:
            versions.setdefault(one.instrument_id, set()).add(key)
    yield from sorted(versions.items())


def _steps(connection: sqlite3.Connection, identifier: int) -> tuple[Part, ...]:
    rows = steps_of(connection, identifier)
    if not rows:
        return ()
    bullets = tuple(Bullet(row["text"], remark=f" ({_STATES[row['state']]})") for row in rows)
    done = sum(row["state"] == "done" for row in rows)
    said = Prose(f"{done} van de {len(rows)} gedaan." if len(rows) > 1 else "", Tone.SOFT)
    return (Part("Eerste stappen", (*((said,) if said.text else ()), Bullets(bullets))),)


def _method() -> Part:
    text = (
        "Dit verslag is gemaakt uit wat mensen van uw partnerschap samen hebben opgeschreven, woord"
        " voor woord. Wat iemand alleen invulde, staat er niet in. Is iets niet samen opgeschreven,"
        " dan geldt bij de ontwikkeling het middelste antwoord van wie het alleen invulde. Anderen"
        " zien van uw partnerschap alleen wat in aantallen van het hele leernetwerk opgaat."
    )
    return Part("Hoe dit verslag is gemaakt", (Prose(text),), kind="method")
