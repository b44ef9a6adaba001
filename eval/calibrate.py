"""Fits the confidence in an answer on gold questions.

In come retrievers with questions of theirs, out go the weights of `retriever.confidence`:

>>> fit([(retriever, in_split(load_gold(), "dev"))], fingerprint)  # doctest: +SKIP

Logistic regression (scikit-learn's, L2) over the standardised signs and the question's vector; what it predicts is
whether a question is answerable. The threshold is where refusal F1 plus the share of answerable questions answered is
highest, each set weighing the same, on predictions for questions that were left out (ten folds).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.gold import Question
from eval.metrics import score_refusals
from retriever.confidence import Confidence, Signs
from retriever.refusal import RULES
from retriever.retriever import Retriever

_SHRINKAGE = 0.01  # C of scikit-learn
_QUESTION_SCALE = 8.0  # brings the numbers of a unit vector near to the standardised signs
_FOLDS = 10
_TRUSTED = 5  # times that a rule is taken to have been right
_STEPS = np.linspace(0.3, 0.8, 51)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The signs of one question, whether it can be answered, and the set it comes from."""

    signs: Signs
    is_answerable: bool
    of_set: int


def examples(sets: Iterable[tuple[Retriever, Sequence[Question]]]) -> list[Example]:
    """The questions whose answers are judged; look-ups are certain, and teach nothing."""
    return [
        Example(signs, question.answerable, number)
        for number, (retriever, questions) in enumerate(sets)
        for question in questions
        if (signs := retriever.signs(question.question))
    ]


def fit(found: Sequence[Example], encoder: str, seed: int = 0) -> Confidence:
    """The weights that tell answerable questions from others; `encoder` is the fingerprint of what encoded them."""
    names = sorted({*RULES, *(name for example in found for name in example.signs.values)})
    folds = np.random.default_rng(seed).integers(0, _FOLDS, len(found))
    left_out = np.zeros(len(found))
    for fold in range(_FOLDS):
        learnt = _fit([e for e, f in zip(found, folds, strict=True) if f != fold], names, encoder)
        for at in np.flatnonzero(folds == fold).tolist():
            left_out[at] = learnt.of(found[at].signs)
    least = max(_STEPS, key=lambda step: _worth(found, left_out, float(step)))
    fitted = _fit(found, names, encoder)
    return Confidence(fitted.bias, fitted.signs, fitted.question, round(float(least), 2), encoder)


def _fit(found: Sequence[Example], names: Sequence[str], encoder: str) -> Confidence:
    from sklearn.linear_model import LogisticRegression

    values = np.array([[example.signs.values.get(name, 0.0) for name in names] for example in found])
    questions = np.stack([example.signs.question for example in found])
    imagined = _imagined(values, names)
    values = np.concatenate([values, imagined])
    questions = np.concatenate([questions, np.tile(questions.mean(0), (len(imagined), 1))])
    means, spreads = values.mean(0), values.std(0)
    spreads[spreads == 0] = 1.0
    model = LogisticRegression(C=_SHRINKAGE, max_iter=5000)
    model.fit(
        np.concatenate([(values - means) / spreads, questions * _QUESTION_SCALE], 1),
        [example.is_answerable for example in found] + [False] * len(imagined),
    )
    of_signs = model.coef_[0, : len(names)] / spreads
    return Confidence(
        bias=round(float(model.intercept_[0] - of_signs @ means), 4),
        signs={name: round(float(weight), 4) for name, weight in zip(names, of_signs, strict=True)},
        question=(model.coef_[0, len(names) :] * _QUESTION_SCALE).round(3).astype(np.float32),
        least=0.5,
        encoder=encoder,
    )


def _imagined(values: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.float64]:
    """Average questions on which one rule alone gives a reason: it is taken to have been right so often before
    anything is seen, so that a rule that hardly ever applies counts for what it says."""
    average = np.where(np.isin(names, list(RULES)), 0.0, values.mean(0))
    rows = [np.where(np.array(names) == rule, 1.0, average) for rule in RULES if rule in names]
    return np.repeat(np.array(rows).reshape(-1, len(names)), _TRUSTED, axis=0)


def _worth(found: Sequence[Example], left_out: NDArray[np.float64], least: float) -> float:
    """Refusal F1 and the share of answerable questions answered, added; the mean over sets."""
    sets = np.array([example.of_set for example in found])
    total = 0.0
    for number in np.unique(sets):
        pairs = [
            (found[at].is_answerable, bool(left_out[at] < least))
            for at in np.flatnonzero(sets == number).tolist()
        ]
        refusals = score_refusals(pairs)
        answered = sum(able and not refused for able, refused in pairs) / max(
            sum(able for able, _ in pairs), 1
        )
        total += (refusals.f1 or 0.0) + answered
    return total / len(np.unique(sets))
