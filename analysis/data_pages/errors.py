"""What went wrong with a question, in words for whoever asked it.

Datasette and SQLite say it in English, for programmers. What they say most is recognised here; the
rest is shown as they say it.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from analysis.data_pages.language import Words


@dataclass(frozen=True)
class Known:
    pattern: re.Pattern[str]
    dutch: str  # may name the groups of the pattern


def _known(pattern: str, dutch: str) -> Known:
    return Known(re.compile(pattern, re.IGNORECASE | re.DOTALL), dutch)


def _(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


WRONG_ADDRESS = _("Dit adres klopt niet. Begin opnieuw bij de tabel of bij het traject.")

KNOWN = (
    # A row with too few keys in its address, CSV of no question, a join with what is not there.
    _known(
        r"incorrect number of bindings|did not supply a value|^'columns'$|_through", WRONG_ADDRESS
    ),
    _known(
        r"interrupted|took too long|time ?limit",
        _(
            "Deze vraag duurt te lang. Een vraag mag een seconde duren. Maak hem kleiner, met een"
            " filter of met limit, of neem het hele bestand mee."
        ),
    ),
    _known(
        r"out of memory|string or blob too big|too many (terms|columns)|parser stack overflow"
        r"|expression tree is too large",
        _("Deze vraag vraagt te veel geheugen. Maak hem kleiner, met een filter of met limit."),
    ),
    _known(
        r"no such column: (?P<name>.+)",
        _("De kolom “%(name)s” is er niet. Welke er zijn, staat op de bladzijde van de tabel."),
    ),
    _known(
        r"no such table: (?P<name>.+)",
        _("De tabel “%(name)s” is er niet. Welke er zijn, staat op de bladzijde van het traject."),
    ),
    _known(
        r"no such function: (?P<name>.+)",
        _("De functie “%(name)s” is er niet."),
    ),
    _known(
        r"wrong number of arguments to function (?P<name>\w+)",
        _("De functie “%(name)s” krijgt te veel of te weinig waarden."),
    ),
    _known(
        r"cannot sort table by (?P<name>.+)",
        _("Op “%(name)s” kan niet worden gesorteerd: die kolom is er niet."),
    ),
    _known(
        r"(?P<name>.+) - invalid columns",
        _("Deze kolommen kunnen niet worden gekozen: %(name)s."),
    ),
    _known(r"cannot search by that column", _("In die kolom kan niet worden gezocht.")),
    _known(
        r"cannot use _sort and _sort_desc",
        _("Sorteren kan van laag naar hoog of van hoog naar laag, niet allebei."),
    ),
    _known(
        r"fts5?: |malformed match|unknown special query|unterminated string",
        _("Naar deze woorden kan niet zo worden gezocht. Laat de leestekens weg."),
    ),
    _known(
        r'near "(?P<name>.*)": syntax error',
        _("Bij “%(name)s” klopt de vraag niet: daar staat iets wat SQL niet kent."),
    ),
    _known(
        r'unrecognized token: "(?P<name>.*)"',
        _("“%(name)s” is geen SQL. Is er een aanhalingsteken te veel of te weinig?"),
    ),
    _known(r"incomplete input", _("De vraag is niet af: er ontbreekt iets aan het eind.")),
    _known(
        r"one statement at a time|multiple statements",
        _("Stel één vraag tegelijk, zonder puntkomma ertussen."),
    ),
    _known(
        r"must be a select|may not contain|readonly|read-only|not authorized|immutable"
        r"|attempt to write|canned query",
        _(
            "Alleen vragen die beginnen met select kunnen worden gesteld. De gegevens veranderen"
            " niet."
        ),
    ),
    _known(
        r"_size must be <= (?P<name>\d+)",
        _("Een bladzijde telt ten hoogste %(name)s rijen. Kies CSV voor alle rijen."),
    ),
    _known(
        r"_size must be a positive integer",
        _("Hoeveel rijen er op een bladzijde komen, moet een getal zijn."),
    ),
    _known(
        r"invalid facet|_facet",
        _("Zo kan niet worden geteld: die kolom is er niet."),
    ),
)

NOT_THERE = _("Deze bladzijde is er niet. Misschien is er een nieuwere publicatie.")
OURS = _("Dat ligt aan ons, of de vraag was te groot. Probeer het met een kleinere vraag.")

OF_THE_ADDRESS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    sqlite3.Error,
    OverflowError,
)
"""What Datasette raises when an address has something in it that it did not expect."""


@dataclass(frozen=True)
class Problem:
    """What to tell: the status of the answer, and the text. `said`: in English, as it was said."""

    status: int
    text: str
    said: str = ""


def explain(message: str, words: Words) -> Problem | None:
    """What a message of Datasette or SQLite means; None when it is not a known one."""
    for known in KNOWN:
        found = known.pattern.search(message)
        if found:
            return Problem(400, words.say(known.dutch, **found.groupdict()))
    return None


def problem_of(error: Exception, words: Words, *, asked: bool) -> Problem:
    """What to answer when a page cannot be shown.

    :param asked: whether the visitor had a part in it: a question in the address, something sent.
    """
    status = getattr(error, "status", None)
    message = str(getattr(error, "message", None) or error)
    if status in (403, 404):
        return Problem(status, words.say(NOT_THERE))
    known = explain("out of memory" if isinstance(error, MemoryError) else message, words)
    if known is not None:
        return known
    if status is None and asked and isinstance(error, OF_THE_ADDRESS):
        return Problem(400, words.say(WRONG_ADDRESS))
    if status is None or status >= 500:
        return Problem(500, words.say(OURS))
    return Problem(status, words.say(WRONG_ADDRESS), message)
