"""Records written behind the answers: a bounded queue and one thread, so that no reader waits for a disk.

Events come in through `put`, which never blocks and never raises; where the database is away or slower than
the questions, events are dropped and counted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic

from api.records.store import Asked, Judged, Records, RecordsError

_QUEUE = 20_000
_BATCH = 500
_IDLE_S = 0.2
_DAY_S = 86_400.0
_LOG = logging.getLogger("gongbao.records")


class Writer:
    """Writes events in the order they came, and purges what is past its days at the start and once a day."""

    def __init__(self, records: Records, keep_days: int, on_lost: Callable[[int], None]) -> None:
        self._records = records
        self._keep_days = keep_days
        self._on_lost = on_lost
        self._queue: Queue[Asked | Judged] = Queue(_QUEUE)
        self._closing = Event()
        self._thread = Thread(target=self._run, name="records", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, event: Asked | Judged) -> None:
        """Leave an event to be written."""
        try:
            self._queue.put_nowait(event)
        except Full:
            self._on_lost(1)

    def close(self, timeout_s: float = 5.0) -> None:
        """Write what is left, then stop."""
        self._closing.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        purged_at = float("-inf")
        while not (self._closing.is_set() and self._queue.empty()):
            if batch := self._batch():
                self._attempt(lambda batch=batch: self._records.add(batch), len(batch))  # type: ignore[misc]
            elif monotonic() - purged_at > _DAY_S:
                purged_at = monotonic()
                self._attempt(lambda: self._records.purge(self._keep_days, "gongbao serve"), 0)

    def _batch(self) -> list[Asked | Judged]:
        batch: list[Asked | Judged] = []
        try:
            batch.append(self._queue.get(timeout=_IDLE_S))
            while len(batch) < _BATCH:
                batch.append(self._queue.get_nowait())
        except Empty:
            pass
        return batch

    def _attempt(self, work: Callable[[], object], count: int) -> None:
        try:
            work()
        except RecordsError as error:
            self._on_lost(count)
            _LOG.warning("records not written", extra={"lost": count, "reason": str(error)})
