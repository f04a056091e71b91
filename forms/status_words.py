"""The sentences of the status page: what is the matter, what a meeting notices, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from collector.health import Name

NAMES = {
    Name.STORAGE: _l("Antwoorden bewaren"),
    Name.SCREENS: _l("Schermen bijwerken"),
    Name.ANALYSIS: _l("Thema's en verslagen"),
    Name.DATA: _l("Publicaties bekijken"),
    Name.BACKUP: _l("Reservekopie"),
    Name.DISK: _l("Ruimte op de schijf"),
    Name.CLOCK: _l("Klok"),
}

FINE = {
    Name.STORAGE: _l("Antwoorden komen binnen en worden bewaard."),
    Name.SCREENS: _l("Telefoons, de projector en uw pagina's werken vanzelf bij."),
    Name.ANALYSIS: _l("Uitspraken krijgen een thema; verslagen en publicaties worden gemaakt."),
    Name.DATA: _l("Onderzoekers kunnen de publicaties bekijken."),
    Name.BACKUP: _l("De laatste is gemaakt op %(made)s."),
    Name.DISK: _l("Er is nog %(free)s vrij."),
    Name.CLOCK: _l("De klok van de computer is niet teruggezet."),
}
"""Of each part that works, with its facts."""


@dataclass(frozen=True)
class Trouble:
    """`room`: what it means for a meeting that goes on now; "" when nothing."""

    what: LazyString
    room: LazyString | str = ""
    do: LazyString | str = ""


_KEPT = _l(
    "Deelnemers kunnen nu niets inleveren. Wat zij typen, blijft op hun telefoon staan en gaat"
    " vanzelf weg zodra het weer kan. Vraag hun de pagina open te laten."
)
_NOTHING = _l("Daar is niets van te merken.")
_LATER = _l("Antwoorden komen binnen; thema's en verslagen worden even niet bijgewerkt.")
_UNSEEN = Trouble(_l("Dit is te zien zodra de antwoorden weer gelezen kunnen worden."))

TROUBLE: dict[tuple[Name, str], Trouble] = {
    (Name.STORAGE, "locked"): Trouble(
        _l("Iets anders op deze computer houdt de antwoorden bezet."),
        _KEPT,
        _l("Wacht een minuut. Duurt het langer, bel dan de beheerder."),
    ),
    (Name.STORAGE, "full"): Trouble(
        _l("De schijf is vol."),
        _KEPT,
        _l("Vraag de beheerder om nu ruimte te maken. Daarna gaat het vanzelf verder."),
    ),
    (Name.STORAGE, "read-only"): Trouble(
        _l("Er kan niet naar de schijf worden geschreven."),
        _KEPT,
        _l("Bel de beheerder. Wat al bewaard was, is te lezen."),
    ),
    (Name.STORAGE, "schema"): Trouble(
        _l("De dienst is vernieuwd, maar de gegevens nog niet."),
        _KEPT,
        _l("Vraag de beheerder om de dienst opnieuw te starten."),
    ),
    (Name.STORAGE, "broken"): Trouble(
        _l("De bewaarde antwoorden kunnen nu niet worden gelezen."),
        _KEPT,
        _l("Ga zo nodig verder op papier, en bel de beheerder: die kan een kopie terugzetten."),
    ),
    (Name.SCREENS, "crowded"): Trouble(
        _l("Er kijken bijna te veel schermen tegelijk mee."),
        _l("Wie er nog bij komt, ziet niet vanzelf wat er verandert. Inleveren lukt wel."),
        _l("Vraag mensen om pagina's te sluiten die zij niet gebruiken."),
    ),
    (Name.SCREENS, "still"): Trouble(
        _l("Schermen werken nu niet vanzelf bij."),
        _l("Inleveren lukt, maar de projector en de telefoons lopen achter."),
        _l("Laad pagina's zelf opnieuw, en vraag de beheerder om de dienst opnieuw te starten."),
    ),
    (Name.ANALYSIS, "starting"): Trouble(
        _l("Dit onderdeel begint net. Meestal duurt dat minder dan een minuut."), _LATER
    ),
    (Name.ANALYSIS, "silent"): Trouble(
        _l("Dit onderdeel geeft geen teken van leven."),
        _LATER,
        _l(
            "U hoeft niets te doen: het begint vanzelf opnieuw en haalt alles in. Duurt het langer"
            " dan vijf minuten, bel dan de beheerder."
        ),
    ),
    (Name.ANALYSIS, "late"): Trouble(
        _l("Dit loopt ongeveer %(minutes_late)s min. achter."),
        _l("Antwoorden komen binnen; nieuwe uitspraken staan later bij een thema."),
        _l("Wacht even: alles wordt op volgorde ingehaald."),
    ),
    (Name.ANALYSIS, "unknown"): _UNSEEN,
    (Name.DATA, "nothing-yet"): Trouble(_l("Er is nog niets gepubliceerd.")),
    (Name.DATA, "silent"): Trouble(
        _l("De pagina's met publicaties gaan nu niet open."),
        _NOTHING,
        _l("Meestal begint dit vanzelf opnieuw. Duurt het langer, vraag dan de beheerder."),
    ),
    (Name.DATA, "unknown"): _UNSEEN,
    (Name.BACKUP, "none"): Trouble(
        _l("Er is nog geen reservekopie. Gaat deze computer stuk, dan is alles weg."),
        _NOTHING,
        _l("Vraag de beheerder of er elke nacht een wordt gemaakt."),
    ),
    (Name.BACKUP, "failed"): Trouble(
        _l("Een reservekopie maken lukte de laatste keer niet."),
        _NOTHING,
        _l("Vraag de beheerder om er vandaag naar te kijken."),
    ),
    (Name.BACKUP, "old"): Trouble(
        _l("De laatste is al van %(made)s."),
        _NOTHING,
        _l("Vraag de beheerder om er vandaag een te maken."),
    ),
    (Name.DISK, "nearly-full"): Trouble(
        _l("Er is nog maar %(free)s vrij."),
        _NOTHING,
        _l("Vraag de beheerder om ruimte te maken vóór de volgende bijeenkomst."),
    ),
    (Name.DISK, "full"): Trouble(
        _l("De schijf is bijna vol: er is nog %(free)s vrij."),
        _l("Straks kan er niets meer worden bewaard."),
        _l("Vraag de beheerder om nu ruimte te maken."),
    ),
    (Name.DISK, "unknown"): Trouble(
        _l("De schijf met alle gegevens is er nu niet."), _KEPT, _l("Bel de beheerder.")
    ),
    (Name.CLOCK, "back"): Trouble(
        _l("De klok van de computer is teruggezet: er is al iets bewaard van %(stored)s."),
        _l("Antwoorden worden bewaard. Tijden, de timer en einddata kunnen niet kloppen."),
        _l("Vraag de beheerder om de klok gelijk te zetten."),
    ),
    (Name.CLOCK, "unknown"): _UNSEEN,
}
"""By part and by what is the matter with it: see `collector.health`."""
