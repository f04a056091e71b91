"""The scenes of people with an account: who has which role, links that are handed over, and pages
as a helper and a reader see them."""

from __future__ import annotations

import secrets

from playwright.sync_api import Page

from tests.browser.scenes import Stage, of_desk, plain, press, public, scene, speak

of_desk("people.show", "", "/facilitate/people")
of_desk("people.invite", "", "/facilitate/people/invite")
plain("programme_people.show", "", "/people")
plain("programme_people.invite", "", "/people/invite")
public("invitation.show", "dead", "/facilitate/invitation/nietdaar")
public("reset.show", "dead", "/facilitate/reset/nietdaar")


def invited(stage: Stage, email: str, path: str = "/facilitate/people/invite") -> Page:
    """The page with the link, for somebody who may read along."""
    page = stage.go(stage.desk, path, "net")
    page.locator("#email").fill(email)
    page.locator("input[value=reader]").check()
    page.locator("#place").select_option(index=1 if path.startswith("/facilitate/people") else 0)
    return press(page, "main form button")


def handed(stage: Stage, page: Page, to: Page) -> Page:
    """What is behind the link on `page`, for whoever it was given to."""
    return stage.go(to, page.locator(".handed code").inner_text().removeprefix(stage.web), "net")


def lost_password(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/people", "net")
    press(page, ".people a:has-text('Bert')")
    page.locator("#everything").check()
    return press(page, "section[aria-labelledby=reset] button")


@scene("people.invite", "error")
def _invited_nobody(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/people/invite", "net")
    page.locator("#email").fill("geen adres")
    page.locator("input[value=helper]").check()
    return press(page, "main form button")


@scene("people.invite", "link")
def _invitation_is_ready(stage: Stage) -> Page:
    return invited(stage, "sanne@example.org")


@scene("programme_people.invite", "link")
def _invitation_of_programme(stage: Stage) -> Page:
    return invited(stage, "kim@example.org", "/facilitate/{slug}/people/invite")


@scene("people.show", "waiting")
def _invitation_waits(stage: Stage) -> Page:
    invited(stage, "sanne@example.org")
    page = stage.go(stage.desk, "/facilitate/people", "net")
    page.locator(".revoke summary").first.click()
    return page


@scene("people.name", "error")
def _organisation_without_name(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/people", "net")
    page.locator("section[aria-labelledby=organisation] details").evaluate("one => one.open = true")
    page.locator("#name").fill("")
    return press(page, "section[aria-labelledby=organisation] form button")


@scene("people.one")
def _colleague(stage: Stage) -> Page:
    return press(stage.go(stage.desk, "/facilitate/people", "net"), ".people a:has-text('Bert')")


@scene("people.one", "myself")
def _myself(stage: Stage) -> Page:
    return press(stage.go(stage.desk, "/facilitate/people", "net"), ".people a:has-text('Anna')")


@scene("people.give", "error")
def _role_without_place(stage: Stage) -> Page:
    page = _colleague(stage)
    page.locator("section[aria-labelledby=roles] > details > summary").click()
    return press(page, "section[aria-labelledby=roles] > details form button")


@scene("people.close")
def _closed_and_opened_again(stage: Stage) -> Page:
    page = stage.go(stage.desk, "/facilitate/people", "net")
    if not page.locator(".is-closed").count():
        handed(stage, invited(stage, "wil@example.org"), stage.phone)
        stage.phone.locator("#name").fill("Wil")
        stage.phone.locator("#password").fill("tafel-met-acht-stoelen")
        press(stage.phone, "main form button")
        stage.phone.context.clear_cookies()
        press(stage.go(stage.desk, "/facilitate/people", "net"), ".people a:has-text('Wil')")
        page.locator("section[aria-labelledby=closing] summary").click()
        return press(page, "section[aria-labelledby=closing] form button")
    return press(page, ".is-closed a")


@scene("people.reset")
def _way_to_a_password(stage: Stage) -> Page:
    return lost_password(stage)


@scene("reset.show")
def _new_password(stage: Stage) -> Page:
    return handed(stage, lost_password(stage), stage.phone)


@scene("reset.show", "error")
def _easily_guessed(stage: Stage) -> Page:
    page = handed(stage, lost_password(stage), stage.phone)
    page.locator("#password").fill("welkom2026welkom")
    return press(page, "main form button")


@scene("invitation.show")
def _somebody_new(stage: Stage) -> Page:
    return handed(stage, invited(stage, "sanne@example.org"), stage.phone)


@scene("invitation.make", "error")
def _new_without_name(stage: Stage) -> Page:
    return press(_somebody_new(stage), "main form button")


@scene("invitation.show", "known")
def _somebody_with_an_account(stage: Stage) -> Page:
    return handed(stage, invited(stage, "bert@example.org"), stage.bert)


@scene("invitation.show", "of-another")
def _for_somebody_else(stage: Stage) -> Page:
    return handed(stage, invited(stage, "sanne@example.org"), stage.bert)


def as_role(stage: Stage, role: str, path: str, place: str = "") -> Page:
    """A page of a room for somebody who was invited to it, and made an account, a moment ago."""
    page = stage.lead("/people/invite")
    page.locator("#email").fill(f"{secrets.token_hex(6)}@example.org")
    page.locator(f"input[value={role}]").check()
    if place:
        page.locator("#place").select_option(place.format(**vars(stage.rooms["net"])))
    stage.phone.context.clear_cookies()
    speak(stage.phone.context, stage.web, stage.language)
    phone = handed(stage, press(page, "main form button"), stage.phone)
    phone.locator("#name").fill("Noor")
    phone.locator("#password").fill("tafel-met-acht-stoelen")
    press(phone, "main form button")
    stage.seen.pop("in", None)
    return stage.go(phone, path, "net")


HELPED = "meeting-{meeting}"
for _route, _path in (
    ("facilitator.overview", "/facilitate/"),
    ("run.show", "/facilitate/{slug}/meeting/{meeting}/"),
    ("on_behalf.choose", "/facilitate/{slug}/meeting/{meeting}/enter"),
):
    scene(_route, "helper")(lambda stage, path=_path: as_role(stage, "helper", path, HELPED))
for _route, _path in (
    ("facilitator.overview", "/facilitate/"),
    ("outcomes.show", "/facilitate/{slug}/outcomes"),
    ("consensus.show", "/facilitate/{slug}/consensus/"),
    ("tokens.show", "/facilitate/tokens"),
):
    scene(_route, "reader")(lambda stage, path=_path: as_role(stage, "reader", path))
