"""A phone that loses nothing: no connection, a killed service, two tabs, a page that sleeps."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Route, expect

from collector.meetings import set_activity_state
from collector.queries import meetings
from forms.benchmarks.processes import child_of, kill
from tests.browser import acts
from tests.browser.hall import SENT, WAITING, Room, box, has_page, join, press
from tests.chromium import ARGUMENTS
from tests.service import wait_for


def has_worker(page: Page) -> None:
    """Until the service worker looks after this page and has kept it."""
    has_page(page, page.evaluate("location.pathname"))


def test_no_connection_in_mid_sentence_and_back(room: Room, phone: Page) -> None:
    has_worker(phone)
    box(phone).type("Begeleiding begint bij")
    phone.context.set_offline(True)
    expect(phone.locator("[data-connection]")).to_contain_text("U kunt gewoon doorschrijven")
    box(phone).press("End")
    box(phone).type(" de eerste werkdag")
    phone.reload()  # from the phone itself
    expect(box(phone)).to_have_value("Begeleiding begint bij de eerste werkdag")
    press(phone)
    outbox = phone.locator("[data-outbox]")
    expect(outbox).to_contain_text(WAITING)
    expect(outbox).to_be_focused()
    assert room.said("de eerste werkdag") == 0
    phone.context.set_offline(False)
    expect(outbox).to_contain_text("verstuurd ✓")
    assert room.texts("de eerste werkdag") == ["Begeleiding begint bij de eerste werkdag"]
    phone.goto(room.form)
    expect(box(phone)).to_have_value("")
    expect(phone.locator(".mine")).to_contain_text("de eerste werkdag")


def test_the_service_is_killed_between_handing_in_and_the_answer(room: Room, phone: Page) -> None:
    """Both moments: before it is stored, and after it is stored but before that is said."""
    parent = room.service.children()["web"]
    box(phone).fill("Wie het zegt, krijgt het te horen")
    answers: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        if not answers:
            answers.append(route.fetch().text())  # it is stored …
            kill(parent, child_of(parent))
        return route.abort()  # … but nobody hears it

    phone.route(re.compile(rf"/m/{room.code}/{room.activity}$"), cut)
    # By the page itself: what the service worker sends does not pass here.
    phone.evaluate("delete ServiceWorkerRegistration.prototype.sync")
    press(phone)
    for _ in range(200):
        if answers:
            break
        phone.wait_for_timeout(50)
    assert json.loads(answers[0])["stored"]
    wait_for(f"{room.service.web}/healthz", 30)
    phone.unroute_all()  # it is sent again by itself, by the page or in the background
    expect(phone.locator("main")).to_contain_text("verstuurd ✓", timeout=30_000)
    assert room.said("krijgt het te horen") == 1


def test_a_double_tap_and_a_tap_on_a_slow_answer_count_once(room: Room, phone: Page) -> None:
    box(phone).fill("Twee keer gedrukt")
    press_twice = "(one) => { one.click(); one.click(); }"
    phone.locator("form.questionnaire .submit button").evaluate(press_twice)
    expect(phone.locator("main")).to_contain_text(SENT)
    assert room.said("Twee keer gedrukt") == 1


def test_two_tabs_have_one_draft_and_one_submission(room: Room, phone: Page) -> None:
    other = phone.context.new_page()
    other.goto(room.form)
    box(phone).type("In het ene tabblad")
    expect(box(other)).to_have_value("In het ene tabblad")
    box(other).press("End")
    box(other).type(" en in het andere")
    expect(box(phone)).to_have_value("In het ene tabblad en in het andere")
    press(phone)
    press(other)
    expect(phone.locator("main")).to_contain_text(SENT)
    expect(other.locator("main")).to_contain_text(SENT)
    assert room.texts("In het ene tabblad") == ["In het ene tabblad en in het andere"]


def test_a_locked_screen_and_a_closed_tab(room: Room, phone: Page) -> None:
    device = phone.context.new_cdp_session(phone)
    box(phone).type("Voor het slot")
    device.send("Page.setWebLifecycleState", {"state": "frozen"})
    other = phone.context.new_page()
    other.goto(room.form)
    expect(box(other)).to_have_value("Voor het slot")
    box(other).press("End")
    box(other).type(", en na het slot")
    expect(box(other)).to_have_value("Voor het slot, en na het slot")
    other.close()
    device.send("Page.setWebLifecycleState", {"state": "active"})
    phone.bring_to_front()
    expect(box(phone)).to_have_value("Voor het slot, en na het slot")
    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(room.form)
    expect(box(again)).to_have_value("Voor het slot, en na het slot")
    expect(again.locator("[data-restored]")).to_be_visible()
    again.get_by_role("button", name="Begin leeg").click()
    expect(box(again)).to_have_value("")


def test_every_kind_of_answer_is_kept(room: Room, phone: Page) -> None:
    place = meetings.meeting_by_code(room.database, room.code)["id"]
    for row in meetings.activities(room.database, place)[4:]:
        set_activity_state(room.database, row["id"], is_open=True)
        phone.goto(f"{room.place}/{row['id']}")
        acts.fill_everything(phone, "Alles blijft staan")
        for number, line in enumerate(phone.locator(".contact input").all()):
            line.fill(f"Gegeven {number}")
        read = "JSON.stringify(drafts.read())"
        before = phone.evaluate(read)
        assert len(json.loads(before)) > 3
        phone.reload()
        expect(phone.locator("[data-restored]")).to_be_visible()
        assert phone.evaluate(read) == before
        set_activity_state(room.database, row["id"], is_open=False)


def test_a_token_that_is_not_right_any_more(room: Room, phone: Page) -> None:
    phone.evaluate("document.querySelector('[name=csrf_token]').value = 'van gisteren'")
    box(phone).fill("Ook met een oud kenmerk")
    press(phone)
    expect(phone.locator("main")).to_contain_text(SENT)
    assert room.said("Ook met een oud kenmerk") == 1


def test_a_cookie_that_is_gone(room: Room, phone: Page) -> None:
    box(phone).fill("Zonder koekje")
    phone.context.clear_cookies()
    press(phone)
    expect(phone.locator("main")).to_contain_text("Wij weten niet meer wie u bent")
    expect(box(phone)).to_have_value("Zonder koekje")
    with phone.expect_popup() as opened:
        phone.get_by_role("link", name="Meld u opnieuw aan").click()
    opened.value.get_by_role("button", name="Meedoen").click()
    expect(opened.value.locator("form.questionnaire")).to_be_visible()
    press(phone)
    expect(phone.locator("main")).to_contain_text(SENT)
    assert room.said("Zonder koekje") == 1


def test_a_mistake_and_a_closed_activity_on_a_late_sending(room: Room, phone: Page) -> None:
    phone.context.set_offline(True)
    box(phone).fill("Te laat verstuurd")
    press(phone)
    expect(phone.locator("[data-outbox]")).to_contain_text(WAITING)
    set_activity_state(room.database, room.activity, is_open=False)
    phone.context.set_offline(False)
    outbox = phone.locator("[data-outbox]")
    expect(outbox).to_contain_text("Dit onderdeel is intussen gesloten")
    outbox.get_by_text("Uw tekst", exact=True).click()
    expect(outbox.locator(".quote")).to_have_text("Te laat verstuurd")
    set_activity_state(room.database, room.activity, is_open=True)
    expect(outbox).to_contain_text("verstuurd ✓")
    assert room.said("Te laat verstuurd") == 1


def test_what_was_not_sent_comes_along_to_a_new_sign_in(room: Room, phone: Page) -> None:
    """The cookie went while the text waited: nobody sees it without saying that it is theirs."""
    phone.context.set_offline(True)
    box(phone).fill("Van wie is dit")
    press(phone)
    expect(phone.locator("[data-outbox]")).to_contain_text(WAITING)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(phone.locator("[data-outbox]")).to_contain_text("Wij weten niet meer wie u bent")
    phone.get_by_role("link", name="Opnieuw aanmelden").click()
    expect(phone.locator("[data-orphans]")).to_be_visible()
    assert "Van wie is dit" not in phone.locator("main").inner_text()
    phone.get_by_role("button", name="Dat was ik").click()
    phone.get_by_role("button", name="Meedoen").click()
    expect(box(phone)).to_be_visible()
    for _ in range(50):
        if room.said("Van wie is dit"):
            break
        phone.wait_for_timeout(100)
    assert room.said("Van wie is dit") == 1


def test_the_next_person_on_this_phone_sees_nothing(room: Room, phone: Page) -> None:
    box(phone).fill("Alleen voor mij")
    phone.goto(f"{room.place}/leave")
    phone.get_by_role("button", name="Ja, ik ben klaar").click()
    expect(phone.locator("h1")).to_have_text("U bent klaar op dit toestel")
    kept = (
        "JSON.stringify([{...localStorage}, await store.all('drafts')]).includes('Alleen voor mij')"
    )
    phone.wait_for_function(f"async () => !({kept})")
    phone.get_by_role("link", name="De volgende kan meedoen").click()
    phone.get_by_role("button", name="Meedoen").click()
    expect(box(phone)).to_have_value("")


def test_an_empty_battery(room: Room, browser: Browser, tmp_path: Path) -> None:
    """Chromium itself is killed, half a second after the last letter."""
    kind, path = browser.browser_type, shutil.which("chromium")
    options = {"executable_path": path, "args": ARGUMENTS, "locale": "nl-NL"}
    device = kind.launch_persistent_context(tmp_path, **options)
    page = device.pages[0]
    join(room, page)
    device.add_cookies([{**device.cookies()[0], "expires": time.time() + 3600}])
    box(page).type("Tot de laatste letter")
    page.wait_for_timeout(500)
    for process in processes_with(str(tmp_path)):
        kill(process)
    with contextlib.suppress(Error):
        device.close()
    again = kind.launch_persistent_context(tmp_path, **options)
    page = again.pages[0]
    page.goto(room.form)
    if page.url != room.form:  # the cookie was not on the disk yet, the text was
        expect(page.locator("[data-orphans]")).to_be_visible()
        page.get_by_role("button", name="Dat was ik").click()
        page.get_by_role("button", name="Meedoen").click()
    expect(box(page)).to_have_value("Tot de laatste letter")
    again.close()


def processes_with(word: str) -> list[int]:
    """Those that have this word on their command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if word in (folder / "cmdline").read_text():
                found.append(int(folder.name))
    return found
