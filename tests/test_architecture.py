"""Packages import only downwards, and answering loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.model import Unit
from indexer.build import write_units
from indexer.encoder.runtime import StaticEncoder

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "corpus": {"corpus"},
    "indexer": {"corpus", "indexer"},
    "retriever": {"corpus", "indexer", "retriever"},
    "api": {"corpus", "indexer", "retriever", "api"},
    "eval": {"corpus", "indexer", "retriever", "eval"},
}
OURS = {*ALLOWED, "gongbao"}
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "jieba",
    "rank_bm25",
    "ir_measures",
    "scipy",
    "pandas",
    "fastapi",
    "starlette",
    "uvicorn",
    "pydantic",
    "sqlalchemy",
    "jinja2",
    "prometheus_client",
    "limits",
    "stdnum",
    "api",
}


def imported(path: Path) -> set[str]:
    """Top-level packages that a module imports anywhere, inside functions too."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("package", ALLOWED)
def test_packages_import_only_downwards(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    wrong = {str(path.relative_to(ROOT)): imported(path) & OURS - ALLOWED[package] for path in modules}
    assert modules
    assert not {path: names for path, names in wrong.items() if names}


def test_answering_loads_nothing_heavy(tmp_path: Path) -> None:
    write_units(tmp_path / "index", [Unit("a", "高龄津贴每人每月50元")], StaticEncoder.open())
    code = (
        "import sys, pathlib, gongbao, retriever.retriever\n"
        "answer = retriever.retriever.Retriever.open(pathlib.Path(sys.argv[1])).ask('高龄津贴多少钱')\n"
        "assert '50' in answer.answer\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "index")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "faiss" in done.stdout.split()
    assert not HEAVY & {name.partition(".")[0] for name in done.stdout.split()}
