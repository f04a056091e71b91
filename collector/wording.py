"""What is told to a person: Dutch words, with the values that belong in them kept apart.

Pages look the words up in the reader's language and put the values in afterwards; a log, the
command line and a Dutch page say `str(wording)`. The words are found for translation because they
are written out where a `Wording` or an error is made.
"""

from __future__ import annotations

import json
from typing import Any


class Wording:
    """`text` has `%(name)s` where a value goes; a value may be a `Wording` itself."""

    def __init__(self, text: str, /, **values: Any) -> None:
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text

    def stored(self) -> tuple[str, str]:
        """The words, and the values as JSON: for two columns of a row."""
        return self.text, json.dumps({name: str(value) for name, value in self.values.items()})

    @classmethod
    def read(cls, text: str, values: str) -> Wording:
        """What `stored` gave."""
        return cls(text, **json.loads(values))
