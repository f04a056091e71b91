"""Numbers and addresses that point at one person or school: patterns and their checks.

Each finder takes folded text (see :mod:`analysis.folding`) and yields spans in it. The
order of :func:`identifiers` is the order of strength: a telephone number inside a web
address is part of the address.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from analysis.spans import Kind, Span

_DOMAINS = "nl|com|org|net|eu|frl|be|de|amsterdam|info|edu|gov|nu|school|education|online|app|io|me"
_BARE_DOMAINS = "nl|com|org|net|eu|frl|be|amsterdam|info|edu"  # the rest are also Dutch words
_AT = r"(?:\s?@\s?|\s?[\[({<]\s?(?:at|apenstaartje|@)\s?[\])}>]\s?|\s(?:at|apenstaartje)\s)"
_DOT = r"(?:\.|\s?[\[({<]\s?(?:dot|punt|\.)\s?[\])}>]\s?|\s(?:dot|punt)\s)"

_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+%-]*[\w+%-](?:{_AT}[\w-]+(?:{_DOT}[\w-]+)*?{_DOT}(?:{_DOMAINS}|[a-z]{{2,6}})\b"
    rf"|\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)*?\s?\.\s?(?:{_DOMAINS})\b)",
    re.IGNORECASE,
)
_URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
    rf"|(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:{_BARE_DOMAINS})\b(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?"
    rf"|(?<![\w.-])(?:[\w-]+\.)+(?:{_DOMAINS})/[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
    rf"|\b[\w-]+\s(?:punt|dot)\s(?:nl|com|org|eu)\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@./])@[a-z_][\w.]{0,28}\w"
    r"|\b(?:insta|instagram|twitter|tiktok|snapchat|facebook|linkedin|bluesky|mastodon)"
    r"(?:\s?[:=]|-?(?:account|naam)(?::|\sis)?)\s?([a-z_][\w.-]*\w)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{2,4}){2,8}\b", re.IGNORECASE)
_DUTCH_IBAN = re.compile(r"NL\d{2}[A-Z]{4}\d{10}")
_NINE_DIGITS = re.compile(r"(?<![\d.,/-])\d(?:[ .-]?\d){7,8}(?![\d/-]|[.,]\d)")
_BSN_WORD = re.compile(
    r"(?:\bbsn|burgerservicenummer|sofi-?nummer|onderwijsnummer|\bpgn)\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,/-])[a-z]{0,2}\d{7,}(?!\w)", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"(?:leerling|student|studenten|personeels?|medewerkers?|docent|klant|dossier|lid|"
    r"registratie|paspoort|rijbewijs|relatie)-?(?:nummer|nr\.?)\W*(?:is\s|:\s?)?([a-z]{0,2}\d{4,})",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\w€.,-])(?<!€ )[1-9]\d{3}(?: ?[A-Z]{2}|[a-z]{2})(?![\w-])")
_SMALL_POSTCODE = re.compile(r"(?<![\w€.,-])(?<!€ )[1-9]\d{3} ([b-df-hj-np-tv-xz]{2})(?![\w-])")
_POSTCODE_CALLED = re.compile(
    r"\bpostcode(?:\sis|:)?\s([1-9]\d{3}\s?[a-z]{2})(?!\w)", re.IGNORECASE
)
_UNITS = frozenset(
    [
        "km",
        "cm",
        "mm",
        "mb",
        "gb",
        "kb",
        "kg",
        "mg",
        "ml",
        "kw",
        "ct",
        "st",
        "pp",
        "kr",
        "fr",
        "cf",
        "vb",
    ]
)
_NOT_POSTCODE = frozenset(re.findall("..", "SASDSSPOVOSOHOBOWOEUKBMBGB"))
_NOT_BRIN = _NOT_POSTCODE | {"EC", "MG", "KM", "CM", "AD", "PK"}
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_PLATE = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?:[a-z]{2}-\d{2}-\d{2}|\d{2}-\d{2}-[a-z]{2}|"
    r"\d{2}-[a-z]{2}-\d{2}|[a-z]{2}-\d{2}-[a-z]{2}|[a-z]{2}-[a-z]{2}-\d{2}|\d{2}-[a-z]{2}-[a-z]{2}|"
    r"\d{2}-[a-z]{3}-\d|\d-[a-z]{3}-\d{2}|[a-z]{2}-\d{3}-[a-z]|[a-z]-\d{3}-[a-z]{2}|"
    r"[a-z]{3}-\d{2}-[a-z]|[a-z]-\d{2}-[a-z]{3}|\d-[a-z]{2}-\d{3}|\d{3}-[a-z]{2}-\d)(?![\w-])",
    re.IGNORECASE,
)
_PLATE_WORD = re.compile(r"kenteken(?: is|:)? ([a-z\d]{6})\b", re.IGNORECASE)
_BRIN = re.compile(r"(?<![\w-])\d{2}[A-Z]{2}(?:\d{2})?(?![\w-])")
_BRIN_CALLED = re.compile(
    r"\bbrin(?:-?(?:nummer|code|nr\.?))?(?:\sis|:)?\s(\d{2}[a-z]{2}(?:\d{2})?)(?!\w)", re.IGNORECASE
)
_BRIN_WORD = re.compile(r"brin\S*\W+(?:\w+\W+)?$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*"
_BIRTH = re.compile(
    r"(?:\bgeb\.|gebor(?:en|te)\w*|geboortedatum|\bjarig|verjaar\w*)[^.!?\n\d]{0,25}?"
    rf"(\d{{1,2}}[-/. ](?:\d{{1,2}}|{_MONTH}\.?)[-/. ](?:\d{{4}}|'?\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}} {_MONTH})",
    re.IGNORECASE,
)
_FULL_DATE = rf"(\d{{1,2}}[-/. ](?:\d{{1,2}}|{_MONTH}\.?)[-/. ](?:19|20)\d\d)"
_BORN = re.compile(rf"{_FULL_DATE}\W+(?:in\s\w+\s)?gebor", re.IGNORECASE)
_OF_A_DATE = re.compile(
    rf"\b(?:ik|hij|zij|ze|leerling|student)\s(?:ben|is|was)\svan\s{_FULL_DATE}", re.IGNORECASE
)
_STREET = (
    r"straat|laan|weg|plein|singel|gracht|kade|dijk|dreef|hof|steeg|pad|plantsoen|park|markt|"
    r"baan|wal|burg|erf|ring|boulevard"
)
_ADDRESS = re.compile(
    r"\b(?!Leerweg|Loopbaan|Leerpad|Arbeidsmarkt|Onderwijsmarkt)"
    r"(?:[A-Z][\w'-]*\.?\s(?:van\s(?:de[rn]?\s)?)?){0,3}[A-Z][\w'-]*?"
    rf"(?:{_STREET}|\s(?i:{_STREET}))\s\d{{1,4}}(?:\s?[a-z]\b|-\d+\b)?(?!\w)"
    r"|\b(?:Laan|Plein|Weg|Kade|Singel|Gracht|Hof|Park|Dreef)\s(?:van|der|aan|op)\s"
    r"(?:de[nr]?\s|het\s)?[A-Z][\w'-]*(?:\s[A-Z][\w'-]*)?\s\d{1,4}(?:\s?[a-z]\b|-\d+\b)?(?!\w)"
    r"|\b[Pp]ostbus\s\d+",
)
_TELEPHONE = re.compile(r"(?<![\w.,])(?:\+31|0031|0)(?:[ ./()-]{0,3}\d){9}(?!\d)")


def identifiers(text: str) -> Iterator[Span]:
    """Spans of every kind of identifier in folded ``text``, strongest first."""
    for find in _FINDERS:
        yield from find(text)


def _all(pattern: re.Pattern[str], kind: Kind) -> Callable[[str], Iterator[Span]]:
    def find(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            group = match.lastindex or 0
            yield Span(match.start(group), match.end(group), kind, "pattern")

    return find


def _ibans(text: str) -> Iterator[Span]:
    """IBAN by ISO 13616: country, two check digits, the whole modulo 97 equal to 1."""
    for match in _IBAN.finditer(text):
        bare = re.sub(r"[ .-]", "", match[0]).upper()
        while len(bare) > 15 and not _valid_iban(bare):  # words after it were taken along
            bare = bare[:-1]
        certain = _valid_iban(bare)
        dutch = _DUTCH_IBAN.match(re.sub(r"[ .-]", "", match[0]).upper())
        if certain or dutch:
            length = len(bare) if certain else 18
            yield Span(match.start(), _after(match, length), Kind.IBAN, "pattern", certain)


def _valid_iban(bare: str) -> bool:
    if not 15 <= len(bare) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def _after(match: re.Match[str], count: int) -> int:
    """Offset after the ``count``-th letter or digit of the match."""
    for place in range(match.start(), match.end()):
        count -= match.string[place].isalnum()
        if count == 0:
            return place + 1
    return match.end()


def _bsns(text: str) -> Iterator[Span]:
    """Citizen service number: the 11-test, or any eight or nine digits announced as one."""
    for match in _NINE_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        announced = bool(_BSN_WORD.search(text[: match.start()]))
        if announced or (len(digits) == 9 and _eleven_test(digits)):
            yield Span(match.start(), match.end(), Kind.BSN, "pattern")


def _eleven_test(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return total % 11 == 0 and digits != "000000000"


def _telephones(text: str) -> Iterator[Span]:
    """Numbers that libphonenumber finds valid, and ten digits that begin as a Dutch one."""
    if sum(character.isdigit() for character in text) < 9:
        return
    for found in PhoneNumberMatcher(text, "NL", leniency=Leniency.VALID):
        if found.raw_string[0] in "+0(" and len(re.sub(r"\D", "", found.raw_string)) >= 9:
            yield Span(found.start, found.end, Kind.PHONE, "phonenumbers")
    yield from _all(_TELEPHONE, Kind.PHONE)(text)


def _postcodes(text: str) -> Iterator[Span]:
    for match in _POSTCODE.finditer(text):
        letters = match[0][-2:]
        year = match[0][:2] in ("19", "20") and " " in match[0]
        doubtful = letters.upper() in _NOT_POSTCODE
        if not (year and doubtful):
            certain = not (year or doubtful)
            yield Span(match.start(), match.end(), Kind.POSTCODE, "pattern", certain)
    for match in _SMALL_POSTCODE.finditer(text):  # only consonants: no Dutch word is written so
        if match[1] not in _UNITS:
            yield Span(match.start(), match.end(), Kind.POSTCODE, "pattern", certain=False)


def _addresses_of_machines(text: str) -> Iterator[Span]:
    for match in (*_IP4.finditer(text), *_IP6.finditer(text)):
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if len(re.findall(r"[0-9a-f]+", match[0], re.IGNORECASE)) > 1:
            yield Span(match.start(), match.end(), Kind.IP, "pattern")


def _brins(text: str) -> Iterator[Span]:
    """School codes of the ministry: two digits, two letters, two digits for the location."""
    for match in _BRIN.finditer(text):
        announced = bool(_BRIN_WORD.search(text[: match.start()]))
        if announced or match[0][2:4] not in _NOT_BRIN:
            certain = announced or len(match[0]) == 6 or match[0][0] == "0"
            yield Span(match.start(), match.end(), Kind.BRIN, "pattern", certain)


def _numbers(text: str) -> Iterator[Span]:
    """Numbers of a person's file: announced, or too long for a count."""
    yield from _all(_NUMBER_WORD, Kind.NUMBER)(text)
    for match in _NUMBER.finditer(text):
        money = "€" in text[max(0, match.start() - 2) : match.start()]
        if not money and not text[match.end() :].lstrip().startswith("euro"):
            yield Span(match.start(), match.end(), Kind.NUMBER, "pattern", certain=False)


_FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _all(_EMAIL, Kind.EMAIL),
    _all(_URL, Kind.URL),
    _all(_HANDLE, Kind.HANDLE),
    _ibans,
    _addresses_of_machines,
    _all(_BIRTH, Kind.DATE_OF_BIRTH),
    _all(_BORN, Kind.DATE_OF_BIRTH),
    _all(_OF_A_DATE, Kind.DATE_OF_BIRTH),
    _telephones,
    _bsns,
    _all(_PLATE, Kind.LICENCE_PLATE),
    _all(_PLATE_WORD, Kind.LICENCE_PLATE),
    _all(_ADDRESS, Kind.ADDRESS),
    _all(_POSTCODE_CALLED, Kind.POSTCODE),
    _postcodes,
    _all(_BRIN_CALLED, Kind.BRIN),
    _brins,
    _numbers,
)
