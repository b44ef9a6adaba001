"""A question to its units by BM25: analyze, look up, add, keep the best.

In come an opened index and a question, out go hits, best first:

    >>> [hit.id for hit in search(index, "80岁老人每月补贴多少", k=2)]  # doctest: +SKIP
    ['吕政办发〔2024〕2号/附件1/第8项', '吕政办发〔2024〕2号/附件1/第9项']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log1p

from corpus.errors import UnknownLocator
from corpus.model import Unit
from indexer.analyze import fold
from indexer.bm25 import FieldName, QuestionTerms, field_shares
from indexer.store import Index, field_terms

# What a pair of characters of an added word counts beside one of the question; on the gold set and on STARD 0.3 gained
# most, and from 0.5 on questions were lost.
LAY_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found; `score` compares within one question.

    `lexical` and `dense` are the BM25 score and the cosine it was fused from, None where that list lacks it.
    """

    id: str
    score: float
    unit: Unit
    lexical: float | None = None
    dense: float | None = None


@dataclass(frozen=True, slots=True)
class TermWeight:
    """What a term of the question adds to a hit's score, and which share of it each field gives."""

    term: str
    weight: float
    fields: Mapping[FieldName, float]


def search(index: Index, question: str, k: int) -> list[Hit]:
    """The k best units, best first, equal scores in document order; empty when no unit shares a term.

    Raises: ValueError for k below 1.
    """
    return search_terms(index, index.analyzer.terms(question), k)


def widened(index: Index, question: str, terms: Sequence[str]) -> Mapping[str, float]:
    """The terms of a question and, with less weight, pairs of characters of what documents say for its lay words."""
    weights: dict[str, float] = dict(Counter(terms))
    for word, weight in index.said_for(fold(question)):
        for term in index.analyzer.terms(word):
            if len(term) > 1:
                weights[term] = weights.get(term, 0.0) + LAY_WEIGHT * weight
    return weights


def search_terms(index: Index, terms: QuestionTerms, k: int) -> list[Hit]:
    """As `search`, for a question that is analyzed already."""
    if k < 1:
        raise ValueError(f"expected k of at least 1, found {k}")
    best = index.matrix.top(terms, k)
    units = ((index.unit(ordinal), score) for ordinal, score in best)
    return [Hit(unit.id, score, unit, lexical=score) for unit, score in units]


def idf(index: Index, terms: Iterable[str]) -> dict[str, float]:
    """ln(1 + (N − df + ½) / (df + ½)) of each distinct term, also of those the index does not have."""
    n = len(index)
    return {t: _idf(n, df) for t, df in index.matrix.document_frequencies(terms).items()}


def _idf(n_units: int, df: int) -> float:
    return log1p((n_units - df + 0.5) / (df + 0.5))


def reached(index: Index, terms: Sequence[str], score: float) -> float:
    """A BM25 score as a share of what the question's terms can give at most, (k1 + 1) · Σ idf; terms that the index
    does not have left out. 0 where it has none."""
    n = len(index)
    dfs = index.matrix.document_frequencies(terms)
    most = fsum(_idf(n, dfs[term]) for term in terms if dfs[term])
    return score / (most * (index.manifest.bm25.k1 + 1)) if most else 0.0


def explain(index: Index, question: str, hit_id: str) -> list[TermWeight]:
    """Why a unit was found: its terms in common with the question, strongest first, adding up to its score.

    A term that the question repeats is listed once with its whole weight.
    Raises: UnknownLocator for an id that the index does not have.
    """
    return explain_terms(index, index.analyzer.terms(question), hit_id)


def explain_terms(index: Index, terms: QuestionTerms, hit_id: str) -> list[TermWeight]:
    """As `explain`, for a question that is analyzed already."""
    ordinal = index.ordinal(hit_id)
    if ordinal is None:
        raise UnknownLocator(f"expected the id of a unit, found {hit_id!r}; see: gongbao search")
    config, lengths = index.manifest.bm25, index.matrix.average_lengths
    fields = field_terms(index.unit(ordinal), index.analyzer, config)
    weights = index.matrix.weights(terms, ordinal)
    explained = (TermWeight(t, w, field_shares(t, fields, lengths, config)) for t, w in weights.items())
    return sorted(explained, key=lambda found: (-found.weight, found.term))
