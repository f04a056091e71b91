"""What nobody should send, to every address and in every field.

Whatever comes in: an answer below 500, in Dutch, with what was typed escaped; and what is refused
leaves no row behind. The addresses come from the URL map and the fields from the forms that
stand on the pages, so that a new page is attacked by itself.
"""

from __future__ import annotations

import io
from urllib.parse import quote, urlsplit

from collector.queries import meetings, programmes
from tests.forms.hostile_input import BODIES, BYTES, MARK, TEXTS, URLENCODED
from tests.forms.hostile_world import World, address, content, everything_filled_in, rules
from tests.forms.sent import Form


def test_every_part_of_an_address(world: World) -> None:
    strange = [*(quote(text[:3000], safe="") for text in TEXTS), *BYTES, "zzzzzz", "999999"]
    cases = [
        (method, rule, name, value)
        for method in ("GET", "POST")
        for rule in rules(world.app, method)
        for name in rule.arguments
        for value in strange
        if rule.endpoint != "streams.follow" or name == "key"
    ]
    for method, rule, name, value in world.sample(cases, 500):
        world.send(method, address(world, rule, **{name: value}))  # type: ignore[arg-type]


def test_ids_of_something_else(world: World) -> None:
    """Every id of this programme under the address of the other one: never found, never changed."""
    network = str(programmes.programme_by_id(world.database, 2)["slug"])
    elsewhere = [rule for rule in world.app.url_map.iter_rules() if len(rule.arguments) > 1]
    inside = [rule for rule in elsewhere if rule.rule.startswith("/facilitate/<slug>")]
    assert len(inside) > 20
    for rule in inside:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = world.send(method, address(world, rule, slug=network), data={"name": "x"})
        own = "identifier" in rule.arguments and "meeting" not in rule.arguments
        if answer is not None and not own:
            assert answer.status_code in (302, 404, 409), rule
    other = meetings.meetings(world.database, 2)[0]
    for name in ("code", "key"):
        world.values[name] = other["code" if name == "code" else "screen_key"]
    assert world.send("GET", f"/m/{other['code']}/{world.values['activity']}").status_code == 303  # type: ignore[union-attr]


def test_every_parameter_of_an_address(world: World) -> None:
    names = ("next", "page", "state", "meeting", "activity", "newest", "unanalysed")
    names += ("after", "anchor", "back", "q", "light", "slug", "csrf_token", "naam")
    cases = [
        (rule, name, value)
        for rule in rules(world.app, "GET")
        if rule.endpoint not in ("streams.follow", "static")
        for name in names
        for value in [*(quote(text[:8000], safe="") for text in TEXTS), *BYTES]
    ]
    for rule, name, value in world.sample(cases, 350):
        twice = f"?{name}={value}&{name}=1&{name}[]={value}&{value}"
        world.send("GET", address(world, rule) + twice)  # type: ignore[arg-type]
    for value in ("9" * 31, "-1", "x", "²", MARK, "%00"):
        world.send("GET", f"/live/{world.values['code']}?after={quote(value)}")


def test_every_field_of_every_form(world: World) -> None:
    forms = everything_filled_in(world)
    posted = {urlsplit(one.action).path for one in forms if one.method == "post"}
    assert len(posted) > 30
    cases: list[tuple[object, ...]] = []
    for one in forms:
        for name in one.names:
            cases += [(one, name, value) for value in [*TEXTS, None, BYTES]]
    for one, name, value in world.sample(cases, 700):
        assert isinstance(one, Form)
        pairs = [*one.fields, *one.pressed[:1]]
        if value is None:  # not sent, and later sent over and over
            kept = [pair for pair in pairs if pair[0] != name]
            repeated = [
                *pairs,
                *[(str(name), MARK)] * 3,
                (f"{name}[]", "x"),
                (f"{name}[0][a]", "x"),
            ]
            for some in (kept, repeated):
                world.send(one.method.upper(), one.action, **content(one, some))
        elif value is BYTES:
            body = "&".join(f"{quote(str(name))}={part}" for part in BYTES)
            world.send("POST", one.action, data=body, content_type=URLENCODED)
        else:
            some = [(key, str(value) if key == name else old) for key, old in pairs]
            world.send(one.method.upper(), one.action, **content(one, some))


def test_bodies_that_are_no_form(world: World) -> None:
    cases = [(rule, body) for rule in rules(world.app, "POST") for body in BODIES]
    for rule, body in world.sample(cases, 260):
        assert isinstance(body, dict)
        world.send("POST", address(world, rule), **body)  # type: ignore[arg-type]


def test_files_in_the_place_of_text(world: World) -> None:
    for form in everything_filled_in(world):
        if form.method == "post" and "/login" not in form.action:
            files = {name: (io.BytesIO(b"\x00\xff"), f"{MARK}.php") for name in form.names}
            world.send("POST", form.action, data=files, content_type="multipart/form-data")
