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
        kept = json.loads(values)
        one = kept.pop(_ONE, None)
        return (
            cls(text, **kept) if one is None else Counted(one, text, int(kept.pop("num")), **kept)
        )


_ONE = "one"  # beside the values: no placeholder has this name


class Counted(Wording):
    """Words with a number: `one` when it is 1, else `many`; the number goes in `%(num)s`."""

    def __init__(self, one: str, many: str, num: int, /, **values: Any) -> None:
        super().__init__(many, num=num, **values)
        self.one, self.num = one, num

    def __str__(self) -> str:
        return (self.one if self.num == 1 else self.text) % self.values

    def stored(self) -> tuple[str, str]:
        text, values = super().stored()
        return text, json.dumps({**json.loads(values), _ONE: self.one})
