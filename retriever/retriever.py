"""The one object that callers hold: an opened index that answers and searches.

>>> retriever = Retriever.open(Path(".index"))  # doctest: +SKIP
>>> retriever.ask("80岁老人每月补贴多少").citations[0].unit.locator  # doctest: +SKIP
'附件《吕梁市基本养老服务清单》第8项'
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from time import perf_counter

from corpus.errors import QuestionError
from corpus.lay_words import lay_words_in
from corpus.locator import Locator, TypedPlace, label
from corpus.model import Document, Unit
from corpus.numbering import to_hanzi
from corpus.text import squash
from indexer.embed import Encoder
from indexer.models import ModelSettings, check_encoder, open_encoder
from indexer.store import Index, open_index
from retriever.answer import (
    LED_KINDS,
    MAX_CITATIONS,
    Answer,
    Citation,
    Reason,
    Relevance,
    cite,
    cite_cell,
    fold,
    is_backed,
)
from retriever.catalog import Catalog, places_in
from retriever.confidence import Signs
from retriever.evidence import (
    CONDITION,
    DEFAULT_WEIGHTS,
    DEPTH,
    Evidence,
    Reading,
    Weights,
    read_values,
    sides,
)
from retriever.judge import CERTAIN, SILENT, Judge, Judgement
from retriever.lexical import Hit, TermWeight, explain_terms, idf, widened
from retriever.matters import is_foreign
from retriever.query import MAX_CHARS, Query, asked_fact, fault, named_documents, read
from retriever.ranking import Mode, Ranker
from retriever.refusal import Case
from retriever.rerank import Reranker
from retriever.spelling import corrected, simplify
from retriever.tables import find
from retriever.values import quantities

# Below this share of the question's weight in the best unit, and this cosine, the bulletin is taken to be silent: next
# to nothing, since everyday questions share few words with the document that answers them.
MIN_COVERAGE, MIN_COSINE = 0.01, 0.15
_RIVAL = 0.75  # share of the best score from which another row of a table is a rival
# The two sides of a question are sought among the best hits of each; one document, or places side by side, fit.
_SIDE_HITS, _SAME_DOCUMENT, _SIDE_BY_SIDE = 5, 0.1, 0.2
_ASKS_CONTENT = re.compile("全文|原文|内容|条文|怎么规定|规定了|怎么说|说了[啥什]|讲了?[啥什]")
# A law or regulation whose article is asked for: 物业管理条例第三条
_NAMED_LAW = re.compile(
    r"(?P<name>(?:(?![的里中在按照据问这那该本此个])[\u4e00-\u9fff]){2,20}(?:法|条例|规定|办法|细则|规则|规程))》?\s*$"
)
_WHICH_DOCUMENTS = re.compile("哪[些几]个?(?:文件|办法|规定)")
_AGE_WORDS = "周岁，老年人"
_NOT_FOUND = "本期公报中没有找到直接依据。可换用文件中的说法，或按文号查找。"
_SEVERAL = "可能适用的不止一项，请按各项写明的对象和条件对照。"
_NOT_OURS = "这里只回答本期公报里的内容，请换成与公报文件有关的问题。"
_FAULTS = {"empty": "请输入问题。", "too_long": f"问题过长，请控制在{MAX_CHARS}字以内。"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What may answer a question, the hits behind it, and whether a place was named or rows were read together."""

    citations: tuple[Citation, ...]
    hits: Sequence[Hit]
    is_named: bool = False
    is_computed: bool = False

    @property
    def is_certain(self) -> bool:
        return self.is_named or self.is_computed


class Retriever:
    """Answers questions from one index. Safe to share between threads: it holds no state of a question."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder | None = None,
        reranker: Reranker | None = None,
        weights: Weights = DEFAULT_WEIGHTS,
        without: str = "",
    ) -> None:
        """`weights` and `without`, the name of a rule of refusal, are for measuring what each is worth."""
        self.index = index
        self.evidence = Evidence(weights)
        self._models = (encoder, reranker)
        self._ranker = Ranker(index, encoder, reranker)
        self._judge = Judge(index, encoder, without)

    def variant(self, weights: Weights = DEFAULT_WEIGHTS, without: str = "") -> Retriever:
        """The same index and models under other weights, or without a rule of refusal."""
        return Retriever(self.index, *self._models, weights, without)

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

    @cached_property
    def catalog(self) -> Catalog:
        """Persons, posts, tables and villages of the index; empty for units without documents."""
        return Catalog(self.index.units if self.index.documents else tuple, self.index.documents)

    def search(self, question: str, k: int = 10, mode: Mode | None = None) -> list[Hit]:
        """The k best units.

        Raises: QuestionError for a question that holds nothing to search for, or is too long; IndexMismatch for a
            mode that needs vectors the index does not have.
        """
        refuse_fault(question)
        query, reading = self._read(question)
        return self._hits(query, reading, self._direct(query), k, mode)

    def explain(self, question: str, unit_id: str) -> list[TermWeight]:
        """What each term of a question adds to a unit's score, strongest first."""
        reading = self._read(question)[1]
        return explain_terms(self.index, widened(self.index, reading.text, reading.terms), unit_id)

    def ask(self, question: str) -> Answer:
        """Answer a question; never raises for what a person types, `reason` says why there is no answer."""
        started = perf_counter()
        if reason := fault(question):
            return self._refusal(question, reason, _FAULTS[reason], (), started)
        query, reading = self._read(question)
        if is_foreign(query.text) and not query.doc_nos and not query.place:
            return self._refusal(question, "out_of_scope", _NOT_OURS, (), started)
        if message := self._missing(query):
            return self._refusal(question, "not_in_corpus", message, self._nearest(query, reading), started)
        found = self._found(query, reading)
        judged = self._judged(reading, found)
        if judged.is_silent:
            message = next(iter(judged.reasons.values()), _NOT_FOUND)
            return self._refusal(
                question, "not_in_corpus", message, found.citations, started, judged.confidence
            )
        is_open = not found.is_named and self._is_open(reading, found.hits)
        return Answer(
            question=question,
            status="ambiguous" if is_open else "answered",
            reason=None,
            answer=found.citations[0].words,
            citations=found.citations,
            confidence=judged.confidence,
            index=self.index.fingerprint,
            elapsed_ms=_elapsed(started),
            message=_SEVERAL if is_open else None,
        )

    def signs(self, question: str) -> Signs | None:
        """What the confidence in an answer is made of; None where it is certain, or refused before it is judged."""
        query, reading = self._read(question)
        if is_foreign(query.text) or self._missing(query):
            return None
        found = self._found(query, reading)
        is_judged = found.citations and not found.is_certain
        return self._judge.signs(self._case(reading, found.citations[0]), found.hits) if is_judged else None

    def _found(self, query: Query, reading: Reading) -> _Found:
        """What answers a question: a place that it names, rows of a table together, or the best hits."""
        direct = self._direct(query)
        hits = self._hits(query, reading, direct, MAX_CITATIONS)
        is_lookup = bool(direct and query.place and not query.rest)
        relevance = Relevance(reading.text, {} if is_lookup else idf(self.index, reading.terms))
        if not direct and (computed := self._across(query, reading, hits)):
            return _Found(computed, hits, is_computed=True)
        citations = tuple(self._cited(hit, relevance) for hit in hits)
        if len(direct) > 1 and reading.is_comparison:
            citations = (_said_together(citations[: len(direct)]), *citations[1:])
        elif not direct:
            citations = self._of_sides(query, reading, citations)
        return _Found(citations, hits, is_named=bool(direct))

    def _judged(self, reading: Reading, found: _Found) -> Judgement:
        """Whether what was found answers; units of other collections do not say what they are all of."""
        if not found.citations:
            return SILENT
        first = found.citations[0]
        coverage = coverage_of(found.hits, idf(self.index, reading.terms))
        is_near = coverage >= MIN_COVERAGE or (found.hits[0].dense or 0.0) >= MIN_COSINE
        if not is_backed(first.words, self._sources(found.citations)) or not (found.is_certain or is_near):
            return SILENT
        if found.is_certain:
            return CERTAIN
        if not self.index.documents:
            return Judgement(coverage, {}, is_silent=False)
        return self._judge.judge(self._case(reading, first), found.hits)

    def _nearest(self, query: Query, reading: Reading) -> tuple[Citation, ...]:
        relevance = Relevance(reading.text, idf(self.index, reading.terms))
        return tuple(self._cited(hit, relevance) for hit in self._hits(query, reading, (), MAX_CITATIONS))

    def _across(self, query: Query, reading: Reading, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        """Citations where the question is answered by the rows of a table together; none where it is not."""
        finding = find(reading, self.catalog, query.doc_nos)
        if not finding:
            return ()
        top = hits[0].score if hits else 1.0
        rows = finding.rows[:MAX_CITATIONS]
        return tuple(
            cite_cell(row, finding.column, finding.said, self._documents.get(row.doc_no), top - i / 100)
            for i, row in enumerate(rows)
        )

    def _of_sides(
        self, query: Query, reading: Reading, citations: tuple[Citation, ...]
    ) -> tuple[Citation, ...]:
        """Citations of a question that compares two things: the best for each comes first, said together."""
        parts = [self._values(query, side) for side in sides(reading.text)]
        lists = [self._hits(query, part, (), _SIDE_HITS) for part in parts]
        if not lists or not all(lists):
            return citations
        top = max(c.score for c in citations)
        one, other = max(product(*lists), key=lambda pair: _togetherness(pair, lists))
        if one.id == other.id:  # one unit speaks of both: it comes first
            first = [replace(c, score=top) for c in citations if c.unit.id == one.id]
            return (*first, *(c for c in citations if c.unit.id != one.id)) if first else citations
        both = [
            replace(self._cited(hit, Relevance(part.text, idf(self.index, part.terms))), score=top - i / 100)
            for i, (hit, part) in enumerate(zip((one, other), parts, strict=True))
        ]
        both[0] = _said_together(both)
        others = [c for c in citations if c.unit.id not in (one.id, other.id)]
        rest = [replace(c, score=min(c.score, both[-1].score)) for c in others]
        return (*both, *rest)[:MAX_CITATIONS]

    def _sources(self, citations: Sequence[Citation]) -> Iterator[str]:
        """What the cited units print: their text, their columns, and the lead above an item."""
        for citation in citations:
            unit = citation.unit
            parent = self._parent(unit)
            yield "\n".join(
                (unit.text, *(unit.cells or ()), unit.id, unit.locator, parent.lead if parent else "")
            )

    def _is_open(self, reading: Reading, hits: Sequence[Hit]) -> bool:
        """Whether another row of the same table could apply as well, and the question does not say which."""
        if not hits or not reading.asks or CONDITION.search(reading.text):
            return False
        first, *others = hits
        group = first.unit.id.rpartition("/")[0]
        rivals = [h for h in others if h.unit.id.rpartition("/")[0] == group and h.unit.kind == "row"]
        return first.unit.kind == "row" and any(
            self.evidence.may_apply(reading, hit.unit) and hit.score >= _RIVAL * first.score for hit in rivals
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
        self, query: Query, reading: Reading, direct: Sequence[Unit], k: int, mode: Mode | None = None
    ) -> list[Hit]:
        """Ranked units: the places named first, then by all evidence, within the documents named if any is.

        A mode asked for outright, or a collection without documents, is ranked by words and meaning alone.
        """
        is_plain = mode is not None or not self.index.documents
        found = self._ranker.rank(
            reading.text, reading.terms, k if is_plain else max(k, DEPTH), mode, query.doc_nos
        )
        if not is_plain:
            found = self.evidence.rerank(reading, found, k)
        if not direct:
            return found
        top = found[0].score if found else 1.0
        first = [Hit(unit.id, top + len(direct) - i, unit) for i, unit in enumerate(direct)]
        named = {hit.id for hit in first}
        return (first + [hit for hit in found if hit.id not in named])[:k]

    def _read(self, question: str) -> tuple[Query, Reading]:
        """A question as names of documents and places, and as values. What names a document that restricts the
        search anyway is left out of the values."""
        query = read(question, self.index.documents)
        return query, self._values(query, query.rest if query.doc_nos and query.rest else query.text)

    def _values(self, query: Query, typed: str) -> Reading:
        """A question, or one side of one that compares, as values.

        To a collection without documents nothing is added that its encoder and its words were not measured with.
        """
        if not self.index.documents:
            plain = self.index.analyzer.terms(typed)
            return read_values(typed, self.catalog, query.text, plain, (), lambda _word: ())
        text = self._spelt(simplify(typed))
        meant = [word for word, weight in self.index.said_for(fold(text)) if weight >= 0.5]
        lay = lay_words_in(text, self.index.lay_words)

        def of_word(word: str) -> tuple[str, ...]:
            """What documents may say for a word of the question, or for the lay word that it is a part of."""
            whole = (word, *(longer for longer in lay if word in longer))
            return tuple(dict.fromkeys(said for part in whole for said, _ in self.index.said_for(part)))

        return read_values(text, self.catalog, query.text, self._terms(typed, text, meant), lay, of_word)

    def _spelt(self, text: str) -> str:
        kept = [*lay_words_in(text, self.index.lay_words), *(place[:2] for place in places_in(text))]
        return corrected(text, self.index.matrix.document_frequencies, kept)

    def _terms(self, typed: str, text: str, meant: Sequence[str]) -> list[str]:
        """The terms typed and, once, those of the corrected spelling, of what is meant by lay words and short
        names of offices, and of an age."""
        terms = self.index.analyzer.terms(typed)
        added = [text] if text != typed else []
        added += [*self.catalog.full_names(text), *meant]
        added += [_AGE_WORDS] if any(q.dimension == "age" for q in quantities(fold(text))) else []
        if added:
            terms += sorted(set(self.index.analyzer.terms("，".join(added))).difference(terms))
        return terms

    def _direct(self, query: Query) -> list[Unit]:
        """The units that a question names outright: typed places, or a fact of named documents."""
        parts = [read(side, self.index.documents) for side in sides(query.text)] if query.place else []
        if parts and all(part.place for part in parts):
            both = [self._named(replace(part, doc_nos=part.doc_nos or query.doc_nos)) for part in parts]
            if all(both):
                return [units[0] for units in both]
        return self._named(query)

    def _named(self, query: Query) -> list[Unit]:
        """The units of one typed place, or a fact of named documents."""
        if query.place and not query.unknown_doc_no:
            placed = self._placed(query)
            return placed if query.doc_nos or len(placed) == 1 else []
        fact = "标题" if query.doc_nos and not query.rest else asked_fact(query.rest or query.text)
        if not fact:
            return []
        doc_nos = query.doc_nos or named_documents(query.text, self.index.documents)
        if fact == "有效期" and not doc_nos and _WHICH_DOCUMENTS.search(query.text):
            doc_nos = tuple(self._documents)
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
            if unit := next((unit for i in ids if (unit := self.index.find(i))), None):
                units.append(unit)
        return units or self._below_headings(query, doc_nos)

    def _below_headings(self, query: Query, doc_nos: Sequence[str]) -> list[Unit]:
        """Places whose headings people leave out: 指标4 is 二/（三）/指标4, 第13条 of a plan its item 三/13."""
        assert query.place is not None
        last = query.place.candidates[0][-1]
        if not last.startswith("指标"):
            if not (query.place.article and query.doc_nos):
                return []
            last = str(query.place.article)
        return [u for u in self.index.units() if u.doc_no in doc_nos and u.id.endswith(f"/{last}")]

    def _fact(self, doc_no: str, fact: str) -> Unit | None:
        if fact != "有效期":
            return self.index.find(f"{doc_no}/{fact}")
        basis = self._documents[doc_no].validity.basis
        if not basis:
            return None
        return next(
            (u for u in self.index.units() if u.doc_no == doc_no and not u.has_parts and basis in u.text),
            None,
        )

    def _missing(self, query: Query) -> str | None:
        """The sentence for a document or place that is named and not there."""
        unknown, place = query.unknown_doc_no, query.place
        if unknown and (place or not self._mentions(unknown)):
            return f"本期公报中没有{unknown}。可按标题中的词语查找。"
        if unknown and _ASKS_CONTENT.search(query.text):
            return f"本期公报只引用了{unknown}，没有登载它的内容。"
        asks_content = place or _ASKS_CONTENT.search(query.text)
        if asks_content and not query.doc_nos and (law := self._only_cited(query.text)):
            return f"本期公报只引用了《{law}》，没有登载它的条文。"
        if (
            place
            and place.article
            and not query.doc_nos
            and (m := _NAMED_LAW.search(query.text[: place.start]))
        ):
            return f"本期公报没有登载《{m['name']}》。"
        if not place or self._placed(query):
            return None
        if not query.doc_nos:  # a decimal may be a quantity: 2.5元
            return None if place.is_decimal else f"本期公报中没有{_label(place)}。"
        doc_no = query.doc_nos[0]
        if not place.article:
            return f"{doc_no}没有{_label(place)}。"
        count = self._article_count(doc_no)
        return f"{doc_no}{f'共{count}条，' if count else '不分条，'}没有第{to_hanzi(place.article)}条。"

    def _only_cited(self, text: str) -> str | None:
        """A law that documents cite and the question names, which is none of the documents."""
        cited = (
            re.search("《([^《》]+)》", name) for document in self.index.documents for name in document.cites
        )
        names = {m[1] for m in cited if m}
        named = [name for name in names if name in text or name.removeprefix("中华人民共和国") in text]
        return next((name for name in named if not any(name in d.title for d in self.index.documents)), None)

    def _mentions(self, doc_no: str) -> bool:
        return any(doc_no in name for document in self.index.documents for name in document.cites)

    def _article_count(self, doc_no: str) -> int:
        count = 0
        while self.index.find(f"{doc_no}/第{count + 1}条"):
            count += 1
        return count

    def _case(self, reading: Reading, first: Citation) -> Case:
        return Case(reading, first.unit, first.document, first.words, self.catalog, self.catalog.home)

    # -- evidence ----------------------------------------------------------------------------------------
    def _cited(self, hit: Hit, relevance: Relevance) -> Citation:
        parent = self._parent(hit.unit) if hit.unit.kind in LED_KINDS else None
        return cite(hit.unit, parent, relevance, self._documents.get(hit.unit.doc_no), hit.score)

    def _parent(self, unit: Unit) -> Unit | None:
        return self.index.find(unit.id.rpartition("/")[0])


def _label(place: TypedPlace) -> str:
    return label(Locator("", place.candidates[0]))


def _said_together(citations: Sequence[Citation]) -> Citation:
    """The first citation, with the words of all."""
    return replace(citations[0], words="；".join(c.words.rstrip("；。") for c in citations))


def _togetherness(pair: tuple[Hit, ...], lists: Sequence[Sequence[Hit]]) -> float:
    """How well two hits answer the two sides of a question: their shares of the best scores, more where they stand
    in one document, and more again where side by side."""
    shares = sum(hit.score / max(hits[0].score, 1e-9) for hit, hits in zip(pair, lists, strict=True))
    one, other = (hit.unit for hit in pair)
    is_within = one.id.startswith(other.id) or other.id.startswith(one.id)
    is_beside = one.id.rpartition("/")[0] == other.id.rpartition("/")[0] and not is_within
    return shares + _SAME_DOCUMENT * (one.doc_no == other.doc_no) + _SIDE_BY_SIDE * is_beside


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
