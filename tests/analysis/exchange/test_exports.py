"""What goes out of a programme: nothing that a release withholds, or everything and on record."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from analysis.disclosure import Rules
from analysis.exchange import columns, public_tables
from analysis.exchange.answer_columns import COLUMNS
from analysis.exchange.export import file_name, write
from analysis.exchange.exporting import make_export
from analysis.exchange.identified_tables import identified_take_out
from analysis.exchange.public_tables import public_take_out
from analysis.exchange.refi_qda import PROJECT
from analysis.exchange.tables import TakeOut
from analysis.formula_cells import plain
from analysis.publish import publish
from analysis.release_file import open_release
from analysis.release_tables import TABLES
from app import main
from collector.config import Config
from collector.corrections import withdraw_statement
from collector.errors import Conflict, InvalidFile, NotFound, Refused
from collector.exports import IDENTIFIED, ExportForm, expire_exports, request_export
from collector.findings import store_deidentifications
from collector.jobs import set_job_state
from collector.moderation import hide
from collector.queries.acts import log
from collector.queries.exports import export, exports
from collector.queries.outcomes import waiting_job
from collector.queries.programmes import programme_by_id
from collector.queries.statements import statements
from collector.records import JobKind, JobState, QuestionKind, StatementDraft
from collector.releases import take_off
from collector.undoing import can_be_turned, undo
from tests.analysis.exchange.taking_out import MARK, coded_texts, csv_rows, project, sav, sheet
from tests.analysis.programme_to_publish import CANARIES, Made, learning_network, round_table

PARTS = {"Nijmegen e.o.": 44, "Zuid-Limburg": 33, "Noord-Nederland": 30, "Twente e.o.": 1}


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments, per_region=PARTS)


@pytest.fixture
def public(made: Made, config: Config) -> Callable[[], TakeOut]:
    return lambda: public_take_out(
        made.connection, made.programme, config.releases, Rules(), str, random.Random(5)
    )


@pytest.fixture
def released(made: Made, config: Config) -> Path:
    file = publish(made.connection, made.programme, config.releases, seed=3).file
    assert file is not None
    return file


def identified(made: Made, seed: int = 1) -> TakeOut:
    return identified_take_out(made.connection, made.programme, MARK, random.Random(seed))


def pieces(name: str, content: bytes) -> Iterator[bytes]:
    """The bytes of a file, of every file packed in it, and the cells that SPSS files pack."""
    yield content
    if name.endswith(".sav"):
        path = Path(name)
        path.write_bytes(content)
        rows, meta = sav(path)
        yield json.dumps([rows, [str(one) for one in vars(meta).values()]]).encode()
        yield repr([rows, vars(meta)]).encode()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                inside = str(Path(name).parent / member.replace("/", "-"))
                yield from pieces(inside, archive.read(member))


def told(take_out: TakeOut, form: ExportForm, folder: Path) -> bytes:
    """Everything that a file tells, unpacked."""
    path = folder / file_name(take_out, form)
    write(take_out, form, path)
    return b"\n".join(pieces(str(path), path.read_bytes()))


def kept_home(made: Made) -> set[str]:
    """Words that may be in no file for everybody."""
    code, screen = made.connection.execute("SELECT code, screen_key FROM meetings").fetchone()
    hashes = [row[0] for row in made.connection.execute("SELECT secret_hash FROM participants")]
    keys = [row[0] for row in made.connection.execute("SELECT key FROM submissions")]
    texts = {one.text for one in statements(made.connection, made.programme) if not one.publishable}
    return {
        *CANARIES.values(),
        *made.receipts,
        *hashes,
        *keys,
        *texts,
        code,
        screen,
        "schoolopleider",
    }


@pytest.mark.parametrize("is_released", [True, False])
def test_nothing_leaks_into_a_file_for_everybody(
    is_released: bool,
    made: Made,
    public: Callable[[], TakeOut],
    config: Config,
    tmp_path: Path,
) -> None:
    if is_released:
        publish(made.connection, made.programme, config.releases, seed=3)
    secrets = kept_home(made)
    for form in ExportForm:
        content = told(public(), form, tmp_path)
        found = {
            (form, word)
            for word in secrets
            for encoded in (word.encode(), word.casefold().encode(), word.encode("utf-16-le"))
            if encoded in content
        }
        assert found == set()
        # And it does hold what it should, so that the search above can fail.
        assert b"Begeleiding" in content
        if form is not ExportForm.QDC:
            assert b"Bijdrage 4 gaat over tijd en geld voor de opleiding." in content


def test_the_same_search_finds_it_in_a_file_with_personal_data(made: Made, tmp_path: Path) -> None:
    never = {*made.receipts, CANARIES["withdrawn"], CANARIES["facilitator"]}
    never |= {row[0] for row in made.connection.execute("SELECT secret_hash FROM participants")}
    for form in ExportForm:
        content = told(identified(made), form, tmp_path)
        assert [word for word in never if word.encode() in content] == []
        assert b"niet verspreiden" in content
        if form is not ExportForm.QDC:
            for name in ("name", "hidden", "without consent", "waiting", "role", "partnership"):
                assert (form, name, CANARIES[name].encode() in content) == (form, name, True)


def test_a_release_goes_out_as_it_is(released: Path, public: Callable[[], TakeOut]) -> None:
    take_out = public()
    release = open_release(released)
    said = take_out.table("uitspraken").for_people()
    known = release.execute(
        "SELECT number, text, aspect, part_of_the_country FROM statements ORDER BY number"
    ).fetchall()
    at = [said.column(name) for name in ("nummer", "uitspraak", "aspect", "landsdeel")]
    assert [tuple(row[place] for place in at) for row in said.rows] == known
    counts = take_out.table("tellingen").for_people()
    assert counts.rows == release.execute("SELECT * FROM counts_national").fetchall()
    pairs = take_out.table("uitspraken_themas").rows
    assert pairs == release.execute("SELECT * FROM statement_themes ORDER BY rowid").fetchall()
    release.close()


def test_no_table_of_a_release_is_forgotten() -> None:
    as_they_are = {source for _, source in public_tables.AS_THEY_ARE}
    assert as_they_are | set(public_tables.ELSEWHERE) == {one.name for one in TABLES}
    headings = {
        columns.FROM_A_RELEASE.get(f"{one.name}.{column.name}")
        or columns.FROM_A_RELEASE[column.name]
        for one in TABLES
        if one.name in as_they_are
        for column in one.columns
    }
    assert headings <= set(columns.DESCRIBED)


def test_every_kind_of_question_has_columns() -> None:
    assert set(COLUMNS) == set(QuestionKind)


def test_what_is_not_published_has_no_numbers(public: Callable[[], TakeOut]) -> None:
    take_out = public()
    assert take_out.names == ("uitspraken", "uitspraken_themas", "themas", "weggelaten")
    said = take_out.table("uitspraken")
    votes = [said.column(name) for name in ("eens", "oneens", "overgeslagen", "andere_stemmen")]
    assert {row[place] for row in said.rows for place in votes} == {None}
    themes = take_out.table("themas")
    assert {row[themes.column("verzameld")] for row in themes.rows} == {None}
    assert {row[2] for row in take_out.table("weggelaten").rows} == {None}


def test_what_was_taken_back_does_not_go_out(
    released: Path, made: Made, public: Callable[[], TakeOut]
) -> None:
    text = "Bijdrage 4 gaat over tijd en geld voor de opleiding."
    hide(made.connection, made.programme, made.facilitator, made.all()[text], "Dit kan niet.")
    with pytest.raises(Refused, match=r"Sinds publicatie 1 is er iets ingetrokken"):
        public()


def test_a_release_that_was_taken_off_does_not_go_out(
    released: Path, made: Made, config: Config, public: Callable[[], TakeOut]
) -> None:
    take_off(made.connection, config.releases, made.programme, 1, made.facilitator, keep=True)
    assert "tellingen" not in public().names


def test_nothing_to_take_along_is_said(
    round_table: int, fresh_db: sqlite3.Connection, config: Config
) -> None:
    with pytest.raises(Refused, match=r"Er is nog niets te publiceren\."):
        public_take_out(fresh_db, round_table, config.releases, Rules(), str, random.Random(1))


def test_everything_goes_out_for_those_inside(made: Made) -> None:
    take_out = identified(made)
    said = take_out.table("uitspraken").for_people()
    there = statements(made.connection, made.programme)
    assert [row[1] for row in said.rows] == [one.text for one in there]
    row = dict(zip([one.name for one in said.variables], said.rows[0], strict=True))
    number = row.pop("deelnemer")
    assert isinstance(number, int)
    assert row == {
        "nummer": 1,
        "uitspraak": "Bijdrage 1 gaat over begeleiding van starters.",
        "thema": "Begeleiding | Iets heel bijzonders",
        "plaatsing": "vastgesteld",
        "aspect": "inhoud",
        "hoofdonderwerp": None,
        "bijeenkomst": row["bijeenkomst"],
        "maand": None,
        "onderdeel": row["onderdeel"],
        "vraag": row["vraag"],
        "regio": "Nijmegen e.o.",
        "landsdeel": "Oost",
        "rol": CANARIES["role"],
        "rolgroep": "bestuur",
        "kant": "werkveld",
        "partnerschap": CANARIES["partnership"],
        "buiten": "nee",
        "toestand": "goedgekeurd",
        "toestemming": "ja",
        "openbare_tekst": "Bijdrage 1 gaat over begeleiding van starters.",
        "herkomst": "ingevuld",
        "opgegaan_in": None,
        "eens": None,
        "oneens": None,
        "overgeslagen": None,
    }
    states = {row[1]: row[said.column("toestand")] for row in said.rows}
    assert states[CANARIES["hidden"]] == "verborgen"
    assert states[CANARIES["waiting"]] == "wacht op oordeel"


def test_a_form_is_one_case_and_people_are_numbered_anew(made: Made) -> None:
    first, again, other = identified(made), identified(made), identified(made, seed=2)
    table = first.table("antwoorden")
    rows = [
        {one.name: cell for one, cell in zip(table.for_people().variables, row, strict=True)}
        for row in table.for_people().rows
    ]
    evaluations = [row for row in rows if row["overall"]]
    assert len(evaluations) == sum(PARTS.values())
    one = evaluations[0]
    assert [one["duration"], one["new_contacts"], one["take_away"], one["improve"]] == [
        "Precies goed", 1, CANARIES["name"], CANARIES["email"],
    ]  # fmt: skip
    assert [name for name in one if name.startswith("aspects_") and one[name]] == ["aspects_2"]
    number = table.column("deelnemer")
    drawn = [row[number] for row in table.rows]
    assert drawn == [row[number] for row in again.table("antwoorden").rows]
    assert drawn != [row[number] for row in other.table("antwoorden").rows]
    assert sorted(set(drawn)) != list(dict.fromkeys(drawn))
    of_statement = first.table("uitspraken")
    said = {row[of_statement.column("deelnemer")] for row in of_statement.rows}
    assert said == set(drawn)


def test_what_was_not_asked_is_not_what_was_not_answered(made: Made) -> None:
    table = identified(made).table("antwoorden")
    place = table.column("aspects_1")
    assert {row[place] for row in table.rows} == {None, -9}


def test_a_network_has_its_phases_in_order(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict
) -> None:
    network = learning_network(fresh_db, templates, instruments, [(0, 4), (2, 3)])
    table = identified(network).table("antwoorden")
    before, after = (
        table.variables[table.column(name)]
        for name in ("baseline_content_phase", "development_content_phase")
    )
    assert before.ordered
    assert list(before.values.values()) == list(after.values.values())
    assert before.key == ("baseline", "content_phase")
    codes = [
        [row[table.column(one.name)] for row in table.rows if row[table.column(one.name)]]
        for one in (before, after)
    ]
    assert codes == [[1, 3], [5, 4]]


def test_a_programme_out_and_in_again_is_equal(made: Made, tmp_path: Path) -> None:
    """Statement by statement, read by others, in each format that goes both ways."""
    take_out = identified(made)
    there = statements(made.connection, made.programme)
    words = [one.text for one in there]
    table = take_out.table("uitspraken").for_people()
    themes = [row[table.column("thema")] for row in table.rows]
    for form in (ExportForm.XLSX, ExportForm.QDPX):
        write(take_out, form, tmp_path / f"uit.{form.value}")
    write(take_out, ExportForm.CSV, tmp_path / "uit.csv")
    rows = sheet(tmp_path / "uit.xlsx")[1:]
    assert [(row[1], row[2]) for row in rows] == list(zip(words, themes, strict=True))
    lines = csv_rows((tmp_path / "uit.csv").read_bytes())[1:]
    assert [(plain(row[1]), row[2] or None) for row in lines] == list(
        zip(words, themes, strict=True)
    )
    aspect = table.column("aspect")
    coded = [
        (
            row[1],
            [*(str(theme).split(" | ") if theme else []), *([row[aspect]] if row[aspect] else [])],
        )
        for row, theme in zip(table.rows, themes, strict=True)
    ]
    assert coded_texts(tmp_path / "uit.qdpx") == coded
    assert coders(tmp_path / "uit.qdpx") == {MARK.by}
    cases = list(project(tmp_path / "uit.qdpx").iter(f"{{{PROJECT}}}Case"))
    assert len(cases) == sum(PARTS.values()) + 1
    references = [one.get("targetGUID") for case in cases for one in case if "SourceRef" in one.tag]
    assert len(references) == len(set(references)) == len(words)


def coders(path: Path) -> set[str]:
    """The names of those who gave a statement a theme."""
    root = project(path)
    users = {one.get("guid"): one.get("name") for one in root.iter(f"{{{PROJECT}}}User")}
    return {users[one.get("creatingUser")] for one in root.iter(f"{{{PROJECT}}}Coding")}


def test_a_proposal_of_the_computer_is_told_apart(made: Made, tmp_path: Path) -> None:
    made.connection.execute(
        "UPDATE placements SET decided = 0, confidence = 0.9 WHERE statement_id = 4"
    )
    write(identified(made), ExportForm.QDPX, tmp_path / "uit.qdpx")
    assert coders(tmp_path / "uit.qdpx") == {MARK.by, "voorstel van de computer"}


def do(made: Made, form: ExportForm, *, secret: bool, public: Callable[[], TakeOut]) -> str:
    return make_export(
        made.connection, made.programme, made.facilitator, form,
        identified=secret, public=public, say=lambda _: None,
    )  # fmt: skip


def test_a_file_is_kept_for_whoever_asked(made: Made, public: Callable[[], TakeOut]) -> None:
    slug = programme_by_id(made.connection, made.programme)["slug"]
    assert do(made, ExportForm.XLSX, secret=False, public=public) == f"{slug}.xlsx"
    assert do(made, ExportForm.XLSX, secret=False, public=public) == f"{slug}.xlsx"
    name = do(made, ExportForm.CSV, secret=True, public=public)
    assert name == f"{slug}-BEVAT-PERSOONSGEGEVENS-csv.zip"
    mine = exports(made.connection, made.programme, made.facilitator)
    assert [(row["form"], row["identified"]) for row in mine] == [("csv", 1), ("xlsx", 0)]
    assert [row["form"] for row in exports(made.connection, made.programme, 99)] == ["xlsx"]
    with pytest.raises(NotFound):
        export(made.connection, made.programme, 99, mine[0]["id"])
    content = export(made.connection, made.programme, made.facilitator, mine[1]["id"])["content"]
    assert load_workbook(io.BytesIO(content)).sheetnames[1] == "Uitspraken"


def test_personal_data_is_on_record_and_cannot_be_undone(
    made: Made, public: Callable[[], TakeOut]
) -> None:
    before = [one.kind for one in log(made.connection, made.programme)]
    do(made, ExportForm.SAV, secret=False, public=public)
    assert [one.kind for one in log(made.connection, made.programme)] == before
    do(made, ExportForm.SAV, secret=True, public=public)
    newest, *others = log(made.connection, made.programme)
    assert (newest.kind, newest.who) == (IDENTIFIED, CANARIES["facilitator"])
    assert [one.kind for one in others] == before
    assert not can_be_turned(made.connection, made.programme, newest.id)
    with pytest.raises(NotFound):
        undo(made.connection, made.programme, made.facilitator, newest.id)


def test_what_is_taken_back_takes_the_files_along(
    made: Made, public: Callable[[], TakeOut]
) -> None:
    do(made, ExportForm.XLSX, secret=True, public=public)
    author = made.connection.execute(
        "SELECT participant_id FROM responses ORDER BY id LIMIT 1"
    ).fetchone()[0]
    withdraw_statement(
        made.connection, author, made.all()["Bijdrage 1 gaat over begeleiding van starters."]
    )
    assert exports(made.connection, made.programme, made.facilitator) == []


def test_what_changes_while_it_is_made_is_made_again(
    made: Made, public: Callable[[], TakeOut]
) -> None:
    ids = made.all()
    times: list[int] = []

    def gather() -> TakeOut:
        found = public()
        times.append(1)
        if len(times) < 3:
            hide_one(made, ids[f"Bijdrage {len(times)} gaat over {SUBJECTS[len(times) % 2]}."])
        return found

    assert do(made, ExportForm.QDC, secret=False, public=gather).endswith(".qdc")
    assert len(times) == 3


SUBJECTS = ("tijd en geld voor de opleiding", "begeleiding van starters")


def hide_one(made: Made, identifier: int) -> None:
    """As another process does it: the gathering reads one moment."""
    path = made.connection.execute("PRAGMA database_list").fetchone()["file"]
    other = sqlite3.connect(path)
    other.execute(
        "INSERT INTO events (at, programme_id, kind, data) VALUES ('', ?, 'withdrawn', ?)",
        (made.programme, json.dumps({"statement": identifier})),
    )
    other.commit()
    other.close()


def test_what_keeps_changing_is_said(made: Made, public: Callable[[], TakeOut]) -> None:
    def gather() -> TakeOut:
        found = public()
        hide_one(made, 1)
        return found

    with pytest.raises(Conflict, match="Maak het opnieuw"):
        do(made, ExportForm.QDC, secret=False, public=gather)


def test_files_go_after_a_day(made: Made, public: Callable[[], TakeOut]) -> None:
    do(made, ExportForm.QDC, secret=False, public=public)
    assert expire_exports(made.connection) == 0
    made.connection.execute("UPDATE exports SET at = '2020-01-01T00:00:00Z'")
    assert exports(made.connection, made.programme, made.facilitator) == []
    assert expire_exports(made.connection) == 1


def test_asking_anew_hands_out_the_old_file_no_longer(
    made: Made, public: Callable[[], TakeOut]
) -> None:
    do(made, ExportForm.QDC, secret=False, public=public)
    for form, secret in ((ExportForm.QDC, False), (ExportForm.QDC, True), (ExportForm.CSV, False)):
        request_export(made.connection, made.programme, made.facilitator, form, identified=secret)
    assert exports(made.connection, made.programme, made.facilitator) == []
    asked = []
    while job := waiting_job(made.connection):
        assert job["kind"] == JobKind.EXPORT
        asked.append(json.loads(job["parameters"]))
        set_job_state(made.connection, job, JobState.DONE)
    assert asked == [
        {"form": form, "identified": secret, "facilitator": made.facilitator}
        for form, secret in (("qdc", False), ("qdc", True), ("csv", False))
    ]


def run(config: Config, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(
        main,
        ["export", *arguments],
        env={"GESPREKSTAFEL_INSTANCE": str(config.instance)},
        input=typed,
    )


def test_the_command(made: Made, released: Path, config: Config, tmp_path: Path) -> None:
    slug = programme_by_id(made.connection, made.programme)["slug"]
    path = str(tmp_path / "uit.xlsx")
    done = run(config, slug, "--format", "xlsx", "-o", path, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["tables"]["uitspraken"] == sum(PARTS.values()) + 1
    path = str(tmp_path / "uit.csv")
    assert run(config, slug, "--format", "csv", "-o", path, "--table", "themas").exit_code == 0
    assert csv_rows(Path(path).read_bytes())[0][0] == "thema"
    wrong = run(config, slug, "--format", "csv", "-o", path, "--table", "geheim")
    assert wrong.exit_code == 1
    assert "Kies uit: uitspraken, uitspraken_themas, themas" in wrong.stderr
    nowhere = run(config, slug, "--format", "csv", "-o", str(tmp_path / "niet" / "uit.csv"))
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr


def test_the_command_asks_before_personal_data(made: Made, config: Config, tmp_path: Path) -> None:
    slug = programme_by_id(made.connection, made.programme)["slug"]
    path = tmp_path / "uit.csv"
    arguments = (slug, "--format", "csv", "-o", str(path), "--identified")
    refused = run(config, *arguments, typed="ja\n")
    assert refused.exit_code == 1
    assert not path.exists()
    assert [one.kind for one in log(made.connection, made.programme)].count(IDENTIFIED) == 0
    assert run(config, *arguments, typed=f"{slug}\n").exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    done = run(config, *arguments, "--yes")
    assert done.exit_code == 0
    assert "Bevat persoonsgegevens; niet verspreiden." in done.stderr
    entries = [one for one in log(made.connection, made.programme) if one.kind == IDENTIFIED]
    assert [one.who for one in entries] == [CANARIES["facilitator"]] * 2


def test_the_command_wants_to_know_who(
    fresh_db: sqlite3.Connection, round_table: int, config: Config, tmp_path: Path
) -> None:
    slug = programme_by_id(fresh_db, round_table)["slug"]
    path = str(tmp_path / "uit.csv")
    done = run(config, slug, "--format", "csv", "-o", path, "--identified", "--yes")
    assert done.exit_code == 1
    assert "--by EMAIL" in done.stderr


def test_a_file_is_written_whole_or_not_at_all(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "hier" / "uit.csv"
    path.mkdir(parents=True)
    with pytest.raises(InvalidFile, match="cannot be written"):
        write(identified(made), ExportForm.CSV, path)
    assert list(path.parent.iterdir()) == [path]


def test_a_rehearsal_never_goes_out(made: Made) -> None:
    meeting = made.connection.execute("SELECT id FROM meetings LIMIT 1").fetchone()[0]
    scope = made.instrument_activity(meeting, "scope")
    before = len(identified(made).table("antwoorden").rows)
    made_up = made.participant(meeting, rehearsal=True)
    made.hand_in(made_up, scope, drafts=[StatementDraft("Verzonnen om te proberen.", consent=True)])
    store_deidentifications(made.connection, made.programme, {"Verzonnen om te proberen.": []})
    take_out = identified(made)
    assert len(take_out.table("antwoorden").rows) == before
    words: list[Any] = [row[1] for row in take_out.table("uitspraken").rows]
    assert "Verzonnen om te proberen." not in words
