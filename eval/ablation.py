"""What each piece of evidence and each rule of refusal is worth: the scores without it, by split.

In come a retriever and gold questions, out goes a markdown table:

| without           | cite@1 dev | cite@1 test | answer dev | answer test | refusal F1 dev | refusal F1 test |
|-------------------|-----------:|------------:|-----------:|------------:|---------------:|----------------:|
| nothing           |      0.925 |       0.857 |      0.932 |       0.823 |          0.979 |           0.777 |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from eval.gold import SPLITS, Question
from eval.metrics import AnswerScores, mean, score_answer, score_refusals
from eval.report import number, table
from eval.run import answerer
from retriever.evidence import DEFAULT_WEIGHTS
from retriever.refusal import RULES
from retriever.retriever import Retriever

_SCORES = ("cite@1", "answer", "refusal F1")


def ablation_table(retriever: Retriever, questions: Sequence[Question]) -> str:
    """One row without each weight and each rule, first the whole."""
    header = ["without", *(f"{score} {split}" for score in _SCORES for split in SPLITS)]
    return table(header, [_row(name, r, questions) for name, r in _ablated(retriever)])


def _ablated(retriever: Retriever) -> Iterator[tuple[str, Retriever]]:
    yield "nothing", retriever
    for weight in fields(DEFAULT_WEIGHTS):
        yield f"evidence: {weight.name}", retriever.variant(replace(DEFAULT_WEIGHTS, **{weight.name: 0.0}))
    for rule in RULES:
        yield f"refusal: {rule}", retriever.variant(without=rule)


def _row(name: str, retriever: Retriever, questions: Sequence[Question]) -> list[str]:
    answer = answerer(retriever)
    scored = [(q, score_answer(q, answer(q.question))) for q in questions]
    by_split = [[(q, s) for q, s in scored if q.split == split] for split in SPLITS]
    return [name, *(number(_score(score, group)) for score in _SCORES for group in by_split)]


def _score(name: str, group: Sequence[tuple[Question, AnswerScores]]) -> float | None:
    if name == "refusal F1":
        return score_refusals((q.answerable, s.is_refused) for q, s in group).f1
    column = "is_cited" if name == "cite@1" else "is_correct"
    return mean(float(getattr(s, column)) for q, s in group if q.answerable)
