"""Where training starts: which terms get a row, how long it is, and where it points.

In come the bags of all law articles, out go the terms, their idf and their rows. A row points where the term points
in a truncated SVD of the articles (latent semantic analysis: Deerwester and others, JASIS 41(6), 1990; randomised as
in Halko, Martinsson and Tropp, SIAM Review 53(2), 2011), and is as long as the idf, ln(1 + (N − df + ½) / (df + ½)):
a rare word counts more. The length is kept through training, only the direction learns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.utils.extmath import randomized_svd

from indexer.encoder.training.bags import Bags, Terms

Floats = NDArray[np.float32]

_ITERATIONS = 3


def frequent_terms(texts: Iterable[str], terms: Terms, n_terms: int) -> tuple[list[str], Floats]:
    """The terms of most articles, ties by spelling, and their idf, (n_terms,)."""
    df: Counter[str] = Counter()
    n_texts = 0
    for text in texts:
        df.update(set(terms(text)))
        n_texts += 1
    chosen = sorted(df, key=lambda term: (-df[term], term))[:n_terms]
    counts = np.array([df[term] for term in chosen], np.float64)
    return chosen, np.log1p((n_texts - counts + 0.5) / (counts + 0.5)).astype(np.float32)


def directions(articles: Bags, idf: Floats, dim: int, seed: int) -> Floats:
    """(n_terms, dim) rows as long as their idf."""
    matrix = csr_matrix((articles.weights, articles.rows, articles.starts), shape=(len(articles), len(idf)))
    weighted = matrix.multiply(idf[None, :]).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = (diags(1 / np.maximum(lengths, 1e-9)) @ weighted).astype(np.float32)
    _, _, right = randomized_svd(weighted, dim, n_iter=_ITERATIONS, random_state=seed)
    return of_length(right.T.astype(np.float32), idf)


def of_length(rows: Floats, lengths: Floats) -> Floats:
    """The rows, each scaled to a length."""
    found = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(found, 1e-9) * lengths[:, None], np.float32)
