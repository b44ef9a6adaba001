"""Ways to fuse two ranked lists, and which of them holds up on questions it was not chosen on.

In come the lexical and the dense list of every question of some collections, out goes a table. The product's way is
`retriever.fusion`; the others stand here only to be compared with it. A way must do for all collections at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean, pstdev

from retriever.fusion import Ranked, dense_weight, fuse

_RRF_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009
WEIGHTS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
DEPTH = 10
SHIPPED = "min-max, weight by question (as shipped)"


@dataclass(frozen=True, slots=True)
class Lists:
    """What was ranked for one question; `reached` as `retriever.lexical.reached` gives it."""

    lexical: Ranked
    dense: Ranked
    reached: float
    relevant: frozenset[int]
    fold: int


Way = Callable[[Lists], list[tuple[int, float]]]


def _shipped(lists: Lists) -> list[tuple[int, float]]:
    return fuse(lists.lexical, lists.dense, dense_weight(lists.dense, lists.reached), DEPTH)


def _min_max(lists: Lists, weight: float) -> list[tuple[int, float]]:
    return fuse(lists.lexical, lists.dense, weight, DEPTH)


def _summed(parts: Iterable[Mapping[int, float]]) -> list[tuple[int, float]]:
    added: dict[int, float] = {}
    for scores in parts:
        for ordinal, score in scores.items():
            added[ordinal] = added.get(ordinal, 0.0) + score
    return sorted(added.items(), key=lambda pair: (-pair[1], pair[0]))[:DEPTH]


def _by_rank(lists: Lists, weight: float) -> list[tuple[int, float]]:
    """Reciprocal rank fusion, the dense list weighted."""
    parts = ((lists.lexical, 1.0), (lists.dense, weight))
    return _summed(
        {ordinal: share / (_RRF_K + rank) for rank, (ordinal, _) in enumerate(ranked, 1)}
        for ranked, share in parts
    )


def _by_deviation(lists: Lists, weight: float) -> list[tuple[int, float]]:
    """Standard scores added; what a list lacks counts as its last."""
    return _summed(
        (_standard(lists.lexical, 1.0, lists.dense), _standard(lists.dense, weight, lists.lexical))
    )


def _standard(ranked: Ranked, share: float, other: Ranked) -> dict[int, float]:
    if not ranked:
        return {}
    scores = [score for _, score in ranked]
    middle, spread = fmean(scores), pstdev(scores) or 1.0
    found = {ordinal: share * (score - middle) / spread for ordinal, score in ranked}
    last = min(found.values())
    return {ordinal: last for ordinal, _ in other} | found


def _by_best(lists: Lists, weight: float) -> list[tuple[int, float]]:
    """Each score as a share of its list's best."""
    parts = ((lists.lexical, 1.0), (lists.dense, weight))
    return _summed(
        {ordinal: share * score / ranked[0][1] for ordinal, score in ranked}
        for ranked, share in parts
        if ranked and ranked[0][1] > 0
    )


def ways() -> dict[str, Way]:
    """Every way and weight by name; the product's own first."""
    kinds = {
        "min-max": _min_max,
        "standard scores": _by_deviation,
        "share of best": _by_best,
        "reciprocal ranks": _by_rank,
    }
    return {
        SHIPPED: _shipped,
        "words alone": lambda lists: list(lists.lexical[:DEPTH]),
        "meaning alone": lambda lists: list(lists.dense[:DEPTH]),
    } | {f"{name}, weight {w}": partial(way, weight=w) for name, way in kinds.items() for w in WEIGHTS}


def reciprocal_rank(ranked: Ranked, relevant: frozenset[int]) -> float:
    """1 / rank of the first relevant one, 0 where there is none."""
    return next((1 / rank for rank, (ordinal, _) in enumerate(ranked, 1) if ordinal in relevant), 0.0)


def table(collections: Mapping[str, Sequence[Lists]]) -> str:
    """RR@10 of every way in every collection, best mean first, and of the way chosen on the other folds."""
    scores = {
        name: {
            of: [reciprocal_rank(way(one), one.relevant) for one in lists]
            for of, lists in collections.items()
        }
        for name, way in ways().items()
    }
    means = {name: [fmean(found) for found in by.values()] for name, by in scores.items()}
    rows = [
        f"| {name} | {' | '.join(f'{mean:.3f}' for mean in found)} | {fmean(found):.3f} |"
        for name, found in sorted(means.items(), key=lambda pair: -fmean(pair[1]))
    ]
    head = f"| fusion, RR@10 | {' | '.join(collections)} | mean |\n|---|{'---:|' * (len(collections) + 1)}"
    return "\n".join([head, *rows, "", _held_out(scores, collections)])


def _held_out(
    scores: Mapping[str, Mapping[str, Sequence[float]]], collections: Mapping[str, Sequence[Lists]]
) -> str:
    """The score of each fold under the way with the best mean over collections on the other folds."""

    def mean(name: str, of: str, fold: int) -> float:
        return fmean(s for s, one in zip(scores[name][of], collections[of], strict=True) if one.fold != fold)

    reached: dict[str, list[float]] = {of: [] for of in collections}
    chosen = []
    for fold in sorted({one.fold for lists in collections.values() for one in lists}):
        best = max(scores, key=lambda name: sum(mean(name, of, fold) for of in collections))
        chosen.append(best)
        for of, lists in collections.items():
            reached[of] += [s for s, one in zip(scores[best][of], lists, strict=True) if one.fold == fold]
    found = ", ".join(f"{of} {fmean(found):.3f}" for of, found in reached.items())
    return f"chosen on the other folds: {found} ({'; '.join(chosen)})"
