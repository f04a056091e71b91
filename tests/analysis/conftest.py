"""The language model and the encoder, loaded once; both are the real ones."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis.embed import DIMENSIONS, Encoder, Vectors
from analysis.language import Language, load_pipeline

SHARED = Path(__file__).parents[3] / "shared"

MENTORS = (
    "Mentoren hebben meer uren nodig om een student goed te begeleiden.",
    "Een beginnende docent verdient een vaste mentor in het eerste jaar.",
    "De begeleiding van studenten hangt nu af van welke mentor je treft.",
    "Geef mentoren een training in het voeren van coachgesprekken.",
    "Zonder tijd voor de mentor is begeleiding op school een wassen neus.",
    "Elke starter zou twee jaar lang begeleiding van een mentor moeten krijgen.",
    "Mentoren en studenten spreken elkaar te weinig over de lessen.",
)
MONEY = (
    "Er is te weinig budget voor de opleiding op de werkplek.",
    "De subsidie stopt na vier jaar en dan is het geld op.",
    "Scholen betalen de kosten van scholing nu zelf uit een krap budget.",
    "Een vast bedrag per student maakt de bekostiging voorspelbaar.",
    "Kleine besturen kunnen de kosten van het partnerschap niet dragen.",
    "Wie betaalt de extra uren als de subsidie wegvalt?",
    "Leg de verdeling van het geld vast in een meerjarige begroting.",
)
DIGITAL = (
    "Leerlingen gebruiken kunstmatige intelligentie voor hun huiswerk.",
    "Digitale geletterdheid hoort in elk leerjaar van de opleiding.",
    "Docenten weten weinig van kunstmatige intelligentie en van algoritmes.",
    "De laptops en het netwerk op school zijn verouderd.",
    "Oefen met digitale leermiddelen voordat je ermee voor de klas staat.",
    "Er moet beleid komen voor chatbots en andere digitale hulpmiddelen.",
    "Software voor toetsen verzamelt te veel gegevens van leerlingen.",
)


class CachedEncoder:
    """The encoder, each text encoded once in a test run."""

    def __init__(self) -> None:
        self._encoder = Encoder()
        self._held: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str], /) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._held]
        self._held.update(zip(new, self._encoder.encode(new), strict=True))
        rows = [self._held[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)


@pytest.fixture(scope="session")
def language() -> Language:
    return load_pipeline()


@pytest.fixture(scope="session")
def encoder() -> CachedEncoder:
    return CachedEncoder()


@pytest.fixture(scope="session")
def statements() -> list[str]:
    """Twenty-one statements about three things: mentors, money, digital tools; seven of each."""
    return [*MENTORS, *MONEY, *DIGITAL]


def _shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine; its place is shared/ beside the repo")
    return path


@pytest.fixture
def round_tables_2018() -> Path:
    return _shared("seeds/gesprekstafels-2018.txt")


@pytest.fixture
def network_2022() -> Path:
    return _shared("seeds/leernetwerk-inductie-2022.txt")


@pytest.fixture
def sib200() -> Path:
    return _shared("data/sib200/nld_train.tsv")
