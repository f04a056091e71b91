"""Every error that the service raises on purpose. A message says what, where and the remedy."""

from __future__ import annotations

import traceback
from typing import Any

from collector.wording import Wording


class GesprekstafelError(Exception):
    """Base of all of them; the command line prints the message and exits with 1.

    What a page may show is Dutch, with its values apart: see `Wording`.
    """

    def __init__(self, message: str = "", /, **values: Any) -> None:
        self.wording = Wording(message, **values)
        super().__init__(str(self.wording))


class NotFound(GesprekstafelError):
    """What was asked for is not there (or is no longer there)."""


class Refused(GesprekstafelError):
    """The wish is understood, but a rule of the meeting forbids it now (closed, withdrawn, ...)."""


class NotAllowed(GesprekstafelError):
    """Somebody else may do this; whoever asks may not."""


class Conflict(GesprekstafelError):
    """Somebody else changed the same thing in the meantime."""


class InvalidFile(GesprekstafelError):
    """A file cannot be used: names the file, the line where known, and how to mend it.

    `where` is the way to what is wrong, such as questions[2].kind; "" when it is the whole file.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


class StorageError(GesprekstafelError):
    """The database cannot be opened, or was made by a newer version."""


class Busy(GesprekstafelError):
    """Too many want the same at once; it can be had a little later."""


def where(error: BaseException) -> str:
    """For a log: the kind of error and the lines of code, without its message.

    A message often holds the value that was wrong, and so the words of a participant or a receipt.
    """
    lines = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ or error.__context__
    below = f"\nfrom {where(cause)}" if cause else ""
    return f"{type(error).__name__}\n{lines}{below}".rstrip()
