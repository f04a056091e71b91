"""The words that tell names of people from other words: deduce's lists, and lists of our own."""

from analysis.deduce_names import DeduceNames
from analysis.folding import fold, without_accents
from analysis.known_words import is_listed, is_word, term_set, terms

_ROLE_TITLES = "collega juf juffrouw meester coach mentor oom tante opa oma"
_FORMAL_TITLES = "mevrouw mevr mw meneer mijnheer heer dhr dr drs prof professor ir ing ds mr"
_SAYING = (
    "zei zegt vertelde vertelt vindt vond gaf noemde noemt wil denkt dacht merkt merkte schetste "
    "presenteerde bracht stelt stelde vroeg vraagt legde benadrukte benoemt benoemde werkt deelde "
    "meldde schreef schrijft antwoordde opperde mist miste voelt heet begeleidt begeleidde"
)
_POINTING = (
    "de het een deze dit dat die onze ons mijn jouw uw hun haar zijn elke ieder iedere geen welke"
)
_FUNCTION = (
    "aan als men de het jouw wat wie wij ze zij hij die dit dat een er in op om te of en nu nog "
    "bij ons onze ook zo dan daar hier maar met naar niet over per tot uit van voor wel want alle "
    "ik alles iedereen niemand sommige veel meer geen elk elke ieder haar hun mijn zijn je jij u"
)
LINKS = frozenset(("van", "der", "den", "de", "het", "'t", "ter", "ten", "te", "la", "von", "el"))
SURE_LINKS = frozenset(("der", "den", "ter", "ten"))
#: Part of a surname when written with a capital inside a sentence.
CAPITAL_LINKS = frozenset(
    ("el", "al", "aït", "ait", "ben", "bin", "abu", "ten", "ter", "van", "von", "oude", "da", "dos")
)
ROLES = frozenset(_ROLE_TITLES.split())
#: After these nearly always a person, so that common words count as names.
FORMAL = frozenset(("juf", "juffrouw", "meester", "mevrouw", "mevr", "mw", "meneer", "dhr"))
TITLES = ROLES | frozenset(_FORMAL_TITLES.split())
SAYING = frozenset(_SAYING.split())
DETERMINERS = frozenset(_POINTING.split())
NO_NAMES = frozenset(_FUNCTION.split())


def is_called(lower: str) -> bool:
    """Whether a word says what the person is whose name may follow: a title, a role."""
    return lower in TITLES or lower in term_set("roles")


def is_weighty(lower: str) -> bool:
    """Whether a listed name is far more often a word, with a capital for weight as well."""
    return lower in term_set("weighty")


def _spellings(name: str) -> frozenset[str]:
    """The names of a list as a folded text has them, with their accents and without."""
    folded = {fold(term).text for term in terms(name)}
    return frozenset(folded | {without_accents(term) for term in folded})


class NameLists:
    """Names of people and places, as deduce knows them, in the forms that are looked up.

    :ivar given: given names, capitalised; ``small_given`` the same in lower case.
    :ivar surnames: surnames without ``van der`` and the like; ``small_surnames`` likewise.
    :ivar small_linked: surnames in lower case that count after ``van der`` and the like.
    :ivar common: given names that are names even where word lists have them too.
    :ivar residences: towns, villages and islands of the Netherlands.
    """

    def __init__(self, deduce: DeduceNames) -> None:
        self.given = deduce.given_names | _spellings("more_given_names")
        self.surnames = deduce.surnames | _spellings("surnames")
        self.listed = self.given | self.surnames
        self.small_given = frozenset(name.lower() for name in self.given)
        self.small_surnames = frozenset(name.lower() for name in self.surnames)
        linked = {name.lower() for name in terms("linked_surnames")}
        self.small_linked = self.small_surnames | linked
        self.common = term_set("given_names")
        self.residences = deduce.residences

    def is_sure(self, text: str) -> bool:
        """Whether a capitalised word is hardly anything but a name."""
        if len(text) < 2 or any(part in self.common for part in text.split("-")):
            return len(text) > 1
        first, _, rest = text.lower().partition("-")
        compound = rest != "" and rest in text and is_word(first)  # Meester-gezel
        return not compound and not self.is_common_word(text)

    def is_common_word(self, text: str) -> bool:
        """Whether word lists have it. What only looks like a compound, as Oosterhuis does, is
        none when it is a surname."""
        lower = text.lower()
        if text in self.listed or text.capitalize() in self.listed:
            return is_listed(lower)
        return is_word(lower)

    def is_common_place(self, text: str) -> bool:
        """Whether word lists have the name of a place as a word."""
        return is_listed(text.lower())
