"""The command line: what it prints, what it refuses, with which exit status."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from collector.config import Config

THEMES_OF_2018 = [(6, 12), (6, 4), (5, 7), (14, 13), (9, 11), (3, 7)]  # content, process

WRAP_UP = """# Wrap-up van twee tafels

In het voorjaar van 2024 waren er twee gesprekken in verschillende regio's. Zo'n 20 directeuren en
schoolopleiders deden mee.

Thema: Rooster

Een rooster is een belofte

Aandachtspunten inhoudelijke uitwerking

- Zet het uur van de mentor als eerste in het rooster, dan pas de rest.
- Een gesprek tussen twee bellen door is geen gesprek.
- Maak dinsdagmiddag in de hele regio vrij voor overleg.

Proces van uitwerking

- Vraag de roostermaker mee aan tafel, die weet wat er kan.
- Begin in maart met het rooster van september.
- Bel Joke Waterreus als het rooster niet past, zij weet altijd een weg.
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "wrap-up.txt"
    path.write_text(WRAP_UP, encoding="utf-8")
    return path


def test_an_empty_instance_says_what_to_do(run: Any) -> None:
    assert json.loads(run("programmes", "--json").stdout) == []
    assert "gesprekstafel demo" in run("programmes").stdout


def test_wrong_use_is_two_and_a_refusal_is_one(run: Any, tmp_path: Path) -> None:
    run("publish", status=2)
    run("nergens", status=2)
    refused = run("themes", "nergens", status=1)
    assert (refused.stdout, refused.stderr) == (
        "",
        "gesprekstafel: Er is geen traject 'nergens'. Zie: gesprekstafel programmes\n",
    )
    missing = tmp_path / "weg.txt"
    assert run("import", str(missing), status=1).stderr == (
        f"gesprekstafel: {missing}: there is no such file. Check the name and the folder.\n"
    )


def test_a_document_goes_in_and_its_wrap_up_and_release_come_out(
    run: Any, document: Path, tmp_path: Path
) -> None:
    found = json.loads(run("import", str(document), "--consent", "yes", "--json").stdout)
    assert (found["statements"], found["programme"]) == (6, "wrap-up-van-twee-tafels")
    slug = found["programme"]
    wrap_up = tmp_path / "wrap-up.md"
    run("report", slug, "--format", "md", "-o", str(wrap_up))
    assert "Vraag de roostermaker mee aan tafel, die weet wat er kan." in wrap_up.read_text()

    # One statement names somebody, and nobody has looked at that yet: it stays home.
    release = json.loads(run("publish", slug, "--json").stdout)
    assert release["statements"] == 5
    assert json.loads(run("verify", release["file"], "--json").stdout)["faults"] == []
    content = Path(release["file"]).read_bytes()
    assert b"Joke" not in content and b"Waterreus" not in content
    with sqlite3.connect(f"file:{release['file']}?mode=ro", uri=True) as connection:
        (count,) = connection.execute("SELECT count(*) FROM statements").fetchone()
    assert count == 5


def test_importing_twice_changes_nothing(run: Any, document: Path) -> None:
    run("import", str(document))
    again = run("import", str(document), "--json")
    assert json.loads(again.stdout)["repeated"] is True
    assert "nothing was changed" in again.stderr
    assert [row["statements"] for row in json.loads(run("programmes", "--json").stdout)] == [6]


def test_a_dry_run_keeps_nothing(run: Any, document: Path, config: Config) -> None:
    assert json.loads(run("import", str(document), "--dry-run", "--json").stdout)["statements"] == 6
    assert json.loads(run("programmes", "--json").stdout) == []
    run("import", str(document), "--consent", "yes")
    run("publish", "wrap-up-van-twee-tafels", "--dry-run")
    assert list(config.releases.glob("[0-9]*")) == []


def test_nothing_to_publish_is_a_refusal(run: Any, document: Path) -> None:
    run("import", str(document))
    refused = run("publish", "wrap-up-van-twee-tafels", "--k", "20", status=1)
    assert refused.stdout == "" and "Gegevens verzamelen" in refused.stderr


def test_themes_of_a_programme(run: Any, document: Path) -> None:
    run("import", str(document))
    found = json.loads(run("themes", "wrap-up-van-twee-tafels", "--json").stdout)
    (theme,) = found["themes"]
    assert (theme["label"], theme["state"], theme["size"]) == ("Rooster", "accepted", 6)
    assert {one["theme"] for one in found["statements"]} == {theme["id"]}
    assert [one["themes"] for one in found["statements"]] == [
        [{"theme": theme["id"], "confidence": 1.0, "decided": True, "nearest": []}]
    ] * 6
    assert "    6  Rooster  (accepted)" in run("themes", "wrap-up-van-twee-tafels").stdout


def test_two_runs_are_compared(run: Any, document: Path) -> None:
    run("import", str(document))
    run("themes", "wrap-up-van-twee-tafels")
    same = run("themes", "wrap-up-van-twee-tafels", "--compare", "1", "1")
    assert same.stdout == "Van run 1 naar run 1: 0 verschoven, 6 gebleven, 0 erbij.\n"
    found = json.loads(
        run("themes", "wrap-up-van-twee-tafels", "--compare", "1", "1", "--json").stdout
    )
    assert (found["moved"], found["stayed"]) == ([], 6)
    refused = run("themes", "wrap-up-van-twee-tafels", "--compare", "1", "9", status=1)
    assert "Er is geen run 9" in refused.stderr


def test_deidentify_prints_a_line_a_statement(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "regels.txt"
    path.write_text("Niets bijzonders hier.\n\nMail jan@example.org maar.\n", encoding="utf-8")
    lines = [
        json.loads(line) for line in run("deidentify", str(path), "--json").stdout.splitlines()
    ]
    assert [line["public_text"] for line in lines] == [
        "Niets bijzonders hier.",
        "",
        "Mail [e-mailadres] maar.",
    ]
    assert lines[2]["spans"][0]["kind"] == "email"


def test_deidentify_tells_a_person_what_was_found_and_where(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "regels.txt"
    path.write_text("Niets.\nMail jan@example.org maar.\nBij Qvistgaard.\n", encoding="utf-8")
    assert run("deidentify", str(path)).stdout.splitlines() == [
        "2: Mail [e-mailadres] maar.",
        "    [e-mailadres]      jan@example.org",
        "3: Bij [naam].",
        "    [naam]             Qvistgaard  (a person has to look)",
        "3 lines, 2 findings; 1 of them for a person to look at",
    ]


def test_deidentify_says_what_is_wrong_with_a_file(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "regels.txt"
    path.write_bytes(b"Ren\xe9e zei het.\n")
    refused = run("deidentify", str(path), "--json", status=1)
    assert (refused.stdout, "line 1: this is not UTF-8" in refused.stderr) == ("", True)
    missing = run("deidentify", str(tmp_path / "nergens.txt"), status=1)
    assert "there is no such file" in missing.stderr


def test_facilitators(run: Any) -> None:
    run("facilitator", "add", "a@example.org", "--password", "lang-genoeg-zo-toch")
    refused = run(
        "facilitator", "add", "a@example.org", "--password", "lang-genoeg-zo-toch", status=1
    )
    assert "gesprekstafel facilitator reset a@example.org" in refused.stderr
    run("facilitator", "reset", "a@example.org", "--password", "nog-een-lang-woord")
    run("facilitator", "reset", "b@example.org", "--password", "nog-een-lang-woord", status=1)


def test_the_round_tables_of_2018(run: Any, seeds: Path) -> None:
    document = str(seeds / "gesprekstafels-2018.txt")
    found = json.loads(run("import", document, "--consent", "yes", "--json").stdout)
    assert (len(found["regions"]), len(found["topics"]), found["statements"]) == (8, 3, 97)
    assert found["duplicates"] == {"exact": 1, "near": 2}
    counts = [(theme["content"], theme["process"]) for theme in found["themes"]]
    assert counts == THEMES_OF_2018
    assert all(theme["central_statement"] for theme in found["themes"])
    release = json.loads(run("publish", found["programme"], "--json").stdout)
    assert release["statements"] == 97


def test_the_learning_network_of_2022(run: Any, seeds: Path) -> None:
    path = seeds / "leernetwerk-inductie-2022.txt"
    found = json.loads(run("import", str(path), "--json").stdout)
    counts = ("meetings", "speakers", "safeguards", "yields", "resources", "follow_ups")
    assert [len(found[name]) for name in counts] == [3, 4, 4, 10, 3, 2]
    assert [len(meeting["questions"]) for meeting in found["meetings"]] == [4, 1, 8]


def test_a_document_is_not_published_unless_somebody_says_so(run: Any, document: Path) -> None:
    """And it is said in a dry run, and can be said later, or taken back."""
    path, slug = str(document), "wrap-up-van-twee-tafels"
    for dry in (("--dry-run",), ()):
        assert json.loads(run("import", path, *dry, "--json").stdout)["consent"] == "no"
    refused = run("publish", slug, status=1)
    assert "6 hebben geen toestemming" in refused.stderr
    allowed = run("import", path, "--consent", "yes", "--json")
    assert json.loads(allowed.stdout)["consent"] == "yes"
    assert allowed.stderr.endswith("may be published: yes.\n")
    assert json.loads(run("publish", slug, "--json").stdout)["statements"] == 5
    assert json.loads(run("import", path, "--json").stdout)["consent"] == "yes"
    run("import", path, "--consent", "no")
    assert "6 hebben geen toestemming" in run("publish", slug, status=1).stderr


def test_expire_and_erase(run: Any, document: Path, config: Config) -> None:
    run("import", str(document))
    nothing = {"dry_run": False, "erased": [], "backups": [], "cleaned": []}
    assert json.loads(run("expire", "--json").stdout) == nothing
    with sqlite3.connect(config.database) as connection:
        connection.execute("UPDATE terms SET ends_on = '2020-01-01'")
    told = json.loads(run("expire", "--dry-run", "--json").stdout)["erased"]
    assert [(one["slug"], one["whole"]) for one in told] == [("wrap-up-van-twee-tafels", True)]
    assert run("expire").stdout == (
        "erased: wrap-up-van-twee-tafels: everything, 0 sign-ups\n"
        "Copies that others made (downloaded releases, print, disks) are not reached.\n"
    )
    assert run("expire").stdout == "Nothing is past its end date.\n"
    assert "Dit bewijs is niet bekend" in run("erase", "0" * 16, status=1).stderr
