"""What every route holds: the answers, the documents, the records and the counters of one server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi.concurrency import run_in_threadpool

from api.answers import Answers, Reply
from api.guard import Limiter
from api.library import Library
from api.metrics import Metrics
from api.records.keys import KeyRing
from api.records.store import Asked, Channel, Records
from api.records.writer import Writer
from api.settings import Settings
from api.suggest import Suggester
from retriever.retriever import Retriever

_ROOT = Path(__file__).resolve().parents[1]
_SERVED = ("corpus", "indexer", "retriever", "api")


@dataclass(frozen=True, slots=True)
class Context:
    """Made once in `app.create_app`; `today` is the clock that validity is judged by."""

    settings: Settings
    retriever: Retriever
    answers: Answers
    library: Library
    suggester: Suggester
    records: Records
    writer: Writer
    keys: KeyRing
    limiter: Limiter
    metrics: Metrics
    today: Callable[[], date]
    version: str

    @property
    def index(self) -> str:
        """The fingerprint of the index."""
        return self.retriever.index.fingerprint

    def ask(self, channel: Channel, question: str, on: date, asker: str | None = None) -> Reply:
        """Answer, count, and leave a record to be written."""
        return self._accounted(channel, self.answers.ask(question, on), asker)

    async def ask_soon(self, channel: Channel, question: str, on: date) -> Reply:
        """As `ask`, from an event loop: at once where the answer was given before, else from a thread.

        Handing an answer that is remembered to a thread costs three times as much as giving it.
        """
        if reply := self.answers.remembered(question, on):
            return self._accounted(channel, reply, None)
        return await run_in_threadpool(self.ask, channel, question, on)

    def _accounted(self, channel: Channel, reply: Reply, asker: str | None) -> Reply:
        answer = reply.answer
        self.metrics.answers.labels(channel, answer["status"], answer["reason"] or "").inc()
        if answer["reason"] not in ("empty", "too_long"):
            first = answer["citations"][0]["id"] if answer["citations"] else None
            self.writer.put(
                Asked(
                    channel, asker, answer["question"], answer["status"], answer["reason"], first,
                    answer["confidence"], answer["index"],
                )
            )  # fmt: skip
        return reply

    def tag(self, on: date, *more: str) -> str:
        """The ETag of whatever follows from its address, the index, the code and a day alone."""
        return f'W/"{"-".join((self.index, self.version, on.isoformat(), *more))}"'


def code_version() -> str:
    """8 hex digits that change when anything changes that an answer or a page is made with."""
    digest = hashlib.sha256()
    for package in _SERVED:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.suffix in (".py", ".toml", ".txt", ".html", ".css", ".js", ".svg"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
