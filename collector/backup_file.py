"""One backup is one zip: the parts of an instance, and a manifest that says what they have to be.

The manifest (`manifest.json`) names the schema, the version that made it, the moment as of which
everything is, and of each part its size and SHA-256. A file without one is no backup of ours; one
whose parts differ from it is damaged. Answers and contact details are two files inside, as they are
outside: nothing joins them, and whoever may keep the instance may keep its backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from collector.erased import NAME as ERASED
from collector.errors import InvalidFile
from collector.exchanging import PARTS, to_disk

FORMAT = "gesprekstafel-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
HELD = (*PARTS, ERASED)
"""The parts of an instance, and what is known of what was erased."""
_MANIFEST_MOST = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_FASTEST = 1  # of zlib: half the size already, for a third of the time of its default
_BAD = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_PLAIN_PATH = re.compile(r"[^/\\\0]+(/[^/\\\0]+)*")


class BackupKind(StrEnum):
    DAILY = "daily"
    BY_HAND = "by_hand"
    BEFORE_UPGRADE = "before_upgrade"
    BEFORE_RESTORE = "before_restore"


@dataclass(frozen=True)
class Part:
    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. Moments are UTC, in seconds."""

    moment: str
    kind: BackupKind
    schema: int
    version: str  # of the software that made it
    parts: tuple[Part, ...]
    last_event: int
    ends_first: str | None = None  # the first day on which something in it has to be gone
    audit_head: str | None = None  # hash of the last row of the audit chain
    cleaned_at: str | None = None  # when what was erased since was taken out of it

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.moment)


def file_name(moment: datetime, kind: BackupKind) -> str:
    """Sorts by moment: `gesprekstafel-20261122T030000Z-daily.zip`"""
    stamp = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"gesprekstafel-{stamp}-{kind.replace('_', '-')}.zip"


def part_paths(folder: Path) -> list[Path]:
    """The files below a folder that belong in a backup, in a fixed order."""
    found: list[Path] = []
    for name in HELD:
        path = folder / name
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.is_file())
        elif path.exists():
            found.append(path)
    return found


def describe(folder: Path) -> tuple[Part, ...]:
    """Size and hash of every part in a folder."""
    return tuple(
        Part(path.relative_to(folder).as_posix(), path.stat().st_size, _hash_of(path))
        for path in part_paths(folder)
    )


def write(folder: Path, manifest: Manifest, target: Path) -> None:
    """The parts in a folder as one file: written beside, read back, on disk, and then renamed.

    :raise InvalidFile: what was read back differs from what was written.
    :raise OSError: the disk is full, or may not be written to.
    """
    beside = target.with_name(f".{target.name}.part")
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FASTEST) as made:
                _add(made, MANIFEST, manifest, _as_json(manifest))
                for part in manifest.parts:
                    _add(made, part.name, manifest, folder / part.name)
            file.flush()
            os.fsync(file.fileno())
        if verify(beside) != manifest:
            raise InvalidFile(f"{target}: what was written is not what is read back.")
        beside.rename(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    to_disk(target.parent)


def _add(made: zipfile.ZipFile, name: str, manifest: Manifest, content: Path | bytes) -> None:
    entry = zipfile.ZipInfo(name, manifest.made_at.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    with made.open(entry, "w", force_zip64=True) as into:
        if isinstance(content, bytes):
            into.write(content)
            return
        with content.open("rb") as source:
            for chunk in _chunks(source):
                into.write(chunk)


def _as_json(manifest: Manifest) -> bytes:
    content = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read_manifest(path: Path) -> Manifest:
    """What a file says that it is, without reading its parts.

    :raise InvalidFile: it is no backup, or its beginning is damaged.
    """
    with _opened(path) as backup:
        return _manifest(path, backup)


def verify(path: Path) -> Manifest:
    """Read all of it, and hold every part against the manifest.

    :raise InvalidFile: it is no backup, or it is damaged.
    """
    return _each_part(path, None)


def extract(path: Path, folder: Path, *, only: Collection[str] = ()) -> Manifest:
    """As `verify`, with the parts as files in a folder.

    :param only: names of parts; the others are left out and not looked at
    :raise OSError: the disk is full, or may not be written to.
    """
    return _each_part(path, folder, only)


def _each_part(path: Path, folder: Path | None, only: Collection[str] = ()) -> Manifest:
    with _opened(path) as backup:
        manifest = _manifest(path, backup)
        there = {entry.filename for entry in backup.infolist()} - {MANIFEST}
        if there != {part.name for part in manifest.parts}:
            raise InvalidFile(f"{path}: is damaged: it holds other parts than it says.")
        for part in manifest.parts:
            if only and part.name not in only:
                continue
            found = hashlib.sha256()
            with backup.open(part.name) as source, _into(folder, part) as into:
                size = 0
                for chunk in _chunks(source):
                    size += len(chunk)
                    if size > part.size:
                        break
                    found.update(chunk)
                    if into:
                        into.write(chunk)
            if (size, found.hexdigest()) != (part.size, part.sha256):
                raise InvalidFile(f"{path}: is damaged: {part.name} is not what it was. {_OTHER}")
    return manifest


_OTHER = "Use another backup."


@contextmanager
def _into(folder: Path | None, part: Part) -> Iterator[IO[bytes] | None]:
    if folder is None:
        yield None
        return
    target = folder / part.name
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """:raise InvalidFile: instead of the errors of a zip that is damaged or none."""
    if not path.is_file():
        raise InvalidFile(f"{path}: there is no such file. Check the name and the folder.")
    reading = False
    try:
        with zipfile.ZipFile(path) as backup:
            reading = True
            yield backup
    except _BAD as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk: full, or no permission
        what = "is damaged" if reading else "is no backup, or a part of one"
        raise InvalidFile(f"{path}: {what} ({error}). {_OTHER}") from error


def _manifest(path: Path, backup: zipfile.ZipFile) -> Manifest:
    foreign = f"{path}: is not a backup of this service."
    try:
        entry = backup.getinfo(MANIFEST)
    except KeyError as error:
        raise InvalidFile(foreign) from error
    if entry.file_size > _MANIFEST_MOST:
        raise InvalidFile(foreign)
    try:
        told = json.loads(backup.read(entry))
        if told.pop("format") != FORMAT:
            raise InvalidFile(foreign)
        if told.pop("format_version") > FORMAT_VERSION:
            raise InvalidFile(f"{path}: was made by a newer version. Install that one.")
        parts = tuple(Part(**part) for part in told.pop("parts"))
        manifest = Manifest(**{**told, "kind": BackupKind(told["kind"])}, parts=parts)
        _ = manifest.made_at
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidFile(foreign) from error
    for part in parts:
        if not _PLAIN_PATH.fullmatch(part.name) or {".", ".."} & set(part.name.split("/")):
            raise InvalidFile(f"{path}: holds a part with a name that no backup has.")
        if part.name.split("/")[0] not in HELD:
            raise InvalidFile(f"{path}: holds a part with a name that no backup has.")
    return manifest


def _hash_of(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in _chunks(file):
            found.update(chunk)
    return found.hexdigest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
