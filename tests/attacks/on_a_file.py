"""Attacks on a release file. Each one returns what it found; an empty list is what we want.

Written for what attackers have: the file, the rules, and now and then something that they know.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import combinations, pairwise
from math import sqrt
from pathlib import Path

import numpy as np

from analysis import release_file
from tests.attacks.disguises import seen
from tests.attacks.private_side import Origin

SIGMAS = 5
"""So far from chance is not chance: once in three million times."""
K = 5
_WORD = re.compile(r"\w+")
_BESIDE = ("-wal", "-shm", "-journal")
_GROUPS = ("theme", "aspect", "part_of_the_country", "role")


def ask(file: Path, sql: str) -> list[tuple]:
    with closing(release_file.open_release(file)) as connection:
        return connection.execute(sql).fetchall()


def columns(file: Path, table: str) -> list[str]:
    return [row[0] for row in ask(file, f"SELECT name FROM pragma_table_xinfo('{table}')")]


def attack_bytes(folder: Path, secrets: Mapping[str, str]) -> list[str]:
    """Every secret in every file of the folder, and in the names of the files."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    found = seen("\n".join(path.name for path in paths).encode(), secrets)
    for path in paths:
        found += [f"{path.name}: {name}" for name in seen(path.read_bytes(), secrets)]
    return found


def attack_free_pages(file: Path, words: Iterable[str]) -> list[str]:
    """Words in the bytes that stand in no cell; and pages that nobody uses."""
    (free,) = ask(file, "PRAGMA freelist_count")[0]
    content = file.read_bytes().lower()
    cells = _cells(file)
    found = [word for word in words if word.encode() in content and word not in cells]
    return found + ([f"{free} free pages"] if free else [])


def _cells(file: Path) -> str:
    """All that is said in any row of any real table, in lower case."""
    told = []
    for name, kind in ask(file, "SELECT name, type FROM pragma_table_list WHERE schema = 'main'"):
        if kind == "table" and not name.startswith("sqlite_"):
            for row in ask(file, f'SELECT * FROM "{name}"'):
                told += [str(cell) for cell in row]
    return "\n".join(told).lower()


def attack_search_index(file: Path) -> list[str]:
    """What the index knows, by its vocabulary, that no statement says (any more)."""
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(release_file.open_release(file)) as connection:
            connection.backup(copy)
        copy.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, statements_fts, row)")
        known = {row[0] for row in copy.execute("SELECT term FROM temp.words")}
        copy.execute(
            "CREATE VIRTUAL TABLE temp.said USING"
            " fts5 (text, tokenize='unicode61 remove_diacritics 2')"
        )
        copy.execute("INSERT INTO temp.said SELECT text FROM statements")
        copy.execute("CREATE VIRTUAL TABLE temp.all_said USING fts5vocab (temp, said, row)")
        return sorted(known - {row[0] for row in copy.execute("SELECT term FROM temp.all_said")})


def attack_sequences(file: Path) -> list[str]:
    """How many rows there were: by the counter, or by the numbers that are missing."""
    found = []
    names = {row[0] for row in ask(file, "SELECT name FROM sqlite_master")}
    if "sqlite_sequence" in names:
        found = [f"{name}: {last}" for name, last in ask(file, "SELECT * FROM sqlite_sequence")]
    (gaps,) = ask(file, "SELECT max(number) - count(*) FROM statements")[0]
    return found + ([f"{gaps} numbers missing"] if gaps else [])


def attack_files_beside(file: Path) -> list[str]:
    return [suffix for suffix in _BESIDE if Path(f"{file}{suffix}").exists()]


def attack_schema(file: Path, secrets: Mapping[str, str]) -> list[str]:
    """Secrets in what is declared: defaults, checks, views, triggers, indexes."""
    with closing(release_file.open_release(file)) as connection:
        declared = release_file.schema(connection)
    return [
        f"{kind} {name}: {secret}"
        for kind, name, _, sql in sorted(declared, key=str)
        for secret in seen((sql or "").encode(), secrets)
    ]


def attack_extra(file: Path) -> list[str]:
    """Tables and columns that are not on the list."""
    with closing(release_file.empty()) as pattern:
        wanted = release_file.schema(pattern)
    with closing(release_file.open_release(file)) as connection:
        declared = release_file.schema(connection)
    return sorted(f"{kind} {name}" for kind, name, *_ in declared ^ wanted)


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation of numbers without ties, in units of its standard deviation."""
    ranks = [np.argsort(np.argsort(each)) for each in (first, second)]
    return float(np.corrcoef(*ranks)[0, 1]) * sqrt(len(first) - 1)


def attack_order(file: Path, origins: Mapping[str, Origin]) -> list[str]:
    """Does the number, or the place in the file, follow the order in which people said it?"""
    found = []
    for what, sql in {
        "number": "SELECT number, text FROM statements",
        "place in the file": "SELECT row_number() OVER (), text FROM statements",
        "place in the index": "SELECT rowid, (SELECT text FROM statements WHERE number = i.id)"
        " FROM statements_fts_docsize AS i",
    }.items():
        known = [(n, origins[text].order) for n, text in ask(file, sql) if text in origins]
        if abs(correlation(*zip(*known, strict=True))) > SIGMAS:
            found.append(what)
    return found


def attack_two_orders(first: Path, second: Path) -> list[str]:
    """Does the order of one release say anything about that of the next?"""
    one, other = (
        dict(ask(file, "SELECT text, number FROM statements")) for file in (first, second)
    )
    both = sorted(one.keys() & other.keys())
    strength = correlation([one[text] for text in both], [other[text] for text in both])
    return [f"{strength:.1f} sigma"] if abs(strength) > SIGMAS else []


def neighbours(file: Path, origins: Mapping[str, Origin]) -> tuple[int, float]:
    """Statements of one person that stand side by side: how many, and how many by chance."""
    rows = ask(file, "SELECT number, text FROM statements ORDER BY number")
    people = [origins[text].person if text in origins else -n for n, text in rows]
    sizes = Counter(person for person in people if person >= 0)
    pairs = sum(n * (n - 1) // 2 for n in sizes.values())
    beside = sum(one == other for one, other in pairwise(people))
    return beside, 2 * pairs / len(people)


def attack_neighbours(file: Path, origins: Mapping[str, Origin]) -> list[str]:
    beside, chance = neighbours(file, origins)
    more = beside > chance + SIGMAS * sqrt(chance)
    return [f"{beside} pairs side by side, {chance:.1f} by chance"] if more else []


def same_rare_word(file: Path) -> list[tuple[int, int]]:
    """Pairs of statements that share a word which no other statement has."""
    where: dict[str, set[int]] = defaultdict(set)
    for number, text in ask(file, "SELECT number, text FROM statements"):
        for word in set(_WORD.findall(text.casefold())):
            where[word].add(number)
    return sorted({tuple(sorted(each)) for each in where.values() if len(each) == 2})  # type: ignore[misc]


def attack_rare_words(file: Path) -> list[str]:
    """A shared rare word makes one suspicious; that both stand side by side proves it."""
    pairs = same_rare_word(file)
    (total,) = ask(file, "SELECT count(*) FROM statements")[0]
    near = 3
    close = sum(other - one <= near for one, other in pairs)
    chance = len(pairs) * 2 * near / total
    return [f"{close} of {len(pairs)} pairs"] if close > chance + SIGMAS * sqrt(chance) + 1 else []


def attack_small_groups(file: Path, k: int = K) -> list[str]:
    """Fewer than k rows that agree in what may be known of somebody."""
    there = [name for name in columns(file, "statements") if name in _GROUPS]
    found = []
    for size in range(1, len(there) + 1):
        for some in combinations(there, size):
            names = ", ".join(some)
            known = " AND ".join(f"{name} IS NOT NULL" for name in some)
            rows = ask(
                file,
                f"SELECT {names}, count(*) FROM statements WHERE {known} GROUP BY {names}"
                f" HAVING count(*) < {k}",
            )
            found += [str(row) for row in rows]
    return found


def attack_long_tail(file: Path, k: int = K) -> list[str]:
    """Values so rare that they are as good as a name, in any column beside the words."""
    found = []
    for name in columns(file, "statements"):
        if name in ("number", "text"):
            continue
        rows = ask(
            file, f"SELECT {name}, count(*) FROM statements GROUP BY 1 HAVING count(*) < {k}"
        )
        found += [f"{name} {value}: {n}" for value, n in rows if value is not None]
    return found


def attack_unanimous(file: Path) -> list[str]:
    """Groups that all said the same: then it is known of everybody in them."""
    groups: dict[tuple, list[int | None]] = defaultdict(list)
    for *group, n in ask(
        file, "SELECT instrument, label, several, part_of_the_country, n FROM counts_national"
    ):
        groups[tuple(group)].append(n)
    for number, *cells in ask(file, "SELECT number, agree, disagree, passed, other FROM votes"):
        groups["votes", number] = [n for n in cells if n is not None]
    return [
        str(group)
        for group, cells in groups.items()
        if None not in cells and sum(1 for n in cells if n) < 2
    ]


def attack_times(folder: Path, moment: datetime) -> list[str]:
    """Files that say when they were made, or when the meeting was."""
    return [
        path.name
        for path in (folder, *folder.rglob("*"))
        if abs(path.stat().st_mtime - moment.timestamp()) < 86400
    ]
