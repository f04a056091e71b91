"""Which of the 250,000 pieces Dutch uses, and the SentencePiece file with only those."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import sentencepiece
from encoder_weights import Weights
from numpy.typing import NDArray
from sentencepiece import sentencepiece_model_pb2 as schema
from wordfreq import get_frequency_dict

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # the first four pieces, in this order
NORMALISER = "nmt_nfkc"
SCRIPTS = ("LATIN", "GREEK")
LISTS = {"nl": 1.0, "en": 0.1}  # people mix English in; its words count for a tenth
WORD_START = "▁"
NUMBER_OR_CAPITALS = re.compile(r"[0-9.,/:%-]+|[A-Z0-9]{2,4}")


def processor(weights: Weights, kept: NDArray[np.int64]) -> bytes:
    """A SentencePiece model of the kept pieces, numbered in the order given."""
    model = schema.ModelProto()
    for number, place in enumerate(kept.tolist()):
        piece = model.pieces.add(piece=weights.pieces[place], score=float(weights.scores[place]))
        if number < len(SPECIAL):
            unknown = piece.piece == "<unk>"
            piece.type = piece.UNKNOWN if unknown else piece.CONTROL
    trained = model.trainer_spec
    trained.model_type = trained.UNIGRAM
    trained.vocab_size = len(kept)
    trained.bos_id, trained.pad_id, trained.eos_id, trained.unk_id = range(len(SPECIAL))
    trained.bos_piece, trained.pad_piece, trained.eos_piece, trained.unk_piece = SPECIAL
    normaliser = sentencepiece.SentencePieceNormalizer(rule_name=NORMALISER)
    made = schema.ModelProto.FromString(normaliser.serialized_model_proto())
    model.normalizer_spec.CopyFrom(made.normalizer_spec)
    return model.SerializeToString()


def written(word: str) -> Iterator[str]:
    """A word of a frequency list as people write it: the lists are in lower case."""
    yield word
    yield word.capitalize()
    if len(word) <= 5:
        yield word.upper()


def words() -> Iterator[tuple[str, float]]:
    """Words with how often they are used, as a share of all words."""
    for language, share in LISTS.items():
        for word, frequency in get_frequency_dict(language, "best").items():
            for form, part in zip(written(word), (0.85, 0.14, 0.01), strict=False):
                yield form, frequency * share * part


def basic(piece: str) -> bool:
    """Whether a piece may be needed in any text: one sign (a letter of Latin or Greek, a digit,
    punctuation, a symbol, emoji too), a number, or capitals as in an abbreviation."""
    sign = piece.removeprefix(WORD_START)
    if len(sign) != 1:
        return not sign or NUMBER_OR_CAPITALS.fullmatch(sign) is not None
    kind = unicodedata.category(sign)
    if kind[0] == "L":
        return unicodedata.name(sign, "").split(" ")[0] in SCRIPTS
    if kind[0] == "N":
        return sign.isascii()
    return kind[0] in "PSM" and not unicodedata.name(sign, "").startswith(("CJK", "HANGUL"))


def used(weights: Weights, texts: Iterable[str], size: int) -> NDArray[np.int64]:
    """The places of the pieces to keep, in the order of the file: the special ones, the basic
    ones, all that the texts need, and of the rest those that the frequency lists need most.

    :param texts: Dutch as people write it, whose every piece is kept.
    :param size: how many pieces at most.
    """
    every = np.arange(len(weights.pieces) - 1)  # the last is <mask>
    whole = sentencepiece.SentencePieceProcessor(model_proto=processor(weights, every))
    always = set(range(len(SPECIAL)))
    always |= {place for place in every.tolist() if basic(weights.pieces[place])}
    for ids in whole.encode(["query: ", *texts]):
        always.update(ids)
    counts: Counter[int] = Counter()
    for word, frequency in words():
        for place in whole.encode(word):
            counts[place] += frequency
    wanted = [place for place, _ in counts.most_common() if place not in always]
    print(f"{len(always)} always, {len(wanted)} more in the lists; {size} kept")
    return np.array(sorted([*always, *wanted[: size - len(always)]]), dtype=np.int64)
