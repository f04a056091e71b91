"""What a disk may hold after the power is cut: what was synced, and any part of the rest.

A disk and its file system promise what `fsync` promises (POSIX,
https://pubs.opengroup.org/onlinepubs/9799919799/functions/fsync.html): what was written to a file
before its sync is there, and the names in a folder are there after a sync of that folder. Of what
was written since, each sector may be there or not, and each change of a name as well.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forms.benchmarks.system_calls import Call

SECTOR = 512
NOT_FILES = ("-shm",)
"""Memory that processes share: after a cut it is made anew."""


@dataclass
class _File:
    """Bytes that were on disk at the beginning, and what was done since: number of the call, an
    offset and bytes; no bytes: cut off there."""

    start: bytes = b""
    done: list[tuple[int, int, bytes | None]] = field(default_factory=list)
    position: int = 0
    synced: int = 0  # every call before this one


@dataclass
class _Naming:
    """A name that came, went or changed. `file` None: a folder, or what has that name already."""

    call: int
    kind: str  # create, folder, rename, remove
    path: str
    other: str = ""
    file: _File | None = None
    synced: bool = False


class Disk:
    """Follows the calls, from a copy of the folder as it was; see `cut`.

    :param lies: says that it synced, and did not
    """

    def __init__(self, folder: Path, copy: Path, *, lies: bool = False) -> None:
        self.folder, self.lies = str(folder), lies
        self.names: dict[str, _File | None] = {self.folder: None}
        for path in sorted(copy.rglob("*")):
            name = str(folder / path.relative_to(copy))
            self.names[name] = _File(path.read_bytes()) if path.is_file() else None
        self.begin = dict(self.names)
        self.namings: list[_Naming] = []

    def follow(self, number: int, call: Call) -> None:
        """:param number: how many calls came before"""
        if not (call.path.startswith(self.folder) and not call.path.endswith(NOT_FILES)):
            return
        file = self.names.get(call.path)
        if call.name == "openat":
            self._open(number, call)
        elif call.name in ("fsync", "fdatasync"):
            self._sync(call)
        elif call.name in ("rename", "renameat2", "unlink", "unlinkat", "mkdir", "rmdir", "link"):
            self._name(number, call)
        elif file is not None:
            self._write(number, file, call)

    def _open(self, number: int, call: Call) -> None:
        file = self.names.get(call.path)
        if file is None and "O_CREAT" in call.flags:
            file = self.names[call.path] = _File()
            self.namings.append(_Naming(number, "create", call.path, file=file))
        if file is not None:
            file.position = 0
            if "O_TRUNC" in call.flags:
                file.done.append((number, 0, None))

    def _write(self, number: int, file: _File, call: Call) -> None:
        if call.name == "pwrite64":
            file.done.append((number, call.number, call.data))
        elif call.name == "write":
            file.done.append((number, file.position, call.data[: call.number]))
            file.position += call.number
        elif call.name == "lseek":
            file.position = call.number
        elif call.name == "ftruncate":
            file.done.append((number, call.number, None))
        elif call.name not in ("sendto", "recvfrom"):
            raise NotImplementedError(f"{call.name} on {call.path}")

    def _sync(self, call: Call) -> None:
        if self.lies:
            return
        file = self.names.get(call.path)
        if file is not None:
            file.synced = max(file.synced, call.began)
            return
        for naming in self.namings:
            parents = {str(Path(one).parent) for one in (naming.path, naming.other) if one}
            if naming.call < call.began and call.path in parents:
                naming.synced = True
                if naming.kind == "rename":
                    self._comes_along(naming)

    def _comes_along(self, renamed: _Naming) -> None:
        """What has its new name on disk is there, also when its old name never was."""
        for naming in self.namings:
            if naming.path == renamed.path and naming.kind in ("create", "folder"):
                naming.synced = naming.synced or naming.call < renamed.call

    def _name(self, number: int, call: Call) -> None:
        kinds = {"mkdir": "folder", "rename": "rename", "renameat2": "rename", "link": "link"}
        naming = _Naming(number, kinds.get(call.name, "remove"), call.path, call.other)
        self.namings.append(naming)
        _apply(self.names, naming)

    def cut(self, chance: random.Random, into: Path) -> None:
        """One of the disks that may be left when the power goes now."""
        share = chance.choice((0.0, 0.5, 0.9, 1.0))  # of what was not synced, what came through
        names = dict(self.begin)
        for naming in self.namings:
            if naming.synced or chance.random() < share:
                _apply(names, naming)
        for name, file in sorted(names.items()):
            path = into / Path(name).relative_to(self.folder)
            if not path.parent.is_dir():
                continue  # the folder itself has no name
            if file is None:
                path.mkdir(exist_ok=True)
            else:
                path.write_bytes(_content(file, share, chance))


def _apply(names: dict[str, _File | None], naming: _Naming) -> None:
    """As far as what it is about is there."""
    if naming.kind == "create":
        names[naming.path] = naming.file
    elif naming.kind == "folder":
        names[naming.path] = None
    elif naming.kind == "link" and naming.path in names:
        names[naming.other] = names[naming.path]
    elif naming.kind == "remove":
        names.pop(naming.path, None)
    elif naming.kind == "rename" and naming.path in names:
        for name in [name for name in names if name == naming.other]:
            del names[name]
        below = f"{naming.path}/"
        for name in [name for name in names if name == naming.path or name.startswith(below)]:
            names[naming.other + name.removeprefix(naming.path)] = names.pop(name)


def _content(file: _File, share: float, chance: random.Random) -> bytes:
    content = bytearray(file.start)
    for number, offset, data in file.done:
        synced = number < file.synced
        if data is None:
            if synced or chance.random() < share:
                del content[offset:]
                content.extend(bytes(offset - len(content)))
        elif synced:
            _put(content, offset, data)
        else:
            for part, sector in _sectors(offset, data):
                if chance.random() < share:
                    _put(content, part, sector)
    return bytes(content)


def _sectors(offset: int, data: bytes) -> Sequence[tuple[int, bytes]]:
    """A disk writes whole sectors: this is where a write may be torn."""
    edges = [0, *range(SECTOR - offset % SECTOR, len(data), SECTOR), len(data)]
    return [(offset + a, data[a:b]) for a, b in itertools.pairwise(edges) if a < b]


def _put(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data
