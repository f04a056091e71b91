"""What a repository is told about a release: title, summary, licence, how to cite it.

DataCite Metadata Schema 4.5 (https://schema.datacite.org) and Citation File Format 1.2.0
(https://citation-file-format.github.io).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

Release = Mapping[str, Any]
"""The row of the table `release`: column → value."""

SPDX = "CC-BY-4.0"
_LICENCE_NAMES = (
    "Creative Commons Naamsvermelding 4.0 Internationaal",
    "Creative Commons Attribution 4.0 International",
)
PUBLISHER = "Gesprekstafel"
KEYWORDS = [
    "lerarenopleiding",
    "teacher education",
    "samen opleiden en professionaliseren",
    "onderwijs",
    "kwalitatieve gegevens",
    "qualitative data",
]
_KINDS = {"gesprekstafels": "regional round tables", "leernetwerk": "a learning network"}


def title(release: Release) -> str:
    return f"{release['programme']}: publicatie {release['number']}"


def summary(release: Release) -> str:
    """What it is, in Dutch."""
    return (
        f"Wat deelnemers zeiden en antwoordden in het traject “{release['programme']}”:"
        f" {release['statements']} uitspraken, woordelijk en per thema, en tellingen van gesloten"
        " vragen. Namen en andere herkenbare gegevens zijn vervangen, kleine aantallen zijn"
        " weggelaten."
    )


def english_summary(release: Release) -> str:
    return (
        f"What participants said and answered in {_KINDS[release['kind']]} in Dutch teacher"
        f" education: {release['statements']} statements in Dutch, verbatim and grouped by theme,"
        " and counts of closed questions. Names and other identifying details were replaced, small"
        " numbers were withheld."
    )


def creators(release: Release) -> list[str]:
    return str(release["creators"]).split("; ")


def year(release: Release) -> str:
    return str(release["quarter"])[:4]


def datacite(release: Release) -> str:
    """Metadata for registering a DOI, as JSON."""
    doi = release["doi"]
    described = [("nl", summary(release)), ("en", english_summary(release))]
    record = {
        **({"doi": doi} if doi else {}),
        "creators": [{"name": name, "nameType": "Organizational"} for name in creators(release)],
        "titles": [{"title": title(release), "lang": "nl"}],
        "publisher": {"name": PUBLISHER, "lang": "nl"},
        "publicationYear": year(release),
        "subjects": [{"subject": word} for word in [*KEYWORDS, release["kind"]]],
        "language": "nl",
        "types": {"resourceType": "Geanonimiseerde uitspraken", "resourceTypeGeneral": "Dataset"},
        "formats": ["application/vnd.sqlite3", "text/csv"],
        "version": str(release["number"]),
        "rightsList": [
            {
                "rights": _LICENCE_NAMES[1],
                "rightsUri": "https://creativecommons.org/licenses/by/4.0/legalcode",
                "rightsIdentifier": SPDX,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
                "lang": "en",
            }
        ],
        "descriptions": [
            {"description": text, "descriptionType": "Abstract", "lang": language}
            for language, text in described
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def citation(release: Release) -> str:
    """CITATION.cff, which reference managers and GitHub read."""
    record: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Gebruikt u deze gegevens, verwijs er dan zo naar.",
        "type": "dataset",
        "title": title(release),
        "authors": [{"name": name} for name in creators(release)],
        "version": str(release["number"]),
        "license": SPDX,
        "abstract": summary(release),
        "keywords": KEYWORDS,
    }
    if release["doi"]:
        record["doi"] = release["doi"]
    return str(yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=100))


def licence(release: Release) -> str:
    return (
        f"{release['licence']}: {_LICENCE_NAMES[0]}\n{release['licence_url']}\n\n"
        "U mag deze gegevens delen en bewerken, ook voor commerciële doelen, als u de bron noemt:\n"
        f"{release['citation']}\n\n"
        f"{_LICENCE_NAMES[1]} ({SPDX})\nhttps://creativecommons.org/licenses/by/4.0/legalcode\n"
    )


def readme(release: Release, file_name: str) -> str:
    """For people, in Dutch and then in English."""
    rules = json.loads(release["rules"])
    groups = "" if release["k"] is None else f" (k = {release['k']}, l = {release['l']})"
    return f"""# {title(release)}

{summary(release)}

Zo verwijst u ernaar: {release["citation"]}

| bestand | wat het is |
|---|---|
| `{file_name}` | alles, als SQLite-bestand; ook te openen in DB Browser, R en Python |
| `csv/` | dezelfde tabellen als CSV |
| `codebook.csv` | elke variabele: naam, soort, waarden, wat leeg betekent |
| `datapackage.json` | hetzelfde voor programma's (Frictionless Data Package) |
| `datacite.json`, `CITATION.cff` | gegevens voor een archief en voor uw literatuurlijst |
| `LICENCE.txt` | wat u ermee mag |

Een cel in een CSV-bestand die een rekenblad voor een formule zou aanzien, begint met een
apostrof. In het SQLite-bestand staan de woorden zoals ze gezegd zijn.

Geen groep is kleiner dan {rules["group_size"]}{groups}. Wat k en l zijn en welke regels nog meer
golden, staat in de tabellen `release` en `dictionary`; wat er niet in staat en waarom niet, in
`withheld`. Controleer alles zelf: `gesprekstafel verify {file_name}`.

Wie aan tafel zat, kan een uitspraak herkennen. Probeer niemand te herleiden.

## In English

{english_summary(release)}

The tables are in `{file_name}` (SQLite) and, the same, in `csv/`; `codebook.csv` has an English
label for every variable. A cell of a CSV file that a spreadsheet would take for a formula begins
with an apostrophe. No group is smaller than {rules["group_size"]}{groups}. Check every rule with
`gesprekstafel verify {file_name}`. Please do not try to identify anybody.

Made with {release["software"]}. Licence: {SPDX}.
"""
