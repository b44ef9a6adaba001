"""Any sentence-transformers model and cross-encoder, on tiny models made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

from corpus.errors import EncoderError, IndexMismatch
from corpus.model import Unit
from indexer.build import write_units
from indexer.encoder.foreign import ForeignEncoder
from indexer.models import ModelSettings, open_encoder
from retriever.lexical import Hit
from retriever.rerank import Reranker
from retriever.retriever import Retriever

UNITS = (
    Unit("津贴", "为80周岁以上老年人每人每月发放50元生活补贴"),
    Unit("供水", "一级保护区以取水井为中心"),
    Unit("任免", "任命王文奇为局长"),
)
CHARACTERS = sorted(set("".join(unit.text for unit in UNITS) + "老头多少钱问：文水源"))


def tokenizer() -> PreTrainedTokenizerFast:
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *CHARACTERS])}
    characters = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    characters.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    characters.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=characters,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )


def bert(labels: int = 1) -> BertConfig:
    return BertConfig(
        vocab_size=len(CHARACTERS) + 4, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=128, num_labels=labels,
    )  # fmt: skip


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(1)
    BertModel(bert()).save_pretrained(folder / "bert")
    tokenizer().save_pretrained(folder / "bert")
    parts = Transformer(str(folder / "bert"))
    model = SentenceTransformer(modules=[parts, Pooling(16), Normalize()], device="cpu")
    model.save(str(folder / "encoder"), create_model_card=False)
    return folder / "encoder"


@pytest.fixture(scope="module")
def reranker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "reranker"
    torch.manual_seed(2)
    BertForSequenceClassification(bert()).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    return folder


def test_vectors_are_of_unit_length_and_know_their_prompts(encoder_folder: Path) -> None:
    plain = ForeignEncoder(ModelSettings(encoder=str(encoder_folder)))
    prompted = ForeignEncoder(
        ModelSettings(encoder=str(encoder_folder), question_prompt="问：", passage_prompt="文：")
    )
    assert plain.record.dim == 16
    np.testing.assert_allclose(np.linalg.norm(plain.encode_passages(["老头"]), axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(
        prompted.encode_questions(["老头"]), plain.encode_questions(["问：老头"]), atol=1e-5
    )
    np.testing.assert_allclose(
        prompted.encode_passages(["老头"]), plain.encode_passages(["文：老头"]), atol=1e-5
    )
    assert prompted.record.question_prompt == "问："


def test_an_index_is_ranked_only_by_what_built_it(encoder_folder: Path, tmp_path: Path) -> None:
    settings = ModelSettings(encoder=str(encoder_folder))
    write_units(tmp_path / "i", UNITS, open_encoder(settings))
    retriever = Retriever.open(tmp_path / "i", settings)
    assert [hit.id for hit in retriever.search(UNITS[1].text, 1, "dense")] == ["供水"]
    with pytest.raises(
        IndexMismatch, match=r"index built with encoder .*, configuration names .*run: gongbao index"
    ):
        Retriever.open(tmp_path / "i")
    with pytest.raises(IndexMismatch, match="prompts '问：' and ''"):
        Retriever.open(tmp_path / "i", ModelSettings(encoder=str(encoder_folder), question_prompt="问："))
    words_alone = Retriever.open(tmp_path / "i", ModelSettings(encoder="none"))
    assert words_alone.search("津贴老头", 1)[0].id == "津贴"


@pytest.mark.parametrize("content", [None, {}, {"modules.json": "{", "config.json": "{}"}])
def test_a_model_that_is_not_there_is_one_clear_line(content: dict[str, str] | None, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    if content is not None:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text, "utf-8")
    with pytest.raises(EncoderError) as raised:
        _ = ForeignEncoder(ModelSettings(encoder=str(folder))).record
    assert str(folder) in str(raised.value)
    assert "give the" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_folder_without_a_tokenizer(encoder_folder: Path, tmp_path: Path) -> None:
    for path in encoder_folder.rglob("*"):
        if path.is_file() and "token" not in path.name:
            copy = tmp_path / path.relative_to(encoder_folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    with pytest.raises(EncoderError, match="expected a tokenizer in"):
        _ = ForeignEncoder(ModelSettings(encoder=str(tmp_path))).record


def test_a_cross_encoder_orders_hits_by_its_score(reranker_folder: Path) -> None:
    reranker = Reranker(ModelSettings(reranker=str(reranker_folder)))
    hits = [Hit(unit.id, 3.0 - i, unit) for i, unit in enumerate(UNITS)]
    ranked = reranker.rerank("老头多少钱", hits)
    assert {hit.id for hit in ranked} == {unit.id for unit in UNITS}
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)
    assert all(0 < hit.score < 1 for hit in ranked)
    assert reranker.rerank("老头", []) == []
    many = [Hit(str(n), 1.0, UNITS[n % 3]) for n in range(25)]
    assert [hit.id for hit in reranker.rerank("老头", many)[20:]] == ["20", "21", "22", "23", "24"]


def test_a_cross_encoder_with_several_labels_or_none_at_all(tmp_path: Path) -> None:
    BertForSequenceClassification(bert(labels=3)).save_pretrained(tmp_path / "three")
    tokenizer().save_pretrained(tmp_path / "three")
    hits = [Hit("津贴", 1.0, UNITS[0])]
    with pytest.raises(EncoderError, match="one score, found 3 labels"):
        Reranker(ModelSettings(reranker=str(tmp_path / "three"))).rerank("老头", hits)
    with pytest.raises(EncoderError, match=r"expected a cross-encoder at .*GONGBAO_DOWNLOAD"):
        Reranker(ModelSettings(reranker=str(tmp_path / "none"))).rerank("老头", hits)


def test_settings_are_read_from_the_environment() -> None:
    assert ModelSettings.from_env({}) == ModelSettings()
    environ = {
        "GONGBAO_ENCODER": "a", "GONGBAO_QUERY_PROMPT": "b", "GONGBAO_PASSAGE_PROMPT": "c",
        "GONGBAO_RERANKER": "d", "GONGBAO_DOWNLOAD": "1",
    }  # fmt: skip
    assert ModelSettings.from_env(environ) == ModelSettings("a", "b", "c", "d", True)
    assert open_encoder(ModelSettings(encoder="none")) is None
