"""What each part of the lexical index is worth: the same gold questions over indexes built otherwise.

Documents and questions come in, a table goes out: Success@1 of plain search (no typed places), colloquial,
staff and all, with Success@5 and MRR@10.

| variant          | colloquial | staff |   all | Success@5 | MRR@10 |
|------------------|-----------:|------:|------:|----------:|-------:|
| as shipped       |      0.696 | 0.884 | 0.810 |     0.945 |  0.869 |
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.model import Document, Unit
from eval.gold import Question
from eval.metrics import RankScores, make_qrels, mean, score_ranking
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config, Field
from indexer.store import open_index, write_index
from indexer.vocabulary import corpus_words
from retriever.lexical import search

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to build the index."""

    name: str
    analyzer: AnalyzerConfig = field(default_factory=AnalyzerConfig)
    bm25: Bm25Config = field(default_factory=Bm25Config)
    own_words: bool = True
    whole_parents: bool = False


def _half(of: Field) -> Field:
    return of if of.name == "text" else replace(of, weight=of.weight / 2)


_FIELDS = Bm25Config().fields
VARIANTS = (
    Variant("as shipped"),
    Variant("without the corpus's own words", own_words=False),
    Variant("and jieba words of 3 or more", AnalyzerConfig(words="long")),
    Variant("and all jieba words", AnalyzerConfig(words="all")),
    Variant("characters only", AnalyzerConfig(bigrams=False)),
    Variant("bigrams only", AnalyzerConfig(chars=False)),
    Variant("jieba words only", AnalyzerConfig(words="all", chars=False, bigrams=False)),
    Variant("units with parts by their whole text", whole_parents=True),
    Variant("other fields by half", bm25=Bm25Config(fields=tuple(map(_half, _FIELDS)))),
    Variant("text only", bm25=Bm25Config(fields=_FIELDS[:1])),
)


def table(documents: Sequence[Document], questions: Sequence[Question]) -> str:
    """Build and score every variant; a markdown table."""
    head = "| variant | colloquial | staff | all | Success@5 | MRR@10 |\n|---|---:|---:|---:|---:|---:|"
    return "\n".join([head, *_rows(documents, [q for q in questions if q.answerable])])


def _rows(documents: Sequence[Document], questions: Sequence[Question]) -> Iterator[str]:
    units = [unit for document in documents for unit in document.units]
    qrels = make_qrels(questions, units)
    for variant in VARIANTS:
        scores = score_ranking(_run(variant, documents, units, questions), qrels)
        by_style = [
            [scores[q.qid] for q in questions if style in ("", q.style)]
            for style in ("colloquial", "staff", "")
        ]
        firsts = [_mean(group, "success_1") for group in by_style]
        rest = [_mean(by_style[-1], name) for name in ("success_5", "rr_10")]
        yield f"| {variant.name} | " + " | ".join(f"{value:.3f}" for value in (*firsts, *rest)) + " |"


def _mean(group: Sequence[RankScores], name: str) -> float:
    return mean(getattr(scores, name) for scores in group) or 0.0


def _run(
    variant: Variant, documents: Sequence[Document], units: Sequence[Unit], questions: Sequence[Question]
) -> dict[str, list[tuple[str, float]]]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "index"
        chosen = [replace(unit, has_parts=False) for unit in units] if variant.whole_parents else units
        words = corpus_words(documents) if variant.own_words else ()
        write_index(out, chosen, documents, analyzer=variant.analyzer, bm25=variant.bm25, user_words=words)
        index = open_index(out)
        return {q.qid: [(hit.id, hit.score) for hit in search(index, q.question, _DEPTH)] for q in questions}
