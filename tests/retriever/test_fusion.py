"""Fusion by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.fusion import dense_weight, fuse, min_max

LISTS = st.lists(
    st.tuples(st.integers(0, 50), st.floats(-5, 50)), unique_by=lambda pair: pair[0], max_size=20
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[1]))


def test_min_max() -> None:
    assert min_max([(7, 30.0), (3, 20.0), (5, 10.0)]) == {7: 1.0, 3: 0.5, 5: 0.0}
    assert min_max([(7, 3.0)]) == {7: 1.0}  # one hit is the best there is
    assert min_max([]) == {}


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        # words: 7→1, 3→.5, 5→0; meaning: 3→1, 5→.5, 9→0
        (0.5, [(3, 1.0), (7, 1.0), (5, 0.25)]),  # a tie by ordinal
        (1.0, [(3, 1.5), (7, 1.0), (5, 0.5)]),
        (0.0, [(7, 1.0), (3, 0.5), (5, 0.0)]),
    ],
)
def test_fuse(weight: float, expected: list[tuple[int, float]]) -> None:
    lexical, dense = [(7, 30.0), (3, 20.0), (5, 10.0)], [(3, 0.9), (5, 0.6), (9, 0.3)]
    fused = fuse(lexical, dense, weight, 3)
    assert [ordinal for ordinal, _ in fused] == [ordinal for ordinal, _ in expected]
    assert dict(fused) == pytest.approx(dict(expected))


@given(LISTS, LISTS, st.floats(0, 2))
def test_every_unit_once_in_order_and_within_bounds(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]], weight: float
) -> None:
    fused = fuse(lexical, dense, weight, 100)
    assert {ordinal for ordinal, _ in fused} == {o for o, _ in lexical} | {o for o, _ in dense}
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))
    assert all(0 <= score <= 1 + weight + 1e-9 for _, score in fused)


@pytest.mark.parametrize(
    ("cosines", "reached", "weight"),
    [
        ([0.4, 0.2], 0.0, 1.6),
        ([0.4, 0.2], 0.5, 0.8),
        ([0.4, 0.2], 1.0, 0.0),  # the best unit has every word
        ([0.4, 0.2], 1.2, 0.0),  # lay words can bring a score above the most of the question's own
        ([-0.2, -0.4], 0.0, 0.0),  # nothing is near
        ([], 0.0, 0.0),
    ],
)
def test_dense_weight(cosines: list[float], reached: float, weight: float) -> None:
    assert dense_weight(list(enumerate(cosines)), reached) == pytest.approx(weight)
