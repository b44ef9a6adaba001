"""How sure an answer is: the formula, the file of weights, and what the shipped weights do."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from indexer.encoder.runtime import StaticEncoder
from retriever.confidence import Confidence, Signs
from retriever.refusal import RULES

FITTED = Confidence(0.5, {"near": 2.0, "no amount": -3.0}, np.array([1.0, -1.0], np.float32), 0.4, "abc")
QUESTION = np.array([0.25, 0.5], np.float32)


def test_it_is_the_logistic_of_the_weighted_signs() -> None:
    told = 0.5 + 2.0 * 0.5 - 3.0 + (0.25 - 0.5)
    assert FITTED.of(Signs({"near": 0.5, "no amount": 1.0}, QUESTION)) == pytest.approx(1 / (1 + exp(-told)))


def test_a_sign_without_a_weight_says_nothing() -> None:
    assert FITTED.of(Signs({"unheard of": 9.0}, QUESTION)) == FITTED.of(Signs({}, QUESTION))


def test_weights_come_back_as_they_were_saved(tmp_path: Path) -> None:
    FITTED.save(tmp_path / "weights.json")
    read = Confidence.open(tmp_path / "weights.json")
    assert np.array_equal(read.question, FITTED.question)
    assert (read.bias, read.signs, read.least, read.encoder) == (0.5, FITTED.signs, 0.4, "abc")


def test_the_shipped_weights_are_fitted_with_the_shipped_encoder() -> None:
    fitted, encoder = Confidence.open(), StaticEncoder.open()
    assert fitted.encoder == encoder.record.fingerprint
    assert fitted.question.shape == (encoder.record.dim,)


@pytest.mark.parametrize("rule", RULES)
def test_no_reason_against_makes_an_answer_surer(rule: str) -> None:
    assert Confidence.open().signs[rule] < 0
