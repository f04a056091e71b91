"""The long tail: "de enige zmlk-school op Ameland" names nobody and still points at one."""

import re
from collections.abc import Iterator

from analysis.spans import Covers, Kind, Span

_WHO = (
    r"[\w'-]*(?:school|opleiding|pabo|academie|college|gymnasium|lyceum|mavo|vmbo|havo|vwo|instelling|"
    r"locatie|vestiging|klas|groep|bestuur|stichting|leraar|lerares|leerkracht|docent|docente|juf|"
    r"meester|mentor|coach|begeleider|opleider|schoolopleider|directeur|rector|bestuurder|student|"
    r"studente|stagiair|stagiaire|starter|instromer|leerling|assistent|kracht|lector|man|vrouw|"
    r"mannelijke|conciërge|orthopedagoog|pedagoog|ib'er|partnerschap)"
)
_ARTICLE = r"(?:[Dd]en|[Dd]e|[Hh]et|'s|'t|[Ss]int|[Oo]ud|[Nn]ieuw)[\s-]"
_TAIL = r"[\s-](?:aan|op|bij|en)[\s-](?:de[nr]?\s|het\s)?[A-Z][\w'-]+"
_PLACE = rf"(?:{_ARTICLE})?[A-Z][\w'-]+(?:{_TAIL})?"
_ONLY_ONE = re.compile(
    rf"(?<![\w-])[Ee]nige?\s(?:[\w'-]+\s){{0,3}}?{_WHO}\s(?:[\w',()-]+\s){{0,4}}?"
    rf"(?:in|op|van|te|uit|bij|rond|vanuit)\s(?:heel\s|de\s(?:regio|gemeente|stad|wijk|kop\svan)\s|"
    rf"(?:regio|gemeente)\s)?({_PLACE})"
)
_WIDE = frozenset(["nederland", "belgië", "europa", "vlaanderen", "duitsland", "onderwijs", "pabo"])


def only_ones(text: str, organisation: Covers) -> Iterator[Span]:
    """Flags in folded ``text`` for the place of the only one of a kind, regions included.

    :param organisation: says whether a slice is an organisation that must stay.
    """
    for match in _ONLY_ONE.finditer(text):
        if match[1].lower() not in _WIDE and not organisation(*match.span(1)):
            yield Span(match.start(1), match.end(1), Kind.PLACE, "only_one", certain=False)
