"""Two ranked lists to one: scores brought to a common scale, weighted and added.

In come lists of (ordinal, score), best first, from retrievers whose scores do not compare; out goes one list:

    >>> fuse([(7, 30.0), (3, 20.0), (5, 10.0)], [(3, 0.9), (8, 0.1)], weight=0.5, k=2)
    [(7, 1.0), (3, 1.0)]

A list is mapped to 0…1 by its own best and worst score (min-max); a unit that one list does not hold gets 0 of it.
Formula: MinMax normalisation with a weighted CombSUM, J. H. Lee, "Analyses of Multiple Evidence Combination",
SIGIR 1997. Reciprocal ranks (RRF) threw away how far the first is ahead, and lost where that was measured.

How much the dense list counts is a matter of the question, `dense_weight`: lay questions to laws want it to count more
than questions to a bulletin, which its own words find.
"""

from __future__ import annotations

from collections.abc import Sequence

Ranked = Sequence[tuple[int, float]]

DEPTH = 100  # how much of each list is fused
_SCALE = 4.0  # chosen on the gold sets and on STARD together


def dense_weight(dense: Ranked, reached: float) -> float:
    """4 · c · (1 − r): what meaning counts beside words for one question.

    c is the best cosine of the dense list, how near the collection comes to the question at all; r, `reached`, what
    share of the weight of the question's words the best unit holds, 0…1. Where no unit has the words of the question
    and one is near to it, meaning decides; where a unit has them all, words do.
    """
    near = dense[0][1] if dense else 0.0
    left = 1.0 - min(max(reached, 0.0), 1.0)
    return _SCALE * max(near, 0.0) * left


def fuse(lexical: Ranked, dense: Ranked, weight: float, k: int) -> list[tuple[int, float]]:
    """The k best of both lists, `weight` times the dense share added to the lexical one, ties by ordinal.

    Scores are from 0 to 1 + weight.
    """
    fused = min_max(lexical)
    for ordinal, share in min_max(dense).items():
        fused[ordinal] = fused.get(ordinal, 0.0) + weight * share
    best_first = sorted(sorted(fused), key=fused.__getitem__, reverse=True)[
        :k
    ]  # a stable sort keeps ties in order
    return [(ordinal, fused[ordinal]) for ordinal in best_first]


def min_max(ranked: Ranked) -> dict[int, float]:
    """Ordinal to score mapped to 0…1, of a list that is best first; if its scores are all equal each gives 1."""
    if not ranked:
        return {}
    worst = ranked[-1][1]
    span = ranked[0][1] - worst
    if span <= 0:
        return {ordinal: 1.0 for ordinal, _ in ranked}
    return {ordinal: (score - worst) / span for ordinal, score in ranked}
