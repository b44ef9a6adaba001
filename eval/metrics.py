"""Pure functions over Run and Qrels, and over answers: how good is one question's result.

    >>> score_answer(question, {"status": "no_answer", "answer": None, "citations": []}).is_refused
    True

Success@k, RR and nDCG are `ir_measures`' (trec_eval's), imported only when a ranking is scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.model import Unit
from eval.gold import GoldLocator, Question, by_place, squeeze

Run = Mapping[str, Sequence[tuple[str, float]]]
"""For each qid the (unit id, score) hits, best first."""

Qrels = Mapping[str, frozenset[str]]
"""For each answerable qid the ids of the relevant units."""


@dataclass(frozen=True, slots=True)
class RankScores:
    """How well one question was ranked. All zero when nothing relevant was found in time."""

    success_1: float = 0.0
    success_5: float = 0.0
    rr_10: float = 0.0
    ndcg_10: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """How well one question was answered.

    `is_cited`: the first citation is a gold place. `is_complete`: the citations hold every gold place
    of an all_of question, one of them otherwise. `is_correct`: the answer holds every required string.
    """

    is_refused: bool
    is_cited: bool = False
    is_complete: bool = False
    is_correct: bool = False


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refusing as a classifier of unanswerable questions; a rate with an empty denominator is None."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of the refused questions that are unanswerable."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of the unanswerable questions that were refused."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


def make_qrels(questions: Iterable[Question], units: Iterable[Unit]) -> dict[str, frozenset[str]]:
    """Turn gold places into unit ids, for the answerable questions; a place without a unit adds none."""
    places = by_place(units)
    return {
        question.qid: frozenset(unit.id for place in question.locators for unit in places.get(place, ()))
        for question in questions
        if question.answerable
    }


def score_ranking(run: Run, qrels: Qrels) -> dict[str, RankScores]:
    """Success@1, Success@5, RR@10 and nDCG@10 for each question of the qrels; no hits score zero.

    The order of the hits counts, not their scores: trec_eval would sort again and break ties by name.
    """
    from ir_measures import RR, Success, iter_calc, nDCG

    fields = {Success @ 1: "success_1", Success @ 5: "success_5", RR @ 10: "rr_10", nDCG @ 10: "ndcg_10"}
    judged = {qid: dict.fromkeys(sorted(ids), 1) for qid, ids in qrels.items() if ids}
    ranked = {qid: _by_rank(run.get(qid, ())) for qid in judged}
    found: dict[str, dict[str, float]] = {qid: {} for qid in qrels}
    if any(ranked.values()):
        for metric in iter_calc(list(fields), judged, ranked):
            found[metric.query_id][fields[metric.measure]] = float(metric.value)
    return {qid: RankScores(**scores) for qid, scores in found.items()}


def score_answer(question: Question, answer: Mapping[str, Any]) -> AnswerScores:
    """Compare an answer, in the JSON contract, with its gold question.

    Whitespace never counts. The required strings may stand in the answer or in the quote of the first
    citation; for an all_of question in the quote of any citation that is a gold place.
    """
    if answer["status"] == "no_answer":
        return AnswerScores(is_refused=True)
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    cited = [GoldLocator(citation["doc_no"], citation["locator"]) for citation in citations]
    found = [place in cited for place in question.locators]
    words = squeeze((answer["answer"] or "") + "\n" + "\n".join(_quotes(question, cited, citations)))
    return AnswerScores(
        is_refused=False,
        is_cited=bool(cited) and cited[0] in question.locators,
        is_complete=bool(found) and (all(found) if question.all_of else any(found)),
        is_correct=question.answerable and all(squeeze(text) in words for text in question.required),
    )


def score_refusals(results: Iterable[tuple[bool, bool]]) -> Refusals:
    """Count (is answerable, is refused) pairs."""
    pairs = list(results)
    return Refusals(
        right=pairs.count((False, True)), wrong=pairs.count((True, True)), missed=pairs.count((False, False))
    )


def mean(values: Iterable[float]) -> float | None:
    """Arithmetic mean, None of nothing."""
    numbers = list(values)
    return _ratio(sum(numbers), len(numbers))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _by_rank(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Ids with scores that fall by one a rank; an id keeps its first rank."""
    ids = dict.fromkeys(unit_id for unit_id, _ in hits)
    return {unit_id: float(len(ids) - rank) for rank, unit_id in enumerate(ids)}


def _quotes(
    question: Question, cited: Sequence[GoldLocator], citations: Sequence[Mapping[str, Any]]
) -> list[str]:
    return [
        citation["quote"]
        for rank, (place, citation) in enumerate(zip(cited, citations, strict=True))
        if rank == 0 or (question.all_of and place in question.locators)
    ]
