"""Stored vectors: each kind finds what a full scan finds, mapped, and the same each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.vectors import Kind, VectorConfig, VectorIndex, Vectors, choose, write_vectors

KINDS: tuple[Kind, ...] = ("flat", "int8", "hnsw")


def unit_vectors(n: int, dim: int = 32) -> Vectors:
    found = np.random.default_rng(7).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def stored(vectors: Vectors, kind: Kind, path: Path) -> VectorIndex:
    config = choose(vectors, kind)
    write_vectors(vectors, config, path)
    return VectorIndex(path, config)


@pytest.mark.parametrize(("n", "kind"), [(1, "flat"), (4096, "flat"), (4097, "int8"), (150_001, "hnsw")])
def test_the_kind_goes_by_the_number(n: int, kind: Kind) -> None:
    assert choose(np.ones((n, 2), np.float32)).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_finds_the_nearest_with_their_cosine(kind: Kind, tmp_path: Path) -> None:
    vectors = unit_vectors(2000)
    index = stored(vectors, kind, tmp_path / "v")
    assert len(index) == 2000
    right = 0
    for asked in unit_vectors(2020)[2000:]:
        found = index.nearest(asked, 10)
        cosines = vectors @ asked
        exact = np.argsort(-cosines)[:10].tolist()
        right += len({ordinal for ordinal, _ in found} & set(exact))
        assert [cosine for _, cosine in found] == pytest.approx([cosines[i] for i, _ in found], abs=1e-5)
        assert found == sorted(found, key=lambda pair: -pair[1])
    assert right >= 195  # of 200; flat finds all
    assert right == 200 or kind != "flat"


@pytest.mark.parametrize("kind", KINDS)
def test_among_looks_at_nothing_else(kind: Kind, tmp_path: Path) -> None:
    index = stored(unit_vectors(300), kind, tmp_path / "v")
    among = np.array([3, 70, 299], np.int64)
    assert sorted(i for i, _ in index.nearest(unit_vectors(1)[0], 10, among)) == [3, 70, 299]
    assert len(index.nearest(unit_vectors(1)[0], 2, among)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_more_wanted_than_there_are_and_a_question_of_zeros(kind: Kind, tmp_path: Path) -> None:
    index = stored(unit_vectors(3), kind, tmp_path / "v")
    assert sorted(i for i, _ in index.nearest(unit_vectors(1)[0], 10)) == [0, 1, 2]
    assert index.nearest(np.zeros(32, np.float32), 10) == []


@pytest.mark.parametrize("kind", KINDS)
def test_equal_vectors_come_in_order_and_builds_are_byte_identical(kind: Kind, tmp_path: Path) -> None:
    vectors = np.repeat(unit_vectors(5), 2, axis=0)
    index = stored(vectors, kind, tmp_path / "a")
    assert [i for i, _ in index.nearest(vectors[4], 2)] == [4, 5]
    stored(vectors, kind, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_vectors_of_zeros_alone_can_be_stored(tmp_path: Path) -> None:
    index = stored(np.zeros((4, 8), np.float32), "int8", tmp_path / "v")
    assert index.config == VectorConfig("int8", 8)
