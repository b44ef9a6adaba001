"""How fast and how large: parse, index, ask in process, ask from a cold process.

Nothing comes in but the checkout; a table for the terminal goes out. Times on a shared machine drift, so
each is also a ratio to a control measured in the same run: a fixed piece of pure Python work (the time to
sort and join 200,000 numbers as text).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from corpus.model import Document
from corpus.source import SHIPPED, read_source
from eval.gold import load_gold
from indexer.build import write_documents
from indexer.encoder.runtime import StaticEncoder
from indexer.pipeline import Run, parse
from retriever.retriever import Retriever

_ROUNDS = 5
_QUESTION = "80岁老人每月补贴多少"
# Peak of the process itself: a child's inherited maximum would be the parent's.
_RESIDENT = """
import sys
from pathlib import Path
from retriever.retriever import Retriever
Retriever.open(Path(sys.argv[1])).ask(sys.argv[2])
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
"""


def run(root: Path) -> str:
    """Measure everything once and render it; `root` is the checkout, whose gongbao.py is started cold."""
    control = _best(_control)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "index"
        documents = _parse().bulletin.documents
        rows = [
            ("control", control),
            ("parse", _best(_parse)),
            ("index", _best(lambda: _index(documents, out))),
        ]
        asked = _ask_times(Retriever.open(out))
        rows += [("ask p50", median(asked)), ("ask p95", quantiles(asked, n=20)[-1])]
        rows += [("ask, cold process", _cold(root, out)), ("bare python, cold process", _cold_python())]
        resident = _resident_mb(root, out)
    table = [f"{name:<28} {seconds * 1000:10.3f} ms {seconds / control:10.4f}" for name, seconds in rows]
    return "\n".join(
        [
            f"{'what':<28} {'time':>13} {'/ control':>10}",
            *table,
            f"{'resident memory':<28} {resident:10.1f} MB",
        ]
    )


def _best(work: Callable[[], object]) -> float:
    """The median of some rounds, seconds."""
    return median(_timed(work) for _ in range(_ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _control() -> object:
    return "".join(sorted(map(str, range(200_000))))


def _parse() -> Run:
    return parse(read_source(SHIPPED))


def _index(documents: Sequence[Document], out: Path) -> None:
    write_documents(out, documents, StaticEncoder.open())


def _ask_times(retriever: Retriever) -> list[float]:
    questions = [question.question for question in load_gold()]
    for question in questions:
        retriever.ask(question)
    return [_timed(lambda q=question: retriever.ask(q)) for question in questions]  # type: ignore[misc]


def _cold(root: Path, index: Path) -> float:
    command = [sys.executable, str(root / "gongbao.py"), "ask", _QUESTION, "--index", str(index)]
    return median(_timed(lambda: _quiet(command, root)) for _ in range(2 * _ROUNDS))


def _cold_python() -> float:
    return median(
        _timed(lambda: _quiet([sys.executable, "-c", "pass"], Path.cwd())) for _ in range(2 * _ROUNDS)
    )


def _quiet(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=_environment())


def _environment() -> dict[str, str]:
    """Compiled modules are kept between runs, as they are where nobody asked Python not to."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _resident_mb(root: Path, index: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _RESIDENT, str(index), _QUESTION],
        cwd=root, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    return int(done.stdout) / 1024
