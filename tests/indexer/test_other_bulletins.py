"""Bulletins that no code was written for: other cities, other habits of printing, the same expectations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.model import Bulletin, Document
from corpus.source import read_source
from corpus.text import is_wide
from indexer.checks import check
from indexer.pipeline import parse

TITLE = ["C平川市人民政府", "C关于印发平川市停车管理办法的通知", "C平政发〔2025〕5 号"]
SIGNED = ["C平川市人民政府", "C2025 年 2 月 18 日", "C（此件公开发布）"]


def layout(rows: list[str], width: int) -> str:
    """Rows as an extraction prints them: C is a line as it is, F flush left, anything else a paragraph whose
    first line is two characters short; every line is followed by a blank one."""
    lines: list[str] = []
    for row in rows:
        if row.startswith("C"):
            lines.append(row[1:])
            continue
        room, line = width - (0 if row.startswith("F") else 4), ""
        for char in row.removeprefix("F"):
            step = 2 if is_wide(char) else 1
            if room < step and char not in "，。；：、）":
                lines.append(line)
                room, line = width, ""
            room, line = room - step, line + char
        lines.append(line)
    return "\n\n".join(lines) + "\n"


def parsed(tmp_path: Path, rows: list[str], width: int = 36) -> Bulletin:
    file = tmp_path / "next.txt"
    file.write_text(layout(rows, width), "utf-8")
    run = parse(read_source(file))
    assert check(run) == ()
    return run.bulletin


def texts(document: Document) -> dict[str, str]:
    return {unit.locator: unit.text for unit in document.units}


@pytest.mark.parametrize("width", [36, 40, 76])
def test_a_regulation_in_columns_of_any_width(tmp_path: Path, width: int) -> None:
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》已经市政府同意，现印发给你们，请遵照执行。",
        *SIGNED,
        "C平川市停车管理办法",
        "C第一章 总 则",
        "第一条 为了规范停车秩序，方便群众出行，根据《道路交通安全法》等法律法规，结合本市实际，制定本办法。",
        "第二条 本办法所称停车场，是指供机动车停放的场所。第三条、第四条规定的场所除外。",
        "公共停车场由市城管局管理。",
        "C第二章 收 费",
        "第三条 下列车辆免费停放：",
        "（一）执行任务的消防车、救护车；",
        "（二）残疾人驾驶的专用车。",
        "第四条 本办法自2025年3月1日起施行，有效期5年。",
    ]
    (document,) = parsed(tmp_path, rows, width).documents
    found = texts(document)
    assert found["印发通知"].startswith("《平川市停车管理办法》已经")
    assert found["第二条第二款"] == "公共停车场由市城管局管理。"
    assert found["第二条第一款"].endswith("第三条、第四条规定的场所除外。")
    assert found["第三条（二）"] == "（二）残疾人驾驶的专用车。"
    assert (document.validity.effective_on, document.validity.expires_on) == (
        date(2025, 3, 1),
        date(2030, 3, 1),
    )


def test_a_decree_is_a_document_of_its_own(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府",
        "C关于同意设立东山镇的批复",
        "C平政函〔2025〕9 号",
        "F东山县人民政府：",
        "你县请示收悉。经研究，现批复如下：",
        "同意设立东山镇。",
        "此复。",
        "C平川市人民政府",
        "C2025 年 1 月 3 日",
        "C平川市人民政府令",
        "C第 十二 号",
        "《平川市停车管理办法》已经市政府常务会议通过，现予公布。",
        "C市长 王建国",
        "C2025 年 2 月 1 日",
        "C平川市停车管理办法",
        "第一条 停车应当缴费。",
        "第二条 本办法自公布之日起施行。",
    ]
    reply, decree = parsed(tmp_path, rows).documents
    assert texts(reply)["正文第2段"] == "同意设立东山镇。"
    assert texts(reply)["正文第3段"] == "此复。"
    assert decree.doc_no == "平川市人民政府令第12号"
    assert decree.title == "平川市人民政府令《平川市停车管理办法》"
    assert texts(decree)["第一条"] == "第一条 停车应当缴费。"
    assert decree.validity.effective_on == date(2025, 2, 1)


def test_appointments_in_running_clauses(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府",
        "C关于王建军等3人任免职的通知",
        "C平政任〔2025〕4 号",
        "F各县（市、区）人民政府：",
        "经研究，决定：",
        "任命王建军为市水利局局长；免去张 伟的市财政局局长职务；",
        "任命李芳为市审计局副局长。",
        "C平川市人民政府",
        "C2025 年 1 月 3 日",
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert found["任命：王建军"] == "任命王建军为市水利局局长；"
    assert found["免去：张伟"].startswith("免去张")
    assert found["任命：李芳"] == "任命李芳为市审计局副局长。"


@pytest.mark.parametrize("head", ["1 总则", "1总则", "1. 总则"])
def test_decimal_headings_however_they_are_spaced(tmp_path: Path, head: str) -> None:
    rows = [
        "C平川市人民政府",
        "C关于印发平川市防汛应急预案的通知",
        "C平政发〔2025〕6 号",
        "F各县（市、区）人民政府：",
        "《平川市防汛应急预案》已经市政府同意，现印发给你们。",
        "C平川市人民政府",
        "C二○二五年二月十八日",
        "C平川市防汛应急预案",
        head,
        "1.1编制目的",
        "为做好防汛工作，制定本预案。",
        "1.2 Ⅰ级响应",
        "达到警戒水位时启动。",
        head.replace("1", "2").replace("总则", "附则"),
        "本预案自印发之日起实施。",
    ]
    (document,) = parsed(tmp_path, rows).documents
    found = texts(document)
    assert found["1.1"].endswith("为做好防汛工作，制定本预案。")
    assert found["1.2"].endswith("达到警戒水位时启动。")
    assert found["2"].endswith("本预案自印发之日起实施。")
    assert document.issued_on == document.validity.effective_on == date(2025, 2, 18)


def test_what_stands_around_the_text_is_not_the_text(tmp_path: Path) -> None:
    """Contents page, distribution list, an annex with its title on the heading's line, lines of offices."""
    rows = [
        "C目 录",
        "C平川市人民政府关于做好防汛工作的通知",
        "C平政发〔2025〕7 号",
        "C平川市人民政府",
        "C关于做好防汛工作的通知",
        "C平政发〔2025〕7 号",
        "F各县（市、区）人民政府：",
        "为做好防汛工作，现通知如下：",
        "一、落实责任",
        "（一）压实属地责任。各县要明确责任人。",
        "责任单位：市水利局、市应急管理局",
        "（二）加强值守。实行24小时值班。",
        "责任单位：市应急管理局",
        "二、严肃纪律。对失职的依法追究责任。",
        "C附件：1.值班表",
        *SIGNED,
        "C抄送：市委办公室，市人大办公室。",
        "C附件1：值班安排说明",
        "一、白班由市水利局负责。",
        "二、夜班由市应急管理局负责。",
    ]
    (document,) = parsed(tmp_path, rows).documents
    found = texts(document)
    assert found["一、（一）"].startswith("（一）压实属地责任。各县要明确责任人。")
    assert found["一、（一）责任单位"] == "责任单位：市水利局、市应急管理局"
    assert found["一、（二）"].startswith("（二）加强值守。实行24小时值班。")
    assert found["附注"].startswith("抄送：")
    assert found["附件1二、"] == "二、夜班由市应急管理局负责。"
    assert "印发通知" not in found


def test_a_list_inside_one_line_is_still_a_list(tmp_path: Path) -> None:
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》已经同意，现印发给你们。",
        *SIGNED,
        "C平川市停车管理办法",
        "第一条 停车人不得：（一）占用消防通道；（二）占用盲道；（三）损坏设施。",
        "第二条 本办法自发布之日起施行。",
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert [found[f"第一条（{n}）"] for n in "一二三"] == [
        "（一）占用消防通道；",
        "（二）占用盲道；",
        "（三）损坏设施。",
    ]


@pytest.mark.parametrize(
    ("clause", "effective", "expires"),
    [
        ("本办法自2025年3月1日起施行，有效期至2030年12月31日。", date(2025, 3, 1), date(2030, 12, 31)),
        ("本办法自发布之日起施行，试行两年。", date(2025, 2, 18), date(2027, 2, 18)),
        ("本办法自印发之日起30日后施行。", date(2025, 3, 20), None),
        ("经营许可证有效期为3年。", None, None),
        ("原办法自2018年6月1日起施行，现予废止。", None, None),
    ],
)
def test_validity_is_the_documents_own(
    tmp_path: Path, clause: str, effective: date | None, expires: date | None
) -> None:
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》已经同意，现印发给你们。",
        *SIGNED,
        "C平川市停车管理办法",
        "第一条 停车应当缴费。",
        f"第二条 {clause}",
    ]
    (document,) = parsed(tmp_path, rows).documents
    assert (document.validity.effective_on, document.validity.expires_on) == (effective, expires)


@pytest.mark.parametrize("cut", ["第二条 停车费按", "第一条 停车应当缴费，"])
def test_a_file_cut_off_in_its_last_document_is_refused(tmp_path: Path, cut: str) -> None:
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》已经同意，现印发给你们。",
        *SIGNED,
        "C平川市停车管理办法",
        cut,
    ]
    with pytest.raises(SourceError, match=r"expected .* to end with .* cut off"):
        parsed(tmp_path, rows)


def test_running_heads_of_other_papers(tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    pages = [
        layout([*TITLE, "F各县（市、区）人民政府：", "现将有关事项通知如下：", "一、全额退还", "三日"], 36)
    ]
    pages.append(layout(["热费。", *SIGNED], 36))
    file.write_text("平川政报 2025年第3期\n· 1 ·\n" + "\n平川政报 2025年第3期\n· 2 ·\n".join(pages), "utf-8")
    run = parse(read_source(file))
    (document,) = run.bulletin.documents
    assert "政报" not in document.text
    assert run.bulletin.name == "平川政报2025年第3期"
    assert document.pages == (1, 2)


def test_running_heads_with_their_sides_swapped(tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    first = layout([*TITLE, "F各县（市、区）人民政府：", "现将有关事项通知如下：", "一、全额退还"], 36)
    last = layout(["F三日热费。", *SIGNED], 36)
    file.write_text(f"平川政报 2025年第3期\n{first}\n2025年第3期 平川政报\n{last}", "utf-8")
    [document] = parse(read_source(file)).bulletin.documents
    assert "政报" not in document.text
    assert document.pages == (1, 2)


@pytest.mark.parametrize("width", [76, 88])
def test_short_paragraphs_over_the_page(tmp_path: Path, width: int) -> None:
    """First lines, two characters short, outnumber the full ones that tell the width."""
    long = (
        "停车场的经营者应当建立健全管理制度，落实管理人员，公示收费标准、服务内容和投诉电话，并接受社会监督"
    )
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "现将《平川市停车管理办法》印发给你们，请遵照执行。",
        *SIGNED,
    ]
    rows.append("C平川市停车管理办法")
    for n in range(1, 10):
        rows += [f"第{'一二三四五六七八九'[n - 1]}条 {long * (1 + n % 3)}。", f"{long}{long[: 20 + n]}。"]
    [document] = parsed(tmp_path, rows, width).documents
    found = texts(document)
    assert [found[f"第{n}条第二款"][:4] for n in "一二三四五六七八九"] == ["停车场的"] * 9


def test_several_texts_in_one_notice(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府",
        "C关于印发平川市停车管理办法等两项制度的通知",
        "C平政发〔2025〕5 号",
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》《平川市停车收费规定》已经同意，现印发给你们。",
        *SIGNED,
        "C平川市停车管理办法",
        "第一条 停车应当缴费。",
        "第二条 本办法自印发之日起施行。",
        "C平川市停车收费规定",
        "第一条 小型车每小时收费二元。",
        "第二条 下列车辆免费：",
        "（一）消防车；",
        "（二）救护车。",
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert found["第一条"] == "第一条 停车应当缴费。"
    assert found["《平川市停车收费规定》第一条"] == "第一条 小型车每小时收费二元。"
    assert found["《平川市停车收费规定》第二条（二）"] == "（二）救护车。"


def test_a_regulation_in_an_annex_is_keyed_below_it(tmp_path: Path) -> None:
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "现将《平川市停车管理办法》印发给你们，请遵照执行。",
        "C附件：1.平川市停车管理办法",
        "C2.平川市停车收费规定",
        *SIGNED,
        "C附件 1",
        "C平川市停车管理办法",
        "第一条 停车应当缴费，停车人应当按照停车场公示的标准缴费。",
        "第二条 本办法自2025年3月1日起施行，平川市人民政府负责解释。",
        "C附件 2",
        "C平川市停车收费规定",
        "第一条 小型车每小时收费二元，大型车每小时收费五元。",
        "第二条 本规定自2025年3月1日起施行，平川市人民政府负责解释。",
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert found["附件1第一条"].startswith("第一条 停车应当缴费")
    assert found["附件2第一条"].startswith("第一条 小型车")
    assert found["印发通知"].startswith("现将《平川市停车管理办法》")


def test_persons_who_take_office(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府",
        "C关于周建民等同志职务任免的通知",
        "C平政任〔2025〕8 号",
        "F各县（市、区）人民政府：",
        "经2025年6月28日市政府党组会议研究，决定：",
        "周建民任市交通运输局局长；",
        "欧阳雪同志任市卫生健康委员会副主任（试用期一年）；",
        "免去刘 洋的市交通运输局局长职务；",
        "免去陈志强同志市水利局副局长职务。",
        "C平川市人民政府",
        "C2025 年 6 月 30 日",
    ]
    [document] = parsed(tmp_path, rows).documents
    found = texts(document)
    assert found["任命：周建民"] == "周建民任市交通运输局局长；"
    assert found["任命：欧阳雪"].endswith("（试用期一年）；")
    assert found["免去：刘洋"] == "免去刘 洋的市交通运输局局长职务；"
    assert found["免去：陈志强"] == "免去陈志强同志市水利局副局长职务。"
    assert [(term.kind, term.unit_id) for term in document.terms] == [
        ("试用期", "平政任〔2025〕8号/任命/欧阳雪")
    ]


@pytest.mark.parametrize(
    ("number", "doc_no"),
    [
        ("C平政通〔2025〕3 号", "平政通〔2025〕3号"),
        ("C第 3 号", "平川市人民政府通告第3号"),
        ("C2025 年第 3 号", "平川市人民政府通告2025年第3号"),
    ],
)
def test_a_public_notice_whose_title_ends_on_a_line_of_its_own(
    tmp_path: Path, number: str, doc_no: str
) -> None:
    rows = [
        "C平川市人民政府",
        "C关于禁止在市区",
        "C燃放烟花爆竹的通告",
        number,
        "为保障公共安全，现将有关事项通告如下：",
        "一、市区全年禁止燃放烟花爆竹。",
        "二、举报电话：110、12345。",
        "特此通告。",
        "C平川市人民政府",
        "C2025 年 7 月 3 日",
    ]
    [document] = parsed(tmp_path, rows).documents
    assert (document.doc_no, document.issuer, document.genre) == (doc_no, "平川市人民政府", "通告")
    assert document.title == "平川市人民政府关于禁止在市区燃放烟花爆竹的通告"
    assert texts(document)["二、"] == "二、举报电话：110、12345。"


def test_ends_of_items_and_headings_without_a_full_stop(tmp_path: Path) -> None:
    """Offices in brackets, quotations, dashes, members line by line: each ends where it is printed to end."""
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "为统筹推进全市机动车停车管理改革，切实解决城区停车难、停车乱问题，经市政府研究，决定成立平川市停车改革"
        "工作专班，由市政府有关领导负责，各有关部门参加，统一研究解决改革中的重大问题，现将有关事项通知如下：",
        "一、组成人员",
        "组 长：张文博 市委常委、常务副市长",
        "成 员：王海涛 市数据局局长",
        "赵晓梅 市财政局副局长",
        "二、主要目标。到2028年建成停车场一百个。其中：",
        "——公共停车场加快建设。建成六十个。",
        "——社会停车场有序开放。开放四十个。",
        "三、重点任务",
        "1.建设停车场。每个县区至少建设五个停车场。[市交通运输局牵头，各县区配合]",
        "2.公开收费标准。收费标准一律公开。（责任单位：市发展改革委、市财政局）",
        "四、修改文件",
        "（一）将第五条修改为：“停车场应当自受理之日起十日内备案。”",
        "（二）删去第八条第二款。",
        "五、保障措施",
        "（一）加强领导。成立工作专班。",
        *SIGNED,
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert found["一、组长"] == "组长：张文博 市委常委、常务副市长"
    assert found["一、第三段"] == "赵晓梅 市财政局副局长"
    assert found["二、公共停车场加快建设"] == "——公共停车场加快建设。建成六十个。"
    assert found["三、1."].endswith("[市交通运输局牵头，各县区配合]")
    assert found["三、2."].endswith("（责任单位：市发展改革委、市财政局）")
    assert found["四、（一）"].endswith("十日内备案。”")
    assert found["四、（二）"] == "（二）删去第八条第二款。"
    assert found["五、（一）"] == "（一）加强领导。成立工作专班。"


def test_places_that_only_look_like_the_next_item(tmp_path: Path) -> None:
    rows = [
        *TITLE,
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》已经同意，现印发给你们。",
        *SIGNED,
        "C平川市停车管理办法",
        "第一条 停车人应当遵守下列规定：",
        "（一）按照标线停放；",
        "停放超过二十四小时的，应当告知管理人员。",
        "（二）按时缴费。",
        "C第二章 法律责任",  # the first chapter's heading is not printed
        "第二条 违反本办法第一条第",
        "F（二）项规定的，责令改正。",
    ]
    [document] = parsed(tmp_path, rows).documents
    found = texts(document)
    assert found["第一条（一）第二段"] == "停放超过二十四小时的，应当告知管理人员。"
    assert found["第一条（二）"] == "（二）按时缴费。"
    assert found["第二条"] == "第二条 违反本办法第一条第（二）项规定的，责令改正。"
    assert next(u for u in document.units if u.locator == "第二条").path[-1] == "第二章 法律责任"


def test_offices_of_the_state_and_what_they_print_around_a_text(tmp_path: Path) -> None:
    rows = [
        "C国务院",
        "C关于进一步优化营商环境的指导意见",
        "C国发〔2025〕8 号",
        "F各省、自治区、直辖市人民政府：",
        "现提出以下意见。",
        "一、完善制度。全面清理妨碍公平竞争的规定做法。",
        "二、强化落实。重大情况及时报告。",
        "C国务院",
        "C2025 年 3 月 10 日",
        "C（本文有删减）",
        "C平川市人民代表大会常务委员会公告",
        "C第 7 号",
        "《平川市停车条例》已经通过，现予公布。",
        "C平川市人民代表大会常务委员会",
        "C2025 年 8 月 5 日",
        "C平川市停车条例",
        "C目 录",
        "C第一章 总 则",
        "C第二章 附 则",
        "C第一章 总 则",
        "第一条 停车应当缴费。",
        "C第二章 附 则",
        "第二条 本条例自2025年10月1日起施行。",
    ]
    opinion, decree = parsed(tmp_path, rows).documents
    assert (opinion.title, opinion.issuer) == ("国务院关于进一步优化营商环境的指导意见", "国务院")
    assert texts(opinion)["落款"] == "国务院"
    assert texts(opinion)["公开属性"] == "（本文有删减）"
    assert decree.issuer == "平川市人民代表大会常务委员会"
    assert texts(decree)["目录"] == "目录第一章总则第二章附则"
    assert texts(decree)["第二章"].endswith("第二条 本条例自2025年10月1日起施行。")


def test_duties_with_the_office_before_the_name(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府办公室",
        "C关于调整市政府领导同志工作分工的通知",
        "C平政办字〔2025〕30 号",
        "F各县（市、区）人民政府：",
        "经研究，对市政府领导同志工作分工作如下调整：",
        "市长赵志远：领导市政府全面工作。",
        "副市长钱立群：负责发展改革、财政等方面工作。",
        "分管市发展改革委、市财政局。",
        "C平川市人民政府办公室",
        "C2025 年 8 月 18 日",
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert found["赵志远市长"] == "市长赵志远：领导市政府全面工作。"
    assert found["钱立群副市长：分管"] == "分管市发展改革委、市财政局。"


def test_chapters_of_a_plan_whose_sections_start_their_numbers_anew(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府",
        "C关于印发平川市养老服务发展规划的通知",
        "C平政发〔2026〕3 号",
        "F各县（市、区）人民政府：",
        "《平川市养老服务发展规划》已经同意，现印发给你们，请认真贯彻执行，并将落实情况及时报告市人民政府。",
        *SIGNED,
        "C平川市养老服务发展规划",
        "C第一章 规划背景",
        "C第一节 发展基础",
        "“十四五”期间，全市养老服务体系不断完善，养老床位达到一万二千张，护理型床位占比超过百分之五十五。",
        "社区日间照料中心覆盖全部街道，农村互助养老设施覆盖率达到七成以上。",
        "C第二章 重点任务",
        "C第一节 服务网络",
        "一、完善县级平台",
        "（一）每个县建成一所养老服务中心。",
        "C第二节 服务质量",
        "一、培育专业人才",
        "（一）每年培训护理员二千人次。",
    ]
    found = texts(parsed(tmp_path, rows).documents[0])
    assert found["第一章第一节第二段"].startswith("社区日间照料中心")
    assert found["第二章第一节一、（一）"] == "（一）每个县建成一所养老服务中心。"
    assert found["第二章第二节一、（一）"] == "（一）每年培训护理员二千人次。"


def test_rubrics_over_documents_and_the_imprint_at_the_end(tmp_path: Path) -> None:
    rows = [
        "C【市政府文件】",
        *TITLE,
        "F各县（市、区）人民政府：",
        "《平川市停车管理办法》已经同意，现印发给你们。",
        *SIGNED,
        "C平川市停车管理办法",
        "第一条 停车应当缴费。",
        "C人事任免",
        "C平川市人民政府",
        "C关于李芳任职的通知",
        "C平政任〔2025〕6 号",
        "F各县（市、区）人民政府：",
        "市政府决定，任命：",
        "李芳为市审计局副局长。",
        "C平川市人民政府",
        "C2025 年 3 月 3 日",
        "C主管主办：平川市人民政府",
        "C编辑出版：平川市人民政府办公室",
    ]
    regulation, notice = parsed(tmp_path, rows).documents
    assert texts(regulation)["栏目"] == "【市政府文件】"
    assert texts(regulation)["第一条"] == "第一条 停车应当缴费。"
    assert texts(notice)["栏目"] == "人事任免"
    assert texts(notice)["任命：李芳"] == "李芳为市审计局副局长。"
    assert texts(notice)["附注"].startswith("主管主办：")


def test_a_title_broken_behind_a_comma_of_a_list(tmp_path: Path) -> None:
    rows = [
        "C平川市人民政府",
        "C关于印发平川市人民代表大会代表建议、",
        "C批评和意见、提案办理规定的通知",
        "C平政发〔2025〕5 号",
        "F各县（市、区）人民政府：",
        "现将有关规定印发给你们，请遵照执行。",
        *SIGNED,
    ]
    [document] = parsed(tmp_path, rows).documents
    assert (
        document.title == "平川市人民政府关于印发平川市人民代表大会代表建议、批评和意见、提案办理规定的通知"
    )
