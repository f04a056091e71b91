"""Lines of the log: what comes out, and what never does."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest

from collector import logs

Start = Callable[[str], io.StringIO]


@pytest.fixture
def start() -> Iterator[Start]:
    """`start(form)` begins a log that is read back; afterwards all is as it was."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level, logs.LOGGER.level, logs.started()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning

    def started(form: str) -> io.StringIO:
        out = io.StringIO()
        logs.start("web", form, out)
        return out

    yield started
    root.handlers[:], level, own, logs._started = kept
    root.setLevel(level)
    logs.LOGGER.setLevel(own)
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks


def test_a_line_of_json(start: Start) -> None:
    out = start("json")
    logs.tell("request", logging.ERROR, route="receipts.show", ms=12, status=None)
    line = json.loads(out.getvalue())
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "error",
        "process": "web",
        "event": "request",
        "route": "receipts.show",
        "ms": 12,
    }


def test_what_is_not_on_the_list_is_left_out(start: Start) -> None:
    out = start("json")
    logs.tell("request", route="x", address="/r/geheim", text="geheim")
    assert "geheim" not in out.getvalue()
    assert json.loads(out.getvalue())["route"] == "x"


def test_text_for_a_person(start: Start) -> None:
    out = start("text")
    logs.tell("process-ended", logging.ERROR, child="data", said="data: gestopt (code 1)")
    logs.tell("request", logging.ERROR, route="run.show", status=500, error="KeyError\n  regel 3")
    first, second, third, fourth = out.getvalue().splitlines()
    assert first == "data: gestopt (code 1)"
    assert second[8:] == " web fout: request run.show 500"
    assert (third, fourth) == ("KeyError", "  regel 3")


def test_without_a_form_it_is_json_unless_somebody_looks(start: Start) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    start("")
    assert logs.started() == ("web", "json")
    logs.start("web", "", Terminal())
    assert logs.started() == ("web", "text")


def test_libraries_speak_only_when_something_is_wrong(start: Start) -> None:
    out = start("json")
    logging.getLogger("gunicorn.error").info("Booting %s", "worker")
    assert out.getvalue() == ""
    logging.getLogger("gunicorn.error").warning("Worker %s is late", "geheim")
    line = json.loads(out.getvalue())
    assert (line["said"], line["logger"]) == ("Worker %s is late", "gunicorn.error")
    assert line["place"].partition(":")[0] == __file__
    assert "geheim" not in out.getvalue()
