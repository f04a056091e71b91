"""How a statement is laid before a facilitator: what was found in it, and what becomes public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collector.queries.statements import BY_PERSON, Statement
from collector.redaction import text_hash


@dataclass(frozen=True)
class Finding:
    """Personal data that was found, or marked by a person, at `start` to `end`.

    `kept`: a person said that it is none.
    """

    start: int
    end: int
    text: str
    replacement: str
    certain: bool
    kept: bool
    by_person: bool


@dataclass(frozen=True)
class Piece:
    text: str
    finding: Finding | None = None


@dataclass(frozen=True)
class Card:
    statement: Statement
    pieces: tuple[Piece, ...]
    look_alikes: Sequence[Statement] = ()

    @property
    def findings(self) -> list[Finding]:
        return [piece.finding for piece in self.pieces if piece.finding]

    @property
    def seen(self) -> str:
        """Names the public text as it stands on the page, so that approving approves just that."""
        return text_hash(self.statement.public_text)

    @property
    def clean(self) -> bool:
        """Looked through, and nothing found."""
        return self.statement.analysed and not self.statement.spans


def card(statement: Statement, look_alikes: Sequence[Statement] = ()) -> Card:
    return Card(statement, pieces(statement), look_alikes)


def pieces(statement: Statement) -> tuple[Piece, ...]:
    """The verbatim text, cut where something was found. Overlapping findings: the first counts."""
    found, position = [], 0
    for span in sorted(statement.spans, key=lambda span: (span["start"], -span["end"])):
        start, end = int(span["start"]), int(span["end"])
        if start < position:
            continue
        finding = Finding(
            start=start,
            end=end,
            text=statement.text[start:end],
            replacement=span["replacement"],
            certain=bool(span.get("certain", True)),
            kept=(start, end) in statement.kept,
            by_person=span.get("source") == BY_PERSON,
        )
        found += [Piece(statement.text[position:start]), Piece(finding.text, finding)]
        position = end
    found.append(Piece(statement.text[position:]))
    return tuple(piece for piece in found if piece.text)
