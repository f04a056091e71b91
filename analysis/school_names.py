"""Names of schools, boards and partnerships: a head word with capitals after or before it."""

import re
from collections.abc import Iterator

from analysis.known_words import is_word, words_of
from analysis.spans import Covers, Kind, Span

# Heads that take a proper name: what follows is one, even when made of common words.
_STRONG = (
    r"(?:(?:openbare|openbaar|christelijke|christelijk|katholieke|rk|r\.k\.|bijzondere|protestants-"
    r"christelijke|islamitische|integraal|academische|vrije|brede)\s)?"
    r"(?:basisschool|daltonschool|jenaplanschool|montessorischool|freinetschool|waldorfschool|vrijeschool|"
    r"vensterschool|nieuwkomersschool|vakschool|praktijkschool|o\.b\.s\.|c\.b\.s\.|b\.s\.|bs|obs|"
    r"cbs|rkbs|kbs|pcbs|pcb|gbs|nbs|ods|jbs|dbs|ibs|ikc|kc|kindcentrum|kindcluster|sbo|so|vso|"
    r"sbo-school|vso-school|so-school|zmlk-school|mytylschool|tyltylschool|lyceum|gymnasium|"
    r"vmbo-school|vakcollege|scholengemeenschap|scholengroep|onderwijsgroep|scholenkoepel|"
    r"onderwijsstichting|schoolvereniging|stichting|sg|csg|rsg|osg|ksg|gsg|ssg|pcsg|roc|aoc|pcbo|"
    r"opo|kpo|sko|skpo|vco|pcou|spo)"
)
# Heads that stand before common words as well: only what is no word counts as a name.
_WEAK = (
    r"(?:school|scholen|college|mavo|bestuur|schoolbestuur|(?:academische\s)?opleidingsschool|partnerschap|"
    r"samenwerkingsverband|swv|vereniging|coöperatie|alliantie|academie|locatie|vestiging)"
)
# With these, a region makes a name: "Opleidingsschool Twente".
_TELLING = re.compile(
    r"(?:academische )?opleidingsschool|partnerschap|samenwerkingsverband|swv|roc|obs|cbs|pcbo|"
    r"opo|kpo|sko|skpo|scholengroep|onderwijsgroep|scholengemeenschap|onderwijsstichting|"
    r"scholenkoepel|rkbs|ikc|csg|rsg|osg|ksg|gsg|ssg|sg|pcsg|aoc|vakcollege|vco|spo",
    re.IGNORECASE,
)
_LINK = r"(?:van|voor|de|der|den|het|'t|ter|ten|op\s(?:de|het)|aan\sde|over\sde|&|-)"
_CAPITAL = r"[^\W\d_a-zà-ÿ][\w'&-]*"
_NEXT = rf"(?:(?<=-)\sen\s|\s(?:{_LINK}\s){{0,2}}){_CAPITAL}"
_NAME = rf"(?:(?:de|het|'t|den|ter|ten)\s)?{_CAPITAL}(?:{_NEXT}){{0,7}}"
_QUOTED = rf"[\"']{_NAME}[\"']"
_AFTER = re.compile(
    rf"(?<![\w-])(?i:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))\s(?:van\s(?=[A-Z][a-z]))?"
    rf"(?P<name>{_QUOTED}|{_NAME})"
)
_BEFORE = re.compile(
    rf"(?<![\w-])(?P<name>{_CAPITAL}(?:\s(?:{_LINK}\s){{0,2}}{_CAPITAL}){{0,7}}?)\s(?P<head>College|Lyceum|"
    r"Gymnasium|Mavo|Scholengemeenschap|Scholengroep|Onderwijsgroep|Basisschool|Kindcentrum|"
    r"Vakcollege|Praktijkschool|Onderwijs|Onderwijsstichting|Opleidingsschool|Scholen)(?![\w-])"
)
# With these, an adjective of a place makes a name: "Veluwse Onderwijsgroep".
_PLACED = frozenset(
    [
        "College",
        "Lyceum",
        "Gymnasium",
        "Mavo",
        "Scholengemeenschap",
        "Scholengroep",
        "Onderwijsgroep",
        "Vakcollege",
        "Onderwijsstichting",
        "Opleidingsschool",
    ]
)
# "Passend Onderwijs" is a kind of it, "Delta Onderwijs" a board.
_DESCRIBING = re.compile(
    r"(?:d|e|isch|lijk|eel|ief|nair|baar|ant|air|ieus|oos)$|^(?:beter|primair|hoger|hybride|nieuw|"
    r"goed|basis|modern|katholiek|regulier|middelbaar|openbaar|bijzonder|inclusief|digitaal|"
    r"nationaal|ministerie|inspectie|programma|cnv|sectorraad|ouders|werken|leren)$"
)
_BOARD_OF_A_PLACE = re.compile(rf"(?<![\w-])([A-Z]{{3,6}})\s({_CAPITAL})")  # SKBO Nijmegen
_PLACE_AFTER = re.compile(rf"\s({_CAPITAL})")
_BY_THE_SEA = re.compile(rf"(?<![\w-])School\s(?:aan|op|in|onder|bij)\s(?:de\s|het\s)?{_CAPITAL}")
_SEVERAL_WORDS = re.compile(
    rf"(?<![\w-])(?P<name>{_CAPITAL}(?:\s(?:{_LINK}\s){{0,2}}{_CAPITAL}){{0,7}}?"
    rf"\s(?:{_LINK}\s){{0,2}}[A-Z][\w-]+(?:school|college|lyceum))(?![\w-])"
)
_ONE_WORD = re.compile(r"(?<![\w-])([A-Z]\w{2,}?)(?:college|lyceum|basisschool|school)(?![\w-])")
_ARTICLE = re.compile(
    rf"(?<=[a-z,] )(?:De|Het|'t)\s(?P<name>{_CAPITAL}(?:\s(?:{_LINK}\s){{0,2}}{_CAPITAL}){{0,7}})"
)
_TYPES = (
    "hoge basis pabo waldorf dalton montessori jenaplan freinet vrije opleidings brede bos mbo hbo"
)
_KINDS_OF_SCHOOL = frozenset(_TYPES.split())
_BEGINNINGS = (
    "het de een op in bij van voor dit dat onze ons mijn hun elk ieder als ook en maar sinds "
    "binnen namens volgens wij ik door met aan uit tot naar vanuit tussen"
)
_OPENERS = frozenset(_BEGINNINGS.split())


def school_names(text: str, kept: Covers, place: Covers) -> Iterator[Span]:
    """Spans of names of schools and boards in folded ``text``, head word included.

    :param kept: says whether a slice of the text is all words that must stay.
    :param place: says whether a slice is a place that must stay.
    """
    for match in _AFTER.finditer(text):
        yield from _named_after(match, kept, place)
    for match in _BEFORE.finditer(text):
        yield from _named_before(match, kept, place)
    for match in _BY_THE_SEA.finditer(text):
        if not place(match.start() + match[0].rindex(" ") + 1, match.end()):
            yield Span(match.start(), match.end(), Kind.SCHOOL, "school", certain=False)
    for match in _BOARD_OF_A_PLACE.finditer(text):
        if place(*match.span(2)) and not kept(*match.span(1)) and not is_word(match[1].lower()):
            yield Span(match.start(), match.end(), Kind.SCHOOL, "school", certain=False)
    for match in _SEVERAL_WORDS.finditer(text):
        yield from _compound(match, kept)
    for match in _ONE_WORD.finditer(text):
        stem = match[1].lower()
        if stem in _KINDS_OF_SCHOOL or is_word(stem) or is_word(stem.removesuffix("s")):
            continue
        if not kept(match.start(), match.end()):
            yield Span(match.start(), match.end(), Kind.SCHOOL, "school")


def named_by_article(text: str, kept: Covers) -> Iterator[Span]:
    """Flags for ``op De Regenboog``: an article with a capital inside a sentence."""
    for match in _ARTICLE.finditer(text):
        if not kept(match.start(), match.end()) and not kept(*match.span("name")):
            yield Span(match.start(), match.end(), Kind.SCHOOL, "school", certain=False)


def _named_after(match: re.Match[str], kept: Covers, place: Covers) -> Iterator[Span]:
    start, end = match.span("name")
    parts = [word for word in words_of(match["name"]) if word.capitalised]
    if kept(match.start(), end):
        return
    head = match["strong"] or match["weak"]
    telling = _TELLING.fullmatch(head) and (match["strong"] or head[0].isupper())
    if telling and any(place(start + part.start, start + part.end) for part in parts):
        yield Span(match.start(), end, Kind.SCHOOL, "school", kept(start, end) is False)
        return
    if kept(start, end):
        return
    if match["weak"]:
        parts = [part for part in parts if not kept(start + part.start, start + part.end)]
        if all(is_word(part.lower) or _is_code(part.text) for part in parts):
            return
    elif all(_is_code(part.text) for part in parts):
        return
    yield Span(match.start(), end, Kind.SCHOOL, "school")


def _named_before(match: re.Match[str], kept: Covers, place: Covers) -> Iterator[Span]:
    """``Christelijk Lyceum Veenendaal``: a place right after it belongs to the name."""
    start, end = match.span("name")
    words = words_of(match["name"])
    while words and words[0].lower in _OPENERS:
        words = words[1:]
    if not words or kept(start + words[0].start, match.end()):
        return
    certain = not all(is_word(word.lower) for word in words)
    if kept(start + words[0].start, end):
        if match["head"] not in _PLACED:
            return
        certain = False
    kind = match["head"] in ("Onderwijs", "Opleidingsschool") and not certain
    if kind and not kept(start + words[0].start, end) and _DESCRIBING.search(words[-1].lower):
        return
    after = _PLACE_AFTER.match(match.string, match.end())
    whole = after.end() if after and place(*after.span(1)) else match.end()
    yield Span(start + words[0].start, whole, Kind.SCHOOL, "school", certain)


def _compound(match: re.Match[str], kept: Covers) -> Iterator[Span]:
    """``Willem van Oranjeschool``; a common word that opens the sentence is not part of it."""
    start, end = match.span("name")
    words = words_of(match["name"])
    opens = start == 0 or match.string[start - 2] in ".!?:\n"
    while words and opens and (words[0].lower in _OPENERS or is_word(words[0].lower)):
        words = [word for word in words[1:] if word.capitalised or word is words[-1]]
        opens = False
    if len(words) < 2 or kept(start + words[0].start, end):
        return
    if re.sub(r"(school|college|lyceum)$", "", words[-1].lower) in _KINDS_OF_SCHOOL:
        return
    yield Span(start + words[0].start, end, Kind.SCHOOL, "school", certain=False)


def _is_code(text: str) -> bool:
    """An abbreviation of the sector, such as PO or MBO, rather than a name."""
    return text.isupper() and len(text) <= 4 and is_word(text.lower())
