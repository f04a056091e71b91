"""The theme board in a real browser: by hand, by key, for two at once, there and back again."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from werkzeug.serving import make_server

from app import create_app
from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.codebook import add_theme, place
from collector.config import DATASETS, Config
from collector.database import connect
from collector.findings import ProposedPlacement, store_deidentifications, store_run
from collector.intake import join, submit
from collector.jobs import request_job, set_job_state
from collector.meetings import set_activity_state
from collector.programmes import create_programme
from collector.queries import meetings, programmes
from collector.queries.acts import theme_made_by
from collector.queries.outcomes import waiting_job
from collector.records import JobKind, JobState, StatementDraft, Submission
from collector.theme_findings import PartFound, store_parts
from forms.instruments import load_instruments
from forms.programme_templates import load_templates
from tests.browser.acts import EMAIL
from tests.browser.checks import AXE, FIND_TOO_WIDE, FIND_VIOLATIONS, RULES
from tests.browser.conftest import Open
from tests.browser.test_room import leads
from tests.conftest import PASSWORD

LAPTOP = (1280, 800)
BERT = "bert@example.org"
SAID = [
    "Begeleiders hebben uren nodig.",
    "Het rooster laat geen ruimte.",
    "Een vast moment helpt iedereen.",
    "Samen lessen ontwerpen leert het meest.",
    "Geld gaat nu naar toetsen.",
    "De koffie mag beter.",
]


@dataclass
class Table:
    """A programme with six statements and three themes, made anew for each test."""

    service: Pages
    database: sqlite3.Connection
    slug: str
    programme: int
    themes: dict[str, int]

    @property
    def address(self) -> str:
        return f"{self.service.web}/facilitate/{self.slug}/themes"

    def places(self, words: str) -> set[str]:
        """The themes in which a person put what has these words in it."""
        rows = self.database.execute(
            "SELECT ifnull(t.name, 'nergens') FROM placements AS p JOIN statements AS s"
            " ON s.id = p.statement_id LEFT JOIN themes AS t ON t.id = p.theme_id"
            " WHERE p.decided AND s.programme_id = ? AND instr(s.text, ?)",
            (self.programme, words),
        )
        return {row[0] for row in rows}


@dataclass
class Pages:
    """The web service alone: nothing is proposed but what a test proposes."""

    web: str
    config: Config


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    config = Config(instance=tmp_path_factory.mktemp("board") / "instance")
    app = create_app(config)
    database = connect(config.database)
    for email, name in ((EMAIL, "Anna"), (BERT, "Bert")):
        add_facilitator(database, email, PASSWORD, name)
    database.close()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Pages(f"http://127.0.0.1:{server.server_port}", config)
    app.extensions["watcher"].stop()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def table(service: Pages) -> Iterator[Table]:
    database = connect(service.config.database)
    instruments = load_instruments(DATASETS / "instruments")
    template = load_templates(DATASETS / "templates", instruments)["round-table"]
    programme = create_programme(database, template, instruments)
    statements = _say(database, programme)
    themes = {
        name: theme_made_by(database, add_theme(database, programme, 2, name))
        for name in ("Tijd", "Samen leren", "Geld")
    }
    placed = [ProposedPlacement(statements[0], themes["Tijd"], 0.72, (statements[1],))]
    placed += [ProposedPlacement(statements[1], themes["Tijd"], 0.66)]
    store_run(database, programme, {}, [], placed)
    slug = str(programmes.programme_by_id(database, programme)["slug"])
    yield Table(service, database, slug, programme, themes)
    database.close()


def _say(database: sqlite3.Connection, programme: int) -> list[int]:
    meeting = meetings.meetings(database, programme)[0]["id"]
    activity = meetings.activities(database, meeting)[0]["id"]
    set_activity_state(database, activity, is_open=True)
    for text in SAID:
        participant = join(database, meeting, new_receipt())
        said = {"statements": (StatementDraft(text=text, consent=True),)}
        submit(
            database, participant, activity, Submission(key=f"{participant:032d}", statements=said)
        )
    store_deidentifications(database, programme, {text: [] for text in SAID})
    rows = database.execute("SELECT id FROM statements WHERE programme_id = ?", (programme,))
    return [row[0] for row in rows]


def column(page: Page, name: str) -> Locator:
    return page.locator(".column", has=page.locator(f'[data-name]:text-is("{name}")'))


def card(page: Page, words: str, where: str = "") -> Locator:
    place = column(page, where) if where else page
    return place.locator("[data-card]", has=page.locator(".quote", has_text=words)).first


def box(what: Locator) -> FloatRect:
    """Where it is; asked again when it is just then drawn anew."""
    for _ in range(20):
        expect(what).to_be_visible()
        if found := what.bounding_box():
            return found
        what.page.wait_for_timeout(50)
    raise AssertionError(f"{what} has no place on the page")


def drag(
    page: Page, what: Locator, onto: Locator, *, copy: bool = False, part: float = 0.5
) -> None:
    """By steps, as a hand does it; dropped at `part` of the width."""
    start, end = box(what), box(onto)
    page.mouse.move(start["x"] + 20, start["y"] + 12)
    page.mouse.down()
    if copy:
        page.keyboard.down("Control")
    page.mouse.move(end["x"] + end["width"] * part, end["y"] + 60, steps=8)
    page.mouse.up()
    if copy:
        page.keyboard.up("Control")


class Finger:
    """On a screen that is touched; `down` rests until the board has taken what lies under it."""

    def __init__(self, page: Page) -> None:
        self.wire = page.context.new_cdp_session(page)

    def send(self, kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def carry(self, page: Page, what: Locator, onto: Locator, part: float = 0.5) -> None:
        start, end = box(what), box(onto)
        x, y = start["x"] + 30, start["y"] + 14
        self.send("touchStart", x, y)
        expect(page.locator(".is-ghost")).to_be_visible()
        far = end["x"] + end["width"] * part
        for step in range(1, 9):
            self.send("touchMove", x + (far - x) * step / 8, y + (end["y"] + 60 - y) * step / 8)
        self.send("touchEnd")
        expect(page.locator(".is-ghost")).to_have_count(0)


@pytest.fixture
def board(table: Table, open_page: Open) -> Page:
    page = open_page(*LAPTOP)
    leads(table.service, page)
    page.goto(table.address)
    return page


def test_the_whole_way_with_the_keyboard(board: Page, table: Table) -> None:
    said = board.locator("#board-said")
    expect(column(board, "Nog niet beslist").locator("[data-card]")).to_have_count(4)
    card(board, "vast moment").focus()
    board.keyboard.press("v")
    expect(board.locator("#move-dialog")).to_be_visible()
    board.keyboard.press("2")
    expect(said).to_contain_text("Verplaatst naar “Samen leren”.")
    expect(card(board, "vast moment", "Samen leren")).to_be_visible()
    # The next card has the focus, so that one goes on sorting.
    expect(card(board, "Samen lessen")).to_be_focused()
    board.keyboard.press("v")
    board.keyboard.press("s")  # the first letter of a theme
    board.keyboard.press("Enter")
    expect(card(board, "Samen lessen", "Samen leren")).to_be_visible()
    expect(card(board, "Geld gaat")).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(card(board, "koffie")).to_be_focused()
    board.keyboard.press("n")
    expect(said).to_contain_text("past nergens")
    expect(card(board, "koffie", "Past nergens")).to_be_visible()
    # A proposal is right; and this is what the theme comes down to.
    card(board, "uren nodig").focus()
    board.keyboard.press("k")
    expect(card(board, "uren nodig", "Tijd")).not_to_have_class("proposal")
    expect(board.locator(".proposal")).to_have_count(1)
    card(board, "uren nodig").focus()
    board.keyboard.press("c")
    central = column(board, "Tijd").locator(".central")
    expect(central).to_contain_text("Begeleiders hebben uren nodig.")
    board.keyboard.press("Control+z")
    expect(central).to_have_count(0)
    assert table.places("vast moment") == table.places("Samen lessen") == {"Samen leren"}
    assert table.places("koffie") == {"nergens"}
    assert table.places("uren nodig") == {"Tijd"}
    # In two themes, and out of one again.
    card(board, "uren nodig").focus()
    board.keyboard.press("v")
    board.get_by_label("Laat de kaart ook staan").check()
    board.locator(".move-option", has_text="Geld").press("Enter")
    expect(column(board, "Geld").locator(".tag", has_text="in 2 thema's")).to_be_visible()
    card(board, "uren nodig", "Geld").focus()
    board.keyboard.press("v")
    board.get_by_role("button", name="Alleen hier weghalen").press("Enter")
    expect(card(board, "uren nodig", "Geld")).to_have_count(0)
    assert table.places("uren nodig") == {"Tijd"}


def test_by_hand(board: Page, table: Table) -> None:
    drag(board, card(board, "rooster laat"), column(board, "Samen leren"))
    expect(card(board, "rooster laat", "Samen leren")).to_be_visible()
    expect(board.locator("#board-said")).to_contain_text("Verplaatst naar “Samen leren”.")
    drag(board, card(board, "rooster laat"), column(board, "Geld"), copy=True)
    expect(card(board, "rooster laat", "Geld")).to_be_visible()
    expect(card(board, "rooster laat", "Samen leren")).to_be_visible()
    assert table.places("rooster") == {"Samen leren", "Geld"}
    # Let go of with Escape: nothing happened.
    held = box(card(board, "koffie"))
    board.mouse.move(held["x"] + 20, held["y"] + 10)
    board.mouse.down()
    board.mouse.move(700, 500, steps=4)
    expect(board.locator(".is-ghost")).to_be_visible()
    board.keyboard.press("Escape")
    expect(board.locator(".is-ghost")).to_have_count(0)
    board.mouse.up()
    assert table.places("koffie") == set()
    # A column in another place, and onto another one.
    names = board.locator(".board > .column [data-name]")
    drag(board, column(board, "Geld").locator("h2"), column(board, "Tijd"), part=0.1)
    expect(names).to_have_text(["Geld", "Tijd", "Samen leren"])
    drag(board, column(board, "Geld").locator("h2"), column(board, "Samen leren"))
    board.locator("#merge-dialog").get_by_role("button", name="Voeg samen").click()
    expect(names).to_have_text(["Tijd", "Samen leren"])
    assert table.places("rooster") == {"Samen leren"}


def test_ten_acts_there_and_back(board: Page, table: Table) -> None:
    words = ["vast moment", "Samen lessen", "Geld gaat", "koffie", "rooster laat"]
    for round_ in ("1", "3"):
        for word in words:
            card(board, word).focus()
            board.keyboard.press("v")
            board.keyboard.press(round_)
            expect(card(board, word, {"1": "Tijd", "3": "Geld"}[round_])).to_be_visible()
            expect(board.locator(".is-busy")).to_have_count(0)
    assert {word: table.places(word) for word in words} == {word: {"Geld"} for word in words}
    for left in range(10, 0, -1):
        expect(board.locator(".is-busy")).to_have_count(0)
        expect(board.locator("#undo")).to_be_enabled()
        board.keyboard.press("Control+z")
        expect(board.locator("#board-said")).to_contain_text("Ongedaan gemaakt")
        _acts_stand(table, left - 1)
    assert {word: table.places(word) for word in words} == {word: set() for word in words}
    for done in range(10):
        expect(board.locator(".is-busy")).to_have_count(0)
        expect(board.locator("#redo")).to_be_enabled()
        board.keyboard.press("Control+y")
        _acts_stand(table, done + 1)
    expect(board.locator("#redo")).to_be_disabled()
    assert {word: table.places(word) for word in words} == {word: {"Geld"} for word in words}
    expect(column(board, "Geld").locator("[data-card]")).to_have_count(5)


def _acts_stand(table: Table, number: int) -> None:
    query = (
        "SELECT count(*) FROM acts WHERE programme_id = ? AND undone_by IS NULL AND kind = 'place'"
    )
    for _ in range(400):
        if table.database.execute(query, (table.programme,)).fetchone()[0] == number:
            return
        time.sleep(0.05)
    raise AssertionError(f"not {number} acts that stand")


def test_two_on_the_same_card(table: Table, open_page: Open) -> None:
    anna, bert = open_page(*LAPTOP), open_page(*LAPTOP)
    for page, email in ((anna, EMAIL), (bert, BERT)):
        leads(table.service, page, email)
        page.goto(table.address)
    # What one does is there for the other, who has a menu open and is typing.
    column(bert, "Tijd").locator("summary", has_text="aanpassen").click()
    typed = bert.locator(f"#name-{table.themes['Tijd']}")
    typed.fill("Tijd en ru")
    drag(anna, card(anna, "Geld gaat"), column(anna, "Tijd"))
    expect(card(bert, "Geld gaat", "Tijd")).to_be_visible(timeout=2000)
    expect(typed).to_be_focused()
    expect(typed).to_have_value("Tijd en ru")

    # Bert still has the old board before him: the list was open before Anna moved the card.
    bert.route("**/themes/changes*", lambda route: route.abort())
    drag(anna, card(anna, "koffie"), column(anna, "Geld"))
    expect(card(anna, "koffie", "Geld")).to_be_visible()
    expect(anna.locator(".is-busy")).to_have_count(0)
    card(bert, "koffie").focus()
    bert.keyboard.press("v")
    bert.keyboard.press("2")
    expect(bert.locator("#board-said")).to_have_text(
        "Anna heeft deze kaart net verplaatst naar “Geld”."
    )
    assert table.places("koffie") == {"Geld"}
    bert.unroute("**/themes/changes*")
    drag(anna, card(anna, "vast moment"), column(anna, "Geld"))
    expect(card(bert, "koffie", "Geld")).to_be_visible()
    # Now he has seen it, and moves it: the last word counts, and Anna cannot undo over it.
    card(bert, "koffie").focus()
    bert.keyboard.press("v")
    bert.keyboard.press("2")
    expect(card(anna, "koffie", "Samen leren")).to_be_visible(timeout=2000)
    anna.keyboard.press("Control+z")
    expect(card(bert, "vast moment", "Nog niet beslist")).to_be_visible()
    anna.keyboard.press("Control+z")
    expect(anna.locator("#board-said")).to_contain_text("Bert heeft het daarna opnieuw gewijzigd")
    assert table.places("koffie") == {"Samen leren"}


def test_whoever_leaves_at_once_has_still_moved_the_card(board: Page, table: Table) -> None:
    card(board, "koffie").focus()
    board.keyboard.press("n")
    board.goto(f"{table.address.removesuffix('themes')}log")
    for _ in range(50):
        if table.places("koffie"):
            break
        time.sleep(0.1)
    assert table.places("koffie") == {"nergens"}


def test_some_of_the_cards_and_folded_columns(board: Page, table: Table) -> None:
    shown = board.locator("[data-card]:visible")
    board.get_by_label("Zoek op woorden").fill("rooster")
    expect(shown).to_have_count(1)
    board.get_by_label("Zoek op woorden").fill("")
    board.get_by_label("alleen voorstellen").check()
    expect(shown).to_have_count(2)
    board.get_by_label("alleen voorstellen").uncheck()
    expect(shown).to_have_count(6)
    board.get_by_role("button", name="Inklappen: Tijd").click()
    expect(column(board, "Tijd").locator("ol")).to_be_hidden()
    board.reload()
    expect(column(board, "Tijd").locator("ol")).to_be_hidden()
    board.get_by_role("button", name="Uitklappen: Tijd").click()
    expect(card(board, "rooster")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_it(board: Page, table: Table, dark: bool) -> None:
    board.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    board.reload()  # or a colour is measured on its way to another
    board.evaluate(AXE)
    wrong = board.evaluate(FIND_VIOLATIONS, RULES)
    card(board, "koffie").focus()
    board.keyboard.press("v")
    wrong += board.evaluate(FIND_VIOLATIONS, RULES)
    board.keyboard.press("Escape")
    column(board, "Tijd").locator("summary", has_text="aanpassen").click()
    wrong += board.evaluate(FIND_VIOLATIONS, RULES)
    board.set_viewport_size({"width": 390, "height": 700})
    wrong += board.evaluate(FIND_TOO_WIDE)
    for page in ("runs/", "log", "moderation/duplicates", f"themes/{table.themes['Tijd']}/split"):
        board.set_viewport_size({"width": 1280, "height": 800})
        board.goto(f"{table.address.removesuffix('themes')}{page}")
        board.evaluate(AXE)
        wrong += board.evaluate(FIND_VIOLATIONS, RULES)
        board.set_viewport_size({"width": 390, "height": 700})
        wrong += board.evaluate(FIND_TOO_WIDE)
    assert wrong == []


def test_an_empty_board_fills_by_itself(service: Pages, open_page: Open) -> None:
    database = connect(service.config.database)
    instruments = load_instruments(DATASETS / "instruments")
    template = load_templates(DATASETS / "templates", instruments)["round-table"]
    programme = create_programme(database, template, instruments)
    slug = programmes.programme_by_id(database, programme)["slug"]
    page = open_page(*LAPTOP)
    leads(service, page)
    page.goto(f"{service.web}/facilitate/{slug}/themes")
    expect(page.locator("#board-empty")).to_be_visible()
    expect(page.locator("[data-board]")).to_be_hidden()
    _say(database, programme)
    expect(column(page, "Nog niet beslist").locator("[data-card]")).to_have_count(len(SAID))
    expect(page.locator("#board-empty")).to_be_hidden()
    page.get_by_label("Naam van een nieuw thema").fill("Rust")
    page.get_by_role("button", name="Toevoegen").click()
    drag(page, card(page, "uren nodig"), column(page, "Rust"))
    expect(card(page, "uren nodig", "Rust")).to_be_visible()
    database.close()


def test_the_parts_of_a_theme_by_hand(board: Page, table: Table) -> None:
    tijd = table.themes["Tijd"]
    every = [
        row[0]
        for row in table.database.execute(
            "SELECT id FROM statements WHERE programme_id = ? ORDER BY id", (table.programme,)
        )
    ]
    for one in every:
        place(table.database, table.programme, 1, one, [tijd])
    request_job(table.database, table.programme, JobKind.SPLIT, 1, subject=tijd)
    job = waiting_job(table.database)
    assert job
    parts = [PartFound("uren", tuple(every[:3])), PartFound("leren", tuple(every[3:5]))]
    store_parts(table.database, tijd, job["id"], parts)
    set_job_state(table.database, job, JobState.DONE, "In twee delen.")
    board.goto(f"{table.address}/{tijd}/split")
    counts = board.locator("[data-part] .n")
    expect(counts).to_have_text(["3", "2", "1"])
    drag(board, board.locator("[data-member]").first, board.locator('[data-part="2"]'))
    expect(counts).to_have_text(["2", "3", "1"])
    board.locator('[data-part="0"] select').select_option("1")
    expect(counts).to_have_text(["3", "3", "0"])
    board.get_by_role("button", name="Maak er thema's van").click()
    expect(column(board, "uren").locator("[data-card]")).to_have_count(3)
    expect(column(board, "leren").locator("[data-card]")).to_have_count(3)
    assert table.places("uren nodig") == {"leren"}


def test_a_finger_that_rests_takes_and_one_that_moves_scrolls(
    table: Table, open_page: Open
) -> None:
    page = open_page(1280, 420, touch=True)
    leads(table.service, page)
    page.goto(table.address)
    finger = Finger(page)
    column(page, "Geld").scroll_into_view_if_needed()
    finger.carry(page, card(page, "vast moment").locator(".quote"), column(page, "Geld"))
    expect(card(page, "vast moment", "Geld")).to_be_visible()
    expect(page.locator("#board-said")).to_contain_text("Verplaatst naar “Geld”.")
    assert table.places("vast moment") == {"Geld"}

    # Without resting the same finger scrolls, and moves no card.
    cards = column(page, "Nog niet beslist").locator("ol")
    assert cards.evaluate("(one) => one.scrollHeight > one.clientHeight")
    place = box(cards)
    x, y = place["x"] + 60, place["y"] + place["height"] - 25
    finger.send("touchStart", x, y)
    for step in range(1, 9):
        finger.send("touchMove", x, y - 12 * step)
    finger.send("touchEnd")
    page.wait_for_function(
        "document.querySelector('.tray-u ol').scrollTop || document.scrollingElement.scrollTop"
    )
    expect(page.locator(".is-ghost")).to_have_count(0)
    assert len(table.places("koffie")) == 0


def test_a_column_is_put_in_order_by_a_finger(table: Table, open_page: Open) -> None:
    page = open_page(1280, 800, touch=True)
    leads(table.service, page)
    page.goto(table.address)
    names = page.locator(":not(.trays) > .column [data-name]")
    expect(names).to_have_text(["Tijd", "Samen leren", "Geld"])
    Finger(page).carry(
        page, column(page, "Geld").locator("[data-grab]"), column(page, "Tijd"), part=0.1
    )
    expect(names).to_have_text(["Geld", "Tijd", "Samen leren"])
    page.reload()
    expect(names).to_have_text(["Geld", "Tijd", "Samen leren"])
