"""Memory that is no longer used goes back to the machine, which others on it may need."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """What was freed and kept by the allocator: after a wrap-up with all its files a hundred
    megabytes, after a hall of phones some. Only glibc has a call for it; elsewhere nothing happens.

    https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
