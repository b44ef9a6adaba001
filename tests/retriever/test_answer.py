"""From a unit to the words that answer: verbatim, short, with what decides."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.model import Unit, Validity
from indexer.analyze import Analyzer, AnalyzerConfig
from retriever.answer import Relevance, best_spans, cell_places, cite, highlights, key_columns, validity_json


def relevance(question: str) -> Relevance:
    return Relevance(question, dict.fromkeys(Analyzer(AnalyzerConfig()).terms(question), 1.0))


WELL = Unit(
    id="X政函〔2024〕3号/附件/甲村供水工程",
    text="甲村供水工程 DC01 1 1# 乙镇甲村东 地下水 120 松散岩类孔隙水 111°42′11.58″ 38°23′30.36″ "
    "5.4 一级 0.0028 188.4 圆形区域",
    locator="附件《划分结果》“甲村供水工程”行",
    kind="row",
    cells={
        "水源名称": "甲村供水工程", "水源编码": "DC01", "井数": "1", "井号": "1#", "位置": "乙镇甲村东",
        "水源类型": "地下水", "井深（m）": "120", "含水层类型": "松散岩类孔隙水", "经度": "111°42′11.58″",
        "纬度": "38°23′30.36″", "设计供水量": "5.4", "级别": "一级", "面积（km2）": "0.0028", "周长（m）": "188.4",
        "划定方案": "圆形区域",
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "words", "quote"),
    [
        ("甲村供水工程的井深", "甲村供水工程，井深（m）：120", "120"),
        ("甲村供水工程含水层是什么类型", "甲村供水工程，含水层类型：松散岩类孔隙水", "松散岩类孔隙水"),
        ("甲村供水工程保护区的周长", "甲村供水工程，周长（m）：188.4", "188.4"),
    ],
)
def test_a_cell_is_said_with_its_column_and_row(question: str, words: str, quote: str) -> None:
    citation = cite(WELL, None, relevance(question), None, 1.0)
    assert (citation.words, citation.quote) == (words, quote)


def test_a_row_asked_for_as_a_whole_is_said_whole() -> None:
    citation = cite(WELL, None, relevance("甲村供水工程"), None, 1.0)
    assert citation.quote == WELL.text
    assert citation.words.startswith("水源名称：甲村供水工程；水源编码：DC01；井数：1；")
    assert all(cell in citation.words for cell in (WELL.cells or {}).values())


def test_key_columns_are_not_the_answer() -> None:
    assert key_columns(WELL) == ("水源名称",)
    numbered = Unit("X/附件/第8项", "老人 8 津贴 50元", locator="附件《清单》第8项", kind="row",
                    cells={"对象": "老人", "序号": "8", "项目": "津贴", "标准": "50元"})  # fmt: skip
    assert key_columns(numbered) == ("序号", "项目")


def test_cells_are_slices_of_the_row() -> None:
    for name, span in cell_places(WELL).items():
        assert WELL.text[span.start : span.end] == (WELL.cells or {})[name]


def test_an_item_is_said_with_the_lead_that_decides_what_it_means() -> None:
    article = Unit(
        "X/第15条",
        "第十五条 下列费用不得列支：\n（一）甲；",
        kind="article",
        has_parts=True,
        lead="第十五条 下列费用不得列支：",
    )
    item = Unit("X/第15条/（一）", "（一）甲；", kind="item")
    assert cite(item, article, relevance("甲"), None, 1.0).words == "第十五条 下列费用不得列支：（一）甲；"
    assert cite(item, None, relevance("甲"), None, 1.0).words == "（一）甲；"


def test_a_long_unit_is_cut_to_the_sentences_that_answer_in_printed_order() -> None:
    filler = "".join(f"第{i}件事情按照有关规定由有关单位认真研究办理。" for i in range(30))
    unit = Unit("X/一", f"{filler}建设资金由财政部门拨付。{filler}监督由审计部门负责。{filler}")
    citation = cite(unit, None, relevance("谁拨付建设资金，谁负责审计监督"), None, 1.0)
    assert "建设资金由财政部门拨付。" in citation.words
    assert "监督由审计部门负责。" in citation.words
    assert citation.words.index("财政部门") < citation.words.index("审计部门")
    assert citation.quote in unit.text
    for span in best_spans(unit, relevance("谁拨付建设资金")):
        assert unit.text[span.start : span.end] in unit.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每人每月发放50元生活补贴", [("50元", "amount")]),
        ("电话0358-8237023", [("0358-8237023", "phone")]),
        ("有效期至2025年10月1日", [("2025年10月1日", "date")]),
        ("不低于55%的资金", [("55%", "percent")]),
        ("14等7万元/亩", [("7万元/亩", "amount")]),
        ("依据晋政办发〔2023〕54号", [("晋政办发〔2023〕54号", "doc_no")]),
        ("第5项共有3处", []),
    ],
)
def test_highlights(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[h.start : h.end], h.kind) for h in highlights(text)] == found


@pytest.mark.parametrize(("on", "state"), [("2025-12-15", "in_force"), ("2025-12-16", "expired")])
def test_the_last_day_of_validity_is_in_force(on: str, state: str) -> None:
    validity = Validity(date(2023, 12, 15), date(2025, 12, 15), "有效期2年")
    assert validity_json(validity, date.fromisoformat(on))["state"] == state
    assert validity_json(Validity(), date.fromisoformat(on))["state"] == "not_stated"
