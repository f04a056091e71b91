"""Names of schools made of common words, without the capitals that would tell them apart.

"op de klimop", "obs de zonnebloem", "De Wegwijzer doet mee": flags, for a person to see.
"""

import re
from collections.abc import Iterator

from analysis.known_words import terms
from analysis.spans import Covers, Kind, Span

_THE = r"(?:de|het|'t)"
_WORD = r"[^\W\d_][\w'-]{2,}"
_ABBREVIATED = r"(?:bs|obs|cbs|rkbs|kbs|pcbs|gbs|ods|jbs|dbs|ikc|csg|rsg|osg|ksg)"
_WHOLE = (
    r"(?:basisschool|kindcentrum|daltonschool|montessorischool|jenaplanschool|sbo|vso|"
    r"opleidingsschool)"
)
_KIND = r"(?:openbare|christelijke|katholieke|protestantse|islamitische)"
_PLACING = r"(?:op|van|bij|naar|voor|binnen|vanuit|met|aan|onder|door)"
# After these words a name follows even when other things are called so.
_SCHOOLISH = (
    r"(?:school|leerlingen|ouders|team|directeur|juf|meester|stage|studenten|starters|collega's|"
    r"schoolleider|leerkrachten|leraren|werk|werkt|werken|werkte|loop|gewerkt|lesgeven|les)"
)
_NOT_A_NAME = frozenset(
    [
        "school",
        "scholen",
        "leerlingen",
        "leraren",
        "leerkrachten",
        "docenten",
        "studenten",
        "starters",
        "ouders",
        "directeur",
        "directie",
        "begeleiding",
        "begeleider",
        "mentor",
        "leraar",
        "leerling",
        "student",
        "team",
        "bestuur",
        "lat",
        "kinderen",
        "kind",
        "lessen",
        "les",
        "tijd",
        "uren",
        "opleiding",
        "opleidingen",
        "druk",
        "werkdruk",
        "meeste",
        "beste",
        "eerste",
        "laatste",
        "hele",
        "taak",
        "mogelijkheid",
        "ruimte",
        "kans",
        "rol",
        "nadruk",
        "vraag",
        "overstap",
        "stap",
        "groep",
        "groepen",
        "andere",
        "ander",
        "geval",
        "lijn",
        "moment",
        "enige",
        "norm",
        "basis",
        "praktijk",
        "stage",
        "stages",
        "zaken",
        "zaak",
        "goede",
        "juiste",
        "nodige",
        "plek",
        "middelen",
        "kwaliteit",
        "inductie",
        "coach",
        "coaches",
        "schoolopleider",
        "schoolopleiders",
        "mentoren",
        "verantwoordelijkheid",
    ]
)
_AFTER_ABBREVIATION = re.compile(rf"(?i:(?<![\w-]){_ABBREVIATED}\s{_THE})\s({_WORD})")
_AFTER_SCHOOL = re.compile(
    rf"(?i:(?:^|(?<![\w-]){_PLACING}\s)(?:{_KIND}\s)?({_WHOLE}\s{_THE}))\s({_WORD})"
)


class SmallSchools:
    """Finds schools named with common words; holds the patterns made of the lists."""

    def __init__(self) -> None:
        rare = terms("school_names")
        familiar = [*rare, *terms("school_names_also_words")]
        capitals = [word.title() for word in familiar]
        name, seldom = f"{_THE}\\s(?:{'|'.join(familiar)})", f"{_THE}\\s(?:{'|'.join(rare)})"
        self._patterns = (
            re.compile(rf"(?i:\bschool\s)({name})(?![\w-])"),
            re.compile(rf"(?<![\w-]){_PLACING}\s({seldom})(?![\w-])"),
            re.compile(rf"(?<![\w-]){_PLACING}\s({_THE}\s(?:{'|'.join(capitals)}))(?![\w-])"),
            re.compile(rf"(?<![\w-]){_SCHOOLISH}\s(?:\w+\s)?{_PLACING}\s({name})(?![\w-])"),
            re.compile(rf"(?<![\w-])((?:De|Het|'t)\s(?:{'|'.join(capitals)}))(?![\w-])"),
        )

    def find(self, text: str, kept: Covers) -> Iterator[Span]:
        """Flags in folded ``text``.

        :param kept: says whether a slice of the text is all words that must stay.
        """
        for start, end in self._slices(text):
            if not kept(start, end):
                yield Span(start, end, Kind.SCHOOL, "school", certain=False)

    def _slices(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _AFTER_ABBREVIATION.finditer(text):
            if match[1].lower() not in _NOT_A_NAME:
                yield match.span()
        for match in _AFTER_SCHOOL.finditer(text):
            if match[2].lower() not in _NOT_A_NAME:
                yield match.start(1), match.end()
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                yield match.span(1)
