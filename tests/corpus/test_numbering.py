"""Numerals, 文号, every marker, the set phrases of wording.py: what is accepted, and the near misses that are not."""

from __future__ import annotations

import re
from datetime import date

import pytest

from corpus import numbering, wording
from corpus.markers import MARKERS, marker_number
from corpus.numbering import canonical_doc_no, split_doc_no, to_hanzi, to_int
from corpus.wording import find_date


# --- numerals -------------------------------------------------------------------------------------
def test_every_numeral_reads_back() -> None:
    assert [n for n in range(1, 10000) if to_int(to_hanzi(n)) != n or to_int(str(n)) != n] == []
    assert len({to_hanzi(n) for n in range(1, 10000)}) == 9999


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (2024, "二千零二十四"),
        (9999, "九千九百九十九"),
    ],
)
def test_hanzi(number: int, printed: str) -> None:
    assert to_hanzi(number) == printed


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("二〇二四", 2024),  # a year, digit by digit
        ("两千零二十四", 2024),
        ("两百", 200),
        ("百", 100),
        ("零", 0),
        ("〇", 0),
        ("１２", 12),
        ("007", 7),
        (" 23 ", 23),
    ],
)
def test_other_spellings(numeral: str, number: int) -> None:
    assert to_int(numeral) == number


@pytest.mark.parametrize(
    "numeral", ["", " ", "-1", "1.5", "²", "①", "十月", "一 二", "第三", "12条", "万", "Ⅳ"]
)
def test_no_numeral(numeral: str) -> None:
    with pytest.raises(ValueError, match="expected a Chinese or Arabic number"):
        to_int(numeral)


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_no_hanzi_for(number: int) -> None:
    with pytest.raises(ValueError, match=f"expected 1 to 9999, found {number}"):
        to_hanzi(number)


# --- 文号 -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("吕政办发〔2023〕35 号", "吕政办发〔2023〕35号"),
        ("吕政办发[2023]35号", "吕政办发〔2023〕35号"),
        ("吕政办发［2023］35号", "吕政办发〔2023〕35号"),
        ("吕政办发(2023)35号", "吕政办发〔2023〕35号"),
        ("吕政办发（2023）35号", "吕政办发〔2023〕35号"),
        ("吕政办发【2023】035号", "吕政办发〔2023〕35号"),
        ("吕政办发 〔 2023 〕 35 号", "吕政办发〔2023〕35号"),
        ("依据晋政办发〔2023〕54号执行", "晋政办发〔2023〕54号"),
        ("（吕政办函〔2023〕45号）", "吕政办函〔2023〕45号"),
        ("吕梁市人民政府令第 012 号", "吕梁市人民政府令第12号"),
        # near misses
        ("市政府常务会议〔2022〕11 次", None),  # a meeting
        ("吕政办发〔23〕35号", None),  # two digits of a year
        ("吕政办发2023年35号", None),  # no brackets
        ("〔2023〕35号", None),  # no office
        ("吕政办发〔2023〕号", None),  # no number
        ("公布于吕梁市人民政府令第12号之后", None),  # a decree only where it is all there is
        ("第12号", None),
        ("", None),
    ],
)
def test_canonical_doc_no(text: str, canonical: str | None) -> None:
    assert canonical_doc_no(text) == canonical


@pytest.mark.parametrize(
    ("text", "doc_no", "rest"),
    [
        ("吕政办发[2024]2号 附件第8项", "吕政办发〔2024〕2号", " 附件第8项"),
        ("平川市人民政府令第十二号/第1条", "平川市人民政府令第12号", "/第1条"),
        ("第六条", "", "第六条"),
        ("见吕政办发2号", "", "见吕政办发2号"),
    ],
)
def test_split_doc_no(text: str, doc_no: str, rest: str) -> None:
    assert split_doc_no(text) == (doc_no, rest)


@pytest.mark.parametrize("text", ["吕政办发〔2023〕35号", "吕政任〔2024〕1号", "晋自然资发[2023]31号"])
def test_doc_no_line(text: str) -> None:
    assert numbering.DOC_NO_LINE.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "吕政办发〔2023〕35号文",
        "依据晋政办发〔2023〕54号",
        "45号）要求，经报请市政府同意",
        "（岚政报〔2023〕21号）收悉。",
    ],
)
def test_no_doc_no_line(text: str) -> None:
    assert not numbering.DOC_NO_LINE.fullmatch(text)


# --- dates ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023 年 12 月 1 日", date(2023, 12, 1)),
        ("2024年1月10日", date(2024, 1, 10)),
        ("二〇二四年一月十日", date(2024, 1, 10)),
        ("二零二四年十二月三十一日", date(2024, 12, 31)),
        ("于2024年2月29日前完成", date(2024, 2, 29)),
        # near misses
        ("2023年2月29日", None),  # no leap year
        ("2024年13月1日", None),
        ("2024年4月31日", None),
        ("二〇二四年一月三十二日", None),
        ("0000年1月1日", None),
        ("2023 年 12 月", None),
        ("12月1日", None),
        ("2024-01-10", None),
        ("", None),
    ],
)
def test_find_date(text: str, found: date | None) -> None:
    assert find_date(text) == found


# --- patterns: accepted and refused -----------------------------------------------------------------
Row = tuple[re.Pattern[str], list[str], list[str]]
SEARCHED: list[Row] = [
    (
        wording.SWAPPED_HEAD,
        ["2025年第3期 晋中政报", "2024·1 吕梁市人民政府公报 市政府办公室文件"],
        ["2025年第3期", "晋中政报 2025年第3期", "2025年的公报"],
    ),
    (
        wording.RUNNING_HEAD,
        ["市政府办公室文件 吕梁市人民政府公报 2024·1", "吕梁市人民政府公报 2024.12 市政府文件"],
        ["吕梁市人民政府公报的编辑", "吕梁市人民政府公报2024·123", "吕梁市人民政府公报"],
    ),
    (
        wording.VALID_YEARS,
        ["自发布之日起施行，有效期 2年", "有效期三年", "有效期限为 5 年", "有效期两年"],
        ["有效期至2025年", "有效期满两年", "有效期为长期", "有效日期2年"],
    ),
    (
        wording.VALID_UNTIL,
        ["有效期至 2025 年 10 月 1 日", "有效期截至2025年10月1日", "有效期限至二〇二五年十月一日"],
        ["有效期 2年", "有效期至2025年", "有效期到2025年10月1日止", "至2025年10月1日"],
    ),
    (
        wording.EFFECTIVE_AT_ISSUE,
        ["自印发之日起施行", "自发布之日起实施", "自公布之日起 正式生效"],
        ["自收到之日起施行", "自发布之日起 30 日内", "自印发之日"],
    ),
    (
        wording.EFFECTIVE_ON,
        ["自 2024 年 3 月 1 日起施行", "自二〇二四年三月一日起执行"],
        ["自 2024 年起施行", "自2024年3月1日起计算", "2024年3月1日施行"],
    ),
    (wording.PROBATION, ["试用期一年", "试用期 1 年", "试用期6个月"], ["试用期满", "试用期内", "试用一年"]),
    (wording.TENURE, ["任期三年", "任期 3 年，2024年2月至2027年2月"], ["任期制", "任期届满", "任期内三年"]),
    (
        numbering.PHONE,
        ["0358-8237023", "电话0358—8237023。", "13812345678", "400-123-4567"],
        ["2023-2025", "38°16′40.10", "1.0358-8237023", "138123456789", "358-8237023"],
    ),
    (
        wording.APPOINTMENT_HEAD,
        ["任命：", "决定免去:", "提名下列人员：", "经市人民政府党组第1次会议研究，决定任命："],
        ["任命权限", "任命：王倩", "免去", "任命书："],
    ),
]
MATCHED: list[Row] = [
    (
        wording.ANNEX_LIST,
        ["附件：1.吕梁市", "附 件：岚县", "附件: 岚县", "附表：低保标准"],
        ["附件", "附件：", "附件1：审批表", "见附件：1"],
    ),
    (
        wording.APPOINTEE,
        [
            "王 倩为市财政局副局长",
            "赵 龙的市财政局副局长职务",
            "欧阳文华同志为市",
            "张志强为",
            "陈志强同志市水利局",
        ],
        ["经市政府党组研究", "王为市长", "王 倩任市财政局副局长", "A倩为", "王 倩 为"],
    ),
    (
        wording.APPOINTED,
        [
            "任命王建军为市水利局局长",
            "决定免去张 伟的市",
            "免去陈志强同志市水利局副局长职务",
            "免去郭小红祁县财政局局长职务",
        ],
        ["任命权限", "任命：王倩为", "免去行政职务", "任免王建军为"],
    ),
    (
        wording.TAKES_OFFICE,
        ["周建民任市交通运输局局长；", "李 明同志任市审计局副局长（试用期一年）", "欧阳雪任市残联理事长。"],
        ["周建民任职满三年", "任期三年", "由分管副市长任组长", "王任远为市财政局局长"],
    ),
    (
        wording.NEW_PARAGRAPH,
        ["前款规定的", "有前款行为", "本办法所称共用设施", "违反本条例规定", "本决定自公布之日起"],
        ["前款所列费用", "前述规定", "本办法第三条", "本市所称", "违反合同约定"],
    ),
    (
        wording.OFFICE_HOLDER,
        ["任忠常务副市长：负责", "油晓峰副市长：原有", "李四秘书长: 负责", "张三同志市长："],
        ["市指挥部职责：", "副市长：负责", "任忠常务副市长负责", "张三同志：", "市政府各副市长和：各"],
    ),
    (
        wording.HOLDER_OF_OFFICE,
        ["副市长钱立群：负责教育", "市长赵志远：领导市政府", "常务副县长李明同志：分管"],
        ["市长信箱：", "主任会议：每月一次", "任忠常务副市长：负责", "副市长：负责"],
    ),
    (
        wording.RESPONSIBLE,
        ["（责任单位：市民政局）", "(牵头部门:市民政局)", "〔配合单位：各县〕", "责任单位：市民政局"],
        ["（以下简称市民政局）", "成员单位：市民政局", "（责任：市民政局）", "市责任单位：市民政局"],
    ),
]
WHOLE: list[Row] = [
    (
        wording.PAGE_NUMBER,
        ["— 20 —", "- 7 -", "—— 12 ——", "－3－"],
        ["20—30", "— 20", "— —", "20", "— 12345 —", "— 二 —"],
    ),
    (
        wording.ANNEX_HEAD,
        ["附件", "附件 2", "附件1：", "附 件", "附表 3", "附件十二", "附件:"],
        ["附件：岚县", "附件 3。", "附件123", "详见附件", "附件2 审批表"],
    ),
]


@pytest.mark.parametrize(("pattern", "good", "bad"), SEARCHED)
def test_searched(pattern: re.Pattern[str], good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not pattern.search(text)] == []
    assert [text for text in bad if pattern.search(text)] == []


@pytest.mark.parametrize(("pattern", "good", "bad"), MATCHED)
def test_matched(pattern: re.Pattern[str], good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not pattern.match(text)] == []
    assert [text for text in bad if pattern.match(text)] == []


@pytest.mark.parametrize(("pattern", "good", "bad"), WHOLE)
def test_whole(pattern: re.Pattern[str], good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not pattern.fullmatch(text)] == []
    assert [text for text in bad if pattern.fullmatch(text)] == []


def test_groups_of_patterns() -> None:
    tenure = wording.TENURE.search("主任（任期三年，2024 年 2 月至 2027 年 2 月，试用期一年）")
    assert tenure
    assert (tenure["from"], tenure["to"]) == ("2024 年 2 月", "2027 年 2 月")
    head = wording.RUNNING_HEAD.search("市政府文件 吕梁市人民政府公报 2024·12")
    assert head
    assert (head["name"], head["year"], head["issue"]) == ("吕梁市人民政府公报", "2024", "12")
    person = wording.APPOINTEE.match("赵 龙的市财政局副局长职务")
    assert person
    assert person["name"] == "赵 龙"
    holder = wording.OFFICE_HOLDER.match("任忠常务副市长：负责市人民政府")
    assert holder
    assert holder["who"] == "任忠常务副市长"


# --- markers --------------------------------------------------------------------------------------
# What opens a paragraph, with all families that it could be of, and the number it then has.
OPENINGS: list[tuple[str, dict[str, tuple[int, ...]]]] = [
    ("第一章 总 则", {"chapter": (1,)}),
    ("第二章　交存", {"chapter": (2,)}),
    ("第一编 总则", {"chapter": (1,)}),
    ("第三章监督管理", {"chapter": (3,)}),  # alone on its line
    ("第三节 附则", {"section": (3,)}),
    ("第十二条 共管资金", {"article": (12,)}),
    ("第12条 共管资金", {"article": (12,)}),
    ("第十七条规定情形", {"article": (17,)}),  # a reference perhaps: its sequence decides
    ("专栏 5 政务服务优化建设工程", {"box": (5,)}),
    ("专栏12数字机关", {"box": (12,)}),
    ("指标 4：“双随机、一公开”", {"indicator": (4,)}),
    ("三、重点任务", {"一、": (3,)}),
    ("十二、附则", {"一、": (12,)}),
    ("（五）提升基本养老", {"（一）": (5,)}),
    ("(二)组织保障", {"（一）": (2,)}),
    ("20.强化要素", {"1.": (20,)}),
    ("12．深化拓展", {"1.": (12,)}),
    ("3、加强领导", {"1.": (3,)}),
    ("1 .加强领导", {"1.": (1,)}),
    ("（3）紧急协调", {"（1）": (3,)}),
    ("(12)其他", {"（1）": (12,)}),
    ("5.2.1 三级应急响应", {"1.1": (5, 2, 1)}),
    ("1 总则", {"1.1": (1,)}),
    ("8.1.2 农业外来有害生物", {"1.1": (8, 1, 2)}),
    ("1.1编制目的", {"1.1": (1, 1)}),
    ("5.1 Ⅰ级响应", {"1.1": (5, 1)}),
    ("①市民政局", {"①": (1,)}),
    ("⑳其他", {"①": (20,)}),
    # near misses
    ("第一章规定的程序", {}),
    ("第二章所列情形，", {}),
    ("第三节课", {}),
    ("第二十七、二十八条", {}),
    ("专栏建设", {}),
    ("专栏 123", {}),
    ("指标库不能为负值", {}),
    ("三年行动", {}),
    ("（五级）预警", {}),
    ("（以下简称共管资金）", {}),
    ("8个预警级别，红色为最高级别。", {}),
    ("0.0028 188.4", {}),
    ("1 235", {}),
    ("（2023）", {}),
    ("2024年1月10日", {}),
    ("12345政务服务热线", {}),
    ("㉑其他", {}),
    ("本办法", {}),
]


@pytest.mark.parametrize(("text", "families"), OPENINGS)
def test_markers(text: str, families: dict[str, tuple[int, ...]]) -> None:
    found = {
        family: marker_number(family, m["n"])
        for family, pattern in MARKERS.items()
        if (m := pattern.match(text))
    }
    assert found == families


def test_every_marker_family_is_accepted_somewhere() -> None:
    assert {family for _, families in OPENINGS for family in families} == set(MARKERS)


def test_marker_numbers() -> None:
    for number in range(1, 100):
        printed = to_hanzi(number)
        for family, text in (
            ("article", f"第{printed}条 x"),
            ("一、", f"{printed}、x"),
            ("（一）", f"（{printed}）x"),
        ):
            m = MARKERS[family].match(text)
            assert m, text
            assert marker_number(family, m["n"]) == (number,)
