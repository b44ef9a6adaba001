"""Contact boxes are lifted out, wherever the extraction put them, and nothing else is."""

from __future__ import annotations

import pytest

from corpus.source import lines
from corpus.text import squash
from indexer.clean.boxes import lift_boxes
from indexer.clean.rejoin import rejoin
from indexer.pipeline import Run
from tests.factories import excerpt, source_of, texts

BOXES = [
    (1, "吕梁市规划和自然资源局", "0358-8296721"),
    (6, "岚县人民政府办公室", "0358-6722175"),
    (8, "中阳县人民政府办公室", "0358-5300600"),
    (18, "吕梁市农业农村局", "0358-3386936"),
    (24, "吕梁市住房和城乡建设局", "0358-3398047"),
    (32, "吕梁市住房和城乡建设局", "0358-3398047"),
    (36, "吕梁市招商引资服务中心", "0358-8237542"),
    (40, "吕梁市规划和自然资源局", "0358-8296756"),
    (51, "吕梁市民政局", "0358-8237023"),
    (64, "吕梁市行政审批服务管理局", "0358-8487706"),
    (66, "吕梁市人民政府办公室", "0358-8223091"),
    (69, "吕梁市消防支队", "0358-8237610"),
]


def test_every_box_of_the_issue(run: Run) -> None:
    assert [(box.page, box.unit, box.phone) for box in run.boxes] == BOXES


def test_places_of_boxes_are_exact(run: Run) -> None:
    raw = run.source.text
    for box in run.boxes:
        assert raw[box.unit_span.start : box.unit_span.end] == f"咨询单位：{box.unit}"
        assert box.phone_span is not None
        assert raw[box.phone_span.start : box.phone_span.end] == f"咨询电话：{box.phone}"
        inside = [raw[span.start : span.end] for span in box.spans]
        assert inside[0] == f"咨询单位：{box.unit}"
        assert squash(inside[-1]) == "咨询与解读"


def test_lines_are_kept_or_lifted(run: Run) -> None:
    before, after = run.stages["pages"], run.stages["boxes"]
    lifted = [e.line for e in run.bulletin.edits if e.stage == "boxes"]
    assert sorted([x.number for x in after] + lifted) == [x.number for x in before]
    assert not [x for x in after if "咨询单位" in squash(x.text) or "咨询与解读" in squash(x.text)]
    assert lift_boxes(after) == (after, (), ())


def test_box_inside_a_sentence() -> None:
    source = excerpt("p66-box-in-sentence.txt")
    kept, boxes, edits = lift_boxes(lines(source))
    assert [(box.unit, box.phone) for box in boxes] == [("吕梁市人民政府办公室", "0358-8223091")]
    assert [e.before for e in edits] == [
        "咨询单位：吕梁市人民政府办公室",
        "咨询电话：0358-8223091 扫码咨询",
        "咨 询 与 解 读",
    ]
    joined = [p.chars for p in rejoin(source.text, kept)]
    assert "山西中吕能源（集团）有限公司" in joined[-1]


def test_phone_whose_tail_is_printed_twice() -> None:
    kept, boxes, edits = lift_boxes(lines(excerpt("p32-phone-tail-twice.txt")))
    assert [(box.unit, box.phone) for box in boxes] == [("吕梁市住房和城乡建设局", "0358-3398047")]
    assert "-3398047" in [e.before for e in edits]
    assert texts(kept)[-2:] == ["吕梁市深化“政府＋链主＋园区”招商改革行动方案", "一、发挥政府主导作用"]


@pytest.mark.parametrize(
    ("printed", "kept", "unit", "phone"),
    [
        ("咨询单位：市民政局\n咨询电话：0358-1\n政策解读\n甲", ["甲"], "市民政局", "0358-1"),
        (
            "甲\n咨 询 单 位：市民政局\n咨询电话：0358-1、2\n扫码咨询\n咨 询 与 解 读",
            ["甲"],
            "市民政局",
            "0358-1、2",
        ),
        ("咨询单位：市民政局\n甲乙", ["甲乙"], "市民政局", ""),  # no phone printed
        ("咨询单位：市民政局\n咨询电话：0358-8237023\n7023\n甲", ["甲"], "市民政局", "0358-8237023"),
        # a line that is no tail of the phone, or no caption, ends the box
        ("咨询单位：市民政局\n咨询电话：0358-8237023\n8237\n甲", ["8237", "甲"], "市民政局", "0358-8237023"),
        ("咨询单位：市民政局\n政策解读会议\n甲", ["政策解读会议", "甲"], "市民政局", ""),
    ],
)
def test_lift(printed: str, kept: list[str], unit: str, phone: str) -> None:
    rest, boxes, _ = lift_boxes(lines(source_of(printed)))
    assert texts(rest) == kept
    assert [(box.unit, box.phone) for box in boxes] == [(unit, phone)]


@pytest.mark.parametrize(
    "printed", ["咨询电话：0358-8237023", "政策解读", "请向咨询单位：市民政局咨询", "咨询单位", "扫码咨询"]
)
def test_no_box(printed: str) -> None:
    found = lines(source_of(printed))
    assert lift_boxes(found) == (found, (), ())


def test_two_boxes_in_a_row() -> None:
    _, boxes, _ = lift_boxes(lines(source_of("咨询单位：甲局\n咨询电话：1\n咨询单位：乙局\n咨询电话：2")))
    assert [(box.unit, box.phone) for box in boxes] == [("甲局", "1"), ("乙局", "2")]
