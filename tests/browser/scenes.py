"""Every page in every state that it can be in, by the route that shows it, and how to come there.

A page without a scene is told of by `missing`; `test_scenes.py` and `make gallery` hold to it.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

from collector.config import DATASETS
from forms.api.operations import OPERATIONS
from tests.browser.example_rooms import Room

NO_PAGES = {
    *(f"api.{one.name}" for one in OPERATIONS), "api_page.openapi", "audit.export",
    "board_moves.changes", "consensus.fragment", "device.manifest", "device.program",
    "device.service_worker", "exports.fetch", "health.alive", "health.ready", "importing.fragment",
    "language.choose",
    "moderation.news", "outcomes.fragment",
    "outcomes.wrap_up_file", "participant.activities", "participant.qr",
    "partnership_report.file", "partnership_report.state", "provider.callback", "provider.start",
    "queued.token", "run.fragment", "screens.now", "security.security_txt", "splits.job", "static",
    "status.fragment", "status.sign",
    "streams.follow", "theme_board.job", "together.fragment", "timer.on_phone", "voting.queue",
}  # fmt: skip
"""Routes that answer with a file, with data or with a part of a page; and those that need an OpenID
Connect provider (`tests/oidc`)."""


SPOKEN_WORDS = DATASETS / "spoken_words.txt"
"""For names of partnerships that were not there before."""


@dataclass
class Stage:
    """Who looks, and the rooms there are: `net` and `tables` are the examples."""

    web: str
    desk: Page
    bert: Page
    phone: Page
    wall: Page
    rooms: dict[str, Room]
    language: str
    seen: dict[str, str] = field(default_factory=dict)
    carla: Page | None = None  # see `account_scenes`

    def lead(self, path: str, room: str = "net") -> Page:
        """A page of the facilitator: `{meeting}` and such are of the room."""
        return self.go(self.desk, f"/facilitate/{{slug}}{path}", room)

    def join(self, path: str = "", room: str = "one") -> Page:
        """A page of somebody in the room."""
        if self.seen.get("in") != room:
            self.phone.context.clear_cookies()
            speak(self.phone.context, self.web, self.language)
            self.go(self.phone, "/m/{code}", room)
            self.phone.locator("form button.wide").click()
            self.phone.locator(".receipt-code").wait_for()
            self.seen["in"] = room
        return self.go(self.phone, f"/m/{{code}}{path}", room)

    def show(self, what: str, room: str, *, activity: int | None = None) -> Page:
        """The projector of a room, on which this is shown."""
        values = {"what": what, "activity": str(activity or "")}
        self.lead("/meeting/{meeting}/", room)
        self.desk.evaluate(
            """async ([address, values]) => {
                const token = document.querySelector("[name=csrf_token]").value;
                const body = new URLSearchParams({...values, csrf_token: token});
                await fetch(address, {method: "POST", body});
            }""",
            [f"{self.desk.url}show", values],
        )
        return self.go(self.wall, f"/screen/{{screen}}?language={self.language}", room)

    def go(self, page: Page, path: str, room: str) -> Page:
        page.goto(self.web + path.format(**vars(self.rooms[room])))
        return page


Act = Callable[[Stage], Page]
SCENES: list[tuple[str, str, Act]] = []
"""Route, state, and what brings the page into it."""


def scene(route: str, state: str = "") -> Callable[[Act], Act]:
    def added(act: Act) -> Act:
        SCENES.append((route, state, act))
        return act

    return added


def plain(route: str, state: str, path: str, room: str = "net") -> None:
    SCENES.append((route, state, lambda stage: stage.lead(path, room)))


def of_phone(route: str, state: str, path: str, room: str = "one") -> None:
    SCENES.append((route, state, lambda stage: stage.join(path, room)))


def public(route: str, state: str, path: str) -> None:
    SCENES.append((route, state, lambda stage: stage.go(stage.phone, path, "one")))


def of_desk(route: str, state: str, path: str) -> None:
    SCENES.append((route, state, lambda stage: stage.go(stage.desk, path, "one")))


def press(page: Page, what: str) -> Page:
    """The first that is there, and what comes after it."""
    page.locator(what).first.click()
    page.wait_for_timeout(250)  # until the answer is on its way
    page.wait_for_load_state()
    return page


@scene("participant.privacy", "of-a-meeting")
def _promises(stage: Stage) -> Page:
    return stage.go(stage.phone, "/about/privacy?code={code}", "one")


# Before anybody comes in
public("participant.start", "", "/")
public("participant.own_receipt", "", "/r")
public("participant.privacy", "", "/about/privacy")
public("about.themes", "", "/about/themes")
public("security.show", "", "/about/security")
public("api_page.show", "", "/api/")
plain("terms.show", "", "/terms")
plain("terms.show", "none", "/terms", "none")
public("device.away", "", "/away")
public("pages.error", "not-found", "/m/nietdaar")
public("facilitator.login", "", "/facilitate/login")


@scene("participant.start", "error")
def _wrong_code(stage: Stage) -> Page:
    page = stage.go(stage.phone, "/", "one")
    page.locator("#code").fill("zzz")
    return press(page, "button.wide")


@scene("participant.own_receipt", "error")
def _wrong_receipt(stage: Stage) -> Page:
    page = stage.go(stage.phone, "/r", "one")
    page.locator("#receipt").fill("geen bewijs")
    return press(page, "button.wide")


@scene("facilitator.login", "error")
def _wrong_password(stage: Stage) -> Page:
    return press(stage.go(stage.phone, "/facilitate/login", "one"), "button.wide")


@scene("participant.meeting", "who-are-you")
def _stranger(stage: Stage) -> Page:
    stage.phone.context.clear_cookies()
    speak(stage.phone.context, stage.web, stage.language)
    stage.seen.pop("in", None)
    return stage.go(stage.phone, "/m/{code}", "net")


@scene("participant.join", "error")
def _not_said_who(stage: Stage) -> Page:
    return press(_stranger(stage), "button.wide")


# Somebody in the room
of_phone("participant.meeting", "", "")
of_phone("participant.meeting", "many", "", "many")
of_phone("participant.meeting", "nothing-open", "", "tables")
of_phone("participant.who", "", "/who")
of_phone("self_study.show", "", "/self-study")


def _caught_up(stage: Stage, path: str) -> Page:
    """The phone of somebody new, for a meeting that can be caught up."""
    page = stage.lead("/meeting/{meeting}/prepare")
    if page.locator("#catch-up .tag-good").count() == 0:
        press(page, "section[aria-labelledby=catch-up] form.act button")
    stage.phone.context.clear_cookies()
    speak(stage.phone.context, stage.web, stage.language)
    stage.seen.pop("in", None)
    return stage.go(stage.phone, f"/m/{{code}}{path}", "net")


@scene("self_study.show", "to-fill-in")
def _can_catch_up(stage: Stage) -> Page:
    return _caught_up(stage, "/self-study")


@scene("self_study.join")
def _come_in_from_outside(stage: Stage) -> Page:
    return _caught_up(stage, "/self-study/join")


@scene("participant.meeting", "outside")
def _outside(stage: Stage) -> Page:
    page = _caught_up(stage, "/self-study/join")
    page.locator("#side-1").check()
    page.locator("#partnership").select_option(index=1)
    return press(page, "form button.wide")


of_phone("device.leave", "", "/leave")
of_phone("participant.answer", "closed", "/{activity}", "tables")
of_phone("participant.answer", "", "/{activity}")
of_phone("voting.show", "one", "/{ballot}/vote")
of_phone("voting.show", "many", "/{ballot}/vote", "many")
of_phone("voting.show", "closed", "/{ballot}/vote", "tables")
of_phone("voting.own", "none", "/{ballot}/votes", "many")


@scene("participant.answer", "error")
def _left_empty(stage: Stage) -> Page:
    return press(stage.join("/{activity}"), ".submit button")


@scene("participant.answer", "offline")
def _without_connection(stage: Stage) -> Page:
    page = stage.join("/{activity}")
    page.locator("textarea").first.fill("Dit typte ik zonder verbinding.")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.locator(".submit button").click()
    page.wait_for_timeout(700)
    return page


@scene("participant.meeting", "handed-in")
def _handed_in(stage: Stage) -> Page:
    page = stage.join("/{activity}", "many")
    page.locator("textarea").first.fill("Een vast moment per week helpt iedereen.")
    page.locator(".submit button").click()
    page.locator(".notice-success").wait_for()
    return page


TABLE = "Wat geeft u mee?;Thema;Aspect;Regio\n" + "".join(
    f"{text};{theme};{aspect};Twente\n"
    for text, theme, aspect in (
        (
            "Geef een starter het eerste jaar een vast uur om mee te kijken.",
            "Tijd|Meekijken",
            "{0}",
        ),
        ("Wie begeleidt, heeft daar zelf ook een rooster voor nodig.", "Tijd", "proces"),
        ("Laat het instituut en de school samen naar één les kijken.", "Meekijken", "proces"),
    )
)


def sent(stage: Stage, name: str, text: str, then: str) -> Page:
    """A file was sent, and looked at by the worker."""
    page = stage.go(stage.desk, "/facilitate/import", "one")
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("#file").set_input_files([file])  # type: ignore[list-item]
    page.locator("input[name=verbatim][value=no]").check()
    page.locator("form.card button[type=submit]").click()
    page.locator(then).wait_for(timeout=60_000)
    return page


@scene("importing.start", "error")
def _no_file(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/import", "one")
    return press(page, "form.card button[type=submit]")


@scene("importing.show", "looked")
def _file_seen(stage: Stage) -> Page:
    return sent(stage, "najaar.csv", TABLE.format("inhoud"), "#preview")


@scene("importing.show", "mistakes")
def _file_wrong(stage: Stage) -> Page:
    return sent(stage, "najaar.csv", TABLE.format("werkwijze"), "#problems")


@scene("importing.show", "failed")
def _file_refused(stage: Stage) -> Page:
    return sent(stage, "verslag.docx", "%PDF-1.7", ".notice-error:not([hidden])")


@scene("importing.show", "stored")
def _file_stored(stage: Stage) -> Page:
    page = sent(stage, "najaar.csv", TABLE.format("inhoud"), "#preview")
    page.locator("button[value=store]").click()
    page.locator("main .notice-success").wait_for(timeout=60_000)
    return page


@scene("receipts.show")
def _reads_back(stage: Stage) -> Page:
    return press(_handed_in(stage), ".notice-success a")


@scene("amending.change")
def _changes(stage: Stage) -> Page:
    return press(_reads_back(stage), "article a.second")


@scene("amending.withdraw_statement")
def _withdraws(stage: Stage) -> Page:
    return press(_reads_back(stage), "article a.danger")


@scene("amending.withdraw_form")
def _withdraws_all(stage: Stage) -> Page:
    return press(_reads_back(stage), "a.quiet")


@scene("own_erasure.show")
def _erases_all(stage: Stage) -> Page:
    return press(_reads_back(stage), "main > p a.danger")


@scene("own_erasure.show", "error")
def _erases_nothing(stage: Stage) -> Page:
    return press(_erases_all(stage), "button.danger")


@scene("own_erasure.show", "gone")
def _erased_all(stage: Stage) -> Page:
    page = _erases_all(stage)
    page.locator("#last").fill(page.url.split("/")[-2][-4:])
    stage.seen.pop("in")
    return press(page, "button.danger")


@scene("voting.show", "portion-done")
def _votes_on(stage: Stage) -> Page:
    page = stage.join("/{ballot}/vote", "many")
    for _ in range(10):
        page.wait_for_timeout(400)
        if page.locator("[data-rest]:visible").count():
            break
        page.locator(".choice-agree").click()
    return page


@scene("voting.own")
def _own_votes(stage: Stage) -> Page:
    _votes_on(stage)
    return stage.join("/{ballot}/votes", "many")


@scene("voting.show", "finished")
def _votes_last(stage: Stage) -> Page:
    page = stage.join("/{ballot}/vote", "one")
    if page.locator(".choice-agree:visible").count():
        page.wait_for_timeout(400)
        page.locator(".choice-agree").click()
    return page


# The facilitator
of_desk("facilitator.overview", "", "/facilitate/")
of_desk("tokens.show", "", "/facilitate/tokens")
of_desk("status.show", "", "/facilitate/status/")
of_desk("audit.show", "", "/facilitate/audit")
of_desk("programme.choose", "", "/facilitate/new")
of_desk("importing.start", "", "/facilitate/import")
of_desk("programme.make", "round-table", "/facilitate/new/round-table")
of_desk("programme.make", "learning-network", "/facilitate/new/learning-network")
for _room in ("none", "one", "many", "net", "tables"):
    plain("programme.show", _room, "/", _room)
    plain("moderation.cards", _room, "/moderation", _room)
    plain("theme_board.board", _room, "/themes", _room)
    plain("consensus.show", _room, "/consensus/", _room)
    plain("outcomes.show", _room, "/outcomes", _room)
    plain("acts.log", _room, "/log", _room)
    plain("run.show", _room, "/meeting/{meeting}/", _room)
plain("development.show", "", "/development/")
plain("development.show", "none", "/development/", "none")
for _room in ("none", "net", "tables"):
    plain("sign_ups.show", _room, "/sign-ups", _room)
    plain("runs.show", _room, "/runs/", _room)
    plain("prepare.show", _room, "/meeting/{meeting}/prepare", _room)
plain("consensus.show", "groups", "/consensus/?sort=groups", "tables")
plain("runs.show", "no-such", "/runs/?van=98&naar=99")
for _state in ("approved", "hidden", "merged", "all"):
    plain("moderation.cards", _state, f"/moderation?state={_state}", "tables")
plain("duplicates.show", "", "/moderation/duplicates", "tables")
plain("review.show", "", "/review", "tables")
plain("review.show", "none", "/review", "none")
plain("duplicates.show", "none", "/moderation/duplicates", "none")
plain("programme.meeting", "", "/meetings")
plain("copies.programme", "", "/again")
plain("years.show", "one", "/years", "none")


def _changed(path: str, heading: str) -> None:
    """The page that changes the first one below this heading."""
    inside = f"section:has(> #{heading}) .row-tools a"
    SCENES.append(("attached.change", heading, lambda stage: press(stage.lead(path), inside)))


_changed("/", "follow-ups")
_changed("/meeting/{meeting}/prepare", "resources")
_changed("/meeting/{meeting}/prepare", "speakers")


@scene("years.show")
def _two_years(stage: Stage) -> Page:
    """The network once more; of the new year nobody has come in."""
    page = stage.lead("/again")
    press(page, "main form button[type=submit]")
    page.goto(page.url.partition("#")[0] + "years")
    return page


plain("copies.meeting", "", "/meeting/{meeting}/copy")
plain("prepare.sheet", "", "/meeting/{meeting}/sheet", "tables")
plain("prepare.sheet", "cards", "/meeting/{meeting}/sheet?form=cards", "tables")
plain("on_behalf.choose", "", "/meeting/{meeting}/enter")
plain("on_behalf.enter", "", "/meeting/{meeting}/enter/{activity}")
plain("question_editor.edit", "", "/meeting/{meeting}/activities/{activity}/questions", "none")
plain("rehearsal.remove", "none", "/meeting/{meeting}/rehearsal/remove", "none")
plain("run.show", "chosen", "/meeting/{meeting}/?activity={activity}", "net")
plain("run.show", "voting", "/meeting/{meeting}/?activity={ballot}", "many")
plain("outcomes.report", "none-yet", "/report", "none")
plain("pages.error", "of-desk", "/nergens")


@scene("tokens.make")
def _makes_key(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/tokens", "one")
    if page.locator(".revoke").count():
        page.locator(".revoke summary").first.click()
        press(page, ".revoke button")
    page.locator("#name").fill("R op mijn laptop")
    return press(page, "form.card button")


@scene("tokens.show", "some")
def _has_keys(stage: Stage) -> Page:
    _makes_key(stage)
    page = stage.go(stage.desk, "/facilitate/tokens", "one")
    return press(page, ".revoke summary")


@scene("tokens.make", "error")
def _key_without_name(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/tokens", "one")
    page.locator("#name").evaluate("(field) => { field.required = false; }")
    return press(page, "form.card button")


@scene("programme.make", "error")
def _no_title(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/new/round-table", "one")
    page.locator("#title").fill("")
    return press(page, "form.card button[type=submit]")


@scene("moderation.choose_other")
def _which_other(stage: Stage) -> Page:
    return press(stage.lead("/moderation?state=approved", "tables"), "a[href*='/merge']")


@scene("theme_board.board", "move")
def _moves_card(stage: Stage) -> Page:
    page = stage.lead("/themes", "tables")
    page.locator("[data-card] [data-move]").first.click()
    page.locator("#move-dialog[open]").wait_for()
    return page


@scene("theme_board.board", "change")
def _changes_theme(stage: Stage) -> Page:
    page = stage.lead("/themes", "tables")
    page.locator(".column .change summary").first.click()
    return page


@scene("theme_board.board", "no-result")
def _finds_nothing(stage: Stage) -> Page:
    page = stage.lead("/themes", "tables")
    page.locator("#filter-text").fill("ditstaaternergens")
    page.wait_for_timeout(300)
    return page


@scene("theme_board.card")
def _card_by_form(stage: Stage) -> Page:
    page = stage.lead("/themes", "tables")
    page.goto(str(page.locator("[data-move]").first.evaluate("(one) => one.href")))
    return page


@scene("splits.show")
def _splits(stage: Stage) -> Page:
    page = stage.lead("/themes", "tables")
    page.goto(str(page.locator("a[href$='/split']").first.evaluate("(one) => one.href")))
    return page


@scene("splits.show", "proposal")
def _split_proposed(stage: Stage) -> Page:
    page = _splits(stage)
    if not page.locator("[data-part]").count():
        page.locator("form.panel button").click()
        page.locator("#split-job a.button").wait_for(timeout=60_000)
        page.reload()
    return page


@scene("run.show", "rehearsal")
def _rehearses(stage: Stage) -> Page:
    page = stage.lead("/meeting/{meeting}/", "none")
    if not page.locator(".rehearsing").count():
        stage.lead("/meeting/{meeting}/prepare", "none")
        press(page, "#rehearsal form button")
    page.locator(".rehearsing").wait_for()
    return stage.lead("/meeting/{meeting}/?activity={activity}", "none")


@scene("rehearsal.remove")
def _removes_rehearsal(stage: Stage) -> Page:
    _rehearses(stage)
    return stage.lead("/meeting/{meeting}/rehearsal/remove", "none")


@scene("theme_board.board", "waiting")
def _waits_for_themes(stage: Stage) -> Page:
    return press(stage.lead("/themes", "many"), "form[action$='/propose'] button")


@scene("outcomes.show", "exported")
def _takes_along(stage: Stage) -> Page:
    # Before the wrap-up: that takes longer, and the worker does one thing at a time.
    page = press(stage.lead("/outcomes", "tables"), "#make-xlsx")
    page.locator("#fetch-xlsx").wait_for(timeout=180_000)
    return page


@scene("outcomes.show", "waiting")
def _waits_for_wrap_up(stage: Stage) -> Page:
    return press(stage.lead("/outcomes", "tables"), "#make-report")


@scene("exports.identified", "error")
def _takes_along_unsure(stage: Stage) -> Page:
    page = stage.lead("/outcomes/export/identified", "tables")
    return press(page, "button.danger")


@scene("outcomes.show", "downloads")
def _downloads(stage: Stage) -> Page:
    page = press(stage.lead("/outcomes", "tables"), "#make-report")
    page.locator("#report a[download]").first.wait_for(timeout=60_000)
    return page


@scene("outcomes.report")
def _wrap_up(stage: Stage) -> Page:
    page = stage.lead("/outcomes", "tables")
    if not page.locator("a[href$='/report']").count():
        press(page, "#make-report")
        page.locator("a[href$='/report']").wait_for(timeout=60_000)
    return stage.lead("/report", "tables")


@scene("screens.screen", "rehearsal")
def _rehearsal_shown(stage: Stage) -> Page:
    return stage.show("activity", "none", activity=stage.rooms["none"].activity)


@scene("run.show", "two-lead")
def _other_acts(stage: Stage) -> Page:
    page = stage.lead("/meeting/{meeting}/", "tables")
    other = stage.go(stage.bert, "/facilitate/{slug}/meeting/{meeting}/", "tables")
    press(other, "#light")
    page.locator("#lately summary", has_text="Bert").wait_for()
    return page


@scene("run.show", "keys")
def _keys(stage: Stage) -> Page:
    return press(stage.lead("/meeting/{meeting}/", "net"), "[data-keys-open]")


def _closes(stage: Stage, slide: int) -> Page:
    page = stage.lead("/meeting/{meeting}/", "tables")
    if page.locator("#closing-stop").count():
        press(page, "#closing-stop")
    press(page, "#start-closing")
    for _ in range(slide):
        press(page, "#closing-on")
    return page


@scene("run.show", "closing")
def _leads_closing(stage: Stage) -> Page:
    return _closes(stage, 2)


@scene("screens.screen", "closing")
def _closing(stage: Stage) -> Page:
    _closes(stage, 0)
    return stage.go(stage.wall, f"/screen/{{screen}}?language={stage.language}", "tables")


@scene("screens.screen", "closing-theme")
def _closing_theme(stage: Stage) -> Page:
    _closes(stage, 2)
    return stage.go(stage.wall, f"/screen/{{screen}}?language={stage.language}", "tables")


@scene("screens.screen", "welcome")
def _welcome(stage: Stage) -> Page:
    return stage.show("welcome", "net")


@scene("screens.screen", "themes")
def _theme_map(stage: Stage) -> Page:
    return stage.show("themes", "tables")


@scene("screens.screen", "nothing")
def _nothing(stage: Stage) -> Page:
    return stage.show("nothing", "net")


@scene("screens.screen", "activity")
def _activity(stage: Stage) -> Page:
    return stage.show("activity", "many", activity=stage.rooms["many"].activity)


@scene("screens.screen", "votes")
def _voting_shown(stage: Stage) -> Page:
    return stage.show("activity", "one", activity=stage.rooms["one"].ballot)


@scene("screens.screen", "network")
def _movement_on_the_wall(stage: Stage) -> Page:
    press(stage.lead("/development/"), "[id^=show-]")
    page = stage.go(stage.wall, f"/screen/{{screen}}?language={stage.language}", "net")
    page.locator(".network .intro").first.wait_for()
    return page


@scene("development.show", "shown")
def _movement_shown(stage: Stage) -> Page:
    return stage.lead("/development/")


@scene("network.show")
def _movement_on_phones(stage: Stage) -> Page:
    page = _stranger(stage)
    page.locator("#side-1").check()
    page.locator("#partnership").select_option(index=1)
    press(page, "form button.wide")
    return stage.go(page, "/m/{code}/network", "net")


def _together(stage: Stage, asked: str, *, knows: bool = True) -> Page:
    """What the first of a partnership, who knows its code, settles of what has this title."""
    page = _stranger(stage)
    page.locator("#side-0").check()
    if knows:
        page.locator("details.field > summary").first.click()
        words = [one for one in SPOKEN_WORDS.read_text().splitlines() if one[:1].isalpha()]
        page.locator("#new_partnership").fill(" ".join(random.sample(words, 2)).title())
    else:
        page.locator("#partnership").select_option(index=1)
    press(page, "form button.wide")
    desk = stage.lead("/meeting/{meeting}/")
    place = desk.locator("li.activity", has_text=asked).get_attribute("id") or ""
    return stage.go(page, f"/m/{{code}}/{place.removeprefix('a-')}/together", "net")


def _writes(stage: Stage, asked: str) -> Page:
    page = _together(stage, asked)
    page.locator("#p-pen button").first.click()
    page.locator("[data-give]").wait_for()
    for text in ("Wij beginnen met een lijst.", "Wij beginnen met een lijst van alle starters."):
        page.locator("textarea").first.fill(text)
        page.locator("[data-state]", has_text="✓").wait_for()
    return page


@scene("together.show", "without-the-code")
def _code_not_known(stage: Stage) -> Page:
    press(_together(stage, "Stip op de horizon"), "h1")  # so that the next one is not the first
    return _together(stage, "Stip op de horizon", knows=False)


@scene("together.show")
def _nothing_written(stage: Stage) -> Page:
    return _together(stage, "Beginsituatie")


@scene("together.show", "writing")
def _one_writes(stage: Stage) -> Page:
    return _writes(stage, "Beginsituatie")


@scene("together.show", "settled")
def _they_agree(stage: Stage) -> Page:
    page = _writes(stage, "Stip op de horizon")
    page.locator("#p-agree button").click()
    page.locator("#p-agree [value=reopen]").wait_for()
    return page


@scene("earlier_versions.show")
def _what_stood_there(stage: Stage) -> Page:
    return press(_writes(stage, "Stip op de horizon"), ".earlier-link a")


@scene("steps.in_meeting")
def _first_steps(stage: Stage) -> Page:
    _together(stage, "Stip op de horizon")
    page = stage.go(stage.phone, "/m/{code}/steps", "net")
    for text in ("In maart HRM uitnodigen voor ons overleg.", "Een lijst maken van alle starters."):
        page.locator("#new-step").fill(text)
        press(page, ".add-step button")
    return press(page, "#steps [value=underway]")


@scene("sketch_desk.show")
def _how_far_all_are(stage: Stage) -> Page:
    _writes(stage, "Stip op de horizon")
    return stage.lead("/sketches/")


@scene("sketch_desk.read")
def _read_at_the_desk(stage: Stage) -> Page:
    return press(_how_far_all_are(stage), ".sketch-table th a")


@scene("sketch_desk.enter")
def _written_at_the_desk(stage: Stage) -> Page:
    return press(_read_at_the_desk(stage), ".sketch-desk li a")


# Partnerships: coming in for one, its own page, and the facilitator's
public("partnership_page.enter", "", "/p")
plain("partnerships.show", "none", "/partnerships", "none")
plain("partnerships.show", "", "/partnerships")
plain("codes.cards", "none", "/partnerships/cards", "none")
plain("codes.cards", "", "/partnerships/cards")
plain("on_behalf.enter", "network", "/meeting/{meeting}/enter/{activity}")


@scene("partnership_page.enter", "error")
def _wrong_words(stage: Stage) -> Page:
    page = stage.go(stage.phone, "/p", "one")
    page.locator("#code").fill("tulp egel wekker")
    return press(page, "button.wide")


@scene("participant.join", "do-you-mean")
def _looks_like_one(stage: Stage) -> Page:
    page = _stranger(stage)
    name = page.locator("#partnership option").nth(1).inner_text()
    page.locator("#side-0").check()
    page.locator("details.field > summary").first.click()
    page.locator("#new_partnership").fill(f"{name}x")
    return press(page, "form button.wide")


@scene("participant.join", "wrong-words")
def _words_of_nobody(stage: Stage) -> Page:
    page = _stranger(stage)
    page.locator("#side-0").check()
    page.locator("#partnership").select_option(index=1)
    page.locator("#spoken").fill("tulp egel wekker")
    return press(page, "form button.wide")


@scene("participant.meeting", "first-of-partnership")
def _first(stage: Stage) -> Page:
    page = _stranger(stage)
    page.locator("#side-0").check()
    page.locator("details.field > summary").first.click()
    page.locator("#new_partnership").fill(f"Proefpartnerschap {secrets.token_hex(4)}")
    press(page, "form button.wide")
    if page.locator("[name=meant]").count():
        page.locator("[name=meant][value=new]").check()
        press(page, "form button.wide")
    return page


@scene("partnership_page.show")
def _own_page(stage: Stage) -> Page:
    return press(_first(stage), "a[href^='/p/']")


@scene("partnership_page.show", "report")
def _own_report(stage: Stage) -> Page:
    page = press(_own_page(stage), "#report button")
    page.wait_for_selector("#report .files", timeout=60_000)
    return page


@scene("partnership_page.show", "changing")
def _adds_organisation(stage: Stage) -> Page:
    page = _own_page(stage)
    page.locator("details.field > summary").first.click()
    page.locator("#name").fill("Pabo Noord")
    return press(page, "form[action$=organisations] button")


@scene("own_partnership.know")
def _gives_words(stage: Stage) -> Page:
    page = _stranger(stage)
    page.locator("#side-0").check()
    page.locator("#partnership").select_option(index=1)
    press(page, "form button.wide")
    return press(stage.go(page, "/m/{code}", "net"), "a[href$='/partnership']")


@scene("own_partnership.know", "error")
def _gives_wrong_words(stage: Stage) -> Page:
    page = _gives_words(stage)
    page.locator("#code").fill("tulp egel wekker")
    return press(page, "button.wide")


@scene("partnerships.one")
def _one_partnership(stage: Stage) -> Page:
    return press(stage.lead("/partnerships"), "tbody th a")


@scene("partnerships.one", "error")
def _without_name(stage: Stage) -> Page:
    page = _one_partnership(stage)
    page.locator("summary").last.click()
    page.locator("section[aria-labelledby=details-title] summary").first.click()
    page.locator("#name").fill("")
    return press(page, "section[aria-labelledby=details-title] form button")


@scene("partnerships.one", "code")
def _code_shown(stage: Stage) -> Page:
    return press(_one_partnership(stage), "form[action*='/code'] button")


@scene("partnerships.merge")
def _two_become_one(stage: Stage) -> Page:
    page = _one_partnership(stage)
    page.locator("#merge summary").click()
    page.locator("#other").select_option(index=1)
    return press(page, "#merge button")


@scene("codes.print_cards")
def _cards(stage: Stage) -> Page:
    return press(stage.lead("/partnerships/cards"), "main form button")


def missing(routes: set[str]) -> set[str]:
    """Of these endpoints the ones that nobody would see a picture of."""
    return routes - {route for route, _state, _act in SCENES} - NO_PAGES


def speak(context: BrowserContext, web: str, language: str) -> None:
    context.add_cookies([{"name": "language", "value": language, "url": web}])


# The scenes of accounts are in rooms of their own, and add themselves.
from tests.browser import account_scenes, people_scenes  # noqa: E402, F401
