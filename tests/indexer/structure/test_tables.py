"""Flattened tables: whole rows of the issue cell by cell, and what happens to tables that do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.errors import DataFileError
from corpus.model import Unit
from corpus.source import lines
from indexer.structure.tables import TableForm, _prefixed, find_form, load_forms, read_table
from tests.factories import source_of, texts

Units = Mapping[str, Unit]
LAN = "吕政函〔2023〕92号/附件"
ZHONGYANG = "吕政函〔2023〕93号/附件"
CARE = "吕政办发〔2024〕2号/附件"
PLAN = "吕政办发〔2023〕33号"
FIRE = "吕政办函〔2024〕5号/附件"


def rows(units: Units, annex: str) -> list[Unit]:
    """The rows or columns of a table in order."""
    return [u for key, u in units.items() if key.startswith(f"{annex}/") and u.kind in ("row", "column")]


def cells(unit: Unit) -> dict[str, str]:
    """The cells of a row."""
    assert unit.cells is not None
    return dict(unit.cells)


# --- 饮用水水源保护区划分结果 -------------------------------------------------------------------------
WELL = ("水源井编号", "位置", "水源类型", "井深（m）", "含水层类型", "经度", "纬度")
ZONE = ("保护区级别", "保护区面积（km2）", "保护区周长（m）", "划定方案")


def named(columns: tuple[str, ...], values: str, prefix: str = "") -> dict[str, str]:
    """Columns and their cells, these given with spaces between."""
    return {f"{prefix}{name}": value for name, value in zip(columns, values.split(), strict=True)}


def test_thirteen_waterworks(units: Units) -> None:
    found = rows(units, LAN)
    assert [u.id.rpartition("/")[2].removesuffix("集中供水工程") for u in found] == [
        "北关村", "芦家窊村", "普家庄村", "瓦窑村", "前河村", "官桥村", "前合会村", "斜坡村", "后合会村",
        "南白家庄村", "东阳涧村", "新安村", "史家庄村",
    ]  # fmt: skip
    codes = [cells(u)["水源编码"] for u in found]
    assert len(set(codes)) == 13
    assert {len(code) for code in codes} == {20}
    assert [cells(u)["水源井数量（眼）"] for u in found] == ["1", "1", "2", "2", "2", *"11111111"]


def test_a_waterworks_with_two_wells(units: Units) -> None:
    """p.4, 瓦窑村: well 1, supply, 一级, well 2, 二级."""
    assert cells(units[f"{LAN}/瓦窑村集中供水工程"]) == {
        "水源名称": "瓦窑村集中供水工程",
        "水源编码": "DC0200141127102G0003",
        "水源井数量（眼）": "2",
        **named(WELL, "1# 普明镇瓦窑村南路南 地下水 134 松散岩类孔隙水 111°35′46.29″ 38°13′50.52″", "1#"),
        "设计供水量（万m3/年）": "2.01",
        **named(ZONE, "一级 0.0056 376.8 分别以1#、2#取水井为中心，以30m为半径的圆形区域", "一级"),
        **named(WELL, "2# 普明镇瓦窑村南路北 地下水 110 松散岩类孔隙水 111°35′45.62″ 38°13′53.24″", "2#"),
        **named(
            ZONE,
            "二级 0.0547 928.0 以1#、2#取水井为中心，分别以86m、112m为半径的圆的外接多边形并依据地形去除"
            "西北角山脚以西区域，同时扣除一级保护区范围所形成的不规则区域",
            "二级",
        ),
    }


def test_two_wells_under_one_zone(units: Units) -> None:
    """p.4, 前河村: there is no 二级."""
    assert cells(units[f"{LAN}/前河村集中供水工程"]) == {
        "水源名称": "前河村集中供水工程",
        "水源编码": "DC0200141127201G0001",
        "水源井数量（眼）": "2",
        **named(WELL, "1# 上明乡前河村南 地下水 146 松散岩类孔隙水 111°36′52.97″ 38°18′45.42″", "1#"),
        "设计供水量（万m3/年）": "2.866",
        **named(ZONE, "一级 0.0579 1205.8 以1#、2#取水井为中心，分别以97m、95m为半径的圆形区域"),
        **named(WELL, "2# 上明乡前河村西 地下水 135 松散岩类孔隙水 111°36′41.63″ 38°18′59.68″", "2#"),
    }


def test_a_coordinate_cut_in_the_middle(units: Units) -> None:
    """p.6, 东阳涧村: 38° / 16′4 / 0.10″."""
    assert cells(units[f"{LAN}/东阳涧村集中供水工程"]) == {
        "水源名称": "东阳涧村集中供水工程",
        "水源编码": "DC0200141127100G0002",
        "水源井数量（眼）": "1",
        **named(WELL, "1# 东村镇东阳涧村北220m处 地下水 135 松散岩类孔隙水 111°38′19.17″ 38°16′40.10″"),
        "设计供水量（万m3/年）": "4.4",
        **named(ZONE, "一级 0.0028 188.4 以取水井为中心，30m为半径的圆形区域", "一级"),
        **named(
            ZONE,
            "二级 0.1215 1249.7 以取水井为中心，199m为半径的圆形区域扣除一级保护区范围所形成的环形区域",
            "二级",
        ),
    }


def test_two_waterworks_with_their_actual_supply(units: Units) -> None:
    shui, xi = rows(units, ZHONGYANG)
    assert cells(shui) == {
        "水源名称": "水峪村集中供水水源",
        "水源编码": "DB1801141129101G0002",
        "水源井数量（眼）": "1",
        **named(
            WELL[1:],
            "金罗镇水峪村村委会东950m处 地下水 815.13 奥陶系灰岩岩溶裂隙水 111°8′58.21″ 37°25′46.89″",
        ),
        "设计供水量（万m3/年）": "4",
        "实际供水量（万m3/年）": "4",
        **named(ZONE, "一级 0.0064 283 以取水井为中心，45m为半径的圆形区域"),
    }
    assert cells(xi)["经度"] == '111°6′35.44"'  # printed with straight marks
    assert cells(xi)["纬度"] == '37°27′22.27"'
    assert [cells(xi)[f"{level}面积（km2）"] for level in ("一级保护区", "二级保护区", "准保护区")] == [
        "0.0079",
        "0.7771",
        "4.3076",
    ]


# --- 基本养老服务清单 ---------------------------------------------------------------------------------
def test_twenty_services_with_seven_cells_each(units: Units) -> None:
    found = rows(units, CARE)
    assert [u.id for u in found] == [f"{CARE}/第{n}项" for n in range(1, 21)]
    columns = ["对象", "序号", "服务项目", "服务内容", "服务标准", "服务类型", "牵头落实部门"]
    assert [list(cells(u)) for u in found] == [columns] * 20
    assert all(all(cells(u).values()) for u in found)
    assert [cells(u)["序号"] for u in found] == [str(n) for n in range(1, 21)]
    assert [cells(u)["服务项目"] for u in found] == [
        "职工基本养老保险", "城乡居民基本养老保险", "司法救助", "旅游服务", "老年人能力综合评估", "健康管理",
        "乘坐城市公共交通车辆", "高龄津贴", "养老服务补贴", "家庭适老化改造", "护理补贴", "家庭养老支持服务",
        "最低生活保障", "分散供养", "集中供养", "探访服务", "集中供养", "优先享受机构养老",
        "困难残疾人生活补贴和重度残疾人护理补贴", "社会救助",
    ]  # fmt: skip


def test_whole_rows(units: Units) -> None:
    assert list(cells(units[f"{CARE}/第8项"]).values()) == [
        "80周岁及以上老年人",
        "8",
        "高龄津贴",
        "为80周岁及以上老年人发放高龄津贴",
        "为全市80周岁（含）至99周岁（含）非低保老年人每人每月发放50元生活补贴，100周岁（含）以上老年人每人每月发放300元生活补贴",
        "物质帮助",
        "市民政局",
    ]
    assert list(cells(units[f"{CARE}/第12项"]).values()) == [
        "经认定生活不能自理的老年人",  # printed once, at item 11
        "12",
        "家庭养老支持服务",
        "符合条件的失能老年人家庭成员参加照护培训等相关职业技能培训的，按规定给予职业培训补贴",
        "按普惠制培训补助标准为1000元/人，订单式培训不超过4000元/人",
        "照护服务",
        "市民政局",
    ]


def test_a_group_is_printed_once_and_holds_for_its_rows(units: Units) -> None:
    groups = [cells(u)["对象"] for u in rows(units, CARE)]
    assert groups[2] == groups[3] == "60周岁及以上老年人"
    assert groups[4] == groups[5] == groups[6] == "65周岁及以上老年人"
    assert groups[8] == groups[9] == "经济困难的老年人"
    assert groups[13] == groups[14] == "纳入特困人员救助供养范围的老年人"
    assert len(set(groups)) == 13
    # an inherited cell is part of the row's text, but not of the pages it stands on
    assert units[f"{CARE}/第12项"].text.startswith("经认定生活不能自理的老年人 12 家庭养老支持服务")
    assert units[f"{CARE}/第12项"].pages == (50,)


# --- the emergency plan and the fire stations -------------------------------------------------------
def test_command_table(units: Units) -> None:
    found = rows(units, f"{PLAN}/附件2")
    assert [u.id.rpartition("/")[2] for u in found] == [
        "指挥长", "副指挥长", "市委宣传部", "市公安局", "市财政局", "市交通运输局", "市农业农村局", "市应急管理局",
        "市气象局", "市规划与自然资源局", "市邮政管理局",
    ]  # fmt: skip
    deputies = cells(found[1])
    assert list(deputies) == ["职务", "指挥机构", "指挥机构职责", "指挥机构（2）", "指挥机构（3）"]
    assert [deputies[name] for name in ("职务", "指挥机构", "指挥机构（2）", "指挥机构（3）")] == [
        "副指挥长",
        "协管农业农村工作的副秘书长",
        "市农业农村局局长",
        "市应急管理局局长",
    ]
    assert deputies["指挥机构职责"].startswith("市指挥部办公室职责：承担市指挥部日常工作，")
    assert deputies["指挥机构职责"].endswith("总结发生原因、控制效果和灾害损失等")
    assert {cells(u)["组别"] for u in found[2:]} == {"成员"}
    assert cells(units[f"{PLAN}/附件2/市公安局"])["指挥机构职责"] == (
        "负责做好灾情处置现场治安秩序维护工作；做好当地交通管制、疏导"
    )


def test_three_columns(units: Units) -> None:
    found = rows(units, f"{PLAN}/附件3")
    assert [u.id.rpartition("/")[2] for u in found] == ["特别重大", "重大", "较大"]
    assert [list(cells(u)) for u in found] == [["分级标准", "应急启动条件和响应级别"]] * 3
    for unit, area, level in zip(
        found, ("100万亩", "60万亩", "20万亩"), ("一级", "二级", "三级"), strict=True
    ):
        assert f"面积达{area}以上" in cells(unit)["分级标准"]
        assert cells(unit)["应急启动条件和响应级别"].endswith(f"时，应启动{level}响应")
        assert "应急启动条件和响应级别" in unit.text
    assert units[f"{PLAN}/附件3/说明"].text == "说明：“以上”包括本数；“以下”不包括本数。"


def test_equipment(units: Units) -> None:
    found = [cells(u) for u in rows(units, FIRE)]
    assert len(found) == 13
    assert found[:4] == [
        {"组别": "办公用房", "总体要求": "原则上为独立营区营房"},
        {"组别": "办公用房", "名称": "会议室", "数量或要求": "1间（至少容纳50人以上）"},
        {"组别": "办公用房", "名称": "内设股室办公室", "数量或要求": "8间"},
        {"组别": "办公用房", "名称": "厨房及餐厅", "数量或要求": "按需配置"},
    ]
    assert {"组别": "办公设备", "名称": "台式电脑、执法记录仪", "数量或要求": "至少1台/人"} in found
    assert found[5]["名称"] == "笔记本电脑，摄像机，照相机，录音设备，便携式打印机"
    assert found[-1]["数量或要求"] == "至少1万元/人/年，且单独列入消管中心、乡镇（街道）年度预决算"


def test_cells_are_verbatim(units: Units) -> None:
    """Every cell stands in the text of its row, in the printed characters."""
    tables = [u for u in units.values() if u.cells is not None]
    assert len(tables) == 13 + 2 + 20 + 11 + 3 + 13
    for unit in tables:
        assert [name for name, cell in cells(unit).items() if cell not in unit.text] == []


# --- descriptions -----------------------------------------------------------------------------------
DESCRIPTION = r"""
name = "物资"
header = "序号名称数量"
label = "number"
[[row]]
cells = "序号 名称 数量?"
key = "序号"
[[column]]
name = "序号"
pattern = '\d+'
[[column]]
name = "名称"
pattern = '[\u4e00-\u9fff]{2,9}'
[[column]]
name = "数量"
pattern = '\d+个'
"""
HEAD = "序号\n名 称\n数量\n"


def form(tmp_path: Path, description: str = DESCRIPTION) -> TableForm:
    """The description as the parser loads it."""
    (tmp_path / "a.toml").write_text(description, "utf-8")
    [loaded] = load_forms(tmp_path)
    return loaded


def read(
    printed: str, described: TableForm
) -> tuple[list[dict[str, str]], list[str], tuple[tuple[str, str], ...]]:
    """Rows, column heads and findings of a printed table."""
    source = source_of(printed)
    found, heads, faults = read_table(source.text, lines(source), described)
    cells = [{cell.column: cell.text.chars for cell in row.cells} for row in found]
    return cells, texts(heads), tuple((fault.code, fault.message) for fault in faults)


def test_a_described_table(tmp_path: Path) -> None:
    described = form(tmp_path)
    found, heads, faults = read(f"{HEAD}1\n台灯\n5 个\n{HEAD}2\n桌\n椅\n3 电脑 7个", described)
    assert faults == ()
    assert heads == ["序号", "名 称", "数量"] * 2  # printed again on the next page
    assert found == [
        {"序号": "1", "名称": "台灯", "数量": "5个"},
        {"序号": "2", "名称": "桌椅"},
        {"序号": "3", "名称": "电脑", "数量": "7个"},
    ]


@pytest.mark.parametrize(
    ("body", "stuck", "code"),
    [
        ("1\n台灯\n??\n2\n桌椅", "'??' (p.0 line 6)", "table"),
        ("台灯\n1", "'台灯' (p.0 line 4)", "table"),
        ("1\n台灯\n2", "'2' (p.0 line 6)", "table_cut"),
    ],
)
def test_a_table_that_does_not_fit(tmp_path: Path, body: str, stuck: str, code: str) -> None:
    found, heads, faults = read(HEAD + body, form(tmp_path))
    assert found == []
    assert heads == ["序号", "名 称", "数量"]
    assert faults == ((code, f"物资: no cut into rows, stuck at {stuck}"),)


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        (HEAD + "1\n台灯", True),
        ("序 号 名称 数量\n1", True),
        ("序号\n名称\n", False),
        ("编号\n名称\n数量\n1", False),
        ("某表\n" + HEAD, False),
        ("", False),
    ],
)
def test_find_form(tmp_path: Path, printed: str, found: bool) -> None:
    described = form(tmp_path)
    assert find_form(lines(source_of(printed)), [described]) == (described if found else None)


def test_the_longest_header_wins() -> None:
    headers = [described.header for described in load_forms()]
    assert len(headers) == 6
    assert headers == sorted(headers, key=len, reverse=True)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('key = "序号"\n', "", "KeyError('key')"),
        ('name = "物资"\n', "", "KeyError('name')"),
        ("名称 数量?", "名称 数目?", "unknown column '数目' in row"),
        (r"\d+个", "(", "unterminated subpattern"),
        ('label = "number"', "label = number", "Invalid value"),
    ],
)
def test_malformed_description(tmp_path: Path, old: str, new: str, found: str) -> None:
    assert old in DESCRIPTION
    with pytest.raises(DataFileError, match="expected a table description, found") as caught:
        form(tmp_path, DESCRIPTION.replace(old, new, 1))
    assert found in str(caught.value)
    assert str(tmp_path / "a.toml") in str(caught.value)


@pytest.mark.parametrize(
    ("prefix", "column", "name"),
    [
        ("一级", "保护区面积", "一级保护区面积"),
        ("准保护区", "保护区面积", "准保护区面积"),
        ("1#", "位置", "1#位置"),
        ("保护区", "保护区", "保护区"),
    ],
)
def test_what_prefix_and_column_both_say_is_said_once(prefix: str, column: str, name: str) -> None:
    assert _prefixed(prefix, column) == name
