"""The commonest Dutch words, and what the sentence encoder makes of each.

    python datasets/models/recipe/words.py --work WORK_FOLDER

Needs ``pip install wordfreq==3.1.1`` (the list only; the project does not). Writes ``words.txt``,
commonest first, and ``words/NNNNNN.npy``, a thousand words to a file: stopped half-way, it goes on
where it was. Ten to twenty minutes on one core.
"""

import argparse
from pathlib import Path

import numpy as np

from analysis.embed import Encoder

WORDS = 60_000
PIECE = 1_000


def main() -> None:
    """List the words, encode what was not encoded yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for what is in between")
    given = parser.parse_args()
    folder = given.work / "words"
    folder.mkdir(parents=True, exist_ok=True)

    listed = given.work / "words.txt"
    if not listed.exists():
        from wordfreq import top_n_list

        listed.write_text("\n".join(top_n_list("nl", WORDS)) + "\n", encoding="utf-8")
    words = listed.read_text(encoding="utf-8").splitlines()
    encoder = Encoder()
    for start in range(0, len(words), PIECE):
        piece = folder / f"{start:06d}.npy"
        if piece.exists():
            continue
        part = folder / "part"
        with part.open("wb") as file:
            np.save(file, encoder.encode(words[start : start + PIECE]).astype(np.float16))
        part.rename(piece)
        print(f"{min(start + PIECE, len(words))} of {len(words)} words", flush=True)


if __name__ == "__main__":
    main()
