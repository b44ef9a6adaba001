"""Ways to fuse two ranked lists, and which of them holds up on questions it was not chosen on.

In come the lexical and the dense list of every question, out goes a table. The product's way is `retriever.fusion`;
the others stand here only to be compared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import fmean, pstdev

from eval.metrics import Qrels
from retriever.fusion import Ranked, fuse

Fuser = Callable[[Ranked, Ranked, int], list[tuple[int, float]]]
Lists = Mapping[str, tuple[Ranked, Ranked]]
"""For each qid its lexical and its dense list."""

_RRF_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009
WEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5)


def _summed(lists: Sequence[Mapping[int, float]], k: int) -> list[tuple[int, float]]:
    added: dict[int, float] = {}
    for scores in lists:
        for ordinal, score in scores.items():
            added[ordinal] = added.get(ordinal, 0.0) + score
    return sorted(added.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def by_rank(lexical: Ranked, dense: Ranked, k: int, weight: float) -> list[tuple[int, float]]:
    """Reciprocal rank fusion, the dense list weighted."""
    parts = [
        {ordinal: share / (_RRF_K + rank) for rank, (ordinal, _) in enumerate(ranked, 1)}
        for ranked, share in ((lexical, 1.0), (dense, weight))
    ]
    return _summed(parts, k)


def by_deviation(lexical: Ranked, dense: Ranked, k: int, weight: float) -> list[tuple[int, float]]:
    """Standard scores added; what a list lacks counts as its last."""
    parts = [_standard(lexical, 1.0, dense), _standard(dense, weight, lexical)]
    return _summed(parts, k)


def _standard(ranked: Ranked, share: float, other: Ranked) -> dict[int, float]:
    if not ranked:
        return {}
    scores = [score for _, score in ranked]
    middle, spread = fmean(scores), pstdev(scores) or 1.0
    found = {ordinal: share * (score - middle) / spread for ordinal, score in ranked}
    last = min(found.values())
    return {ordinal: last for ordinal, _ in other} | found


def by_best(lexical: Ranked, dense: Ranked, k: int, weight: float) -> list[tuple[int, float]]:
    """Each score as a share of its list's best."""
    parts = [
        {ordinal: share * score / ranked[0][1] for ordinal, score in ranked}
        if ranked and ranked[0][1] > 0
        else {}
        for ranked, share in ((lexical, 1.0), (dense, weight))
    ]
    return _summed(parts, k)


def _min_max(lexical: Ranked, dense: Ranked, k: int, weight: float) -> list[tuple[int, float]]:
    return fuse(lexical, dense, weight, k)


def fusers() -> dict[str, Fuser]:
    """Every way and weight by name."""
    ways = {"min-max": _min_max, "standard scores": by_deviation, "share of best": by_best, "RRF": by_rank}
    return {f"{name} {w}": partial(way, weight=w) for name, way in ways.items() for w in WEIGHTS}


def reciprocal_rank(ranked: Ranked, relevant: frozenset[int], k: int = 10) -> float:
    """1 / rank of the first relevant one among the first k, else 0."""
    return next((1 / rank for rank, (ordinal, _) in enumerate(ranked[:k], 1) if ordinal in relevant), 0.0)


def held_out(
    lists: Lists, relevant: Mapping[str, frozenset[int]], folds: Mapping[str, int], ways: Mapping[str, Fuser]
) -> tuple[float, dict[str, float], list[str]]:
    """RR@10 where each fold is fused by the way that was best on the others.

    Returns: that mean; the mean of each way over everything; what each fold got.
    """
    scores = {
        name: {qid: reciprocal_rank(way(*lists[qid], 10), relevant[qid]) for qid in lists}
        for name, way in ways.items()
    }
    chosen, reached = [], []
    for fold in sorted(set(folds.values())):
        kept = [qid for qid in lists if folds[qid] != fold]
        best = max(ways, key=lambda name: fmean(scores[name][qid] for qid in kept))
        chosen.append(best)
        reached += [scores[best][qid] for qid in lists if folds[qid] == fold]
    return fmean(reached), {name: fmean(of.values()) for name, of in scores.items()}, chosen


def table(
    title: str, lists: Lists, qrels: Qrels, ordinals: Mapping[str, int], folds: Mapping[str, int]
) -> str:
    """Each way at its best weight, and at the weight that the product has where it is another."""
    relevant = {qid: frozenset(ordinals[i] for i in qrels[qid]) for qid in lists}
    ways = fusers()
    reached, means, chosen = held_out(lists, relevant, folds, ways)
    best: dict[str, tuple[float, str]] = {}
    for name, score in means.items():
        way = name.rpartition(" ")[0]
        best[way] = max(best.get(way, (0.0, "")), (score, name))
    rows = [f"| {name} | {score:.3f} |" for score, name in sorted(best.values(), reverse=True)]
    by_weight = " ".join(f"{w}: {means[f'min-max {w}']:.3f}" for w in WEIGHTS)
    alone = {
        "words alone": fmean(reciprocal_rank(lists[qid][0], relevant[qid]) for qid in lists),
        "meaning alone": fmean(reciprocal_rank(lists[qid][1], relevant[qid]) for qid in lists),
    }
    rows += [f"| {name} | {score:.3f} |" for name, score in alone.items()]
    return "\n".join(
        [
            f"| fusion, {title} | RR@10 |\n|---|---:|",
            *rows,
            f"\nchosen on the other folds: {reached:.3f} ({', '.join(chosen)})",
            f"min-max by weight of the dense list: {by_weight}",
        ]
    )
