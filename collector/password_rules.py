"""What a new password has to be: long, and not what anybody would guess. Nothing else.

By NIST SP 800-63B-4 (2025), section 3.1.1.2: at least 15 characters for a password that alone lets
somebody in, no rules about which characters, Unicode brought into one form (NFKC), and nothing that
is commonly used, expected or known of the person and the service. A list of stolen passwords has
hardly any this long; long ones that are guessed are built of short things: a common word, a name, a
year, a row of keys, the same once more. Those are taken away, and what is left must be a password.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable

from collector.errors import Refused

MINIMUM = 15
MAXIMUM = 500
LEFT_TO_GUESS = 8
"""Characters that must be left: the least that the same section asks beside a second factor."""

_COMMON = """
wachtwoord geheim welkom hallo inloggen login admin beheer beheerder gebruiker password passwort
secret welcome hello letmein iloveyou ikhouvanjou ikhouvanje sesamopenu trustno abc test
gesprekstafel gesprekstafels gespreksleider leernetwerk organisator school scholen opleiding
opleidingsschool onderwijs docent leraar juf meester lente zomer herfst winter spring summer
januari februari maart april mei juni juli augustus september oktober november december
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag amsterdam rotterdam utrecht nederland
ajax feyenoord psv voetbal football monkey dragon princess sunshine superman batman pokemon
"""
COMMON = frozenset(_COMMON.split())
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_SHORTEST_ROW = 4


def normal(password: str) -> str:
    """The same password in one form, however a keyboard makes its letters."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, known: Iterable[str] = ()) -> None:
    """:param known: the address, the name and the organisations of whose password it will be
    :raise Refused: it is too short, too long or too easily guessed; says which.
    """
    password = normal(password)
    if len(password) < MINIMUM:
        raise Refused(
            "Kies een wachtwoord van ten minste %(limit)s tekens. Een paar woorden die niets met"
            " elkaar te maken hebben, onthoudt u makkelijk.",
            limit=MINIMUM,
        )
    if len(password) > MAXIMUM:
        raise Refused("Kies een wachtwoord van ten hoogste %(limit)s tekens.", limit=MAXIMUM)
    if len(left_to_guess(password, known)) < LEFT_TO_GUESS:
        raise Refused(
            "Dit wachtwoord is te makkelijk te raden: het is bijna helemaal gemaakt van uw naam, uw"
            " adres, de organisatie, een veelgebruikt woord, een rijtje toetsen of herhaling. Maak"
            " er een paar andere woorden bij."
        )


def left_to_guess(password: str, known: Iterable[str] = ()) -> str:
    """The password without what anybody would try first."""
    left = password.casefold()
    for word in sorted({*COMMON, *_words(known)}, key=len, reverse=True):
        left = left.replace(word, "")
    return re.sub(r"(.{1,60}?)\1+", r"\1", _without_rows(left))


def _words(known: Iterable[str]) -> set[str]:
    """Each text whole, and its words; of three letters and more, as shorter ones are everywhere."""
    whole = [normal(text).casefold() for text in known]
    words = [word for text in whole for word in re.split(r"[\W_\d]+", text)]
    return {one for one in (*whole, *words) if len(one) >= 3}


def _without_rows(text: str) -> str:
    """Of letters and keys that follow one another, forwards or backwards, the first only."""
    rows = [direction for row in _ROWS for direction in (row, row[::-1])]
    kept, at = [], 0
    while at < len(text):
        length = _SHORTEST_ROW - 1
        while at + length < len(text) and any(text[at : at + length + 1] in row for row in rows):
            length += 1
        kept.append(text[at])
        at += length if length >= _SHORTEST_ROW else 1
    return "".join(kept)


def known_of(connection: sqlite3.Connection, facilitator: int) -> list[str]:
    """The address, the name and the organisations of this account."""
    rows = connection.execute(
        "SELECT f.email, f.name, t.name AS organisation FROM facilitators AS f"
        " LEFT JOIN grants AS g ON g.facilitator_id = f.id"
        " LEFT JOIN meetings AS m ON m.id = g.meeting_id"
        " LEFT JOIN programmes AS p ON p.id = ifnull(g.programme_id, m.programme_id)"
        " LEFT JOIN tenants AS t ON t.id = ifnull(g.tenant_id, p.tenant_id)"
        " WHERE f.id = ?",
        (facilitator,),
    ).fetchall()
    return [row[name] or "" for row in rows for name in ("email", "name", "organisation")]
