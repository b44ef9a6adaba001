"""Our runtime and sentence-transformers give the same vectors for the same folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from corpus.model import Bulletin
from eval.gold import load_gold
from indexer.bm25 import hash_terms
from indexer.embed import passage_text
from indexer.encoder.runtime import WEIGHTS, StaticEncoder
from indexer.encoder.term_bag import TermBag
from indexer.encoder.training.export import save_model


def vectors_of_library(folder: Path, texts: list[str]) -> np.ndarray:
    model = SentenceTransformer(str(folder), trust_remote_code=True, local_files_only=True, device="cpu")
    return np.asarray(model.encode(texts, show_progress_bar=False))


def test_the_shipped_weights(bulletin: Bulletin) -> None:
    questions = [question.question for question in load_gold()]
    passages = [passage_text(unit) for document in bulletin.documents for unit in document.units]
    texts = [*questions, *filter(None, passages), "", "？！", "xyz"]
    ours = StaticEncoder.open().encode_questions(texts)
    assert np.abs(vectors_of_library(WEIGHTS, texts) - ours).max() < 1e-3


def test_a_model_saved_and_opened_again(tmp_path: Path) -> None:
    terms = ["老", "人", "老人", "80", "80岁"]
    generator = torch.Generator().manual_seed(5)
    rows = torch.randn(5, 16, generator=generator)
    saved = TermBag("t", np.sort(hash_terms(terms)), rows)
    save_model(saved, tmp_path / "m")
    texts = ["80岁老人", "人人", "水"]
    ours = StaticEncoder.open(tmp_path / "m").encode_passages(texts)
    assert np.abs(vectors_of_library(tmp_path / "m", texts) - ours).max() < 1e-6
    again = TermBag.load(str(tmp_path / "m"))
    assert torch.abs(again.rows - rows).max() <= rows.abs().max() / 127  # half a step of int8, and a little


def test_saving_leaves_the_model_card(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("card", "utf-8")
    save_model(TermBag("t", np.sort(hash_terms(["老"])), torch.ones(1, 4)), tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == "card"
    assert StaticEncoder.open(tmp_path).record.dim == 4
