"""Programs read along: what is described is what comes, for whoever has a token and nobody else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.codebook import place
from collector.config import Config
from collector.corrections import withdraw_statement
from collector.findings import ProposedPlacement, ProposedTheme, store_run
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.moderation import approve, hide, merge
from collector.queries import meetings, programmes
from collector.records import QuestionKind, Submission, Vote
from collector.tokens import make_token, revoke_token, tokens_of
from collector.votes import cast
from forms.api.openapi import document
from forms.api.operations import OPERATIONS, Operation
from forms.api.page import in_words
from forms.api.service import AT_ONCE, SECONDS_EACH
from forms.buckets import Buckets
from tests.conftest import PASSWORD

ROOT = "/api/v1"


@dataclass
class Program:
    """A script with a token."""

    client: FlaskClient
    token: str
    slug: str

    def ask(self, path: str, **headers: str) -> TestResponse:
        keys = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        keys |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(ROOT + path.replace("{slug}", self.slug), headers=keys)

    def read(self, path: str) -> Any:
        answer = self.ask(path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def every(self, path: str, rows: str, limit: int, after: int = 0) -> list[Any]:
        """All rows of all pages."""
        found: list[Any] = []
        page = {"last": after, "more": True}
        while page["more"]:
            page = self.read(f"{path}?after={page['last']}&limit={limit}")
            assert len(page[rows]) <= limit
            found += page[rows]
        return found


@pytest.fixture
def program(app: Flask, fresh_db: sqlite3.Connection, facilitator: int, slug: str) -> Program:
    client = app.test_client(use_cookies=False)
    return Program(client, make_token(fresh_db, facilitator, "script"), slug)


def valid(name: str, found: Any) -> None:
    """:raise jsonschema.ValidationError: it is not as the description says."""
    described = document()
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    Draft202012Validator(schema).validate(found)


def described_answer(path: str, status: int) -> str:
    """Name of the schema of an answer, as the document says it."""
    answer = document()["paths"][path]["get"]["responses"][str(status)]
    if "$ref" in answer:
        answer = document()["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    (content,) = answer["content"].values()
    return str(content["schema"]["$ref"]).rsplit("/", 1)[1]


@pytest.fixture
def full(
    fresh_db: sqlite3.Connection,
    round_table: int,
    facilitator: int,
    meeting: int,
    say: Callable[..., int],
    span: Callable[[str, str], dict[str, object]],
) -> list[int]:
    """Something of everything: a statement in each state, themes, answers, votes."""
    said = [say(TEXT, [span(TEXT, "Joke")]), *(say(each) for each in OTHERS)]
    approve(fresh_db, round_table, facilitator, [(said[1], OTHERS[0]), (said[4], OTHERS[3])])
    hide(fresh_db, round_table, facilitator, said[2], "Een naam.")
    merge(fresh_db, round_table, facilitator, said[3], said[1])
    proposed = [ProposedTheme("t", "tijd", ("uren",), said[0]), ProposedTheme("g", "geld", (), 1)]
    placed = [ProposedPlacement(said[0], "t", 0.9), ProposedPlacement(said[1], "g", 0.6)]
    store_run(fresh_db, round_table, {}, proposed, placed)
    place(fresh_db, round_table, facilitator, said[4], [])
    asked = {row["slug"]: row["id"] for row in meetings.activities(fresh_db, meeting)}
    for slug in ("table-vote", "table-evaluation"):
        set_activity_state(fresh_db, asked[slug], is_open=True)
    for number in range(6):
        person = join(fresh_db, meeting, new_receipt())
        given = dict.fromkeys([said[1]] if number else [said[1], said[4]], Vote.AGREE)
        cast(fresh_db, person, asked["table-vote"], given)
    return said


TEXT = "Vraag het aan Joke: zij wéét het. 🙂\n=1+1"
OTHERS = ("Tijd kost geld.", "Meneer De Vries slaapt.", "Tijd kóst geld.", "Rust.")


def test_everything_that_is_described_comes_as_described(
    program: Program, full: list[int], fresh_db: sqlite3.Connection, meeting: int
) -> None:
    seen = set()
    for operation in OPERATIONS:
        for activity in meetings.activities(fresh_db, meeting):
            answer = program.ask(address(operation, meeting, activity["id"]))
            assert (answer.status_code, answer.mimetype) == (200, "application/json"), operation
            assert described_answer(operation.path, 200) == operation.shape.__name__
            valid(operation.shape.__name__, answer.json)
            assert any(answer.json.values()), operation  # an empty answer would prove nothing
            seen.add(operation.path)
    assert seen == set(document()["paths"])


def address(operation: Operation, meeting: int, activity: int) -> str:
    path = operation.path.replace("{meeting}", str(meeting))
    return path.replace("{activity}", str(activity))


def test_every_route_is_described_and_every_described_one_is_there(app: Flask) -> None:
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix(ROOT)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(ROOT)
    }
    assert rules == {*document()["paths"], "/openapi.json"}
    assert set(in_words_of(app)) == {one.name for one in OPERATIONS}
    for operation in OPERATIONS:
        described = document()["paths"][operation.path]["get"]
        names = [one["name"] for one in described["parameters"]]
        assert names == [*operation.places, *(one.name for one in operation.parameters)]


def in_words_of(app: Flask) -> dict[str, str]:
    with app.test_request_context():
        return in_words()


def test_every_problem_is_as_described(program: Program, full: list[int], meeting: int) -> None:
    for operation in OPERATIONS:
        path = ROOT + address(operation, meeting, 1).replace("{slug}", program.slug)
        keys = {"Authorization": f"Bearer {program.token}"}
        asked = {
            401: program.client.get(path),
            405: program.client.post(path, headers=keys),
            406: program.client.get(path, headers={**keys, "Accept": "text/csv"}),
            422: program.client.get(f"{path}?onbekend=1", headers=keys),
        }
        if operation.places:
            asked[404] = program.client.get(path.replace(program.slug, "nergens"), headers=keys)
        for status, answer in asked.items():
            assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
            valid(described_answer(operation.path, status), answer.json)
            assert answer.json["status"] == status
        assert asked[405].headers["Allow"] == "GET, HEAD"


def test_only_a_token_opens(
    program: Program, desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    assert program.read("/programmes")["programmes"]
    # Not the login of the pages, not a token in the address, not a password.
    assert desk.get(f"{ROOT}/programmes").status_code == 401
    assert program.client.get(f"{ROOT}/programmes?token={program.token}").status_code == 401
    for header in ("", "Bearer", "Bearer ", "Bearer x", f"Basic {program.token}", program.token):
        answer = program.client.get(f"{ROOT}/programmes", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="gesprekstafel"')
    revoke_token(fresh_db, facilitator, tokens_of(fresh_db, facilitator)[0]["id"])
    answer = program.ask("/programmes")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].endswith('error="invalid_token"')


def test_statements_are_verbatim(program: Program, full: list[int], meeting: int) -> None:
    found = program.read("/programmes/{slug}/statements")
    assert (found["last"], found["more"]) == (full[-1], False)
    rows = {row["id"]: row for row in found["statements"]}
    assert list(rows) == full
    first = rows[full[0]]
    assert first.pop("activity") and first.pop("question") == "statements"
    assert first == {
        "id": full[0],
        "meeting": meeting,
        "topic": first["topic"],
        "aspect": None,
        "region": first["region"],
        "text": TEXT,
        "public_text": TEXT.replace("Joke", "[naam]"),
        "publishable": False,
        "consent": True,
        "state": "waiting",
        "reason": "",
        "merged_into": None,
        "source": "participant",
        "themes": [{"theme": 1, "decided": False, "confidence": 0.9}],
    }
    assert [row["state"] for row in rows.values()] == [
        "waiting", "approved", "hidden", "merged", "approved",
    ]  # fmt: skip
    assert rows[full[1]]["publishable"]
    assert rows[full[2]]["reason"] == "Een naam."
    assert rows[full[3]]["merged_into"] == full[1]
    assert rows[full[4]]["themes"] == [{"theme": None, "decided": True, "confidence": None}]


def test_statements_are_narrowed(program: Program, full: list[int], meeting: int) -> None:
    def ids(query: str) -> list[int]:
        page = program.read(f"/programmes/{{slug}}/statements?{query}")
        return [row["id"] for row in page["statements"]]

    assert ids("state=approved") == [full[1], full[4]]
    assert ids("theme=1") == [full[0]]
    assert ids(f"meeting={meeting}&state=hidden") == [full[2]]
    assert ids(f"after={full[1]}") == full[2:]
    assert ids(f"after={full[-1]}") == []
    for query in ("meeting=999", "theme=999"):
        assert program.ask(f"/programmes/{{slug}}/statements?{query}").status_code == 404
    for query in (
        "state=wating", "limit=0", "limit=1001", "limit=", "after=-1", "after=1.0", "staat=x",
        "after=1&after=2", "after=%C2%B2", "limit=" + "9" * 40,
    ):  # fmt: skip
        answer = program.ask(f"/programmes/{{slug}}/statements?{query}")
        assert answer.status_code == 422, query


def test_pages_are_stable_while_statements_come_in(
    program: Program, full: list[int], say: Callable[..., int]
) -> None:
    first = program.read("/programmes/{slug}/statements?limit=3")
    late = [say("Dit kwam later."), say("En dit ook.")]
    rest = program.every("/programmes/{slug}/statements", "statements", 2, first["last"])
    ids = [row["id"] for row in [*first["statements"], *rest]]
    assert ids == [*full, *late]


def test_what_was_taken_back_and_made_up_is_not_there(
    program: Program,
    full: list[int],
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    meeting: int,
) -> None:
    (person,) = fresh_db.execute(
        "SELECT r.participant_id FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.id = ?",
        (full[0],),
    ).fetchone()
    withdraw_statement(fresh_db, person, full[0])
    desk.post(f"/facilitate/{program.slug}/meeting/{meeting}/rehearsal")
    assert fresh_db.execute("SELECT count(*) FROM statements WHERE rehearsal").fetchone()[0] > 5
    ids = [row["id"] for row in program.every("/programmes/{slug}/statements", "statements", 1000)]
    assert ids == full[1:]
    assert TEXT not in program.ask("/programmes/{slug}/statements").text
    room = program.read(f"/programmes/{{slug}}/meetings/{meeting}")
    assert room["statements"] == {"waiting": 0, "approved": 2, "hidden": 1, "merged": 1}
    assert room["participants"] == sum(one["n"] for one in room["roles"]) == 11
    themes = program.read("/programmes/{slug}/themes")["themes"]
    assert [one["members"] for one in themes] == [
        {"decided": [], "proposed": []},
        {"decided": [], "proposed": [full[1]]},
    ]


def test_nothing_says_who(
    program: Program, full: list[int], fresh_db: sqlite3.Connection, config: Config, meeting: int
) -> None:
    """No key of a receipt or of a form, no code, no name of a facilitator, in any answer."""
    texts = [
        program.ask(address(operation, meeting, activity["id"])).text
        for operation in OPERATIONS
        for activity in meetings.activities(fresh_db, meeting)
    ]
    whole = "\n".join([*texts, program.client.get(f"{ROOT}/openapi.json").text])
    secrets = [
        *fresh_db.execute("SELECT secret_hash FROM participants"),
        *fresh_db.execute("SELECT key FROM submissions"),
        *fresh_db.execute("SELECT code FROM meetings"),
        *fresh_db.execute("SELECT screen_key FROM meetings"),
        *fresh_db.execute("SELECT email FROM facilitators"),
        *fresh_db.execute("SELECT token_hash FROM tokens"),
    ]
    assert len(secrets) >= 20
    assert [secret for (secret,) in secrets if secret in whole] == []
    names = set(re.findall(r'"(\w+)":', whole))
    assert not names & {"participant", "participant_id", "response", "contact", "at", "receipt"}


def test_votes_only_of_enough_people(program: Program, full: list[int], config: Config) -> None:
    found = program.read("/programmes/{slug}/votes")
    assert found["votes"] == [{"statement": full[1], "agree": 6, "disagree": 0, "passed": 0}]
    assert (found["least"], found["withheld"]) == (config.group_size, 1)


def test_counts_of_closed_questions_and_no_words(
    program: Program, full: list[int], fresh_db: sqlite3.Connection, meeting: int
) -> None:
    (asked,) = [
        row for row in meetings.activities(fresh_db, meeting) if row["slug"] == "table-evaluation"
    ]
    words = "Dit heeft nog niemand gelezen"
    questions = meetings.instrument_of(asked).questions
    (scale, *_) = [one for one in questions if one.kind is QuestionKind.SCALE]
    (text, *_) = [one for one in questions if one.kind is QuestionKind.LONG_TEXT]
    for number in range(3):
        person = join(fresh_db, meeting, new_receipt())
        answers = {scale.key: scale.options[number].key, text.key: words}
        submit(fresh_db, person, asked["id"], Submission(f"evaluatie{person:023d}", answers))
    answer = program.ask(f"/programmes/{{slug}}/activities/{asked['id']}/counts")
    assert words not in answer.text
    found = {one["key"]: one for one in answer.json["questions"]}
    assert found[text.key]["base"] == found[scale.key]["base"] == 3
    assert [one["n"] for one in found[scale.key]["counts"][:3]] == [1, 1, 1]
    assert (found[scale.key]["mean"], found[scale.key]["median"]) == (2.0, 2)
    assert answer.json["responses"] == 3
    other = program.read("/programmes")["programmes"]
    assert [one["participants"] for one in other] == [14]


def test_nothing_of_one_programme_under_the_address_of_another(
    program: Program, full: list[int], learning_network: int, fresh_db: sqlite3.Connection
) -> None:
    theirs = meetings.meetings(fresh_db, learning_network)[0]["id"]
    activity = meetings.activities(fresh_db, theirs)[0]["id"]
    for path in (
        f"/meetings/{theirs}",
        f"/activities/{activity}/counts",
        f"/statements?meeting={theirs}",
        f"/votes?meeting={theirs}",
    ):
        assert program.ask(f"/programmes/{{slug}}{path}").status_code == 404
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    assert program.read(f"/programmes/{slug}/statements")["statements"] == []
    assert program.read(f"/programmes/{slug}/meetings/{theirs}")["participants"] == 0


def test_changes_can_be_followed(
    program: Program, full: list[int], say: Callable[..., int], fresh_db: sqlite3.Connection
) -> None:
    every = program.every("/programmes/{slug}/events", "events", 7)
    assert [one["id"] for one in every] == sorted({one["id"] for one in every})
    stored = fresh_db.execute("SELECT count(*) FROM events WHERE programme_id = 1").fetchone()[0]
    assert len(every) == stored > 10
    assert set(every[-1]) == {"id", "kind", "meeting"}
    last = every[-1]["id"]
    nothing = program.read(f"/programmes/{{slug}}/events?after={last}")
    assert nothing == {"events": [], "last": last, "more": False}
    say("Nieuw.")
    kinds = [
        one["kind"] for one in program.read(f"/programmes/{{slug}}/events?after={last}")["events"]
    ]
    assert kinds == ["joined", "answered", "analysed"]


def test_asking_again_is_cheap_as_long_as_nothing_changed(
    program: Program, full: list[int], say: Callable[..., int], meeting: int
) -> None:
    paths = [address(one, meeting, 1) for one in OPERATIONS]
    tags = {}
    for path in paths:
        answer = program.ask(path)
        tags[path] = answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in answer.headers["Vary"]
        again = program.ask(path, If_None_Match=tags[path])
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tags[path])
    assert len(set(tags.values())) == len(tags)
    say("Nieuw.")
    for path in paths:
        answer = program.ask(path, If_None_Match=tags[path])
        assert answer.status_code == 200 and answer.headers["ETag"] != tags[path]


def test_a_change_elsewhere_changes_nothing_here(
    program: Program, full: list[int], learning_network: int, fresh_db: sqlite3.Connection
) -> None:
    tag = program.ask("/programmes/{slug}/themes").headers["ETag"]
    theirs = meetings.meetings(fresh_db, learning_network)[0]["id"]
    join(fresh_db, theirs, new_receipt())
    assert program.ask("/programmes/{slug}/themes", If_None_Match=tag).status_code == 304


def test_a_script_in_a_loop_is_told_to_wait(program: Program, app: Flask) -> None:
    now = [0.0]
    app.extensions["rate"] = Buckets(AT_ONCE, SECONDS_EACH, lambda: now[0])
    answers = [program.ask("/programmes").status_code for _ in range(AT_ONCE)]
    assert set(answers) == {200}
    refused = program.ask("/programmes")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    valid(described_answer("/programmes", 429), refused.json)
    now[0] += SECONDS_EACH
    assert program.ask("/programmes").status_code == 200
    assert program.ask("/programmes").status_code == 429
    now[0] += 10_000
    assert program.ask("/programmes").status_code == 200


def test_storage_in_trouble_is_told_to_a_program_too(
    program: Program, config: Config, app: Flask
) -> None:
    program.read("/programmes")
    app.extensions["pool"].close()
    config.database.unlink()
    config.database.write_bytes(b"dit is geen database" * 500)
    answer = program.ask("/programmes")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    valid(described_answer("/programmes", 503), answer.json)


def test_an_address_that_is_nothing(program: Program) -> None:
    for path in ("/", "/nergens", "/programmes/", "/programmes/{slug}/meetings/x", "/../v2"):
        answer = program.ask(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), path
        valid("Problem", answer.json)
    assert program.client.get("/api/v2/programmes").mimetype == "text/html"


def test_another_facilitator_has_tokens_of_his_own(
    program: Program, fresh_db: sqlite3.Connection
) -> None:
    other = add_facilitator(fresh_db, "ander@example.org", PASSWORD)
    theirs = Program(program.client, make_token(fresh_db, other, "script"), program.slug)
    assert theirs.read("/programmes") == program.read("/programmes")
