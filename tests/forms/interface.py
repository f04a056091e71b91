"""The words of a page's own interface: without what is marked as another language."""

from __future__ import annotations

from html.parser import HTMLParser

_EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_SPOKEN = frozenset({"alt", "aria-label", "placeholder", "title"})
_NO_WORDS = frozenset({"script", "style", "textarea"})


class _Words(HTMLParser):
    def __init__(self, language: str, spoken: bool) -> None:
        super().__init__()
        self.language = language
        self.spoken = spoken
        self.inside: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        before = self.inside[-1][1] if self.inside else True
        ours = given["lang"] == self.language if "lang" in given else before
        if tag in _NO_WORDS:
            ours = False
        if ours and self.spoken:
            self.found += [value for name, value in given.items() if self._said(name, value)]
        if tag not in _EMPTY:
            self.inside.append((tag, ours))

    @staticmethod
    def _said(name: str, value: str) -> bool:
        return name in _SPOKEN or (name.startswith("data-") and " " in value)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and (not self.inside or self.inside[-1][1]):
            self.found.append(data)


def interface(page: str, language: str, *, spoken: bool = True) -> list[str]:
    """Texts and spoken attributes in this language, each with its spaces made single.

    :param spoken: False: without attributes, which cannot be marked as another language
    """
    reader = _Words(language, spoken)
    reader.feed(page)
    return [" ".join(text.split()) for text in reader.found]
