"""Metrics against examples worked out by hand."""

from __future__ import annotations

from math import log2
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Unit
from eval.gold import GoldLocator, Question
from eval.metrics import (
    AnswerScores,
    RankScores,
    Refusals,
    make_qrels,
    mean,
    score_answer,
    score_ranking,
    score_refusals,
)
from eval.trec import write_qrels, write_run

BEST_OF_TWO = 1 + 1 / log2(3)  # ideal DCG with two relevant units: ranks 1 and 2


@pytest.mark.parametrize(
    ("relevant", "ranked", "expected"),
    [
        ("a", "abc", RankScores(1, 1, 1, 1)),
        ("b", "abc", RankScores(0, 1, 1 / 2, 1 / log2(3))),
        ("f", "abcdef", RankScores(0, 0, 1 / 6, 1 / log2(7))),  # rank 6 is beyond Success@5
        ("k", "abcdefghijk", RankScores()),  # rank 11 is beyond every cut-off
        ("z", "abc", RankScores()),
        ("z", "", RankScores()),  # unanswered counts as zero
        ("ac", "abc", RankScores(1, 1, 1, (1 + 1 / log2(4)) / BEST_OF_TWO)),
        ("bc", "abc", RankScores(0, 1, 1 / 2, (1 / log2(3) + 1 / log2(4)) / BEST_OF_TWO)),
        ("b", "aab", RankScores(0, 1, 1 / 2, 1 / log2(3))),  # a repeated id counts once
    ],
)
def test_rankings_score_as_by_hand(relevant: str, ranked: str, expected: RankScores) -> None:
    # All hits tie: their order must decide, not their names.
    scores = score_ranking({"q": [(unit, 1.0) for unit in ranked]}, {"q": frozenset(relevant)})["q"]
    assert scores.success_1 == expected.success_1
    assert scores.success_5 == expected.success_5
    assert scores.rr_10 == pytest.approx(expected.rr_10)
    assert scores.ndcg_10 == pytest.approx(expected.ndcg_10)


def test_every_judged_question_is_scored() -> None:
    scores = score_ranking(
        {"q1": [("a", 1.0)], "q9": [("a", 1.0)]}, {"q1": frozenset("a"), "q2": frozenset("a")}
    )
    assert scores == {"q1": RankScores(1, 1, 1, 1), "q2": RankScores()}


def test_qrels_hold_the_units_of_every_place() -> None:
    units = [
        Unit("A/1", "", "A", locator="一"),
        Unit("A/2", "", "A", locator="二"),
        Unit("B/1", "", "B", locator="一"),
    ]
    answerable = Question("q1", "?", "staff", True, (GoldLocator("A", "二"), GoldLocator("B", "一")))
    assert make_qrels([answerable, Question("q2", "?", "staff", False)], units) == {"q1": {"A/2", "B/1"}}


def reply(answer: str, *citations: tuple[str, str]) -> dict[str, Any]:
    """An answer citing (label, quote) pairs of document A."""
    return {
        "status": "answered",
        "answer": answer,
        "citations": [{"doc_no": "A", "locator": label, "quote": quote} for label, quote in citations],
    }


REFUSED: dict[str, Any] = {"status": "no_answer", "answer": None, "citations": []}
ANY_OF = Question("q", "?", "staff", True, (GoldLocator("A", "一"), GoldLocator("A", "二")), ("50元", "每月"))
ALL_OF = Question("q", "?", "staff", True, ANY_OF.locators, ANY_OF.required, all_of=True)
UNANSWERABLE = Question("q", "?", "staff", False)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (ANY_OF, reply("每月 50\n元", ("二", "")), AnswerScores(False, True, True, True)),
        (ANY_OF, reply("50元", ("二", "每月发放")), AnswerScores(False, True, True, True)),
        (ANY_OF, reply("50元", ("三", ""), ("二", "每月")), AnswerScores(False, False, True, False)),
        (
            ANY_OF,
            reply("每月50元", ("三", "")),
            AnswerScores(False, False, False, True),
        ),  # right, badly cited
        (ANY_OF, reply("每月60元"), AnswerScores(False)),
        (
            ANY_OF,
            {**reply("每月50元", ("一", "")), "status": "ambiguous"},
            AnswerScores(False, True, True, True),
        ),
        (ANY_OF, REFUSED, AnswerScores(True)),
        (ALL_OF, reply("50元", ("二", ""), ("一", "每月")), AnswerScores(False, True, True, True)),
        (ALL_OF, reply("50元", ("二", ""), ("三", "每月")), AnswerScores(False, True, False, False)),
        (UNANSWERABLE, REFUSED, AnswerScores(True)),
        (UNANSWERABLE, reply("50元", ("一", "")), AnswerScores(False)),  # nothing required, still not correct
    ],
)
def test_answers_score_as_by_hand(question: Question, answer: dict[str, Any], expected: AnswerScores) -> None:
    assert score_answer(question, answer) == expected


def test_refusals_score_as_by_hand() -> None:
    # 4 unanswerable, 3 of them refused; 6 answerable, 1 of them refused: P 3/4, R 3/4, F1 3/4.
    pairs = [(False, True)] * 3 + [(False, False)] + [(True, True)] + [(True, False)] * 5
    refusals = score_refusals(pairs)
    assert refusals == Refusals(right=3, wrong=1, missed=1)
    assert (refusals.precision, refusals.recall, refusals.f1) == (0.75, 0.75, 0.75)


def test_empty_rates_are_none() -> None:
    nothing = score_refusals([(True, False)])
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    assert mean([]) is None
    assert mean([1, 0]) == 0.5


def test_trec_files_keep_the_order(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"q2": [("b", 0.5), ("a", 0.5)], "q1": [("甲/第1条", 9.0)]}, tag="us")
    write_qrels(tmp_path / "qrels", {"q2": frozenset("ba"), "q1": frozenset()})
    assert (tmp_path / "run").read_text("utf-8") == "q1 Q0 甲/第1条 1 1 us\nq2 Q0 b 1 2 us\nq2 Q0 a 2 1 us\n"
    assert (tmp_path / "qrels").read_text("utf-8") == "q2 0 a 1\nq2 0 b 1\n"


@pytest.mark.parametrize("name", ["a b", "a\u3000b", "", " a"])
def test_trec_files_refuse_spaces(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="without spaces"):
        write_qrels(tmp_path / "qrels", {"q": frozenset({name})})
    assert not (tmp_path / "qrels").exists()
