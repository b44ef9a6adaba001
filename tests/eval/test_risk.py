"""The risk–coverage curve and the ablation table, on made-up answers and on a small index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.model import Bulletin
from eval.ablation import ablation_table
from eval.gold import GoldLocator, Question
from eval.risk import curve_table
from indexer.build import write_documents
from retriever.evidence import DEFAULT_WEIGHTS
from retriever.refusal import RULES
from retriever.retriever import Retriever

WHERE = (GoldLocator("A", "第一条"),)
QUESTIONS = [Question(f"q{i}", str(i), "staff", True, WHERE, ("五十元",)) for i in range(8)]
QUESTIONS += [Question("q8", "8", "staff", False), Question("q9", "9", "staff", False)]


def given(question: str) -> dict[str, Any]:
    """Surer for a smaller number; 6 and 7 get a wrong place, 8 an answer that it should not have, 9 is refused."""
    number = int(question)
    locator = "第二条" if number in (6, 7) else "第一条"
    citation = {"doc_no": "A", "locator": locator, "text": "每月五十元", "quote": "每月五十元"}
    return {
        "status": "no_answer" if number == 9 else "answered",
        "answer": "每月五十元",
        "citations": [citation],
        "confidence": 1 - number / 10,
    }


def test_the_surest_answers_come_first() -> None:
    rows = [line.split("|") for line in curve_table(given, QUESTIONS).splitlines()[2:]]
    risks = [float(row[3]) for row in rows]
    assert len(rows) == 10
    assert risks[5] == 0  # 5 of 9 answers, all right
    assert risks[-1] == pytest.approx(3 / 9, abs=1e-3)
    assert float(rows[-1][2]) == pytest.approx(0.2)


def test_each_weight_and_rule_is_left_out_once(bulletin: Bulletin, tmp_path: Path) -> None:
    documents = [d for d in bulletin.documents if d.doc_no == "吕政办发〔2024〕1号"]
    write_documents(tmp_path / "index", documents, None)
    retriever = Retriever.open(tmp_path / "index")
    where = (GoldLocator("吕政办发〔2024〕1号", "第八条"),)
    asked = [
        Question("q1", "14等耕地指标市级统筹价格多少钱一亩", "staff", True, where, ("7万元/亩",)),
        Question("q2", "大同市耕地指标统筹价格多少钱一亩", "staff", False),
    ]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in ablation_table(retriever, asked).splitlines()[2:]
    ]
    assert len(rows) == 1 + len(DEFAULT_WEIGHTS.__dataclass_fields__) + len(RULES)
    whole, by_name = rows[0], {row[0]: row for row in rows}
    assert whole[:2] == ["nothing", "1.000"]
    assert whole[5] == "1.000"  # F1 of dev
    assert by_name["refusal: elsewhere"][5] != "1.000"  # the one rule that knows 大同市
