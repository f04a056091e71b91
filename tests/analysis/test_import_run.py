"""Files that a facilitator sends: looked at, stored, dropped; and those that nobody should send."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis import import_run
from analysis.worker import Worker
from collector import uploads
from collector.config import Config
from collector.errors import NotFound, Refused
from collector.expiring import erase_now, expire
from collector.queries.programmes import all_programmes
from collector.queries.uploads import upload
from collector.reading_report import Found
from collector.wording import Wording
from tests.analysis.exchange.files import as_csv, as_docx, as_xlsx, qdpx, zipped

HERE = Path(__file__).parent
TABLE = as_csv([("tekst", "thema"), ("Geef tijd.", "Tijd"), ("Geef rust.", "Rust")])


def send(connection: sqlite3.Connection, facilitator: int, name: str, data: bytes) -> int:
    return uploads.receive(connection, facilitator, name, data, programme=None, verbatim=True)


def work(connection: sqlite3.Connection) -> None:
    while row := uploads.begin(connection):
        import_run.do(connection, row)


def told(row: sqlite3.Row) -> str:
    return str(Wording.read(row["message"], row["message_values"]))


def test_a_file_is_looked_at_and_then_stored(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    file = send(fresh_db, facilitator, "a.csv", TABLE)
    work(fresh_db)
    row = upload(fresh_db, file, facilitator)
    assert (row["state"], Found.from_json(row["found"]).title) == ("looked", "a")
    assert all_programmes(fresh_db) == []
    uploads.look_again(fresh_db, file, columns={"thema": "ignore"}, title="Najaar", verbatim=False)
    work(fresh_db)
    uploads.store_it(fresh_db, file)
    work(fresh_db)
    row = upload(fresh_db, file, facilitator)
    assert (row["state"], told(row)) == ("stored", "Ingelezen in “Najaar”: 2 uitspraken.")
    (programme,) = all_programmes(fresh_db)
    assert (programme["title"], programme["statements"]) == ("Najaar", 2)
    assert [tuple(one) for one in fresh_db.execute("SELECT consent FROM statements")] == [
        (0,),
        (0,),
    ]
    assert fresh_db.execute("SELECT count(*) FROM themes").fetchone()[0] == 0
    assert fresh_db.execute("SELECT content FROM uploads").fetchone()[0] == b""
    again = send(fresh_db, facilitator, "b.csv", TABLE)
    work(fresh_db)
    uploads.store_it(fresh_db, again)
    work(fresh_db)
    assert told(upload(fresh_db, again, facilitator)).endswith(
        "Alleen dit verandert: de uitspraken mogen nu woordelijk worden gepubliceerd."
    )
    assert {one["consent"] for one in fresh_db.execute("SELECT consent FROM statements")} == {1}
    assert [one["statements"] for one in all_programmes(fresh_db)] == [2]


def test_the_worker_does_it(fresh_db: sqlite3.Connection, facilitator: int, config: Config) -> None:
    file = send(fresh_db, facilitator, "a.csv", TABLE)
    old = send(fresh_db, facilitator, "b.csv", TABLE)
    fresh_db.execute("UPDATE uploads SET at = '2020-01-01T00:00:00Z' WHERE id = ?", (old,))
    Worker(config, fresh_db).read_in_files()
    rows = fresh_db.execute("SELECT id, state FROM uploads").fetchall()
    assert [tuple(row) for row in rows] == [(file, "looked")]


def test_what_cannot_be_is_refused(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    with pytest.raises(Refused, match="leeg"):
        send(fresh_db, facilitator, "a.csv", b"")
    with pytest.raises(Refused, match="10 MB"):
        send(fresh_db, facilitator, "a.csv", b"x" * (uploads.LARGEST_FILE + 1))
    bad = as_csv([("tekst", "aspect"), ("Goed.", "ergens")])
    file = send(fresh_db, facilitator, "a.csv", bad)
    with pytest.raises(Refused, match="wordt al verwerkt"):
        uploads.store_it(fresh_db, file)
    work(fresh_db)
    with pytest.raises(Refused, match="Verbeter eerst"):
        uploads.store_it(fresh_db, file)
    uploads.drop(fresh_db, file)
    with pytest.raises(NotFound):
        uploads.drop(fresh_db, file)
    with pytest.raises(NotFound):
        upload(fresh_db, file, facilitator)


def test_a_file_stays_a_day_at_most(
    fresh_db: sqlite3.Connection, facilitator: int, config: Config
) -> None:
    secret = "Waterreus-van-der-Knip"
    file = send(fresh_db, facilitator, "a.csv", as_csv([("tekst",), (secret,)]))
    expire(config, fresh_db)
    assert upload(fresh_db, file, facilitator)["state"] == "look"
    before = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    fresh_db.execute("UPDATE uploads SET at = ?", (before,))
    expire(config, fresh_db)
    assert fresh_db.execute("SELECT count(*) FROM uploads").fetchone()[0] == 0
    files = [one.read_bytes() for one in config.instance.iterdir() if one.is_file()]
    assert not any(secret.encode() in data for data in files)


def test_erasing_a_programme_takes_its_files_along(
    fresh_db: sqlite3.Connection, facilitator: int, round_table: int, config: Config
) -> None:
    data = as_csv([("tekst", "waar"), ("Iets langs deze weg gezegd.", "Twente")])
    columns = {"tekst": "text", "waar": "region"}
    file = uploads.receive(
        fresh_db, facilitator, "a.csv", data, programme=round_table, verbatim=False
    )
    work(fresh_db)
    uploads.look_again(fresh_db, file, columns=columns, title="", verbatim=False)
    work(fresh_db)
    uploads.store_it(fresh_db, file)
    work(fresh_db)
    uploads.receive(fresh_db, facilitator, "b.csv", TABLE, programme=round_table, verbatim=False)
    assert fresh_db.execute("SELECT columns FROM column_maps").fetchone()[0] == json.dumps(columns)
    erase_now(config, fresh_db, round_table, facilitator)
    for table in ("uploads", "column_maps", "statements", "imports"):
        assert fresh_db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table


def _billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return f'<?xml version="1.0"?><!DOCTYPE d [{levels}]><CodeBook>&l9;</CodeBook>'.encode()


def _bomb() -> bytes:
    """110 MB of nothing in 100 kB."""
    return zipped({"word/document.xml": bytes(110_000_000)})


def _lying_zip() -> bytes:
    """Its directory says that a part is small."""
    data = bytearray(_bomb())
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.index(mark)
        data[start + place : start + place + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def _flagged(data: bytes) -> bytes:
    """The same zip, said to be encrypted."""
    made = bytearray(data)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = made.index(mark)
        made[start + place] |= 1
    return bytes(made)


def _in_word(part: str, data: bytes | str) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_docx("# Thema: x\n\n- y\n"))) as there,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in there.namelist():
            if name != part:
                archive.writestr(name, there.read(name))
        archive.writestr(part, data)
    return made.getvalue()


WORKBOOK = as_xlsx([("tekst",), ("Hallo daar.",)])
HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty.csv": (b" \r\n\t", "leeg"),
    "nul.csv": (b"\0" * 500, "leeg"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(200), "afbeelding"),
    "binary.xlsx": (bytes(range(256)) * 20, "niet herkend"),
    "report.docx": (b"%PDF-1.7\n...", "PDF"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "wachtwoord",
    ),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "vóór 2007"),
    "locked.zip": (_flagged(WORKBOOK), "wachtwoord"),
    "cut.xlsx": (WORKBOOK[: len(WORKBOOK) // 2], "beschadigd"),
    "cut.docx": (as_docx("# Thema: x\n\n- y\n")[:-40], "beschadigd"),
    "half.xlsx": (WORKBOOK[:200] + bytes(300) + WORKBOOK[500:], "beschadigd"),
    "bomb.docx": (_bomb, "uitgepakt veel groter"),
    "many.xlsx": (zipped({f"xl/{n}": "" for n in range(20_001)}), "uitgepakt veel groter"),
    "lies.docx": (_lying_zip, "beschadigd"),
    "up.qdpx": (zipped({"project.qde": "<Project/>", "../../uit.txt": "x"}), "buiten het bestand"),
    "root.qdpx": (zipped({"project.qde": "<Project/>", "/etc/uit": "x"}), "buiten het bestand"),
    "drive.qdpx": (zipped({"project.qde": "<Project/>", "C:\\uit": "x"}), "buiten het bestand"),
    "macro.docx": (_in_word("word/vbaProject.bin", b"x"), "macro's"),
    "macro.xlsm": (
        zipped({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x"}), "macro's",
    ),
    "entity.docx": (_in_word("word/document.xml", _billion_laughs()), "DOCTYPE"),
    "entity.qdc": (_billion_laughs(), "DOCTYPE"),
    "entity.qdpx": (zipped({"project.qde": _billion_laughs()}), "DOCTYPE"),
    "outside.qdc": (
        b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><CodeBook>&f;</CodeBook>',
        "DOCTYPE",
    ),
    "more.qdpx": (
        lambda: zipped({"project.qde": b"<Project>" + b"<C/>" * 3_000_001}), "veel groter",
    ),
    "more.docx": (
        lambda: _in_word("word/document.xml", b"<w>" + b"<C/>" * 3_000_001), "veel groter",
    ),
    "long.csv": (lambda: b"tekst;b\n" + b"x;1\n" * 20_001, "20000 rijen"),
    "deep.qdc": (b"<CodeBook>" + b"<Code>" * 5000, "geen geldige XML"),
    "other.lss": (b"<document><LimeSurveyDocType>Question</LimeSurveyDocType></document>", "niet"),
    "empty.lss": (
        b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "geen vragen",
    ),
    "broken.lsa": (zipped({"a.lss": "<document>"}), "geen geldige XML"),
    "part.qdpx": (b'<Project xmlns="urn:QDA-XML:project:1.0"/>', "hele .qdpx"),
    "nothing.qdpx": (zipped({"project.qde": "<Project/>"}), "geen codes en geen teksten"),
    "place.qdpx": (qdpx([("t", "Tijd", "")], [("b", "Tekst.", [(-1, 4, ["t"])])]), "geen plaats"),
    "wide.csv": (as_csv([[f"k{n}" for n in range(300)], ["x"] * 300]), "300 kolommen"),
    "wide.xlsx": (as_xlsx([[f"k{n}" for n in range(300)], ["x"] * 300]), "300 kolommen"),
    "quotes.csv": (b'tekst;b\n"open;1\nx;2\n', "aanhalingsteken"),
    "heading.csv": (b"tekst;thema\n", "geen rijen"),
    "story.txt": (b"Er was eens een school.\n\nDaar was het leuk.\n", "geen thema's"),
    "story.md": ("Verhaal zonder kop\n".encode("utf-16"), "herkend"),
    "sheets.xlsx": (as_xlsx([]), "alle bladen zijn leeg"),
    "nobook.xlsx": (zipped({"xl/workbook.xml": "<workbook/>"}), "kan niet worden gelezen"),
    "nodoc.docx": (zipped({"word/document.xml": "<w/>"}), "geen document"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_nobody_should_send_is_told_in_dutch_and_gone(
    fresh_db: sqlite3.Connection, facilitator: int, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    made, expected = HOSTILE[name]
    data = made if isinstance(made, bytes) else made()
    before = list(fresh_db.iterdump())
    file = send(fresh_db, facilitator, name, data)
    work(fresh_db)
    row = upload(fresh_db, file, facilitator)
    assert (row["state"], expected in told(row)) == ("failed", True), told(row)
    assert fresh_db.execute("SELECT content FROM uploads").fetchone()[0] == b""
    uploads.drop(fresh_db, file)
    kept = [line for line in fresh_db.iterdump() if "sqlite_sequence" not in line]
    assert kept == [line for line in before if "sqlite_sequence" not in line]
    assert capfd.readouterr().err == ""


def test_a_bomb_takes_no_memory(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    data = _bomb()
    tracemalloc.start()
    send(fresh_db, facilitator, "a.docx", data)
    work(fresh_db)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_cell_of_a_megabyte_is_a_mistake_of_that_cell(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    file = send(fresh_db, facilitator, "a.csv", as_csv([("tekst",), ("é" * 1_000_000,)]))
    work(fresh_db)
    (problem,) = Found.from_json(upload(fresh_db, file, facilitator)["found"]).problems
    assert (problem.row, problem.column) == (2, "A (tekst)")
    assert str(problem.what) == "Deze uitspraak heeft 1000000 tekens."


def test_a_file_on_which_the_worker_ends_three_times_is_given_up(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    file = send(fresh_db, facilitator, "a.csv", TABLE)
    for _time in range(3):
        assert uploads.begin(fresh_db)["id"] == file  # type: ignore[index]
    assert uploads.begin(fresh_db) is None
    row = upload(fresh_db, file, facilitator)
    assert (row["state"], "drie keer" in told(row)) == ("failed", True)


@pytest.fixture
def waiting(tmp_path: Path, config: Config, fresh_db: sqlite3.Connection, facilitator: int) -> Path:
    """An instance with a file that waits to be stored."""
    rows = [("tekst", "thema", "regio", "rol")]
    rows += [(f"Uitspraak {n}.", f"Thema {n % 3}", "Twente", "mentor") for n in range(6)]
    file = send(fresh_db, facilitator, "a.csv", as_csv(rows))
    work(fresh_db)
    uploads.store_it(fresh_db, file)
    fresh_db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return config.instance


def _killed(waiting: Path, workplace: Path) -> Iterator[dict[str, object]]:
    found = subprocess.run(
        [sys.executable, str(HERE / "killed_importing.py"), str(waiting), str(workplace)],
        capture_output=True,
        text=True,
        cwd=HERE.parent.parent,
        timeout=300,
        check=True,
    )
    yield from map(json.loads, found.stdout.splitlines())


def test_killed_at_any_write_it_is_all_there_or_nothing(waiting: Path, tmp_path: Path) -> None:
    workplace = tmp_path / "killed"
    workplace.mkdir()
    seen = list(_killed(waiting, workplace))
    assert len(seen) > 30
    assert [one["ended"] for one in seen] == [signal.SIGKILL] * (len(seen) - 1) + [0]
    nothing = {"programmes": 0, "statements": 0, "participants": 0, "placements": 0, "imports": 0}
    whole = {"programmes": 1, "statements": 6, "participants": 6, "placements": 6, "imports": 1}
    assert {json.dumps(one["after"]) for one in seen} == {json.dumps(nothing), json.dumps(whole)}
    assert {json.dumps(one["again"]) for one in seen} == {json.dumps(whole)}
    shutil.rmtree(workplace)
