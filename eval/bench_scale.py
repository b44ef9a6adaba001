"""The whole product over every article of Chinese law: build, memory, and the time of a question by each mode.

In comes the folder of data packs, out goes a table. The lexical part is held against rank_bm25 by `bench_bm25`; the
approximate graph is built beside the exact index, from its vectors, and held against it. Memory is that of a fresh
process that opens the index and answers.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from eval.bench_bm25 import FILES, QUESTIONS, control_gb_per_s
from indexer.build import write_units
from indexer.embed import Vectors, passage_text
from indexer.encoder.runtime import StaticEncoder
from indexer.store import Index, open_index, read_units
from indexer.vectors import VectorIndex, choose, write_vectors
from retriever.ranking import MODES, Mode, Ranker

_ROUNDS = 5
_K = 10
_BATCH = 4096

_ASK = """
import sys
from pathlib import Path
from eval.bench_bm25 import QUESTIONS
from indexer.encoder.runtime import StaticEncoder
from indexer.store import open_index
from retriever.ranking import Ranker
ranker = Ranker(open_index(Path(sys.argv[1])), StaticEncoder.open())
for question in QUESTIONS.split():
    ranker.rank(question, ranker.index.analyzer.terms(question), 10)
fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(*(int(fields[name].split()[0]) for name in ("VmRSS", "RssAnon")))
"""


def run(data: Path, root: Path, say: Callable[[str], None]) -> str:
    """Index all articles and ask them; `root` is the checkout."""
    control = control_gb_per_s()
    with tempfile.TemporaryDirectory() as folder:
        units, out = Path(folder) / "laws.jsonl.gz", Path(folder) / "index"
        _one_file(data, units)
        say("indexing every article")
        encoder = StaticEncoder.open()
        build_s = _seconds(lambda: write_units(out, read_units(units), encoder))
        ranker = Ranker(open_index(out), encoder)
        rows = [(f"{mode}, p50 / p95", _milliseconds(_times(ranker, mode))) for mode in MODES]
        say("building the graph")
        vectors = _vectors(ranker.index, encoder)
        graph_rows = _graph(vectors, encoder, Path(folder) / "graph.faiss", ranker)
        resident, private = _memory(root, out)
        size = sum(path.stat().st_size for path in out.iterdir()) / 1e6
        table = [
            ("articles", f"{len(ranker.index):,}"),
            ("build, words and vectors", f"{build_s:.1f} s"),
            ("index on disk", f"{size:.0f} MB"),
            *rows,
            *graph_rows,
            ("resident, of it not mapped files", f"{resident:.0f} MB, {private:.0f} MB"),
            ("encode a question, p50", f"{median(_encode_times(encoder)) * 1e3:.3f} ms"),
            ("control: a plain sum reads", f"{control:.1f} GB/s"),
        ]
    return "\n".join(f"{name:<36} {value}" for name, value in table)


def _one_file(data: Path, out: Path) -> None:
    with gzip.open(out, "wb", compresslevel=1) as joined:
        for name in FILES:
            with gzip.open(data / "laws" / name) as file:
                joined.write(file.read())


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _times(ranker: Ranker, mode: Mode) -> list[float]:
    def ask(question: str) -> None:
        ranker.rank(question, ranker.index.analyzer.terms(question), _K, mode)

    for question in QUESTIONS.split():
        ask(question)
    return [_seconds(lambda: ask(q)) for _ in range(_ROUNDS) for q in QUESTIONS.split()]  # noqa: B023


def _encode_times(encoder: StaticEncoder) -> list[float]:
    asked = QUESTIONS.split()
    return [_seconds(lambda: encoder.encode_questions([q])) for _ in range(_ROUNDS) for q in asked]  # noqa: B023


def _milliseconds(seconds: Sequence[float]) -> str:
    p50, p95 = (float(np.percentile(seconds, percent)) * 1e3 for percent in (50, 95))
    return f"{p50:.2f} / {p95:.2f} ms"


def _vectors(index: Index, encoder: StaticEncoder) -> Vectors:
    """The vectors again, encoded in batches."""

    def batches() -> Iterator[Vectors]:
        for start in range(0, len(index), _BATCH):
            units = [index.unit(i) for i in range(start, min(start + _BATCH, len(index)))]
            yield encoder.encode_passages([passage_text(unit) for unit in units])

    return np.concatenate(list(batches()))


def _graph(vectors: Vectors, encoder: StaticEncoder, path: Path, ranker: Ranker) -> list[tuple[str, str]]:
    """Rows for the graph, which then takes the place of the exact index in the ranker."""
    config = choose(vectors, "hnsw")
    build_s = _seconds(lambda: write_vectors(vectors, config, path))
    exact, graph = ranker.index.vectors, VectorIndex(path, config)
    asked = encoder.encode_questions(QUESTIONS.split())
    shared = [
        len({i for i, _ in graph.nearest(v, _K)} & {i for i, _ in exact.nearest(v, _K)}) / _K for v in asked
    ]
    times = [
        [_seconds(lambda: index.nearest(v, _K)) for _ in range(_ROUNDS) for v in asked]  # noqa: B023
        for index in (exact, graph)
    ]
    ranker.index.vectors = graph
    return [
        ("hybrid with the graph, p50 / p95", _milliseconds(_times(ranker, "hybrid"))),
        ("vectors alone, int8 rescored", _milliseconds(times[0])),
        ("vectors alone, graph", _milliseconds(times[1])),
        ("graph: build, top 10 shared", f"{build_s:.0f} s, {float(np.mean(shared)):.3f}"),
    ]


def _memory(root: Path, index: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _ASK, str(index)],
        cwd=root, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    resident, private = (int(found) / 1024 for found in done.stdout.split())
    return resident, private
