"""Judging the best unit: reasons alone without an encoder, fitted weights with ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Bulletin
from indexer.build import write_documents
from indexer.encoder.runtime import StaticEncoder
from retriever.confidence import Confidence
from retriever.retriever import Retriever

DOC = "吕政办发〔2024〕1号"


@pytest.fixture(scope="module", params=[True, False], ids=["encoder", "words alone"])
def small(
    request: pytest.FixtureRequest, bulletin: Bulletin, tmp_path_factory: pytest.TempPathFactory
) -> Retriever:
    folder: Path = tmp_path_factory.mktemp("judge") / "index"
    documents = [document for document in bulletin.documents if document.doc_no == DOC]
    write_documents(folder, documents, StaticEncoder.open() if request.param else None)
    return Retriever.open(folder)


def test_what_is_printed_is_answered(small: Retriever) -> None:
    answer = small.ask("14等耕地指标的市级统筹价格是多少")
    assert answer.status == "answered"
    assert answer.confidence > Confidence.open().least


def test_a_reason_against_refuses_and_is_said(small: Retriever) -> None:
    answer = small.ask("15等耕地的市级统筹价格是多少")
    assert answer.status == "no_answer"
    assert answer.message == "本期公报的规定不包括所问的这一档。"
    assert answer.confidence < Confidence.open().least
    assert answer.citations  # the nearest place goes with the refusal


def test_a_place_asked_for_by_its_name_is_certain(small: Retriever) -> None:
    assert small.ask("1号文第八条").confidence == 1.0
    assert small.signs("1号文第八条") is None


def test_signs_are_there_for_what_is_judged(bulletin: Bulletin, tmp_path: Path) -> None:
    documents = [document for document in bulletin.documents if document.doc_no == DOC]
    write_documents(tmp_path / "index", documents, StaticEncoder.open())
    found = Retriever.open(tmp_path / "index").signs("15等耕地的市级统筹价格是多少")
    assert found is not None
    assert found.values["outside"] == 1.0
    assert 0 < found.values["cosine"] <= 1
    assert found.question.shape == (384,)
