"""What was said: statements a page at a time, and the themes that they stand in."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import cast

import forms.current
from collector.queries import meetings
from collector.queries.following import members, newest_event, places_of
from collector.queries.statements import Statement, statements
from collector.queries.themes import themes
from collector.records import Aspect
from forms.api import shapes
from forms.api.parameters import Wishes
from forms.api.problems import Wrong
from forms.desk import programme_of

STATES = ("waiting", "approved", "hidden", "merged")


def page_of_statements(wishes: Wishes, slug: str) -> shapes.Statements:
    """The next ones after the number `after`: what comes in meanwhile moves nothing.

    :raise NotFound: no such programme.
    :raise Wrong: 404: no such meeting or theme in it.
    """
    database, programme = forms.current.database(), programme_of(slug)["id"]
    check_meeting(programme, wishes["meeting"])
    theme = wishes["theme"]
    if theme is not None and theme not in {one.id for one in themes(database, programme)}:
        raise Wrong(404, f"There is no theme {theme} in this programme.")
    found = statements(
        database,
        programme,
        meeting=wishes["meeting"],
        theme=theme,
        states=(wishes["state"],) if wishes["state"] else STATES,
        after=wishes["after"],
        limit=wishes["limit"] + 1,
    )
    here = found[: wishes["limit"]]
    places = places_of(database, [one.id for one in here])
    return shapes.Statements(
        statements=tuple(_statement(one, places.get(one.id, ())) for one in here),
        last=here[-1].id if here else wishes["after"],
        more=len(found) > len(here),
        newest_event=newest_event(database, programme),
    )


def check_meeting(programme: int, meeting: int | None) -> None:
    """:raise Wrong: 404: no such meeting in this programme."""
    if meeting is None:
        return
    here = {row["id"] for row in meetings.meetings(forms.current.database(), programme)}
    if meeting not in here:
        raise Wrong(404, f"There is no meeting {meeting} in this programme.")


def _statement(one: Statement, places: Sequence[sqlite3.Row]) -> shapes.Statement:
    return shapes.Statement(
        id=one.id,
        meeting=one.meeting_id,
        activity=one.activity_id,
        question=one.question,
        topic=one.topic,
        aspect=Aspect(one.aspect) if one.aspect else None,
        region=one.region,
        text=one.text,
        public_text=one.public_text,
        publishable=one.publishable,
        consent=one.consent,
        state=cast(shapes.State, one.state),
        reason=one.reason,
        merged_into=one.merged_into,
        source=one.source,  # type: ignore[arg-type]
        themes=tuple(
            shapes.Placement(row["theme_id"], bool(row["decided"]), row["confidence"])
            for row in places
        ),
    )


def all_themes(_wishes: Wishes, slug: str) -> shapes.Themes:
    """:raise NotFound: no such programme."""
    database, programme = forms.current.database(), programme_of(slug)["id"]
    inside = members(database, programme)
    return shapes.Themes(
        themes=tuple(
            shapes.Theme(
                id=theme.id,
                state=theme.state,  # type: ignore[arg-type]
                name=theme.name,
                named=theme.named,
                key_phrases=theme.key_phrases,
                central_statement=theme.central_statement,
                central_statement_id=theme.central_statement_id,
                members=_members(inside.get(theme.id, ())),
            )
            for theme in themes(database, programme)
        ),
        nowhere=_members(inside.get(None, ())),
        newest_event=newest_event(database, programme),
    )


def _members(rows: Sequence[sqlite3.Row]) -> shapes.Members:
    return shapes.Members(
        tuple(row["statement_id"] for row in rows if row["decided"]),
        tuple(row["statement_id"] for row in rows if not row["decided"]),
    )
