"""Ranking by words, by meaning and by both, over a small index of invented units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import IndexMismatch
from corpus.lay_words import LayWord, lay_table
from corpus.model import Unit
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config
from indexer.store import Index, open_index, write_index
from retriever.fusion import dense_weight, min_max
from retriever.lexical import Hit, reached
from retriever.ranking import Mode, Ranker
from retriever.rerank import Reranker
from tests.factories import HashEncoder

UNITS = (
    Unit("津贴", "为80周岁以上老年人每人每月发放50元生活补贴", "甲〔2024〕1号"),
    Unit("护理", "为失能老年人发放护理补贴70元", "甲〔2024〕1号"),
    Unit("供水", "一级保护区以取水井为中心", "乙〔2024〕2号"),
    Unit("贴补", "贴补，补贴", "乙〔2024〕2号"),
)
LAY_WORDS = lay_table([LayWord(("老头",), ("老年人",), "口语")])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    out = tmp_path_factory.mktemp("ranking") / "index"
    write_index(
        out, UNITS, analyzer=AnalyzerConfig(), bm25=Bm25Config(), lay_words=LAY_WORDS, encoder=HashEncoder()
    )
    return open_index(out)


def rank(ranker: Ranker, question: str, mode: Mode | None = None, k: int = 4, *doc_nos: str) -> list[Hit]:
    return ranker.rank(question, ranker.index.analyzer.terms(question), k, mode, doc_nos)


def test_each_mode_ranks_by_its_own_score(index: Index) -> None:
    ranker = Ranker(index, HashEncoder())
    question = "老年人补贴"
    lexical, dense = rank(ranker, question, "lexical"), rank(ranker, question, "dense")
    assert [hit.score for hit in lexical] == [hit.lexical for hit in lexical]
    assert [hit.score for hit in dense] == [hit.dense for hit in dense]
    assert {hit.id for hit in dense} == {unit.id for unit in UNITS}
    assert "供水" not in {hit.id for hit in lexical}


def test_hybrid_is_the_sum_of_both_scaled_lists(index: Index) -> None:
    ranker = Ranker(index, HashEncoder())
    question = "老年人补贴"
    words = [(UNITS.index(hit.unit), hit.score) for hit in rank(ranker, question, "lexical")]
    meaning = [(UNITS.index(hit.unit), hit.score) for hit in rank(ranker, question, "dense")]
    share = reached(index, index.analyzer.terms(question), words[0][1])
    assert 0 < share < 1
    weight = dense_weight(meaning, share)
    assert weight > 0
    for hit in rank(ranker, question):
        ordinal = UNITS.index(hit.unit)
        expected = min_max(words).get(ordinal, 0) + weight * min_max(meaning)[ordinal]
        assert hit.score == pytest.approx(expected)


def test_reached(index: Index) -> None:
    terms = index.analyzer.terms("取水井")
    assert reached(index, [*terms, "梅", "梅花"], 3.0) == reached(index, terms, 3.0) > 0
    assert reached(index, ["梅"], 0.0) == 0


def test_a_lay_word_finds_what_documents_say(index: Index) -> None:
    ranker = Ranker(index)
    assert [hit.id for hit in rank(ranker, "老头")][:2] == ["护理", "津贴"]
    assert rank(ranker, "老头")[0].score > 0
    assert next(hit.id for hit in rank(ranker, "老头有护理吗")) == "护理"


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_only_within_the_documents_named(index: Index, mode: Mode) -> None:
    hits = rank(Ranker(index, HashEncoder()), "补贴", mode, 4, "乙〔2024〕2号")
    assert hits[0].id == "贴补"
    assert {hit.unit.doc_no for hit in hits} == {"乙〔2024〕2号"}


def test_without_an_encoder_words_alone(index: Index) -> None:
    ranker = Ranker(index)
    assert ranker.mode == "lexical"
    assert [hit.dense for hit in rank(ranker, "补贴")] == [None] * 3
    with pytest.raises(IndexMismatch, match="words alone; run: gongbao index"):
        rank(ranker, "补贴", "hybrid")


def test_k_below_one(index: Index) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        rank(Ranker(index), "补贴", k=0)


class _Backwards(Reranker):
    """Stands for a model that finds the last best."""

    def __init__(self) -> None:
        pass

    def rerank(self, question: str, hits: object) -> list[Hit]:
        assert isinstance(hits, list)
        return [replace(hit, score=1.0 - i / 10) for i, hit in enumerate(reversed(hits))]


def test_a_reranker_orders_what_was_found_before_it_is_cut(index: Index, tmp_path: Path) -> None:
    found = rank(Ranker(index, HashEncoder()), "老年人补贴")
    again = rank(Ranker(index, HashEncoder(), _Backwards()), "老年人补贴", None, 2)
    assert [hit.id for hit in again] == [hit.id for hit in reversed(found)][:2]
