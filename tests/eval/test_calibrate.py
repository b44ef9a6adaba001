"""Fitting the confidence: what tells answerable questions from others gets its weight."""

from __future__ import annotations

import numpy as np
import pytest

from eval.calibrate import Example, fit
from retriever.confidence import Signs
from retriever.refusal import RULES


@pytest.fixture(scope="module")
def found() -> list[Example]:
    """Answerable questions are nearer to their unit; one rule speaks up only where there is no answer."""
    rng = np.random.default_rng(7)
    examples = []
    for number in range(300):
        is_answerable = number % 3 > 0
        values = {"cosine": float(rng.normal(0.8 if is_answerable else 0.3, 0.1))}
        if not is_answerable and rng.random() < 0.5:
            values["other_form"] = 1.0
        vector = rng.normal(size=4).astype(np.float32)
        examples.append(Example(Signs(values, vector / np.linalg.norm(vector)), is_answerable, number % 2))
    return examples


def test_the_signs_that_tell_are_weighed(found: list[Example]) -> None:
    fitted = fit(found, "encoder")
    assert fitted.signs["cosine"] > 0 > fitted.signs["other_form"]
    assert fitted.encoder == "encoder"
    right = [(fitted.of(example.signs) >= fitted.least) == example.is_answerable for example in found]
    assert np.mean(right) > 0.95


def test_a_rule_that_was_never_seen_counts_against(found: list[Example]) -> None:
    fitted = fit(found, "encoder")
    assert all(fitted.signs[rule] < 0 for rule in RULES)


def test_the_same_questions_give_the_same_weights(found: list[Example]) -> None:
    one, other = fit(found, "encoder"), fit(found, "encoder")
    assert (one.bias, one.signs, one.least) == (other.bias, other.signs, other.least)
