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
