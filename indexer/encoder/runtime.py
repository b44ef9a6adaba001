"""Our own encoder at run time: numpy over one mapped file, no torch.

In come texts, out go unit vectors. A text is the bag of its analyzer terms; each term has a row, and

    v(text) = Σ_t sqrt(tf(t)) · scale_t · row_t,  divided by its length

so a vector is a gather and a sum. The rows are int8, the scale of a row puts back its length. The folder is a
sentence-transformers model too (`term_bag.py` is its module), and both give the same vectors.

    >>> encoder = StaticEncoder.open()  # doctest: +SKIP
    >>> encoder.encode_questions(["老人补贴"]).shape  # doctest: +SKIP
    (1, 384)
"""

from __future__ import annotations

import json
import mmap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from indexer.analyze import ANALYZER_VERSION, Analyzer, AnalyzerConfig
from indexer.bm25 import hash_terms
from indexer.embed import EncoderRecord, Vectors

WEIGHTS = Path(__file__).with_name("weights")
TENSORS = "model.safetensors"
CONFIG = "term_bag.json"
_RETRAIN = "run: gongbao train"
_DTYPES = {"I8": np.int8, "F32": np.float32, "U64": np.uint64}


def bag_of(terms: Iterable[str], hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The rows of the terms that have one, each once, and sqrt(tf) as their weights; `hashes` names the rows."""
    counted = Counter(terms)
    if not counted:
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    wanted = hash_terms(counted)
    found = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
    is_known = hashes[found] == wanted
    return found[is_known], np.sqrt(np.fromiter(counted.values(), np.float32, len(counted)))[is_known]


@dataclass(frozen=True, slots=True, eq=False)
class TermRows:
    """The table of an encoder.

    Shapes: `hashes` (n_terms,) uint64 ascending, as `hash_terms` makes them; `rows` (n_terms, dim) int8;
    `scales` (n_terms,) float32, what a row is multiplied by.
    """

    hashes: NDArray[np.uint64]
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]


class StaticEncoder:
    """Bags of terms to unit vectors. Safe to share between threads; equal texts give equal bytes."""

    def __init__(self, name: str, fingerprint: str, table: TermRows) -> None:
        self.record = EncoderRecord(name, int(table.rows.shape[1]), fingerprint)
        self._table = table
        self._terms = Analyzer(AnalyzerConfig()).terms

    @classmethod
    def open(cls, folder: Path = WEIGHTS) -> Self:
        """Map the weights of a folder.

        Raises: EncoderError naming the file that is missing, cut off or not what it should be.
        """
        config = read_config(folder)
        path = folder / TENSORS
        table = _checked(TermRows(**_tensors(path)), path)
        with path.open("rb") as file:
            return cls(config["name"], file_digest(file, "sha256").hexdigest(), table)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32, rows of unit length; a text without a known term gives a row of zeros."""
        return (
            np.stack([self._encode(text) for text in texts])
            if texts
            else np.zeros((0, self.record.dim), np.float32)
        )

    encode_passages = encode_questions  # one space, one way into it

    def _encode(self, text: str) -> Vectors:
        at, weights = bag_of(self._terms(text), self._table.hashes)
        return unit_length((weights * self._table.scales[at]) @ self._table.rows[at].astype(np.float32))


def unit_length(vector: Vectors) -> Vectors:
    """The vector divided by its length; zeros stay zeros."""
    length = float(np.sqrt(vector @ vector))
    return vector / np.float32(length) if length > 0 else vector


def read_config(folder: Path) -> dict[str, Any]:
    """The settings of an encoder folder. Raises: EncoderError, also where another analyzer cut its terms."""
    try:
        config: dict[str, Any] = json.loads((folder / CONFIG).read_text("utf-8"))
        analyzer, _ = config["analyzer"], config["name"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(
            f"expected the settings of an encoder in {folder / CONFIG}, found {error}; {_RETRAIN}"
        ) from None
    if analyzer != ANALYZER_VERSION:
        raise EncoderError(
            f"encoder trained with analyzer {analyzer}, code has {ANALYZER_VERSION}; {_RETRAIN}"
        )
    return config


def _checked(table: TermRows, path: Path) -> TermRows:
    n = len(table.hashes)
    is_whole = (
        table.rows.ndim == 2
        and len(table.rows) == n == len(table.scales) > 0
        and bool(np.all(table.hashes[1:] > table.hashes[:-1]))
        and bool(np.isfinite(table.scales).all())
    )
    if not is_whole:
        raise EncoderError(f"expected a row, a scale and a hash a term in {path}, found others; {_RETRAIN}")
    return table


def _tensors(path: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a safetensors file, mapped: 8 bytes of header length, a JSON header, then the numbers.

    The library of that name copies the whole file, and a cold answer reads 40 rows of it.
    Source: the format section of the safetensors README.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = 8 + int.from_bytes(mapped[:8], "little")
        header = json.loads(mapped[8:start])
        return {
            name: np.frombuffer(
                mapped,
                _DTYPES[of["dtype"]],
                count=int(np.prod(of["shape"])),
                offset=start + of["data_offsets"][0],
            ).reshape(of["shape"])
            for name, of in header.items()
            if name != "__metadata__"
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EncoderError(
            f"expected the weights of an encoder in {path}, found {error}; {_RETRAIN}"
        ) from None
