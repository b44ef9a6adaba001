"""One evaluation: ask every gold question, score the answers and both rankings.

report = evaluate(retriever.ask, retriever.search, in_split(load_gold(), "dev"), units, documents)
print(render(report, load_report(Path("before.jsonl"))))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import CheckFailed
from corpus.model import Document, Unit
from eval.baseline import baseline_run
from eval.gold import Question, check_gold
from eval.metrics import make_qrels, score_answer, score_ranking
from eval.report import QuestionResult, Report, load_report, render, save_report
from eval.sets import GoldSet
from eval.trec import write_qrels, write_run
from retriever.answer import as_json
from retriever.retriever import Retriever

Answerer = Callable[[str], dict[str, Any]]
Searcher = Callable[[str, int], list[tuple[str, float]]]

DEPTH = 10
VALIDITY_DAY = date(2024, 6, 1)  # scores must not depend on the day they are measured on


def evaluate(
    answer: Answerer,
    search: Searcher,
    questions: Sequence[Question],
    units: Sequence[Unit],
    documents: Sequence[Document],
) -> Report:
    """Score `answer` (the JSON contract) on all questions, `search` and the baseline on the answerable ones.

    Raises: CheckFailed naming every gold place and required string that the units do not hold.
    """
    if problems := check_gold(questions, units):
        raise CheckFailed("expected gold questions that agree with the units; " + "; ".join(problems))
    qrels = make_qrels(questions, units)
    run = {question.qid: search(question.question, DEPTH) for question in questions if question.qid in qrels}
    ours = score_ranking(run, qrels)
    theirs = score_ranking(baseline_run(documents, questions, qrels, DEPTH), qrels)
    return Report(
        tuple(
            QuestionResult(
                qid=question.qid,
                style=question.style,
                split=question.split,
                is_answerable=question.answerable,
                answer=score_answer(question, answer(question.question)),
                ranking=ours.get(question.qid),
                baseline=theirs.get(question.qid),
            )
            for question in questions
        )
    )


def finish(report: Report, save: Path | None = None, against: Path | None = None) -> str:
    """Render a report, against an earlier one if a file is named; save it if a file is named.

    The earlier results are read before anything is written, so both may be the same file.

    Raises: DataFileError if `against` is not a file of results.
    """
    text = render(report, load_report(against) if against else None)
    if save:
        save_report(report, save)
    return text


def answerer(retriever: Retriever) -> Answerer:
    """Asks a retriever, with validity judged on the day that scores are measured on."""
    return lambda question: as_json(retriever.ask(question), VALIDITY_DAY)


def searcher(retriever: Retriever) -> Searcher:
    """Searches a retriever for ids with scores, best first."""
    return lambda question, k: [(hit.id, hit.score) for hit in retriever.search(question, k)]


def evaluate_sets(sets: Iterable[GoldSet]) -> Report:
    """Score each set by its own retriever, the results of all together.

    Raises: CheckFailed when gold and units disagree.
    """
    reports = (
        evaluate(answerer(s.retriever), searcher(s.retriever), s.questions, s.units, s.documents)
        for s in sets
    )
    return Report(tuple(result for report in reports for result in report.results))


def write_trec(folder: Path, gold: GoldSet) -> None:
    """Write run and qrels in TREC format into a folder."""
    qrels, search = make_qrels(gold.questions, gold.units), searcher(gold.retriever)
    folder.mkdir(parents=True, exist_ok=True)
    write_qrels(folder / "qrels.txt", qrels)
    write_run(
        folder / "run.txt", {q.qid: search(q.question, DEPTH) for q in gold.questions if q.qid in qrels}
    )
