"""Datasette as a process of the service: its log, and that of its web server, goes our way."""

from __future__ import annotations

from collector import logs
from collector.config import Config


def main() -> None:
    # Imported here, before our log starts: it has crashes printed with the values of all variables.
    from datasette.cli import cli
    from uvicorn.config import LOGGING_CONFIG

    logs.start("data", Config.from_environment().log)
    # uvicorn applies this when it starts: its own handlers would name clients and addresses.
    LOGGING_CONFIG.clear()
    LOGGING_CONFIG.update({"version": 1, "disable_existing_loggers": False})
    cli(prog_name="datasette")


if __name__ == "__main__":
    main()
