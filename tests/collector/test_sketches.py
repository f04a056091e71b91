"""What a partnership settles together: nothing is lost, nothing counts twice."""

from __future__ import annotations

import json
import sqlite3

import pytest

from collector import pens, sketches
from collector.activities import remove_activity
from collector.erasing import erase_participants, erase_programme
from collector.errors import Conflict, NotFound, Refused
from collector.events import EventKind
from collector.live import Audience, Inbox, events_after
from collector.partnerships import add_partnership, change_partnership, remove_partnership
from collector.pens import Place
from collector.queries import sketches as queries
from collector.queries.steps import steps_of
from collector.records import Side
from collector.rehearsals import remove_rehearsal
from collector.sketches import Draft
from tests.partners import Partners, partners

TEXT = "content_text"


@pytest.fixture
def us(fresh_db: sqlite3.Connection, learning_network: int) -> Partners:
    return partners(fresh_db, learning_network)


def save(
    us: Partners, who: int, value: object, base: int = 0, *, key: str = "", question: str = TEXT
) -> int:
    key = key or f"key-{question}-{base}-{value}"[:60].ljust(8, "-")
    draft = Draft(question, value, base, key)
    return sketches.save(us.database, us.place(), draft, participant=who)


def stands(us: Partners, question: str = TEXT) -> object:
    return queries.sketch(us.database, *us.place()).get(question, queries.EMPTY).value


def told(us: Partners) -> list[dict[str, int]]:
    rows = us.database.execute("SELECT data, at FROM events WHERE kind = 'sketched' ORDER BY id")
    found = rows.fetchall()
    assert all(row["at"].endswith(":00:00Z") for row in found)
    return [json.loads(row["data"]) for row in found]


def test_every_revision_is_kept_and_ids_are_told(us: Partners) -> None:
    an = us.come()
    assert [save(us, an, "Een"), save(us, an, "Eén dag", 1), save(us, an, None, 2)] == [1, 2, 3]
    rows = queries.history(us.database, *us.place(), TEXT)
    assert [json.loads(row["value"]) for row in rows] == [None, "Eén dag", "Een"]
    assert stands(us) is None
    assert told(us) == [{"partnership": us.partnership, "activity": us.activities["baseline"]}] * 3


def test_sending_again_is_one_revision(us: Partners) -> None:
    an = us.come()
    assert save(us, an, "Een", key="dezelfde") == save(us, an, "Een", key="dezelfde") == 1
    assert save(us, an, "Een", 1) == 1  # nothing changed
    assert save(us, an, "Twee", 1) == 2
    assert save(us, an, "Een", key="dezelfde") == 1  # it arrived late, and was stored before
    assert stands(us) == "Twee"
    with pytest.raises(Refused):
        save(us, an, "Een", key="dezelfde", question="hrm_text")


def test_what_was_not_seen_is_not_overwritten(us: Partners) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    save(us, an, "Van An")
    pens.give_back(us.database, us.place(), an)
    with pytest.raises(Conflict, match="intussen iets anders"):
        save(us, bo, "Van Bo")
    assert stands(us) == "Van An"
    assert pens.holder(us.database, us.place()) is None  # the whole act was refused
    assert save(us, bo, "Van Bo", 1) == 2


def test_a_form_that_was_not_touched_overwrites_nothing(us: Partners) -> None:
    an = us.come()
    save(us, an, "Een")
    save(us, an, "Twee", 1)
    assert save(us, an, "Een", 1) == 2
    assert stands(us) == "Twee"


def test_one_writes_at_a_time(us: Partners) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    place = us.place()
    pens.take(us.database, place, an)
    holder = pens.holder(us.database, place)
    assert holder is not None and (holder["participant_id"], holder["side"]) == (an, "institute")
    assert 0 < pens.seconds_left(holder) <= pens.SECONDS + 1
    with pytest.raises(Conflict, match="Iemand anders"):
        pens.take(us.database, place, bo)
    with pytest.raises(Conflict, match="Iemand anders"):
        save(us, bo, "Van Bo")
    pens.take(us.database, place, bo, over=True)
    assert save(us, bo, "Van Bo") == 1
    pens.give_back(us.database, place, an)  # it is not hers any more
    assert pens.holder(us.database, place)["participant_id"] == bo  # type: ignore[index]


def test_a_pen_frees_itself(us: Partners) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    pens.take(us.database, us.place(), an, seconds=0)
    assert pens.holder(us.database, us.place()) is None
    assert pens.seconds_left(None) == 0
    assert save(us, bo, "Van Bo") == 1


def test_a_clock_that_is_put_back_keeps_nobody_waiting(
    us: Partners, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    pens.take(us.database, us.place(), an)
    before = pens._now()
    monkeypatch.setattr(pens, "_now", lambda: before - 3600 * 1000)
    assert pens.holder(us.database, us.place()) is None
    assert save(us, bo, "Van Bo") == 1
    assert pens.holder(us.database, us.place())["participant_id"] == bo  # type: ignore[index]


def test_only_who_belongs_and_knows_the_code(us: Partners) -> None:
    other = add_partnership(us.database, us.programme, "Elders")
    for who in (us.come(knows=False), us.come(partnership=other), us.come(rehearsal=True)):
        with pytest.raises(Refused, match="code van uw partnerschap"):
            save(us, who, "Iets")
    an = us.come()
    with pytest.raises(NotFound):
        sketches.save(
            us.database,
            Place(us.partnership, us.activities["framework"]),
            Draft(TEXT, "x", 0, "12345678"),
            participant=an,
        )
    with pytest.raises(NotFound):
        save(us, an, "Iets", question="elders")
    with pytest.raises(NotFound):
        sketches.save(
            us.database, Place(999, us.activities["baseline"]), Draft(TEXT, "x", 0, "12345678")
        )
    assert us.database.execute("SELECT count(*) FROM sketches").fetchone()[0] == 0


def test_settled_is_left_alone_until_it_is_reopened(us: Partners) -> None:
    an = us.come()
    with pytest.raises(Refused, match="nog niets"):
        sketches.settle(us.database, us.place(), seen=0)
    save(us, an, "Een")
    seen = queries.version(us.database, *us.place())
    save(us, an, "Twee", 1)
    with pytest.raises(Conflict, match="net nog iets gewijzigd"):
        sketches.settle(us.database, us.place(), seen=seen)
    sketches.settle(us.database, us.place(), seen=queries.version(us.database, *us.place()))
    assert queries.is_settled(us.database, *us.place())
    assert pens.holder(us.database, us.place()) is None
    with pytest.raises(Refused, match="vastgesteld"):
        save(us, an, "Drie", 2)
    sketches.reopen(us.database, us.place())
    assert save(us, an, "Drie", 2) == 3


def test_back_to_an_earlier_revision(us: Partners) -> None:
    an = us.come()
    save(us, an, "Een")
    save(us, an, "Twee", 1)
    again = {"based_on": 2, "key": "terug-naar-een", "participant": an}
    assert sketches.restore(us.database, us.place(), TEXT, 1, **again) == 3
    assert stands(us) == "Een"
    with pytest.raises(NotFound):
        sketches.restore(us.database, us.place(), TEXT, 9, **{**again, "key": "nog-een-keer"})


def test_after_the_programme_nothing_comes_in(us: Partners) -> None:
    an = us.come()
    us.database.execute("UPDATE terms SET ends_on = '2020-01-01'")
    with pytest.raises(Refused, match="afgelopen"):
        save(us, an, "Te laat")


def test_side_by_side_says_no_more_than_the_side(us: Partners) -> None:
    an, bo, made_up = us.come(), us.come(Side.FIELD), us.come(rehearsal=True)
    other = us.come(partnership=add_partnership(us.database, us.programme, "Elders"))
    for who, phase in (
        (an, "trying"),
        (bo, "exploring"),
        (made_up, "embedded"),
        (other, "embedded"),
    ):
        us.answer(who, "baseline", content_phase=phase)
    us.answer(bo, "horizon", vision=("Samen", "Ook samen"), horizon=("Verborgen",))
    us.database.execute(
        "UPDATE statements SET state = 'hidden', reason = 'x' WHERE text = 'Verborgen'"
    )
    said = queries.side_by_side(us.database, *us.place(), bo)
    assert [(one.question, one.value, one.side, one.own) for one in said] == [
        ("content_phase", "exploring", "field", True),
        ("content_phase", "trying", "institute", False),
    ]
    assert queries.handed_in(us.database, *us.place()) == (2, 2)
    assert [
        (one.question, one.value) for one in queries.side_by_side(us.database, *us.place("horizon"))
    ] == [("vision", ["Samen", "Ook samen"])]
    us.database.execute("UPDATE responses SET withdrawn = 1 WHERE participant_id = ?", (an,))
    assert [one.value for one in queries.side_by_side(us.database, *us.place())] == ["exploring"]


def test_how_far_they_are(us: Partners) -> None:
    an = us.come()
    add_partnership(us.database, us.programme, "Niemand kwam")
    us.answer(an, "baseline", content_phase="trying")
    save(us, an, "Een")
    save(us, an, "Weg", question="hrm_text")
    save(us, an, None, 1, question="hrm_text")
    found = {one.activity: one for one in queries.progress(us.database, us.meeting)}
    far = found[us.activities["baseline"]]
    assert (far.name, far.people, far.handed_in, far.begun, far.settled) == (
        "Opleidingsschool De Brug",
        1,
        1,
        1,
        False,
    )
    assert set(found) == {us.activities[slug] for slug in ("perspectives", "baseline", "horizon")}
    assert queries.progress(us.database, us.meeting, 999) == []


def test_erasing_the_last_one_takes_the_sketch_along(us: Partners) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    save(us, an, "Een")
    erase_participants(us.database, us.programme, [an])
    assert stands(us) == "Een"
    assert pens.holder(us.database, us.place()) is None
    erase_participants(us.database, us.programme, [bo])
    for table in ("sketches", "steps", "pens", "settlements"):
        assert us.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table


def test_two_partnerships_become_one(us: Partners) -> None:
    other = add_partnership(us.database, us.programme, "De Brugg")
    bo = us.come(partnership=other)
    there = Place(other, us.activities["baseline"])
    sketches.save(us.database, there, Draft(TEXT, "Van Bo", 0, "van-bo-01"), participant=bo)
    sketches.settle(us.database, there, seen=queries.version(us.database, *there))
    with pytest.raises(Refused):
        remove_partnership(us.database, us.programme, other)
    save(us, us.come(), "Van An")
    change_partnership(
        us.database, us.programme, us.partnership, name="De Brugg", sectors=(), region=None
    )
    rows = queries.history(us.database, *us.place(), TEXT)
    assert [json.loads(row["value"]) for row in rows] == ["Van An", "Van Bo"]
    assert not queries.is_settled(us.database, *us.place())


def test_made_up_people_leave_a_sketch_alone(us: Partners, facilitator: int) -> None:
    save(us, us.come(), "Een")
    us.come(rehearsal=True)
    assert remove_rehearsal(us.database, us.meeting, by=facilitator) == 1
    assert stands(us) == "Een"


def test_first_steps_follow_from_what_is_settled(us: Partners) -> None:
    place, an = us.place("horizon"), us.come()

    def write(texts: list[str], base: int) -> None:
        draft = Draft("first_steps", texts, base, f"stappen-{base}")
        sketches.save(us.database, place, draft, participant=an)
        sketches.settle(us.database, place, seen=queries.version(us.database, *place))

    write(["HRM bellen", "Een lijst maken", "Zalen huren"], 0)
    assert [row["text"] for row in steps_of(us.database, us.partnership)] == [
        "HRM bellen",
        "Een lijst maken",
        "Zalen huren",
    ]
    us.database.execute("UPDATE steps SET state = 'done' WHERE text = 'Zalen huren'")
    sketches.reopen(us.database, place)
    write(["HRM mailen", "Een lijst maken"], 1)
    assert [(row["text"], row["state"]) for row in steps_of(us.database, us.partnership)] == [
        ("Een lijst maken", "todo"),
        ("Zalen huren", "done"),  # somebody did it: it is not forgotten
        ("HRM mailen", "todo"),
    ]


def test_only_the_own_partnership_hears_of_it(us: Partners) -> None:
    other = add_partnership(us.database, us.programme, "Elders")
    us.come()
    save(us, us.come(), "Een")
    kinds = frozenset({EventKind.SKETCHED})
    for partnership, heard in ((us.partnership, 1), (other, 0), (None, 1)):
        audience = Audience(meeting=us.meeting, kinds=kinds, partnership=partnership)
        events = events_after(us.database, 0, audience)
        assert len(events) == heard
        inbox = Inbox(audience, us.programme)
        rows = us.database.execute("SELECT * FROM events WHERE kind = 'sketched'").fetchall()
        assert [inbox.is_for(row) for row in rows] == [bool(heard)]


def test_handing_in_tells_the_colleagues(us: Partners) -> None:
    an = us.come()
    us.answer(an, "framework", core_idea=("Een",))
    assert told(us) == []
    us.answer(an, "baseline", content_phase="trying")
    assert told(us) == [{"partnership": us.partnership, "activity": us.activities["baseline"]}]


def test_a_programme_that_is_erased_takes_all_of_it(us: Partners) -> None:
    an = us.come()
    save(us, an, "Een")
    sketches.settle(us.database, us.place(), seen=queries.version(us.database, *us.place()))
    pens.take(us.database, us.place("horizon"), an)
    us.database.execute("BEGIN")
    erase_programme(us.database, us.programme)
    us.database.execute("COMMIT")
    for table in ("sketches", "steps", "pens", "settlements"):
        assert us.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table


def test_an_activity_with_a_sketch_stays(us: Partners, facilitator: int) -> None:
    save(us, us.come(), "Een")
    with pytest.raises(Refused, match="samen iets opgeschreven"):
        remove_activity(us.database, us.meeting, us.activities["baseline"], by=facilitator)
    pens.take(us.database, us.place("horizon"), us.come())
    remove_activity(us.database, us.meeting, us.activities["horizon"], by=facilitator)
    assert pens.holder(us.database, us.place("horizon")) is None
