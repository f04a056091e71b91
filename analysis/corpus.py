"""What a run starts from: distinct texts, decisions about them, and earlier proposals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analysis.embed import check_texts
from analysis.themes import Theme


@dataclass(frozen=True)
class Corpus:
    """Statements and what is known about them. A row is a distinct text, a place a statement.

    :param texts: the m distinct texts, in order of first appearance.
    :param rows: per place its row.
    :param codebook: the themes people named.
    :param confirmed: per place that a person decided, its theme keys.
    :param examples: per codebook theme the rows confirmed to it.
    :param held: per codebook theme the open rows that the last run had put in it, when it was
        a proposal that a person accepted.
    :param earlier: per earlier proposed theme, its key and the rows it had that are still open.
    """

    texts: tuple[str, ...]
    rows: tuple[int, ...]
    codebook: tuple[Theme, ...]
    confirmed: Mapping[int, frozenset[str]]
    examples: tuple[tuple[int, ...], ...]
    held: tuple[tuple[int, ...], ...]
    earlier: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the codebook."""
        return tuple(theme.key for theme in self.codebook)

    @property
    def open_rows(self) -> tuple[int, ...]:
        """Rows of which at least one statement was not decided by a person."""
        places = (place for place in range(len(self.rows)) if place not in self.confirmed)
        return tuple(sorted({self.rows[place] for place in places}))


def gather(
    texts: Sequence[str],
    codebook: Sequence[Theme],
    confirmed: Mapping[int, Collection[str]],
    previous: Mapping[int, str],
) -> Corpus:
    """Check what was given, and count each text once.

    :raises ValueError: for a blank text, a theme key that is unknown or there twice, or a place
        where no statement is.
    """
    check_texts(texts)
    keys = [theme.key for theme in codebook]
    check_keys(keys, confirmed)
    check_places(len(texts), "confirmed", confirmed)
    check_places(len(texts), "previous", previous)
    row_of = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    rows = tuple(row_of[text] for text in texts)
    decided = {place: frozenset(themes) for place, themes in sorted(confirmed.items())}
    examples = tuple(
        tuple(sorted({rows[place] for place, themes in decided.items() if key in themes}))
        for key in keys
    )
    groups = earlier_groups(rows, decided, previous)
    return Corpus(
        texts=tuple(row_of),
        rows=rows,
        codebook=tuple(codebook),
        confirmed=decided,
        examples=examples,
        held=tuple(dict(groups).get(key, ()) for key in keys),
        earlier=tuple((key, had) for key, had in groups if key not in keys),
    )


def earlier_groups(
    rows: Sequence[int], decided: Collection[int], previous: Mapping[int, str]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Earlier proposed themes that still have undecided statements, in order of their first."""
    of_row: dict[int, str] = {}
    for place in sorted(previous):
        if place not in decided:
            of_row.setdefault(rows[place], previous[place])
    keys = dict.fromkeys(of_row.values())
    return tuple((key, tuple(r for r, held in of_row.items() if held == key)) for key in keys)


def check_keys(keys: Sequence[str], confirmed: Mapping[int, Collection[str]]) -> None:
    """Refuse a codebook with a key twice, and decisions for themes that are not in it.

    :raises ValueError: naming the key and the place.
    """
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"theme {key!r} is in the codebook twice: give each its own key")
    for place, themes in confirmed.items():
        for key in themes:
            if key not in keys:
                raise ValueError(
                    f"statement {place} was confirmed to theme {key!r}, which is not in the "
                    "codebook: add the theme first"
                )


def check_places(count: int, name: str, given: Collection[int]) -> None:
    """Refuse a place where no statement is.

    :raises ValueError: naming the place.
    """
    for place in given:
        if not 0 <= place < count:
            raise ValueError(f"{name}: there is no statement {place}; there are {count}")
