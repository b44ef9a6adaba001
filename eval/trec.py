"""Run and qrels as TREC files, for trec_eval and the like.

qrels:  s012 0 吕政办发〔2024〕2号/附件/第8项 1
run:    s012 Q0 吕政办发〔2024〕2号/附件/第8项 1 10 gongbao
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eval.metrics import Qrels, Run


def write_qrels(path: Path, qrels: Qrels) -> None:
    """Write judgements, sorted by question and id.

    Raises: ValueError if a name holds whitespace, which the format cannot carry.
    """
    rows = ((qid, "0", unit_id, "1") for qid in sorted(qrels) for unit_id in sorted(qrels[qid]))
    _write(path, rows)


def write_run(path: Path, run: Run, tag: str = "gongbao") -> None:
    """Write rankings, questions sorted, hits in their order.

    The score column counts down to 1, because readers of the format sort by it and break ties by name:
    so the order in the file is the order that was ranked.

    Raises: ValueError if a name holds whitespace, which the format cannot carry.
    """
    rows = (
        (qid, "Q0", unit_id, str(rank), str(len(run[qid]) - rank + 1), tag)
        for qid in sorted(run)
        for rank, (unit_id, _) in enumerate(run[qid], 1)
    )
    _write(path, rows)


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    lines = [_line(row) for row in rows]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _line(row: tuple[str, ...]) -> str:
    for name in row:
        if name.split() != [name]:
            raise ValueError(f"expected a name without spaces for a TREC file, found {name!r}")
    return " ".join(row) + "\n"
