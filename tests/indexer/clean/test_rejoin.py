"""Paragraphs as printed, from real excerpts; every line in exactly one of them, in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Line
from corpus.source import SHIPPED, lines, read_source
from corpus.text import squash
from indexer.clean.boxes import lift_boxes
from indexer.clean.furniture import strip_furniture
from indexer.clean.rejoin import Paragraph, read_markers, rejoin
from tests.factories import excerpt, source_of

RAW = read_source(SHIPPED).text
PRINTED = lift_boxes(strip_furniture(lines(read_source(SHIPPED)))[0])[0][:4538]


def joined(name: str) -> tuple[Paragraph, ...]:
    """The paragraphs of an excerpt."""
    source = excerpt(name)
    return rejoin(source.text, strip_furniture(lines(source))[0])


def ends(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    """How each paragraph begins and ends."""
    return [f"{p.chars[:8]}…{p.chars[-6:]}" for p in paragraphs]


# --- real excerpts --------------------------------------------------------------------------------
def test_two_columns_with_a_head_between() -> None:
    found = joined("p20-header-in-sentence.txt")
    assert ends(found) == [
        "第三条 房屋使用…人进行补交。",
        "第四条 本办法所…改造的资金。",
        "第五条 本办法所…走廊通道等。",
        "本办法所称共用设…用的房屋等。",  # the 款 shows in its indentation only
        "第六条 共管资金…监督的原则。",
    ]
    assert "使用人相关信息。开发主体已经灭失的，由房屋使用权人向村集体经济组织" in found[0].chars
    assert all(p.firm for p in found)


def test_items_offices_and_a_heading() -> None:
    found = joined("p42-items-and-section.txt")
    assert ends(found) == [
        "2.健全政府购买…务资金管理。",
        "（责任单位：市中…民政府落实）",
        "（二）主动响应精…精准提供服务",
        "3.建立动态识别…服务上门”。",
        "4.开展能力综合…的重要依据。",
        "5.精准识别服务…按照《吕梁市",
    ]
    assert found[2].chars == "（二）主动响应精准提供服务"


def test_a_wide_box_over_narrow_columns() -> None:
    found = joined("p56-box-over-columns.txt")
    assert ends(found) == [
        "专栏2 经济运行…运行建设工程",
        "1.金融综合服务…关部门配合〕",
        "2.构建数据业务…关部门配合〕",
        "（二）深化智慧协…市场监管体系",
        "持续利用数字化技…协同化水平。",
        "专栏3 市场监管…息化建设工程",
    ]
    assert found[3].chars == "（二）深化智慧协同的数字化市场监管体系"


def test_a_reference_to_an_article_is_no_paragraph() -> None:
    found = joined("p30-cross-reference.txt")
    assert [p.chars[:4] for p in found] == [
        "第十七条",
        "（一）超",
        "（二）依",
        "各相关职",
        "第十八条",
        "第十九条",
    ]
    assert "具有本规定第十七条规定情形的既有高层违法建筑" in found[4].chars


# --- rules, on small text -------------------------------------------------------------------------
def paragraphs(*printed: str, every_clause: bool = False, every_entry: bool = False) -> list[str]:
    """The paragraphs of these lines."""
    source = source_of("\n".join(printed))
    return [
        p.chars
        for p in rejoin(source.text, lines(source), every_clause=every_clause, every_entry=every_entry)
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # a short last line with a full stop ends its paragraph
        (
            ["甲" * 16, "乙" * 18, "丙" * 18, "丁丁。", "戊" * 16, "己" * 18],
            ["甲" * 16 + "乙" * 18 + "丙" * 18 + "丁丁。", "戊" * 16 + "己" * 18],
        ),
        # a full last line does so where the next is indented
        (
            ["甲" * 16, "乙" * 18, "丙" * 17 + "。", "丁" * 16, "戊" * 18, "己" * 18],
            ["甲" * 16 + "乙" * 18 + "丙" * 17 + "。", "丁" * 16 + "戊" * 18 + "己" * 18],
        ),
        # near misses: a full line with a full stop, a short line without
        (
            ["甲" * 16, "乙" * 17 + "。", "丙" * 18, "丁" * 18],
            ["甲" * 16 + "乙" * 17 + "。" + "丙" * 18 + "丁" * 18],
        ),
        (["甲" * 16, "乙" * 18, "丙丙", "丁" * 18], ["甲" * 16 + "乙" * 18 + "丙丙" + "丁" * 18]),
        (["甲" * 16, "乙" * 18, "丙，", "丁" * 18], ["甲" * 16 + "乙" * 18 + "丙，" + "丁" * 18]),
        # a number opens a paragraph
        (
            ["甲" * 16, "乙" * 18 + "；", "（二）丙" + "丙" * 12],
            ["甲" * 16 + "乙" * 18 + "；", "（二）" + "丙" * 13],
        ),
    ],
)
def test_layout(printed: list[str], expected: list[str]) -> None:
    assert paragraphs(*printed) == expected


def test_every_clause_ends_a_paragraph_of_appointments() -> None:
    printed = (
        "任宏中为市中小企业服务中心主任；",
        "王 倩为市财政局副局长（试用期",
        "一年）；",
        "赵 龙的市财政局副局长职务。",
    )
    assert paragraphs(*printed, every_clause=True) == [
        "任宏中为市中小企业服务中心主任；",
        "王 倩为市财政局副局长（试用期一年）；",
        "赵 龙的市财政局副局长职务。",
    ]


def test_entries_of_an_annex_list_start_at_their_numbers() -> None:
    printed = (
        "附件：1.吕梁市农作物有害生物及农",
        "业外来有害生物入侵灾害应",
        "2.吕梁市农作物有害生物及农",
        "业外来有害生物",
    )
    assert paragraphs(*printed, every_entry=True) == [
        "附件：1.吕梁市农作物有害生物及农业外来有害生物入侵灾害应",
        "2.吕梁市农作物有害生物及农业外来有害生物",
    ]


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("第十二条 共管资金", ["article"]),
        ("1 总则", ["1.1"]),
        ("（一）甲", ["（一）"]),
        ("本办法", []),
        ("三年行动", []),
    ],
)
def test_read_markers(text: str, families: list[str]) -> None:
    assert [marker.family for marker in read_markers(text)] == families


def test_a_reference_has_no_space_behind_it() -> None:
    assert [marker.spaced for marker in read_markers("第十七条 房屋")] == [True]
    assert [marker.spaced for marker in read_markers("第十七条规定")] == [False]


def test_nothing_to_join() -> None:
    assert rejoin("", ()) == ()


# --- every line in exactly one paragraph ----------------------------------------------------------
def check_conserved(found: tuple[Paragraph, ...], printed: tuple[Line, ...]) -> None:
    """All characters of the lines, in their order, each at its place of the raw file."""
    assert squash("".join(p.chars for p in found)) == squash("".join(x.text for x in printed))
    starts = [x.number for x in printed]
    opened = [starts.index(p.line) for p in found]
    assert opened == sorted(set(opened))
    assert opened[:1] == [0]
    at = [i for p in found for i in p.text.origin if i >= 0 and not RAW[i].isspace()]
    assert at == [i for x in printed for i in range(x.start, x.end) if not RAW[i].isspace()]


@given(st.integers(0, len(PRINTED) - 2), st.integers(1, 120), st.booleans(), st.booleans())
def test_slices_of_the_issue(start: int, size: int, every_clause: bool, every_entry: bool) -> None:
    printed = PRINTED[start : start + size]
    check_conserved(rejoin(RAW, printed, every_clause=every_clause, every_entry=every_entry), printed)


def test_the_whole_issue() -> None:
    check_conserved(rejoin(RAW, PRINTED), PRINTED)


def test_a_heading_is_not_joined_with_the_sentence_below_where_headings_follow_each_other() -> None:
    body = (
        "1 总则\n\n1.1 编制目的\n\n建立健全某种灾害的应对机制，最大限度减少人员伤亡和财产损失。\n\n1.2 适用范围\n\n"
        "本预案适用于本市行政区域内某种灾害的预防和应急处置，各级人民政府应当结合实际制定\n配套的措施。"
    )
    found = rejoin(body, lines(source_of(body)))
    assert "1.1 编制目的" in [p.chars for p in found]
    assert "1.2 适用范围" in [p.chars for p in found]


def test_blank_lines_end_paragraphs_where_they_stand_nowhere_else() -> None:
    """A full line with a full stop ends its paragraph only where a blank line says so."""
    body = "\n\n".join(["甲" * 38 + "\n" + "乙" * 37 + "。"] * 25 + ["丙" * 38 + "\n丁。"])
    assert len(paragraphs(body)) == 26
    assert paragraphs(body)[-1] == "丙" * 38 + "丁。"
    every_line = "\n\n".join(["甲" * 38, "乙" * 37 + "。"] * 25)  # blank lines everywhere tell nothing
    assert len(paragraphs(every_line)) == 1
