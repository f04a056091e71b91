"""Attacks on a running data service. Each one returns what it found."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import product
from pathlib import Path
from urllib.parse import quote

from analysis import release_file
from collector.config import REPOSITORY
from tests.attacks.addresses import INNER, PRIVATE_TABLES, SHADOWS
from tests.attacks.disguises import seen
from tests.attacks.on_a_file import K, attack_extra, attack_search_index
from tests.attacks.private_side import Origin
from tests.attacks.site import Crawl, Site

SHARE_A_PART = 10
"""Statements of one theme that show the same part of the country are at least so many."""
_SEARCHED = 40
_TABLE = re.compile(r"\b(?:from|join)\s+([a-z_]\w*)", re.IGNORECASE)


def _public() -> set[str]:
    with closing(release_file.empty()) as pattern:
        return {name for _, name, *_ in release_file.schema(pattern)}


_PUBLIC = _public()
_GROUPS = ("theme", "aspect", "part_of_the_country")
_PLACES = "|".join(
    re.escape(f"{place}/") for place in (Path.home(), tempfile.gettempdir(), REPOSITORY)
)
_MACHINE = re.compile(rf"Traceback \(most recent|site-packages|\.py\b|{_PLACES}".encode())


def attack_shadow_tables(site: Site) -> Iterator[str]:
    """The tables behind the search index hold words and their places.

    One after the other, as the next ones: Datasette as it comes takes its time over an error.
    """
    for database, suffix in product(site.databases, SHADOWS):
        for name in ("statements_fts", "Statements_FTS", "statements~5Ffts"):
            for ending in ("", ".json", ".csv"):
                if site.get(path := f"/{database}/{name}{suffix}{ending}").status == 200:
                    yield path


def attack_inner_pages(site: Site) -> Iterator[str]:
    """What the service tells about the machine and about itself."""
    spellings = ("/-/{}", "/-/{}.json", "/%2D/{}", "//-/{}", "/-//{}", "/./-/{}", "/-/{}/")
    yield from (
        path
        for name, spelling in product(INNER, spellings)
        if site.get(path := spelling.format(name)).status == 200
    )


def attack_ready_made_questions(site: Site, secrets: Mapping[str, str]) -> list[str]:
    """A ready-made question may read what its visitor may not."""
    found = []
    for database in site.databases:
        for query in site.get(f"/{database}.json").json()["queries"]:
            tables = {name.lower() for name in _TABLE.findall(query["sql"])} - _PUBLIC
            found += [f"{query['name']}: {table}" for table in sorted(tables)]
            body = site.get(f"/{database}/{query['name']}.json").body
            found += [f"{query['name']}: {name}" for name in seen(body, secrets)]
    return found


def attack_where(site: Site) -> Iterator[str]:
    """`?_where=` takes any condition, also one about another table."""
    for database, table in product(site.databases, PRIVATE_TABLES):
        condition = quote(f"0 <= (select count(*) from {table})")
        answer = site.get(f"/{database}/statements.json?_size=1&_where={condition}")
        if answer.status == 200 and table not in _PUBLIC:
            yield f"{database}: {table}"


def attack_sql(site: Site) -> list[str]:
    """`?sql=` reads every table of the file, whatever the permissions say."""
    found = []
    for database in site.databases:
        declared = {row[0] for row in site.sql(database, "select name from sqlite_master")}
        found += [f"{database}: {table}" for table in PRIVATE_TABLES if table in declared - _PUBLIC]
        for (file,) in site.sql(database, "select file from pragma_database_list"):
            found += [f"{database}: {file}"] if file else []
    return found


def attack_other_names(site: Site) -> Iterator[str]:
    """A table that is closed under its name, asked for under another spelling of it."""
    for database, table in product(site.databases, PRIVATE_TABLES):
        if table in _PUBLIC:
            continue
        tilde = f"~{ord(table[0]):02X}{table[1:]}"
        for name in (table, table.upper(), table.title(), tilde, f"{table}~20", f"main.{table}"):
            for ending in ("", ".json", ".csv", "/1"):
                # Refused is as telling as shown: it says that the table is there.
                if site.get(f"/{database}/{name}{ending}").status not in (400, 404):
                    yield f"/{database}/{name}{ending}"


def attack_download(site: Site, folder: Path) -> list[str]:
    """The whole file, looked through at home: every table, and the vocabulary of the index."""
    found = []
    for database in site.databases:
        answer = site.get(f"/{database}.db")
        assert answer.status == 200
        copy = folder / f"{database}.db"
        copy.write_bytes(answer.body)
        found += [*attack_extra(copy), *attack_search_index(copy)]
    return found


def attack_vocabulary(site: Site, folder: Path) -> list[str]:
    """Words that the downloaded index knows and no statement says."""
    found = []
    for database in site.databases:
        copy = folder / f"{database}.db"
        copy.write_bytes(site.get(f"/{database}.db").body)
        found += attack_search_index(copy)
    return found


def attack_counts(site: Site, database: str, k: int = K) -> list[str]:
    """Groups of fewer than k, by counting with `_size=0` and with facets; three columns deep."""
    found = []
    for chosen in _selections(site, database):
        where = "&".join(f"{name}={quote(value, safe='')}" for name, value in chosen.items())
        path = f"/{database}/statements.json?{where}&_size=0"
        count = site.get(path).json()["filtered_table_rows_count"]
        if 0 < count < k:
            found.append(f"{path}: {count}")
        for name, facet in _facets(site, database, chosen).items():
            found += [f"{path} {name}={value}: {n}" for value, n in facet.items() if n < k]
    return sorted(set(found))


def _facets(site: Site, database: str, chosen: Mapping[str, str]) -> dict[str, dict[str, int]]:
    others = [name for name in _GROUPS if name not in chosen]
    arguments = [f"{name}={quote(value, safe='')}" for name, value in chosen.items()]
    arguments += [f"_facet={name}" for name in others]
    answer = site.get(
        f"/{database}/statements.json?{'&'.join(arguments)}&_size=0&_facet_size=max&_nosuggest=1"
    )
    results = answer.json()["facet_results"]
    return {
        name: {str(each["value"]): each["count"] for each in results[name]["results"]}
        for name in others
        if name in results
    }


def _selections(site: Site, database: str) -> Iterator[dict[str, str]]:
    """Nothing chosen; a value of one column; values of two."""
    yield {}
    for name, values in _facets(site, database, {}).items():
        for value in values:
            yield {name: value}
            for other, more in _facets(site, database, {name: value}).items():
                if _GROUPS.index(other) > _GROUPS.index(name):
                    yield from ({name: value, other: each} for each in more)


def attack_search_in_a_part(site: Site, database: str, origins: Mapping[str, Origin]) -> list[str]:
    """Search for what somebody said, and see where that person comes from.

    Of those in the rarest parts of the country: the statement may be found, that is what search is
    for; but its part of the country stands beside it only where ten share it.
    """
    people = Counter(origin.part for origin in origins.values())
    rarest = sorted(origins, key=lambda text: (people[origins[text].part], text))[:_SEARCHED]
    found = []
    sizes: dict[str, int] = {}
    for text in rarest:
        words = quote(text[:60], safe="")
        path = f"/{database}/statements.json?text__startswith={words}&_shape=objects&_size=3"
        for row in site.get(path).json()["rows"]:
            if row["part_of_the_country"]:
                theme = (
                    f"theme={quote(row['theme'], safe='')}" if row["theme"] else "theme__isnull=1"
                )
                part = quote(row["part_of_the_country"], safe="")
                where = f"{theme}&part_of_the_country={part}"
                if where not in sizes:
                    answer = site.get(f"/{database}/statements.json?{where}&_size=0").json()
                    sizes[where] = answer["filtered_table_rows_count"]
                if sizes[where] < SHARE_A_PART:
                    found.append(f"{row['number']}: {where}, {sizes[where]}")
    return found


def attack_error_messages(site: Site, secrets: Mapping[str, str]) -> list[str]:
    """Make an error say what stands in a table, or where the service stands."""
    found = []
    for database in site.databases:
        for table, column in (("participants", "secret_hash"), ("facilitators", "email")):
            question = f"select json_extract('{{}}', (select {column} from {table} limit 1))"
            for ending in ("", ".json", ".csv"):
                body = site.get(f"/{database}{ending}?sql={quote(question)}").body
                found += [f"{database}{ending}: {name}" for name in seen(body, secrets)]
        for path in (
            f"/{database}/statements?_next=x",
            f"/{database}/statements?_sort=x",
            "/x/y/z",
        ):
            if _MACHINE.search(site.get(path).body):
                found.append(path)
    return found


def attack_headers(crawl: Crawl, moment: datetime) -> list[str]:
    """Times, cookies and marks in headers that say more than the content does."""
    hashes = {f'"{sha256(body).hexdigest()}"' for body in crawl.files.values()}
    return [
        f"{name}: {value}"
        for name, value in sorted(crawl.headers)
        if (name.lower() in ("last-modified", "expires") and _near(value, moment))
        or (name.lower() == "set-cookie" and not value.startswith("language="))
        or (name.lower() == "etag" and value not in hashes)
    ]


def _near(value: str, moment: datetime) -> bool:
    """Within a day: so fine can be laid beside an agenda."""
    return abs(parsedate_to_datetime(value).astimezone(UTC) - moment) < timedelta(days=1)


def attack_log(log: str, secrets: Mapping[str, str], searched: str) -> list[str]:
    """Secrets in what the process writes, and what visitors searched for."""
    found = seen(log.encode(), secrets)
    return found + ([searched] if searched in log else [])


def attack_swap(
    answers: list[tuple[str, bytes]], old: Mapping[str, bytes], new: Mapping[str, bytes]
) -> list[str]:
    """Answers in the order in which they came: neither old nor new, or old after new.

    :param answers: (address, body)
    :param old: address → body before the swap; `new`: after it
    """
    found, swapped = [], False
    for path, body in answers:
        if body == new[path]:
            swapped = True
        elif body != old[path]:
            found.append(f"{path}: neither old nor new")
        elif swapped:
            found.append(f"{path}: old after new")
    return found
