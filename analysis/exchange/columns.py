"""The tables and columns of an export, named and explained: what goes out and may come in again.

Names are Dutch, lower case, without accents, so that they are the same in a sheet, in SPSS and in
R. The columns of answers depend on the questions that were asked: see `answer_columns`. What comes
back is recognised by these names; in CSV a text that a spreadsheet would take for a formula has an
apostrophe before it (see `formula_cells`).
"""

from __future__ import annotations

from analysis.exchange.tables import Kind, Variable

STATEMENTS = "uitspraken"
IN_THEMES = "uitspraken_themas"
THEMES = "themas"
ANSWERS = "antwoorden"
COUNTS_NATIONAL = "tellingen"
COUNTS_REGION = "tellingen_per_regio"
DEVELOPMENT = "ontwikkeling"
RESOURCES = "bronnen"
WITHHELD = "weggelaten"
CODEBOOK = "codeboek"
ABOUT = "over_dit_bestand"

TITLES = {
    STATEMENTS: ("Uitspraken", "Elke uitspraak, woordelijk."),
    IN_THEMES: ("Uitspraak en thema", "Elk thema van elke uitspraak: een paar per regel."),
    THEMES: ("Thema's", "De thema's in de volgorde van het bord, met hun kernuitspraak."),
    ANSWERS: ("Antwoorden", "Elk ingevuld formulier: een regel per deelnemer en onderdeel."),
    COUNTS_NATIONAL: (
        "Tellingen",
        "Antwoorden op gesloten vragen: voor het hele land, per landsdeel en per rolgroep. In"
        " SPSS: weeg met de variabele aantal.",
    ),
    COUNTS_REGION: (
        "Tellingen per regio",
        "Antwoorden op gesloten vragen per regio, in twee klassen en op vijf afgerond.",
    ),
    DEVELOPMENT: (
        "Ontwikkeling",
        "Partnerschappen tussen hun eerste en laatste antwoord.",
    ),
    RESOURCES: ("Bronnen", "Bronnen en instrumenten waar de organisator naar verwijst."),
    WITHHELD: ("Weggelaten", "Wat er niet in staat, en waarom niet."),
    CODEBOOK: ("Codeboek", "Elke variabele van elke tabel."),
    ABOUT: ("Over dit bestand", "Wat dit is, en onder welke regels het is gemaakt."),
}

NUMBER, TEXT, THEME = "nummer", "uitspraak", "thema"
FORM = "formulier"
PLACING = "plaatsing"
DECIDED, PROPOSED, NOWHERE = "vastgesteld", "voorstel", "past nergens"
"""What a person or the computer said of the theme of a statement, and of a theme itself."""

DESCRIBED: dict[str, tuple[str, str, Kind]] = {
    NUMBER: ("nummer van de uitspraak", "Nummer binnen dit bestand.", Kind.WHOLE),
    FORM: ("nummer van het formulier", "Nummer binnen dit bestand.", Kind.WHOLE),
    TEXT: ("uitspraak", "De uitspraak, woordelijk.", Kind.TEXT),
    THEME: ("thema", "Thema; meer thema's zijn gescheiden door een streep: |.", Kind.TEXT),
    "eerste_thema": ("eerste thema", "Het (eerste) thema, als klasse.", Kind.CODED),
    "aspect": ("inhoud of proces", "Inhoudelijke uitwerking of proces ervan.", Kind.CODED),
    "hoofdonderwerp": ("hoofdonderwerp", "Waarnaar gevraagd is.", Kind.CODED),
    "bijeenkomst": ("bijeenkomst", "Waar het gezegd of ingevuld is.", Kind.CODED),
    "maand": ("maand van de bijeenkomst", "Jaar en maand.", Kind.TEXT),
    "onderdeel": ("onderdeel", "Onderdeel van de bijeenkomst.", Kind.CODED),
    "vraag": ("vraag", "De vraag waarop de uitspraak een antwoord is.", Kind.TEXT),
    "regio": ("regio", "Regio van de deelnemer, of anders van de bijeenkomst.", Kind.CODED),
    "landsdeel": ("landsdeel", "Landsdeel van de regio.", Kind.CODED),
    "rol": ("rol", "Rol van de deelnemer.", Kind.CODED),
    "rolgroep": ("rolgroep", "Groep van rollen.", Kind.CODED),
    "kant": ("kant", "Opleidingsinstituut of werkveld.", Kind.CODED),
    "partnerschap": ("partnerschap", "Partnerschap van de deelnemer.", Kind.CODED),
    "buiten": (
        "buiten de bijeenkomst",
        "Of het buiten de bijeenkomst is ingevuld, ervoor of erna.",
        Kind.CODED,
    ),
    "deelnemer": (
        "deelnemer",
        "Geloot nummer, in elk bestand een ander. Dezelfde deelnemer heeft in alle tabellen van"
        " dit bestand hetzelfde nummer.",
        Kind.WHOLE,
    ),
    "toestand": ("toestand", "Wat ermee gebeurde bij het modereren.", Kind.CODED),
    "toestemming": ("toestemming", "Mag woordelijk gepubliceerd worden.", Kind.CODED),
    "openbare_tekst": (
        "tekst voor publicatie",
        "De uitspraak zonder herkenbare gegevens. Leeg als die (nog) niet openbaar mag.",
        Kind.TEXT,
    ),
    "herkomst": ("herkomst", "Ingevuld bij een bijeenkomst of ingelezen.", Kind.CODED),
    "opgegaan_in": ("opgegaan in", "Nummer van de uitspraak die er samen mee telt.", Kind.WHOLE),
    PLACING: ("plaatsing", "Het thema is vastgesteld of een voorstel.", Kind.CODED),
    "eens": ("stemmen: eens", "Hoeveel mensen eens stemden.", Kind.WHOLE),
    "oneens": ("stemmen: oneens", "Hoeveel mensen oneens stemden.", Kind.WHOLE),
    "overgeslagen": ("stemmen: overgeslagen", "Hoeveel mensen oversloegen.", Kind.WHOLE),
    "andere_stemmen": (
        "stemmen: andere samen",
        "Alle andere stemmen samen, als die apart te weinig zijn om te noemen.",
        Kind.WHOLE,
    ),
    "volgorde": ("volgorde", "Plaats in de volgorde.", Kind.WHOLE),
    "status": ("status", "Vastgesteld door een gespreksleider, of een voorstel.", Kind.CODED),
    "kernuitspraak": ("kernuitspraak", "Kernuitspraak van het thema.", Kind.TEXT),
    "uitspraken": ("aantal uitspraken", "Hoeveel uitspraken in dit bestand.", Kind.WHOLE),
    "inhoud": ("waarvan over de inhoud", "Hoeveel daarvan over de inhoud.", Kind.WHOLE),
    "proces": ("waarvan over het proces", "Hoeveel daarvan over het proces.", Kind.WHOLE),
    "verzameld": ("verzameld, afgerond", "Ook wat niet openbaar mag; afgerond.", Kind.WHOLE),
    "kenmerkende_woorden": ("kenmerkende woorden", "Gescheiden door puntkomma's.", Kind.TEXT),
    "vragenlijst": ("vragenlijst", "Titel van de vragenlijst.", Kind.CODED),
    "sleutel": ("sleutel van de vraag", "Naam van de vraag in de vragenlijst.", Kind.TEXT),
    "vraagtekst": ("vraag", "De vraag, zoals die gesteld is.", Kind.TEXT),
    "meer_mogelijk": ("meer antwoorden mogelijk", "Dan tellen de klassen niet op.", Kind.CODED),
    "antwoord": ("antwoord", "Het antwoord, of samengevoegde antwoorden.", Kind.TEXT),
    "aantal": ("aantal", "Aantal antwoorden. Leeg als het is weggelaten.", Kind.WHOLE),
    "wat_gevolgd": ("wat gevolgd wordt", "Wat gevolgd wordt.", Kind.TEXT),
    "waarborg": ("waarborg of vraag", "De waarborg of de vraag.", Kind.TEXT),
    "eerst": ("eerste antwoord", "Fase bij het eerste antwoord.", Kind.TEXT),
    "laatst": ("laatste antwoord", "Fase bij het laatste antwoord.", Kind.TEXT),
    "richting": ("richting", "Als de fasen te weinig partnerschappen tellen.", Kind.CODED),
    "partnerschappen": ("aantal partnerschappen", "Leeg als het is weggelaten.", Kind.WHOLE),
    "titel": ("titel", "Titel van de bron.", Kind.TEXT),
    "uitgever": ("auteur of uitgever", "Wie de bron uitgaf.", Kind.TEXT),
    "soort": ("soort", "Soort bron.", Kind.TEXT),
    "webadres": ("webadres", "Waar de bron te vinden is.", Kind.TEXT),
    "wat": ("wat", "Wat is weggelaten.", Kind.TEXT),
    "waarom": ("waarom", "Waarom.", Kind.TEXT),
    "hoeveel": ("hoeveel", "Leeg: geen, of te weinig om te noemen.", Kind.WHOLE),
}
"""Name of a column → what it is called in Dutch, what it is, and its kind."""

FROM_A_RELEASE = {
    "number": NUMBER,
    "text": TEXT,
    "theme": THEME,
    "aspect": "aspect",
    "part_of_the_country": "landsdeel",
    "agree": "eens",
    "disagree": "oneens",
    "passed": "overgeslagen",
    "other": "andere_stemmen",
    "position": "volgorde",
    "status": "status",
    "central_statement": "kernuitspraak",
    "statements": "uitspraken",
    "content": "inhoud",
    "process": "proces",
    "collected": "verzameld",
    "key_phrases": "kenmerkende_woorden",
    "instrument": "vragenlijst",
    "question": "sleutel",
    "label": "vraagtekst",
    "development.label": "waarborg",
    "several": "meer_mogelijk",
    "class": "antwoord",
    "role_group": "rolgroep",
    "region": "regio",
    "n": "aantal",
    "dimension": "wat_gevolgd",
    "before": "eerst",
    "after": "laatst",
    "change": "richting",
    "partnerships": "partnerschappen",
    "title": "titel",
    "publisher": "uitgever",
    "type": "soort",
    "link": "webadres",
    "what": "wat",
    "why": "waarom",
    "how_many": "hoeveel",
}
"""What a column of a release is called in an export."""


def variable(name: str, **more: object) -> Variable:
    """:raise KeyError: it is not described."""
    label, description, kind = DESCRIBED[name]
    return Variable(name, label, kind, description, **more)  # type: ignore[arg-type]
