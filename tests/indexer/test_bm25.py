"""BM25: against the formula written out, against rank_bm25, and the fast top k against plain sorting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

import indexer.bm25
from indexer.bm25 import Bm25Config, Field, build, field_shares, hash_terms

ONE = Bm25Config(fields=(Field("text"),), dtype="float64")
TWO = Bm25Config(fields=(Field("text", 1.0, 0.6), Field("title", 2.5, 0.3)), dtype="float64")
OKAPI = replace(ONE, formula="okapi", k1=1.5)

Unit = Sequence[Sequence[str]]
words = st.lists(st.sampled_from("甲乙丙丁戊己庚"), max_size=12)
units_of_two = st.lists(st.tuples(words, words), min_size=1, max_size=12)


def brute_force(units: Sequence[Unit], question: Sequence[str], config: Bm25Config) -> list[float]:
    """BM25F as the module's docstring prints it, one unit and one term at a time."""
    n, scores = len(units), []
    average = [sum(len(unit[f]) for unit in units) / n or 1.0 for f in range(len(config.fields))]
    for unit in units:
        score = 0.0
        for term in question:
            df = sum(any(term in field for field in other) for other in units)
            wtf = 0.0
            for f, field in enumerate(config.fields):
                norm = 1 - field.b + field.b * len(unit[f]) / average[f]
                wtf += field.weight * unit[f].count(term) / norm if norm else 0.0
            score += log(1 + (n - df + 0.5) / (df + 0.5)) * (config.k1 + 1) * wtf / (config.k1 + wtf)
        scores.append(score)
    return scores


@given(units_of_two, words, st.sampled_from([0.0, 0.125, 0.5, 1.0]))
def test_scores_are_the_formula(units: list[Unit], question: list[str], dense_share: float) -> None:
    matrix = build(units, replace(TWO, dense_share=dense_share))
    np.testing.assert_allclose(matrix.scores(question), brute_force(units, question, TWO), rtol=1e-12)


@given(units_of_two, words)
def test_float32_is_close(units: list[Unit], question: list[str]) -> None:
    single = build(units, replace(TWO, dtype="float32"))
    assert single.impacts.dtype == single.dense.dtype == np.float32
    np.testing.assert_allclose(single.scores(question), brute_force(units, question, TWO), rtol=1e-6)


@given(st.lists(words.filter(bool), min_size=1, max_size=12), words, st.sampled_from([0.0, 0.5, 1.0]))
def test_okapi_scores_are_those_of_rank_bm25(
    units: list[list[str]], question: list[str], dense_share: float
) -> None:
    """Negative idfs included: most of these terms stand in more than half of the units."""
    matrix = build([[unit] for unit in units], replace(OKAPI, dense_share=dense_share))
    expected = BM25Okapi(units).get_scores(question)
    np.testing.assert_allclose(matrix.scores(question), expected, rtol=1e-6, atol=1e-12)


def _zipf_units(n_units: int, seed: int) -> list[list[list[str]]]:
    random = np.random.default_rng(seed)
    return [[[str(term) for term in random.zipf(1.3, 30) if term < 5000]] for _ in range(n_units)]


@pytest.mark.parametrize("few_units", [0, 10_000])
@pytest.mark.parametrize("dense_share", [0.005, 0.125])
@pytest.mark.parametrize("k", [1, 10, 3000])
def test_top_is_sorting_all_scores(
    few_units: int, dense_share: float, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of using full rows, over frequencies like those of language, repeats in the question too."""
    monkeypatch.setattr(indexer.bm25, "_FEW_UNITS", few_units)
    matrix = build(_zipf_units(2000, seed=1), replace(ONE, dtype="float32", dense_share=dense_share))
    random = np.random.default_rng(2)
    for _ in range(100):
        question = [str(term) for term in random.zipf(1.3, 12)]
        scores = matrix.scores(question)
        order = [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] > 0][:k]
        found = matrix.top(question, k)
        assert [ordinal for ordinal, _ in found] == order
        np.testing.assert_allclose([score for _, score in found], scores[order], rtol=1e-12)


@settings(max_examples=30)
@given(st.lists(words, min_size=1, max_size=12), words, st.integers(1, 5))
def test_top_with_negative_weights(units: list[list[str]], question: list[str], k: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexer.bm25, "_FEW_UNITS", 0)
        matrix = build([[unit] for unit in units], OKAPI)
        scores = matrix.scores(question)
        order = [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] > 0][:k]
        assert [ordinal for ordinal, _ in matrix.top(question, k)] == order


@pytest.mark.parametrize("few_units", [0, 10_000])
def test_equal_scores_stand_in_document_order(few_units: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer.bm25, "_FEW_UNITS", few_units)
    matrix = build([[["甲", "乙"]], [["丙"]], [["甲", "乙"]], [["甲", "丁"]]] * 20, ONE)
    assert [ordinal for ordinal, _ in matrix.top(["甲", "乙"], 5)] == [0, 2, 4, 6, 8]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (["乙"], [1]),
        (["丁"], []),  # no unit has it
        ([], []),
        (["乙", "丁"], [1]),
        (["甲"], [0, 1]),
    ],
)
def test_a_unit_without_a_term_is_no_hit(question: list[str], found: list[int]) -> None:
    matrix = build([[["甲"]], [["甲", "乙"]], [["丙"]], [[]]], ONE)
    assert sorted(ordinal for ordinal, _ in matrix.top(question, 10)) == found


def test_a_repeated_term_counts_each_time() -> None:
    matrix = build([[["甲"]], [["乙"]], [["丙"]]], ONE)
    assert matrix.scores(["甲", "甲"])[0] == pytest.approx(2 * matrix.scores(["甲"])[0])


@given(units_of_two, words, st.sampled_from([0.0, 1.0]))
def test_weights_add_up_to_the_score(units: list[Unit], question: list[str], dense_share: float) -> None:
    matrix = build(units, replace(TWO, dense_share=dense_share))
    scores = matrix.scores(question)
    for ordinal, score in enumerate(scores):
        assert sum(matrix.weights(question, ordinal).values()) == pytest.approx(score)


def test_field_shares() -> None:
    units = [[["甲", "乙"], ["甲"]], [["丙", "丙"], []]]
    lengths = build(units, TWO).average_lengths
    assert lengths == (2.0, 0.5)
    shares = field_shares("甲", units[0], lengths, TWO)
    title = 2.5 / (0.7 + 0.3 * 1 / 0.5)
    assert shares == pytest.approx({"text": 1 / (1 + title), "title": title / (1 + title)})
    assert field_shares("乙", units[0], lengths, TWO) == {"text": 1.0}
    assert field_shares("丙", units[0], lengths, TWO) == {}


def test_a_field_of_weight_zero_is_not_indexed() -> None:
    config = replace(ONE, fields=(Field("text"), Field("title", 0.0)))
    assert build([[["甲"], ["乙"]], [["丙"], []]], config).top(["乙"], 10) == []


def test_only_blank_units() -> None:
    matrix = build([[[]], [[]]], ONE)
    assert matrix.top(["甲"], 10) == []
    assert matrix.weights(["甲"], 0) == {}


def test_same_units_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks bound the memory only."""
    units = _zipf_units(300, seed=3)
    whole = build(units, ONE).arrays()
    monkeypatch.setattr(indexer.bm25, "_UNITS_PER_BLOCK", 7)
    in_blocks = build(units, ONE).arrays()
    assert {n: a.tobytes() for n, a in whole.items()} == {n: a.tobytes() for n, a in in_blocks.items()}


def test_hashes_do_not_depend_on_the_process() -> None:
    assert hash_terms(["甲", "吕梁"]).tolist() == [9087103938155524026, hash_terms(["吕梁"])[0]]


def test_a_hash_collision_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer.bm25, "hash_terms", lambda terms: np.zeros(len(list(terms)), np.uint64))
    with pytest.raises(ValueError, match="the same for '甲' and '乙'"):
        build([[["甲", "乙"]]], ONE)


def test_what_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        build([], ONE)
    with pytest.raises(ValueError, match="one field for the okapi formula, found 2"):
        build([[["甲"], ["乙"]]], replace(TWO, formula="okapi"))
    with pytest.raises(ValueError, match=r"shorter|longer"):
        build([[["甲"], ["乙"]]], ONE)
