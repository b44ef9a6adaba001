"""The whole way on the shipped bulletin: typed places, named documents, honest noes, verbatim answers."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import QuestionError
from eval.gold import load_gold
from retriever.answer import as_json
from retriever.retriever import Retriever

ON = date(2024, 6, 1)


def test_the_main_job(retriever: Retriever) -> None:
    answer = as_json(retriever.ask("80岁老人每月补贴多少"), ON)
    assert answer["status"] == "ambiguous"  # 第9项 may apply as well: it depends on the person
    assert answer["answer"] == (
        "为全市80周岁（含）至99周岁（含）非低保老年人每人每月发放50元生活补贴，"
        "100周岁（含）以上老年人每人每月发放300元生活补贴"
    )
    first, second = answer["citations"][:2]
    assert (first["doc_no"], first["locator"]) == (
        "吕政办发〔2024〕2号",
        "附件《吕梁市基本养老服务清单》第8项",
    )
    assert first["page"] == 49
    assert second["locator"] == "附件《吕梁市基本养老服务清单》第9项"
    assert answer["contact"]["phone"] == "0358-8237023"
    assert {answer["answer"][s["start"] : s["end"]] for s in answer["spans"]} == {"50元", "300元"}


@pytest.mark.parametrize(
    ("question", "doc_no", "locator"),
    [
        ("35号文第六条", "吕政办发〔2023〕35号", "第六条"),
        ("吕政办发[2024]1号第八条", "吕政办发〔2024〕1号", "第八条"),
        ("吕政办发（2023）35号第14条第2款", "吕政办发〔2023〕35号", "第十四条第二款"),
        ("35号文第十四条（一）2.", "吕政办发〔2023〕35号", "第十四条（一）2."),
        ("吕政函【2023】92号 第四条", "吕政函〔2023〕92号", "四、"),
        ("吕政办发〔2023〕33号 5.2.1（3）", "吕政办发〔2023〕33号", "5.2.1（3）"),
        ("专栏3第4项", "吕政办发〔2024〕3号", "专栏3 4."),
        ("吕政办发〔2024〕2号 三、（五）20.", "吕政办发〔2024〕2号", "三、（五）20."),
        ("吕政办发[2024]1号", "吕政办发〔2024〕1号", "标题"),
        ("吕政函(2023)88号主送哪个单位", "吕政函〔2023〕88号", "主送"),
        ("吕政办发【2023】38号哪天印发", "吕政办发〔2023〕38号", "成文日期"),
        ("吕政办发〔2024〕1号有效期到什么时候", "吕政办发〔2024〕1号", "第二十条"),
    ],
)
def test_a_typed_place_is_gone_to_directly(
    retriever: Retriever, question: str, doc_no: str, locator: str
) -> None:
    unit = retriever.ask(question).citations[0].unit
    assert (unit.doc_no, unit.locator) == (doc_no, locator)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("35号文第九十条", "吕政办发〔2023〕35号共23条，没有第九十条。"),
        ("吕政办发〔2022〕35号", "本期公报中没有吕政办发〔2022〕35号。"),
        ("吕政办发〔2024〕4号第三条", "吕政办发〔2024〕4号不分条，没有第三条。"),
        ("基本养老服务清单第21项", "本期公报中没有附件第21项。"),
        ("吕政办发〔2024〕3号专栏12", "吕政办发〔2024〕3号没有专栏12。"),
        ("民法典第九百条", "本期公报只引用了《中华人民共和国民法典》，没有登载它的条文。"),
        ("住宅法第九百条", "本期公报没有登载《住宅法》。"),
        ("吕政办函〔2023〕45号第三条", "本期公报中没有吕政办函〔2023〕45号。"),  # cited, not printed
        ("3号文5.9.9", "吕政办发〔2024〕3号没有5.9.9。"),
    ],
)
def test_a_place_that_is_not_there_is_said_to_be_missing(
    retriever: Retriever, question: str, message: str
) -> None:
    answer = as_json(retriever.ask(question), ON)
    assert (answer["status"], answer["reason"]) == ("no_answer", "not_in_corpus")
    assert answer["message"].startswith(message)


@pytest.mark.parametrize("question", ["PM2.5浓度目标", "吕政办函〔2023〕45号", "清单里的三项补贴", "第三条"])
def test_what_only_looks_like_a_place_is_searched_for(retriever: Retriever, question: str) -> None:
    assert retriever.ask(question).status == "answered"


@pytest.mark.parametrize(
    ("question", "reason"), [("", "empty"), ("\x00\u200b", "empty"), ("问" * 10_000, "too_long")]
)
def test_what_cannot_be_asked(retriever: Retriever, question: str, reason: str) -> None:
    answer = retriever.ask(question)
    assert (answer.status, answer.reason, answer.answer) == ("no_answer", reason, None)
    with pytest.raises(QuestionError, match=r"expected .* found"):
        retriever.search(question)


def test_validity_is_judged_on_the_day_asked(retriever: Retriever) -> None:
    answer = retriever.ask("35号文第六条")
    states = [
        as_json(answer, day)["citations"][0]["validity"]["state"]
        for day in (date(2025, 12, 15), date(2025, 12, 16))
    ]
    assert states == ["in_force", "expired"]
    assert as_json(answer, date(2025, 12, 15))["message"] is None
    assert (
        as_json(answer, date(2025, 12, 16))["message"]
        == "注意：所依据的文件有效期至2025年12月15日，已过有效期。"
    )


def test_every_gold_answer_is_verbatim(retriever: Retriever) -> None:
    """Quotes are slices of their unit; what is said holds only the unit's and its 条's own characters."""
    for question in load_gold():
        answer = as_json(retriever.ask(question.question), ON)
        assert len(answer["citations"]) <= 5
        for citation in answer["citations"]:
            assert citation["quote"] in citation["text"]
        ids = [citation["id"] for citation in answer["citations"]]
        assert len(ids) == len(set(ids))
        scores = [citation["score"] for citation in answer["citations"]]
        assert scores == sorted(scores, reverse=True)


def test_every_figure_in_a_gold_answer_stands_in_a_cited_unit(retriever: Retriever) -> None:
    """Or in the lead of the 条 above an item, in the name of a column, in a label; or it is marked as computed."""
    for question in load_gold():
        answer = retriever.ask(question.question)
        if not answer.answer:
            continue
        units = [citation.unit for citation in answer.citations]
        above = [retriever.index.ordinal(unit.id.rpartition("/")[0]) for unit in units]
        leads = [retriever.index.unit(ordinal).lead for ordinal in above if ordinal is not None]
        cells = [name for unit in units for name in unit.cells or ()]
        source = " ".join([*(f"{unit.text} {unit.locator} {unit.id}" for unit in units), *leads, *cells])
        for figure in re.findall(r"\d+(?:\.\d+)?", re.sub(r"计算：[^（）]*", "", answer.answer)):
            assert figure in source, (question.qid, figure)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text("吕政办发第条附件专栏指标〔〕（）0123456789号一二三十.、", max_size=30))
def test_nothing_a_person_types_breaks_it(retriever: Retriever, question: str) -> None:
    answer = as_json(retriever.ask(question), ON)
    assert answer["status"] in ("answered", "ambiguous", "no_answer")
    assert (answer["answer"] is None) == (answer["status"] == "no_answer")
    for span in answer["spans"]:
        assert 0 <= span["start"] < span["end"] <= len(answer["answer"])
