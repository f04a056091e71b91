"""What a facilitator prepares for a whole programme."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from collector.database import insert, transaction
from collector.events import EventKind, now, record
from collector.grants import AccountRole, Place, grant, tenant_of_maker
from collector.meetings import add_resources, insert_meeting
from collector.queries.programmes import regions as programme_regions
from collector.records import FollowUp, Instrument, ProgrammeTemplate, Region, Role
from collector.slugs import slugify

RESERVED = frozenset(
    {
        *("account", "audit", "import", "invitation", "login", "logout", "new", "people"),
        *("provider", "reset", "status", "tokens"),
    }
)
"""Words that stand in the address of a facilitator's page where a slug could stand."""


def create_programme(
    connection: sqlite3.Connection,
    template: ProgrammeTemplate,
    instruments: Mapping[str, Instrument],
    *,
    title: str = "",
    slug: str = "",
    with_meetings: bool = True,
    example: bool = False,
    participants_about: int | None = None,
    meeting_regions: Collection[str] | None = None,
    by: int | None = None,
    tenant: int | None = None,
) -> int:
    """A new programme with everything of its template; its id.

    A taken slug gets a number behind it. `with_meetings=False` leaves the meetings to the caller.

    :param by: the facilitator who makes it, and who will lead it
    :param tenant: the organisation that it is of; None: the first where `by` may make one
    :param meeting_regions: names of regions; each gets one meeting, after the template's first.
    """
    with transaction(connection):
        programme = insert_programme(
            connection,
            template,
            title=title,
            slug=slug,
            example=example,
            participants_about=participants_about,
            by=by,
            tenant=tenant,
        )
        if meeting_regions is not None:
            for region in programme_regions(connection, programme):
                if region["name"] in meeting_regions:
                    insert_meeting(
                        connection,
                        programme,
                        template.meetings[0],
                        instruments,
                        title=f"Gesprekstafel {region['name']}",
                        region=region["id"],
                    )
        elif with_meetings:
            for meeting in template.meetings:
                insert_meeting(connection, programme, meeting, instruments)
        record(connection, EventKind.PREPARED, programme=programme)
    return programme


def insert_programme(
    connection: sqlite3.Connection,
    template: ProgrammeTemplate,
    *,
    title: str = "",
    slug: str = "",
    example: bool = False,
    participants_about: int | None = None,
    by: int | None = None,
    tenant: int | None = None,
) -> int:
    """A programme without its meetings, inside the caller's transaction; its id.

    :param by: see `create_programme`
    """
    title = title.strip() or template.title
    programme = insert(
        connection,
        "programmes",
        slug=free_slug(connection, slug or slugify(title)),
        kind=template.kind,
        title=title,
        period=template.period,
        aim=template.aim,
        contact=template.contact,
        organisers=json.dumps(template.organisers, ensure_ascii=False),
        template=template.slug,
        example=int(example),
        participants_about=participants_about,
        tenant_id=tenant or tenant_of_maker(connection, by),
        created_at=now(),
    )
    if by is not None:
        grant(connection, by, AccountRole.FACILITATOR, Place(programme=programme), by=by)
    _add_roles(connection, programme, template.roles)
    _add_regions(connection, programme, template.regions)
    for position, topic in enumerate(template.topics, start=1):
        insert(
            connection,
            "topics",
            programme_id=programme,
            position=position,
            slug=topic.slug,
            title=topic.title,
            questions=json.dumps(topic.questions, ensure_ascii=False),
        )
    add_follow_ups(connection, programme, template.follow_ups)
    add_resources(connection, programme, None, template.resources)
    return programme


def add_follow_ups(
    connection: sqlite3.Connection, programme: int, follow_ups: Iterable[FollowUp]
) -> None:
    """Inside the caller's transaction; one whose slug is there already is left out."""
    for follow_up in follow_ups:
        connection.execute(
            "INSERT INTO follow_ups (programme_id, position, slug, title, text)"
            " VALUES (?1, (SELECT count(*) + 1 FROM follow_ups WHERE programme_id = ?1), ?2, ?3,"
            " ?4) ON CONFLICT DO NOTHING",
            (programme, follow_up.slug, follow_up.title, follow_up.text),
        )


def free_slug(connection: sqlite3.Connection, wanted: str) -> str:
    """The wanted one, with a number behind it when it is taken."""
    slug, number = f"traject-{wanted}" if wanted in RESERVED else wanted, 1
    wanted = slug
    while connection.execute("SELECT 1 FROM programmes WHERE slug = ?", (slug,)).fetchone():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _add_roles(connection: sqlite3.Connection, programme: int, roles: Iterable[Role]) -> None:
    for position, role in enumerate(roles, start=1):
        insert(
            connection,
            "roles",
            programme_id=programme,
            position=position,
            name=role.name,
            role_group=role.group,
        )


def _add_regions(connection: sqlite3.Connection, programme: int, regions: Iterable[Region]) -> None:
    for position, region in enumerate(regions, start=1):
        insert(
            connection,
            "regions",
            programme_id=programme,
            position=position,
            name=region.name,
            part=region.part,
        )


def change_programme(
    connection: sqlite3.Connection,
    programme: int,
    *,
    title: str,
    period: str,
    aim: str,
    contact: str,
    organisers: Iterable[str],
) -> None:
    with transaction(connection):
        connection.execute(
            "UPDATE programmes SET title = ?, period = ?, aim = ?, contact = ?, organisers = ?"
            " WHERE id = ?",
            (
                title,
                period,
                aim,
                contact,
                json.dumps(list(organisers), ensure_ascii=False),
                programme,
            ),
        )
        record(connection, EventKind.PREPARED, programme=programme)
