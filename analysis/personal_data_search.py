"""Looks for personal data in many texts: in this process, or in two when there are thousands.

What is found is handed over batch by batch, to be stored at once: who is stopped halfway goes on
there the next time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from analysis.deidentify import Deidentifier
from analysis.engines import Engine, Here, Processes
from analysis.language import load_people

BATCH = 500
MANY = 5_000
"""Texts. A second process takes some seconds and 0.2 GB to begin: fewer are done before that."""
MOST_PROCESSES = 2  # the meeting itself goes on beside it

Found = dict[str, list[dict[str, Any]]]
"""Text → spans as they are stored."""


@dataclass(frozen=True)
class Knowledge:
    """What the search goes by, apart from the lists that come with the program.

    :param allowed: words of the programme that stay.
    :param let_stand: words that people of the programme let stand.
    :param model: a trained pipeline that sees persons; empty for the one that is installed.
    :param partnerships: names of partnerships and organisations of the programme, which go.
    """

    allowed: tuple[str, ...]
    let_stand: frozenset[str]
    model: str = ""
    partnerships: tuple[str, ...] = ()


def search(
    texts: Sequence[str], knowledge: Knowledge, deidentifier: Callable[[], Deidentifier]
) -> Iterator[Found]:
    """What is found in each text, batch by batch.

    :param deidentifier: the one of this process, made of the same knowledge; asked for when it is
        needed.
    """
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    count = min(MOST_PROCESSES, os.cpu_count() or 1)
    if len(texts) < MANY or count < 2:
        here = deidentifier()
        yield from _found(batches, Here(), partial(_spans, here, knowledge.let_stand))
        return
    engine = Processes(count)
    try:
        yield from _found(batches, engine, partial(find_spans, knowledge=knowledge))
    finally:
        engine.close()


def _found(
    batches: Sequence[Sequence[str]], engine: Engine, task: Callable[[Sequence[str]], list[bytes]]
) -> Iterator[Found]:
    for place, outcomes in engine.run(task, batches):
        spans = [json.loads(outcome) for outcome in outcomes]
        yield dict(zip(batches[place], spans, strict=True))


def find_spans(texts: Sequence[str], knowledge: Knowledge) -> list[bytes]:
    """In any process: of each text its spans, as JSON."""
    return _spans(_of_this_process(knowledge), knowledge.let_stand, texts)


@lru_cache(maxsize=1)
def _of_this_process(knowledge: Knowledge) -> Deidentifier:
    people = load_people(knowledge.model or None)
    return Deidentifier(knowledge.allowed, people, knowledge.partnerships)


def _spans(
    deidentifier: Deidentifier, let_stand: Collection[str], texts: Sequence[str]
) -> list[bytes]:
    return [
        json.dumps([span.record() for span in deidentifier.find(text, let_stand)]).encode()
        for text in texts
    ]
