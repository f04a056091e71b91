"""What processes did to the files of a folder, and what they told over the network, in order.

Read from the log of `strace` (https://strace.io), which looks at the real processes from outside:
no line of theirs is changed. A call that takes a while has two lines: begun and resumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CALLS = (
    *("openat", "write", "pwrite64", "lseek", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat2", "link", "unlink", "unlinkat", "mkdir", "rmdir"),
    *("sendto", "sendmsg", "recvfrom", "pwritev", "writev", "sendfile", "copy_file_range"),
)


def looked_at(log: Path) -> list[str]:
    """Put before a command: it and all that it starts is written to `log`."""
    calls = f"trace={','.join(_CALLS)}"
    # -D: the command stays our own child; -y: names of files; -xx: every byte; -s: of any length.
    return [
        "strace",
        *["-D", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "9999999"],
        "-e",
        calls,
        "-o",
        str(log),
    ]


@dataclass(frozen=True)
class Call:
    """One system call that succeeded. `began`: how many calls had ended when it began."""

    name: str
    path: str  # of the file, "socket:[…]", or where it was
    other: str  # to where it was renamed or linked
    data: bytes
    number: int  # an offset or a size
    flags: str
    began: int


_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$", re.S)
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$", re.S)
_UNFINISHED = " <unfinished ...>"
_RESULT = re.compile(r"\) += (-?\d+)(?:<[^>]*>)?[^\"]*$")
_FILE = re.compile(r"\d+<([^>]*)>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACED = re.compile(r", (\d+)$")


def calls(log: Path) -> Iterator[Call]:
    """Those that succeeded, as they ended; what is sent, as it began: then somebody may know."""
    begun: dict[str, tuple[str, str, int]] = {}
    ended = 0
    with log.open(encoding="ascii") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if (found := _RESUMED.match(line)) and found[1] in begun:
                name, text, began = begun.pop(found[1])
                if name.startswith("send"):
                    continue  # told when it began
                text += found[3]
            elif found := _LINE.match(line):
                name, text, began = found[2], found[3], ended
                if text.endswith(_UNFINISHED):
                    text = text.removesuffix(_UNFINISHED)
                    begun[found[1]] = name, text, began
                    if not name.startswith("send"):
                        continue
                    text += ") = 0"
            else:
                continue  # a signal, or the end of a process
            if (call := _call(name, text, began)) is not None:
                ended += 1
                yield call


def _call(name: str, text: str, began: int) -> Call | None:
    result = _RESULT.search(text)
    if result is None or int(result[1]) < 0:
        return None
    arguments = text[: result.start()]
    strings = [_bytes(one) for one in _STRING.findall(arguments)]
    # Of `openat` that is the folder to begin in; ours are all named from the root.
    file = _FILE.match(arguments)
    names = [one.decode() for one in strings] if name in _NAMED else []
    number = int(result[1])
    if name in ("pwrite64", "ftruncate"):
        placed = _PLACED.search(arguments)
        number = int(placed[1]) if placed else 0
    return Call(
        name=name,
        path=names[0] if names else _bytes(file[1]).decode() if file else "",
        other=names[1] if len(names) > 1 else "",
        data=b"" if name in _NAMED else b"".join(strings),
        number=number,
        flags=_STRING.sub("", arguments) if name in ("openat", "unlinkat") else "",
        began=began,
    )


_NAMED = frozenset(
    {"openat", "rename", "renameat2", "link", "unlink", "unlinkat", "mkdir", "rmdir"}
)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
