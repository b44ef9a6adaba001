"""A bulletin of another city that no code was written for: invented notices under a real city's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.source import read_source
from indexer.build import write_documents
from indexer.encoder.runtime import StaticEncoder
from indexer.pipeline import parse
from retriever.retriever import Retriever
from tests.factories import FIXTURES


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    out = tmp_path_factory.mktemp("another") / "index"
    documents = parse(read_source(FIXTURES / "invented-issue.txt")).bulletin.documents
    write_documents(out, documents, StaticEncoder.open())
    return Retriever.open(Path(out))


@pytest.mark.parametrize(
    ("question", "unit", "said"),
    [
        ("我奶奶92了一个月能领多少钱", "临政发〔2025〕7号/第4条/（二）", "150元"),
        ("百岁老人给多少", "临政发〔2025〕7号/第4条/（三）", "500元"),
        ("办高龄补贴要带啥材料", "临政发〔2025〕7号/第5条", "户口簿"),
        ("骗领津贴罚多少", "临政发〔2025〕7号/第7条", "冒领"),
        ("临汾高龄津贴办法有效期到哪年", "临政发〔2025〕7号/第8条", "5年"),
        ("狗证去哪办", "临政办通〔2025〕2号/三", "市公安局"),
        ("新的交通局局长是谁", "临政任〔2025〕3号/任命/张建国", "张建国"),  # 交通运输局 by its short name
        ("王志强被免了什么", "临政任〔2025〕3号/免去/王志强", "交通运输局局长"),
        ("7号文第四条", "临政发〔2025〕7号/第4条", "80元"),
    ],
)
def test_answers(retriever: Retriever, question: str, unit: str, said: str) -> None:
    answer = retriever.ask(question)
    assert answer.status != "no_answer", answer.message
    assert answer.citations[0].unit.id == unit
    assert said in (answer.answer or "")


@pytest.mark.parametrize(
    ("question", "words"),
    [("吕梁市高龄津贴多少", "吕梁市"), ("教育局局长是谁", ""), ("7号文第十条", "共8条"), ("6号文第一条", "")],
)
def test_near_misses(retriever: Retriever, question: str, words: str) -> None:
    answer = retriever.ask(question)
    assert answer.status == "no_answer"
    assert words in (answer.message or "")
