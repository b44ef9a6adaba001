"""STARD, the public benchmark of "everyday question to exact 条": five-fold cross-validation, end to end.

In comes the folder of data packs. For each fold an encoder is trained on the other four, the corpus is indexed with
it as `gongbao index --units` does, and the questions of the fold are ranked by words, by meaning and by both. Out go a
table with published numbers beside it, TREC run and qrels files, and what each way to fuse would have given.

Corpus and questions: Su and others, "STARD: A Chinese Statute Retrieval Dataset Derived from Real-life Queries by
Non-professionals", Findings of EMNLP 2024; published scores from its tables, and
Qwen3-Embedding as reported for that benchmark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import FileError
from corpus.source import SHIPPED, read_source
from eval.fusions import Lists, table
from eval.gold import in_split, load_gold
from eval.metrics import Qrels, Run, make_qrels
from eval.trec import write_qrels, write_run
from indexer.build import write_documents, write_units
from indexer.encoder.runtime import StaticEncoder
from indexer.encoder.training.config import TrainConfig
from indexer.encoder.training.export import save_model
from indexer.encoder.training.loop import train
from indexer.encoder.training.packs import STARD_CORPUS, STARD_QUESTIONS, load_pack, read_lines
from indexer.pipeline import parse
from indexer.store import Index, open_index, read_units
from retriever.lexical import reached
from retriever.ranking import MODES, Mode, Ranker

DEPTH = 100
N_FOLDS = 5
PUBLISHED = (
    ("BM25, as published", "-", "0.448", "-", "0.649", "0.378"),
    ("fine-tuned dense retriever, as published", "-", "0.606", "-", "-", "0.472"),
    ("Qwen3-Embedding-4B, as reported", "-", "0.604", "-", "-", "0.501"),
)
_HEAD = "| STARD | R@5 | R@10 | R@20 | R@100 | RR@10 |\n|---|---:|---:|---:|---:|---:|"


def run(data: Path, work: Path, trec: Path | None, config: TrainConfig, say: Callable[[str], None]) -> str:
    """Train, index and rank each fold; the tables as text.

    Args: work keeps what training keeps, and the indexes; trec, the folder for run and qrels files.
    Raises: DataFileError for a pack that is missing or malformed.
    """
    lines = list(read_lines(data / STARD_QUESTIONS))
    qrels = {line["qid"]: frozenset(line["gold"]) for line in lines}
    folds = {line["qid"]: int(line["fold"]) for line in lines}
    pack = load_pack(data, work, config, say)
    runs: dict[Mode, dict[str, list[tuple[str, float]]]] = {mode: {} for mode in MODES}
    ranked: list[Lists] = []
    for fold in sorted(set(folds.values())):
        folder = work / f"model-fold-{fold}"
        save_model(train(pack, config, work, fold, say), folder)
        ranker = _indexed(data / STARD_CORPUS, work / f"stard-fold-{fold}", folder, say)
        for line in (line for line in lines if folds[line["qid"]] == fold):
            for mode in MODES:
                hits = ranker.rank(line["query"], ranker.index.analyzer.terms(line["query"]), DEPTH, mode)
                runs[mode][line["qid"]] = [(hit.id, hit.score) for hit in hits]
            ranked.append(_lists(ranker, line["query"], qrels[line["qid"]], fold))
    if trec:
        _write_trec(trec, runs, qrels)
    rows = [_row(f"{mode}, five folds", scores(runs[mode], qrels)) for mode in MODES]
    published = [f"| {' | '.join(row)} |" for row in PUBLISHED]
    scored = "\n".join([_HEAD, *rows, *published])
    return f"{scored}\n\n{table({'STARD': ranked, 'gold set, dev': _gold_lists(work, say)})}"


def _gold_lists(work: Path, say: Callable[[str], None]) -> list[Lists]:
    """The same of the gold questions that tuning may see, over the shipped issue with the shipped encoder."""
    say("indexing the shipped issue")
    documents = parse(read_source(SHIPPED)).bulletin.documents
    encoder = StaticEncoder.open()
    write_documents(work / "gold", documents, encoder)
    ranker = Ranker(open_index(work / "gold"), encoder)
    questions = [question for question in in_split(load_gold(), "dev") if question.answerable]
    qrels = make_qrels(questions, [unit for document in documents for unit in document.units])
    return [
        _lists(ranker, question.question, qrels[question.qid], number % N_FOLDS)
        for number, question in enumerate(questions)
    ]


def _lists(ranker: Ranker, question: str, relevant: Collection[str], fold: int) -> Lists:
    index = ranker.index
    terms = index.analyzer.terms(question)
    lexical, dense = (
        [(_ordinal(index, hit.id), hit.score) for hit in ranker.rank(question, terms, DEPTH, mode)]
        for mode in ("lexical", "dense")
    )
    share = reached(index, terms, lexical[0][1] if lexical else 0.0)
    return Lists(lexical, dense, share, frozenset(_ordinal(index, unit_id) for unit_id in relevant), fold)


def _ordinal(index: Index, unit_id: str) -> int:
    ordinal = index.ordinal(unit_id)
    assert ordinal is not None, unit_id
    return ordinal


def _indexed(corpus: Path, out: Path, model: Path, say: Callable[[str], None]) -> Ranker:
    say(f"indexing {corpus.name} with {model.name}")
    encoder = StaticEncoder.open(model)
    write_units(out, read_units(corpus), encoder)
    return Ranker(open_index(out), encoder)


def scores(run: Run, qrels: Qrels) -> Mapping[str, float]:
    """R@5, R@10, R@20, R@100 and RR@10, the mean over all questions of the qrels."""
    from ir_measures import RR, R, calc_aggregate

    measures: dict[Any, str] = {R @ n: f"R@{n}" for n in (5, 10, 20, 100)} | {RR @ 10: "RR@10"}
    judged = {qid: dict.fromkeys(ids, 1) for qid, ids in qrels.items()}
    found = {qid: dict(run[qid]) for qid in judged if qid in run}
    return {
        measures[measure]: value for measure, value in calc_aggregate(list(measures), judged, found).items()
    }


def _row(name: str, found: Mapping[str, float]) -> str:
    return (
        f"| {name} | "
        + " | ".join(f"{found[m]:.3f}" for m in ("R@5", "R@10", "R@20", "R@100", "RR@10"))
        + " |"
    )


def _write_trec(folder: Path, runs: Mapping[Mode, Run], qrels: Qrels) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            f"expected a folder to write to, found {error.strerror} ({folder}); name another"
        ) from None
    write_qrels(folder / "qrels.txt", qrels)
    for mode, of_mode in runs.items():
        write_run(folder / f"{mode}.txt", of_mode, tag=mode)
