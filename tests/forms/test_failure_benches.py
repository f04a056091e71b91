"""A short form of each benchmark of failures; what they find depends on no machine."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collector.database import connect
from forms.benchmarks import chaos, power_cut
from forms.benchmarks.disk_image import Disk
from forms.benchmarks.hall import filled_in
from forms.benchmarks.insisting import Told
from forms.benchmarks.system_calls import Call, calls
from tests.forms.test_bench import bench
from tests.programs import need


def test_processes_that_are_killed_lose_nothing() -> None:
    found = bench("chaos", "--kills", "5", "--phones", "8")
    assert (found["kills"], sum(found["killed"].values())) == (5, 5)
    assert {name: found[name] for name in chaos.NOTHING} == dict.fromkeys(chaos.NOTHING, 0)
    assert found["forms"] > 0 and found["votes"] > 0 and found["sent_twice"] > 0


def test_what_is_lost_or_twice_is_counted(fresh_db: sqlite3.Connection, hall_rows: None) -> None:
    told = Told(forms=[1, 2], votes={(0, 7): "agree"})
    assert chaos.held_against(fresh_db, told) == {"acknowledged": 3, "lost": 2, "duplicated": 1}


@pytest.fixture
def hall_rows(fresh_db: sqlite3.Connection) -> None:
    """Of form 1 both statements, one of them twice; of form 2 one; and no vote."""
    fresh_db.execute("PRAGMA foreign_keys = OFF")
    one, two = filled_in(1), filled_in(2)
    texts = (
        *(one["q_uitspraken-0-text"], one["q_uitspraken-1-text"], one["q_uitspraken-1-text"]),
        two["q_uitspraken-0-text"],
    )
    for text in texts:
        fresh_db.execute(
            "INSERT INTO statements (programme_id, meeting_id, response_id, question, text,"
            " source) VALUES (1, 1, 1, 'uitspraken', ?, 'participant')",
            (text,),
        )
    fresh_db.execute(
        "INSERT INTO submissions (key, response_id, revision, instrument_id)"
        " VALUES ('aaaaaaaa', 1, 1, 1), ('bbbbbbbb', 1, 2, 1), ('cccccccc', 1, 3, 1)"
    )


def test_a_power_cut_loses_nothing_that_was_acknowledged() -> None:
    need("strace", "strace")
    found = bench("power-cut", "--cuts", "60", "--forms", "30", "--phones", "5")
    assert found["cuts"] == 60 and found["acknowledged"] > 60
    none = dict.fromkeys(power_cut.NOTHING, 0)
    assert {name: found[name] for name in power_cut.NOTHING} == none
    # The same run, on a disk that says that it synced and did not: that is noticed.
    assert found["disk_that_lies"]["lost"] > 0


def test_screens_that_come_and_go_hear_everything_once() -> None:
    found = bench("reconnect", "--times", "40", "--screens", "8", "--kills", "1")
    assert found["reconnects"] >= 40 and found["arrivals"] > 0
    assert (found["lost"], found["duplicated"], found["disordered"]) == (0, 0, 0)
    assert found["leaked"] == 0


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with one file."""
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "there").write_bytes(b"a" * 1024)
    return tmp_path


class Always:
    """A chance that comes out the same every time."""

    def __init__(self, share: float) -> None:
        self.share = share

    def choice(self, _among: tuple[float, ...]) -> float:
        return self.share

    def random(self) -> float:
        return 0.0


def left(disk: Disk, share: float, into: Path) -> dict[str, bytes]:
    into.mkdir()
    disk.cut(Always(share), into)  # type: ignore[arg-type]
    return {path.name: path.read_bytes() for path in sorted(into.iterdir()) if path.is_file()}


def call(name: str, path: str, data: bytes = b"", number: int = 0, **more: object) -> Call:
    filled = {"other": "", "flags": "", "began": 0, **more}
    return Call(name, path, data=data, number=number, **filled)  # type: ignore[arg-type]


def test_a_disk_keeps_what_was_synced_and_perhaps_the_rest(copy: Path) -> None:
    disk = Disk(Path("/i"), copy / "before")
    for number, one in enumerate(
        (
            call("pwrite64", "/i/there", b"b" * 600, 0),
            call("fsync", "/i/there", began=1),
            call("pwrite64", "/i/there", b"c" * 600, 500),
            call("openat", "/i/new", flags="O_RDWR|O_CREAT"),
            call("write", "/i/new", b"words", 5),
            call("fsync", "/i/new", began=5),
            call("rename", "/i/new", other="/i/newer"),
        )
    ):
        disk.follow(number, one)
    # Nobody synced the folder: the file has no name there.
    assert left(disk, 0.0, copy / "least") == {"there": b"b" * 600 + b"a" * 424}
    most = {"newer": b"words", "there": b"b" * 500 + b"c" * 600}
    assert left(disk, 1.0, copy / "most") == most
    disk.follow(7, call("fsync", "/i", began=7))
    assert left(disk, 0.0, copy / "named").keys() == {"newer", "there"}


def test_what_was_begun_and_resumed_is_one_call(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        '1 pwrite64(3<\\x2f\\x61>, "\\x68\\x69", 2, 40 <unfinished ...>\n'
        '2 sendto(4<\\x73>, "\\x48", 1, 0, NULL, 0 <unfinished ...>\n'
        "1 <... pwrite64 resumed>) = 2\n"
        "3 fsync(3<\\x2f\\x61>) = -1 EIO (Input/output error)\n"
        "2 <... sendto resumed>) = 1\n"
        "1 fsync(3<\\x2f\\x61>) = 0\n"
        "3 +++ exited with 0 +++\n"
    )
    found = [(one.name, one.path, one.data, one.number, one.began) for one in calls(log)]
    assert found == [
        ("sendto", "s", b"H", 0, 0),
        ("pwrite64", "/a", b"hi", 40, 0),
        ("fsync", "/a", b"", 0, 2),
    ]


def test_an_image_that_is_torn_is_called_unsound(tmp_path: Path) -> None:
    path = tmp_path / "collector.db"
    with closing(connect(path)) as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("CREATE INDEX c ON a (b)")
        database.executemany("INSERT INTO a VALUES (?)", [(number,) for number in range(2000)])
    content = path.read_bytes()
    path.write_bytes(content[: 4096 * 3] + b"\xff" * 4096 + content[4096 * 4 :])
    with closing(connect(path)) as database:
        assert not chaos.whole(database)
