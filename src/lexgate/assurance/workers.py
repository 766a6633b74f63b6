"""Two workers for everything: what is urgent first, and the rest when nothing urgent waits."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

WORKERS = 2
# Evidence goes from step to step; rules fill the time in which it has nothing ready.
EVIDENCE, RULES = 0, 1


class Workers:
    """A pool whose queue knows what is urgent; leaving it drops what has not begun."""

    def __init__(self, number: int = WORKERS) -> None:
        self._waiting: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._ended = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()
        for thread in self._threads:
            thread.join()

    def end(self) -> None:
        """Drop what has not begun: whoever waits for it is told that it was cancelled."""
        with self._changed:
            self._ended = True
            for *_, future, _call in self._waiting:
                future.cancel()
            self._changed.notify_all()

    def submit(self, urgency: int, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Put a call in the queue; the smaller the urgency, the sooner."""
        future: Future[Any] = Future()
        with self._changed:
            if self._ended:
                future.cancel()
                return future
            entry = (urgency, next(self._order), future, lambda: call(*arguments))
            heapq.heappush(self._waiting, entry)
            self._changed.notify()
        return future

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._ended:
                    self._changed.wait()
                if self._ended:
                    return
                *_, future, call = heapq.heappop(self._waiting)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # the one who waits for the result is told
                future.set_exception(error)
