"""The names by which people, and programs, call the columns of a table of statements."""

from __future__ import annotations

from analysis.exchange.csv_statements import HEADINGS
from collector.reading_report import Target

NAMES: dict[Target, tuple[str, ...]] = {
    Target.TEXT: HEADINGS["text"],
    Target.THEME: (*HEADINGS["theme"], "themas", "themes", "code", "codes"),
    Target.ASPECT: ("aspect", "inhoud of proces", "inhoud/proces"),
    Target.TOPIC: ("topic", "hoofdonderwerp", "onderwerp"),
    Target.MEETING: ("bijeenkomst", "meeting", "gesprek", "gesprekstafel"),
    Target.REGION: ("regio", "region"),
    Target.ROLE: ("rol", "role", "functie"),
    Target.PARTNERSHIP: ("partnerschap", "partnership"),
    Target.PERSON: ("deelnemer", "participant", "respondent"),
}
TARGETS = {name: target for target, names in NAMES.items() for name in names}
"""The other way round; small letters."""
