"""The baseline everybody would build: 300-character chunks, jieba words, `rank_bm25.BM25Okapi`.

Documents and gold questions in, a Run over the gold units out, so that it is scored like our own search:
a chunk that covers a gold unit stands for that unit, any other keeps a name such as `吕政函〔2023〕88号#4`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.model import Document, Unit
from eval.gold import Question
from eval.metrics import Qrels

CHUNK_SIZE = 300


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A fixed-size stretch of a document, cut without regard to its structure."""

    name: str
    doc_no: str
    start: int
    end: int
    text: str


def baseline_run(
    documents: Sequence[Document], questions: Iterable[Question], qrels: Qrels, k: int = 10
) -> dict[str, list[tuple[str, float]]]:
    """Rank chunks for each question of the qrels and name them after the gold units they cover."""
    chunks = [chunk for document in documents for chunk in cut(document)]
    units = {unit.id: unit for document in documents for unit in document.units}
    asked = [question for question in questions if question.qid in qrels]
    if not chunks:
        return {question.qid: [] for question in asked}
    ranked = _rank(chunks, [question.question for question in asked], k)
    gold = ([units[i] for i in sorted(qrels[question.qid]) if i in units] for question in asked)
    return {q.qid: _name(hits, wanted) for q, hits, wanted in zip(asked, ranked, gold, strict=True)}


def cut(document: Document, size: int = CHUNK_SIZE) -> list[TextChunk]:
    """Cut a document's text into chunks of `size` characters; the last one may be shorter."""
    return [
        TextChunk(
            f"{document.doc_no}#{start // size + 1}",
            document.doc_no,
            start,
            min(start + size, len(document.text)),
            document.text[start : start + size],
        )
        for start in range(0, len(document.text), size)
    ]


def covers(chunk: TextChunk, unit: Unit) -> bool:
    """Whether they share at least half of the unit, or half of the chunk where the unit is longer."""
    shared = min(chunk.end, unit.end) - max(chunk.start, unit.start)
    shorter = min(chunk.end - chunk.start, unit.end - unit.start)
    return chunk.doc_no == unit.doc_no and shared > 0 and 2 * shared >= shorter


def _rank(chunks: Sequence[TextChunk], queries: Sequence[str], k: int) -> list[list[tuple[TextChunk, float]]]:
    import jieba
    from rank_bm25 import BM25Okapi

    jieba.setLogLevel(logging.WARNING)
    index = BM25Okapi([jieba.lcut(chunk.text) for chunk in chunks])
    scored = [index.get_scores(jieba.lcut(query)) for query in queries]
    tops = [np.argsort(-scores, kind="stable")[:k] for scores in scored]
    return [[(chunks[i], float(scores[i])) for i in top] for scores, top in zip(scored, tops, strict=True)]


def _name(hits: Sequence[tuple[TextChunk, float]], gold: Sequence[Unit]) -> list[tuple[str, float]]:
    """Name each chunk after the first gold unit that it covers and no better chunk stood for."""
    named: list[tuple[str, float]] = []
    left = list(gold)
    for chunk, score in hits:
        unit = next((unit for unit in left if covers(chunk, unit)), None)
        if unit:
            left.remove(unit)
        named.append((unit.id if unit else chunk.name, score))
    return named
