"""Hits to an answer: the words of the best unit that answer, its citation, contact and validity.

Ranked hits come in, an `Answer` goes out; `as_json` makes it the one JSON object that the command line,
HTTP and Python share. Every answer is verbatim: the quote is a slice of the unit, never composed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum
from typing import Any, Literal

from corpus import numbering
from corpus.model import Document, Span, Unit, Validity
from indexer.analyze import fold as fold_text

Status = Literal["answered", "ambiguous", "no_answer"]
Reason = Literal["not_in_corpus", "out_of_scope", "empty", "too_long"]
MAX_CITATIONS = 5
# A unit up to this many characters is quoted whole, a list of 项 up to more; a longer one by sentences.
QUOTE_CHARS = 180
LIST_CHARS = 600
# A row up to this many characters is said whole; a cell below so many behind the name of its column.
SHORT_ROW_CHARS = 60
SHORT_CELL_CHARS = 14
LED_KINDS = ("item", "subitem", "person")
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_SENTENCE_CHARS = 60
_SECOND = 0.25
_COLUMN_NAME, _FIGURE, _TIED = 2.0, 1.5, 0.7
_QUANTITY = re.compile(r"多少|几|多[大高深长远久宽]|幅度|面积|标准")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of the answer to show in bold, and what it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that answers: the unit, the words quoted, its document and validity, its score.

    `words` are what the answer says when this citation comes first: slices of the unit, with the names
    of their columns where they are cells of a table, and the lead of the 条 before one of its 项.
    """

    unit: Unit
    quote: str
    words: str
    document: Document | None
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question; `message` is the sentence for a reader where there is none."""

    question: str
    status: Status
    reason: Reason | None
    answer: str | None
    citations: tuple[Citation, ...]
    confidence: float
    index: str
    elapsed_ms: float
    message: str | None = None


fold = lru_cache(maxsize=16_384)(fold_text)  # the same units and sentences are read again and again


class Relevance:
    """How much of a question a piece of text holds: the summed weight of the question's terms in it."""

    __slots__ = ("asks_quantity", "weights")

    def __init__(self, question: str, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.asks_quantity = bool(_QUANTITY.search(question))

    def without(self, text: str) -> Mapping[str, float]:
        """The weights of the terms that do not stand in `text`."""
        folded = fold(text)
        return {term: weight for term, weight in self.weights.items() if term not in folded}


def _held(weights: Mapping[str, float], folded: str) -> float:
    return fsum([weight for term, weight in weights.items() if term in folded])


def cite(
    unit: Unit, parent: Unit | None, relevance: Relevance, document: Document | None, score: float
) -> Citation:
    """The one way a citation is made: its quote is sliced from the unit."""
    if unit.cells:
        columns = _best_columns(unit, relevance)
        places = cell_places(unit)
        if not all(name in places for name in columns):
            columns = ()
        quote = _slice(unit, places[columns[0]]) if columns else unit.text
        return Citation(unit, quote, _cell_words(unit, columns), document, score)
    spans = best_spans(unit, relevance)
    quote = _slice(unit, spans[0])
    words = "……".join(
        _slice(unit, span).replace("\n", " ") for span in sorted(spans, key=lambda span: span.start)
    )
    return Citation(unit, quote, _lead_of(unit, parent) + words, document, score)


def _slice(unit: Unit, span: Span) -> str:
    return unit.text[span.start : span.end]


def _lead_of(unit: Unit, parent: Unit | None) -> str:
    """What stands before a list decides what its entries mean: 下列费用不得…：, 决定免去："""
    if not parent or unit.kind not in LED_KINDS or not parent.lead.endswith(("：", ":")):
        return ""
    return parent.lead.replace("\n", " ")


def best_spans(unit: Unit, relevance: Relevance) -> tuple[Span, ...]:
    """The stretches of a unit that answer, best first: all of a short one or of a list, else its best run
    of sentences and, where that leaves much of the question open, a second one."""
    whole = LIST_CHARS if unit.has_parts and unit.lead.endswith(("：", ":")) else QUOTE_CHARS
    if len(unit.text) <= whole:
        return (Span(0, len(unit.text)),)
    pieces = [Span(*m.span()) for m in _SENTENCE.finditer(unit.text) if m.group().strip()]
    folded = [fold(_slice(unit, piece)) for piece in pieces]
    first = _best_run(pieces, folded, relevance.weights)
    covered = fold(_slice(unit, first))
    left = {term: weight for term, weight in relevance.weights.items() if term not in covered}
    rest = [
        (piece, text)
        for piece, text in zip(pieces, folded, strict=True)
        if piece.start >= first.end or piece.end <= first.start
    ]
    second = max(rest, key=lambda pair: (_held(left, pair[1]), -pair[0].start), default=None)
    if (
        second
        and len(_slice(unit, second[0])) <= QUOTE_CHARS
        and _held(left, second[1]) >= _SECOND * _held(relevance.weights, fold(unit.text))
    ):
        return first, second[0]
    return (first,)


def _best_run(pieces: Sequence[Span], folded: Sequence[str], weights: Mapping[str, float]) -> Span:
    """The best sentence by held weight, long ones discounted, grown by its better neighbours."""
    held = [_held(weights, text) / (len(text) + _SENTENCE_CHARS) ** 0.5 for text in folded]
    first = last = max(range(len(pieces)), key=lambda i: (held[i], -i))
    while True:
        around = [i for i in (first - 1, last + 1) if 0 <= i < len(pieces)]
        fitting = [i for i in around if pieces[max(last, i)].end - pieces[min(first, i)].start <= QUOTE_CHARS]
        if not fitting:
            return Span(pieces[first].start, pieces[last].end)
        best = max(fitting, key=lambda i: (held[i], i))
        first, last = min(first, best), max(last, best)


# --- rows of tables -------------------------------------------------------------------------------------
def key_columns(unit: Unit) -> tuple[str, ...]:
    """The columns that say which row it is: the cell in its label, or the number there and the next cell."""
    cells = unit.cells or {}
    names = list(cells)
    if m := re.search(r"第(\d+)项$", unit.locator):
        at = next((i for i, name in enumerate(names) if cells[name] == m[1]), None)
        return tuple(names[at : at + 2]) if at is not None else ()
    return tuple(name for name in names if f"“{cells[name]}”" in unit.locator)[:1]


def _best_columns(unit: Unit, relevance: Relevance) -> tuple[str, ...]:
    """The columns whose cells answer, best first; none where the row is short enough to be said whole."""
    cells = unit.cells or {}
    if len(unit.text) <= SHORT_ROW_CHARS:
        return ()
    keys = key_columns(unit)
    weights = relevance.without(" ".join(cells[name] for name in keys))
    pairs = {term: weight for term, weight in weights.items() if len(term) > 1}
    scores = {}
    for name in (name for name in cells if name not in keys):
        held = _COLUMN_NAME * _held(pairs, fold(name)) + _held(weights, fold(cells[name]))
        has_figure = relevance.asks_quantity and any(c.isdigit() for c in cells[name])
        scores[name] = held * (_FIGURE if has_figure else 1)
    best = max(scores.values(), default=0)
    if best <= 0:
        return ()
    chosen = [name for name in scores if scores[name] >= _TIED * best]
    return tuple(sorted(chosen, key=lambda name: -scores[name]))


def _cell_words(unit: Unit, columns: Sequence[str]) -> str:
    """What a row says: the cells that answer, a short one behind the name of its column, behind the row's
    name where its label has one; every cell behind its column's name where none stands out."""
    cells = unit.cells or {}
    if not columns:
        return "；".join(f"{name}：{cell}" for name, cell in cells.items() if cell)
    in_order = [name for name in cells if name in columns]
    said = [
        cells[name] if len(cells[name]) >= SHORT_CELL_CHARS else f"{name}：{cells[name]}" for name in in_order
    ]
    named = key_columns(unit) if "“" in unit.locator else ()
    return "，".join([*(cells[name] for name in named), "；".join(said)])


def cell_places(unit: Unit) -> Mapping[str, Span]:
    """Where each cell stands in a row's text, which prints the cells in order; unfound ones are left out."""
    found: dict[str, Span] = {}
    at = 0
    for name, cell in (unit.cells or {}).items():
        start = unit.text.find(cell, at)
        if start < 0:
            start = unit.text.find(cell)
        if cell and start >= 0:
            found[name] = Span(start, start + len(cell))
            at = max(at, start + len(cell))
    return found


# --- highlights ---------------------------------------------------------------------------------------
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("doc_no", numbering.DOC_NO),
    ("phone", numbering.PHONE),
    ("date", re.compile(r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?底?前?|\d{1,2}月\d{1,2}日前?")),
    ("percent", re.compile(r"\d+(?:\.\d+)?[%％]")),
    (
        "amount",
        re.compile(
            r"\d+(?:\.\d+)?(?:万|亿)?元(?:/[亩人年月]+)*|\d+(?:\.\d+)?(?:公顷|亩|平方米|万亩|km2|m3|倍)"
        ),
    ),
    ("duration", re.compile(r"\d+(?:个工作日|小时|日|天|个月|年)")),
)


def highlights(text: str) -> tuple[Highlight, ...]:
    """Amounts, dates, percentages, phones and 文号 in an answer, first kind wins where two overlap."""
    found: list[Highlight] = []
    for kind, pattern in _KINDS:
        for m in pattern.finditer(text):
            if all(m.end() <= h.start or m.start() >= h.end for h in found):
                found.append(Highlight(m.start(), m.end(), kind))
    return tuple(sorted(found, key=lambda h: h.start))


# --- JSON ---------------------------------------------------------------------------------------------
def as_json(answer: Answer, on: date) -> dict[str, Any]:
    """The JSON contract; dates are judged against `on`."""
    first = answer.citations[0] if answer.citations else None
    return {
        "question": answer.question,
        "status": answer.status,
        "reason": answer.reason,
        "answer": answer.answer,
        "message": answer.message,
        "spans": [{"start": h.start, "end": h.end, "kind": h.kind} for h in highlights(answer.answer or "")],
        "citations": [_citation(c, on) for c in answer.citations],
        "contact": _contact(first.document) if first else None,
        "confidence": round(answer.confidence, 4),
        "index": answer.index,
        "elapsed_ms": round(answer.elapsed_ms, 3),
    }


def _citation(citation: Citation, on: date) -> dict[str, Any]:
    unit = citation.unit
    return {
        "id": unit.id,
        "doc_no": unit.doc_no,
        "title": unit.title,
        "locator": unit.locator,
        "text": unit.text,
        "quote": citation.quote,
        "page": unit.pages[0] if unit.pages else None,
        "validity": validity_json(citation.document.validity if citation.document else Validity(), on),
        "score": round(citation.score, 4),
    }


def validity_json(validity: Validity, on: date) -> dict[str, Any]:
    """Validity on a day, in the form of the contract."""
    return {
        "state": validity.state(on),
        "effective_on": validity.effective_on.isoformat() if validity.effective_on else None,
        "expires_on": validity.expires_on.isoformat() if validity.expires_on else None,
        "basis": validity.basis,
    }


def _contact(document: Document | None) -> dict[str, Any] | None:
    if not document or not document.contact:
        return None
    contact = document.contact
    return {"unit": contact.unit, "phone": contact.phone, "doc_no": document.doc_no, "id": contact.id}
