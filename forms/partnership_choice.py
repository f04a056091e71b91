"""Which partnership somebody comes for: from the list or a new one, and the three words of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext as _
from wtforms import SelectMultipleField, StringField

import forms.current
from collector.errors import NotFound, Refused
from collector.organisations import add_organisation
from collector.partnership_names import alike
from collector.partnerships import add_partnership
from collector.queries import programmes
from collector.records import Sector, Side
from forms.belonging import partnership_of, seconds_to_wait, wait_a_little
from forms.desk import choices
from forms.plain_form import PlainForm
from forms.verbatim import Typed, read

NAME_LIMIT = 120
IS_NEW = "new"
"""The answer to "do you mean …?" of whoever means another one."""


@dataclass(frozen=True)
class Chosen:
    """What somebody filled in, when it is right."""

    partnership: int | None
    new_name: str
    sectors: tuple[Sector, ...]
    organisation: str
    knows_code: bool


class PartnershipFields(PlainForm):
    """`programme`: whose partnerships can be chosen; None: it is not asked. `known`: the ones whose
    code this phone gave before. Call `offer` first."""

    partnership = StringField()
    spoken = StringField()
    new_partnership = StringField()
    meant = StringField()
    sectors = SelectMultipleField(choices=choices((one.value, one.value) for one in Sector))
    organisation = StringField()
    programme: int | None = None
    known: frozenset[int] = frozenset()
    partnerships: Mapping[int, sqlite3.Row] = MappingProxyType({})
    alike: tuple[int, ...] = ()
    _knows = False

    def offer(
        self,
        database: sqlite3.Connection,
        programme: int,
        known: frozenset[int] = frozenset(),
    ) -> None:
        self.programme, self.known = programme, known
        self.partnerships = {row["id"]: row for row in programmes.partnerships(database, programme)}

    @property
    def any_code(self) -> bool:
        """Whether there is a code to ask for."""
        unknown = self.partnerships.keys() - self.known
        return any(self.partnerships[one]["code"] for one in unknown)

    @property
    def chosen_partnership(self) -> int | None:
        """The one of the list, or the one that was meant by the name that was typed."""
        for given in (self.partnership.data, self.meant.data):
            if given and given.isascii() and given.isdigit() and int(given) in self.partnerships:
                return int(given)
        return None

    @property
    def typed(self) -> Typed:
        """The name of a partnership that is not in the list."""
        return read(self.new_partnership.data or "", lines=False)

    @property
    def own_organisation(self) -> Typed:
        return read(self.organisation.data or "", lines=False)

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """(field, what is wrong with it). Looks up the three words."""
        if self.programme is None:
            return
        if self.partnership.data and not self.chosen_partnership:
            self.partnership.data = ""
            yield "partnership", _("Kies uit de lijst.")
        for name, typed in (
            ("new_partnership", self.typed),
            ("organisation", self.own_organisation),
        ):
            if problem := typed.problem(NAME_LIMIT):
                yield name, problem
        yield from self._chosen_twice()
        yield from self._wrong_words()
        yield from self._perhaps_known()

    def _chosen_twice(self) -> Iterator[tuple[str, str]]:
        if self.typed.text and self.partnership.data:
            text = _("Kies uit de lijst óf typ een nieuwe naam, niet allebei.")
            yield "new_partnership", text

    def _wrong_words(self) -> Iterator[tuple[str, str]]:
        """Whoever gives the words has to choose nothing: they say which partnership it is."""
        if not (self.spoken.data or "").strip():
            return
        if wait := seconds_to_wait():
            yield "spoken", wait_a_little(wait)
            return
        try:
            found = partnership_of(self.spoken.data)["id"]
        except NotFound:
            found = None
        if found in self.partnerships and self.chosen_partnership in (None, found):
            self.partnership.data, self._knows = str(found), True
            return
        yield (
            "spoken",
            _(
                "Deze woorden horen niet bij dit partnerschap. Kijk ze na, of laat dit leeg: u kunt"
                " ze later ook geven."
            ),
        )

    def _perhaps_known(self) -> Iterator[tuple[str, str]]:
        if not self.typed.text or self.partnership.data or self.meant.data == IS_NEW:
            return
        if self.chosen_partnership:
            return
        names = {identifier: row["name"] for identifier, row in self.partnerships.items()}
        same = " ".join(self.typed.text.split()).casefold()
        if same in {name.casefold() for name in names.values()}:
            return
        self.alike = tuple(alike(self.typed.text, names))
        if self.alike:
            yield "meant", _("Deze naam lijkt op een partnerschap dat er al is. Kies hieronder.")

    @property
    def comes_for(self) -> Chosen:
        if self.programme is None:
            return Chosen(None, "", (), "", False)
        chosen = self.chosen_partnership
        return Chosen(
            partnership=chosen,
            new_name="" if chosen else self.typed.text,
            sectors=tuple(Sector(one) for one in self.sectors.data or ()),
            organisation=self.own_organisation.text,
            knows_code=self._knows or chosen in self.known,
        )


def settle_partnership(programme: int, chosen: Chosen, side: Side | None) -> int | None:
    """The id of the partnership, made if it is new, with the organisation that was told."""
    database = forms.current.database()
    partnership = chosen.partnership
    if chosen.new_name:
        partnership = add_partnership(database, programme, chosen.new_name, sectors=chosen.sectors)
    if partnership and chosen.organisation and side:
        with suppress(Refused):  # there are very many already, which stops nobody from coming in
            add_organisation(database, partnership, chosen.organisation, side)
    return partnership
