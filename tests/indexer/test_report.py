"""What the parser shows to people: a summary, edits, a place side by side, units as JSON."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import pytest

from corpus.errors import UnknownLocator
from corpus.model import Bulletin, Unit
from corpus.text import squash
from indexer.pipeline import STAGES, Run
from indexer.report import find_unit, side_by_side, stage_lines, summary, unit_json

EIGHT = "吕政办发〔2024〕2号/附件/第8项"
TWO = "吕政办发〔2023〕35号/第14条/（一）/2"


# --- finding a place ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        # by key
        (EIGHT, EIGHT),
        # an annex by number, by title, by both
        ("吕政办发〔2024〕2号 附件1《吕梁市基本养老服务清单》第8项", EIGHT),
        ("吕政办发〔2024〕2号《吕梁市基本养老服务清单》第8项", EIGHT),
        ("吕政办发[2024]2号 附件第八项", EIGHT),
        ("吕政办发〔2023〕35号 第十四条第（一）项2.", TWO),
        ("吕政任〔2024〕2号 任命:王 倩", "吕政任〔2024〕2号/任命/王倩"),
        (f"  {EIGHT}\n", EIGHT),
        ("吕政办发[2024]2号/附件/第8项", EIGHT),
        ("吕政办发(2024)2 号/附件/第八项", EIGHT),
        # by label
        ("吕政办发〔2024〕2号附件《吕梁市基本养老服务清单》第8项", EIGHT),
        ("吕政办发【2024】2号 附件《吕梁市基本养老服务清单》第8项", EIGHT),
        ("吕政办发〔2023〕35号第十四条（一）2.", TWO),
        ("吕政办发[2023]35号 第14条(一)2", TWO),
        ("吕政办发〔2023〕35号第十四条第二款", "吕政办发〔2023〕35号/第14条/第2款"),
        ("吕政任〔2024〕2号免去：赵龙", "吕政任〔2024〕2号/免去/赵龙"),
        ("吕政办发〔2024〕4号 任忠常务副市长：分管", "吕政办发〔2024〕4号/任忠常务副市长/分管"),
        ("吕政办发〔2024〕3号 专栏5 1.", "吕政办发〔2024〕3号/专栏5/1"),
    ],
)
def test_find_unit(bulletin: Bulletin, typed: str, key: str) -> None:
    assert find_unit(bulletin, typed).id == key


def test_every_unit_is_found_by_key_and_by_label(bulletin: Bulletin) -> None:
    document = next(d for d in bulletin.documents if d.doc_no == "吕政办发〔2023〕35号")
    alone = Bulletin("", (document,), (), ())
    for unit in document.units:
        assert find_unit(alone, unit.id) is unit
        assert find_unit(alone, f"{unit.doc_no}{unit.locator}") is unit


def test_an_unknown_place_lists_the_nearest(bulletin: Bulletin) -> None:
    with pytest.raises(UnknownLocator) as caught:
        find_unit(bulletin, "吕政办发〔2024〕2号/附件/第88项")
    message = str(caught.value)
    assert "found '吕政办发〔2024〕2号/附件/第88项'; nearest: " in message
    nearest = message.partition("nearest: ")[2].partition(";")[0].split(", ")
    assert EIGHT in nearest
    assert len(nearest) == 3
    assert message.endswith("list them with: gongbao parse --jsonl")


@pytest.mark.parametrize(
    "typed", ["foo", "", "吕政办发〔2024〕2号附件第8条款", "第8项", "吕政办发〔2099〕9号/第1条"]
)
def test_no_place(bulletin: Bulletin, typed: str) -> None:
    with pytest.raises(UnknownLocator, match="expected the key or label of a place"):
        find_unit(bulletin, typed)


# --- side by side ---------------------------------------------------------------------------------
def halves(shown: str) -> list[tuple[str, str]]:
    """The raw and the clean side of each row."""
    rows = [row.partition(" │") for row in shown.splitlines() if " │" in row]
    return [(left.strip(), right.strip()) for left, _, right in rows]


def test_side_by_side(run: Run, units: Mapping[str, Unit]) -> None:
    unit = units["吕政办发〔2023〕35号/第23条"]
    shown = side_by_side(run, unit)
    assert shown.splitlines()[:3] == [
        unit.id,
        "吕政办发〔2023〕35号 第二十三条   article, p.24",
        "under 吕梁市集体土地上住宅小区共用部位共用设施设备维修共管资金管理办法（试行）",
    ]
    assert "under 第四章 监督责任" in shown.splitlines()
    assert halves(shown) == [
        ("3361  第二十三条 本办法自发布之日起施", "第二十三条 本办法自发布之日起施行，有效期2年。"),
        ("3363  行，有效期 2年。", ""),
    ]


@pytest.mark.parametrize(
    "key", [EIGHT, TWO, "吕政办发〔2024〕3号/六/（二）/2", "吕政办发〔2024〕4号/闫林副市长"]
)
def test_side_by_side_holds_the_raw_lines_and_the_clean_text(
    run: Run, units: Mapping[str, Unit], key: str
) -> None:
    unit = units[key]
    shown = halves(side_by_side(run, unit))
    numbers = [int(left.split()[0]) for left, _ in shown if left]
    assert numbers == [
        line.number
        for line in run.raw_lines
        if any(line.start < span.end and span.start < line.end for span in unit.spans)
    ]
    assert squash("".join(right for _, right in shown)) == squash(unit.text)


def test_side_by_side_of_a_row_lists_its_cells(run: Run, units: Mapping[str, Unit]) -> None:
    shown = side_by_side(run, units[EIGHT]).splitlines()
    assert shown[-7:-4] == ["对象: 80周岁及以上老年人", "序号: 8", "服务项目: 高龄津贴"]
    assert shown[-1] == "牵头落实部门: 市民政局"


# --- lists ----------------------------------------------------------------------------------------
def test_summary(bulletin: Bulletin) -> None:
    told = summary(bulletin).splitlines()
    assert told[0] == "吕梁市人民政府公报2024年第1期: 14 documents, 712 units"
    assert len(told) == 15
    assert told[9].split()[:4] == ["p.40-51", "吕政办发〔2024〕2号", "75", "units"]
    assert told[9].endswith("关于印发吕梁市基本养老服务体系建设实施方案的通知")


def test_unit_json(units: Mapping[str, Unit]) -> None:
    told = orjson.loads(unit_json(units[EIGHT]))
    assert list(told) == ["id", "doc_no", "locator", "kind", "path", "text", "pages", "cells"]
    assert told["id"] == EIGHT
    assert told["pages"] == [49]
    assert told["path"] == ["吕梁市基本养老服务清单"]
    assert told["cells"]["服务项目"] == "高龄津贴"
    assert orjson.loads(unit_json(units[TWO]))["cells"] is None
    assert all(b"\n" not in unit_json(unit) for unit in units.values())


@pytest.mark.parametrize("stage", STAGES)
def test_lines_after_a_stage(run: Run, stage: str) -> None:
    told = list(stage_lines(run, stage, diff=False, doc=""))
    assert len(told) == len(run.stages[stage])
    assert told[0].split() == [f"p.{run.stages[stage][0].page}", "1", "吕梁市人民政府"]


def test_edits_up_to_a_stage(run: Run) -> None:
    furniture = list(stage_lines(run, "furniture", diff=True, doc=""))
    assert len(furniture) == 34
    assert furniture[0] == "furniture  p.8   line 1550   head: 市政府办公室文件 吕梁市人民政府公报 2024·1"
    assert len(list(stage_lines(run, None, diff=True, doc=""))) == len(run.bulletin.edits)
    assert list(stage_lines(run, "lines", diff=True, doc="")) == []


def test_edits_of_one_document(run: Run) -> None:
    told = list(stage_lines(run, None, diff=True, doc="吕政办发[2024]3号"))
    assert {int(row.split()[1][2:]) for row in told} <= set(range(52, 65))
    assert [row.split()[0] for row in told].count("reorder") == 1
    assert any(row.endswith("-> 27 lines moved") for row in told)
