"""Puts the files of a backup in the place of those that are there: all of them, or none.

Everything is prepared in the folder `restoring` beside them. Writing the file `restoring.json` is
the moment of change: before it, the old is whole and in its place; after it, whoever opens the
instance next (`collector.instance_lock`) completes what a killed process left. Each step can be
done twice.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from collector.config import Config

PARTS = (
    *("collector.db", "contacts.db", "releases", "secret_key"),
    *("wrap-up.docx", "wrap-up.pptx", "demo_password"),
)
"""What an instance is made of; everything else in it can be made again."""

_BESIDE = ("-wal", "-shm", "-journal")
_READY = "restoring"
_NOTE = "restoring.json"


def is_interrupted(config: Config) -> bool:
    return (config.instance / _NOTE).exists()


def exchange(config: Config, prepared: Path, aside: Path) -> None:
    """Put what is in `prepared` in place, and what was there in `aside`; the caller is alone.

    :param prepared: a folder on the same disk with the new files under their own names
    :param aside: a folder in the instance that is not there yet
    """
    for path in sorted(prepared.rglob("*")):
        to_disk(path)
    to_disk(prepared)
    forget_prepared(config)
    prepared.rename(config.instance / _READY)
    to_disk(config.instance)
    below = aside.relative_to(config.instance).as_posix()
    write_whole(config.instance / _NOTE, json.dumps({"aside": below}))
    complete(config)


def forget_prepared(config: Config) -> None:
    """What a process prepared that was killed before the moment of change."""
    if not is_interrupted(config) and (config.instance / _READY).exists():
        shutil.rmtree(config.instance / _READY)


def complete(config: Config) -> None:
    """What `exchange` began, from wherever it stopped; the caller is alone."""
    note = config.instance / _NOTE
    if not note.exists():
        return
    told = json.loads(note.read_text(encoding="utf-8"))
    prepared, aside = config.instance / _READY, config.instance / told["aside"]
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    marked = prepared / ".old-is-aside"
    if prepared.is_dir() and not marked.exists():
        for name in (*PARTS, *(f"{part}{end}" for part in PARTS[:2] for end in _BESIDE)):
            if (config.instance / name).exists():
                (config.instance / name).rename(aside / name)
        for folder in (config.instance, aside):
            to_disk(folder)
        marked.touch()
        to_disk(prepared)
    for name in PARTS:
        if (prepared / name).exists():
            (prepared / name).rename(config.instance / name)
    to_disk(config.instance)
    note.unlink()
    to_disk(config.instance)
    shutil.rmtree(prepared, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """A small file for its owner, on disk, in one step: the old text or the new."""
    beside = path.with_name(f".{path.name}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    to_disk(path.parent)


def to_disk(path: Path) -> None:
    """A file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
