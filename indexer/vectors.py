"""Nearest vectors with faiss: how they are stored, by how many there are, and how they are searched.

In come unit vectors, out goes one file; opened again, mapped where faiss can, it gives the nearest ordinals with
their cosine:

    flat   exact; a bulletin, where a scan costs microseconds
    int8   a scan over signed bytes, the best of them scored again exactly; up to 150,000
    hnsw   a graph over the same bytes, again scored exactly; beyond

The byte codes are the coordinates times one common factor, questions alike, so that faiss multiplies bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Kind = Literal["flat", "int8", "hnsw"]

FLAT_UP_TO, INT8_UP_TO = 4096, 150_000
_INT8_MAX = 127.0


@cache
def _faiss() -> Any:
    """The library, when vectors are first needed: it takes 40 ms to import.

    One thread: a question is not worth more, and a graph that one thread builds is the same each time.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


@dataclass(frozen=True, slots=True)
class VectorConfig:
    """How vectors are stored and searched, recorded in the index.

    `factor`: coordinates to byte codes. `rescored`: candidates for each vector wanted. `links`, `ef_build`,
    `ef_search`: M, efConstruction and efSearch of HNSW (Malkov and Yashunin, arXiv 1603.09320).
    """

    kind: Kind
    dim: int
    factor: float = 1.0
    rescored: float = 4.0
    links: int = 16
    ef_build: int = 80
    ef_search: int = 160


def choose(vectors: Vectors, kind: Kind | None = None) -> VectorConfig:
    """The configuration for these vectors: by their number unless the kind is given."""
    n, dim = vectors.shape
    chosen: Kind = kind or ("flat" if n <= FLAT_UP_TO else "int8" if n <= INT8_UP_TO else "hnsw")
    largest = float(np.abs(vectors).max(initial=0.0))
    return VectorConfig(chosen, dim, factor=1.0 if chosen == "flat" or not largest else _INT8_MAX / largest)


def write_vectors(vectors: Vectors, config: VectorConfig, path: Path) -> None:
    """Build and store: (n, dim) float32; the same bytes for the same vectors."""
    index = _empty(config)
    index.add(vectors * np.float32(config.factor))
    _faiss().write_index(index, str(path))


def _empty(config: VectorConfig) -> Any:
    faiss = _faiss()
    codes = faiss.ScalarQuantizer.QT_8bit_direct_signed
    if config.kind == "flat":
        return faiss.IndexFlatIP(config.dim)
    if config.kind == "int8":
        return faiss.IndexRefineFlat(
            faiss.IndexScalarQuantizer(config.dim, codes, faiss.METRIC_INNER_PRODUCT)
        )
    graph = faiss.IndexHNSWSQ(config.dim, codes, config.links, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = config.ef_build
    return faiss.IndexRefineFlat(graph)


class VectorIndex:
    """Stored vectors, opened to be searched; safe to share between threads."""

    def __init__(self, path: Path, config: VectorConfig) -> None:
        self.config = config
        self._index = _faiss().read_index(str(path), _faiss().IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(
        self, vector: Vectors, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (ordinal, cosine), best first, equal ones by ordinal; none for a vector of zeros.

        Args: vector (dim,) float32 of unit length; among, the only ordinals to look at, all where it is None.
        """
        if not vector.any():
            return []
        asked = (vector * np.float32(self.config.factor))[None]
        k = min(k, len(self) if among is None else len(among))
        products, ordinals = self._index.search(asked, k, params=_search_parameters(self.config, among))
        cosines = products[0] / self.config.factor**2
        order = np.lexsort((ordinals[0], -cosines))
        found = zip(ordinals[0][order].tolist(), cosines[order].tolist(), strict=True)
        return [(ordinal, cosine) for ordinal, cosine in found if ordinal >= 0]


def _search_parameters(config: VectorConfig, among: NDArray[np.int64] | None) -> Any:
    if config.kind == "flat" and among is None:
        return None  # making parameters takes as long as the scan
    faiss = _faiss()
    chosen = None if among is None else faiss.IDSelectorBatch(among)
    if config.kind == "flat":
        return faiss.SearchParameters(sel=chosen)
    base = (
        faiss.SearchParameters(sel=chosen)
        if config.kind == "int8"
        else faiss.SearchParametersHNSW(efSearch=config.ef_search, sel=chosen)
    )
    return faiss.IndexRefineSearchParameters(k_factor=config.rescored, base_index_params=base)
