"""What a programme is made of: roles, regions, topics, meetings with their questions."""

from __future__ import annotations

import json
import sqlite3

import forms.current
from collector.queries import meetings, programmes
from collector.queries.following import newest_event
from collector.records import ProgrammeKind, Question
from forms.api import shapes
from forms.api.asker import own_programmes
from forms.api.parameters import Wishes
from forms.desk import programme_of


def every(_wishes: Wishes) -> shapes.Programmes:
    rows = programmes.programmes_among(forms.current.database(), own_programmes())
    return shapes.Programmes(
        tuple(
            shapes.ProgrammeSummary(
                slug=row["slug"],
                title=row["title"],
                kind=ProgrammeKind(row["kind"]),
                period=row["period"],
                example=bool(row["example"]),
                meetings=row["meetings"],
                participants=row["participants"],
                statements=row["statements"],
                open_activities=row["open"],
            )
            for row in rows
        )
    )


def one(_wishes: Wishes, slug: str) -> shapes.Programme:
    """:raise NotFound: no such programme."""
    database, row = forms.current.database(), programme_of(slug)
    identifier = row["id"]
    return shapes.Programme(
        slug=row["slug"],
        title=row["title"],
        kind=ProgrammeKind(row["kind"]),
        period=row["period"],
        aim=row["aim"],
        organisers=tuple(programmes.organisers(row)),
        example=bool(row["example"]),
        roles=tuple(
            shapes.Role(role["name"], role["role_group"])
            for role in programmes.roles(database, identifier)
        ),
        regions=tuple(
            shapes.Region(region["name"], region["part"])
            for region in programmes.regions(database, identifier)
        ),
        topics=tuple(
            shapes.Topic(topic["title"], topic["slug"], tuple(json.loads(topic["questions"])))
            for topic in programmes.topics(database, identifier)
        ),
        meetings=tuple(_meeting(meeting) for meeting in meetings.meetings(database, identifier)),
        newest_event=newest_event(database, identifier),
    )


def _meeting(row: sqlite3.Row) -> shapes.Meeting:
    found = meetings.activities(forms.current.database(), row["id"])
    return shapes.Meeting(
        row["id"], row["title"], row["date"], row["region"], tuple(map(_activity, found))
    )


def _activity(row: sqlite3.Row) -> shapes.Activity:
    asked = meetings.instrument_of(row)
    questions = tuple(_question(question) for question in asked.questions)
    return shapes.Activity(row["id"], row["title"], row["state"], asked.slug, questions)


def _question(question: Question) -> shapes.Question:
    return shapes.Question(
        key=question.key,
        kind=question.kind,
        label=question.label,
        options=tuple(shapes.Option(option.key, option.label) for option in question.options),
        rows=tuple(shapes.Option(row.key, row.label) for row in question.rows),
        unit=question.unit,
    )
