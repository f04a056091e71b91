"""Put the finished pipeline in its place, ``datasets/models/nl_gesprekstafel``.

    python datasets/models/recipe/ship.py --work WORK_FOLDER

With what it is and who is to be thanked; without where it was made, and without the stand-ins for
hidden words (see ``augment.py``).
"""

import argparse
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "nl_gesprekstafel"

META = {
    "name": "gesprekstafel",
    "version": "2.1.0",
    "spacy_version": ">=3.8.0,<3.9.0",
    "description": "Dutch: word classes, morphology and dependencies, small, with word vectors",
    "author": "Gesprekstafel contributors",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": f"Universal Dependencies Dutch {name}",
            "author": "Gosse Bouma, Gertjan van Noord and others, University of Groningen",
            "license": "CC BY-SA 4.0",
        }
        for name in ("LassySmall", "Alpino")
    ]
    + [
        {"name": "wordfreq 3.1 (word list)", "author": "Robyn Speer", "license": "CC BY-SA 4.0"},
        {
            "name": "multilingual-e5-small (word vectors)",
            "author": "Liang Wang and others",
            "license": "MIT",
        },
    ],
}


def without_paths(settings: str) -> str:
    """A configuration that names no file."""
    return re.sub(r'(?m)^(train|dev|vectors|begun|source) = ["/].*$', r"\1 = null", settings)


def edit(path: Path, change: Callable[[Any], Any]) -> None:
    """Change a JSON file."""
    changed = change(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(changed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Copy, describe, leave out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for what is in between")
    given = parser.parse_args()

    shutil.rmtree(TARGET, ignore_errors=True)
    shutil.copytree(given.work / "finished" / "model-last", TARGET)
    settings = TARGET / "config.cfg"
    settings.write_text(without_paths(settings.read_text(encoding="utf-8")), encoding="utf-8")
    edit(TARGET / "meta.json", lambda meta: {**meta, **META})
    strings = TARGET / "vocab" / "strings.json"
    edit(strings, lambda all_: [each for each in all_ if not each.startswith("\0")])


if __name__ == "__main__":
    main()
