"""Votes of a programme → consensus → what is kept of it: counts that may be shown, never a person.

What is kept is read by the facilitator's page. It holds no number about fewer people than the
group size, and of groups whose members are known no counts but classes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.consensus import Consensus, find_consensus
from analysis.opinion_groups import OpinionGroup, OpinionGroups
from analysis.vote_counts import Along, Floats, Verdict, told_groups
from collector.database import Rows
from collector.findings import store_consensus
from collector.queries.votes import consensus, votes_in_programme, voting_is_open

LINES = ("region", "role", "side", "partnership")
VALUES = {"agree": 1.0, "disagree": -1.0, "pass": 0.0}
_ENOUGH_NEWS = 0.1
"""While voting is open, a run waits until this part of the votes is new."""


def run_consensus(connection: sqlite3.Connection, programme: int, group_size: int) -> bool:
    """Look again if there is reason to; whether anything was stored.

    While voting is open, not at every vote: it would cost too much, and two findings that differ
    by one vote would tell who cast it.
    """
    rows = votes_in_programme(connection, programme)
    fingerprint = _fingerprint(rows, group_size)
    before = consensus(connection, programme)
    if before is None and not rows:
        return False
    if before is not None:
        news = len(rows) - before.votes
        few = 0 <= news < max(group_size, _ENOUGH_NEWS * before.votes)
        if before.fingerprint == fingerprint or (few and voting_is_open(connection, programme)):
            return False
    found = record_of(*_matrix(rows), group_size)
    store_consensus(connection, programme, fingerprint, len(rows), found)
    return True


def _fingerprint(rows: Rows, group_size: int) -> str:
    """Names the votes: another one means they changed."""
    pairs = [(row["statement_id"], row["participant_id"], row["vote"]) for row in rows]
    return hashlib.sha256(json.dumps([group_size, pairs]).encode()).hexdigest()


def _matrix(rows: Rows) -> tuple[list[int], Floats, dict[str, list[str | None]]]:
    """Statements (ids, in order), votes (people, statements), and per line everybody's group."""
    statements = sorted({row["statement_id"] for row in rows})
    people = sorted({row["participant_id"] for row in rows})
    column = {identifier: place for place, identifier in enumerate(statements)}
    line = {identifier: place for place, identifier in enumerate(people)}
    votes = np.full((len(people), len(statements)), np.nan)
    groups: dict[str, list[str | None]] = {name: [None] * len(people) for name in LINES}
    for row in rows:
        place = line[row["participant_id"]]
        votes[place, column[row["statement_id"]]] = VALUES[row["vote"]]
        for name in LINES:
            groups[name][place] = row[name]
    return statements, votes, groups


def record_of(
    statements: Sequence[int],
    votes: Floats,
    lines: Mapping[str, Sequence[str | None]],
    group_size: int,
) -> dict[str, Any]:
    """What is kept, as JSON can hold it. `statements`: ids in the order of the columns."""
    found = find_consensus(votes, lines, group_size=group_size)
    return {
        "group_size": group_size,
        "voters": found.voters,
        "statements": [
            _statement(found, place, identifier, group_size)
            for place, identifier in enumerate(statements)
        ],
        "lines": [
            {
                "line": name,
                "groups": _people(labels, group_size),
                "apart": sum(each.apart is not None for each in found.lines[name]),
            }
            for name, labels in lines.items()
        ],
        "opinions": _opinions(found.groups, statements),
    }


def _people(labels: Sequence[str | None], group_size: int) -> list[list[str | int]]:
    """How many voters each group on a line has, of the groups that may be told of."""
    numbers = Counter(label or "" for label in labels)
    told = told_groups(numbers, group_size) - {""}
    return [[name, numbers[name]] for name in sorted(told)]


def _statement(found: Consensus, place: int, identifier: int, group_size: int) -> dict[str, Any]:
    counts, verdict = found.counts, found.verdicts[place]
    told: dict[str, Any] = {
        "id": identifier,
        "verdict": verdict,
        "votes": int(counts.base[place]),
    }
    if verdict is Verdict.FEW:
        return told
    return {
        **told,
        "agree": int(counts.agree[place]),
        "disagree": int(counts.disagree[place]),
        "passed": int(counts.passed[place]),
        "informed": round(float(found.informed[place]), 4) if found.groups.groups else None,
        "lines": {
            name: _along(each[place]) for name, each in found.lines.items() if each[place].groups
        },
        "opinions": [
            [group.name, *numbers]
            for group in found.groups.groups
            if (numbers := _numbers(group, place)) and sum(numbers) >= group_size
        ],
    }


def _along(along: Along) -> dict[str, Any]:
    return {
        "groups": [[each.group, each.base, each.leaning] for each in along.groups],
        "apart": along.apart,
    }


def _numbers(group: OpinionGroup, place: int) -> tuple[int, int, int]:
    counts = group.counts
    return int(counts.agree[place]), int(counts.disagree[place]), int(counts.passed[place])


def _opinions(groups: OpinionGroups, statements: Sequence[int]) -> dict[str, Any]:
    return {
        "why_not": groups.why_not,
        "grouped": groups.grouped,
        "needed": groups.needed,
        "clearness": round(max(groups.silhouettes.values(), default=0.0), 3),
        "by_chance": round(groups.chance, 3),
        "groups": [
            {
                "name": group.name,
                "size": len(group.members),
                "typical": [[statements[each.statement], each.agrees] for each in group.typical],
            }
            for group in groups.groups
        ],
    }
