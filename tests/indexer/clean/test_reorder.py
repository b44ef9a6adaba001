"""Corrections of the reading order apply where all their lines are found, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DataFileError
from corpus.source import lines
from indexer.clean.rejoin import rejoin
from indexer.clean.reorder import Move, load_corrections, reorder
from indexer.pipeline import Run
from tests.factories import excerpt, source_of, texts

MOVE = Move("乙一", "乙二", "甲一", "why")


def test_page_63() -> None:
    source = excerpt("p63-reading-order.txt")
    ordered, edits, findings = reorder(lines(source), load_corrections())
    assert findings == ()
    assert [(e.stage, e.after) for e in edits] == [("reorder", "27 lines moved")]
    assert sorted(texts(ordered)) == sorted(texts(lines(source)))
    joined = [p.chars for p in rejoin(source.text, ordered)]
    [support] = [text for text in joined if text.startswith("2.共性支撑标准。")]
    assert "建立公共基础支撑、应用开发共性组件、应用系统平台接口" in support
    [security] = [text for text in joined if text.startswith("明确政务数据体系安全保障")]
    assert security.startswith("明确政务数据体系安全保障相关组织管理机构及其职责边界，建立健全网络安全、")
    opened = [text.split("。")[0] for text in joined if text[0] in "1234（七"]
    assert opened == [
        "1.基础设施标准",
        "2.共性支撑标准",
        "3.政务服务标准",
        "4.政务信息化项目管理标准",
        "（三）完善数据管理相关制度",
        "七、构建可管可信的数字政府安全保障体系",
        "（一）强化安全管理责任",
        "（二）落实安全制度要求",
        "（三）提升网路安全保障能力",
    ]


def test_the_issue_has_one_move(run: Run) -> None:
    moved = [e for e in run.bulletin.edits if e.stage == "reorder"]
    assert [(e.page, e.after) for e in moved] == [(63, "27 lines moved")]
    assert sorted(x.number for x in run.lines) == [x.number for x in run.stages["boxes"]]
    assert reorder(run.lines, load_corrections())[0] == run.lines


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("甲一 丁 乙一 x 乙二 戊", "甲一 乙一 x 乙二 丁 戊"),  # up
        ("乙一 x 乙二 丁 甲一 戊", "丁 甲一 乙一 x 乙二 戊"),  # down
        ("甲一 乙一 乙二", "甲一 乙一 乙二"),  # in place already
        ("丙 丁", "丙 丁"),  # another text
    ],
)
def test_moves(printed: str, expected: str) -> None:
    ordered, edits, findings = reorder(lines(source_of(printed.replace(" ", "\n"))), [MOVE])
    assert texts(ordered) == expected.split()
    assert findings == ()
    assert len(edits) == ("乙一" in printed)


@pytest.mark.parametrize(
    ("printed", "counts"),
    [
        ("甲一 乙一 丁", [1, 0, 1]),  # the block's end is missing
        ("乙一 乙二", [1, 1, 0]),  # the place it belongs to is missing
        ("甲一", [0, 0, 1]),
        ("甲一 乙一 乙二 甲一", [1, 1, 2]),  # a line comes twice
        ("甲一 乙二 乙一", [1, 1, 1]),  # the end stands before the start
    ],
)
def test_a_partial_match_is_reported_and_not_applied(printed: str, counts: list[int]) -> None:
    before = lines(source_of(printed.replace(" ", "\n")))
    ordered, edits, findings = reorder(before, [MOVE])
    assert ordered == before
    assert edits == ()
    assert [f.code for f in findings] == ["correction"]
    assert f"for the move of '乙一', found {counts}; not applied" in findings[0].message


def test_spaces_of_the_layout_do_not_matter() -> None:
    ordered, _, _ = reorder(lines(source_of("甲 一\n丁\n乙 一\n乙　二")), [MOVE])
    assert texts(ordered) == ["甲 一", "乙 一", "乙　二", "丁"]


def test_shipped_corrections() -> None:
    assert [move.first for move in load_corrections()] == ["应用开发共性组件、应用系统平台接口、应"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("reason = 'x'\n[[move]]\nfirst = 'a'\nlast = 'b'\n", "'after'"),
        ("[[move]]\nfirst = 'a'\nlast = 'b'\nafter = 'c'\n", "'reason'"),
        ("reason = 'x'\n", "'move'"),
        ("reason = x", "Invalid value"),
    ],
)
def test_malformed_correction(tmp_path: Path, content: str, found: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(DataFileError, match=r"expected reason and \[\[move\]\] first, last, after") as caught:
        load_corrections(tmp_path)
    assert found in str(caught.value)
    assert str(path) in str(caught.value)


def test_no_corrections(tmp_path: Path) -> None:
    assert load_corrections(tmp_path) == ()
