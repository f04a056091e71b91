"""Names that deduce finds, and its name lists, without what deduce does to its surroundings.

deduce (LGPL, used as a library) is made for medical files. At import it sets the root
logger to DEBUG with a handler on stdout and changes the warning filters; on loading it
reads 200,000 streets and care institutions (1.1 GB), spells out diseases that are named
after a person in every way (half the time), and writes a cache into its own package folder.
Here it is loaded from a temporary copy of its name lists only, which is removed again:
0.1 GB, nothing written elsewhere, logging and warnings as they were.
"""

import importlib
import logging
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_HEAVY = ("street", "hospital", "healthcare", "placename", "eponymous_disease")
# deduce's time grows with the cube of the names in one text, so a long one goes in pieces.
_CHUNK = re.compile(r".{1,400}(?:(?<=[.!?])\s|$)|.{1,400}(?:\s|$)|.{1,400}", re.DOTALL)
_UNUSED = {
    *("locations", "institutions", "dates", "ages", "identifiers", "phone_numbers"),
    *("email_addresses", "urls", "merge_adjacent_annotations", "redactor"),
}


class DeduceNames:
    """deduce's name rules and lists, loaded once (about one second).

    :ivar given_names: given names as deduce writes them, capitalised.
    :ivar surnames: surnames without ``van der`` and the like, capitalised.
    :ivar residences: towns, villages, municipalities and islands of the Netherlands.
    """

    def __init__(self) -> None:
        with _contained():
            deduce = importlib.import_module("deduce")
            lookup = importlib.import_module("deduce.lookup_structs")
            source = Path(str(deduce.__file__)).parent / "data" / "lookup" / "src"
            with tempfile.TemporaryDirectory(prefix="deidentify-") as name:
                folder = _reduced(source, lookup.all_lists, Path(name))
                self._deduce: Any = deduce.Deduce(lookup_data_path=folder, cache_path=folder)
            read = lookup.load_raw_itemset
            self.given_names = frozenset(read(source / "names" / "lst_first_name"))
            self.surnames = frozenset(read(source / "names" / "lst_surname"))
            places = source / "locations" / "lst_placename"
            residences = read(places / "lst_residence") | read(places / "lst_municipality")
            self.residences = frozenset(residences | read(places / "lst_region"))

    def find(self, text: str) -> list[tuple[int, int]]:
        """Slices of ``text`` that deduce takes for a person's name, in reading order."""
        found: list[tuple[int, int]] = []
        for match in _CHUNK.finditer(text):
            annotations = self._deduce.deidentify(match[0], disabled=_UNUSED).annotations
            offset = match.start()
            found += [(offset + each.start_char, offset + each.end_char) for each in annotations]
        return sorted(found)


def _reduced(source: Path, lists: list[str], folder: Path) -> Path:
    """A lookup folder with every list that deduce asks for, the heavy ones empty."""
    for name in lists:
        target = folder / "src" / name
        if any(heavy in name for heavy in _HEAVY):
            target.mkdir(parents=True)
            (target / "items.txt").touch()
        else:
            shutil.copytree(source / name, target)
    (folder / "cache").mkdir()
    return folder


@contextmanager
def _contained() -> Iterator[None]:
    """Puts the root logger and the warning filters back as they were."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    quiet = logging.NullHandler()  # with a handler in place, basicConfig does nothing
    root.addHandler(quiet)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
