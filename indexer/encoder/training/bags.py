"""Texts as bags of rows, all of a collection in three arrays.

In come texts, out go `Bags`: text i has rows[starts[i]:starts[i + 1]], each weighted by the square root of how
often the text has the term. Cutting a text costs more than a training step on it, so it is done once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bag = tuple[NDArray[np.int32], NDArray[np.float32]]
Terms = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """Shapes: starts (n + 1,) int64; rows, weights (n_entries,)."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> Bag:
        place = slice(self.starts[i], self.starts[i + 1])
        return self.rows[place], self.weights[place]


def cut(texts: Iterable[str], terms: Terms, row_of: Mapping[str, int]) -> Bags:
    """Cut texts into bags of the terms that have a row."""
    starts = [0]
    rows: list[int] = []
    counts: list[int] = []
    for text in texts:
        counted = Counter(term for term in terms(text) if term in row_of)
        rows += [row_of[term] for term in counted]
        counts += counted.values()
        starts.append(len(rows))
    weights = np.sqrt(np.array(counts, np.float32))
    return Bags(np.array(starts, np.int64), np.array(rows, np.int32), weights)


def joined(bags: Sequence[Bag]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Rows, offsets and weights of some bags one after the other, as torch's embedding_bag takes them."""
    lengths = [len(rows) for rows, _ in bags]
    offsets = np.cumsum([0, *lengths[:-1]])
    rows = np.concatenate([rows for rows, _ in bags]).astype(np.int64)
    return rows, offsets, np.concatenate([weights for _, weights in bags])
