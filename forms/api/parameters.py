"""What may stand in an address after the question mark, and reading it strictly.

A name that is not known is refused: a mistyped filter that is passed over would give everything,
and look like an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.api.problems import Wrong

LARGEST = 2**53 - 1
"""The largest whole number that JSON readers keep exact."""


@dataclass(frozen=True)
class Parameter:
    """A whole number from `least` to `most`, or one of `choices`."""

    name: str
    description: str
    least: int = 0
    most: int = LARGEST
    choices: tuple[str, ...] = ()
    default: int | None = None

    @property
    def schema(self) -> dict[str, Any]:
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        made: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return made if self.default is None else {**made, "default": self.default}

    def read(self, text: str) -> int | str:
        """:raise Wrong: 422, and says what is expected."""
        if self.choices:
            if text in self.choices:
                return text
            raise Wrong(422, f"{self.name} must be one of: {', '.join(self.choices)}.")
        if re.fullmatch(r"[0-9]{1,16}", text) and self.least <= int(text) <= self.most:
            return int(text)
        raise Wrong(422, f"{self.name} must be a whole number from {self.least} to {self.most}.")


Wishes = dict[str, Any]
"""Parameter → what was asked, or its default."""


def read(parameters: tuple[Parameter, ...], given: MultiDict[str, str]) -> Wishes:
    """:raise Wrong: 422: a name that is not known, twice the same, or a value that is not right."""
    known = {one.name: one for one in parameters}
    for name, values in given.lists():
        if name not in known:
            names = ", ".join(known) or "none"
            raise Wrong(422, f"There is a parameter that is not known here. Known: {names}.")
        if len(values) > 1:
            raise Wrong(422, f"{name} was given more than once.")
    return {
        name: one.read(given[name]) if name in given else one.default for name, one in known.items()
    }
