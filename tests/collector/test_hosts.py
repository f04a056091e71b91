"""Which names are ours."""

from __future__ import annotations

import socket

import pytest

from collector.errors import Refused
from collector.hosts import is_ours, read_names


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.20:8000"),
        *("10.0.0.5", "[fd00::7]", "laptop-van-an:8000", "TAFEL.local", "tafel.local.:8000"),
        *("tafel.school.internal", "tafel.home.arpa", socket.gethostname()),
    ],
)
def test_inside_a_network_nothing_has_to_be_set(host: str) -> None:
    assert is_ours(host, ())


@pytest.mark.parametrize(
    "host",
    [
        *(
            "",
            "elders.example",
            "example.org:8000",
            "192.168.1.20.example.org",
            "local.example.org",
        ),
        *("notlocal", "xlocal.nl", ".", "[", "a.b"),
    ],
)
def test_a_name_that_somebody_else_may_own_is_not_ours(host: str) -> None:
    assert is_ours(host, ()) is (host == "notlocal")


def test_with_names_set_only_those_and_the_machine_itself() -> None:
    names = read_names("tafel.example.org, .school.nl 192.168.1.20")
    assert names == ("tafel.example.org", ".school.nl", "192.168.1.20")
    for host in ("tafel.example.org:443", "a.school.nl", "b.a.school.nl", "192.168.1.20"):
        assert is_ours(host, names)
    for host in ("school.nl", "xschool.nl", "example.org", "192.168.1.21", "laptop", "tafel.local"):
        assert not is_ours(host, names)
    assert is_ours("127.0.0.1:8000", names)
    assert is_ours("localhost", names)


@pytest.mark.parametrize("value", ["", "  ", " , "])
def test_nothing_set(value: str) -> None:
    assert read_names(value) == ()


@pytest.mark.parametrize("value", ["https://a.nl", "a.nl:443", "a..nl", "*", "*.a.nl", "a_b", "-"])
def test_what_is_no_name_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="GESPREKSTAFEL_HOSTS"):
        read_names(value)
