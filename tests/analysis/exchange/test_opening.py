"""A zip with far too many entries, before they take memory."""

from __future__ import annotations

import struct
import tracemalloc

import pytest

from analysis.exchange.opening import Archive, Received, Unreadable

ENTRIES = 300_000


def test_a_directory_without_end_takes_no_memory() -> None:
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"x"
    directory = entry * ENTRIES
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    received = Received("x.zip", directory + end)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="uitgepakt veel groter"):
            Archive(received)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
