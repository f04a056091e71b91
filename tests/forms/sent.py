"""The forms on a page, taken apart as a browser would: where they go and what is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: `pressed` are its named buttons, of which a browser sends one or none."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    pressed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Every name that this form may send, in the order of the page."""
        return list(dict.fromkeys(name for name, _value in [*self.fields, *self.pressed]))


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.current: Form | None = None
        self.select = self.area = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.address
            self.current = Form(action, given.get("method", "get").lower())
            self.forms.append(self.current)
            self.by_id[given.get("id", "")] = self.current
        form = self.by_id.get(given["form"]) if "form" in given else self.current
        name, value = given.get("name", ""), given.get("value", "")
        if form is None:
            return
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "option" and self.select:
            form.fields.append((self.select, value))
        elif tag == "button" and name:
            form.pressed.append((name, value))
        elif tag == "input" and name:
            form.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            if self.current is not None:
                self.current.fields.append((self.area, self.text))
            self.area = ""


def forms_on(page: str, address: str) -> list[Form]:
    """:param address: of the page itself, for forms without an action"""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
