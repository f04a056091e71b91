"""Attacks on the file of a release: each succeeds against a naive one, and not against ours."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest

from analysis.publish import publish
from analysis.verify import verify
from tests.attacks import naive
from tests.attacks import on_a_file as attacks
from tests.attacks.conftest import Published
from tests.attacks.disguises import seen

SECRET = "Wendelmoet Kastanjeboomë"
DISGUISES = {
    "utf-8": SECRET.encode(),
    "capitals": SECRET.upper().encode(),
    "backwards": SECRET[::-1].encode(),
    "utf-16 little": SECRET.encode("utf-16-le"),
    "utf-16 big, not at the start": b"." * 99 + SECRET.encode("utf-16-be") + b"." * 999,
    "base64, first place": base64.b64encode(SECRET.encode()),
    "base64, second place": base64.b64encode(b"-" + SECRET.encode()),
    "base64, third place": base64.urlsafe_b64encode(b"?>" + SECRET.encode() + b"??"),
    "hexadecimal": b"7" + SECRET.encode().hex().encode(),
    "gzip": b"before" + gzip.compress(SECRET.encode()) + b"after",
    "base64 of gzip": base64.b64encode(gzip.compress(b"." + SECRET.encode())),
    "percent": quote(SECRET).encode(),
    "json": json.dumps(SECRET).encode(),
    "json in json": json.dumps(json.dumps(SECRET)).encode(),
    "html": b"Wendelmoet Kastanjeboom&euml;",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_searcher_finds_a_secret_in_every_disguise(disguise: bytes) -> None:
    secrets = {"name": SECRET, "other": "Wendelmoet Kastanjehout", "receipt": "k7fm2p9qx4dthw8c"}
    assert seen(b"Een uitspraak. " + disguise, secrets) == ["name"]
    assert seen(b"Een uitspraak over wendelmoet.", secrets) == []
    assert seen(b"zz7k7fm2p9qx4dthw8czz7", secrets) == ["receipt"]


def test_attacks_are_made_on_releases_that_pass_their_own_verification(
    published: Published,
) -> None:
    assert verify(published.file) == []
    people = published.private.made.connection.execute(
        "SELECT count(*) FROM participants WHERE NOT rehearsal"
    ).fetchone()[0]
    assert people >= (100 if "hele-land" not in published.slug else 9_900)


def test_no_secret_in_the_bytes(published: Published, published_hall: Published) -> None:
    private = published.private
    assert attacks.attack_bytes(published.file.parent, private.secrets | private.rare_words) == []
    found = attacks.attack_bytes(published_hall.naive.parent, published_hall.private.secrets)
    kinds = {finding.split(": ")[1].rstrip("0123456789 ") for finding in found}
    assert {"name", "withdrawn", "facilitator", "participants.secret_hash"} <= kinds


def test_deleted_word_in_free_pages(published: Published, published_hall: Published) -> None:
    assert attacks.attack_free_pages(published.file, published.private.rare_words.values()) == []
    words = published_hall.private.rare_words.values()
    assert {"vuurtoren", "zolder"} <= set(attacks.attack_free_pages(published_hall.naive, words))


def test_deleted_word_in_the_search_index(published: Published) -> None:
    assert attacks.attack_search_index(published.file) == []
    assert "vuurtoren" in attacks.attack_search_index(published.naive)


def test_counters_show_what_was_deleted(published: Published) -> None:
    assert attacks.attack_sequences(published.file) == []
    found = attacks.attack_sequences(published.naive)
    assert [each.split()[-1] for each in found if "missing" in each] == ["missing"]
    assert len(found) > 1


def test_files_beside_it(published: Published) -> None:
    assert attacks.attack_files_beside(published.file) == []
    assert attacks.attack_files_beside(published.naive) == ["-wal", "-shm"]


def test_secrets_in_what_is_declared(published: Published) -> None:
    assert attacks.attack_schema(published.file, published.private.secrets) == []
    found = attacks.attack_schema(published.naive, published.private.secrets)
    assert {each.split()[0] for each in found} == {"index", "table", "trigger", "view"}


def test_extra_table_or_column(published: Published) -> None:
    assert attacks.attack_extra(published.file) == []
    assert {"table participants", "table statements"} <= set(attacks.attack_extra(published.naive))


def test_number_follows_the_order_of_coming_in(published: Published) -> None:
    origins = published.private.origins
    assert attacks.attack_order(published.file, origins) == []
    assert attacks.attack_order(published.naive, origins) == [
        "number",
        "place in the file",
        "place in the index",
    ]


def test_order_of_the_next_release_follows_that_of_this_one(
    published_hall: Published, tmp_path: Path
) -> None:
    made, releases = published_hall.private.made, tmp_path / "releases"
    shutil.copytree(published_hall.file.parent.parent, releases)
    second = publish(made.connection, made.programme, releases).file
    assert second is not None
    assert attacks.attack_two_orders(published_hall.file, second) == []
    again = naive.publish(published_hall.private, tmp_path / "naive")
    assert attacks.attack_two_orders(published_hall.naive, again) != []


def test_statements_of_one_person_stand_side_by_side(published: Published) -> None:
    origins = published.private.origins
    assert attacks.attack_neighbours(published.file, origins) == []
    assert attacks.attack_neighbours(published.naive, origins) != []


def test_shared_rare_word_is_confirmed_by_the_place(published: Published) -> None:
    """That two texts share a rare word is verbatim and stays; nothing beside them confirms it."""
    pairs = attacks.same_rare_word(published.file)
    assert len(pairs) >= 6
    assert attacks.attack_rare_words(published.file) == []
    assert attacks.attack_rare_words(published.naive) != []


def test_small_groups_among_statements(published: Published) -> None:
    assert attacks.attack_small_groups(published.file) == []
    assert attacks.attack_small_groups(published.naive) != []


def test_long_tail_of_values(published: Published) -> None:
    assert attacks.attack_long_tail(published.file) == []
    assert attacks.attack_long_tail(published.naive) != []


def test_unanimous_group(published: Published, published_hall: Published) -> None:
    assert attacks.attack_unanimous(published.file) == []
    assert attacks.attack_unanimous(published_hall.naive) != []


def test_times_of_the_files(published: Published) -> None:
    assert attacks.attack_times(published.file.parent, published.moment) == []
    assert attacks.attack_times(published.naive.parent, published.moment) != []
