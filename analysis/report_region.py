"""The wrap-up of one region: of which regions there is one, and what may be told there.

The wrap-up of the whole lies beside it. What is told of a region must therefore not tell, by
subtraction, of a region with fewer people than the group size: the same rule as for roles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis.report_introduction import Background, shown_counts
from collector.errors import NotFound, Refused
from collector.queries.programmes import regions
from collector.queries.regions import participants_by_region


@dataclass(frozen=True)
class Region:
    """A region that may have a wrap-up of its own.

    `roles`: those of which the number may be told; `more_roles`: others were there as well.
    """

    name: str
    participants: int
    roles: Mapping[str, int]
    more_roles: bool


def region(connection: sqlite3.Connection, programme: int, name: str, group_size: int) -> Region:
    """:raise NotFound: this programme has no such region.
    :raise Refused: too few people took part there, or in what would be left over.
    """
    names = [row["name"] for row in regions(connection, programme)]
    if name not in names:
        raise NotFound(
            "Dit traject heeft geen regio “%(name)s”. Wel: %(names)s.",
            name=name,
            names=", ".join(names) or "geen enkele",
        )
    found = participants_by_region(connection, programme)
    people = {each: sum(roles.values()) for each, roles in found.items()}
    if people.get(name, 0) < group_size:
        raise Refused(
            "%(name)s krijgt geen eigen wrap-up: er deden te weinig mensen mee (minder dan %(n)s).",
            name=name,
            n=group_size,
        )
    if name not in shown_counts(people, group_size):
        raise Refused(
            "%(name)s krijgt geen eigen wrap-up: met die van het geheel ernaast is te zien wat"
            " in een kleine regio is gezegd.",
            name=name,
        )
    roles = {
        role: n
        for role, n in shown_counts(found[name], group_size).items()
        if role and name in shown_counts({each: of[role] for each, of in found.items()}, group_size)
    }
    return Region(name, people[name], roles, more_roles=sum(roles.values()) < people[name])


def narrowed(known: Background, to: Region) -> Background:
    """The background with only the meetings and the people of this region; where meetings belong
    to no region, all of them."""
    here = [row for row in known.meetings if row["region"] == to.name]
    return replace(
        known,
        meetings=here or known.meetings,
        roles={**to.roles, "": to.participants - sum(to.roles.values())},
        partnerships=0,
        region=to.name,
        more_roles=to.more_roles,
    )


def regions_with_people(connection: sqlite3.Connection, programme: int) -> list[tuple[int, str]]:
    """Id and name, in the order of the programme; where nobody came from is left out."""
    found = participants_by_region(connection, programme)
    rows = regions(connection, programme)
    return [(row["id"], row["name"]) for row in rows if row["name"] in found]
