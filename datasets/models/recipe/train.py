"""Train the Dutch spaCy pipeline that ships in ``datasets/models/nl_gesprekstafel``.

Run from the root of the repository, with the folder that holds the four treebank files::

    python datasets/models/recipe/train.py --ud UD_FOLDER --work WORK_FOLDER

Trains on LassySmall dev and test and Alpino dev; every twentieth block of ten sentences is kept
apart to choose the best step. Alpino test is only measured on. spaCy is called as a program, so
that nothing but ``analysis/language.py`` imports it.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "nl_gesprekstafel"
TRAIN = ("lassysmall-dev", "lassysmall-test", "alpino-dev")
MEASURE = "alpino-test"
BLOCK = 10  # sentences in one training document, so that sentence ends are learnt too
KEEP_APART = 20  # every so many blocks, one chooses the best step

META = {
    "name": "gesprekstafel",
    "version": "1.0.0",
    "spacy_version": ">=3.8.0,<3.9.0",
    "description": "Dutch: word classes, morphology and dependencies, small, without vectors",
    "author": "Gesprekstafel contributors",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": f"Universal Dependencies Dutch {name}",
            "author": "Gosse Bouma, Gertjan van Noord and others, University of Groningen",
            "license": "CC BY-SA 4.0",
        }
        for name in ("LassySmall", "Alpino")
    ],
}


def sentences(path: Path) -> list[str]:
    """The sentences of a CoNLL-U file, each as its lines."""
    return [block for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]


def split(found: list[str]) -> tuple[list[str], list[str]]:
    """Sentences to train on and sentences to choose the best step by."""
    train: list[str] = []
    choose: list[str] = []
    for start in range(0, len(found), BLOCK):
        to = choose if (start // BLOCK) % KEEP_APART == 0 else train
        to.extend(found[start : start + BLOCK])
    return train, choose


def spacy(*arguments: str) -> None:
    """Run ``python -m spacy`` on one thread.

    :raises subprocess.CalledProcessError: when spaCy refuses.
    """
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-m", "spacy", *arguments], check=True, env=environment)


def convert(name: str, found: list[str], work: Path) -> Path:
    """Write sentences as spaCy's binary training format, ten to a document."""
    source = work / f"{name}.conllu"
    source.write_text("\n\n".join(found) + "\n\n", encoding="utf-8")
    spacy("convert", str(source), str(work), "--converter", "conllu", "--n-sents", str(BLOCK))
    return work / f"{name}.spacy"


def ship(best: Path) -> None:
    """Put a trained pipeline in its place, with what it is and without where it was made."""
    shutil.rmtree(TARGET, ignore_errors=True)
    shutil.copytree(best, TARGET)
    settings = TARGET / "config.cfg"
    lines = settings.read_text(encoding="utf-8").splitlines()
    without = [re.sub(r"^(train|dev) = .*", r"\1 = null", line) for line in lines]
    settings.write_text("\n".join(without) + "\n", encoding="utf-8")
    meta = TARGET / "meta.json"
    described = {**json.loads(meta.read_text(encoding="utf-8")), **META}
    meta.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Convert, train, measure, and put the best model in its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the treebank files")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is in between")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)

    train: list[str] = []
    choose: list[str] = []
    for name in TRAIN:
        more_train, more_choose = split(sentences(given.ud / f"{name}.conllu"))
        train += more_train
        choose += more_choose
    train_path = convert("train", train, given.work)
    choose_path = convert("choose", choose, given.work)
    measure_path = convert("measure", sentences(given.ud / f"{MEASURE}.conllu"), given.work)

    trained = given.work / "trained"
    corpora = ("--paths.train", str(train_path), "--paths.dev", str(choose_path))
    spacy("train", str(HERE / "config.cfg"), "--output", str(trained), *corpora)

    best = trained / "model-best"
    report = given.work / "measured.json"
    spacy("evaluate", str(best), str(measure_path), "--output", str(report))
    measured = json.loads(report.read_text(encoding="utf-8"))
    print({key: measured[key] for key in ("pos_acc", "morph_acc", "dep_uas", "dep_las", "speed")})
    ship(best)


if __name__ == "__main__":
    main()
