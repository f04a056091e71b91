"""Texts to vectors: the multilingual-e5-small sentence encoder, on this machine, without a hub.

The weights (MIT, L. Wang and others, 2024, arXiv:2402.05672) ship in ``datasets/models``, where the
recipe that made them and what was measured is found too.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from collector.config import DATASETS

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Vectors = NDArray[np.float32]

DIMENSIONS = 384
SHIPPED = DATASETS / "models" / "sentence_encoder"
PREFIX = "query: "  # the model was trained with it; for comparing texts with each other
MOST_PIECES = 512  # what the model has places for, the two marks around a text included


def check_texts(texts: Sequence[str]) -> None:
    """Refuse what has no meaning to encode.

    :raises ValueError: when a text is empty or blank, or holds a NUL character, which no text
        that people typed has.
    """
    for place, text in enumerate(texts):
        if not text.strip():
            raise ValueError(f"text {place} is empty: leave it out before encoding")
        if "\0" in text:
            raise ValueError(f"text {place} holds a NUL character: remove it before encoding")


def load_session(path: Path, threads: int) -> "InferenceSession":
    """The model, ready to run on so many threads that sleep when there is nothing to do."""
    # Spinning threads on a busy machine made one sentence take 1.7 s, not 0.03 s. Libraries that
    # use OpenMP read these once, when they are loaded; hence before the import.
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import onnxruntime  # heavy, and no web worker may load it: only here

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep what the longest text ever needed
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Encoder:
    """The sentence encoder. Making one reads the model (about 0.1 s); encoding takes 5 to 20 ms a
    sentence on one core. Only the first 512 pieces (some 350 words) of a text are read.

    :param threads: how many threads one text may use.
    """

    def __init__(self, threads: int = 1, folder: Path = SHIPPED) -> None:
        import sentencepiece  # beside onnxruntime: only where texts are encoded

        self._session = load_session(folder / "model.onnx", threads)
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "pieces.model"))
        self._marks = (self._pieces.bos_id(), self._pieces.eos_id())

    @property
    def name(self) -> str:
        """What made the vectors: model, prefix and a digest of both files; another name means
        other vectors."""
        return str(self._session.get_modelmeta().custom_metadata_map["name"])

    def pieces(self, text: str) -> list[int]:
        """The pieces of a text that the model reads, with the marks around it: at most 512."""
        first, last = self._marks
        return [first, *self._pieces.encode(PREFIX + text)[: MOST_PIECES - 2], last]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, each by itself: a batch is no faster on one core (nothing is padded), and
        a vector cannot depend on the company a text was in.

        :returns: float32 (n, 384), each row of length 1; (0, 384) for no texts.
        :raises ValueError: see :func:`check_texts`.
        """
        check_texts(texts)
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            ids = np.array([self.pieces(text)], dtype=np.int64)
            (found[place],) = self._session.run(None, {"ids": ids})[0]
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found
