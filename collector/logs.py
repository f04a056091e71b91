"""What the processes say of themselves on stderr: lines of JSON, or plain text for a person.

Nobody's words are in it. Of our own lines only the fields below go out; of what a library says,
only a text that stands in its code as it is, never with the values filled in; of an error, its kind
and its place. Where the lines are kept, and how long, is up to what starts the service (journald).
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from datetime import UTC, datetime
from types import FrameType, TracebackType
from typing import Any, TextIO

from collector.errors import where

LOGGER = logging.getLogger("gesprekstafel.log")

FIELDS = (
    "route", "method", "status", "ms", "request", "child", "job", "signal", "code", "seconds",
    "part", "state", "why", "port", "said", "logger", "place", "error",
)  # fmt: skip
"""All that a line may hold beside moment, level, process and event: of the code, or a number."""

AS_JSON, AS_TEXT = "json", "text"
_started: tuple[str, str] | None = None
_LEVELS = {"WARNING": "let op", "ERROR": "fout", "CRITICAL": "ernstig"}


def tell(event: str, level: int = logging.INFO, **fields: str | int | float | None) -> None:
    """One line. `said` is for the person at the console, and holds nothing of anybody either."""
    LOGGER.log(level, event, extra={"fields": fields})


def start(process: str, form: str = "", stream: TextIO | None = None) -> None:
    """From now on this process logs here; what it says otherwise (warnings, crashes) comes along.

    :param form: `json` or `text`; "": text at a terminal, else JSON
    """
    global _started
    out = stream or sys.stderr
    form = form or (AS_TEXT if out.isatty() else AS_JSON)
    handler = logging.StreamHandler(out)
    handler.setFormatter(Text(process) if form == AS_TEXT else Lines(process))
    handler.addFilter(_is_worth_saying)
    _started = process, form
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)
    sys.excepthook = _crashed
    threading.excepthook = lambda args: _crashed(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _crashed(args.exc_type, args.exc_value, args.exc_traceback)
    warnings.showwarning = _warned


def started() -> tuple[str, str] | None:
    """What `start` needs in a process that this one begins; None: it was not called here."""
    return _started


class Lines(logging.Formatter):
    """JSON, a line each."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self.process = process

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(
            {
                "at": _moment(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "level": record.levelname.lower(),
                "process": self.process,
                **_content(record),
            },
            ensure_ascii=False,
        )


class Text(logging.Formatter):
    """For a person at a terminal."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self.process = process

    def format(self, record: logging.LogRecord) -> str:
        content = _content(record)
        if "said" in content and content["event"] != "library":
            return str(content["said"])
        error = content.pop("error", None)
        level = _LEVELS.get(record.levelname, "")
        told = " ".join(str(value) for value in content.values())
        line = f"{_moment(record).astimezone():%H:%M:%S} {self.process} {level}".rstrip()
        return f"{line}: {told}" + (f"\n{error}" if error else "")


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """What libraries do is of interest when it goes wrong."""
    return record.name == LOGGER.name or record.levelno >= logging.WARNING


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _content(record: logging.LogRecord) -> dict[str, Any]:
    """Event and fields: of our own what may be there, of another one what the code itself says."""
    given: dict[str, Any]
    if record.name == LOGGER.name:
        given = {"event": record.msg, **getattr(record, "fields", {})}
    else:
        said, place = _spoken_by(record)
        given = {"event": "library", "logger": record.name, "said": said, "place": place}
    if record.exc_info and record.exc_info[1]:
        given["error"] = where(record.exc_info[1])
    order = ("event", *FIELDS)
    return {name: given[name] for name in order if given.get(name) is not None}


def _spoken_by(record: logging.LogRecord) -> tuple[str | None, str]:
    """What a library says without values, if that stands in its code; and where that is."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if isinstance(record.msg, str) and record.msg in frame.f_code.co_consts:
            return record.msg, f"{frame.f_code.co_filename}:{frame.f_lineno}"
        frame = frame.f_back
    return None, f"{record.pathname}:{record.lineno}"


def _crashed(
    kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None
) -> None:
    """What nothing else took care of; Ctrl-C is no crash."""
    if issubclass(kind, Exception):
        tell("crash", logging.CRITICAL, error=where(error) if error else kind.__name__)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning may quote what it is about: only its kind and its place are told."""
    tell("warning", logging.WARNING, error=category.__name__, place=f"{filename}:{lineno}")
