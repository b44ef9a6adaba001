"""The one object that callers hold: an opened index that answers and searches.

>>> retriever = Retriever.open(Path(".index"))  # doctest: +SKIP
>>> retriever.ask("80岁老人每月补贴多少").citations[0].unit.locator  # doctest: +SKIP
'附件《吕梁市基本养老服务清单》第8项'
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import perf_counter

from corpus.errors import QuestionError
from corpus.locator import Locator, TypedPlace, label
from corpus.model import Document, Unit
from corpus.numbering import to_hanzi
from corpus.text import squash
from indexer.embed import Encoder
from indexer.models import ModelSettings, check_encoder, open_encoder
from indexer.store import Index, open_index
from retriever.answer import LED_KINDS, MAX_CITATIONS, Answer, Citation, Reason, Relevance, cite, fold
from retriever.lexical import Hit, TermWeight, explain_terms, idf, widened
from retriever.query import MAX_CHARS, Query, asked_fact, fault, named_documents, read
from retriever.ranking import Mode, Ranker
from retriever.rerank import Reranker

# Below this share of the question's weight in the best unit the bulletin is taken to be silent: next to
# nothing, since everyday questions share few words with the document that answers them.
MIN_COVERAGE = 0.01
_NOT_FOUND = "本期公报中没有找到直接依据。可换用文件中的说法，或按文号查找。"
_FAULTS = {"empty": "请输入问题。", "too_long": f"问题过长，请控制在{MAX_CHARS}字以内。"}


class Retriever:
    """Answers questions from one index. Safe to share between threads: it holds no state of a question."""

    def __init__(
        self, index: Index, encoder: Encoder | None = None, reranker: Reranker | None = None
    ) -> None:
        self.index = index
        self._ranker = Ranker(index, encoder, reranker)

    @staticmethod
    def open(path: Path, settings: ModelSettings = ModelSettings()) -> Retriever:  # noqa: B008
        """Open an index folder with the models that rank it.

        Raises: IndexMissing, IndexCorrupt; IndexMismatch, also for another encoder than it was built with;
            EncoderError for a model that is missing or damaged.
        """
        index = open_index(path)
        encoder = open_encoder(settings) if index.manifest.encoder else None
        if index.manifest.encoder and encoder:
            check_encoder(index.manifest.encoder, encoder)
        return Retriever(index, encoder, Reranker(settings) if settings.reranker else None)

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.doc_no: document for document in self.index.documents}

    def search(self, question: str, k: int = 10, mode: Mode | None = None) -> list[Hit]:
        """The k best units.

        Raises: QuestionError for a question that holds nothing to search for, or is too long; IndexMismatch for a
            mode that needs vectors the index does not have.
        """
        refuse_fault(question)
        query = read(question, self.index.documents)
        return self._hits(query, self._direct(query), self._terms(query), k, mode)

    def explain(self, question: str, unit_id: str) -> list[TermWeight]:
        """What each term of a question adds to a unit's score, strongest first."""
        query = read(question, self.index.documents)
        return explain_terms(self.index, widened(self.index, query.text, self._terms(query)), unit_id)

    def ask(self, question: str) -> Answer:
        """Answer a question; never raises for what a person types, `reason` says why there is no answer."""
        started = perf_counter()
        if reason := fault(question):
            return self._refusal(question, reason, _FAULTS[reason], (), started)
        query = read(question, self.index.documents)
        if message := self._missing(query):
            return self._refusal(question, "not_in_corpus", message, (), started)
        direct, terms = self._direct(query), self._terms(query)
        hits = self._hits(query, direct, terms, MAX_CITATIONS)
        weights = idf(self.index, terms)
        relevance = Relevance(query.text, weights)
        citations = tuple(self._cited(hit, relevance) for hit in hits)
        coverage = 1.0 if direct else coverage_of(hits, weights)
        if not citations or coverage < MIN_COVERAGE:
            return self._refusal(question, "not_in_corpus", _NOT_FOUND, citations, started, coverage)
        return Answer(
            question=question,
            status="answered",
            reason=None,
            answer=citations[0].words,
            citations=citations,
            confidence=coverage,
            index=self.index.fingerprint,
            elapsed_ms=_elapsed(started),
        )

    def _refusal(
        self, question: str, reason: Reason, message: str, nearest: tuple[Citation, ...], started: float,
        confidence: float = 0.0,
    ) -> Answer:  # fmt: skip
        return Answer(
            question,
            "no_answer",
            reason,
            None,
            nearest,
            confidence,
            self.index.fingerprint,
            _elapsed(started),
            message,
        )

    # -- hits --------------------------------------------------------------------------------------------
    def _hits(
        self, query: Query, direct: Sequence[Unit], terms: Sequence[str], k: int, mode: Mode | None = None
    ) -> list[Hit]:
        """Ranked units: the places named first, then the best, within the documents named if any is."""
        found = self._ranker.rank(self._searched(query), terms, k, mode, query.doc_nos)
        if not direct:
            return found
        top = found[0].score if found else 1.0
        first = [Hit(unit.id, top + len(direct) - i, unit) for i, unit in enumerate(direct)]
        named = {hit.id for hit in first}
        return (first + [hit for hit in found if hit.id not in named])[:k]

    def _terms(self, query: Query) -> list[str]:
        """The terms to rank by: without the name of a document that restricts the search anyway."""
        return self.index.analyzer.terms(self._searched(query))

    def _searched(self, query: Query) -> str:
        return query.rest if query.doc_nos and query.rest else query.text

    def _direct(self, query: Query) -> list[Unit]:
        """The units that a question names outright: a typed place, or a fact of a named document."""
        if query.place and not query.unknown_doc_no:
            placed = self._placed(query)
            return placed if query.doc_nos or len(placed) == 1 else []
        fact = "标题" if query.doc_nos and not query.rest else asked_fact(query.rest or query.text)
        if not fact:
            return []
        doc_nos = query.doc_nos or named_documents(query.text, self.index.documents)
        units = [self._fact(doc_no, fact) for doc_no in doc_nos]
        return [unit for unit in units if unit]

    def _placed(self, query: Query) -> list[Unit]:
        """The unit that a typed place names, in each document that has one or in each of those named."""
        assert query.place is not None
        doc_nos = query.doc_nos or tuple(self._documents)
        units = []
        for doc_no in doc_nos:
            named = [(*segments, squash(query.rest)) for segments in query.place.candidates if query.rest]
            ids = ("/".join((doc_no, *segments)) for segments in (*named, *query.place.candidates))
            if unit := next((unit for i in ids if (unit := self._unit(i))), None):
                units.append(unit)
        return units

    def _fact(self, doc_no: str, fact: str) -> Unit | None:
        if fact != "有效期":
            return self._unit(f"{doc_no}/{fact}")
        basis = self._documents[doc_no].validity.basis
        if not basis:
            return None
        holders = (self.index.unit(i) for i in range(len(self.index)))
        return next((u for u in holders if u.doc_no == doc_no and not u.has_parts and basis in u.text), None)

    def _unit(self, unit_id: str) -> Unit | None:
        ordinal = self.index.ordinal(unit_id)
        return None if ordinal is None else self.index.unit(ordinal)

    def _missing(self, query: Query) -> str | None:
        """The sentence for a document or place that is named and not there."""
        unknown, place = query.unknown_doc_no, query.place
        if unknown and (place or not self._mentions(unknown)):
            return f"本期公报中没有{unknown}。可按标题中的词语查找。"
        if not place or self._placed(query):
            return None
        if not query.doc_nos:  # a decimal may be a quantity: 2.5元
            return None if place.is_decimal else f"本期公报中没有{_label(place)}。"
        doc_no = query.doc_nos[0]
        if not place.article:
            return f"{doc_no}没有{_label(place)}。"
        count = self._article_count(doc_no)
        return f"{doc_no}{f'共{count}条，' if count else '不分条，'}没有第{to_hanzi(place.article)}条。"

    def _mentions(self, doc_no: str) -> bool:
        return any(doc_no in name for document in self.index.documents for name in document.cites)

    def _article_count(self, doc_no: str) -> int:
        count = 0
        while self._unit(f"{doc_no}/第{count + 1}条"):
            count += 1
        return count

    # -- evidence ----------------------------------------------------------------------------------------
    def _cited(self, hit: Hit, relevance: Relevance) -> Citation:
        parent = self._parent(hit.unit) if hit.unit.kind in LED_KINDS else None
        return cite(hit.unit, parent, relevance, self._documents.get(hit.unit.doc_no), hit.score)

    def _parent(self, unit: Unit) -> Unit | None:
        return self._unit(unit.id.rpartition("/")[0])


def _label(place: TypedPlace) -> str:
    return label(Locator("", place.candidates[0]))


def coverage_of(hits: Sequence[Hit], weights: Mapping[str, float]) -> float:
    """Share of the weight of the question's pairs, words and numbers that the best unit holds, its headings
    and title included; single characters occur everywhere and tell nothing."""
    pairs = {term: weight for term, weight in weights.items() if len(term) > 1}
    if not hits or not pairs:
        return float(bool(hits))
    unit = hits[0].unit
    held = fold("\n".join((unit.text, unit.title, *unit.path, unit.locator)))
    return math.fsum(weight for term, weight in pairs.items() if term in held) / math.fsum(pairs.values())


def refuse_fault(question: str) -> None:
    """Raise QuestionError for a question that cannot be searched for."""
    reason = fault(question)
    if reason == "empty":
        raise QuestionError(
            "expected a question with at least one word, found none; type what you want to know"
        )
    if reason == "too_long":
        raise QuestionError(
            f"expected at most {MAX_CHARS} characters, found {len(question)}; shorten the question"
        )


def _elapsed(started: float) -> float:
    return (perf_counter() - started) * 1000
