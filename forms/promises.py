"""What participants are told about their words, made from the settings that publishing keeps to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

import forms.current
from collector.queries.meetings import meeting
from collector.queries.programmes import programme_by_id
from collector.queries.terms import (
    LICENCE,
    Terms,
    Verbatim,
    terms_of_participant,
    terms_to_tell,
)
from collector.records import ProgrammeKind
from forms.dates import day


@dataclass(frozen=True)
class Promise:
    """One thing that is promised: in one sentence, and for who wants to know more.

    `key` names it, for the page and for the test that holds a release against it.
    """

    key: str
    text: str
    more: str


@dataclass(frozen=True)
class Promises:
    """Everything that is promised to one group of participants."""

    all: tuple[Promise, ...]

    def __getitem__(self, key: str) -> Promise:
        return next(one for one in self.all if one.key == key)

    @property
    def in_short(self) -> tuple[Promise, ...]:
        """What everybody reads before joining."""
        return tuple(one for one in self.all if one.key in _IN_SHORT)


_IN_SHORT = ("words", "counts", "partnership", "end")


def promises_of_programme(programme: int) -> Promises:
    """To whoever joins now."""
    database = forms.current.database()
    kind = programme_by_id(database, programme)["kind"]
    return promises(
        terms_to_tell(database, programme), network=kind == ProgrammeKind.LEARNING_NETWORK
    )


def promises_to(me: sqlite3.Row) -> Promises:
    """To somebody who took part: never more than was told when joining."""
    database = forms.current.database()
    kind = meeting(database, me["meeting_id"])["programme_kind"]
    return promises(
        terms_of_participant(database, me["id"]), network=kind == ProgrammeKind.LEARNING_NETWORK
    )


def promises(agreed: Terms, *, network: bool = False) -> Promises:
    """In the language of this page.

    :param network: whether people come for a partnership
    """
    group = forms.current.config().group_size
    return Promises(tuple(_promises(agreed, group, network)))


def _promises(agreed: Terms, group: int, network: bool) -> Iterator[Promise]:
    yield Promise(
        "read",
        _("De gespreksleider leest wat u schrijft en beslist wat op het scherm komt."),
        _(
            "Op het scherm en in het verslag voor de deelnemers staat nooit een naam, rol of"
            " partnerschap bij een uitspraak. Verdelingen verschijnen pas als ten minste %(n)s"
            " mensen hebben geantwoord.",
            n=group,
        ),
    )
    yield _words(agreed)
    yield _counts(agreed, group)
    if network:
        yield _partnership()
    yield Promise(
        "licence",
        _("Wat openbaar wordt, mag iedereen gebruiken als de bron erbij staat."),
        _(
            "De licentie is %(licence)s. Wat openbaar is, blijft openbaar, ook als iemand het al"
            " heeft opgeslagen.",
            licence=LICENCE,
        ),
    )
    yield _never_out(agreed, group)
    yield Promise(
        "recognise",
        _("Wie met u aan tafel zat, kan uw woorden herkennen."),
        _(
            "Ook kan het zoeken naar namen er een missen. Schrijf daarom niets op wat u niet hardop"
            " aan tafel zou zeggen."
        ),
    )
    yield from _until(agreed)


def _words(agreed: Terms) -> Promise:
    tick = _(
        "Het vakje staat nooit vooraf aan. Namen, scholen, telefoonnummers en dergelijke worden"
        " opgezocht en vervangen, en een mens kijkt dat na. Zonder vinkje staat uw uitspraak in"
        " geen publicatie; zij telt daar alleen mee in het aantal bij een thema."
    )
    if agreed.verbatim is Verbatim.PER_STATEMENT:
        text = _(
            "Uw uitspraken worden alleen woordelijk openbaar als u daar een vinkje voor zet. U kunt"
            " elke uitspraak apart overslaan."
        )
        return Promise("words", text, tick)
    if agreed.verbatim is Verbatim.PER_FORM:
        text = _(
            "Uw uitspraken worden alleen woordelijk openbaar als u daar een vinkje voor zet. Dat"
            " geldt dan voor alles op dat formulier."
        )
        return Promise("words", text, tick)
    return Promise(
        "words",
        _("Wat u schrijft, wordt nooit woordelijk openbaar."),
        _(
            "Openbaar worden alleen de namen van de thema's en hoeveel uitspraken er bij een thema"
            " horen, afgerond. In het verslag voor de deelnemers staan uw woorden wel, zonder naam."
        ),
    )


def _counts(agreed: Terms, group: int) -> Promise:
    if agreed.counts:
        return Promise(
            "counts",
            _("Uw keuzes en stemmen worden alleen als aantallen openbaar, nooit per persoon."),
            _("Groepen van minder dan %(n)s mensen worden niet getoond.", n=group),
        )
    return Promise(
        "counts",
        _("Uw keuzes en stemmen worden niet openbaar, ook niet als aantallen."),
        _("Tijdens de bijeenkomst kan een verdeling wel op het scherm komen."),
    )


def _partnership() -> Promise:
    return Promise(
        "partnership",
        _("Mensen van uw partnerschap zien wat u bij sommige onderdelen invult, zonder uw naam."),
        _(
            "Bij die onderdelen leest u dat vooraf. Antwoorden staan dan naast elkaar, met alleen"
            " de kant erbij: opleidingsinstituut of werkveld. Zijn er weinig mensen, dan is te"
            " raden wie wat invulde. Wie de drie woorden van uw partnerschap kent, ziet dit, wat u"
            " samen opschreef en hoeveel mensen er per bijeenkomst waren. Anderen zien uw"
            " partnerschap alleen in aantallen. Vindt uw partnerschap het goed, dan zien zij ook"
            " de naam, zonder uw antwoorden. Trekt u iets in, dan is het ook hier weg; wat u samen"
            " opschreef, blijft van het partnerschap."
        ),
    )


def _never_out(agreed: Terms, group: int) -> Promise:
    part = _(
        "Wel kan het landsdeel bij een uitspraak staan, als ten minste %(n)s uitspraken over dat"
        " thema uit dat landsdeel komen.",
        n=2 * group,
    )
    return Promise(
        "never_out",
        _("Nooit openbaar: wie u bent, waar u werkt, wanneer u iets schreef, en uw bewijs."),
        part if agreed.publishes_words else _("Ook uw contactgegevens niet, als u zich aanmeldt."),
    )


def _until(agreed: Terms) -> Iterator[Promise]:
    assert agreed.ends_on is not None
    end = day(agreed.ends_on.isoformat())
    yield Promise(
        "withdraw",
        _("Met uw bewijs kunt u alles teruglezen, wijzigen en intrekken, tot %(day)s.", day=end),
        _(
            "Ingetrokken woorden verdwijnen van elk scherm en komen niet in een volgende"
            " publicatie. Een publicatie die er al is, kan iemand hebben opgeslagen: dat halen wij"
            " niet terug."
        ),
    )
    yield Promise(
        "end",
        _("Wij wissen voorgoed wat u schreef en koos, op %(day)s.", day=end),
        _(
            "Ook uw bewijs en uw aanmelding voor een vervolg. Publicaties blijven. De dag kan"
            " vroeger worden, voor u nooit later. In een reservekopie staat het hoogstens %(days)s"
            " dagen langer. Kopieën die anderen maakten, bereiken wij niet.",
            days=forms.current.config().backup_days,
        ),
    )
