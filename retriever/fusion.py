"""Two ranked lists to one: scores brought to a common scale, weighted and added.

In come lists of (ordinal, score), best first, from retrievers whose scores do not compare; out goes one list:

    >>> fuse([(7, 30.0), (3, 20.0), (5, 10.0)], [(3, 0.9), (8, 0.1)], weight=0.5, k=2)
    [(7, 1.0), (3, 1.0)]

A list is mapped to 0…1 by its own best and worst score (min-max); a unit that one list does not hold gets 0 of it.
Formula: MinMax normalisation with a weighted CombSUM, J. H. Lee, "Analyses of Multiple Evidence Combination",
SIGIR 1997. Reciprocal ranks (RRF) threw away how far the first is ahead, and lost where that was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

Ranked = Sequence[tuple[int, float]]

DEPTH = 100  # how much of each list is fused


def fuse(lexical: Ranked, dense: Ranked, weight: float, k: int) -> list[tuple[int, float]]:
    """The k best of both lists, `weight` times the dense share added to the lexical one, ties by ordinal.

    Scores are from 0 to 1 + weight.
    """
    fused = min_max(lexical)
    for ordinal, share in min_max(dense).items():
        fused[ordinal] = fused.get(ordinal, 0.0) + weight * share
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def min_max(ranked: Ranked) -> dict[int, float]:
    """Ordinal to score mapped to 0…1; a list whose scores are all equal gives 1 to each."""
    if not ranked:
        return {}
    worst = min(score for _, score in ranked)
    span = max(score for _, score in ranked) - worst
    return {ordinal: (score - worst) / span if span > 0 else 1.0 for ordinal, score in ranked}
