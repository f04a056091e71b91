"""Figures, tables and headings get their numbers when a whole document is laid out."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from analysis.documents.blocks import Block, Figure, Part, Table


def numbered(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts, each with an anchor of its own, figures and tables numbered from 1."""
    figures, tables = count(1), count(1)

    def of_block(block: Block) -> Block:
        if isinstance(block, Figure):
            return replace(block, number=next(figures))
        return replace(block, number=next(tables)) if isinstance(block, Table) else block

    def of_part(part: Part, anchor: str) -> Part:
        return replace(
            part,
            anchor=anchor,
            blocks=tuple(of_block(each) for each in part.blocks),
            parts=tuple(of_part(each, f"{anchor}-{n}") for n, each in enumerate(part.parts, 1)),
        )

    return tuple(of_part(each, f"deel-{n}") for n, each in enumerate(parts, 1))
