"""Treebank files to spaCy's training format, ten sentences to a document.

    python datasets/models/recipe/corpus.py --train FILE … --measure FILE --work WORK_FOLDER

Writes ``train.spacy``, ``choose.spacy`` (every twentieth block of ten sentences of the training
files, kept apart to choose by) and ``measure.spacy``, which decides nothing; beside each, the
same sentences as CoNLL-U.
"""

import argparse
import subprocess
import sys
from pathlib import Path

BLOCK = 10  # sentences in one training document, so that sentence ends are learnt too
KEEP_APART = 20  # every so many blocks, one is kept apart


def sentences(path: Path) -> list[str]:
    """The sentences of a CoNLL-U file, each as its lines."""
    return [block for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]


def split(found: list[str]) -> tuple[list[str], list[str]]:
    """Sentences to train on and sentences to choose by."""
    train: list[str] = []
    choose: list[str] = []
    for start in range(0, len(found), BLOCK):
        to = choose if (start // BLOCK) % KEEP_APART == 0 else train
        to.extend(found[start : start + BLOCK])
    return train, choose


def convert(name: str, found: list[str], work: Path) -> None:
    """Write sentences as CoNLL-U and as spaCy's binary training format."""
    source = work / f"{name}.conllu"
    source.write_text("\n\n".join(found) + "\n\n", encoding="utf-8")
    command = [sys.executable, "-m", "spacy", "convert", str(source), str(work)]
    subprocess.run([*command, "--converter", "conllu", "--n-sents", str(BLOCK)], check=True)


def main() -> None:
    """Split and convert."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True, nargs="+", help="CoNLL-U files")
    parser.add_argument("--measure", type=Path, required=True, help="CoNLL-U file")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is in between")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)

    train: list[str] = []
    choose: list[str] = []
    for path in given.train:
        more_train, more_choose = split(sentences(path))
        train += more_train
        choose += more_choose
    convert("train", train, given.work)
    convert("choose", choose, given.work)
    convert("measure", sentences(given.measure), given.work)


if __name__ == "__main__":
    main()
