"""Tables without a description: where their rows start, and their totals."""

from __future__ import annotations

import pytest

from corpus.source import lines
from indexer.checks import check
from indexer.pipeline import parse
from indexer.structure.annexes import _row_starts
from tests.factories import source_of

HEAD = "某市人民政府\n关于印发某表的通知\n\n某政发〔2024〕5 号\n\n各县人民政府：\n\n现印发给你们。\n\n附件：某表\n\n"
SIGNED = "某市人民政府\n\n2024 年 3 月 1 日\n\n附件\n\n某表\n\n"


def rows(cells: str) -> list[tuple[str, str, str]]:
    """Key below the annex, label and text of each row; `cells` is one printed line a word, _ for a space."""
    run = parse(source_of(HEAD + SIGNED + "\n\n".join(cells.split()).replace("_", " ") + "\n"))
    assert check(run) == ()
    [document] = run.bulletin.documents
    return [(u.id.rpartition("/")[2], u.locator, u.text) for u in document.units if u.kind == "row"]


@pytest.mark.parametrize(
    ("printed", "name"), [("合计 930 139.5", "合计"), ("总_计 930", "总计"), ("小计_930_139.5", "小计")]
)
def test_a_total_is_a_row_of_its_own(printed: str, name: str) -> None:
    found = rows(f"序号_县_户 1 榆次区 320 2 太谷区 210 3 祁县 400 {printed}")
    assert [key for key, _, _ in found] == ["第1项", "第2项", "第3项", name]
    assert found[2][2] == "3 祁县 400"
    assert found[3][1] == f"附件《某表》“{name}”行"
    assert found[3][2].endswith("930" if name == "总计" else "139.5")


def test_a_word_that_begins_like_a_total_stays_in_its_row() -> None:
    found = rows("序号_任务_户 1 榆次区 320 2 太谷区 210 3 祁县 总计划 400")
    assert [text for _, _, text in found][2] == "3 祁县 总计划 400"


@pytest.mark.parametrize(
    "cells",
    [
        "序号_项目_投资 1 国道改线 2 亿元 2 大桥 3 亿元 3 水库 1 亿元",  # the unit on the next line
        "序号_项目_投资 1 国道改线 2_亿元 2 大桥 3_亿元 3 水库 1_亿元",  # on the same line
        "序号_项目_个数_投资 1 国道改线 2 50_万元 2 大桥 3 60_万元 3 水库 1 70_万元",  # an amount follows
    ],
)
def test_an_amount_starts_no_row(cells: str) -> None:
    found = rows(cells)
    assert [text.split()[1] for _, _, text in found] == ["国道改线", "大桥", "水库"]


@pytest.mark.parametrize(
    ("printed", "starts"),
    [
        ("1\n甲局\n2\n乙局\n3\n丙局", [0, 2, 4]),
        ("1 甲局\n2 乙局\n3 丙局", [0, 1, 2]),
        ("1\n2\n甲局\n2\n乙局", []),  # a number after the 序号 leaves no row to be sure of
        ("1 甲局\n3 丙局", [0]),
        ("1\n2023\n9\n2\n2024\n9", [0, 3]),  # a column of years
        ("1 甲局\n2", [0]),  # nothing follows
        ("1 甲局\n2 12 所幼儿园", [0, 1]),
    ],
)
def test_where_rows_start(printed: str, starts: list[int]) -> None:
    assert _row_starts(lines(source_of(printed))) == starts


@pytest.mark.parametrize(
    "printed",
    [
        # each row on a line, cells parted by spaces; a cell a line; two heads broken in their brackets
        "序号 项目 投资（万元）\n\n1 托育中心 2600\n\n2 托育园 1850.5\n\n3 托育点 480",
        "序号\n\n项目\n\n投资（\n\n万元）\n\n1\n\n托育中心\n\n2600\n\n2\n\n托育园\n\n1850.5\n\n3\n\n托育点\n\n480",
        # blank lines part cells that run over lines
        "序号\n\n项目\n\n投资\n（万元）\n\n1\n\n托育\n中心\n\n2600\n\n2\n\n托育园\n\n1850.5\n\n3\n\n托育\n点\n\n480",
        # the heads come again in the middle
        "序号 项目 投资（万元）\n\n1 托育中心 2600\n\n序号 项目 投资（万元）\n\n2 托育园 1850.5\n\n3 托育点 480",
    ],
)
def test_cells_that_the_layout_shows(printed: str) -> None:
    run = parse(source_of(HEAD + SIGNED + printed + "\n"))
    assert check(run) == ()
    [document] = run.bulletin.documents
    cells = [unit.cells for unit in document.units if unit.kind == "row"]
    assert cells == [
        {"序号": "1", "项目": "托育中心", "投资（万元）": "2600"},
        {"序号": "2", "项目": "托育园", "投资（万元）": "1850.5"},
        {"序号": "3", "项目": "托育点", "投资（万元）": "480"},
    ]


def test_a_row_that_does_not_fit_the_heads_leaves_the_table_at_its_numbers() -> None:
    found = rows("序号_县_户 1 榆次区 320 2 太谷区 3 祁县 400")
    assert [text for _, _, text in found] == ["1 榆次区 320", "2 太谷区", "3 祁县 400"]
    [document] = parse(
        source_of(HEAD + SIGNED + "序号 县 户\n\n1 榆次区 320\n\n2 太谷区\n\n3 祁县 400\n")
    ).bulletin.documents
    assert {unit.cells is None for unit in document.units if unit.kind == "row"} == {True}


def test_words_on_one_line_stay_apart() -> None:
    printed = "调剂面积 单 价\n\n签字（盖章） 经办人\n\n年 月 日\n"
    [document] = parse(source_of(HEAD + SIGNED + printed)).bulletin.documents
    [form] = [unit for unit in document.units if unit.kind == "form"]
    assert form.text.endswith("调剂面积单价 签字（盖章） 经办人 年月日")


def test_rows_without_numbers_go_by_their_name() -> None:
    printed = (
        "单位：元/人·月\n\n县（区） 城市低保 农村低保\n\n江南区 720 560\n\n江北区 720 560\n\n石门县 700 540\n"
    )
    run = parse(source_of(HEAD + SIGNED + printed))
    assert check(run) == ()
    [document] = run.bulletin.documents
    found = {unit.locator: unit.cells for unit in document.units if unit.kind == "row"}
    assert found["附件《某表》“石门县”行"] == {"县（区）": "石门县", "城市低保": "700", "农村低保": "540"}
    assert len(found) == 3
    annex = next(unit for unit in document.units if unit.kind == "annex")
    assert annex.text.startswith("附件 某表\n单位：元/人·月\n江南区 720 560")


@pytest.mark.parametrize(
    "printed",
    [
        "县 户\n\n江南区 720\n\n江北区\n\n石门县 700",  # a cell is missing
        "县 乡\n\n江南区 甲乡\n\n江北区 乙乡\n\n石门县 丙乡",  # no column of numbers
        "县 户\n\n江南区 720\n\n江南区 720\n\n石门县 700",  # two rows of one name
    ],
)
def test_lines_that_only_look_like_rows(printed: str) -> None:
    [document] = parse(source_of(HEAD + SIGNED + printed + "\n")).bulletin.documents
    assert [unit for unit in document.units if unit.kind == "row"] == []
