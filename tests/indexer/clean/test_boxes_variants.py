"""Contact boxes as other offices print them, and sentences that only begin like one."""

from __future__ import annotations

import pytest

from corpus.source import lines
from indexer.clean.boxes import lift_boxes
from tests.factories import source_of, texts


@pytest.mark.parametrize(
    ("printed", "phone"),
    [
        ("咨询与解读\n咨询单位：市民政局\n咨询电话：0358-8237023", "0358-8237023"),  # caption above
        ("政策解读\n咨询单位：市民政局\n咨询电话：0358-8237023\n扫码咨询", "0358-8237023"),  # and below
        ("扫码咨询\n咨 询 与 解 读\n咨询单位：市民政局\n联系电话：0358-8237023", "0358-8237023"),
        ("咨询单位：市民政局\n联系电话：0358-8237023", "0358-8237023"),
        ("咨询单位：市民政局\n咨询热线：12345", "12345"),
        ("解读单位：市民政局\n解读电话：0358-8237023", "0358-8237023"),
        ("咨询单位：市民政局\n咨询电话：0358-8237023\n\n0358-8237024", "0358-8237023"),  # two phone lines
        ("咨询单位：市民政局\n咨询热线：12345\n0358-8237024、0358-8237025", "12345"),
        ("咨询单位：市民政局\n咨询电话：0358-8237023\n联系电话：0358-8237024", "0358-8237023"),
    ],
)
def test_every_line_of_a_box_is_lifted(printed: str, phone: str) -> None:
    source = source_of(f"第三条 市民政局是养老\n{printed}\n服务主管部门。")
    rest, [box], edits = lift_boxes(lines(source))
    assert texts(rest) == ["第三条 市民政局是养老", "服务主管部门。"]
    assert (box.unit, box.phone) == ("市民政局", phone)
    assert [edit.before for edit in edits] == [line for line in printed.split("\n") if line]
    assert [source.text[s.start : s.end] for s in box.spans] == [edit.before for edit in edits]
    assert source.text[box.unit_span.start : box.unit_span.end].endswith("单位：市民政局")
    assert box.phone_span is not None
    assert source.text[box.phone_span.start : box.phone_span.end].endswith(f"：{phone}")


@pytest.mark.parametrize(
    "printed",
    [
        "咨询单位应当在五个工作日内答复。",
        "咨询单位：应当在五个工作日内答复。",
        "咨询单位：市民政局，负责解释本办法",
        "解读单位由市政府确定",
        "联系电话：0358-8237023",
        "联系单位：市民政局",
        "政策解读\n咨询单位应当公开电话。",
        "咨询与解读\n一、总体要求",
        "0358-8237024",
    ],
)
def test_a_sentence_or_a_lone_line_is_no_box(printed: str) -> None:
    found = lines(source_of(printed))
    assert lift_boxes(found) == (found, (), ())


@pytest.mark.parametrize(
    ("following", "kept"),
    [
        ("0358-8237024", []),
        ("2023-2025", ["2023-2025"]),  # years, no phone
        ("8237", ["8237"]),
        ("0358-8237024 负责受理", ["0358-8237024 负责受理"]),
    ],
)
def test_what_follows_a_phone(following: str, kept: list[str]) -> None:
    rest, _, _ = lift_boxes(lines(source_of(f"咨询单位：市民政局\n咨询电话：0358-8237023\n{following}")))
    assert texts(rest) == kept


def test_two_boxes_with_their_captions_above() -> None:
    printed = "政策解读\n咨询单位：甲局\n咨询电话：1\n政策解读\n解读单位：乙局\n解读电话：2"
    rest, boxes, _ = lift_boxes(lines(source_of(printed)))
    assert rest == ()
    assert [(box.unit, box.phone, len(box.spans)) for box in boxes] == [("甲局", "1", 3), ("乙局", "2", 3)]


def test_a_caption_on_the_page_before_stays() -> None:
    heading, name = lines(source_of("政策解读\n咨询单位：甲局"))
    turned = type(name)(name.number, name.start, name.end, name.text, 2, name.gap)
    rest, [box], _ = lift_boxes((heading, turned))
    assert (rest, box.page) == ((heading,), 2)
