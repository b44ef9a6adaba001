"""Packages import only downwards, and answering loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_answering_loads_nothing_heavy() -> None:
    code = "import sys, gongbao, retriever.retriever; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & {name.partition(".")[0] for name in done.stdout.split()}
