"""Markers open a place only where their number fits; what only looks like a marker stays text."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.model import Unit
from corpus.source import lines
from indexer.clean.furniture import strip_furniture
from indexer.clean.rejoin import rejoin
from indexer.pipeline import Run, parse
from indexer.structure.outline import outline
from tests.factories import excerpt, paragraphs_of, shape, source_of, tree

DOC = "某政发〔2024〕5号"


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        # 条, 项, 目 and 款; the first 款 leaves its 项 at the 条's own key
        ("第一条 甲甲。\n第二条 乙乙：\n（一）子；\n（二）丑。", "第1条 第2条 第2条/（一） 第2条/（二）"),
        (
            "第一条 甲：\n（一）子：\n1.寅；\n2.卯。\n（二）丑。\n第二条 乙。",
            "第1条 第1条/（一） 第1条/（一）/1 第1条/（一）/2 第1条/（二） 第2条",
        ),
        (
            "第一条 乙：\n（一）子；\n（二）丑。\n丙丙。\n第二条 丁。",
            "第1条 第1条/第1款 第1条/（一） 第1条/（二） 第1条/第2款 第2条",
        ),
        ("第一章 总 则\n第一条 甲。\n第二章 交 存\n第二条 乙。", "第一章 第1条 第二章 第2条"),
        # plans: numbers that run on through the sections
        (
            "一、甲\n（一）乙\n1.丙。\n2.丁。\n（二）戊\n3.己。\n二、庚\n（一）辛\n4.壬。",
            "一 一/（一） 一/（一）/1 一/（一）/2 一/（二） 一/（二）/3 二 二/（一） 二/（一）/4",
        ),
        # or start again in each
        ("一、甲\n1.丙。\n2.丁。\n二、庚\n1.壬。", "一 一/1 一/2 二 二/1"),
        # the emergency plan
        ("1 总则\n1.1 目的\n甲。\n1.2 依据\n乙。\n2 体系\n2.1 组织\n2.1.1 小组\n丙。", "1 1.1 1.2 2 2.1 2.1.1"),
        # boxes are cited without the sections above them
        (
            "一、甲\n专栏 1 工程\n1.子。\n2.丑。\n二、乙\n专栏 2 工程\n1.寅。",
            "一 专栏1 专栏1/1 专栏1/2 二 专栏2 专栏2/1",
        ),
        # paragraphs without a number: by their lead, or counted
        (
            "一、甲\n基础性原则。立足实际，统筹。\n普惠性原则。不断拓展，扩大。",
            "一 一/基础性原则 一/普惠性原则",
        ),
        ("一、甲\n子子子子，丑丑丑。\n寅寅寅，卯卯卯。", "一 一/第1段 一/第2段"),
        (
            "一、甲\n（一）乙\n1.丙。\n2.丁。\n（责任单位：市民政局）",
            "一 一/（一） 一/（一）/1 一/（一）/2 一/（一）/责任单位",
        ),
        # headings that 条 are numbered through
        ("一、甲\n第一条 子。\n第二条 丑。\n二、乙\n第三条 寅。\n（一）卯。", "一 第1条 第2条 二 第3条 第3条/（一）"),
        # persons
        (
            "任忠常务副市长：负责甲。\n分管乙。\n联系丙。\n协助丁。\n完成其他。\n油晓峰副市长：增加戊。",
            "任忠常务副市长 任忠常务副市长/负责 任忠常务副市长/分管 任忠常务副市长/联系 "
            "任忠常务副市长/协助 任忠常务副市长/其他 油晓峰副市长",
        ),
        (
            "经研究，决定任命：\n王 倩为局长；\n赵龙为局长。\n决定免去:\n赵 龙的局长职务。\n决定提名：\n温懿卿为经理。",
            "任命 任命/王倩 任命/赵龙 免去 免去/赵龙 提名 提名/温懿卿",
        ),
        # near misses: nothing of this opens a place
        ("甲甲甲。\n乙乙乙。", ""),
        ("三、甲\n（五）乙", ""),  # no list starts so
        ("5.2 概况\n甲。", ""),
        ("一、甲\n三年行动，乙。", "一"),
        ("专栏 2 工程\n子子。", ""),
        ("王倩为局长。", ""),  # nobody said that appointments follow
    ],
)  # fmt: skip
def test_shape(printed: str, keys: str) -> None:
    assert shape(tree(printed)) == keys.split()


@pytest.mark.parametrize(
    ("printed", "keys", "code", "message"),
    [
        (
            "第一条 甲。\n第三条 乙。\n第四条 丙。",
            "第1条 第3条 第4条",
            "outline_gap",
            f"{DOC}: expected 第2条 after 第1条, found 第3条 (p.0 line 2)",
        ),
        (
            "第二条 甲。",
            "第2条",
            "outline_gap",
            f"{DOC}: expected 第1条 after the start, found 第2条 (p.0 line 1)",
        ),
        (
            "一、甲\n1.子。\n3.丑。",
            "一 一/1 一/3",
            "sequence_gap",
            f"{DOC}: expected 2 after 1 in a list of 1., found 3 (p.0 line 3)",
        ),
        (
            "甲甲，甲。\n二、乙\n丙丙，丁。",
            "二",
            "sequence_gap",
            f"{DOC}: expected 1 after 0 in a list of 一、, found 2 (p.0 line 2)",
        ),
        (
            "第二章 乙\n第一条 甲。",
            "第二章 第1条",
            "sequence_gap",
            f"{DOC}: expected 1 after 0 in a list of chapter, found 2 (p.0 line 1)",
        ),
    ],
)
def test_gaps(printed: str, keys: str, code: str, message: str) -> None:
    root, findings = outline(paragraphs_of(printed), DOC, appointing=True)
    assert shape(root) == keys.split()
    assert [(f.code, f.message) for f in findings] == [(code, message)]
    assert findings[0].severity == ("error" if code == "outline_gap" else "warning")


@pytest.mark.parametrize(
    "printed",
    [
        "第一条 甲。\n第三条规定的乙。\n第二条 丙。",
        "第一条 甲。\n第三条、第四条规定的乙。\n第二条 丙。",
        "第一条 甲。\n第一条规定的乙。\n第二条 丙。",
    ],
)
def test_a_reference_at_the_start_of_a_line_stays_text(printed: str) -> None:
    assert shape(tree(printed)) == ["第1条", "第1条/第1款", "第1条/第2款", "第2条"]


def test_a_reference_across_lines_of_a_real_article() -> None:
    """The 18th 条 of p.30, set anew so that the article it refers to stands at a line's start."""
    rows = [row for row in excerpt("p30-cross-reference.txt").text.split("\n") if row]
    at = rows.index("第十八条 具有本规定第十七条规定")
    rest = "第十七条规定" + "".join(rows[at + 1 : at + 6])
    rows[at : at + 6] = [
        "第十八条 具有本规定及其附件所列",
        *(rest[i : i + 18] for i in range(0, len(rest), 18)),
    ]
    broken = source_of("\n".join(rows))
    assert any(line.text.startswith("第十七条规定") for line in lines(broken))
    root, findings = outline(rejoin(broken.text, lines(broken)), DOC)
    assert shape(root) == [
        "第17条",
        "第17条/第1款",
        "第17条/（一）",
        "第17条/（二）",
        "第17条/第2款",
        "第18条",
        "第19条",
    ]
    assert [f.message.split(", ")[1] for f in findings] == ["found 第17条 (p.0 line 1)"]
    [article] = [node for node in root.children() if node.segment == "第18条"]
    assert "及其附件所列第十七条规定情形的" in article.heading.chars


def test_a_section_glued_to_the_sentence_before_it() -> None:
    source = excerpt("p54-glued-section.txt")
    opening = "二、总体要求\n\n（一）基本原则\n\n"
    whole = source_of("一、现状\n\n甲甲。\n\n" + opening + source.text.lstrip())
    root, findings = outline(rejoin(whole.text, strip_furniture(lines(whole))[0]), DOC)
    assert findings == ()
    keys = shape(root)
    assert keys[keys.index("二") :] == [
        "二", "二/（一）", "二/（二）", "二/（三）", *(f"二/（三）/指标{n}" for n in range(1, 9)), "三",
    ]  # fmt: skip
    glued = next(n for node in root.children() for n in node.children() if n.segment == "（三）")
    assert glued.heading.chars == "（三）主要指标（到2025年）"


def test_a_list_that_starts_again() -> None:
    source = excerpt("p12-list-starts-again.txt")
    opening = "5 响应\n5.1 处置\n甲。\n5.2 分级\n乙。\n"
    head = "".join(f"{n} 甲\n{n}.1 乙\n" for n in range(1, 5)) + opening
    kept = strip_furniture(lines(source))[0]
    root, findings = outline((*paragraphs_of(head), *rejoin(source.text, kept)), DOC)
    assert findings == ()
    again = "5.2.1/第2段"
    assert shape(root)[-11:] == [
        "5.2.1", *(f"5.2.1/（{n}）" for n in range(1, 6)), again, *(f"{again}/（{n}）" for n in range(1, 4)), "5.2.2",
    ]  # fmt: skip


# --- the shipped issue ----------------------------------------------------------------------------
def test_articles_run_on(run: Run) -> None:
    """吕政办发〔2023〕35, 37 and 〔2024〕1 are regulations; in none is a 条 missing."""
    last = {"吕政办发〔2023〕35号": 23, "吕政办发〔2023〕37号": 32, "吕政办发〔2024〕1号": 20}
    for document in run.bulletin.documents:
        keys = [u.id.split("/")[1] for u in document.units if u.kind == "article"]
        assert keys == [f"第{n}条" for n in range(1, last.get(document.doc_no, 0) + 1)]


@pytest.mark.parametrize(
    ("key", "opening"),
    [
        ("吕政办发〔2023〕35号/第14条/（一）/2", "2.电梯故障危及人身安全"),
        ("吕政办发〔2023〕35号/第14条/第2款", "如因物管会（业委会）"),
        ("吕政办发〔2023〕35号/第5条/第2款", "本办法所称共用设施设备"),
        ("吕政办发〔2023〕37号/第18条", "第十八条 具有本规定第十七条规定情形"),
        ("吕政办发〔2023〕37号/第6条/第12款", "市教育、卫生、交通"),
        ("吕政办发〔2023〕38号/三/12", "12．深化拓展"),
        ("吕政办发〔2023〕38号/四/15", "15．招引“延链”"),
        ("吕政办发〔2024〕2号/三/（五）/20", "20.强化"),
        ("吕政办发〔2024〕2号/三/（五）/责任单位", "（责任单位："),
        ("吕政办发〔2024〕2号/二/普惠性原则", "普惠性原则。"),
        ("吕政办发〔2024〕3号/二/（三）/指标4", "指标4：“双随机、一公开”覆盖率达80%；"),
        ("吕政办发〔2024〕3号/专栏5/1", "1.加快“12345”政务服务热线建设升级。"),
        ("吕政办发〔2024〕3号/六/（二）/2", "2.共性支撑标准。建立公共基础支撑、应用开发共性组件、"),
        ("吕政办发〔2023〕33号/5.2.1/（3）", "（3）紧急协调，调拨所需防治物资、设备、资金。"),
        ("吕政办发〔2023〕33号/5.2.1/第2段/（3）", "（3）对疫情发生区和监测区"),
        ("吕政办函〔2024〕5号/三/末段", "各县（市、区）可结合本地实际"),
        ("吕政任〔2024〕2号/免去/赵龙", "赵 龙的市财政局副局长职务；"),
        ("吕政办发〔2024〕4号/闫林副市长/分管", "分管市工业和信息化局（市国资委）"),
        ("吕政函〔2023〕88号/正文/2", "根据市政府常务会议〔2022〕11次精神"),
    ],
)
def test_places_of_the_issue(units: Mapping[str, Unit], key: str, opening: str) -> None:
    assert units[key].text.startswith(opening)


def test_a_lost_article_is_an_error(run: Run) -> None:
    """Each 条 of 吕政办发〔2024〕1号 but the last, taken out in turn, leaves a gap that is named."""
    document = next(d for d in run.bulletin.documents if d.doc_no == "吕政办发〔2024〕1号")
    parts = next(p for p in run.parts if p.doc_no == document.doc_no)
    first, last = parts.title_lines[0].number, parts.annex_list[-1].number
    rows = dict(enumerate(run.source.text.split("\n"), 1))
    articles = [u for u in document.units if u.kind == "article"]
    assert len(articles) == 20
    for n, article in enumerate(articles[:-1], 1):
        lost = {x.number for x in run.raw_lines for s in article.spans if x.start < s.end and s.start < x.end}
        rest = "\n".join(rows[i] for i in range(first, last + 1) if i not in lost)
        findings = parse(source_of(rest)).bulletin.findings
        found = [f for f in findings if f.severity == "error"]
        assert [f.code for f in found] == ["outline_gap"]
        after = f"第{n - 1}条" if n > 1 else "the start"
        assert f"expected 第{n}条 after {after}, found 第{n + 1}条" in found[0].message


def test_an_officeholder_on_a_line_of_his_own_has_the_duties_below() -> None:
    printed = (
        "现将分工通知如下：\n顾 岚 市委常委、常务副市长\n负责市政府常务工作。\n分管市财政局。\n"
        "卢远航 副市长、市公安局局长\n负责公安方面工作。\n市政府领导同志实行A、B角制度。"
    )
    root, _ = outline(paragraphs_of(printed), DOC)
    assert [node.segment for node in root.children()] == ["顾岚常务副市长", "卢远航副市长"]
    assert [node.segment for node in root.children()[0].children()] == ["负责", "分管"]
    members, _ = outline(paragraphs_of("赵晓梅 市财政局副局长\n负责人另行通知。"), DOC)
    assert members.children() == []
