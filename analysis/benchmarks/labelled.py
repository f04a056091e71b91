"""Statements of which people said what they are about, to measure themes on. Never in the repo.

SIB-200 Dutch: 701 sentences from encyclopedias and news, 7 topics (CC BY-SA 4.0, D. I. Adelani and
others, 2024). The round tables of 2018: 97 statements, 6 themes, a content or process aspect.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.corpus import Corpus, gather
from analysis.embed import Encoder, Vectors
from analysis.exchange.wrap_up import read_wrap_up
from analysis.language import Language, Reading
from analysis.representation import Representation, represent
from analysis.themes import Theme

SIB = Path("sib200") / "nld_train.tsv"
ROUND_TABLES = "gesprekstafels-2018.txt"
DUTCH = {
    "science/technology": "wetenschap en technologie",
    "travel": "reizen",
    "politics": "politiek",
    "sports": "sport",
    "health": "gezondheid",
    "entertainment": "entertainment",
    "geography": "geografie",
}


@dataclass(frozen=True)
class Labelled:
    """n texts with what people said of each.

    :param topics: int64 (n,), the place of its theme.
    :param themes: the codebook of those who said so.
    :param aspects: of each text ``content`` or ``process``; empty where nobody said.
    """

    name: str
    texts: tuple[str, ...]
    topics: NDArray[np.int64]
    themes: tuple[Theme, ...]
    aspects: tuple[str, ...] = ()

    def part(self, rows: Sequence[int] | NDArray[np.int64]) -> "Labelled":
        """Some of the texts, in the order of the rows."""
        places = [int(row) for row in rows]
        return Labelled(
            self.name,
            tuple(self.texts[row] for row in places),
            self.topics[places],
            self.themes,
            tuple(self.aspects[row] for row in places) if self.aspects else (),
        )

    def subsamples(self, share: float, draws: int) -> Iterator["Labelled"]:
        """So many random parts of the texts, in their order; the same ones every time."""
        chance = np.random.default_rng(0)
        size = round(share * len(self.texts))
        for _ in range(draws):
            yield self.part(np.sort(chance.choice(len(self.texts), size, replace=False)))


def read_sib(data: Path) -> Labelled | None:
    """SIB-200 Dutch, training part; ``None`` when it is not there."""
    file = data / SIB
    if not file.is_file():
        return None
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = sorted(DUTCH)
    return Labelled(
        "SIB-200",
        tuple(row["text"] for row in rows),
        np.array([names.index(row["category"]) for row in rows]),
        tuple(Theme(name, DUTCH[name]) for name in names),
    )


def read_round_tables(seeds: Path) -> Labelled | None:
    """The statements of the round tables of 2018; ``None`` when they are not there."""
    file = seeds / ROUND_TABLES
    if not file.is_file():
        return None
    document = read_wrap_up(file.read_text(encoding="utf-8"))
    return Labelled(
        "round tables 2018",
        tuple(statement.text for statement in document.statements),
        np.array([statement.theme for statement in document.statements]),
        tuple(
            Theme(str(place), theme.name, theme.central_statement)
            for place, theme in enumerate(document.themes)
        ),
        tuple(str(statement.aspect or "") for statement in document.statements),
    )


class Reader:
    """The encoder and the language, each text read once in a run of the benchmark."""

    def __init__(self, encoder: Encoder, language: Language) -> None:
        self.encoder = encoder
        self.language = language
        self._vectors: dict[str, Vectors] = {}
        self._readings: dict[str, Reading] = {}
        self._lemmas: dict[str, tuple[str, ...]] = {}

    def encode(self, texts: Sequence[str], /) -> Vectors:
        """:returns: float32 (n, 384), each row of length 1"""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors.update(zip(new, self.encoder.encode(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def read(self, texts: Sequence[str], /) -> list[Reading]:
        new = [text for text in dict.fromkeys(texts) if text not in self._readings]
        self._readings.update(zip(new, self.language.read(new), strict=True))
        return [self._readings[text] for text in texts]

    def lemmas(self, texts: Sequence[str], /) -> list[tuple[str, ...]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._lemmas]
        self._lemmas.update(zip(new, self.language.lemmas(new), strict=True))
        return [self._lemmas[text] for text in texts]

    def represent(
        self, given: Labelled, *, confirmed: Sequence[int] = (), codebook: bool = False
    ) -> tuple[Corpus, Representation]:
        """As a run does, with the topics of the confirmed rows and nothing else of the topics.

        Without ``codebook`` the names of the themes stay out too.
        """
        keys = [theme.key for theme in given.themes]
        corpus = gather(
            given.texts,
            given.themes if codebook else (),
            {int(row): {keys[given.topics[row]]} for row in confirmed},
            {},
        )
        return corpus, represent(corpus, self, self, None)
