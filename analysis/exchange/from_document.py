"""A document that was read, of whichever kind it is → what it puts in the database."""

from __future__ import annotations

from analysis.exchange.from_learning_network import from_learning_network
from analysis.exchange.from_wrap_up import from_wrap_up
from analysis.exchange.reading import Document
from analysis.exchange.wrap_up import RoundTableWrapUp
from collector.imported import Import

TITLE_LIMIT = 300


def from_document(document: Document, file: str, content: str) -> Import:
    """Whether its title and statements are short enough is not looked at here.

    :param content: names the bytes of the file.
    """
    if isinstance(document, RoundTableWrapUp):
        return from_wrap_up(document, file, content)
    return from_learning_network(document, file, content)
