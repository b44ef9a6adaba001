"""The encoder without torch: by hand over three terms, and the shipped weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from indexer.bm25 import hash_terms
from indexer.encoder.runtime import CONFIG, TENSORS, WEIGHTS, StaticEncoder, TermRows

ROWS = {"老": [127, 0], "人": [0, 127], "老人": [127, 127]}


@pytest.fixture
def table() -> TermRows:
    terms = sorted(ROWS, key=lambda term: int(hash_terms([term])[0]))
    scales = np.array([{"老": 1, "人": 1, "老人": 2}[term] / 127 for term in terms], np.float32)
    return TermRows(hash_terms(terms), np.array([ROWS[term] for term in terms], np.int8), scales)


@pytest.mark.parametrize(
    ("text", "vector"),
    [
        ("老", [1, 0]),
        ("老人", [0.7071068, 0.7071068]),  # (1, 0) + (0, 1) + (2, 2)
        ("老，老，老，老，人", [0.8944272, 0.4472136]),  # sqrt(4) times the one, once the other
        ("牛", [0, 0]),  # no term that has a row
        ("", [0, 0]),
    ],
)
def test_a_vector_is_the_weighted_sum_of_rows(table: TermRows, text: str, vector: list[float]) -> None:
    encoder = StaticEncoder("t", "", table)
    np.testing.assert_allclose(encoder.encode_questions([text]), [vector], atol=1e-6)


def test_no_texts(table: TermRows) -> None:
    assert StaticEncoder("t", "", table).encode_passages([]).shape == (0, 2)


def test_the_shipped_weights_know_what_is_alike() -> None:
    encoder = StaticEncoder.open()
    asked, near, far = encoder.encode_questions(["离婚后孩子归谁", "夫妻离婚子女抚养", "饮用水水源保护区"])
    assert asked @ near > asked @ far + 0.2
    assert encoder.record.fingerprint


def copy(folder: Path, **changed: bytes) -> Path:
    for name in (TENSORS, CONFIG):
        (folder / name).write_bytes((WEIGHTS / name).read_bytes())
    for name, content in changed.items():
        (folder / {"tensors": TENSORS, "config": CONFIG}[name]).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"tensors": b""}, "expected the weights of an encoder in .*model.safetensors.*run: gongbao train"),
        ({"tensors": b"not a tensor file at all"}, "expected the weights of an encoder"),
        ({"config": b"{"}, "expected the settings of an encoder in .*term_bag.json"),
        ({"config": b"{}"}, "expected the settings of an encoder"),
        (
            {"config": json.dumps({"name": "t", "analyzer": 99}).encode()},
            "trained with analyzer 99, code has",
        ),
    ],
)
def test_damaged_weights_are_one_clear_line(tmp_path: Path, changed: dict[str, bytes], says: str) -> None:
    with pytest.raises(EncoderError, match=says):
        StaticEncoder.open(copy(tmp_path, **changed))


def test_weights_cut_off_or_gone(tmp_path: Path) -> None:
    whole = (WEIGHTS / TENSORS).read_bytes()
    with pytest.raises(EncoderError, match="expected the weights"):
        StaticEncoder.open(copy(tmp_path, tensors=whole[: len(whole) // 2]))
    (tmp_path / TENSORS).unlink()
    with pytest.raises(EncoderError, match="expected the weights"):
        StaticEncoder.open(tmp_path)


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    whole = bytearray((WEIGHTS / TENSORS).read_bytes())
    header = json.loads(whole[8 : 8 + int.from_bytes(whole[:8], "little")])
    start = 8 + int.from_bytes(whole[:8], "little") + header["hashes"]["data_offsets"][0]
    whole[start : start + 8] = b"\xff" * 8  # the first hash is now the largest
    with pytest.raises(EncoderError, match="expected a row, a scale and a hash a term"):
        StaticEncoder.open(copy(tmp_path, tensors=bytes(whole)))
