"""Making a programme from a template, and preparing its meetings."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

import pytest
from flask.testing import FlaskClient

from collector.contacts import exports, open_contacts, sign_up
from collector.partnerships import add_partnership
from collector.queries import meetings, programmes
from collector.records import Contact, Instrument, ProgrammeTemplate
from forms.sign_ups import as_text


def test_round_tables_get_a_meeting_in_each_chosen_region(
    desk: FlaskClient, fresh_db: sqlite3.Connection
) -> None:
    page = desk.get("/facilitate/new/round-table").get_data(as_text=True)
    assert len(re.findall(r'name="regions"[^>]*checked|checked[^>]*name="regions"', page)) == 8
    answer = desk.post(
        "/facilitate/new/round-table",
        data={
            "title": "Tafels in het land",
            "period": "voorjaar 2027",
            "regions": ["Zuid-Limburg", "Twente e.o."],
        },
    )
    assert answer.location == "/facilitate/tafels-in-het-land/"
    made = programmes.programme(fresh_db, "tafels-in-het-land")
    assert (made["title"], made["period"]) == ("Tafels in het land", "voorjaar 2027")
    rows = meetings.meetings(fresh_db, made["id"])
    assert [row["region"] for row in rows] == ["Zuid-Limburg", "Twente e.o."]
    assert [row["activities"] for row in rows] == [7, 7]


def test_a_learning_network_gets_its_three_meetings(
    desk: FlaskClient, fresh_db: sqlite3.Connection
) -> None:
    desk.post("/facilitate/new/learning-network", data={"title": "Netwerk", "period": ""})
    made = programmes.programme(fresh_db, "netwerk")
    titles = [row["title"] for row in meetings.meetings(fresh_db, made["id"])]
    assert titles == ["Bijeenkomst 1: waarom", "Bijeenkomst 2: wat", "Bijeenkomst 3: hoe"]


def test_all_dates_at_once(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    one, two, three = (row["id"] for row in meetings.meetings(fresh_db, learning_network))
    assert "3 zonder datum" in desk.get(f"/facilitate/{slug}/").text
    sent = {f"day-{one}": "2027-02-03", f"day-{two}": "2027-05-06", f"day-{three}": ""}
    assert desk.post(f"/facilitate/{slug}/dates", data=sent).status_code == 302
    days = [row["date"] for row in meetings.meetings(fresh_db, learning_network)]
    assert days == ["2027-02-03", "2027-05-06", None]
    wrong = desk.post(f"/facilitate/{slug}/dates", data={**sent, f"day-{three}": "ooit"})
    assert f'href="#day-{three}"' in wrong.text
    assert 'value="2027-02-03"' in wrong.text
    days = [row["date"] for row in meetings.meetings(fresh_db, learning_network)]
    assert days == ["2027-02-03", "2027-05-06", None]


def test_what_was_typed_stays_when_it_is_not_right(desk: FlaskClient) -> None:
    answer = desk.post(
        "/facilitate/new/round-table",
        data={"title": "  ", "period": "najaar 2031", "regions": ["Zuid-Limburg"]},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'href="#title"' in page  # the summary leads to the field
    assert 'value="najaar 2031"' in page
    assert len(re.findall(r"<input[^>]*checked[^>]*>", page)) == 1


def test_details_of_a_programme(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    fields = {
        "title": "Nieuwe titel",
        "period": "2028",
        "aim": "Ophalen.\n\nEn ordenen.",
        "contact": "info@example.org",
        "organisers": " Eerste raad \n\nTweede  raad\n",
    }
    assert desk.post(f"/facilitate/{slug}/", data=fields).status_code == 302
    row = programmes.programme_by_id(fresh_db, round_table)
    assert {name: row[name] for name in ("title", "period", "aim", "contact")} == {
        name: fields[name] for name in ("title", "period", "aim", "contact")
    }
    assert programmes.organisers(row) == ["Eerste raad", "Tweede raad"]
    page = desk.post(f"/facilitate/{slug}/", data={**fields, "title": ""}).get_data(as_text=True)
    assert "info@example.org</textarea>" in page
    assert programmes.programme_by_id(fresh_db, round_table)["title"] == "Nieuwe titel"


def test_partnerships_resources_and_follow_ups(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    base = f"/facilitate/{slug}"
    desk.post(
        f"{base}/partnerships",
        data={
            "name": "De Brug",
            "sectors": ["po", "vo"],
            "region": "",
        },
    )
    rows = programmes.partnerships(fresh_db, round_table)
    assert [(row["name"], row["sectors"]) for row in rows] == [("De Brug", "po, vo")]
    desk.post(f"{base}/partnerships/{rows[0]['id']}/remove")
    assert programmes.partnerships(fresh_db, round_table) == []

    wrong = desk.post(
        f"{base}/resources", data={"resource-title": "Gids", "resource-link": "javascript:1"}
    )
    assert 'value="javascript:1"' in wrong.get_data(as_text=True)
    desk.post(
        f"{base}/resources",
        data={"resource-title": "Gids", "resource-link": "https://example.org/gids"},
    )
    rows = programmes.resources(fresh_db, round_table)
    assert [(row["title"], row["link"]) for row in rows] == [("Gids", "https://example.org/gids")]
    desk.post(f"{base}/resources/{rows[0]['id']}/remove")
    assert programmes.resources(fresh_db, round_table) == []

    follow_up = programmes.follow_ups(fresh_db, round_table)[0]["id"]
    fields = {"title": "Verder praten", "text": "In het najaar."}
    desk.post(f"{base}/follow-ups/{follow_up}", data=fields)
    row = programmes.follow_ups(fresh_db, round_table)[0]
    assert (row["title"], row["text"]) == ("Verder praten", "In het najaar.")


def test_a_partnership_that_somebody_answered_for_stays(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, meeting: int
) -> None:
    used = add_partnership(fresh_db, round_table, "De Brug")
    fresh_db.execute(
        "INSERT INTO participants (meeting_id, secret_hash, partnership_id) VALUES (?, ?, ?)",
        (meeting, "a" * 64, used),
    )
    answer = desk.post(f"/facilitate/{slug}/partnerships/{used}/remove")
    assert answer.status_code == 409
    assert [row["id"] for row in programmes.partnerships(fresh_db, round_table)] == [used]


def test_one_more_meeting(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    region = programmes.regions(fresh_db, round_table)[2]
    answer = desk.post(
        f"/facilitate/{slug}/meetings",
        data={"pattern": "0", "title": "Extra tafel", "region": region["id"], "day": "2027-03-01"},
    )
    assert answer.status_code == 302
    row = meetings.meetings(fresh_db, round_table)[-1]
    assert (row["title"], row["region"], row["date"], row["activities"]) == (
        "Extra tafel",
        region["name"],
        "2027-03-01",
        7,
    )


def test_a_meeting_with_speakers_and_resources(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, meeting: int
) -> None:
    base = f"/facilitate/{slug}/meeting/{meeting}"
    region = programmes.regions(fresh_db, round_table)[1]
    desk.post(
        f"{base}/prepare",
        data={
            "title": "Aan tafel",
            "region": region["id"],
            "day": "2027-04-02",
            "intro": "Welkom.",
        },
    )
    row = meetings.meeting(fresh_db, meeting)
    assert (row["title"], row["region"], row["date"], row["intro"]) == (
        "Aan tafel",
        region["name"],
        "2027-04-02",
        "Welkom.",
    )
    desk.post(
        f"{base}/speakers",
        data={
            "speaker-name": "Een spreker",
            "speaker-role": "lector",
            "speaker-organisation": "Hogeschool",
            "speaker-subject": "Begeleiden",
            "speaker-kind": "case",
        },
    )
    speaker = meetings.speakers(fresh_db, meeting)[0]
    assert (speaker["name"], speaker["kind"]) == ("Een spreker", "case")
    page = desk.get(f"{base}/prepare").get_data(as_text=True)
    assert "praktijkvoorbeeld" in page
    desk.post(f"/facilitate/{slug}/speakers/{speaker['id']}/remove")
    assert meetings.speakers(fresh_db, meeting) == []
    desk.post(f"{base}/resources", data={"resource-title": "Katern"})
    assert [one["title"] for one in programmes.resources(fresh_db, round_table, meeting)] == [
        "Katern"
    ]


def test_what_was_left_open_is_filled_in(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    second = meetings.meetings(fresh_db, learning_network)[1]["id"]
    place = meetings.activities(fresh_db, second)[0]
    base = f"/facilitate/{slug}/meeting/{second}"
    labels = ["Tijd", "Een vaste begeleider", "Ruimte", "Gesprek", "Vertrouwen"]
    address = f"{base}/activities/{place['id']}/fill-in"

    refused = desk.post(f"{base}/activities/{place['id']}/state", data={"open": "1"})
    assert refused.status_code == 409
    page = desk.post(address, data={"question": "criteria", "label": [*labels[:4], ""]}).get_data(
        as_text=True
    )
    assert "u vulde er 4 in" in page
    assert 'value="Een vaste begeleider"' in page

    desk.post(address, data={"question": "criteria", "label": labels})
    instrument = meetings.instrument_of(meetings.activity(fresh_db, place["id"]))
    assert [row.label for row in instrument.question("criteria").rows] == labels
    desk.post(f"{base}/activities/{place['id']}/state", data={"open": "1"})
    assert meetings.activity(fresh_db, place["id"])["state"] == "open"


def test_the_sheet_has_code_and_guiding_questions(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    meeting: int,
    templates: dict[str, ProgrammeTemplate],
) -> None:
    page = desk.get(f"/facilitate/{slug}/meeting/{meeting}/sheet").get_data(as_text=True)
    code = meetings.meeting(fresh_db, meeting)["code"]
    assert f'src="/m/{code}/qr.svg"' in page
    assert desk.get(f"/m/{code}/qr.svg").status_code == 200
    for topic in templates["round-table"].topics:
        for question in topic.questions:
            assert question in page


def test_the_sheet_of_a_learning_network_asks_no_addresses(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    third = meetings.meetings(fresh_db, learning_network)[2]["id"]
    page = desk.get(f"/facilitate/{slug}/meeting/{third}/sheet").get_data(as_text=True)
    assert re.findall(r"<h2>([^<]+)</h2>", page)[1:] == [
        "Ontwerpen voor uw eigen partnerschap",
        "Ontwikkeling sinds bijeenkomst 1",
        "Terugblik en opbrengsten",
    ]
    assert "openbaar worden" not in page


def test_every_template_and_question_can_be_looked_at(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    learning_network: int,
    instruments: dict[str, Instrument],
) -> None:
    assert desk.get("/facilitate/new").get_data(as_text=True).count("Hiermee beginnen") == 2
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    for row in meetings.meetings(fresh_db, learning_network):
        page = desk.get(f"/facilitate/{slug}/meeting/{row['id']}/prepare")
        assert page.status_code == 200
        assert desk.get(f"/facilitate/{slug}/meeting/{row['id']}/sheet").status_code == 200


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6 1234", "'+31 6 1234"),
        ("-2", "'-2"),
        ("@som", "'@som"),
        (" =1+1", "' =1+1"),
        ("\t=1", "'\t=1"),
        ("Jansen; de", "Jansen; de"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    assert as_text(cell) == safe


def test_sign_ups(desk: FlaskClient, config, slug: str) -> None:
    contacts = open_contacts(config.contacts)
    who = Contact("=HYPERLINK(1)", "a@example.org", "School", "+31 6", "follow-through")
    sign_up(contacts, slug, [who])
    sign_up(contacts, "een-ander-traject", [Contact("Elders", "b@example.org")])
    page = desk.get(f"/facilitate/{slug}/sign-ups").get_data(as_text=True)
    assert "a@example.org" in page
    assert "b@example.org" not in page
    table = desk.post(f"/facilitate/{slug}/sign-ups/export")
    assert table.headers["Content-Disposition"] == f'attachment; filename="aanmeldingen-{slug}.csv"'
    head = "\ufeffvervolg;naam;e-mailadres;organisatie;telefoon\r\n"
    one = "Vervolggesprek en verslag;'=HYPERLINK(1);a@example.org;School;'+31 6\r\n"
    assert table.get_data(as_text=True) == head + one
    nothing = desk.post(f"/facilitate/{slug}/sign-ups/export")
    assert nothing.location == f"/facilitate/{slug}/sign-ups"
    sign_up(contacts, slug, [Contact("Noor", "n@example.org", follow_up="follow-through")])
    second = desk.post(f"/facilitate/{slug}/sign-ups/export").get_data(as_text=True)
    assert second == f"{head}Vervolggesprek en verslag;Noor;n@example.org;;\r\n"
    every = desk.post(f"/facilitate/{slug}/sign-ups/export", data={"again": "yes"})
    assert len(every.get_data(as_text=True).splitlines()) == 3
    log = [(row["who"], row["n"], row["again"]) for row in exports(contacts, slug)]
    who = "Gespreksleider"
    assert sorted(log) == [(who, 1, 0), (who, 1, 0), (who, 2, 1)]
    page = unescape(desk.get(f"/facilitate/{slug}/sign-ups").get_data(as_text=True))
    assert "opnieuw, allemaal" in page
    assert "n@example.org" in page
    for row in contacts.execute("SELECT id FROM contacts WHERE name = 'Noor'").fetchall():
        desk.post(f"/facilitate/{slug}/sign-ups/{row['id']}/remove")
    row = contacts.execute("SELECT id FROM contacts WHERE programme = ?", (slug,)).fetchone()
    desk.post(f"/facilitate/{slug}/sign-ups/{row['id']}/remove")
    assert [one["name"] for one in contacts.execute("SELECT name FROM contacts")] == ["Elders"]
    contacts.close()
