"""Given names that a person hid on purpose: letter by letter, or with digits for letters."""

import re
from collections.abc import Iterator

from analysis.name_lists import NameLists

_SPELLED_OUT = re.compile(r"(?<!\w)([^\W\d_])([ ._*-])([^\W\d_])(?:\2[^\W\d_]){2,20}(?!\w)")
_WITH_DIGITS = re.compile(
    r"(?<![\w@.-])(?=[a-z]*[01345])[a-z][a-z01345]{3,18}[a-z](?![\w@-])", re.IGNORECASE
)
_MEANT = str.maketrans("01345", "oieas")


def disguised_names(text: str, lists: NameLists) -> Iterator[tuple[int, int]]:
    """Slices of folded ``text``: ``M.a.r.i.e.k.e``, ``M4r13ke``; only what is a given name."""
    for match in _SPELLED_OUT.finditer(text):
        if re.sub(r"[\W_]", "", match[0]).lower() in lists.small_given:
            yield match.span()
    for match in _WITH_DIGITS.finditer(text):
        if match[0].lower().translate(_MEANT) in lists.small_given:
            yield match.span()
