"""A process of its own for PDFs: what WeasyPrint needs in memory is given back when it ends."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cached_property

from analysis.documents.blocks import Document
from analysis.documents.paper import to_pdf
from analysis.engines import end_with_parent
from collector import logs
from collector.errors import Refused

LOOK_SECONDS = 0.2


class Press:
    """Begun with the first PDF, which takes a second; ended by `close`."""

    def close(self) -> None:
        if pool := self.__dict__.pop("_pool", None):
            pool.shutdown(cancel_futures=True)

    def to_pdf(self, document: Document, meanwhile: Callable[[], None]) -> bytes:
        """As `paper.to_pdf`.

        :param meanwhile: is called again and again while it is being made
        :raise Refused: as there; or the process died, as when memory runs out.
        """
        try:
            made = self._pool.submit(to_pdf, document)
            while not wait([made], timeout=LOOK_SECONDS).done:
                meanwhile()
            return made.result()
        except BrokenProcessPool as error:
            raise Refused(
                "De PDF past niet in het geheugen van deze machine. Word, de webpagina en de tekst"
                " zijn er wel."
            ) from error

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        fresh = multiprocessing.get_context("spawn")  # a fork would copy the threads of libraries
        return ProcessPoolExecutor(
            1, fresh, initializer=end_with_parent, initargs=(logs.started(),)
        )
