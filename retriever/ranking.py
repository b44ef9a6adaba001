"""A question to ranked hits: by words, by meaning, or by both.

In come a question and its terms, out go hits, best first, with what each list gave them:

    >>> ranker = Ranker(index, encoder)  # doctest: +SKIP
    >>> hit = ranker.rank("高龄老人有钱拿吗", terms, k=1)[0]  # doctest: +SKIP
    >>> hit.score, hit.lexical, hit.dense  # doctest: +SKIP
    (1.31, 21.7, 0.48)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexMismatch
from indexer.embed import Encoder
from indexer.store import Index
from retriever.fusion import DEPTH, dense_weight, fuse
from retriever.lexical import Hit, reached, widened
from retriever.rerank import Reranker

Mode = Literal["lexical", "dense", "hybrid"]
MODES: tuple[Mode, ...] = get_args(Mode)


class Ranker:
    """Ranks the units of one index. Safe to share between threads."""

    def __init__(
        self, index: Index, encoder: Encoder | None = None, reranker: Reranker | None = None
    ) -> None:
        self.index = index
        self._encoder = encoder
        self._reranker = reranker

    @property
    def mode(self) -> Mode:
        """How it ranks unless told otherwise."""
        return "hybrid" if self._encoder else "lexical"

    def rank(
        self,
        question: str,
        terms: Sequence[str],
        k: int,
        mode: Mode | None = None,
        doc_nos: Collection[str] = (),
    ) -> list[Hit]:
        """The k best units, best first, equal scores in document order.

        Args: question as typed, terms as analyzed from it; doc_nos, the only documents to look in, if any.
        Raises: ValueError for k below 1; IndexMismatch for a mode that needs vectors the index does not have.
        """
        if k < 1:
            raise ValueError(f"expected k of at least 1, found {k}")
        mode = mode or self.mode
        among = self.index.ordinals_of(doc_nos) if doc_nos else None
        depth = max(k, DEPTH)
        lexical = self._lexical(question, terms, depth, among) if mode != "dense" else []
        dense = self._dense(question, depth, among) if mode != "lexical" else []
        best = lexical or dense
        if mode == "hybrid":
            weight = dense_weight(dense, reached(self.index, terms, lexical[0][1] if lexical else 0.0))
            best = fuse(lexical, dense, weight, depth)
        hits = self._hits(best[: max(k, DEPTH) if self._reranker else k], dict(lexical), dict(dense))
        return self._reranker.rerank(question, hits)[:k] if self._reranker else hits

    def _lexical(
        self, question: str, terms: Sequence[str], depth: int, among: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        weights = widened(self.index, question, terms)
        if among is None:
            return self.index.matrix.top(weights, depth)
        scores = self.index.matrix.scores(weights)[among]
        order = np.argsort(-scores, kind="stable")[:depth]
        return [(int(among[i]), float(scores[i])) for i in order if scores[i] > 0]

    def _dense(self, question: str, depth: int, among: NDArray[np.int64] | None) -> list[tuple[int, float]]:
        if self._encoder is None:
            raise IndexMismatch(
                "expected an index with vectors, found one of words alone; run: gongbao index"
            )
        return self.index.vectors.nearest(self._encoder.encode_questions([question])[0], depth, among)

    def _hits(
        self, best: Sequence[tuple[int, float]], lexical: Mapping[int, float], dense: Mapping[int, float]
    ) -> list[Hit]:
        units = ((ordinal, score, self.index.unit(ordinal)) for ordinal, score in best)
        return [Hit(unit.id, score, unit, lexical.get(i), dense.get(i)) for i, score, unit in units]
