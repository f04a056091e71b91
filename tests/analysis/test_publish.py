"""Releases: what goes out, what stays home, and what happens when something fails."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis import publish as publishing
from analysis import release_file
from analysis.publication_rules import PUBLICATION_RULES
from analysis.publish import Release, publish
from analysis.release_tables import TABLES
from analysis.release_views import VIEWS
from analysis.verify import verify
from analysis.verify_finding import Finding
from collector.config import Config
from collector.corrections import withdraw_statement
from collector.errors import NotFound, Refused
from collector.meetings import set_activity_state
from collector.queries.meetings import meetings
from collector.queries.outcomes import releases
from collector.records import QuestionKind
from tests.analysis.programme_to_publish import (
    CANARIES,
    REDACTED_PUBLIC,
    Made,
    learning_network,
    round_table,
)

PARTS = {"Nijmegen e.o.": 44, "Zuid-Limburg": 33, "Noord-Nederland": 3}


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments)


@pytest.fixture
def make(made: Made, config: Config) -> Callable[..., Release]:
    """Publish the programme; keyword arguments as for `publish`."""

    def call(**keywords: Any) -> Release:
        arguments = {"seed": 7, **keywords}
        return publish(made.connection, made.programme, config.releases, **arguments)

    return call


def rows(release: Release, sql: str) -> list[tuple[Any, ...]]:
    assert release.file is not None
    with closing(sqlite3.connect(f"{release.file.as_uri()}?immutable=1", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def encodings(word: str) -> list[bytes]:
    """A word as bytes in every way in which it could stand in a file; lower case too."""
    found = []
    for text in {word, word.lower()}:
        found += [text.encode("utf-8"), text.encode("utf-16-le"), text.encode("utf-16-be")]
        found += [text.encode("utf-8").hex().encode()]
        # Base64 depends on the place in a group of three; the middle does not.
        middles = [base64.b64encode(b"." * shift + text.encode())[4:-4] for shift in (0, 1, 2)]
        found += [middle for middle in middles if len(middle) >= 8]
    return found


def leaks(content: bytes, words: dict[str, str]) -> list[str]:
    folded = content + content.lower()
    return [name for name, word in words.items() if any(each in folded for each in encodings(word))]


def test_release_is_a_file_of_its_own_with_a_number(
    make: Callable[..., Release], config: Config, made: Made
) -> None:
    release = make()
    slug = "gesprekstafels-samen-opleiden-en-professionaliseren"
    assert release.file == config.releases / "001" / f"{slug}.db"
    assert sorted(path.name for path in release.file.parent.iterdir()) == [
        "CITATION.cff",
        "LICENCE.txt",
        "README.md",
        "codebook.csv",
        "csv",
        "datacite.json",
        "datapackage.json",
        f"{slug}.db",
    ]
    assert sorted(path.name for path in config.releases.iterdir()) == ["001"]
    assert release.file.stat().st_mode & 0o777 == 0o444
    stored = releases(made.connection, made.programme)
    assert [(row["number"], row["file"], row["statements"]) for row in stored] == [
        (1, f"001/{slug}.db", 31)
    ]
    assert make().number == 2


def test_time_of_the_file_is_no_finer_than_the_quarter(make: Callable[..., Release]) -> None:
    release = make()
    assert release.file is not None
    folder = release.file.parent
    times = {path.stat().st_mtime for path in [folder, *folder.rglob("*")]}
    assert len(times) == 1
    at = datetime.fromtimestamp(times.pop(), UTC)
    assert (at.month % 3, at.day, at.hour, at.minute, at.second) == (1, 1, 0, 0, 0)


def test_statements_that_may_go_out_do_so_with_names_replaced(
    make: Callable[..., Release],
) -> None:
    texts = {text for (text,) in rows(make(), "SELECT text FROM statements")}
    assert len(texts) == 31
    assert REDACTED_PUBLIC in texts
    assert texts.isdisjoint(CANARIES.values())


def test_nothing_private_stands_anywhere_in_the_file(
    make: Callable[..., Release], made: Made
) -> None:
    release = make()
    assert release.file is not None
    receipts = {f"receipt {place}": word for place, word in enumerate(made.receipts)}
    hashes = {
        f"secret {row['id']}": row["secret_hash"]
        for row in made.connection.execute("SELECT id, secret_hash FROM participants")
    }
    words = {**CANARIES, **receipts, **hashes, "screen": meetings(made.connection, 1)[0]["code"]}
    content = b"".join(
        path.read_bytes() for path in release.file.parent.rglob("*") if path.is_file()
    )
    assert leaks(content, words) == []
    assert leaks(content + CANARIES["name"].encode("utf-16-le"), words) == ["name"]


def test_single_rare_words_of_withheld_texts_are_not_in_the_search_index(
    make: Callable[..., Release],
) -> None:
    release = make()
    assert release.file is not None
    words = {
        word: word for word in ("vuurtoren", "kelder", "zolder", "drempel", "sjuul", "quirijn")
    }
    assert leaks(release.file.read_bytes(), words) == []


def test_numbers_do_not_follow_the_order_of_coming_in(make: Callable[..., Release]) -> None:
    sql = "SELECT text FROM statements WHERE text LIKE 'Bijdrage%' ORDER BY number"
    first = [text for (text,) in rows(make(seed=1), sql)]
    assert first != sorted(first, key=lambda text: int(text.split()[1]))
    assert first != [text for (text,) in rows(make(seed=2), sql)]
    assert first == [text for (text,) in rows(make(seed=1), sql)]


def test_without_a_seed_the_order_is_another_one_each_time(make: Callable[..., Release]) -> None:
    sql = "SELECT text FROM statements ORDER BY number"
    assert rows(make(seed=None), sql) != rows(make(seed=None), sql)


def test_small_theme_is_left_out_and_its_statements_stay(make: Callable[..., Release]) -> None:
    release = make()
    assert rows(release, "SELECT theme, status, statements, content, process FROM themes") == [
        ("Begeleiding", "vastgesteld", 15, 10, 5),
        ("Tijd en geld", "vastgesteld", 15, 10, 5),
    ]
    named = rows(release, "SELECT theme FROM statements WHERE text LIKE 'Bijdrage 1 %'")
    assert named == [("Begeleiding",)]
    assert ("Kleine thema's", None) in [(each.what, each.how_many) for each in release.withheld]


def test_central_statement_without_consent_stays_home(make: Callable[..., Release]) -> None:
    release = make()
    assert rows(release, "SELECT theme, central_statement FROM themes") == [
        ("Begeleiding", "Elke starter krijgt een begeleider."),
        ("Tijd en geld", None),
    ]


def test_own_central_sentence_that_copies_a_withheld_statement_stays_home(
    make: Callable[..., Release], made: Made
) -> None:
    copied = f"Samengevat: {CANARIES['hidden'].lower()}"
    made.connection.execute(
        "UPDATE themes SET central_statement = ? WHERE name = 'Begeleiding'", (copied,)
    )
    sql = "SELECT central_statement FROM themes WHERE theme = 'Begeleiding'"
    assert rows(make(), sql) == [(None,)]


def test_what_facilitators_wrote_is_cleaned(make: Callable[..., Release]) -> None:
    release = make(clean=lambda text: text.replace("starter", "[naam]"))
    sql = "SELECT central_statement FROM themes WHERE theme = 'Begeleiding'"
    assert rows(release, sql) == [("Elke [naam] krijgt een begeleider.",)]


def test_proposed_names_hold_published_words_only(make: Callable[..., Release], made: Made) -> None:
    made.connection.execute(
        "UPDATE themes SET name = NULL, label = 'Quirijn Bloemendael', state = 'proposed',"
        " key_phrases = '[\"begeleiding van starters\", \"Quirijn\"]' WHERE name = 'Begeleiding'"
    )
    sql = "SELECT theme, status, key_phrases FROM themes ORDER BY status DESC"
    assert rows(make(), sql) == [
        ("Thema 1", "voorstel", "begeleiding van starters"),
        ("Tijd en geld", "vastgesteld", None),
    ]


def test_part_of_the_country_only_where_ten_share_it(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    made = round_table(fresh_db, templates, instruments, per_region=PARTS)
    release = publish(made.connection, made.programme, config.releases, seed=1)
    sql = (
        "SELECT theme, part_of_the_country, count(*) FROM statements"
        " WHERE theme IS NOT NULL GROUP BY 1, 2"
    )
    # Noord is small; Zuid went with it, so that the blanks could be either.
    assert rows(release, sql) == [
        ("Begeleiding", None, 18),
        ("Begeleiding", "Oost", 22),
        ("Tijd en geld", None, 18),
        ("Tijd en geld", "Oost", 22),
    ]


def test_closed_questions_in_classes_without_small_numbers(make: Callable[..., Release]) -> None:
    release = make()
    sql = (
        "SELECT question, class, n FROM counts_national WHERE part_of_the_country IS NULL"
        " AND role_group IS NULL ORDER BY question, position"
    )
    assert rows(release, sql) == [
        ("aspects/guidance", "Kan beter", 0),
        ("aspects/guidance", "Redelijk", 0),
        ("aspects/guidance", "Goed", 15),
        ("aspects/guidance", "Heel goed", 15),
        ("duration", "Te kort", 7),
        ("duration", "Precies goed", 23),
        ("duration", "Te lang", 0),
        ("overall", "Helemaal niet waardevol", 0),
        ("overall", "Weinig waardevol", 0),
        ("overall", "Enigszins waardevol", 10),
        ("overall", "Waardevol", 0),
        ("overall", "Zeer waardevol", 20),
    ]


def test_few_new_answers_leave_the_numbers_as_they_were(
    make: Callable[..., Release], made: Made
) -> None:
    sql = "SELECT * FROM counts_national ORDER BY question, position"
    before = rows(make(), sql)
    meeting = meetings(made.connection, made.programme)[0]["id"]
    activity = made.instrument_activity(meeting, "table-evaluation")
    for _ in range(10):
        made.hand_in(made.participant(meeting), activity, {"duration": "too_long"})
    assert rows(make(), sql) == before  # ten, who all said the same
    for answer in ["too_short", "right"] * 5:
        made.hand_in(made.participant(meeting), activity, {"duration": answer})
    sql = "SELECT class, n FROM counts_national WHERE question = 'duration' ORDER BY position"
    assert rows(make(), sql) == [("Te kort", 12), ("Precies goed", 28), ("Te lang", 10)]


def test_development_counts_partnerships_in_classes(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    made = learning_network(
        fresh_db,
        templates,
        instruments,
        [(0, 2)] * 6 + [(1, 3)] * 7 + [(3, 2)] * 5 + [(3, 3)] * 6,
    )
    release = publish(made.connection, made.programme, config.releases)
    low = "Nog niet begonnen / We verkennen het"
    high = "We proberen het uit / Het is onze vaste werkwijze"
    sql = "SELECT before, after, change, partnerships FROM development WHERE partnerships > 0"
    assert rows(release, sql) == [
        (low, "We ontwerpen een aanpak", None, 6),
        (low, high, None, 7),
        (high, "We ontwerpen een aanpak", None, 5),
        (high, high, None, 6),
    ]
    assert rows(release, "SELECT count(*) FROM counts_national") == [(0,)]
    assert release.file is not None
    assert leaks(release.file.read_bytes(), CANARIES) == []


def test_development_falls_back_to_the_direction(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    steps = [(0, 2)] * 4 + [(1, 3)] * 4 + [(2, 4)] * 4 + [(2, 2)] * 4 + [(0, 0)] * 4
    made = learning_network(fresh_db, templates, instruments, steps)
    release = publish(made.connection, made.programme, config.releases)
    assert rows(release, "SELECT before, after, change, partnerships FROM development") == [
        (None, None, "verder", 12),
        (None, None, "gelijk", 8),
        (None, None, "terug", 0),
    ]


def test_all_who_began_alike_and_ended_alike_are_told_by_the_direction(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    """Whoever heard a partnership say where it began, would know where it ended."""
    steps = [(0, 2)] * 6 + [(1, 3)] * 7 + [(3, 3)] * 6
    made = learning_network(fresh_db, templates, instruments, steps)
    release = publish(made.connection, made.programme, config.releases)
    assert rows(release, "SELECT before, after, change, partnerships FROM development") == [
        (None, None, "verder", 13),
        (None, None, "gelijk", 6),
        (None, None, "terug", 0),
    ]


def test_few_partnerships_are_nothing_to_publish(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    made = learning_network(fresh_db, templates, instruments, [(0, 2)] * 4)
    with pytest.raises(Refused) as refusal:
        publish(made.connection, made.programme, config.releases)
    assert str(refusal.value).startswith("Er is nog niets te publiceren.")
    assert list(config.releases.iterdir()) == []


def test_refusal_says_what_is_in_the_way(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    made = round_table(fresh_db, templates, instruments, per_region={"Nijmegen e.o.": 4})
    with pytest.raises(Refused) as refusal:
        publish(made.connection, made.programme, config.releases, group_size=6)
    sentences = str(refusal.value)
    assert "dat zijn er nu 5." in sentences
    assert "1 wachten op uw oordeel, 1 hebben geen toestemming, 1 zijn nog niet" in sentences


def test_group_size_has_a_floor(make: Callable[..., Release]) -> None:
    with pytest.raises(Refused, match="ten minste 3"):
        make(group_size=2)


def test_unknown_programme(made: Made, config: Config) -> None:
    with pytest.raises(NotFound):
        publish(made.connection, 99, config.releases)


def test_withdrawn_statement_is_not_in_the_next_release(
    make: Callable[..., Release], made: Made
) -> None:
    assert make().statements == 31
    row = made.connection.execute(
        "SELECT s.id, r.participant_id FROM statements AS s JOIN responses AS r"
        " ON r.id = s.response_id WHERE text LIKE 'Bijdrage 5 %'"
    ).fetchone()
    withdraw_statement(made.connection, row["participant_id"], row["id"])
    release = make()
    assert release.statements == 30
    assert rows(release, "SELECT count(*) FROM statements WHERE text LIKE 'Bijdrage 5 %'") == [(0,)]


def test_dry_run_leaves_nothing_behind(
    make: Callable[..., Release], made: Made, config: Config
) -> None:
    release = make(dry_run=True)
    assert (release.number, release.file, release.statements) == (1, None, 31)
    assert not config.releases.exists()
    assert releases(made.connection, made.programme) == []
    make()
    assert make(dry_run=True).number == 2
    assert [path.name for path in config.releases.iterdir()] == ["001"]


def test_failed_check_leaves_the_earlier_release_untouched(
    make: Callable[..., Release], made: Made, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make()
    assert first.file is not None
    before = hashlib.sha256(first.file.read_bytes()).hexdigest()
    monkeypatch.setattr(publishing, "verify", lambda path: [Finding("groepen", "Te klein.")])
    with pytest.raises(Refused, match="groepen: Te klein"):
        make()
    assert sorted(path.name for path in config.releases.iterdir()) == ["001"]
    assert hashlib.sha256(first.file.read_bytes()).hexdigest() == before
    assert [row["number"] for row in releases(made.connection, made.programme)] == [1]


def test_text_with_an_address_that_nobody_found_is_stopped_by_the_check(
    make: Callable[..., Release], made: Made
) -> None:
    made.connection.execute(
        "UPDATE themes SET central_statement = 'Mail naar tafel@school.example'"
        " WHERE name = 'Begeleiding'"
    )
    with pytest.raises(Refused) as refusal:
        make()
    assert str(refusal.value).splitlines()[1:] == [
        "- herkenbaar: In themes.central_statement, rij 1 staat een e-mailadres."
        " “Mail naar tafel@school.example”"
    ]


def test_release_explains_itself(make: Callable[..., Release]) -> None:
    release = make()
    (row,) = rows(release, "SELECT number, kind, statements, rules, licence FROM release")
    assert row[:3] == (1, "gesprekstafels", 31)
    rules = {"group_size": 5, "part_size": 10, "news_size": 10, "region_class": 3}
    assert json.loads(row[3]) == rules
    assert row[4] == "CC BY 4.0"
    explained = {(table, column) for table, column, _ in rows(release, "SELECT * FROM dictionary")}
    columns = {table.name: [column.name for column in table.columns] for table in TABLES}
    columns |= {view.name: list(view.columns) for view in VIEWS}
    assert explained == {
        (name, column) for name, found in columns.items() for column in [None, *found]
    }


def test_views_answer_the_common_questions(make: Callable[..., Release], made: Made) -> None:
    release = make()
    assert rows(release, "SELECT theme, aspect, statements FROM themes_by_aspect") == [
        ("Begeleiding", "inhoud", 10),
        ("Begeleiding", "proces", 5),
        ("Tijd en geld", "inhoud", 10),
        ("Tijd en geld", "proces", 5),
    ]
    assert rows(release, "SELECT * FROM themes_by_part") == [
        ("Begeleiding", None, 15),
        ("Tijd en geld", None, 15),
    ]
    sql = (
        "SELECT class, n, percentage FROM answers"
        " WHERE label LIKE 'Hoe waardevol was dit gesprek%' ORDER BY position"
    )
    assert rows(release, sql) == [
        ("Helemaal niet waardevol", 0, 0.0),
        ("Weinig waardevol", 0, 0.0),
        ("Enigszins waardevol", 10, 33.3),
        ("Waardevol", 0, 0.0),
        ("Zeer waardevol", 20, 66.7),
    ]
    sql = "SELECT themes, count(*) FROM statements_with_themes GROUP BY 1"
    assert rows(release, sql) == [(None, 1), ("Begeleiding", 15), ("Tijd en geld", 15)]
    assert rows(release, "SELECT * FROM votes_with_text") == []


def test_what_is_filtered_by_has_an_index(make: Callable[..., Release]) -> None:
    release = make()
    for column in ("theme", "aspect", "part_of_the_country"):
        plan = rows(release, f"EXPLAIN QUERY PLAN SELECT * FROM statements WHERE {column} = 'x'")
        assert "USING INDEX" in plan[0][3]


def test_what_is_withheld_is_told_without_small_numbers(make: Callable[..., Release]) -> None:
    release = make()
    told = rows(release, "SELECT what, why, how_many FROM withheld")
    assert told == [(each.what, each.why, each.how_many) for each in release.withheld]
    assert [number for *_, number in told if number is not None] == [30]


def test_progress_tells_the_stages_with_numbers(make: Callable[..., Release]) -> None:
    said: list[str] = []
    make(progress=lambda wording: said.append(str(wording)))
    assert said == [
        "Gegevens verzamelen",
        "Bestanden schrijven (uitspraken: 31, thema's: 2)",
        "Bestanden controleren (18)",
        "Publicatie 1 op haar plaats zetten",
    ]


def test_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    content: dict[str, list[tuple[Any, ...]]] = {
        "statements": [(number, None, None, None, f"Uitspraak {number}") for number in range(1, 9)]
    }
    for name in ("a", "b"):
        release_file.write(tmp_path / name, content)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_kind_of_question_has_a_publication_rule() -> None:
    assert set(PUBLICATION_RULES) == set(QuestionKind)


def test_releases_of_two_programmes_share_one_numbering(
    made: Made, make: Callable[..., Release], templates: dict, instruments: dict, config: Config
) -> None:
    make()
    network = learning_network(
        made.connection, templates, instruments, [(0, 2)] * 6 + [(1, 3)] * 7 + [(3, 3)] * 6
    )
    release = publish(made.connection, network.programme, config.releases)
    assert release.file == config.releases / "002" / "leernetwerk-inductie-in-partnerschap.db"
    assert verify(release.file) == []


def test_answers_that_come_in_after_closing_are_not_needed(
    make: Callable[..., Release], made: Made
) -> None:
    """Publishing works on closed activities: it reads, it does not ask."""
    meeting = meetings(made.connection, made.programme)[0]["id"]
    activity = made.instrument_activity(meeting, "scope")
    set_activity_state(made.connection, activity, is_open=False)
    assert make().statements == 31
