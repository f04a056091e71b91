"""Two short hours of a day of meetings, on the whole service: all that people do goes on, and
nothing is left behind. `gesprekstafel bench soak` is the whole day, and holds memory to 5 %.
"""

from __future__ import annotations

from pathlib import Path

from forms.benchmarks import soak


def test_two_hours_of_meetings(tmp_path: Path) -> None:
    found = soak.measure(2, 8, folder=tmp_path)
    # Of each hour: two statements of each of four people, two entered for somebody, twelve read in.
    assert (found["participants"], found["statements"]) == (2 * (4 + 1), 2 * (8 + 2 + 12))
    assert (found["unsound"], found["left_behind"]) == (0, 0)
    more = {name: n - soak.OWN_FILES.get(name, 2) for name, n in found["more_files"].items()}
    assert {name: n for name, n in more.items() if n > 0} == {}
