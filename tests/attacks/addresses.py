"""Addresses that a curious visitor tries, beside those that a page links to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from analysis.release_tables import TABLES

PRIVATE_TABLES = (
    "participants",
    "facilitators",
    "events",
    "responses",
    "submissions",
    "answers",
    "votes",
    "partnerships",
    "contacts",
    "meetings",
    "sqlite_sequence",
)
SHADOWS = ("", "_data", "_idx", "_docsize", "_content", "_config")
INNER = (
    "databases",
    "threads",
    "metadata",
    "config",
    "settings",
    "versions",
    "plugins",
    "actor",
    "permissions",
    "patterns",
    "logout",
    "messages",
    "allow-debug",
    "check",
    "rules",
    "allowed",
    "jump",
    "api",
    "auth-token",
    "create-token",
    "schema",
)
OUTSIDE = ("/robots.txt", "/favicon.ico", "/sitemap.xml", "/.git/config", "/../metadata.yaml")
QUESTIONS = (
    "select * from sqlite_master",
    "select * from pragma_database_list",
    "select * from pragma_table_list",
    "select id, hex(block) from statements_fts_data",
    "select * from statements_fts_docsize",
    "select * from participants",
    "select secret_hash from PARTICIPANTS",
    "select email from facilitators",
    "select * from sqlite_sequence",
    "select sqlite_compileoption_get(1), sqlite_version(), sqlite_source_id()",
    "select * from dbstat",
    "select readfile('/etc/hostname')",
    "select text from statements_fts where statements_fts match 'vuurtoren'",
    "select highlight(statements_fts, 0, '', '') from statements_fts limit 1000",
    "select fts5_source_id()",
    "explain select * from statements",
    "select * from statements where text like '%vuurtoren%'",
    "with t as (select * from statements) select hex(text), text from t",
    "select json_group_array(text) from statements",
    "select 1/0, abs(-9223372036854775808)",
    "selec t",
    "",
)
ARGUMENTS = (
    "_shape=array",
    "_shape=object",
    "_shape=objects",
    "_shape=arrays",
    "_shape=arrayfirst",
    "_shape=nonsense",
    "_nl=on&_shape=array",
    "_size=0",
    "_size=max",
    "_size=-1",
    "_labels=on",
    "_nocount=1",
    "_nofacet=1",
    "_trace=1",
    "_sort=rowid",
    "_sort_desc=text",
    "_col=text",
    "_nocol=text",
    "_where=1=1",
    "_where=number+in+(select+id+from+participants)",
    "_where=exists(select+1+from+statements_fts_data)",
    "_where=syntax+error",
    "_search=vuurtoren",
    "_search=begeleid*",
    '_search="',
    "_searchmode=raw&_search=text:naam",
    "_next=100",
    "_next=nonsense",
    "_through={}",
    '_through={"table":"participants","column":"id","value":"1"}',
    "_json=text",
    "_json_infinity=1",
    "_ttl=0",
    "_timelimit=1",
    "_extra=debug",
    "_facet_size=max&_facet=text",
    "_facet_array=text",
    "_facet_date=text",
    "number__gt=10",
    "text__contains=naam",
    "text__glob=*naam*",
    "nonsense=1",
    "_stream=1",
    "_dl=1",
)


def of_a_site(databases: Sequence[str]) -> Iterator[str]:
    yield from ("/", "/.json", *OUTSIDE)
    for name in INNER:
        yield from (f"/-/{name}", f"/-/{name}.json", f"/%2D/{name}")
    for name in ("_memory", "_internal", "_schemas"):
        yield from (f"/{name}", f"/{name}.json?sql=select+1", f"/{name}.db")
    for database in databases:
        yield from _of_a_database(database)


def few_of_a_database(database: str) -> Iterator[str]:
    """Of a large one: everything that is in it, once. Its file is compared, byte by byte."""
    yield f"/{database}"
    for table in TABLES:
        yield f"/{database}/{table.name}.csv?_stream=1&_size=max"


def _of_a_database(database: str) -> Iterator[str]:
    yield from (f"/{database}{end}" for end in ("", "/", ".json", ".db", ".DB", "-wal", ".db-wal"))
    yield from (f"/{database}.{ending}" for ending in ("csv", "jsono", "blob", "sqlite", "db.gz"))
    yield f"/{database.upper()}"
    for question in QUESTIONS:
        for ending in ("", ".json", ".csv"):
            yield f"/{database}{ending}?sql={quote(question)}"
    for name in PRIVATE_TABLES:
        for spelling in (name, name.upper(), name.title(), f"~{ord(name[0]):02X}{name[1:]}"):
            yield from (f"/{database}/{spelling}", f"/{database}/{spelling}.json")
    for suffix in SHADOWS:
        for name in (f"statements_fts{suffix}", f"Statements_FTS{suffix}"):
            yield from (f"/{database}/{name}", f"/{database}/{name}.csv?_size=max")
        yield f"/{database}/statements_fts{suffix}/1"
    for table in TABLES:
        yield from (f"/{database}/{table.name}{end}" for end in ("", ".json", ".csv", ".blob"))
        yield from _of_a_table(f"/{database}/{table.name}", [each.name for each in table.columns])
    yield from (f"/{database}/statements{end}?{ask}" for ask in ARGUMENTS for end in ("", ".json"))
    yield f"/{database}/statements/1.blob?_blob_column=text"


def _of_a_table(table: str, columns: list[str]) -> Iterator[str]:
    yield from (f"{table}.csv?_stream=1&_size=max", f"{table}.json?_size=max&_shape=array")
    yield from (f"{table}/1", f"{table}/1.json", f"{table}/nonsense", f"{table}/1,2,3")
    yield f"{table.upper()}"
    for name in columns:
        yield f"{table}.json?_facet={name}&_facet_size=max&_size=0"
