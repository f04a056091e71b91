"""Typed text, kept as it was typed: only line endings and outer whitespace are tidied."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from flask_babel import gettext as _

_REFUSED = frozenset({"Cc", "Cs"})  # control characters and halves of surrogate pairs
_INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


@dataclass(frozen=True)
class Typed:
    """What somebody typed. `text` is without the control characters that were `found`."""

    text: str
    found: bool = False

    def problem(self, limit: int, remedy: str = "") -> str | None:
        """Why this text cannot be kept as it is, in Dutch; None if it can.

        :param limit: longest text, in characters (code points)
        """
        if self.found:
            return _(
                "Er stond een onzichtbaar stuurteken in deze tekst. Wij hebben het weggehaald. "
                "Kijk de tekst na en lever opnieuw in."
            )
        if len(self.text) > limit:
            too_long = _(
                "Dit zijn %(n)s tekens; er passen er %(limit)s.", n=len(self.text), limit=limit
            )
            return f"{too_long} {remedy or _('Maak de tekst korter.')}"
        return None


def read(typed: str, *, lines: bool = True) -> Typed:
    """Tidy what a browser sent.

    :param lines: whether the text may have more than one line (and tabs)
    :return: a text of invisible characters only becomes empty
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    plain = text.replace("\n", "").replace("\t", "") if lines else text
    if plain.isprintable() and plain:  # nearly always: no letter needs a look of its own
        return Typed(text)
    allowed = "\n\t" if lines else ""
    kept = "".join(
        letter
        for letter in text
        if letter in allowed or unicodedata.category(letter) not in _REFUSED
    )
    if all(unicodedata.category(letter) in _INVISIBLE for letter in kept):
        return Typed("", found=kept != text)
    return Typed(kept.strip(), found=kept != text)
