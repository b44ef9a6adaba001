"""Units to vectors: what an encoder is given to read of a unit, and the matrix it makes of many.

In come units and an encoder, out goes (n_units, dim) float32. A unit is read with its title and headings, because
a row or a 项 often names its subject nowhere else:

    >>> passage_text(Unit("a", "每人每月50元", title="高龄津贴办法", path=("第二章 标准",)))
    '高龄津贴办法\\n第二章 标准\\n每人每月50元'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from corpus.model import Unit

Vectors = NDArray[np.float32]

_BATCH = 256  # texts encoded at once; bounds memory only


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """Which encoder made vectors, as recorded in the index.

    `fingerprint`: SHA-256 of our own weights, empty for a foreign model; prompts stand before a text.
    """

    name: str
    dim: int
    fingerprint: str = ""
    question_prompt: str = ""
    passage_prompt: str = ""


class Encoder(Protocol):
    """Texts to vectors of unit length, (n, dim) float32; questions and passages may be read differently."""

    @property
    def record(self) -> EncoderRecord: ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


def passage_text(unit: Unit) -> str:
    """What an encoder reads of a unit; a bare heading has nothing to say."""
    return "\n".join(filter(None, (unit.title, *unit.path, unit.searched_text))) if unit.is_searchable else ""


class Embedding:
    """Collects the vectors of units that pass by on their way to the lexical matrix."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._waiting: list[Unit] = []
        self._done: list[Vectors] = []

    def passing(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The same units, encoded in batches as they are taken."""
        for unit in units:
            self._waiting.append(unit)
            if len(self._waiting) == _BATCH:
                self._encode()
            yield unit
        self._encode()

    def vectors(self) -> Vectors:
        """(n_units, dim) float32, row i for the i-th unit that passed; a unit with nothing to say has zeros."""
        return (
            np.concatenate(self._done) if self._done else np.zeros((0, self._encoder.record.dim), np.float32)
        )

    def _encode(self) -> None:
        if self._waiting:
            self._done.append(embed(self._waiting, self._encoder))
            self._waiting = []


def embed(units: Sequence[Unit], encoder: Encoder) -> Vectors:
    """Encode units for dense retrieval.

    Returns: (n_units, dim) float32; row i belongs to units[i], zeros where it has nothing to say.
    Raises: EncoderError naming the unit whose vector is not of numbers.
    """
    texts = [passage_text(unit) for unit in units]
    vectors = np.zeros((len(units), encoder.record.dim), np.float32)
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if filled:
        vectors[filled] = encoder.encode_passages([texts[i] for i in filled])
    broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(broken):
        raise EncoderError(
            f"expected numbers from encoder {encoder.record.name}, found NaN or infinity for {units[broken[0]].id}; "
            "check the weights of the model"
        )
    return vectors
