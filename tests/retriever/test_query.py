"""What a question names: documents, places, facts; and what cannot be searched for."""

from __future__ import annotations

import pytest

from corpus.model import Document, Validity
from retriever.query import asked_fact, clean, document_names, fault, named_documents, read


def document(doc_no: str, title: str = "X市人民政府关于某事的批复") -> Document:
    return Document(doc_no, title, "X市人民政府", "", "", None, (), None, Validity(), (), (), "", (), ())


DOCUMENTS = (
    document("吕政办发〔2023〕35号"),
    document("吕政办发〔2024〕1号", "吕梁市人民政府办公室关于印发吕梁市土地指标调剂办法（试行）的通知"),
    document("吕政任〔2024〕1号"),
)


@pytest.mark.parametrize(
    ("question", "doc_nos", "segments", "rest"),
    [
        ("35号文第六条", ("吕政办发〔2023〕35号",), ("第6条",), ""),
        ("35号 第六条", ("吕政办发〔2023〕35号",), ("第6条",), ""),
        ("吕政办发[2024]1号第八条", ("吕政办发〔2024〕1号",), ("第8条",), ""),
        ("吕政办发（2024）1号 第14条（一）2.", ("吕政办发〔2024〕1号",), ("第14条", "（一）", "2"), ""),
        ("吕政任2024年1号是哪里发的", ("吕政任〔2024〕1号",), None, "是哪里发的"),
        ("1号文说的是啥", ("吕政办发〔2024〕1号", "吕政任〔2024〕1号"), None, "说的是啥"),
        # near misses: an amount, a day, a bare article name nothing
        ("每人每月发50元", (), None, "每人每月发50元"),
        ("1号发钱吗", (), None, "1号发钱吗"),
        ("2月9日前要做什么", (), None, "2月9日前要做什么"),
    ],
)
def test_read(question: str, doc_nos: tuple[str, ...], segments: tuple[str, ...] | None, rest: str) -> None:
    query = read(question, DOCUMENTS)
    assert query.doc_nos == doc_nos
    assert (query.place.candidates[0] if query.place else None) == segments
    assert query.rest == rest


@pytest.mark.parametrize(
    "question", ["吕政办发〔2023〕36号", "吕政办发〔2022〕35号第六条", "晋政办发2024年1号"]
)
def test_an_unknown_document_is_named_and_not_mistaken_for_another(question: str) -> None:
    query = read(question, DOCUMENTS)
    assert query.doc_nos == ()
    assert query.unknown_doc_no is not None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", "empty"),
        ("  \n\t", "empty"),
        ("\u200b\u200e\x00\x07", "empty"),
        ("？！。…", "empty"),
        ("问" * 301, "too_long"),
        ("问" * 300, None),
        ("1", None),
        ("a\x00b", None),
    ],
)
def test_fault(question: str, expected: str | None) -> None:
    assert fault(question) == expected


def test_clean_drops_what_cannot_be_seen_and_keeps_the_rest() -> None:
    assert clean(" 80\u200b岁\x07老人\n 每月 ") == "80岁老人 每月"


def test_names_of_a_document_leave_out_city_and_trial() -> None:
    names = document_names(DOCUMENTS[1].title)
    assert "土地指标调剂办法" in names
    assert named_documents("土地指标调剂办法的文号", DOCUMENTS) == ("吕政办发〔2024〕1号",)
    assert named_documents("土地指标怎么调剂", DOCUMENTS) == ()
    assert named_documents("土地调剂办法第八条", DOCUMENTS) == ("吕政办发〔2024〕1号",)  # in short
    assert named_documents("物业管理办法第八条", DOCUMENTS) == ()


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("主送哪个单位", "主送"),
        ("哪天印发", "成文日期"),
        ("附件是什么", "附件说明"),
        ("谁发的", "落款"),
        ("有效期到什么时候", "有效期"),
        ("维修费用怎么分摊", None),
        ("附件里第8项的标准", None),
    ],
)
def test_asked_fact(question: str, place: str | None) -> None:
    assert asked_fact(question) == place
