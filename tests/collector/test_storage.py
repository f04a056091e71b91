"""The database keeps its own rules: versions, migrations, who may come in, contacts apart."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from collector import access, accounts, contacts
from collector.config import Config
from collector.database import connect, insert, transaction
from collector.errors import NotFound, Refused, StorageError
from collector.records import Contact, Instrument, Option, Question, QuestionKind
from collector.schema import MIGRATIONS, migrate
from tests.conftest import PASSWORD


def test_every_table_is_strict_and_every_reference_is_enforced(
    fresh_db: sqlite3.Connection,
) -> None:
    tables = fresh_db.execute("PRAGMA table_list").fetchall()
    own = [row for row in tables if row["schema"] == "main" and "sqlite_" not in row["name"]]
    assert [row["name"] for row in own if not row["strict"]] == []
    assert fresh_db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    with pytest.raises(sqlite3.IntegrityError):
        fresh_db.execute("INSERT INTO roles (programme_id, position, name) VALUES (9, 1, 'x')")


def test_an_acknowledged_commit_is_on_disk(fresh_db: sqlite3.Connection) -> None:
    assert fresh_db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert fresh_db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_migrations_are_named_in_order_and_run_once(config: Config) -> None:
    names = [migration.__name__ for migration in MIGRATIONS]
    assert names == sorted(names)
    assert [name[:4] for name in names] == [f"m{n:03}" for n in range(1, len(names) + 1)]
    connection = connect(config.database)
    migrate(connection, MIGRATIONS[:3])
    migrate(connection)
    migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)


def test_a_migration_that_fails_leaves_nothing(config: Config) -> None:
    def m999_breaks(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half_done (id INTEGER)")
        raise sqlite3.OperationalError("halfway")

    connection = connect(config.database)
    migrate(connection, MIGRATIONS[:-1])
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, m999_breaks))
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) - 1
    tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert "half_done" not in tables


def test_a_newer_database_is_refused(config: Config) -> None:
    connection = connect(config.database)
    connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StorageError) as error:
        migrate(connection)
    assert str(error.value) == (
        f"The database has schema 999; this version knows up to {len(MIGRATIONS)}. "
        "Install the version that made it, or a newer one."
    )


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "collector.db"
    path.write_text("Dit is een boodschappenlijst." * 50)
    with pytest.raises(StorageError) as error:
        connect(path)
    assert str(error.value) == (
        f"{path}: cannot be opened as the database (file is not a database). "
        "Check that the folder exists and is writable, or restore a backup."
    )


def test_a_failed_transaction_leaves_nothing(fresh_db: sqlite3.Connection) -> None:
    with pytest.raises(RuntimeError), transaction(fresh_db):
        insert(fresh_db, "embeddings", hash="a", encoder="b", vector=b"c")
        raise RuntimeError
    assert fresh_db.execute("SELECT count(*) FROM embeddings").fetchone()[0] == 0


def test_a_facilitator_comes_in_with_the_password_only(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    verify = accounts.verify_facilitator
    row = verify(fresh_db, " Gespreksleider@EXAMPLE.org ", PASSWORD)
    assert row is not None and row["id"] == facilitator
    assert verify(fresh_db, "gespreksleider@example.org", PASSWORD + "x") is None
    assert verify(fresh_db, "niemand@example.org", PASSWORD) is None
    stored = fresh_db.execute("SELECT password_hash FROM facilitators").fetchone()[0]
    assert stored.startswith("$argon2id$") and PASSWORD not in stored


def test_a_reset_password_replaces_the_old_one(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    accounts.reset_facilitator(fresh_db, "gespreksleider@example.org", "een-heel-nieuw-woord")
    assert accounts.verify_facilitator(fresh_db, "gespreksleider@example.org", PASSWORD) is None
    with pytest.raises(NotFound):
        accounts.reset_facilitator(fresh_db, "niemand@example.org", "een-heel-nieuw-woord")


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("geen adres", PASSWORD, "'geen adres' is geen e-mailadres. Geef het als naam@school.nl"),
        (
            "a@b.nl",
            "kort",
            "Kies een wachtwoord van ten minste 15 tekens. Een paar woorden die niets met elkaar te"
            " maken hebben, onthoudt u makkelijk.",
        ),
        (
            "gespreksleider@example.org",
            PASSWORD,
            "Er is al een account voor gespreksleider@example.org. Een nieuw wachtwoord geeft: "
            "gesprekstafel facilitator reset gespreksleider@example.org",
        ),
    ],
)
def test_an_account_that_cannot_be_made_says_why(
    fresh_db: sqlite3.Connection, facilitator: int, email: str, password: str, message: str
) -> None:
    with pytest.raises(Refused) as error:
        accounts.add_facilitator(fresh_db, email, password)
    assert str(error.value) == message


def test_codes_are_typed_as_people_type_them() -> None:
    assert access.normalise_code(" K7F-2pq\u00a0") == "k7f2pq"
    receipt = access.new_receipt()
    assert access.hash_receipt(access.in_groups(receipt).upper()) == access.hash_receipt(receipt)
    assert access.in_groups("k7fm2p9qx4dthw8c") == "k7fm-2p9q-x4dt-hw8c"


def test_contacts_stand_apart_and_do_not_double(config: Config) -> None:
    connection = contacts.open_contacts(config.contacts)
    someone = Contact("Noor", "noor@example.org", follow_up="netwerk")
    contacts.sign_up(connection, "traject", [someone])
    contacts.sign_up(
        connection, "traject", [Contact("Noor V.", "NOOR@example.org", follow_up="netwerk")]
    )
    (row,) = contacts.sign_ups(connection, "traject")
    assert (row["name"], row["follow_up"]) == ("Noor V.", "netwerk")
    columns = {row["name"] for row in connection.execute("PRAGMA table_info(contacts)")}
    # `until` is the end date of the programme, the same for everybody: it joins to nobody.
    assert columns == {
        "id", "programme", "follow_up", "name", "email", "organisation", "phone", "until",
        "export",
    }  # fmt: skip
    assert contacts.remove_sign_up(connection, "ander", row["id"]) is False
    assert contacts.remove_sign_up(connection, "traject", row["id"]) is True
    assert contacts.sign_ups(connection, "traject") == []


def test_who_corrects_a_sign_up_is_taken_along_anew(config: Config) -> None:
    connection = contacts.open_contacts(config.contacts)
    for name in ("Noor", "Sam"):
        contacts.sign_up(connection, "traject", [Contact(name, f"{name}@example.org")])
    assert len(contacts.export(connection, "traject", "Anna")) == 2
    assert contacts.export(connection, "traject", "Anna") == []
    assert contacts.export(connection, "ander", "Anna") == []
    contacts.sign_up(connection, "traject", [Contact("Noor", "noor@example.org", phone="06")])
    contacts.sign_up(connection, "traject", [Contact("Sam", "sam@example.org")])
    assert [row["name"] for row in contacts.export(connection, "traject", "Bert")] == ["Noor"]
    assert len(contacts.export(connection, "traject", "Bert", again=True)) == 2
    told = [(row["who"], row["n"], row["again"]) for row in contacts.exports(connection, "traject")]
    assert sorted(told) == [("Anna", 2, 0), ("Bert", 1, 0), ("Bert", 2, 1)]
    removed = contacts.remove_expired(
        connection, "traject", date(2020, 1, 1), everything=True, dry_run=False
    )
    assert removed == 2
    assert contacts.exports(connection, "traject") == []


def test_the_secret_key_is_made_once_and_private(config: Config) -> None:
    key = config.secret_key()
    assert (config.secret_key(), len(key)) == (key, 32)
    assert (config.instance / "secret_key").stat().st_mode & 0o777 == 0o600


def test_another_question_is_another_version() -> None:
    question = Question("q", QuestionKind.CHOICE, "Welke?", options=(Option("a", "A"),))
    instrument = Instrument("lijst", "Lijst", questions=(question,))
    assert Instrument.from_json(instrument.to_json()) == instrument
    changed = Instrument("lijst", "Lijst", questions=(question, question))
    assert changed.hash != instrument.hash
