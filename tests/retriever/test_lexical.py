"""Lexical search from question to hits, over a small index of invented units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownLocator
from corpus.model import Unit
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config
from indexer.store import Index, open_index, write_index
from retriever.lexical import explain, search

UNITS = (
    Unit(
        "津贴", "为80周岁（含）至99周岁（含）非低保老年人每人每月发放50元生活补贴", title="基本养老服务清单"
    ),
    Unit("护理", "为经济困难的失能老年人每人每月发放护理补贴70元", title="基本养老服务清单"),
    Unit("供水", "一级保护区：以取水井为中心，45m为半径的圆形区域", path=("北关村集中供水工程",)),
    Unit("文号", "任命王文奇为局长", doc_no="吕政任〔2024〕1号", locator="任命：王文奇"),
    Unit("电话", "咨询电话0358-8237023"),
    Unit("同文一", "本办法自发布之日起施行"),
    Unit("同文二", "本办法自发布之日起施行"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    out = tmp_path_factory.mktemp("lexical") / "index"
    write_index(out, UNITS, analyzer=AnalyzerConfig(), bm25=Bm25Config())
    return open_index(out)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("80岁老人每月补贴多少", "津贴"),
        ("八十岁的老人一个月有多少钱", "津贴"),
        ("８０岁老人补贴", "津贴"),
        ("失能老人有什么补贴", "护理"),
        ("北关村供水井保护范围多大", "供水"),  # the name stands in the headings only
        ("吕政任[2024]1号", "文号"),
        ("8237023是哪里的电话", "电话"),
        ("王文奇任什么职务", "文号"),
    ],
)
def test_first_hit(index: Index, question: str, first: str) -> None:
    hit = search(index, question, 3)[0]
    assert hit.id == first
    assert hit.unit == next(unit for unit in UNITS if unit.id == first)


@pytest.mark.parametrize("question", ["", " \n", "？！", "xyzzy", "\x00"])
def test_nothing_in_common_is_no_hit(index: Index, question: str) -> None:
    assert search(index, question, 10) == []


def test_hits_are_sorted_and_ties_in_document_order(index: Index) -> None:
    hits = search(index, "办法何时起施行", 10)
    assert [hit.id for hit in hits[:2]] == ["同文一", "同文二"]
    assert hits[0].score == hits[1].score
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(("k", "n_hits"), [(1, 1), (2, 2), (100, 7)])
def test_k_bounds_the_hits(index: Index, k: int, n_hits: int) -> None:
    assert len(search(index, "每月补贴 供水 任命 咨询 施行 发", k)) == n_hits


@pytest.mark.parametrize("k", [0, -1])
def test_k_must_be_positive(index: Index, k: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        search(index, "补贴", k)


@given(question=st.text(alphabet="80岁老人每月补贴多少一级保护区养老服务清单吕政任〔2024〕1号", max_size=30))
def test_explained_weights_add_up_to_the_score(index: Index, question: str) -> None:
    for hit in search(index, question, 3):
        terms = explain(index, question, hit.id)
        assert sum(found.weight for found in terms) == pytest.approx(hit.score)
        assert [found.weight for found in terms] == sorted((f.weight for f in terms), reverse=True)
        assert all(sum(found.fields.values()) == pytest.approx(1) for found in terms)


def test_explain_names_the_field(index: Index) -> None:
    by_term = {found.term: found.fields for found in explain(index, "清单里的补贴", "津贴")}
    assert set(by_term["清单"]) == {"title"}
    assert set(by_term["补贴"]) == {"text"}
    assert explain(index, "供水", "津贴") == []


def test_explain_an_unknown_id(index: Index) -> None:
    with pytest.raises(UnknownLocator, match="第九项"):
        explain(index, "补贴", "第九项")
