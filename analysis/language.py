"""Dutch words and phrases: the room of spaCy (the encoder as a spaCy part: ``spacy_components``).

Lemmas come from look-up (simplemma), because a trained lemmatizer invents words it has not seen;
phrases from the parse. Keys compare, surfaces are shown: a surface is always verbatim.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import simplemma

from collector.config import DATASETS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SHIPPED = DATASETS / "models" / "nl_gesprekstafel"

WITH_PEOPLE = ("nl_core_news_lg", "nl_core_news_md", "nl_core_news_sm")  # Dutch, names of people
PERSONS = ("PERSON", "PER")  # as trained pipelines label them
MAX_PHRASE_WORDS = 4
SHORTEST_LEMMA = 3  # letters, unless written in capitals, as AI and HR are
EDGES = "-–'’‘\"“”/.,:;!?()[]•*"  # what the tokeniser may leave on a word typed in haste
AT_ONCE = 16  # texts that are parsed together; more take memory and no less time
SHORTEST_TAIL = 4  # letters of the last part of a compound
WORD_CLASSES = ("NOUN", "PROPN", "VERB", "ADJ")
TRIMMED_CLASSES = ("DET", "PRON", "NUM", "ADP", "PUNCT", "ADV", "CCONJ", "SCONJ", "AUX", "SYM")

# Said in every conversation about anything, and absent from spaCy's list of Dutch stop words.
MORE_STOP_WORDS = frozenset(
    [
        "gaan",
        "komen",
        "maken",
        "zien",
        "zeggen",
        "vinden",
        "laten",
        "krijgen",
        "staan",
        "blijven",
        "nemen",
        "houden",
        "zullen",
        "willen",
        "weten",
        "denken",
        "brengen",
        "zitten",
        "bijv",
        "evt",
        "o.a",
        "i.p.v",
        "t.a.v",
        "m.b.t",
        "c.q",
        "e.d",
        "belangrijk",
        "goed",
        "groot",
        "nodig",
        "steeds",
        "allemaal",
        "gewoon",
        "echt",
        "erg",
        "heel",
        "graag",
        "soms",
        "hoeven",
        "lijken",
        "manier",
        "ding",
        "wijze",
        "aantal",
    ]
)


@dataclass(frozen=True)
class Term:
    """One candidate for a key phrase, where it was said.

    :param key: its lemmas, joined by a space; equal for "flexibele leerroutes" and
        "Flexibele leerroute".
    :param surface: as it was written.
    :param kind: ``phrase`` for two words or more, else the word class in lower case:
        ``noun``, ``propn``, ``verb``, ``adj``.
    """

    key: str
    surface: str
    kind: str


@dataclass(frozen=True)
class Reading:
    """What one text says: its content lemmas and its key-phrase candidates, in text order."""

    lemmas: tuple[str, ...]
    terms: tuple[Term, ...]


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """The dictionary form of a Dutch word, in lower case; the word itself when none is known.

    A compound that no dictionary has ("schoolopleiders") follows its longest known last part.
    """
    low = word.lower().strip(EDGES)
    if not low:
        return ""
    if simplemma.is_known(low, lang="nl"):
        return known_lemma(low)
    for start in range(SHORTEST_LEMMA, len(low) - SHORTEST_TAIL + 1):
        tail = low[start:]
        if simplemma.is_known(tail, lang="nl"):
            return low[:start] + known_lemma(tail)
    return low


def known_lemma(low: str) -> str:
    """The lemma of a word the look-up has. Where two words are each other's lemma, as "les" and
    "lessen" are (the noun and the verb), both get the shorter.
    """
    found = str(simplemma.lemmatize(low, lang="nl")).lower()
    back = str(simplemma.lemmatize(found, lang="nl")).lower()
    return min(low, found, key=len) if back == low else found


def plain(phrase: str) -> bool:
    """Whether a phrase is words only: no slash, bracket or comma in between."""
    return all(sign.isalnum() or sign in " -'’" for sign in phrase)


class Language:
    """A loaded spaCy pipeline that reads Dutch texts. Made by :func:`load_pipeline`.

    :param nlp: a pipeline with word classes and a parse.
    :param name: its name and version, for caches and reports.
    """

    def __init__(self, nlp: Any, name: str) -> None:
        self.nlp = nlp
        self.name = name
        self._stop = frozenset(nlp.Defaults.stop_words) | MORE_STOP_WORDS
        self._contents: dict[int, str] = {}  # by the token as it was written

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read texts, one :class:`Reading` each; about 5,000 words a second on one core."""
        return [
            Reading(tuple(self._lemmas(doc)), tuple(self._terms(doc)))
            for doc in self.nlp.pipe(texts, batch_size=AT_ONCE)
        ]

    def lemmas(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Content lemmas only: tokenises and looks up, so many times faster than reading."""
        return [tuple(self._lemmas(self.nlp.make_doc(text))) for text in texts]

    def _content(self, token: "Token") -> str:
        """The lemma of a token that carries content, else the empty string. Looked up once."""
        found = self._contents.get(token.orth)
        if found is None:
            found = self._contents[token.orth] = self._content_of(token)
        return found

    def _content_of(self, token: "Token") -> str:
        low = token.lower_
        if low in self._stop or not any(letter.isalpha() for letter in low):
            return ""
        if token.like_url or token.like_email:
            return ""
        found = lemma(low)
        shortest = SHORTEST_LEMMA - 1 if token.is_upper else SHORTEST_LEMMA
        return "" if found in self._stop or len(found) < shortest else found

    def _lemmas(self, doc: "Doc") -> Iterator[str]:
        return (found for token in doc if (found := self._content(token)))

    def _terms(self, doc: "Doc") -> Iterator[Term]:
        for token in doc:
            found = self._content(token)
            if found and token.pos_ in WORD_CLASSES and plain(token.text):
                yield Term(found, token.text, token.pos_.lower())
        for chunk in doc.noun_chunks:
            span = self._trimmed(chunk)
            words = [found for token in span if (found := self._content(token))]
            if len(words) > 1 and len(span) <= MAX_PHRASE_WORDS and plain(span.text):
                yield Term(" ".join(words), span.text, "phrase")

    def _trimmed(self, chunk: "Span") -> "Span":
        """The phrase without the article, number or adverb it begins with."""
        start = chunk.start
        while start < chunk.end and self._may_go(chunk.doc[start]):
            start += 1
        return chunk.doc[start : chunk.end]

    def _may_go(self, token: "Token") -> bool:
        return token.pos_ in TRIMMED_CLASSES or not self._content(token)


def load_pipeline(model: str | None = None) -> Language:
    """Load the Dutch pipeline (about 1 s).

    :param model: the name of an installed spaCy package, such as ``nl_core_news_lg``, or the path
        of one (the setting ``SPACY_MODEL``); ``None`` or empty for the one that ships with us.
    :raises ValueError: when there is no such model, or it has no parse or word classes.
    """
    import spacy  # heavy, and no web worker may load it: only here

    source: str | Path = model or SHIPPED
    # Ours has spaCy's own Dutch tokeniser, which is there already: read again, it doubles the time.
    unused = ["ner", "lemmatizer", "senter", *([] if model else ["tokenizer"])]
    try:
        nlp = spacy.load(source, exclude=unused)
    except OSError as problem:
        raise ValueError(_no_model(source)) from problem
    if nlp.lang != "nl" or "parser" not in nlp.pipe_names:
        raise ValueError(
            f"SPACY_MODEL: {str(source)!r} is not a Dutch pipeline with a parser; "
            f"it has language {nlp.lang!r} and the parts {nlp.pipe_names}"
        )
    return Language(nlp, f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}")


def _no_model(source: str | Path) -> str:
    return (
        f"SPACY_MODEL: no spaCy model {str(source)!r} is installed or at that path; "
        "install it, or leave the setting empty for the model that ships with the project"
    )


def load_people(model: str | None = None) -> Callable[[str], list[tuple[int, int]]] | None:
    """The persons that a trained pipeline sees in a text, as slices of it; ``None`` without one.

    :param model: the setting ``SPACY_MODEL``; empty for the first of ``WITH_PEOPLE`` that is
        installed. What ships with us has no such part, so by default spaCy is not even loaded.
    :raises ValueError: when there is no such model.
    """
    source = model or next((name for name in WITH_PEOPLE if find_spec(name)), None)
    if source is None:
        return None
    import spacy  # heavy, see above

    try:
        nlp = spacy.load(source, exclude=["parser", "tagger", "morphologizer", "lemmatizer"])
    except OSError as problem:
        raise ValueError(_no_model(source)) from problem
    if not {"ner", "entity_ruler", "span_ruler"} & set(nlp.pipe_names):
        return None
    return partial(_people, nlp)


def _people(nlp: Any, text: str) -> list[tuple[int, int]]:
    entities = nlp(text).ents
    return [(one.start_char, one.end_char) for one in entities if one.label_ in PERSONS]
