"""What each part of search is worth: the same gold questions over indexes built and ranked otherwise.

Documents and questions come in, a table goes out: Success@1 of plain search (no typed places), colloquial,
staff and all, with Success@5 and MRR@10.

| variant | colloquial | staff | all | Success@5 | MRR@10 |
|---|---:|---:|---:|---:|---:|
| as shipped: words, lay words, meaning | 0.772 | 0.918 | 0.823 | 0.945 | 0.878 |
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.lay_words import NO_LAY_WORDS, lay_table, load_lay_words
from corpus.model import Document, Unit
from eval.gold import Question
from eval.metrics import RankScores, make_qrels, mean, score_ranking
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config, Field
from indexer.encoder.runtime import StaticEncoder
from indexer.store import open_index, write_index
from indexer.vocabulary import corpus_words
from retriever.ranking import Mode, Ranker

_DEPTH = 10
SHIPPED = "as shipped: words, lay words, meaning"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to build the index."""

    name: str
    analyzer: AnalyzerConfig = field(default_factory=AnalyzerConfig)
    bm25: Bm25Config = field(default_factory=Bm25Config)
    own_words: bool = True
    whole_parents: bool = False
    lay_words: bool = True
    mode: Mode = "hybrid"


def _words(name: str, **changed: Any) -> Variant:
    return Variant(name, lay_words=False, mode="lexical", **changed)


def _half(of: Field) -> Field:
    return of if of.name == "text" else replace(of, weight=of.weight / 2)


_FIELDS = Bm25Config().fields
VARIANTS = (
    Variant(SHIPPED),
    Variant("without lay words", lay_words=False),
    Variant("without meaning", mode="lexical"),
    Variant("meaning alone", mode="dense"),
    _words("words alone, without lay words"),
    _words("– without the corpus's own words", own_words=False),
    _words("– and jieba words of 3 or more", analyzer=AnalyzerConfig(words="long")),
    _words("– and all jieba words", analyzer=AnalyzerConfig(words="all")),
    _words("– characters only", analyzer=AnalyzerConfig(bigrams=False)),
    _words("– bigrams only", analyzer=AnalyzerConfig(chars=False)),
    _words("– jieba words only", analyzer=AnalyzerConfig(words="all", chars=False, bigrams=False)),
    _words("– units with parts by their whole text", whole_parents=True),
    _words("– other fields by half", bm25=Bm25Config(fields=tuple(map(_half, _FIELDS)))),
    _words("– text only", bm25=Bm25Config(fields=_FIELDS[:1])),
)


def table(documents: Sequence[Document], questions: Sequence[Question]) -> str:
    """Build and score every variant; a markdown table, and the questions that meaning and lay words win and lose."""
    asked = [question for question in questions if question.answerable]
    units = [unit for document in documents for unit in document.units]
    qrels = make_qrels(asked, units)
    scores = {
        variant.name: score_ranking(_run(variant, documents, units, asked), qrels) for variant in VARIANTS
    }
    head = "| variant | colloquial | staff | all | Success@5 | MRR@10 |\n|---|---:|---:|---:|---:|---:|"
    rows = [_row(name, found, asked) for name, found in scores.items()]
    changes = [
        _change(part, scores[SHIPPED], scores[f"without {part}"], asked) for part in ("lay words", "meaning")
    ]
    return "\n".join([head, *rows, "", *changes])


def _row(name: str, scores: Mapping[str, RankScores], questions: Sequence[Question]) -> str:
    by_style = [
        [scores[q.qid] for q in questions if style in ("", q.style)] for style in ("colloquial", "staff", "")
    ]
    firsts = [_mean(group, "success_1") for group in by_style]
    rest = [_mean(by_style[-1], field_name) for field_name in ("success_5", "rr_10")]
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in (*firsts, *rest)) + " |"


def _change(
    part: str,
    after: Mapping[str, RankScores],
    before: Mapping[str, RankScores],
    questions: Sequence[Question],
) -> str:
    """Colloquial questions whose first place is right with a part of search alone, and without it alone."""
    asked = [q.qid for q in questions if q.style == "colloquial"]
    won = [qid for qid in asked if after[qid].success_1 > before[qid].success_1]
    lost = [qid for qid in asked if after[qid].success_1 < before[qid].success_1]
    return f"{part}, colloquial: won {' '.join(won) or 'none'}; lost {' '.join(lost) or 'none'}"


def _mean(group: Sequence[RankScores], name: str) -> float:
    return mean(getattr(scores, name) for scores in group) or 0.0


def _run(
    variant: Variant, documents: Sequence[Document], units: Sequence[Unit], questions: Sequence[Question]
) -> dict[str, list[tuple[str, float]]]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "index"
        chosen = [replace(unit, has_parts=False) for unit in units] if variant.whole_parents else units
        encoder = StaticEncoder.open()
        write_index(
            out,
            chosen,
            documents,
            analyzer=variant.analyzer,
            bm25=variant.bm25,
            user_words=corpus_words(documents) if variant.own_words else (),
            lay_words=lay_table(load_lay_words()) if variant.lay_words else NO_LAY_WORDS,
            encoder=encoder,
        )
        ranker = Ranker(open_index(out), encoder)
        return {q.qid: _ranked(ranker, q.question, variant.mode) for q in questions}


def _ranked(ranker: Ranker, question: str, mode: Mode) -> list[tuple[str, float]]:
    hits = ranker.rank(question, ranker.index.analyzer.terms(question), _DEPTH, mode)
    return [(hit.id, hit.score) for hit in hits]
