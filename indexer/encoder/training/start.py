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


def spoken_terms(
    questions: Iterable[str], terms: Terms, known: Iterable[str], n_terms: int, most: float
) -> tuple[list[str], Floats]:
    """Terms of callers' questions that articles do not teach: those of most questions, ties by spelling.

    Their lengths are their idf among the questions, at most `most`: that a word of speech is rare in laws says nothing.
    """
    known = set(known)
    df: Counter[str] = Counter()
    n_questions = 0
    for question in questions:
        df.update(set(terms(question)) - known)
        n_questions += 1
    chosen = sorted(df, key=lambda term: (-df[term], term))[:n_terms]
    counts = np.array([df[term] for term in chosen], np.float64)
    return chosen, np.minimum(np.log1p(n_questions / np.maximum(counts, 1)), most).astype(np.float32)


def towards(rows: Floats, questions: Bags, answers: Bags, lengths: Floats, first: int) -> Floats:
    """`rows` with those from `first` on pointed at what answers the questions that hold them.

    Args: questions and answers pair by pair; a row that no question holds stays as it is.
    """
    sums = np.zeros_like(rows[first:])
    for i in range(len(questions)):
        asked, _ = questions[i]
        spoken = asked[asked >= first] - first
        if len(spoken):
            held, weights = answers[i]
            answer = weights @ rows[held]
            sums[spoken] += answer / max(float(np.linalg.norm(answer)), 1e-9)
    is_met = np.linalg.norm(sums, axis=1) > 0
    out = rows.copy()
    out[first:][is_met] = sums[is_met]
    return of_length(out, lengths)


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
