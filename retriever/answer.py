"""Hits to an answer: the words of the best unit that answer, its citation, contact and validity.

Ranked hits come in, an `Answer` goes out; `as_json` makes it the one JSON object that the command line,
HTTP and Python share. Every answer is verbatim: the quote is a slice of the unit, never composed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum
from typing import Any, Literal

from corpus import numbering
from corpus.model import Document, Span, Unit, Validity
from indexer.analyze import fold as fold_text
from retriever.asks import FORMAL, asked, heads, says
from retriever.catalog import is_numbered, numbered_columns

Status = Literal["answered", "ambiguous", "no_answer"]
Reason = Literal["not_in_corpus", "out_of_scope", "empty", "too_long"]
MAX_CITATIONS = 5
# A unit up to this many characters is quoted whole, a list of 项 up to more; a longer one by sentences.
QUOTE_CHARS = 180
LIST_CHARS = 1200
WHOLE_KINDS = ("figure", "form")
# A row up to this many characters is said whole; a cell below so many behind the name of its column.
SHORT_ROW_CHARS = 60
SHORT_CELL_CHARS = 14
# Cells longer than that are said together up to so many characters.
TOLD_CHARS = 240
LED_KINDS = ("item", "subitem", "person")
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
# What an item is called, before what it says: "1.金融综合服务平台。"
_HEADING = re.compile(r"(?:\d+[.．]|[（(][一二三四五六七八九十]+[）)])[^。；;：:\n]{2,30}[。\n]")
_SENTENCE_CHARS = 60
_SECOND = 0.25
_COLUMN_NAME, _COLUMN_CHAR, _HEADED, _FITTING, _TIED, _TIED_HEAD = 2.0, 1.0, 12.0, 1.5, 0.7, 0.4
_SAYS = 0.7
# The offices in charge, as items end: （牵头单位：市工信局；责任单位：…）, 〔市水利局牵头〕
_IN_CHARGE = re.compile(r"[〔（(][^〔〕（）()]*(?:牵头|责任单位|市\S{2,12}[局委办])[^〔〕]*[〕）)]\s*$")
_LEVEL = re.compile(r"一级|二级|三级|准保护区|\d(?=#|号)")
# The officeholder whose duty a unit is: 吕政办发〔2024〕4号/闫林副市长/协助
_HOLDER = re.compile(r"/(?P<holder>[\u4e00-\u9fff]{2,4}(?:常务)?副?[市县区州省]长)/[^/]+$")
_UNIT_OF_COLUMN = re.compile(r"（[^（）]*）$")


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
    """The answer to one question; `message` is a sentence for a reader: why there is none, or what to heed."""

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
    """How much of a question a piece of text answers: the summed weight of the question's terms in it, and
    whether it holds the kind of answer asked for."""

    __slots__ = ("asks", "question", "weights")

    def __init__(self, question: str, weights: Mapping[str, float]) -> None:
        self.question = question
        self.weights = weights
        self.asks = asked(question)

    def without(self, text: str) -> Mapping[str, float]:
        """The weights of the terms that do not stand in `text`."""
        folded = fold(text)
        return {term: weight for term, weight in self.weights.items() if term not in folded}

    def says(self, text: str) -> bool:
        """Whether a sentence or cell gives the first kind of answer asked for."""
        return bool(self.asks) and says(self.asks[0], text)


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
    if (m := _HEADING.match(unit.text)) and all(span.start >= m.end() for span in spans):
        spans = (*spans, Span(*m.span()))
    words = "……".join(_slice(unit, span).replace("\n", " ") for span in _side_by_side(spans))
    return Citation(unit, quote, _lead_of(unit, parent) + words, document, score)


def _side_by_side(spans: Iterable[Span]) -> list[Span]:
    """Stretches in the order of the text, those that touch as one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def cite_cell(unit: Unit, column: str, words: str, document: Document | None, score: float) -> Citation:
    """A row cited for one of its cells; `words` is what the table answers, its figures slices of cells."""
    place = cell_places(unit).get(column)
    return Citation(unit, _slice(unit, place) if place else unit.text, words, document, score)


def _slice(unit: Unit, span: Span) -> str:
    return unit.text[span.start : span.end]


def _lead_of(unit: Unit, parent: Unit | None) -> str:
    """What stands before a list decides what its entries mean: 下列费用不得…：; before a duty stands whose it is."""
    if m := _HOLDER.search(unit.id):
        return "" if unit.text.startswith(m["holder"]) else f"{m['holder']}："
    if not parent or unit.kind not in LED_KINDS or not parent.lead.endswith(("：", ":")):
        return ""
    return parent.lead.replace("\n", " ")


def best_spans(unit: Unit, relevance: Relevance) -> tuple[Span, ...]:
    """The stretches of a unit that answer, best first: all of a short one or of a list, else its best run
    of sentences and, where that leaves much of the question open, a second one."""
    is_list = unit.kind in WHOLE_KINDS or (unit.has_parts and unit.lead.endswith(("：", ":")))
    whole = LIST_CHARS if is_list else QUOTE_CHARS
    if len(unit.text) <= whole or not relevance.weights:
        return (Span(0, len(unit.text)),)
    pieces = [Span(*m.span()) for m in _SENTENCE.finditer(unit.text) if m.group().strip()]
    folded = [fold(_slice(unit, piece)) for piece in pieces]
    first = _best_run(pieces, folded, relevance)
    if relevance.asks and relevance.asks[0] in ("office", "who") and (m := _IN_CHARGE.search(unit.text)):
        return (first,) if m.start() < first.end else (first, Span(*m.span()))
    if relevance.asks and not relevance.says(_slice(unit, first)):
        saying = [
            (piece, text)
            for piece, text in zip(pieces, folded, strict=True)
            if relevance.says(text) and len(text) <= QUOTE_CHARS
        ]
        if saying:
            return first, max(saying, key=lambda pair: (_held(relevance.weights, pair[1]), -pair[0].start))[0]
    rest = [
        (piece, text)
        for piece, text in zip(pieces, folded, strict=True)
        if piece.start >= first.end or piece.end <= first.start
    ]
    left = relevance.without(_slice(unit, first))
    second = max(rest, key=lambda pair: (_held(left, pair[1]), -pair[0].start), default=None)
    if (
        second
        and len(_slice(unit, second[0])) <= QUOTE_CHARS
        and _held(left, second[1]) >= _SECOND * _held(relevance.weights, fold(unit.text))
    ):
        return first, second[0]
    return (first,)


def _best_run(pieces: Sequence[Span], folded: Sequence[str], relevance: Relevance) -> Span:
    """The best sentence by held weight, long ones discounted, grown by its better neighbours."""
    held = [
        _held(relevance.weights, text)
        * (1 + _SAYS * relevance.says(text))
        / (len(text) + _SENTENCE_CHARS) ** 0.5
        for text in folded
    ]
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
    if is_numbered(unit):
        return numbered_columns(unit)
    return tuple(name for name in cells if f"“{cells[name]}”" in unit.locator)[:1]


def _best_columns(unit: Unit, relevance: Relevance) -> tuple[str, ...]:
    """The columns whose cells answer, best first; none where the row is short enough to be said whole."""
    cells = unit.cells or {}
    if len(unit.text) <= SHORT_ROW_CHARS:
        return ()
    keys = key_columns(unit)
    names = _of_asked_level([name for name in cells if name not in keys], relevance.question)
    weights = relevance.without(" ".join(cells[name] for name in keys))
    scores = {name: _column_score(name, cells, weights, relevance) for name in names}
    best = max(scores.values(), default=0)
    if best <= 0:
        return ()
    headed = {name for name in names if any(heads(kind, name) for kind in relevance.asks[:2])}
    tied = {name: _TIED_HEAD if name in headed else _TIED for name in names}
    chosen = [name for name in scores if scores[name] >= tied[name] * best]
    for kind in relevance.asks[:2]:  # the likeliest column of each kind is said in any case
        likely = max(
            (name for name in names if heads(kind, name)), key=lambda name: scores[name], default=None
        )
        chosen += [likely] if likely and likely not in chosen and scores[likely] > 0 else []
    if (
        not relevance.asks or relevance.asks[0] not in FORMAL
    ):  # what the row is about, whole where it is not long
        told = [name for name in names if len(cells[name]) >= SHORT_CELL_CHARS]
        chosen += [
            name for name in told if name not in chosen and sum(len(cells[n]) for n in told) <= TOLD_CHARS
        ]
    stems = {_UNIT_OF_COLUMN.sub("", name) for name in chosen if name in headed}
    chosen += [name for name in names if name not in chosen and _UNIT_OF_COLUMN.sub("", name) in stems]
    return tuple(sorted(chosen, key=lambda name: -scores[name]))


def _of_asked_level(names: Sequence[str], question: str) -> list[str]:
    """Without the columns of another level or well than the question asks for: 一级…, 2#…."""
    levels = set(_LEVEL.findall(question))
    fitting = [name for name in names if not (own := set(_LEVEL.findall(name))) or own & levels]
    return fitting if levels and any(_LEVEL.search(name) for name in fitting) else list(names)


def _column_score(
    name: str, cells: Mapping[str, str], weights: Mapping[str, float], relevance: Relevance
) -> float:
    head, cell = fold(_UNIT_OF_COLUMN.sub("", name)), fold(cells[name])
    pairs = {term: weight for term, weight in weights.items() if len(term) > 1}
    own = {c: w for c, w in weights.items() if len(c) == 1 and c in head and _is_own(c, cells)}
    score = _COLUMN_NAME * _held(pairs, head) + _COLUMN_CHAR * fsum(own.values()) + _held(weights, cell)
    if not relevance.asks:
        return score
    if any(heads(kind, name) for kind in relevance.asks[:2]):
        score += _HEADED
    return score * (_FITTING if relevance.says(f"{name} {cell}") else 1)


def _is_own(char: str, cells: Mapping[str, str]) -> bool:
    """Whether a character tells a column from most others."""
    return sum(char in name for name in cells) * 3 <= len(cells)


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


# --- the guard on figures ---------------------------------------------------------------------------------
_COMPUTED = re.compile(r"计算：[^（）]*")
_FIGURE = re.compile(r"[\d０-９][\d０-９.．,]*(?:\s*[%％])?")


def is_backed(words: str, sources: Iterable[str]) -> bool:
    """Whether every figure of an answer stands in a source, or is marked as computed.

    Amounts, dates, percentages, phones and 文号 are compared with the words around them: the longest stretch
    that a highlight marks, else the bare number. White space and line breaks do not count.
    """
    said = "".join(_COMPUTED.sub("", words).split())
    figures = _FIGURE.findall(said)
    if not figures:
        return True
    held = "".join("".join(source.split()) for source in sources)
    marked = [said[h.start : h.end] for h in highlights(said)]
    return all(piece in held for piece in (*marked, *figures))


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
        "message": answer.message or _expiry_notice(first, on),
        "spans": [{"start": h.start, "end": h.end, "kind": h.kind} for h in highlights(answer.answer or "")],
        "citations": [_citation(c, on) for c in answer.citations],
        "contact": contact_json(first.document) if first else None,
        "confidence": round(answer.confidence, 4),
        "index": answer.index,
        "elapsed_ms": round(answer.elapsed_ms, 3),
    }


def _expiry_notice(first: Citation | None, on: date) -> str | None:
    """What is said before an answer whose document is no longer in force on the day asked."""
    validity = first.document.validity if first and first.document else Validity()
    if validity.state(on) != "expired" or not validity.expires_on:
        return None
    last = validity.expires_on
    return f"注意：所依据的文件有效期至{last.year}年{last.month}月{last.day}日，已过有效期。"


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


def contact_json(document: Document | None) -> dict[str, Any] | None:
    """The office to call about a document, in the form of the contract."""
    if not document or not document.contact:
        return None
    contact = document.contact
    return {"unit": contact.unit, "phone": contact.phone, "doc_no": document.doc_no, "id": contact.id}
