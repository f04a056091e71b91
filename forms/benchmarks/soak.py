"""`bench soak`: a day of meetings on the whole service, and whether it stays as small as it was.

Eight meetings with about a hundred people, one after the other; in each hour everything that people
do with the service is done once or more. What grows with use and not with data is a leak.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from collector import live
from collector.accounts import add_facilitator
from collector.database import connect
from collector.errors import Refused
from collector.meetings import add_meeting
from collector.pool import KEPT
from collector.queries import meetings
from collector.records import ActivityTemplate, MeetingTemplate
from forms.benchmarks.hall import FULL_FORM, VOTING, Hall, filled_in, hall
from forms.benchmarks.live import Screen
from forms.benchmarks.processes import open_files, resident_mb, threads
from forms.benchmarks.visitor import Visitor
from forms.benchmarks.whole_service import WholeService

EMAIL, PASSWORD = "soak@example.org", "acht gesprekken op een dag"
AT_ONCE = 16
"""Phones that are busy at the same moment: the whole hall."""
IDLE_SECONDS = 120.0
WITHIN = 0.05
"""How much larger the last hour may be than the second."""
OWN_FILES = {"answering": 3 * KEPT}
"""By how many open files an hour may differ: connections are kept for the largest hall until now,
each with the database and its log."""
TABLE = "tekst;thema\n" + "".join(f"Ingelezen uitspraak {n} over tijd.;tijd\n" for n in range(12))
_RECEIPT = re.compile(r'href="(/r/[a-z0-9-]+)"')


@dataclass(frozen=True)
class Room:
    """A meeting: its numbers and its codes."""

    meeting: int
    code: str
    screen_key: str
    form: int
    ballot: int


@dataclass
class Size:
    """Of each process at the end of an hour."""

    memory_mb: dict[str, float] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)


@dataclass
class Day:
    """The service, its rooms, and who leads them."""

    place: Hall
    service: WholeService
    slug: str
    rooms: list[Room]
    desk: Visitor

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.service.port}"

    @property
    def data(self) -> str:
        return f"http://127.0.0.1:{self.service.data_port}"


def measure(
    hours: int = 8, people: int = 100, port: int = 0, folder: Path | None = None
) -> dict[str, Any]:
    """So many meetings with so many people in all, in fast-forward.

    :raise Refused: the service refused something, or was not idle in time.
    """
    began, sizes, seconds = time.monotonic(), [], []
    with hall(port, folder, WholeService) as place:
        day = _prepare(place, hours)
        share = [people // hours + (hour < people % hours) for hour in range(hours)]
        for hour, room in enumerate(day.rooms):
            started = time.monotonic()
            _hour(day, room, hour, share[hour])
            _wait_until_idle(day)
            sizes.append(_size(day.service))
            seconds.append(round(time.monotonic() - started))
        day.service.stop()
        left, sound = day.service.left, _stored(place)
    return {
        "hours": hours,
        "people": people,
        **sound,
        **_grown(sizes),
        "left_behind": len(left),
        "seconds_each": seconds,
        "seconds": round(time.monotonic() - began),
        "sizes": [vars(one) for one in sizes],
    }


def _prepare(place: Hall, hours: int) -> Day:
    """So many meetings of one programme, and somebody who may lead them."""
    steps = (ActivityTemplate("meting"), ActivityTemplate("stemmen"))
    known = {"meting": FULL_FORM, "stemmen": VOTING}
    with closing(connect(place.config.database)) as connection:
        add_facilitator(connection, EMAIL, PASSWORD)
        row = connection.execute("SELECT id, slug FROM programmes").fetchone()
        rooms = []
        for hour in range(hours):
            template = MeetingTemplate(f"Gesprek {hour + 1}", activities=steps)
            made = add_meeting(connection, row["id"], template, known)
            found = meetings.meeting(connection, made)
            form, ballot = (one["id"] for one in meetings.activities(connection, made))
            rooms.append(Room(made, found["code"], found["screen_key"], form, ballot))
    service = cast(WholeService, place.server)
    day = Day(place, service, row["slug"], rooms, Visitor(f"http://127.0.0.1:{service.port}"))
    day.desk.send("/facilitate/login", "login", {"email": EMAIL, "password": PASSWORD})
    return day


def _hour(day: Day, room: Room, hour: int, people: int) -> None:
    """One meeting, from opening to publishing."""
    here = f"/facilitate/{day.slug}/meeting/{room.meeting}/"
    with _screens(day, room, people):
        day.desk.send(here, f"activities/{room.form}/state", {"open": "1"})
        day.desk.send(here, "/show$", {"what": "activity", "activity": str(room.form)})
        day.desk.send(here, "/timer$", {"do": "start", "minutes": "5"})
        with ThreadPoolExecutor(AT_ONCE) as pool:
            numbers = range(hour * 1000, hour * 1000 + people)
            phones = list(pool.map(lambda number: _answer(day, room, number), numbers))
        _moderate(day)
        day.desk.send(here, f"activities/{room.ballot}/state", {"open": "1"})
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda phone: _vote(phone, room), phones))
        _change_and_withdraw(phones)
        _lead(day, room, hour)
        for activity in (room.form, room.ballot):
            day.desk.send(here, f"activities/{activity}/state", {"open": "0"})
    _take_home(day)
    _research(day)


def _answer(day: Day, room: Room, number: int) -> Visitor:
    """Joins and hands in a full form with two statements."""
    phone = Visitor(day.web)
    phone.send(f"/m/{room.code}", f"/m/{room.code}$")
    fields = {**filled_in(number), "key": secrets.token_hex(16)}
    phone.send(f"/m/{room.code}/{room.form}", f"/{room.form}$", fields)
    return phone


def _vote(phone: Visitor, room: Room) -> None:
    for vote in ("agree", "disagree", "pass"):
        page = phone.get(f"/m/{room.code}/{room.ballot}")
        if "/vote" not in page:
            return  # nothing left to vote on
        phone.send(f"/m/{room.code}/{room.ballot}", "/vote$", {"vote": vote})


def _change_and_withdraw(phones: list[Visitor]) -> None:
    """Two people come back to what they said."""
    for phone in phones[:2]:
        found = _RECEIPT.search(phone.get("/r"))
        if found:
            page = phone.get(found[1])
            changes = re.findall(rf'href="({found[1]}/statements/\d+)"', page)
            if changes:
                text = "Ik zeg het liever zo: geef starters tijd."
                phone.send(changes[0], "/statements/", {"text": text})
                phone.send(f"{changes[-1]}/withdraw", "/withdraw$")


def _moderate(day: Day) -> None:
    """Once what came in was read by the worker, approve what is clean."""
    _wait_until_idle(day)
    page = f"/facilitate/{day.slug}/moderation"
    if "/moderation/approve" in day.desk.get(page):
        day.desk.send(page, "/moderation/approve$")


def _lead(day: Day, room: Room, hour: int) -> None:
    """The pages of a facilitator; themes, a file that is read in, a person without a phone."""
    base = f"/facilitate/{day.slug}"
    day.desk.send(f"{base}/themes", "/themes/propose$")
    _wait_until_idle(day)
    for page in (
        *("", "/themes", "/consensus/", "/review", "/runs/", "/log", "/years", "/terms"),
        *("/partnerships", "/sign-ups", "/development/", "/sketches/", "/outcomes"),
    ):
        day.desk.get(base + (page or "/"))
    for page in ("/facilitate/", "/facilitate/tokens", "/facilitate/audit", "/facilitate/status"):
        day.desk.get(page)
    day.desk.get(f"/screen/{room.screen_key}/now")
    file = {"file": (f"tafel-{hour}.csv", TABLE.replace("over", f"{hour} over"), "text/csv")}
    page = day.desk.send("/facilitate/import", "/import$", {"verbatim": "no"}, file)
    (upload,) = set(re.findall(r'"(/facilitate/import/\d+)/(?:live|drop)"', page))
    _wait_until_idle(day)
    day.desk.send(upload, f"{upload}$", {"do": "store"})
    enter = f"{base}/meeting/{room.meeting}/enter/{room.form}"
    day.desk.send(enter, "/enter/", {**filled_in(hour * 1000 + 999), "key": secrets.token_hex(16)})


def _take_home(day: Day) -> None:
    """The wrap-up in all its files, a release, an export."""
    page = f"/facilitate/{day.slug}/outcomes"
    day.desk.send(page, "/outcomes/report$")
    day.desk.send(page, "/outcomes/publish")
    day.desk.send(page, "/outcomes/export/xlsx$")
    _wait_until_idle(day)
    day.desk.get(f"/facilitate/{day.slug}/report")


def _research(day: Day) -> None:
    """Somebody who looks at the newest release."""
    reader = Visitor(day.data)
    deadline = time.monotonic() + IDLE_SECONDS
    while True:  # it is started anew on what was just published
        try:
            home = reader.get("/")
            break
        except (Refused, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    for path in sorted(set(re.findall(r'href="(/[a-z0-9-]+(?:/[a-z_]+)?)"', home)))[:12]:
        reader.get(path)


@contextmanager
def _screens(day: Day, room: Room, people: int) -> Iterator[None]:
    """The projector, the desk and every phone follow along."""
    keys = [room.screen_key, *[room.code] * people]
    screens = [Screen(day.service.port, key, live.Audience(meeting=room.meeting)) for key in keys]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    following = [asyncio.run_coroutine_threadsafe(one.follow(), loop) for one in screens]
    try:
        yield
    finally:
        for one in following:
            one.cancel()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.2), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _wait_until_idle(day: Day) -> None:
    """Until no job waits and the worker has seen everything.

    :raise Refused: it takes too long.
    """
    deadline, quiet = time.monotonic() + IDLE_SECONDS, 0
    with closing(connect(day.place.config.database, readonly=True)) as connection:
        newest = live.latest(connection)
        while quiet < 4:
            if time.monotonic() > deadline:
                raise Refused("The worker was not done in time.")
            time.sleep(1)
            busy = connection.execute(
                "SELECT 1 FROM jobs WHERE state IN ('waiting', 'running')"
                " UNION ALL SELECT 1 FROM uploads WHERE state IN ('look', 'store')"
            ).fetchone()
            found = live.latest(connection)
            quiet = 0 if busy or found != newest else quiet + 1
            newest = found


def _size(service: WholeService) -> Size:
    """When everybody has gone home."""
    time.sleep(3)
    parts = dict(service.parts())
    assert service.process is not None
    parts["supervisor"] = service.process.pid
    size = Size()
    for name, process in parts.items():
        size.memory_mb[name] = resident_mb(process)
        size.files[name] = len(open_files(process))
        size.threads[name] = threads(process)
    return size


def _stored(place: Hall) -> dict[str, int]:
    with closing(connect(place.config.database, readonly=True)) as connection:
        count = connection.execute("SELECT count(*) FROM statements").fetchone()[0]
        people = connection.execute("SELECT count(*) FROM participants").fetchone()[0]
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return {"statements": count, "participants": people, "unsound": int(not sound)}


def _grown(sizes: list[Size]) -> dict[str, Any]:
    """The last hour over the second; and what grew by more than it may."""
    second, last = sizes[min(1, len(sizes) - 1)], sizes[-1]
    memory = {
        name: round(last.memory_mb[name] / size, 3)
        for name, size in second.memory_mb.items()
        if name in last.memory_mb
    }
    files = {name: last.files[name] - n for name, n in second.files.items() if name in last.files}
    return {
        "memory_ratio": memory,
        "more_files": files,
        "grown": sum(ratio > 1 + WITHIN for ratio in memory.values())
        + sum(more > OWN_FILES.get(name, 2) for name, more in files.items()),
    }


NOTHING = ("unsound", "left_behind", "grown")
"""Figures that have to be 0."""
