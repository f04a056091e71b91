"""The pages on which follow-ups, resources, speakers and cases are changed."""

from __future__ import annotations

import sqlite3
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from collector.config import Config
from collector.contacts import open_contacts, sign_up
from collector.meetings import add_resource, add_speaker, set_activity_state
from collector.queries import meetings, programmes
from collector.records import Contact, Resource, Speaker


def test_a_resource_of_a_meeting(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, meeting: int
) -> None:
    for title in ("Gids", "Katern"):
        add_resource(fresh_db, round_table, meeting, Resource(title))
    first, second = programmes.resources(fresh_db, round_table, meeting)
    there = f"/facilitate/{slug}/resources/{first['id']}"
    assert 'value="Gids"' in desk.get(there).text
    wrong = desk.post(there, data={"title": "Gids <2>", "link": "javascript:1"})
    page = unescape(wrong.text)
    assert "Begin een webadres met https://" in page
    assert 'value="Gids <2>"' in page
    answer = desk.post(there, data={"title": "Gids 2", "publisher": "Platform"})
    assert answer.location == f"/facilitate/{slug}/meeting/{meeting}/prepare#resources"
    desk.post(f"/facilitate/{slug}/resources/{second['id']}/move", data={"by": "-1"})
    rows = programmes.resources(fresh_db, round_table, meeting)
    assert [(row["title"], row["publisher"]) for row in rows] == [
        ("Katern", ""),
        ("Gids 2", "Platform"),
    ]
    desk.post(f"/facilitate/{slug}/resources/{second['id']}/remove")
    assert len(programmes.resources(fresh_db, round_table, meeting)) == 1


def test_a_speaker(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, meeting: int
) -> None:
    add_speaker(fresh_db, meeting, Speaker("Sam"))
    number = meetings.speakers(fresh_db, meeting)[0]["id"]
    there = f"/facilitate/{slug}/speakers/{number}"
    assert 'value="Sam"' in desk.get(there).text
    assert desk.post(there, data={"name": "", "kind": "case"}).status_code == 200
    answer = desk.post(there, data={"name": "Noor", "kind": "case", "subject": "Samen kijken"})
    assert answer.location == f"/facilitate/{slug}/meeting/{meeting}/prepare#speakers"
    row = meetings.speakers(fresh_db, meeting)[0]
    assert (row["name"], row["kind"], row["subject"]) == ("Noor", "case", "Samen kijken")


def test_follow_ups(
    desk: FlaskClient, fresh_db: sqlite3.Connection, config: Config, slug: str, round_table: int
) -> None:
    base = f"/facilitate/{slug}/follow-ups"
    wrong = desk.post(base, data={"follow-up-title": "", "follow-up-text": "Bewaar mij"})
    assert "Bewaar mij" in wrong.text
    answer = desk.post(base, data={"follow-up-title": "Werkbezoek", "follow-up-text": "In mei."})
    assert answer.location == f"/facilitate/{slug}/#follow-ups"
    row = programmes.follow_ups(fresh_db, round_table)[-1]
    assert "nog geen aanmeldvraag" in desk.get(f"/facilitate/{slug}/").text
    desk.post(f"{base}/{row['id']}/ask")
    page = desk.get(f"/facilitate/{slug}/").text
    assert "nog geen aanmeldvraag" not in page
    contacts = open_contacts(config.contacts)
    sign_up(contacts, slug, [Contact("Noor", "noor@example.org", follow_up=row["slug"])])
    contacts.close()
    refused = desk.post(f"{base}/{row['id']}/remove")
    assert refused.status_code == 409
    assert "al mensen aangemeld" in unescape(refused.text)
    assert programmes.follow_ups(fresh_db, round_table)[-1]["id"] == row["id"]


def test_another_programme(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, learning_network: int
) -> None:
    number = programmes.follow_ups(fresh_db, learning_network)[0]["id"]
    assert desk.get(f"/facilitate/{slug}/follow-ups/{number}").status_code == 404
    for act in ("move", "remove", "ask"):
        assert desk.post(f"/facilitate/{slug}/follow-ups/{number}/{act}").status_code == 404
    assert desk.get(f"/facilitate/{slug}/speakers/999").status_code == 404


def test_a_phone_reads_how_it_goes_on(
    app: Flask, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    first, last = (meetings.meetings(fresh_db, learning_network)[at] for at in (0, -1))
    activity = next(
        row["id"]
        for row in meetings.activities(fresh_db, last["id"])
        if row["slug"] == "network-sign-up"
    )
    pages = []
    for row in (first, last):
        client = app.test_client()
        client.post(f"/m/{row['code']}", data={"side": "field", "new_partnership": "De Kust"})
        pages.append(client.get(f"/m/{row['code']}").text)
    title = programmes.follow_ups(fresh_db, learning_network)[0]["title"]
    assert [title in page for page in pages] == [False, True]
    link = f'<a href="/m/{last["code"]}/{activity}">Aanmelden'
    assert link not in pages[1]
    set_activity_state(fresh_db, activity, is_open=True)
    assert link in client.get(f"/m/{last['code']}").text


def test_the_token_is_not_a_field_to_fill_in(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    number = programmes.follow_ups(fresh_db, round_table)[0]["id"]
    page = desk.get(f"/facilitate/{slug}/follow-ups/{number}").text
    assert 'name="csrf_token"' in page
    assert "CSRF" not in page


def test_the_wall_tells_what_one_can_sign_up_for_and_not_who_did(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    last = meetings.meetings(fresh_db, learning_network)[-1]
    activity = next(
        row["id"]
        for row in meetings.activities(fresh_db, last["id"])
        if row["slug"] == "network-sign-up"
    )
    base = f"/facilitate/{last['programme_slug']}/meeting/{last['id']}"
    desk.post(f"{base}/show", data={"what": "activity", "activity": str(activity)})
    told = [row["title"] for row in programmes.follow_ups(fresh_db, learning_network)]
    page = desk.get(f"/screen/{last['screen_key']}").text
    assert [title in page for title in told] == [True] * len(told)
    assert "ingeleverd" not in page
    assert "qr.svg" not in page
    set_activity_state(fresh_db, activity, is_open=True)
    assert "qr.svg" in desk.get(f"/screen/{last['screen_key']}").text
