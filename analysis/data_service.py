"""How Datasette is started on the releases: which files, with what to say about them.

It runs as a process of its own, on immutable files. It is restarted when a newer release appears:
a file swapped under a running Datasette would answer with old and new mixed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analysis.data_pages.description import describe
from analysis.release_file import open_release
from collector.config import DATASETS, REPOSITORY, Config

FOLDER = DATASETS / "datasette"

SETTINGS: dict[str, str] = {
    "sql_time_limit_ms": "1000",
    "facet_time_limit_ms": "500",
    "suggest_facets": "off",
    "max_returned_rows": "1000",
    "default_page_size": "50",
    "truncate_cells_html": "0",
    "allow_download": "on",
    "max_csv_mb": "100",
}


def newest_releases(releases_folder: Path) -> list[Path]:
    """The newest release file of every programme, by the name of the programme."""
    newest: dict[str, tuple[int, Path]] = {}
    for file in releases_folder.glob("[0-9]*/*.db"):
        if not file.parent.name.isdigit():
            continue
        number = int(file.parent.name)
        if number > newest.get(file.stem, (0, file))[0]:
            newest[file.stem] = number, file
    return [newest[name][1] for name in sorted(newest)]


def data_command(
    config: Config,
    releases: Sequence[Path] | None = None,
    *,
    allow_sql: bool | None = None,
    base_url: str | None = None,
) -> list[str]:
    """The command that serves the newest release of every programme.

    Writes Datasette's metadata and counts to the cache of the instance. Without a release the
    service says that there is none yet.

    :param releases: the files to serve; None looks for the newest.
    :param allow_sql: whether visitors may ask questions of their own in SQL; None: as configured.
    :param base_url: where the service stands, when behind a prefix; ends with a slash. None: the
        path of the configured address.
    """
    files = newest_releases(config.releases) if releases is None else list(releases)
    cache = config.cache / "data"
    cache.mkdir(parents=True, exist_ok=True)
    metadata, inspected = cache / "metadata.json", cache / "inspect.json"
    _write(metadata, describe(files, config.data_address, config.data_robots, config.hosts))
    _write(inspected, inspect(files))
    settings = {
        **SETTINGS,
        "default_allow_sql": "on"
        if (config.data_sql if allow_sql is None else allow_sql)
        else "off",
        "base_url": (urlsplit(config.data_address).path or "/") if base_url is None else base_url,
    }
    command = [sys.executable, "-m", "analysis.data_process", "serve"]
    for file in files:
        command += ["-i", str(file)]
    command += ["--host", config.host, "--port", str(config.data_port)]
    command += ["--inspect-file", str(inspected), "--metadata", str(metadata)]
    command += ["--template-dir", str(FOLDER / "templates")]
    command += ["--plugins-dir", str(FOLDER / "plugins")]
    # Underscores: no programme has one in its slug, and so in its address.
    command += ["--static", f"_forms:{REPOSITORY / 'forms' / 'static'}"]
    command += ["--static", f"_data:{FOLDER / 'static'}"]
    for name, value in settings.items():
        command += ["--setting", name, value]
    return command


def inspect(files: Sequence[Path]) -> dict[str, Any]:
    """What `datasette inspect` would find: hash, size and counts of each file."""
    found = {}
    for file in files:
        with closing(open_release(file)) as connection:
            # Of tables only: Datasette fails on a view that is counted beforehand.
            sql = "SELECT name FROM pragma_table_list WHERE type <> 'view'"
            names = [row[0] for row in connection.execute(sql)]
            counts = {
                name: {"count": connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]}
                for name in names
                if not name.startswith("sqlite_")
            }
        content = file.read_bytes()
        found[file.stem] = {
            "hash": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "file": str(file),
            "tables": counts,
        }
    return found


def _write(path: Path, content: dict[str, Any]) -> None:
    """Beside and renamed: a process that starts meanwhile reads the old one or the new one."""
    beside = path.with_suffix(".new")
    try:
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        # On a disk that may only be read no release can have come since it was written.
        if error.errno != errno.EROFS or not path.exists():
            raise
        return
    beside.replace(path)
