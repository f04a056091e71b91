import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import app
from analysis.benchmarks.codebook import calibration_error, draw
from analysis.benchmarks.deidentification import read_battery
from analysis.benchmarks.labelled import Labelled, read_round_tables, read_sib
from analysis.themes import Theme
from collector.errors import InvalidFile

WRAP_UP = """# Tafels over rust

In het voorjaar van 2025 spraken wij met elkaar.

Thema: Rooster

Geef rust in het rooster

• Aandachtspunten inhoudelijke uitwerking

- Een vast rooster geeft rust aan iedereen.
- Plan geen overleg na vier uur.

• Proces van uitwerking

- Vraag de roostermakers om raad.

Thema: Ruimte

Iedereen een eigen plek

• Aandachtspunten inhoudelijke uitwerking

- Er is geen stille werkplek in de school.
"""


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Data and seeds of our own, in the shape of the real ones."""
    data, seeds = tmp_path / "data", tmp_path / "seeds"
    (data / "sib200").mkdir(parents=True)
    seeds.mkdir()
    lines = ["index_id\tcategory\ttext", "1\ttravel\tDe trein reed weg.", "2\tsports\tZij won."]
    (data / "sib200" / "nld_train.tsv").write_text("\n".join(lines), encoding="utf-8")
    (seeds / "gesprekstafels-2018.txt").write_text(WRAP_UP, encoding="utf-8")
    return data, seeds


def test_labelled_sets_are_read(places: tuple[Path, Path]) -> None:
    sib, tables = read_sib(places[0]), read_round_tables(places[1])
    assert sib is not None
    assert tables is not None
    assert [sib.themes[topic].key for topic in sib.topics] == ["travel", "sports"]
    assert [tables.themes[topic].name for topic in tables.topics] == ["Rooster"] * 3 + ["Ruimte"]
    assert tables.aspects == ("content", "content", "process", "content")


def test_absent_data_is_skipped_and_said(places: tuple[Path, Path], tmp_path: Path) -> None:
    given = ["bench", "themes", "--only", "near_duplicates", "--json"]
    given += ["--data", str(tmp_path / "absent"), "--seeds", str(places[1])]
    done = CliRunner().invoke(app.main, given)
    assert done.exit_code == 0
    assert "absent: nothing to measure on; skipped" in done.stderr
    assert json.loads(done.stdout) == {
        "near_duplicates": {"round tables 2018": {"exact": 0, "near": 0}}
    }


def test_nothing_to_measure_on(tmp_path: Path) -> None:
    given = ["bench", "themes", "--data", str(tmp_path / "a"), "--seeds", str(tmp_path / "b")]
    done = CliRunner().invoke(app.main, given)
    assert done.exit_code == 1
    assert "give --data or --seeds" in done.stderr


def test_unknown_part(places: tuple[Path, Path]) -> None:
    given = ["bench", "themes", "--only", "nothing", "--data", str(places[0])]
    done = CliRunner().invoke(app.main, given)
    assert done.exit_code == 2
    assert "choose from unaided, warm, codebook" in done.stderr


def test_calibration_error() -> None:
    sure = np.array([0.95, 0.95, 0.55, 0.55])
    assert calibration_error(sure, np.array([True, True, True, False])) == pytest.approx(0.05)
    assert calibration_error(np.ones(2), np.array([False, False])) == 1


@pytest.mark.parametrize(("count", "measured_on"), [(30, 24), (300, 100)])
def test_what_is_measured_on_is_never_confirmed(count: int, measured_on: int) -> None:
    topics = np.arange(count) % 3
    given = Labelled("x", tuple(map(str, topics)), topics, tuple(Theme(str(t)) for t in range(3)))
    confirmed, apart = draw(given, 2, seed=4)
    assert (len(confirmed), len(apart)) == (6, measured_on)
    assert set(confirmed).isdisjoint(apart)
    assert sorted(int(topics[row]) for row in confirmed) == [0, 0, 1, 1, 2, 2]


def test_deidentification_is_measured_on_a_battery(tmp_path: Path) -> None:
    battery = tmp_path / "zinnen.jsonl"
    rows = [
        {"text": "Marieke sprak met Qvistgaard.", "gold": [[0, 7, "name"], [18, 28, "name"]]},
        {"text": "Op het plein stond Marieke bij een boom.", "gold": [[0, 2, "name"]]},
        {"text": "Samen leren we meer.", "gold": []},
        {"text": "Marieke is hier geen naam.", "gold": []},
    ]
    battery.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = ["bench", "deidentify", "--battery", str(battery), "--lines", "9", "--json"]
    found = json.loads(CliRunner().invoke(app.main, command, catch_exceptions=False).stdout)
    assert (found["must_go"], found["gone"], found["kinds"]) == (3, 2, {"name": [2, 3]})
    assert (found["sentences"], found["sentences_safe"], found["recall"]) == (2, 1, 0.667)
    assert (found["stay"], found["wrongly"], found["wrongly_certain"]) == (2, 1, 1)
    assert found["wrongly_redacted"] == 0.5
    assert (list(found["halves"]), found["lines"]) == (["all"], 9)
    assert min(found["start_s"], found["peak_mb"], found["per_s"]) > 0


def test_a_battery_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    battery = tmp_path / "zinnen.jsonl"
    battery.write_text('{"text": "kort", "gold": [[0, 99, "name"]]}\n', encoding="utf-8")
    with pytest.raises(InvalidFile, match="line 1: needs a text and gold"):
        read_battery(battery)
    with pytest.raises(InvalidFile, match="no battery can be read there"):
        read_battery(tmp_path / "nergens.jsonl")
