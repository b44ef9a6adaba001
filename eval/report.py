"""Results of an evaluation as values, as JSON for the next run, and as tables for people.

Answers are told apart by split and, within a split, by style:

| split |   n | cite@1 | complete | answer | refused |
|-------|----:|-------:|---------:|-------:|--------:|
| dev   | 210 |  0.857 |    0.943 |  0.829 |   0.000 |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from corpus.errors import DataFileError
from eval.gold import SPLITS
from eval.metrics import AnswerScores, RankScores, Refusals, mean, score_refusals

RANK_COLUMNS = {"Success@1": "success_1", "Success@5": "success_5", "MRR@10": "rr_10", "nDCG@10": "ndcg_10"}
ANSWER_COLUMNS = {
    "cite@1": "is_cited",
    "complete": "is_complete",
    "answer": "is_correct",
    "refused": "is_refused",
}
WAYS_TO_FAIL = (
    "refused, though the bulletin says it",
    "answered, though the bulletin does not say it",
    "a right place, or one of several, not among the five cited",
    "right places cited, another first",
    "right place first, not all the words required",
)
COMPARED = {"cite@1": "is_cited", "answer": "is_correct", "refusal": "is_refused"}


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Everything measured for one question; rankings only where it is answerable."""

    qid: str
    style: str
    is_answerable: bool
    answer: AnswerScores
    ranking: RankScores | None = None
    baseline: RankScores | None = None
    split: str = "dev"


Group = tuple[str, Sequence[QuestionResult]]
"""Questions under one label of a table."""


@dataclass(frozen=True, slots=True)
class Report:
    """The results of all questions, in the order of the gold file."""

    results: tuple[QuestionResult, ...]

    @property
    def styles(self) -> tuple[str, ...]:
        """Question styles by name, so that the tables of two splits read alike."""
        return tuple(sorted({result.style for result in self.results}))

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have questions, in the order of SPLITS."""
        return tuple(split for split in SPLITS if any(result.split == split for result in self.results))

    @property
    def answerable(self) -> tuple[QuestionResult, ...]:
        """The questions that the bulletin answers: all rates but refusals are over these."""
        return tuple(result for result in self.results if result.is_answerable)

    @property
    def refusals(self) -> Refusals:
        """Refusals over all questions."""
        return score_refusals((result.is_answerable, result.answer.is_refused) for result in self.results)

    def of(self, split: str) -> Report:
        """The results of one split."""
        return Report(tuple(result for result in self.results if result.split == split))


@dataclass(frozen=True, slots=True)
class Change:
    """The questions that one side gets right and the other does not; `name` says what of."""

    name: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(
            f"{self.name} {word} {len(qids)}: {' '.join(qids) or '-'}"
            for word, qids in (("gained", self.gained), ("lost", self.lost))
        )


def render(report: Report, before: Report | None = None) -> str:
    """Markdown tables: answers by split, then by style within each split; search by style and by split.

    The questions gained, lost and failed follow, by split and qid: against the baseline, against `before` where there
    is one, and by how they fail.
    """
    splits = {split: report.of(split) for split in report.splits}
    parts = ["## Answers", summary_table(report), "## Refusals", refusal_table(report)]
    for split, part in splits.items():
        parts += [f"## Answers, {split}", answer_table(part)]
    parts += ["## Search, against 300-character chunks with rank_bm25", ranking_table(report)]
    parts += ["## Success@1 against the baseline"]
    parts += [_titled(split, against_baseline(part)) for split, part in splits.items()]
    parts += ["## Questions that fail"]
    parts += [f"{split}, {line}" for split, part in splits.items() for line in failures(part)]
    if before:
        parts += ["## Against the earlier run"]
        parts += [_titled(split, c) for split, part in splits.items() for c in against_earlier(part, before)]
    return "\n\n".join(parts) + "\n"


def summary_table(report: Report) -> str:
    """One row a split and one overall: citation and answer accuracy over the answerable questions."""
    return _answer_table("split", [*_split_groups(report), ("all", report.answerable)])


def answer_table(report: Report) -> str:
    """One row a style and one overall: citation and answer accuracy over the answerable questions."""
    return _answer_table("style", [*_style_groups(report), ("all", report.answerable)])


def ranking_table(report: Report) -> str:
    """Two rows a style, a split and overall: our search and the baseline over the same questions."""
    groups = [*_style_groups(report), *_split_groups(report), ("all", report.answerable)]
    rows = [
        [label, str(len(group)), name, *(_mean_of(group, side, column) for column in RANK_COLUMNS.values())]
        for label, group in groups
        for name, side in (("gongbao", "ranking"), ("baseline", "baseline"))
    ]
    return table(["questions", "n", "search", *RANK_COLUMNS], rows, text_columns=(0, 2))


def refusal_table(report: Report) -> str:
    """One row a split and one overall: refusal of unanswerable questions, over all questions."""
    refusals = [*((split, report.of(split).refusals) for split in report.splits), ("all", report.refusals)]
    rows = [
        [name, *map(str, (r.right, r.wrong, r.missed)), *map(number, (r.precision, r.recall, r.f1))]
        for name, r in refusals
    ]
    return table(["split", "right", "wrong", "missed", "precision", "recall", "F1"], rows)


def failures(report: Report) -> list[str]:
    """The questions that fail, by qid, a line for each way to fail."""
    found: dict[str, list[str]] = {way: [] for way in WAYS_TO_FAIL}
    for result in report.results:
        if way := _way_to_fail(result):
            found[way].append(result.qid)
    return [f"{way} ({len(qids)}): {' '.join(qids) or '-'}" for way, qids in found.items()]


def _way_to_fail(result: QuestionResult) -> str | None:
    refused, answered, absent, behind, unsaid = WAYS_TO_FAIL
    answer = result.answer
    if not result.is_answerable:
        return None if answer.is_refused else answered
    if answer.is_refused:
        return refused
    if not answer.is_cited:
        return behind if answer.is_complete else absent
    return None if answer.is_correct else unsaid


def against_baseline(report: Report) -> Change:
    """Questions whose first hit is relevant in our ranking only (gained) or in the baseline's only (lost)."""
    ranked = [(r.qid, r.ranking, r.baseline) for r in report.results if r.ranking and r.baseline]
    return Change(
        "Success@1",
        tuple(qid for qid, ours, theirs in ranked if ours.success_1 > theirs.success_1),
        tuple(qid for qid, ours, theirs in ranked if ours.success_1 < theirs.success_1),
    )


def against_earlier(report: Report, before: Report) -> list[Change]:
    """Gains and losses by qid since an earlier run, over the questions that both runs hold.

    A refusal counts as gained where it is right now and was not then.
    """
    earlier = {result.qid: result for result in before.results}
    pairs = [(earlier[result.qid], result) for result in report.results if result.qid in earlier]
    return [_change(name, column, pairs) for name, column in COMPARED.items()]


def save_report(report: Report, path: Path) -> None:
    """Write the results as JSON, one question a line."""
    lines = [orjson.dumps(asdict(result)) + b"\n" for result in report.results]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(lines))


def load_report(path: Path) -> Report:
    """Read results written by `save_report`.

    Raises: DataFileError naming the file and line that is not a result.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise DataFileError(f"{path}: expected the results of an earlier run ({error.strerror})") from None
    return Report(tuple(_load_result(path, number, line) for number, line in enumerate(lines, 1)))


def _load_result(path: Path, number: int, line: bytes) -> QuestionResult:
    try:
        fields: dict[str, Any] = orjson.loads(line)
        answer = AnswerScores(**fields.pop("answer"))
        ranking, baseline = (_load_ranking(fields.pop(side)) for side in ("ranking", "baseline"))
        return QuestionResult(**fields, answer=answer, ranking=ranking, baseline=baseline)
    except (ValueError, TypeError, KeyError, AttributeError):
        found = line[:40].decode(errors="replace")
        raise DataFileError(f"{path} line {number}: expected a saved result, found {found!r}") from None


def _load_ranking(fields: dict[str, float] | None) -> RankScores | None:
    return None if fields is None else RankScores(**fields)


def _change(name: str, column: str, pairs: Sequence[tuple[QuestionResult, QuestionResult]]) -> Change:
    judged = [(new.qid, _is_right(old, column), _is_right(new, column)) for old, new in pairs]
    return Change(
        name,
        tuple(qid for qid, was, now in judged if now and not was),
        tuple(qid for qid, was, now in judged if was and not now),
    )


def _is_right(result: QuestionResult, column: str) -> bool:
    if column == "is_refused":
        return result.answer.is_refused is not result.is_answerable
    return bool(getattr(result.answer, column))


def _titled(split: str, change: Change) -> str:
    return str(replace(change, name=f"{split} {change.name}"))


def _style_groups(report: Report) -> list[Group]:
    groups = [(style, [r for r in report.answerable if r.style == style]) for style in report.styles]
    return [(style, group) for style, group in groups if group]


def _split_groups(report: Report) -> list[Group]:
    return [(split, report.of(split).answerable) for split in report.splits]


def _answer_table(label: str, groups: Iterable[Group]) -> str:
    rows = [
        [name, str(len(group)), *(_mean_of(group, "answer", column) for column in ANSWER_COLUMNS.values())]
        for name, group in groups
    ]
    return table([label, "n", *ANSWER_COLUMNS], rows)


def _mean_of(group: Iterable[QuestionResult], side: str, column: str) -> str:
    scores = [getattr(result, side) for result in group]
    return number(mean(float(getattr(score, column)) for score in scores if score is not None))


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], text_columns: Sequence[int] = (0,)) -> str:
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    is_text = [i in text_columns for i in range(len(header))]
    rule = [
        "-" * (width + 2) if text else "-" * (width + 1) + ":"
        for width, text in zip(widths, is_text, strict=True)
    ]
    cells = [
        [
            f" {cell:<{width}} " if text else f" {cell:>{width}} "
            for cell, width, text in zip(row, widths, is_text, strict=True)
        ]
        for row in (header, *rows)
    ]
    return "\n".join("|" + "|".join(line) + "|" for line in (cells[0], rule, *cells[1:]))
