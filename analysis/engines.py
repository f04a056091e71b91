"""Where tasks are done: in this process, in several, or by a dask.distributed cluster.

Every engine gives the outcome of each batch as soon as it is there, in any order.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cached_property
from typing import Any, Protocol

from collector import logs
from collector.errors import Refused

Task = Callable[[Sequence[str]], list[bytes]]
Batches = Sequence[Sequence[str]]
Outcomes = Iterator[tuple[int, list[bytes]]]

CONNECT_SECONDS = 20
PATIENCE_SECONDS = 600  # without any outcome, before a cluster is given up
WAITING_PER_PROCESS = 3  # batches handed out beforehand


class Engine(Protocol):
    """Does a task on batches of texts."""

    def run(self, task: Task, batches: Batches) -> Outcomes:
        """:returns: of each batch its place and its outcome, as they come"""
        ...


class Here:
    """In this process."""

    def run(self, task: Task, batches: Batches) -> Outcomes:
        return ((place, task(batch)) for place, batch in enumerate(batches))


class Processes:
    """In several processes on this machine, each on one thread; they end with this one."""

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, task: Task, batches: Batches) -> Outcomes:
        """:raise Refused: a process died, as when memory runs out."""
        if len(batches) <= self.count:  # done before the processes would have begun
            yield from Here().run(task, batches)
            return
        try:
            waiting = self.count * WAITING_PER_PROCESS
            yield from _in_turn(self._pool.submit, task, batches, waiting)
        except BrokenProcessPool as error:
            raise Refused(
                "One of the processes died, perhaps for lack of memory. What was done is kept:"
                " run the same command again, with fewer --processes."
            ) from error

    def close(self) -> None:
        """End the processes and give back their memory; running again begins new ones."""
        if pool := self.__dict__.pop("_pool", None):
            pool.shutdown(cancel_futures=True)

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        """Begun once: each process takes some seconds to load the models."""
        fresh = multiprocessing.get_context("spawn")  # a fork would copy the threads of libraries
        return ProcessPoolExecutor(
            self.count, fresh, initializer=end_with_parent, initargs=(logs.started(),)
        )


class Cluster:
    """By the workers of a dask.distributed scheduler, which have the same version installed.

    :param address: such as ``tcp://10.0.0.5:8786``.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def run(self, task: Task, batches: Batches) -> Outcomes:
        """:raise Refused: distributed is not installed, or the cluster does not answer."""
        if not batches:
            return
        with self._client() as client:
            workers = len(client.scheduler_info(n_workers=-1)["workers"])
            executor = client.get_executor(pure=False)
            try:
                yield from _in_turn(executor.submit, task, batches, workers * WAITING_PER_PROCESS)
            except (TimeoutError, RuntimeError, ValueError) as error:
                raise Refused(
                    f"The cluster at '{self.address}' did not do its work: {error}. What was done"
                    " is kept: run the same command again when the cluster is in order."
                ) from error
            finally:
                executor.shutdown(wait=False)

    def _client(self) -> Any:
        try:
            from distributed import Client  # an extra that few need
        except ImportError as error:
            raise Refused(
                "A cluster needs the package distributed, which is not installed here. Install"
                " 'gesprekstafel[cluster]', or leave --scheduler out."
            ) from error
        try:
            client = Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, ImportError) as error:  # TimeoutError is an OSError
            raise Refused(
                f"The scheduler at '{self.address}' does not answer, or has no workers, after"
                f" {CONNECT_SECONDS} s. Start it with 'dask scheduler' and 'dask worker', and give"
                " an address such as tcp://10.0.0.5:8786."
            ) from error
        return client


def _in_turn(submit: Any, task: Task, batches: Batches, most: int) -> Outcomes:
    """Outcomes as they come, with no more than so many batches handed out at a time.

    :raises TimeoutError: nothing came for ten minutes.
    """
    following = enumerate(batches)
    places: dict[Future[list[bytes]], int] = {}
    try:
        while True:
            while len(places) < most and (turn := next(following, None)):
                places[submit(task, turn[1])] = turn[0]
            if not places:
                return
            ready = wait(places, timeout=PATIENCE_SECONDS, return_when=FIRST_COMPLETED).done
            if not ready:
                raise TimeoutError(f"nothing came in {PATIENCE_SECONDS} s")
            for done in ready:
                yield places.pop(done), done.result()
    finally:
        for future in places:
            future.cancel()


def end_with_parent(log: tuple[str, str] | None) -> None:
    """In a new process: one thread for libraries, and an end as soon as the parent is gone.

    A parent that is killed cannot say so, and its processes would wait for work forever.

    :param log: how the parent logs, see `collector.logs.started`
    """
    if log:
        logs.start(*log)
    os.environ["OMP_NUM_THREADS"] = "1"
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
