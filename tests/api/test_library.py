"""Documents as trees, suggestions and examples, also where an index is not a bulletin."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.library import Leaf, Library, Place, Table, anchor_of, doc_path
from api.settings import Settings
from api.suggest import Suggester
from corpus.model import Unit
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config
from indexer.store import write_index
from retriever.retriever import Retriever


def words(contents: tuple[Leaf | Place | Table, ...]) -> str:
    """Everything that a tree says, in order."""
    said = ""
    for item in contents:
        if isinstance(item, Leaf):
            said += "".join(item.lines)
        elif isinstance(item, Table):
            said += "".join(row.unit.text for row in item.rows)
        else:
            said += words(item.contents)
    return said


def test_the_tree_of_a_document_says_each_word_once(retriever: Retriever) -> None:
    library = Library(retriever.index)
    for doc_no, document in library.documents.items():
        sheet = library.sheet(doc_no)
        assert sheet is not None
        assert "".join(words(sheet.contents).split()) == "".join(document.text.split()), doc_no


def test_parts_lie_inside_what_they_are_part_of(retriever: Retriever) -> None:
    sheet = Library(retriever.index).sheet("吕政办发〔2023〕35号")
    assert sheet is not None
    chapters = [item for item in sheet.contents if isinstance(item, Place) and item.anchor.endswith("章")]
    assert [chapter.anchor for chapter in chapters] == ["第一章", "第二章", "第三章", "第四章"]
    inside = [item.anchor for item in chapters[0].contents if isinstance(item, Place)]
    assert inside == [f"第{n}条" for n in range(1, 7)]


def test_addresses_hold_as_long_as_keys_do() -> None:
    assert anchor_of("X政发〔2024〕5号/第12条/（三）", "X政发〔2024〕5号") == "第12条/（三）"
    assert anchor_of("law a b", "") == "law_a_b"
    assert doc_path("a/b") == "/doc/a%2Fb"


def test_suggestions_are_documents_services_and_offices(retriever: Retriever) -> None:
    suggester = Suggester(Library(retriever.index), retriever)
    found = {(s.kind, s.text) for typed in ("养老", "民政") for s in suggester.suggest(typed)}
    assert ("事项", "养老服务补贴") in found
    assert ("文件", "吕梁市基本养老服务清单") in found
    assert ("单位", "吕梁市民政局") in found
    assert suggester.suggest("养老", 2) == suggester.suggest("养老")[:2]
    assert suggester.suggest("不存在的字词") == []


def test_examples_are_of_several_kinds(retriever: Retriever) -> None:
    examples = Suggester(Library(retriever.index), retriever).examples
    assert len(examples) == len(set(examples)) == 6
    assert any("条" in example for example in examples)
    assert any("电话" in example for example in examples)


@pytest.fixture
def laws(tmp_path: Path, settings: Settings) -> TestClient:
    """A server over units of another collection: no documents, one unit without a number."""
    units = [
        Unit(
            "law/1",
            "第一条 为了保护民事主体的合法权益，制定本法。",
            doc_no="民法典",
            title="中华人民共和国民法典",
        ),
        Unit("law/2", "第二条 民法调整平等主体之间的关系。", doc_no="民法典", title="中华人民共和国民法典"),
        Unit("loose 3", "随便的一段话。"),
    ]
    write_index(tmp_path / "index", units, analyzer=AnalyzerConfig(), bm25=Bm25Config())
    return TestClient(create_app(Retriever.open(tmp_path / "index"), settings), follow_redirects=False)


def test_another_collection_is_served_too(laws: TestClient) -> None:
    with laws:
        for path in (
            "/",
            "/docs",
            "/about",
            "/?q=合法权益",
            "/?q=随便的一段话",
            "/doc/民法典",
            "/doc/民法典?q=合法权益&n=1",
        ):
            assert laws.get(path).status_code == 200, path
        assert "第二条" in laws.get("/doc/民法典").text
        assert laws.get("/api/v1/documents").json()["documents"] == []
        assert laws.get("/api/v1/units/loose 3").json()["url"] is None
        assert laws.get("/api/v1/suggest?q=民法").json() == {"suggestions": []}
