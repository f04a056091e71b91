"""The key that signs cookies, when a process or the power was gone while it was made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from collector.config import Config


def test_a_secret_key_that_a_power_cut_left_empty_is_made_anew(config: Config) -> None:
    config.instance.mkdir()
    (config.instance / "secret_key").write_bytes(b"half")
    key = config.secret_key()
    assert (config.secret_key(), len(key)) == (key, 32)
    assert [path.name for path in config.instance.iterdir()] == ["secret_key"]


def test_processes_that_make_the_secret_key_at_once_have_the_same(config: Config) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = {one.result() for one in [pool.submit(config.secret_key) for _ in range(8)]}
    assert keys == {(config.instance / "secret_key").read_bytes()}
