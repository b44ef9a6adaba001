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
