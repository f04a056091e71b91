"""The privacy notice: what a participant is told about personal data, as GDPR article 13 asks.

Made from the settings, so that a page and a paper tell the same, and neither tells what is not so:
what nobody filled in is said to be missing, with who to ask. What is agreed per programme (until
when, what may be published) is told beside it: `forms.promises`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from collector.config import Config
from collector.queries.terms import MONTHS_KEPT
from collector.wording import Counted, Wording

SESSION_DAYS = 365
"""How long a phone keeps its receipts."""
LANGUAGE_DAYS = 365
"""How long a device keeps the choice of a language."""
DRAFT_DAYS = 30
"""How long a device keeps what was never sent: `forms/static/draft.js`."""


@dataclass(frozen=True)
class Points:
    """A list."""

    items: tuple[Wording, ...]


@dataclass(frozen=True)
class Grid:
    """A table: names of the columns, and the rows."""

    head: tuple[Wording, ...]
    rows: tuple[tuple[Wording, ...], ...]


Block: TypeAlias = Wording | Points | Grid


@dataclass(frozen=True)
class Section:
    """`key` names it in the address of the page."""

    key: str
    title: Wording
    blocks: tuple[Block, ...]


def missing(config: Config) -> list[str]:
    """The settings that a notice needs and nobody filled in (GDPR 13(1) a, c and e)."""
    needed = {
        "GESPREKSTAFEL_CONTROLLER": config.controller,
        "GESPREKSTAFEL_PRIVACY_CONTACT": config.privacy_contact,
        "GESPREKSTAFEL_LEGAL_BASIS": config.legal_basis,
        "GESPREKSTAFEL_HOSTED_BY": config.hosted_by,
    }
    return [name for name, value in needed.items() if not value]


def notice(config: Config) -> tuple[Section, ...]:
    """In the order in which it is read."""
    return (
        Section("who", Wording("Wie is verantwoordelijk?"), tuple(_who(config))),
        Section("why", Wording("Waarvoor gebruiken wij uw gegevens?"), tuple(_why(config))),
        Section("kept", Wording("Dit bewaren wij"), tuple(_kept(config))),
        Section("not-kept", Wording("Dit bewaren wij niet"), (_NOT_KEPT,)),
        Section("seen", Wording("Wie ziet wat?"), tuple(_seen(config))),
        Section("how-long", Wording("Hoe lang bewaren wij het?"), (_how_long(config),)),
        Section("rights", Wording("Wat kunt u doen?"), tuple(_rights(config))),
        Section("device", Wording("Op uw toestel"), _DEVICE),
        Section("computer", Wording("Geen besluiten door een computer"), (_COMPUTER,)),
        Section("staff", Wording("Bent u gespreksleider?"), _STAFF),
    )


def _who(config: Config) -> Iterator[Block]:
    if config.controller:
        yield Wording("%(name)s is verantwoordelijk voor uw gegevens.", name=config.controller)
    else:
        yield Wording(
            "Welke organisatie verantwoordelijk is voor uw gegevens, is hier nog niet ingevuld."
            " Vraag het aan de gespreksleider."
        )
    yield _ask(config)
    if config.dpo:
        yield Wording(
            "Er is een functionaris gegevensbescherming. Die let erop dat dit goed gaat, en u mag"
            " daar altijd zelf heen: %(dpo)s",
            dpo=config.dpo,
        )


def _ask(config: Config) -> Wording:
    if config.privacy_contact:
        return Wording(
            "Vragen over uw gegevens stelt u hier: %(contact)s", contact=config.privacy_contact
        )
    return Wording("Hebt u een vraag over uw gegevens? Stel die aan de gespreksleider.")


def _why(config: Config) -> Iterator[Block]:
    yield Points(
        (
            Wording("Om het gesprek te voeren: wat mensen zeggen, komt per thema bij elkaar."),
            Wording("Om een verslag te maken voor wie meedeed."),
            Wording("Om een publicatie te maken voor onderzoekers. Namen staan daar niet in."),
            Wording("Om u te bereiken over een vervolg, alleen als u zich daarvoor aanmeldt."),
        )
    )
    yield _BASES[config.legal_basis]
    yield Wording(
        "Twee dingen doen wij alleen met uw toestemming: uw woorden letterlijk openbaar maken, en"
        " uw naam en e-mailadres bewaren voor een vervolg. U kunt die toestemming weer intrekken."
    )
    yield Wording("U bent niet verplicht om mee te doen.")


_BASES = {
    "consent": Wording(
        "Wij mogen uw antwoorden verzamelen omdat u daar toestemming voor geeft, door mee te doen."
        " U kunt die toestemming altijd intrekken, met uw bewijs. Dat staat in artikel 6, lid 1,"
        " onder a, van de privacywet (AVG)."
    ),
    "public_task": Wording(
        "Wij mogen uw antwoorden verzamelen omdat dat hoort bij een taak in het algemeen belang."
        " Dat staat in artikel 6, lid 1, onder e, van de privacywet (AVG)."
    ),
    "legitimate_interest": Wording(
        "Wij mogen uw antwoorden verzamelen omdat wij er een goede reden voor hebben: leren van"
        " wat mensen in het onderwijs meemaken. Dat staat in artikel 6, lid 1, onder f, van de"
        " privacywet (AVG)."
    ),
    "": Wording(
        "Op welke grond van de privacywet (AVG) wij uw antwoorden verzamelen, is hier nog niet"
        " ingevuld. Vraag het aan de gespreksleider."
    ),
}


def _kept(config: Config) -> Iterator[Block]:
    yield Points(
        (
            Wording(
                "Wat u inlevert: uw antwoorden en uw uitspraken, precies zoals u ze typte. Als u"
                " iets wijzigt, bewaren wij ook de oude versie."
            ),
            Wording(
                "Wat u stemt op uitspraken van anderen: uw laatste stem, zonder tijdstip."
                " Niemand ziet hoe u stemde. Aantallen zijn er vanaf %(n)s mensen.",
                n=config.group_size,
            ),
            Wording(
                "Wat u over uzelf koos: uw rol, uw kant, uw partnerschap of uw regio. Dat staat in"
                " een andere tabel dan uw woorden. Wij gebruiken het voor tellingen."
            ),
            Wording("Een vingerafdruk van uw bewijs. Het bewijs zelf staat alleen op uw toestel."),
            Wording(
                "Uw naam en e-mailadres, alleen als u zich aanmeldt voor een vervolg. Dat staat in"
                " een apart bestand, zonder tijdstip. Niets daarin leidt naar uw antwoorden."
            ),
        )
    )
    yield Wording(
        "In een leernetwerk bewaren wij ook wat uw partnerschap over zichzelf vertelt: de naam, de"
        " sectoren, de regio en de organisaties. Wie een organisatie noemde, staat er niet bij."
    )


_NOT_KEPT = Points(
    (
        Wording(
            "Uw naam, tenzij u die zelf opschrijft. Doe dat liever niet, ook niet van anderen."
        ),
        Wording(
            "Het tijdstip van uw antwoord. Wij weten alleen in welk uur er iets binnenkwam, en niet"
            " van wie."
        ),
        Wording("Het merk van uw toestel, of waar u bent. Er zijn geen volgers."),
        Wording(
            "Het internetadres van uw toestel. Typt iemand vaak een verkeerde code, dan onthoudt de"
            " dienst het adres even, maar schrijft het niet op."
        ),
    )
)


def _seen(config: Config) -> Iterator[Block]:
    n = config.group_size
    yield Points(
        (
            Wording(
                "De gespreksleider leest alle uitspraken en kiest welke op het scherm komen. Wordt"
                " de uwe niet getoond, dan leest u met uw bewijs waarom."
            ),
            Wording(
                "Op het scherm staan nooit namen, rollen of partnerschappen bij uitspraken."
                " Verdelingen verschijnen pas als ten minste %(n)s mensen hebben geantwoord.",
                n=n,
            ),
            Wording(
                "In een leernetwerk zien mensen van uw partnerschap bij sommige onderdelen elkaars"
                " antwoorden, zonder naam. Daarvoor hebben zij de drie woorden van het partnerschap"
                " nodig. Andere partnerschappen zien alleen aantallen."
            ),
            Wording(
                "Een gespreksleider kan alle uitspraken en antwoorden meenemen in een bestand, met"
                " rol, regio en partnerschap, maar zonder uw bewijs of contactgegevens. Wie dat"
                " deed, staat in een logboek. Wat u intrekt, komt er niet meer in."
            ),
            Wording(
                "Onderzoekers krijgen een aparte publicatie. Groepen van minder dan %(n)s worden"
                " daarin niet getoond. Ook andere mensen mogen die lezen.",
                n=n,
            ),
            Wording("Wie de computer beheert, kan bij alles wat daarop staat."),
        )
    )
    yield Wording(
        "De dienst stuurt niets naar andere bedrijven en niets naar andere landen. Alles staat op"
        " één computer."
    )
    if config.hosted_by:
        yield Wording("Die computer wordt beheerd door: %(host)s", host=config.hosted_by)
    else:
        yield Wording(
            "Wie die computer beheert en in welk land hij staat, is hier nog niet ingevuld. Vraag"
            " het aan de gespreksleider."
        )


def _how_long(config: Config) -> Grid:
    end = Wording("tot de einddatum")
    copies = Counted(
        "hoogstens %(num)s dag na het wissen",
        "hoogstens %(num)s dagen na het wissen",
        config.backup_days,
    )
    return Grid(
        (Wording("Wat"), Wording("Tot wanneer")),
        (
            (
                Wording("Einddatum van een traject"),
                Counted(
                    "een vaste dag, die u leest voordat u meedoet; meestal %(num)s maand na de"
                    " laatste bijeenkomst",
                    "een vaste dag, die u leest voordat u meedoet; meestal %(num)s maanden na de"
                    " laatste bijeenkomst",
                    MONTHS_KEPT,
                ),
            ),
            (Wording("Uitspraken, antwoorden en stemmen"), end),
            (Wording("Uw rol, kant, partnerschap en regio"), end),
            (Wording("Wat u wijzigde of introk"), end),
            (
                Wording("Uw aanmelding voor een vervolg"),
                Wording("tot de einddatum, of eerder als u het vraagt"),
            ),
            (Wording("Reservekopieën"), copies),
            (Wording("Bestanden die iemand meenam"), Wording("zolang diegene ze bewaart")),
            (Wording("Publicaties en namen van thema’s"), Wording("voorgoed")),
        ),
    )


def _rights(config: Config) -> Iterator[Block]:
    withdraw = Wording("Trek in wat u wilt, met uw bewijs. Het verdwijnt dan van elk scherm.")
    yield Grid(
        (Wording("U wilt"), Wording("Zo doet u dat")),
        (
            (
                Wording("Weten wat wij van u hebben"),
                Wording("Typ uw bewijs. U ziet dan alles wat u inleverde."),
            ),
            (
                Wording("Iets verbeteren"),
                Wording(
                    "Typ uw bewijs. Uw uitspraken wijzigt u wanneer u wilt, uw keuzes zolang dat"
                    " onderdeel open is."
                ),
            ),
            (Wording("Niet langer meedoen, of bezwaar maken"), withdraw),
            (
                Wording("Alles wissen"),
                Wording(
                    "Typ uw bewijs en kies “Alles van mij wissen”. Het is dan binnen een dag weg,"
                    " behalve uit reservekopieën."
                ),
            ),
            (
                Wording("Uw aanmelding laten verwijderen"),
                Wording(
                    "Vraag het aan de organisatie. Met uw bewijs kan het niet, want daar hangt zij"
                    " niet aan vast."
                ),
            ),
            (
                Wording("Een klacht indienen"),
                Wording(
                    "Dat mag bij de Autoriteit Persoonsgegevens: https://autoriteitpersoonsgegevens.nl"
                ),
            ),
        ),
    )
    yield _ask(config)
    yield Wording(
        "Bent u uw bewijs kwijt? Dan weten wij niet meer wat van u is, en kunnen wij het ook niet"
        " opzoeken of wissen. Dat komt doordat wij uw naam niet hebben."
    )
    yield Wording(
        "Wat openbaar is geworden, halen wij niet terug: iemand kan het al hebben opgeslagen. Het"
        " komt niet in een volgende publicatie."
    )


def _days(number: int) -> Wording:
    return Counted("%(num)s dag", "%(num)s dagen", number)


_DEVICE: tuple[Block, ...] = (
    Wording(
        "De dienst zet alleen op uw toestel wat nodig is om te werken. Daarom vragen wij er niet"
        " apart om."
    ),
    Grid(
        (Wording("Wat"), Wording("Waarvoor"), Wording("Hoe lang")),
        (
            (
                Wording("Cookie met “gesprekstafel” in de naam"),
                Wording("uw bewijs, zodat u verder kunt waar u was"),
                _days(SESSION_DAYS),
            ),
            (
                Wording("Cookie met “language” in de naam"),
                Wording("de taal, als u een andere koos"),
                _days(LANGUAGE_DAYS),
            ),
            (
                Wording("Wat u typt, ook bij een aanmelding"),
                Wording("zodat er niets verloren gaat als de verbinding wegvalt"),
                Counted(
                    "tot het verstuurd is; wat u niet verstuurt %(num)s dag",
                    "tot het verstuurd is; wat u niet verstuurt %(num)s dagen",
                    DRAFT_DAYS,
                ),
            ),
            (
                Wording("Pagina’s die u opende"),
                Wording("zodat ze er zijn zonder verbinding"),
                Wording("tot u klaar bent op dit toestel"),
            ),
        ),
    ),
    Wording(
        "Deelt u uw toestel met anderen? Kies na afloop “Ik ben klaar op dit toestel”. Dan ziet de"
        " volgende niets van u."
    ),
)

_COMPUTER = Wording(
    "Een computer stelt thema’s voor. Een mens beslist. Over u als persoon wordt niets besloten en"
    " er wordt geen chatprogramma gebruikt."
)

_STAFF: tuple[Block, ...] = (
    Wording(
        "Van wie inlogt, bewaren wij naam, e-mailadres, een onleesbare vorm van het wachtwoord, en"
        " wanneer en waarmee iemand inlogde. In een logboek staat wie wat deed. Dat is nodig om de"
        " dienst te beveiligen."
    ),
    Wording(
        "Stopt u? Vraag de organisatie om uw account te sluiten. Uw naam en wat u deed, blijven dan"
        " in het logboek staan."
    ),
)
