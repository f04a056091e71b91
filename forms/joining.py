"""The forms with which somebody comes in: a code, a receipt, and who you are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField, ValidationError

from collector.access import CODE_LENGTH, RECEIPT_LENGTH, normalise_code
from collector.queries import programmes
from collector.records import ProgrammeKind, Side
from forms import joined
from forms.partnership_choice import Chosen, PartnershipFields
from forms.plain_form import PlainForm

Options = list[tuple[str, str]]


class CodeForm(PlainForm):  # a question to the service: changes nothing, so no token is needed
    class Meta(PlainForm.Meta):
        csrf = False

    code = StringField()

    def validate_code(self, field: StringField) -> None:
        typed = normalise_code(field.data or "")
        if not typed:
            raise ValidationError(_("Typ de code die op het scherm staat."))
        if len(typed) != CODE_LENGTH:
            raise ValidationError(
                _("Een code heeft %(n)s tekens. Kijk nog eens op het scherm.", n=CODE_LENGTH)
            )


class ReceiptForm(PlainForm):
    class Meta(PlainForm.Meta):
        csrf = False

    receipt = StringField()

    def validate_receipt(self, field: StringField) -> None:
        typed = normalise_code(field.data or "")
        if len(typed) != RECEIPT_LENGTH:
            raise ValidationError(
                _("Een bewijs heeft %(n)s tekens. Neem het precies over.", n=RECEIPT_LENGTH)
            )


@dataclass(frozen=True)
class Profile:
    """What somebody tells about himself or herself."""

    role: int | None
    side: Side | None
    comes_for: Chosen
    region: int | None


class WhoForm(PartnershipFields):
    """Asks no more than the kind of programme needs. Made by `who_form`.

    `options` holds, per question that is asked, the (value, label) to choose from.
    """

    role = StringField()
    side = StringField()
    region = StringField()
    options: Mapping[str, Options] = MappingProxyType({})

    def chosen(self, name: str) -> str:
        """The value of one question; empty if nothing (that is asked) was chosen."""
        return str(self[name].data or "") if name in self.options else ""

    @property
    def network(self) -> bool:
        return self.programme is not None

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        right = bool(super().validate(extra_validators))
        for name, text in self._mistakes():
            self[name].errors = [*self[name].errors, text]
            right = False
        return right

    def _mistakes(self) -> Iterator[tuple[str, str]]:
        for name, options in self.options.items():
            if self.chosen(name) not in ("", *(value for value, _label in options)):
                self[name].data = ""
                yield name, _("Kies uit de lijst.")
        if self.network and not self.chosen("side"):
            yield "side", _("Kies van welke kant u komt.")
        wrong = list(self.mistakes())
        yield from wrong
        if self.network and not (wrong or self.chosen_partnership or self.typed.text):
            yield "partnership", _("Kies uw partnerschap, of typ de naam eronder.")

    @property
    def profile(self) -> Profile:
        side = self.chosen("side")
        return Profile(
            role=_number(self.chosen("role")),
            side=Side(side) if side else None,
            comes_for=self.comes_for,
            region=_number(self.chosen("region")),
        )


def _number(value: str) -> int | None:
    return int(value) if value else None


def who_form(
    database: sqlite3.Connection, meeting: sqlite3.Row, known: sqlite3.Row | None = None
) -> WhoForm:
    """The questions for who comes in, filled with what is known of this participant.

    The region is only asked where the meeting has none, the partnership only in a network: there
    the one that this phone came for before, in the same programme, is chosen already.
    """
    programme = meeting["programme_id"]
    network = meeting["programme_kind"] == ProgrammeKind.LEARNING_NETWORK
    here = joined.known_partnerships(programme) if network else []
    form = WhoForm(data=_initial(known, here))
    options = {
        "role": _options(programmes.roles(database, programme)),
        "side": [
            (Side.INSTITUTE.value, _("Opleidingsinstituut")),
            (Side.FIELD.value, _("Werkveld: school of bestuur")),
        ],
    }
    if network:
        form.offer(database, programme, frozenset(here))
    elif not meeting["region_id"]:
        options["region"] = _options(programmes.regions(database, programme))
    form.options = options
    return form


def _options(rows: list[sqlite3.Row]) -> Options:
    return [(str(row["id"]), row["name"]) for row in rows]


def _initial(known: sqlite3.Row | None, partnerships: list[int]) -> dict[str, Any]:
    if known is None:
        return {"partnership": str(partnerships[0]) if partnerships else ""}
    return {
        "role": str(known["role_id"] or ""),
        "side": known["side"] or "",
        "partnership": str(known["partnership_id"] or ""),
        "region": str(known["region_id"] or ""),
    }
