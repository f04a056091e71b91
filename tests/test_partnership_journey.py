"""Six partnerships over three meetings: each sees its own development, nobody sees another's.

De Brug settles what its people answered apart. De Linde skips the second meeting. De Kreek sends
people of the institute only. De Terp comes back without its code, and withdraws in the end. De
Wierde and De Hoeve join in the second meeting.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.documents.markdown import to_markdown
from analysis.partnership_report import build_for_partnership
from analysis.worker import Worker
from collector.access import in_groups
from collector.config import Config
from collector.courses import follow
from collector.meetings import set_activity_state
from collector.queries import meetings, programmes
from collector.queries.sketches import version
from tests.conftest import log_in
from tests.forms.sent import forms_on

BRIDGE, LIME, CREEK = "De Brug", "De Linde", "De Kreek"
MOUND, FARM, TERP = "De Wierde", "De Hoeve", "De Terp"
SAFEGUARDS = ("learning_teacher", "learning_environment", "organisation", "quality_culture")
INSTITUTE, FIELD = "institute", "field"


def words_of(partnership: str, meeting: int) -> str:
    """A sentence that only this partnership wrote, in this meeting."""
    return f"Bij {partnership} schreven wij dit op in bijeenkomst {meeting}."


@dataclass
class Phone:
    """One person of one partnership; the same phone may come to more meetings."""

    client: FlaskClient
    partnership: str
    side: str
    receipts: dict[int, str] = field(default_factory=dict)


@dataclass
class Journey:
    connection: sqlite3.Connection
    app: Flask
    desk: FlaskClient
    programme: int
    phones: dict[str, list[Phone]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return str(programmes.programme_by_id(self.connection, self.programme)["slug"])

    def meeting(self, number: int) -> sqlite3.Row:
        return meetings.meetings(self.connection, self.programme)[number - 1]

    def activity(self, number: int, slug: str) -> str:
        """Its address on a phone; it is open from now on."""
        place = self.meeting(number)
        (row,) = [
            one for one in meetings.activities(self.connection, place["id"]) if one["slug"] == slug
        ]
        set_activity_state(self.connection, row["id"], is_open=True)
        return f"/m/{place['code']}/{row['id']}"

    def partnership(self, name: str) -> sqlite3.Row:
        rows = programmes.partnerships(self.connection, self.programme)
        (row,) = [one for one in rows if one["name"] == name]
        return row

    def code(self, name: str) -> str:
        return str(self.partnership(name)["code"])

    def new_phone(self, name: str, side: str) -> Phone:
        phone = Phone(self.app.test_client(), name, side)
        self.phones.setdefault(name, []).append(phone)
        return phone

    def comes(self, phone: Phone, number: int, *, words: str = "") -> None:
        """To a meeting; the first of a partnership makes it, the others choose it."""
        place = self.meeting(number)
        known = {
            one["name"]: one["id"]
            for one in programmes.partnerships(self.connection, self.programme)
        }
        name = phone.partnership
        which = (
            {"partnership": str(known[name])}
            if name in known
            else {"new_partnership": name, "meant": "new"}
        )
        phone.client.get(f"/m/{place['code']}")
        data = {"side": phone.side, "spoken": words, **which}
        answer = phone.client.post(f"/m/{place['code']}", data=data)
        assert answer.status_code == 303, answer.text
        with phone.client.session_transaction() as session:
            phone.receipts[number] = session["receipts"][str(place["id"])]

    def answers(self, phone: Phone, address: str, given: Mapping[str, str]) -> None:
        page = phone.client.get(address).text
        key = re.search(r'name="key" value="(\w+)"', page)
        assert key is not None, page
        data = {"key": key[1], **{f"q_{name}": value for name, value in given.items()}}
        answer = phone.client.post(address, data=data)
        assert answer.status_code == 303, answer.text

    def baseline(self, phone: Phone, phase: str) -> None:
        given = {f"{name}_phase": phase for name in ("content", "organisation", "hrm")}
        given["content_text"] = words_of(phone.partnership, 1)
        self.answers(phone, self.activity(1, "baseline"), given)

    def settles(self, phone: Phone, address: str, given: Mapping[str, str]) -> None:
        """Writes the shared answers and says that they agree."""
        together = f"{address}/together"
        page = phone.client.get(together).text
        key = re.search(r'name="key" value="(\w+)"', page)
        assert key is not None, page
        assert phone.client.post(f"{together}/pen", data={"act": "take"}).status_code == 303
        data = {"key": key[1], **{f"q_{name}": value for name, value in given.items()}}
        data |= {f"base_{name}": "0" for name in given}
        assert phone.client.post(together, data=data).status_code == 303
        activity = int(address.rpartition("/")[2])
        seen = version(self.connection, self.partnership(phone.partnership)["id"], activity)
        data = {"act": "settle", "seen": str(seen)}
        assert phone.client.post(f"{together}/settle", data=data).status_code == 303

    def development(self, phone: Phone, phase: str) -> None:
        given = {f"{name}_phase": phase for name in ("content", "organisation", "hrm")}
        given["content_text"] = words_of(phone.partnership, 3)
        self.answers(phone, self.activity(3, "development"), given)


@pytest.fixture
def journey(
    app: Flask, fresh_db: sqlite3.Connection, learning_network: int, facilitator: int
) -> Journey:
    desk = log_in(app, fresh_db, facilitator)
    return Journey(fresh_db, app, desk, learning_network)


def first_meeting(journey: Journey) -> None:
    """Four partnerships; De Brug settles that it is further than its people said apart."""
    phases = {BRIDGE: "exploring", LIME: "trying", CREEK: "not_started", TERP: "designing"}
    for name, phase in phases.items():
        other = INSTITUTE if name == CREEK else FIELD
        first = journey.new_phone(name, INSTITUTE)
        journey.comes(first, 1)
        second = journey.new_phone(name, other)
        journey.comes(second, 1, words=journey.code(name).replace("-", " "))
        journey.baseline(first, phase)
        journey.baseline(second, phase)
    shared = {"content_phase": "designing", "content_text": words_of(BRIDGE, 1)}
    journey.settles(journey.phones[BRIDGE][0], journey.activity(1, "baseline"), shared)


def second_meeting(journey: Journey) -> None:
    """De Linde stays at home; two new ones come."""
    phones = [journey.phones[name][0] for name in (BRIDGE, CREEK, TERP)]
    phones += [journey.new_phone(name, INSTITUTE) for name in (MOUND, FARM)]
    address = journey.activity(2, "phases")
    for phone in phones:
        journey.comes(phone, 2)
        phases = {f"safeguard_phase-{name}": "exploring" for name in SAFEGUARDS}
        journey.answers(phone, address, phases)


def third_meeting(journey: Journey) -> None:
    """De Terp comes with a new phone and without its code."""
    lost = journey.new_phone(TERP, FIELD)
    journey.comes(lost, 3)
    phones = [journey.phones[name][0] for name in (BRIDGE, LIME, CREEK, MOUND, FARM)]
    for phone in phones:
        journey.comes(phone, 3)
    phases = {BRIDGE: "embedded", LIME: "trying", CREEK: "exploring", TERP: "trying"}
    for phone in (*phones, lost):
        journey.development(phone, phases.get(phone.partnership, "exploring"))


@pytest.fixture
def played(journey: Journey) -> Journey:
    first_meeting(journey)
    second_meeting(journey)
    third_meeting(journey)
    return journey


def steps(journey: Journey, dimension: str, *, to_publish: bool = False) -> dict[str, tuple]:
    """Partnership → first and last place of what is followed under this dimension."""
    names = {
        row["id"]: row["name"]
        for row in programmes.partnerships(journey.connection, journey.programme)
    }
    (course,) = [
        course
        for followed, course in follow(
            journey.connection, journey.programme, to_publish=to_publish
        ).items()
        if followed.dimension == dimension
    ]
    return {
        names[partnership]: (first.place, last.place)
        for partnership, (first, last) in course.moves().items()
    }


def test_what_was_settled_counts_and_newcomers_do_not_move(played: Journey) -> None:
    expected = {BRIDGE: (2, 4), LIME: (3, 3), CREEK: (0, 1), TERP: (2, 3)}
    assert steps(played, "content") == expected
    assert steps(played, "content", to_publish=True) == expected
    # Only the content was settled: of the rest the answers of its people count.
    assert steps(played, "hrm") == {**expected, BRIDGE: (1, 4)}


def test_each_sees_its_own_development_and_nothing_of_another(played: Journey) -> None:
    address = played.activity(3, "development")
    for name in (BRIDGE, LIME, CREEK):
        page = played.phones[name][0].client.get(address).text
        own = played.phones[name][0].client.get(f"/p/{played.code(name)}").text
        others = {BRIDGE, LIME, CREEK, TERP, MOUND, FARM} - {name}
        for other in others:
            for meeting in (1, 3):
                assert words_of(other, meeting) not in page + own, (name, other, meeting)
        assert words_of(name, 1) in page
    newcomer = played.phones[MOUND][0].client.get(address).text
    assert [name for name in (BRIDGE, LIME, CREEK, TERP) if words_of(name, 1) in newcomer] == []


def test_one_side_is_missing_and_it_is_told_to_both(played: Journey) -> None:
    place = played.meeting(1)
    run = played.desk.get(f"/facilitate/{played.slug}/meeting/{place['id']}/").text
    assert re.search(rf"{CREEK}.*?mist iemand uit het werkveld", run, re.S)
    phone = played.phones[CREEK][0].client.get(f"/m/{place['code']}").text
    assert "U mist nog iemand uit het werkveld." in phone
    complete = played.phones[BRIDGE][0].client.get(f"/m/{place['code']}").text
    assert "U mist nog iemand" not in complete


def test_lost_code_opens_nothing_until_the_facilitator_gives_it_again(played: Journey) -> None:
    lost = played.phones[TERP][2]
    address = f"{played.activity(3, 'development')}/together"
    assert lost.client.get(address).status_code == 403
    place = played.meeting(3)
    wrong = lost.client.post(f"/m/{place['code']}/partnership", data={"code": "boom tulp egel"})
    assert wrong.status_code == 404
    words = played.code(TERP).replace("-", " ")
    right = lost.client.post(f"/m/{place['code']}/partnership", data={"code": words})
    assert right.status_code == 303
    assert lost.client.get(address).status_code == 200
    assert played.phones[BRIDGE][0].client.get(address).text.count(words_of(TERP, 3)) == 0


def test_whoever_withdraws_counts_nowhere_any_more(played: Journey) -> None:
    phone = played.phones[TERP][2]
    address = f"/r/{in_groups(phone.receipts[3])}"
    (withdraw,) = set(re.findall(rf"{address}/forms/\d+/withdraw", phone.client.get(address).text))
    (form,) = [
        one
        for one in forms_on(phone.client.get(withdraw).text, withdraw)
        if one.action == withdraw and one.method == "post"
    ]
    assert phone.client.post(withdraw, data=dict(form.fields)).status_code == 303
    assert TERP not in steps(played, "content")


def test_report_of_each_is_about_itself_only(played: Journey) -> None:
    for name in (BRIDGE, LIME, CREEK, TERP, MOUND, FARM):
        text = to_markdown(build_for_partnership(played.connection, played.partnership(name)["id"]))
        others = [one for one in (BRIDGE, LIME, CREEK, TERP, MOUND, FARM) if one != name]
        assert [one for one in others if one in text] == []
        assert (words_of(BRIDGE, 1) in text) is (name == BRIDGE)


def test_nothing_for_others_singles_a_partnership_out(
    played: Journey, config: Config, tmp_path: Path
) -> None:
    """The wrap-up, the release and the hall: no name, and with six partnerships no phase of one."""
    worker = Worker(config, played.connection)
    worker.catch_up()
    place = played.meeting(3)
    played.desk.post(f"/facilitate/{played.slug}/outcomes/report")
    played.desk.post(
        f"/facilitate/{played.slug}/development/hall",
        data={"meeting": str(place["id"]), "shown": "phones"},
    )
    worker.catch_up()
    hall = played.phones[MOUND][0].client.get(f"/m/{place['code']}/network")
    wrap_up = played.desk.get(f"/facilitate/{played.slug}/report").text
    names = (BRIDGE, LIME, CREEK, TERP, MOUND, FARM)
    # The bar with the name of the programme holds none of them either.
    assert [name for name in names if name in wrap_up] == []
    assert [name for name in names if name in hall.text] == []
    assert [n for n in names if words_of(n, 1) in wrap_up or words_of(n, 3) in wrap_up] == []
    try:
        release = worker.publish(played.programme)
    except Exception as refusal:  # nothing in it may go out: that is right as well
        assert type(refusal).__name__ == "Refused"
        return
    assert release.file is not None
    with closing(sqlite3.connect(release.file)) as file:
        assert file.execute("SELECT count(*) FROM development").fetchone() == (0,)
    content = Path(release.file).read_bytes()
    assert [name for name in names if name.encode() in content] == []
