"""Training on tiny packs: it learns, repeats itself, goes on where it stopped, and says what is missing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from corpus.errors import DataFileError
from corpus.lay_words import LayWord
from eval.bench_stard import run as bench_stard
from indexer.bm25 import hash_terms
from indexer.encoder.runtime import StaticEncoder
from indexer.encoder.training.bags import cut
from indexer.encoder.training.batches import Batch, Sampler
from indexer.encoder.training.config import TrainConfig, read_config
from indexer.encoder.training.export import save_model
from indexer.encoder.training.lay import reworded
from indexer.encoder.training.loop import batch_loss, train
from indexer.encoder.training.packs import Pack, load_pack
from indexer.encoder.training.start import frequent_terms, of_length, spoken_terms, towards


def silent(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def pack(data: Path, config: TrainConfig, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(data, tmp_path_factory.mktemp("work"), config, silent)


def losses(work: Path, name: str) -> list[float]:
    return [json.loads(line)["loss"] for line in (work / f"log-{name}.jsonl").read_text("utf-8").splitlines()]


def test_it_learns_and_the_rows_keep_their_length(pack: Pack, config: TrainConfig, tmp_path: Path) -> None:
    encoder = train(pack, config, tmp_path, say=silent)
    curve = losses(tmp_path, "all")
    assert len(curve) == config.steps
    order = np.argsort(hash_terms(pack.terms))
    trained = torch.empty_like(encoder.rows).index_copy_(0, torch.from_numpy(order), encoder.rows.detach())
    sampler = Sampler(pack, replace(config, drop=0.0, batch=200), None, np.random.default_rng(1))
    batch = sampler.batch()
    before = batch_loss(torch.from_numpy(pack.rows), batch, config.temperature)
    assert batch_loss(trained, batch, config.temperature) < 0.8 * before
    lengths = torch.linalg.norm(encoder.rows.detach(), dim=1).numpy()
    np.testing.assert_allclose(np.sort(lengths), np.sort(pack.idf), rtol=1e-4)


def test_the_same_seed_gives_the_same_rows_and_a_broken_off_training_too(
    pack: Pack, config: TrainConfig, tmp_path: Path
) -> None:
    works = [tmp_path / name for name in ("whole", "broken")]
    for work in works:
        work.mkdir()
    whole = train(pack, config, works[0], say=silent)

    class Stop(Exception):
        pass

    class Stopping(Sampler):
        def batch(self) -> Batch:
            drawn.append(1)
            if len(drawn) > 150:
                raise Stop
            return super().batch()

    drawn: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.encoder.training.loop.Sampler", Stopping)
        with pytest.raises(Stop):
            train(pack, config, works[1], say=silent)
    said: list[str] = []
    again = train(pack, config, works[1], say=said.append)
    assert "going on after step 100" in said[0]
    assert torch.equal(whole.rows, again.rows)


def test_a_checkpoint_of_other_settings_is_not_gone_on_with(
    pack: Pack, config: TrainConfig, tmp_path: Path
) -> None:
    train(pack, config, tmp_path, say=silent)
    said: list[str] = []
    train(pack, replace(config, temperature=0.1), tmp_path, say=said.append)
    assert said == []


def test_questions_of_the_fold_kept_aside_are_never_drawn(pack: Pack, config: TrainConfig) -> None:
    only_marked = replace(config, mix={"marked": 1.0}, drop=0.0)
    kept = [i for i, fold in enumerate(pack.marked.folds) if fold == 0]
    sampler = Sampler(pack, only_marked, 0, np.random.default_rng(0))
    asked = {bag[0].tobytes() for _ in range(20) for bag in sampler.batch().questions}
    assert asked
    assert not asked & {pack.marked.questions[i][0].tobytes() for i in kept}


def test_a_callers_question_meets_the_other_articles_of_its_law(pack: Pack, config: TrainConfig) -> None:
    assert len(pack.callers) == len(pack.laws)  # the one about an article that no pack has is left out
    only_callers = replace(config, mix={"callers": 1.0}, drop=0.0, batch=4)
    batch = Sampler(pack, only_callers, None, np.random.default_rng(0)).batch()
    assert len(batch.passages) > len(batch.questions) == 4
    assert not batch.is_right[:, 4:].any()


def test_what_also_answers_is_no_negative() -> None:
    rows = torch.eye(3)
    bag = [(np.array([i], np.int32), np.array([1.0], np.float32)) for i in range(3)]
    apart = np.array([[True, False], [False, True]])
    alike = np.array([[True, True], [True, True]])
    hard = batch_loss(rows, Batch([bag[0], bag[0]], [bag[0], bag[0]], apart), 1.0)
    soft = batch_loss(rows, Batch([bag[0], bag[0]], [bag[0], bag[0]], alike), 1.0)
    assert float(hard) == pytest.approx(np.log(2))
    assert float(soft) == pytest.approx(0, abs=1e-6)


def test_the_pack_is_cut_once_and_hard_negatives_are_not_marked(
    data: Path, config: TrainConfig, tmp_path: Path
) -> None:
    first = load_pack(data, tmp_path, config, silent)
    said: list[str] = []
    again = load_pack(tmp_path / "gone", tmp_path, config, said.append)  # nothing is read again
    assert said == []
    np.testing.assert_array_equal(first.rows, again.rows)
    for right, near in zip(first.marked.articles, first.marked.negatives, strict=True):
        assert len(near)
        assert not set(near.tolist()) & set(right)


def test_frequent_terms_and_their_idf() -> None:
    terms, idf = frequent_terms(["老人", "老人", "老"], list, 2)
    assert terms == ["老", "人"]
    np.testing.assert_allclose(idf, [np.log1p(0.5 / 3.5), np.log1p(1.5 / 2.5)], rtol=1e-6)


def test_of_length_keeps_a_row_of_zeros() -> None:
    rows = of_length(np.array([[3, 4], [0, 0]], np.float32), np.array([10, 1], np.float32))
    np.testing.assert_allclose(rows, [[6, 8], [0, 0]])


def test_reworded() -> None:
    entries = [LayWord(("老汉",), ("老年人",), "口语"), LayWord(("钱",), ("资金",), "宽", weight=0.3)]
    sentences = ["为老年人发放津贴", "本法自发布之日起施行", "老年人", "落实资金保障"]
    assert list(reworded(sentences, entries, np.random.default_rng(0))) == [(0, "为老汉发放津贴")]


@pytest.mark.parametrize("name", ["laws/laws_local.jsonl.gz", "stard/queries.train.jsonl"])
@pytest.mark.parametrize("content", [None, b"{", b'{"id": "a"}\n[[['])
def test_a_pack_that_is_missing_or_malformed(
    data: Path, config: TrainConfig, tmp_path: Path, name: str, content: bytes | None
) -> None:
    broken = tmp_path / "packs"
    shutil.copytree(data, broken)
    (broken / name).unlink()
    if content is not None:
        (broken / name).write_bytes(content)
    with pytest.raises(DataFileError, match="give the folder of data packs"):
        load_pack(broken, tmp_path / "work", config, silent)


@pytest.mark.parametrize("text", ["", "name = 1\nwhat = 2\n", "[["])
def test_settings_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "train.toml").write_text(text, "utf-8")
    with pytest.raises(DataFileError, match=r"train\.toml"):
        read_config(tmp_path / "train.toml")


def test_a_fold_is_trained_indexed_and_ranked(data: Path, config: TrainConfig, tmp_path: Path) -> None:
    short = replace(config, steps=10)
    printed = bench_stard(data, tmp_path / "work", tmp_path / "trec", short, silent)
    assert "| hybrid, five folds |" in printed
    assert "chosen on the other folds" in printed
    assert sorted(path.name for path in (tmp_path / "trec").iterdir()) == [
        "dense.txt", "hybrid.txt", "lexical.txt", "qrels.txt",
    ]  # fmt: skip


def test_a_saved_model_is_what_was_trained(pack: Pack, config: TrainConfig, tmp_path: Path) -> None:
    encoder = train(pack, replace(config, steps=5), tmp_path, say=silent)
    save_model(encoder, tmp_path / "m")
    opened = StaticEncoder.open(tmp_path / "m")
    assert opened.record.name == config.name
    assert opened.encode_questions(["养老服务"]).any()


def test_terms_of_callers_that_laws_do_not_teach_point_at_what_answers_them() -> None:
    terms = str.split
    spoken, lengths = spoken_terms(["罚 几个钱", "罚 几个钱 呀", "几个钱"], terms, ["罚"], 1, most=4.0)
    assert spoken == ["几个钱"]
    assert lengths.tolist() == pytest.approx([np.log1p(3 / 3)])
    row_of = {"罚": 0, "罚款": 1, "几个钱": 2, "没人说": 3}
    rows = np.array([[1, 0], [0, 2], [0, 0], [5, 0]], np.float32)
    asked, said = cut(["罚 几个钱"], terms, row_of), cut(["罚款"], terms, row_of)
    turned = towards(rows, asked, said, np.array([1, 2, 4, 3], np.float32), first=2)
    assert turned.tolist() == [[1, 0], [0, 2], [0, 4], [3, 0]]  # the last is met by no question
