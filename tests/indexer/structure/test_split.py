"""An issue cut into its documents, their printed parts, and whose contact box is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Line, Span
from corpus.source import lines
from corpus.text import squash
from indexer.clean.boxes import Box
from indexer.pipeline import Run, parse
from indexer.structure.split import genre_of, listed_titles, split_documents
from tests.factories import notice, source_of, texts

# 文号, pages, units, genre, phone of the contact box
DOCUMENTS = [
    ("吕政函〔2023〕88号", (1, 1), 11, "批复", "0358-8296721"),
    ("吕政函〔2023〕92号", (2, 6), 27, "批复", "0358-6722175"),
    ("吕政函〔2023〕93号", (7, 8), 16, "批复", "0358-5300600"),
    ("吕政办发〔2023〕33号", (8, 18), 92, "通知", "0358-3386936"),
    ("吕政办发〔2023〕35号", (19, 24), 77, "通知", "0358-3398047"),
    ("吕政办发〔2023〕37号", (25, 32), 99, "通知", "0358-3398047"),
    ("吕政办发〔2023〕38号", (32, 36), 28, "通知", "0358-8237542"),
    ("吕政办发〔2024〕1号", (37, 40), 33, "通知", "0358-8296756"),
    ("吕政办发〔2024〕2号", (40, 51), 75, "通知", "0358-8237023"),
    ("吕政办发〔2024〕3号", (52, 64), 117, "通知", "0358-8487706"),
    ("吕政办发〔2024〕4号", (65, 66), 21, "通知", "0358-8223091"),
    ("吕政办函〔2024〕5号", (66, 69), 48, "意见", "0358-8237610"),
    ("吕政任〔2024〕1号", (70, 70), 23, "通知", None),
    ("吕政任〔2024〕2号", (71, 72), 45, "通知", None),
]


def test_the_documents_of_the_issue(run: Run) -> None:
    found = [
        (d.doc_no, d.pages, len(d.units), d.genre, d.contact.phone if d.contact else None)
        for d in run.bulletin.documents
    ]
    assert found == DOCUMENTS
    assert run.front == ()


def test_titles(run: Run) -> None:
    titles = {d.doc_no: d.title for d in run.bulletin.documents}
    assert titles["吕政函〔2023〕88号"] == (
        "吕梁市人民政府关于确定滨河北西路（北川河东路—晋绥路）拓宽工程项目现状道路土地权属的批复"
    )
    assert titles["吕政办发〔2024〕3号"] == (
        "吕梁市人民政府办公室关于印发吕梁市数字政府建设规划（2023-2025年）的通知"
    )
    assert titles["吕政办函〔2024〕5号"] == (
        "吕梁市人民政府办公室关于县级消防安全管理中心及消防工作所建设标准的实施意见"
    )
    assert {d.issuer for d in run.bulletin.documents} == {"吕梁市人民政府", "吕梁市人民政府办公室"}
    assert all(title.startswith("吕梁市人民政府") and "关于" in title for title in titles.values())


def test_boxes_belong_to_the_document_that_ends_above(run: Run) -> None:
    """p.32 and p.40 print a box under the next document's notice, p.66 inside a sentence of its own."""
    owners = {d.contact.phone: d.doc_no for d in run.bulletin.documents if d.contact}
    assert owners["0358-8296756"] == "吕政办发〔2024〕1号"  # p.40, below the notice of 2号
    assert owners["0358-8223091"] == "吕政办发〔2024〕4号"  # p.66, above the title of 5号
    on_32 = next(p for p in run.parts if p.doc_no == "吕政办发〔2023〕37号").box
    assert on_32 is not None
    assert on_32.page == 32
    assert len(run.boxes) == sum(p.box is not None for p in run.parts) == 12


def test_parts(run: Run) -> None:
    parts = {p.doc_no: p for p in run.parts}
    plan = parts["吕政办发〔2023〕33号"]
    assert texts(plan.signature) == ["吕梁市人民政府办公室"]
    assert [squash(x) for x in texts(plan.date)] == ["2023年12月4日"]
    assert texts(plan.disclosure) == ["（此件公开发布）"]
    assert (
        squash("".join(texts(plan.attached_title)))
        == "吕梁市农作物有害生物及农业外来有害生物入侵灾害应急预案"
    )
    assert [(a.number, a.figure, bool(a.lines)) for a in plan.annexes] == [
        (1, True, True),  # the flow chart's text stands above its heading
        (2, False, True),
        (3, False, True),
    ]
    assert [title[-6:] for title in listed_titles(plan)] == ["急响应流程图", "部组成及职责", "级标准和响应"]
    reply = parts["吕政函〔2023〕88号"]
    assert reply.attached == ()
    assert reply.annexes == ()
    assert listed_titles(reply) == ()


def test_every_line_is_in_one_part(run: Run) -> None:
    for p in run.parts:
        inside = [
            *p.title_lines, p.doc_no_line, *p.addressee, *p.body, *p.annex_list, *p.signature, *p.date,
            *p.disclosure, *p.attached_title, *p.attached,
            *(x for a in p.annexes for x in (a.head, *a.title, *a.lines)),
        ]  # fmt: skip
        numbers = [x.number for x in inside]
        assert len(numbers) == len(set(numbers))
    total = sum(len(p.body) + len(p.attached) + sum(len(a.lines) for a in p.annexes) for p in run.parts)
    assert 0 < len(run.lines) - total < 250  # titles, signatures and the like


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于加强某项工作的通知", "通知"),
        ("关于划分水源保护区的批复", "批复"),
        ("关于加强建设的实施意见", "意见"),
        ("某市人民政府令", "令"),
        ("关于通知的说明", ""),
        ("", ""),
    ],
)
def test_genre(title: str, genre: str) -> None:
    assert genre_of(title) == genre


@pytest.mark.parametrize(
    "text",
    [
        "甲乙丙\n丁戊己",
        "某政发〔2024〕5 号\n各县人民政府：",  # a 文号 without a title
        "某市人民政府\n关于某事，\n某政发〔2024〕5 号",  # the line above goes on
        "关于某事的通知\n见某政发〔2024〕5 号文",  # a citation
        "关于某事的通知。\n某政发〔2024〕5 号",  # a sentence
    ],
)
def test_no_document(run: Run, text: str) -> None:
    printed = [Line(i, 0, 0, row, 1) for i, row in enumerate(text.split("\n"), 1)]
    assert split_documents(printed, ()) == (tuple(printed), ())


def test_a_small_notice() -> None:
    [document] = parse(notice("请认真执行。")).bulletin.documents
    assert (document.doc_no, document.title) == ("某政发〔2024〕5号", "某市人民政府关于加强某项工作的通知")
    assert (document.issuer, document.addressee) == ("某市人民政府", "各县人民政府")
    assert str(document.issued_on) == "2024-03-01"
    assert document.contact is None


def test_lines_before_the_first_document_are_front_matter() -> None:
    source = notice("请认真执行。")
    run = parse(source_of("目 录\n\n一、某办法\n\n" + source.text))
    assert texts(run.front) == ["目 录", "一、某办法"]
    assert [d.doc_no for d in run.bulletin.documents] == ["某政发〔2024〕5号"]


def test_a_box_nobody_ends_above_goes_to_the_document_of_its_page(run: Run) -> None:
    box = next(b for b in run.boxes if b.page == 18)
    elsewhere = Box(box.unit, box.phone, 12, 2030, box.unit_span, box.phone_span, box.spans)
    _, parts = split_documents(run.lines, [elsewhere])
    assert [p.doc_no for p in parts if p.box] == ["吕政办发〔2023〕33号"]
    nowhere = Box(box.unit, box.phone, 999, 99999, box.unit_span, box.phone_span, box.spans)
    assert [p for p in split_documents(run.lines, [nowhere])[1] if p.box] == []


def test_a_box_on_a_page_of_its_own_belongs_to_the_document_before() -> None:
    source = notice("请认真执行。")
    printed = [replace(line, page=8) for line in lines(source)]
    box = Box("某市某局", "0350-1234567", 9, printed[-1].number + 5, Span(0, 1), None, ())
    _, parts = split_documents(printed, [box])
    assert [p.box for p in parts] == [box]
