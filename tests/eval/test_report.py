"""The baseline and the report, on a made-up document and made-up results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CheckFailed, DataFileError
from corpus.model import Document, Unit, Validity
from eval.baseline import TextChunk, baseline_run, covers, cut
from eval.gold import GoldLocator, Question
from eval.metrics import AnswerScores, RankScores
from eval.report import (
    Change,
    QuestionResult,
    Report,
    against_earlier,
    failures,
    load_report,
    render,
    save_report,
)
from eval.run import evaluate, finish

FIRST = "高龄老人每月发放生活补贴五十元。"
SECOND = "水库大坝由水利局负责巡查。"
FILLER = "本办法由有关部门按照职责分工组织实施，" * 15
LENGTH = len(FIRST + SECOND + 4 * FILLER)


def document() -> Document:
    text = FIRST + 2 * FILLER + SECOND + 2 * FILLER
    at = text.index(SECOND)
    units = (
        Unit("A/第1条", FIRST, "A", locator="第一条", start=0, end=len(FIRST)),
        Unit("A/第2条", SECOND, "A", locator="第二条", start=at, end=at + len(SECOND)),
    )
    return Document(
        "A",
        "办法",
        "市政府",
        "办法",
        "",
        None,
        (),
        None,
        Validity(),
        (),
        (),
        text,
        tuple(range(len(text))),
        units,
    )


QUESTIONS = (
    Question("q1", "高龄老人补贴多少", "colloquial", True, (GoldLocator("A", "第一条"),), ("五十元",)),
    Question("q2", "谁巡查水库大坝", "staff", True, (GoldLocator("A", "第二条"),), ("水利局",), split="test"),
    Question("q3", "地铁几点开", "staff", False, split="test"),
)


def test_a_document_is_cut_without_loss() -> None:
    chunks = cut(document())
    assert "".join(chunk.text for chunk in chunks) == document().text
    assert [(chunk.name, chunk.start, chunk.end) for chunk in chunks] == [
        ("A#1", 0, 300), ("A#2", 300, 600), ("A#3", 600, 900), ("A#4", 900, LENGTH)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "doc_no", "expected"),
    [
        (100, 200, "A", True),  # the chunk itself
        (90, 110, "A", True),  # exactly half of the unit
        (89, 109, "A", False),  # one character less
        (200, 210, "A", False),  # touches only
        (150, 450, "A", True),  # longer than the chunk, half of the chunk
        (151, 451, "A", False),
        (100, 200, "B", False),  # the same place in another document
        (120, 120, "A", False),  # an empty unit is nowhere
    ],
)
def test_a_chunk_covers_half_of_the_shorter(start: int, end: int, doc_no: str, expected: bool) -> None:
    chunk = TextChunk("A#2", "A", 100, 200, "")
    assert covers(chunk, Unit("u", "", doc_no, start=start, end=end)) is expected


def test_the_baseline_names_the_gold_it_finds() -> None:
    qrels = {"q1": frozenset({"A/第1条"}), "q2": frozenset({"A/第2条"})}
    run = baseline_run([document()], QUESTIONS, qrels)
    assert [name for name, _ in run["q1"]] == ["A/第1条", "A#2", "A#3", "A#4"]
    assert run["q2"][0][0] == "A/第2条"
    assert {name for name, _ in run["q2"][1:]} == {"A#1", "A#3", "A#4"}
    assert baseline_run([], QUESTIONS, qrels) == {"q1": [], "q2": []}


def answer(question: str) -> dict[str, Any]:
    """Knows the first question only, and refuses the others."""
    if question != QUESTIONS[0].question:
        return {"status": "no_answer", "answer": None, "citations": []}
    citation = {"doc_no": "A", "locator": "第一条", "quote": FIRST}
    return {"status": "answered", "answer": "五十元", "citations": [citation]}


def search(_question: str, k: int) -> list[tuple[str, float]]:
    return [("A/第1条", 2.0), ("A/第2条", 1.0)][:k]


def small_report() -> Report:
    return evaluate(answer, search, QUESTIONS, document().units, [document()])


def test_an_evaluation_scores_each_question() -> None:
    q1, q2, q3 = small_report().results
    assert q1 == QuestionResult(
        "q1",
        "colloquial",
        True,
        AnswerScores(False, True, True, True),
        RankScores(1, 1, 1, 1),
        RankScores(1, 1, 1, 1),
    )
    assert q2.answer == AnswerScores(True)
    assert q2.ranking is not None
    assert (q2.ranking.success_1, q2.ranking.rr_10) == (0, 0.5)
    assert q3 == QuestionResult("q3", "staff", False, AnswerScores(True), split="test")


def test_an_evaluation_refuses_gold_that_is_not_there() -> None:
    with pytest.raises(CheckFailed, match=r"q1: no unit A 第一条; q2: no unit A 第二条"):
        evaluate(answer, search, QUESTIONS, [], [document()])


EXPECTED = """\
## Answers

| split | n | cite@1 | complete | answer | refused |
|-------|--:|-------:|---------:|-------:|--------:|
| dev   | 1 |  1.000 |    1.000 |  1.000 |   0.000 |
| test  | 1 |  0.000 |    0.000 |  0.000 |   1.000 |
| all   | 2 |  0.500 |    0.500 |  0.500 |   0.500 |

## Refusals

| split | right | wrong | missed | precision | recall |    F1 |
|-------|------:|------:|-------:|----------:|-------:|------:|
| dev   |     0 |     0 |      0 |         - |      - |     - |
| test  |     1 |     1 |      0 |     0.500 |  1.000 | 0.667 |
| all   |     1 |     1 |      0 |     0.500 |  1.000 | 0.667 |

## Answers, dev

| style      | n | cite@1 | complete | answer | refused |
|------------|--:|-------:|---------:|-------:|--------:|
| colloquial | 1 |  1.000 |    1.000 |  1.000 |   0.000 |
| all        | 1 |  1.000 |    1.000 |  1.000 |   0.000 |

## Answers, test

| style | n | cite@1 | complete | answer | refused |
|-------|--:|-------:|---------:|-------:|--------:|
| staff | 1 |  0.000 |    0.000 |  0.000 |   1.000 |
| all   | 1 |  0.000 |    0.000 |  0.000 |   1.000 |

## Search, against 300-character chunks with rank_bm25

| questions  | n | search   | Success@1 | Success@5 | MRR@10 | nDCG@10 |
|------------|--:|----------|----------:|----------:|-------:|--------:|
| colloquial | 1 | gongbao  |     1.000 |     1.000 |  1.000 |   1.000 |
| colloquial | 1 | baseline |     1.000 |     1.000 |  1.000 |   1.000 |
| staff      | 1 | gongbao  |     0.000 |     1.000 |  0.500 |   0.631 |
| staff      | 1 | baseline |     1.000 |     1.000 |  1.000 |   1.000 |
| dev        | 1 | gongbao  |     1.000 |     1.000 |  1.000 |   1.000 |
| dev        | 1 | baseline |     1.000 |     1.000 |  1.000 |   1.000 |
| test       | 1 | gongbao  |     0.000 |     1.000 |  0.500 |   0.631 |
| test       | 1 | baseline |     1.000 |     1.000 |  1.000 |   1.000 |
| all        | 2 | gongbao  |     0.500 |     1.000 |  0.750 |   0.815 |
| all        | 2 | baseline |     1.000 |     1.000 |  1.000 |   1.000 |

## Success@1 against the baseline

dev Success@1 gained 0: -
dev Success@1 lost 0: -

test Success@1 gained 0: -
test Success@1 lost 1: q2

## Questions that fail

dev, refused, though the bulletin says it (0): -

dev, answered, though the bulletin does not say it (0): -

dev, a right place, or one of several, not among the five cited (0): -

dev, right places cited, another first (0): -

dev, right place first, not all the words required (0): -

test, refused, though the bulletin says it (1): q2

test, answered, though the bulletin does not say it (0): -

test, a right place, or one of several, not among the five cited (0): -

test, right places cited, another first (0): -

test, right place first, not all the words required (0): -
"""


def test_each_way_to_fail_is_told_apart() -> None:
    scores = {
        "a": (False, AnswerScores(is_refused=False)),
        "b": (True, AnswerScores(is_refused=False)),
        "c": (True, AnswerScores(is_refused=False, is_complete=True)),
        "d": (True, AnswerScores(is_refused=False, is_cited=True, is_complete=True)),
        "e": (False, AnswerScores(is_refused=True)),
    }
    results = (QuestionResult(qid, "staff", known, answer) for qid, (known, answer) in scores.items())
    told = [line.rpartition(" ")[2] for line in failures(Report(tuple(results)))]
    assert told == ["-", "a", "b", "c", "d"]


def test_the_report_reads_as_tables() -> None:
    assert render(small_report()) == EXPECTED


def test_a_report_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "before.jsonl"
    assert finish(small_report(), save=path) == EXPECTED
    assert load_report(path) == small_report()
    nothing = "\n\n".join(
        f"{split} {name} gained 0: -\n{split} {name} lost 0: -"
        for split in ("dev", "test")
        for name in ("cite@1", "answer", "refusal")
    )
    assert finish(small_report(), save=path, against=path).endswith(nothing + "\n")


def result(qid: str, is_answerable: bool, is_right: bool) -> QuestionResult:
    scores = AnswerScores(is_refused=is_answerable is not is_right, is_correct=is_answerable and is_right)
    return QuestionResult(qid, "staff", is_answerable, scores)


def test_gains_and_losses_go_by_qid() -> None:
    before = Report((result("q1", True, False), result("q2", True, True), result("q3", False, False)))
    after = Report(
        (
            result("q1", True, True),
            result("q2", True, False),
            result("q3", False, True),
            result("q4", True, True),
        )
    )
    assert against_earlier(after, before) == [
        Change("cite@1", (), ()),
        Change("answer", ("q1",), ("q2",)),
        Change("refusal", ("q1", "q3"), ("q2",)),
    ]


@pytest.mark.parametrize("line", ["{", "{}", "7", '{"answer": {}, "ranking": null, "baseline": null}'])
def test_a_bad_results_file_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "before.jsonl"
    save_report(small_report(), path)
    path.write_bytes(path.read_bytes() + line.encode())
    with pytest.raises(DataFileError, match=r"before\.jsonl line 4: expected a saved result"):
        load_report(path)


def test_a_missing_results_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.jsonl: expected the results of an earlier run"):
        load_report(tmp_path / "none.jsonl")
