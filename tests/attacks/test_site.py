"""Attacks on the data service: the real process on both releases, and Datasette as it comes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.attacks import on_a_site as attacks
from tests.attacks.addresses import QUESTIONS
from tests.attacks.conftest import Published
from tests.attacks.disguises import seen
from tests.attacks.site import Crawl, Site, crawl, start
from tests.service import free_port

SEARCHED = "zoekgeheimpje"


def secrets_of(*published: Published) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in published:
        for name, word in (each.private.secrets | each.private.rare_words).items():
            if word not in "".join(QUESTIONS):  # what an error repeats is the crawler's own
                found[f"{each.slug} {name}"] = word
    return found


def test_crawler_got_everywhere(crawled: Crawl, site: Site) -> None:
    assert {"text/html", "text/plain", "text/csv", "application/json"} <= crawled.kinds
    assert {200, 400, 403, 404} <= set(crawled.statuses.values())
    assert len(crawled.statuses) >= 700
    for database in site.databases:
        assert crawled.statuses[f"/{database}/statements.csv?_stream=1&_size=max"] == 200
    small = site.databases[0]
    assert crawled.statuses[f"/{small}.db"] == 200
    for path in ("statements/", "themes/", "zoek-in-uitspraken"):
        assert any(each.startswith(f"/{small}/{path}") for each in crawled.statuses)


def test_no_secret_in_any_answer(
    crawled: Crawl, published_hall: Published, published_country: Published
) -> None:
    assert seen(crawled.content, secrets_of(published_hall, published_country)) == []


def test_secrets_in_answers_of_the_naive_one(naive_site: Site, published_hall: Published) -> None:
    paths = [f"/{published_hall.slug}{end}" for end in ("", ".db", "/wie-deed-mee.json")]
    found = seen(crawl(naive_site, paths, most=9).content, published_hall.private.secrets)
    assert {name.rstrip("0123456789 ") for name in found} >= {
        "name", "participants.secret_hash", "meetings.screen_key", "folder of the instance",
    }  # fmt: skip


def test_shadow_tables(site: Site, naive_site: Site) -> None:
    assert list(attacks.attack_shadow_tables(site)) == []
    assert "statements_fts" in next(attacks.attack_shadow_tables(naive_site))


def test_inner_pages(site: Site, naive_site: Site) -> None:
    assert list(attacks.attack_inner_pages(site)) == []
    assert next(attacks.attack_inner_pages(naive_site)) == "/-/databases"


def test_ready_made_question_over_a_closed_table(
    site: Site, naive_site: Site, published_hall: Published
) -> None:
    secrets = published_hall.private.secrets
    assert attacks.attack_ready_made_questions(site, secrets) == []
    assert "wie-deed-mee: participants" in attacks.attack_ready_made_questions(naive_site, secrets)


def test_where(site: Site, naive_site: Site) -> None:
    assert list(attacks.attack_where(site)) == []
    assert next(attacks.attack_where(naive_site)) == f"{naive_site.databases[0]}: participants"


def test_sql(site: Site, naive_site: Site) -> None:
    assert attacks.attack_sql(site) == []
    found = attacks.attack_sql(naive_site)
    assert f"{naive_site.databases[0]}: participants" in found
    assert any(each.endswith(".db") for each in found)


def test_names_in_another_spelling(site: Site, naive_site: Site) -> None:
    assert list(attacks.attack_other_names(site)) == []
    assert "/participants" in next(attacks.attack_other_names(naive_site))


def test_downloaded_file(
    site: Site, naive_site: Site, published_country: Published, tmp_path: Path
) -> None:
    served = site.get(f"/{published_country.slug}.db").body
    assert served == published_country.file.read_bytes()  # in which secrets were searched for
    assert attacks.attack_download(site, tmp_path) == []
    assert "table participants" in attacks.attack_download(naive_site, tmp_path)


def test_vocabulary_of_a_downloaded_copy(site: Site, naive_site: Site, tmp_path: Path) -> None:
    assert attacks.attack_vocabulary(site, tmp_path) == []
    assert "vuurtoren" in attacks.attack_vocabulary(naive_site, tmp_path)


@pytest.mark.parametrize("place", [0, 1], ids=["hall", "country"])
def test_small_counts_and_facets(site: Site, naive_site: Site, place: int) -> None:
    assert attacks.attack_counts(site, site.databases[place]) == []
    assert attacks.attack_counts(naive_site, naive_site.databases[place]) != []


@pytest.mark.parametrize("place", [0, 1], ids=["hall", "country"])
def test_search_plus_part_of_the_country(
    site: Site,
    naive_site: Site,
    published_hall: Published,
    published_country: Published,
    place: int,
) -> None:
    origins = (published_hall, published_country)[place].private.origins
    for running, safe in ((site, True), (naive_site, False)):
        found = attacks.attack_search_in_a_part(running, running.databases[place], origins)
        assert (found == []) is safe


def test_error_messages(site: Site, naive_site: Site, published_hall: Published) -> None:
    secrets = published_hall.private.secrets
    assert attacks.attack_error_messages(site, secrets) == []
    assert f"{naive_site.databases[0]}: participants.secret_hash 0" in (
        attacks.attack_error_messages(naive_site, secrets)
    )


def test_headers(crawled: Crawl, published_hall: Published, published_country: Published) -> None:
    assert attacks.attack_headers(crawled, published_hall.moment) == []
    seen_by_web_server = []
    for folder in (published_hall.naive.parent, published_hall.file.parent):
        port = free_port()
        command = [sys.executable, "-m", "http.server", "-d", str(folder), "-b", "127.0.0.1"]
        running = start([*command, str(port)], port, folder.parent.parent / "web.log", ())
        found = crawl(running, [f"/{path.name}" for path in folder.iterdir()], most=9)
        running.stop()
        seen_by_web_server.append(attacks.attack_headers(found, published_hall.moment))
    naive, ours = seen_by_web_server
    assert naive != []
    assert ours == []


def test_log(
    site: Site,
    naive_site: Site,
    crawled: Crawl,
    published_hall: Published,
    published_country: Published,
) -> None:
    secrets = secrets_of(published_hall, published_country)
    for running in (site, naive_site):
        for path in (
            f"/{running.databases[0]}/statements?_search={SEARCHED}",
            f"/{running.databases[0]}?sql=select+{SEARCHED}",
            f"/{SEARCHED}",
        ):
            running.get(path)
    assert attacks.attack_log(site.log.read_text(), secrets, SEARCHED) == []
    assert SEARCHED in attacks.attack_log(naive_site.log.read_text(), secrets, SEARCHED)
