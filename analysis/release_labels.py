"""What the tables and variables of a release are called in Dutch and in English, for its codebook.

A name of a column means the same in every table, except where it is named with its table.
"""

from __future__ import annotations

TABLE_LABELS: dict[str, tuple[str, str]] = {
    "statements": ("uitspraken", "statements"),
    "statement_themes": ("uitspraken en hun thema's", "statements and their themes"),
    "themes": ("thema's", "themes"),
    "counts_national": ("antwoorden, landelijk", "answers, national"),
    "counts_region": ("antwoorden per regio", "answers per region"),
    "development": ("ontwikkeling van partnerschappen", "development of partnerships"),
    "votes": ("stemmen op uitspraken", "votes on statements"),
    "resources": ("bronnen en instrumenten", "resources"),
    "release": ("deze publicatie", "this release"),
    "withheld": ("wat is weggelaten", "what was withheld"),
    "dictionary": ("uitleg", "dictionary"),
}

COLUMN_LABELS: dict[str, tuple[str, str]] = {
    "number": ("nummer van de uitspraak", "number of the statement"),
    "release.number": ("nummer van de publicatie", "number of the release"),
    "theme": ("thema", "theme"),
    "aspect": ("inhoud of proces", "content or process"),
    "part_of_the_country": ("landsdeel", "part of the country"),
    "text": ("uitspraak", "statement"),
    "position": ("volgorde", "order"),
    "status": ("status", "status"),
    "central_statement": ("kernuitspraak", "central statement"),
    "statements": ("aantal uitspraken", "number of statements"),
    "content": ("waarvan over de inhoud", "of which about content"),
    "process": ("waarvan over het proces", "of which about process"),
    "collected": ("verzameld, afgerond", "collected, rounded"),
    "key_phrases": ("kenmerkende woorden", "key phrases"),
    "instrument": ("vragenlijst", "questionnaire"),
    "question": ("sleutel van de vraag", "key of the question"),
    "label": ("vraag", "question"),
    "development.label": ("waarborg of vraag", "safeguard or question"),
    "several": ("meer antwoorden mogelijk", "several answers possible"),
    "class": ("antwoord", "answer"),
    "role_group": ("rolgroep", "group of roles"),
    "region": ("regio", "region"),
    "n": ("aantal", "count"),
    "dimension": ("wat gevolgd wordt", "what is followed"),
    "before": ("eerste antwoord", "first answer"),
    "after": ("laatste antwoord", "last answer"),
    "change": ("richting", "direction"),
    "partnerships": ("aantal partnerschappen", "number of partnerships"),
    "agree": ("eens", "agree"),
    "disagree": ("oneens", "disagree"),
    "passed": ("overgeslagen", "pass"),
    "other": ("andere stemmen samen", "other votes together"),
    "programme": ("traject", "programme"),
    "kind": ("soort traject", "kind of programme"),
    "title": ("titel", "title"),
    "publisher": ("auteur of uitgever", "author or publisher"),
    "type": ("soort bron", "type of resource"),
    "link": ("webadres", "web address"),
    "quarter": ("kwartaal", "quarter"),
    "k": ("kleinste groep (k)", "smallest group (k)"),
    "l": ("verschillende uitspraken (l)", "different statements (l)"),
    "rules": ("regels", "rules"),
    "software": ("programma en versie", "software and version"),
    "licence": ("licentie", "licence"),
    "licence_url": ("tekst van de licentie", "text of the licence"),
    "citation": ("verwijzing", "citation"),
    "creators": ("makers", "creators"),
    "doi": ("DOI", "DOI"),
    "what": ("wat", "what"),
    "why": ("waarom", "why"),
    "how_many": ("hoeveel", "how many"),
    "table_name": ("tabel", "table"),
    "column_name": ("kolom", "column"),
    "description": ("uitleg", "explanation"),
}


def column_label(table: str, column: str) -> tuple[str, str]:
    """The Dutch and the English name of a variable.

    :raise KeyError: it has none.
    """
    return COLUMN_LABELS.get(f"{table}.{column}") or COLUMN_LABELS[column]
