"""Annexes that are no described table: kept as they are printed, and said so."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.model import Unit
from corpus.text import squash
from indexer.checks import check
from indexer.pipeline import Run, parse
from tests.factories import source_of

HEAD = "某市人民政府\n关于报送某表的通知\n\n某政发〔2024〕5 号\n\n各县人民政府：\n\n现印发给你们。\n\n附件：某表\n\n"
SIGNED = "某市人民政府\n\n2024 年 3 月 1 日\n\n附件\n\n某表\n\n"
TABLE = "序号 单位 金额\n\n1\n\n市民政局\n\n50 元\n\n2\n\n市财政局\n\n60 元\n\n3\n\n市公安局\n\n70 元\n"


def annexed(content: str) -> Run:
    """A notice with this annex."""
    return parse(source_of(HEAD + SIGNED + content))


def annex_units(run: Run) -> list[tuple[str, str, str]]:
    """Key below the document, kind and text of the annex's units."""
    [document] = run.bulletin.documents
    below = [(u.id.partition("/")[2], u.kind, u.text) for u in document.units]
    return [unit for unit in below if unit[0].startswith("附件") and unit[0] != "附件说明"]


def test_a_table_nobody_described_is_cut_at_its_numbers_and_heads() -> None:
    run = annexed(TABLE)
    assert annex_units(run)[1:] == [
        ("附件/第1项", "row", "1 市民政局 50元"),
        ("附件/第2项", "row", "2 市财政局 60元"),
        ("附件/第3项", "row", "3 市公安局 70元"),
    ]
    assert annex_units(run)[0] == (
        "附件",
        "annex",
        "附件 某表\n1 市民政局 50元\n2 市财政局 60元\n3 市公安局 70元",
    )
    [finding] = run.bulletin.findings
    assert (finding.code, finding.severity, finding.page, finding.line) == ("unknown_table", "warning", 1, 16)
    assert (
        "no description in corpus/tables/ has these column heads; cut into cells by its column heads"
        in finding.message
    )
    assert check(run) == ()


def test_a_table_without_numbers_stays_whole() -> None:
    run = annexed("单位 金额\n\n市民政局\n\n50 元\n\n1\n\n2\n")  # two numbers are no 序号 column
    assert annex_units(run) == [("附件", "annex", "附件 某表\n单位 金额 市民政局 50元 1 2")]
    assert [f.code for f in run.bulletin.findings] == ["unknown_table"]


def test_a_note_below_a_table_is_a_place_of_its_own() -> None:
    run = annexed(TABLE + "\n注：金额按年\n\n计算。\n")
    assert annex_units(run)[-1] == ("附件/注", "note", "注：金额按年计算。")


def test_running_text_in_an_annex() -> None:
    run = annexed(
        "一、工作目标\n\n全面落实各项任务，确保取得实效，按期完成全部工作。\n\n"
        "二、工作要求\n\n各单位要高度重视，加强组织领导，认真抓好落实。\n"
    )
    assert [key for key, _, _ in annex_units(run)] == ["附件", "附件/一", "附件/二"]
    assert run.bulletin.findings == ()


def test_a_described_table_that_does_not_fit_is_kept_and_reported() -> None:
    run = annexed("名 称 数量或要求\n\n办公用房\n\n会议室 1间\n\n@@@@\n")
    assert [f.code for f in run.bulletin.findings] == ["table"]
    assert "stuck at '@@@@'" in run.bulletin.findings[0].message
    [unit] = annex_units(run)
    assert squash(unit[2]) == "附件某表名称数量或要求办公用房会议室1间@@@@"
    assert check(run) == ()


# --- the shipped issue ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "kind", "page", "holds"),
    [
        (
            "吕政办发〔2024〕1号/附件",
            "form",
            40,
            ["吕梁市土地指标调剂审批表", "单位：公顷、公斤、万元", "调剂总费用"],
        ),
        (
            "吕政办发〔2023〕33号/附件1",
            "figure",
            16,
            ["应急响应流程图", "灾害监测", "市指挥部分析研判", "资金保障"],
        ),
    ],
)
def test_forms_and_drawings_are_kept(
    run: Run, units: Mapping[str, Unit], key: str, kind: str, page: int, holds: list[str]
) -> None:
    unit = units[key]
    assert (unit.kind, unit.pages, unit.has_parts) == (kind, (page,), False)
    assert [words for words in holds if words not in unit.text] == []
    assert unit.cells is None
    part = next(a for p in run.parts if p.doc_no == unit.doc_no for a in p.annexes if a.head.page == page)
    printed = [line.text for line in (part.head, *part.title, *part.lines)]
    assert squash(unit.text) == squash("".join(printed))
