"""Risk and coverage: how many answers are wrong when only the surest are given.

Questions are put in the order of the answers' confidence; each row keeps the surest of them:

| coverage | confidence | risk dev | risk test |
|---------:|-----------:|---------:|----------:|
|     10 % |      0.912 |    0.000 |     0.030 |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eval.gold import SPLITS, Question
from eval.metrics import score_answer
from eval.report import number, table

_STEPS = 10


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given: how sure it was, and whether it is wrong or should have been a refusal."""

    confidence: float
    is_wrong: bool


def curve_table(answer: Callable[[str], dict[str, Any]], questions: Sequence[Question]) -> str:
    """Ten steps of coverage, the risk of each in each split; refused questions are covered by no step."""
    given = {split: _given(answer, [q for q in questions if q.split == split]) for split in SPLITS}
    rows = []
    for step in range(1, _STEPS + 1):
        kept = {split: found[: round(len(found) * step / _STEPS)] for split, found in given.items()}
        least = min((answers[-1].confidence for answers in kept.values() if answers), default=None)
        rows.append(
            [f"{step * 100 // _STEPS} %", number(least), *(number(_risk(kept[split])) for split in SPLITS)]
        )
    return table(["coverage", "confidence", *(f"risk {split}" for split in SPLITS)], rows, text_columns=())


def _given(answer: Callable[[str], dict[str, Any]], questions: Sequence[Question]) -> list[Given]:
    found = []
    for question in questions:
        said = answer(question.question)
        scores = score_answer(question, said)
        if not scores.is_refused:
            found.append(Given(said["confidence"], not (scores.is_cited and scores.is_correct)))
    return sorted(found, key=lambda given: -given.confidence)


def _risk(given: Sequence[Given]) -> float | None:
    return sum(g.is_wrong for g in given) / len(given) if given else None
