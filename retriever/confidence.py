"""How likely it is that the bulletin answers: logistic regression over the signs for and against.

In come the signs of one question and its vector, out goes a probability:

>>> Confidence.open().of(signs, vector)  # doctest: +SKIP
0.93

Formula: p = 1 / (1 + exp(−(b + Σ w·sign + Σ v·q))), q the vector of the question: some things that callers ask for,
documents seldom print. The weights in `confidence.json` are fitted by `gongbao calibrate` on gold questions, for the
one encoder that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path

import numpy as np
import orjson

from indexer.embed import Vectors

WEIGHTS = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What speaks for and against the best unit, by name, and the vector of the question, (dim,) float32."""

    values: Mapping[str, float]
    question: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Confidence:
    """Fitted weights: of the signs by name, of the question's vector; below `least` the bulletin is taken to be silent.

    `encoder` is the fingerprint of the encoder they were fitted with.
    """

    bias: float
    signs: Mapping[str, float]
    question: Vectors
    least: float
    encoder: str

    @classmethod
    def open(cls, path: Path = WEIGHTS) -> Confidence:
        """Read fitted weights."""
        read = orjson.loads(path.read_bytes())
        return cls(
            read["bias"],
            read["signs"],
            np.array(read["question"], np.float32),
            read["least"],
            read["encoder"],
        )

    def save(self, path: Path = WEIGHTS) -> None:
        """Write what `open` reads."""
        kept = {
            "encoder": self.encoder, "least": self.least, "bias": self.bias, "signs": self.signs,
            "question": [round(float(weight), 3) for weight in self.question],
        }  # fmt: skip
        path.write_bytes(orjson.dumps(kept, option=orjson.OPT_APPEND_NEWLINE))

    def of(self, signs: Signs) -> float:
        """The probability, 0 … 1, that the bulletin answers."""
        told = self.bias + sum(self.signs.get(name, 0.0) * value for name, value in signs.values.items())
        return 1 / (1 + exp(-(told + float(self.question @ signs.question))))
