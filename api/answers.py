"""One answer for every way of asking: the JSON contract, remembered while index and day stay the same.

A question and a day come in; the contract as an object and as bytes go out. The same question asked again on
the same day is not searched for again: its `elapsed_ms` is the time of the first search.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import orjson

from corpus.model import Span
from retriever.answer import as_json
from retriever.retriever import Retriever

_TELLING = 0.3  # of the strongest term's weight; what is weaker stands everywhere
_MAX_REMEMBERED_CHARS = 400  # a longer text is no question; it must not fill the memory


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in the form of the contract, and as the bytes that HTTP sends."""

    answer: Mapping[str, Any]
    body: bytes


class Answers:
    """Asks a retriever and remembers the last answers. Safe to share between threads."""

    def __init__(self, retriever: Retriever, most_remembered: int) -> None:
        self._retriever = retriever
        self._most = most_remembered
        self._replies: OrderedDict[tuple[str, date], Reply] = OrderedDict()
        self._lock = Lock()

    def ask(self, question: str, on: date) -> Reply:
        """The answer on a day; never raises for what a person types."""
        return self.remembered(question, on) or self._asked(question, on)

    def remembered(self, question: str, on: date) -> Reply | None:
        """The answer if it was given before: nothing that an event loop would have to wait for."""
        with self._lock:
            reply = self._replies.get((question, on))
            if reply:
                self._replies.move_to_end((question, on))
        return reply

    def _asked(self, question: str, on: date) -> Reply:
        answer = as_json(self._retriever.ask(question), on)
        reply = Reply(answer, orjson.dumps(answer))
        if len(question) <= _MAX_REMEMBERED_CHARS and self._most:
            with self._lock:
                self._replies[question, on] = reply
                while len(self._replies) > self._most:
                    self._replies.popitem(last=False)
        return reply

    def evidence(self, question: str, unit_id: str, text: str) -> tuple[Span, ...]:
        """Where the question's words stand in a text of a unit: what a hotline worker's eye looks for."""
        terms = [
            t.term for t in self._retriever.explain(question, unit_id) if len(t.term) > 1 and t.weight > 0
        ]
        folded = text.casefold()
        found = [m.span() for term in terms for m in re.finditer(re.escape(term), folded)]
        return merged(found) if len(folded) == len(text) else ()


def merged(ranges: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """Ranges in order, those that touch or overlap made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(Span(*pair) for pair in out)
