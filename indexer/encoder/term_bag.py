"""Our encoder as a module of sentence-transformers, for training and for whoever has torch.

`SentenceTransformer("indexer/encoder/weights", trust_remote_code=True)` finds this class through `modules.json`. A text
is its bag of analyzer terms, a vector the sum of their rows weighted by sqrt(tf); `runtime.py` does the same in numpy.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.base.modules import InputModule
from torch import Tensor, nn

from indexer.analyze import ANALYZER_VERSION, Analyzer, AnalyzerConfig
from indexer.encoder.runtime import CONFIG, TENSORS, bag_of, read_config

_INT8_MAX = 127


class TermBag(InputModule):  # type: ignore[misc]  # mypy does not look into the library
    """Rows of terms, (n_terms, dim) float32 while it learns, int8 with a scale a row on disk.

    `hashes` (n_terms,) uint64 ascending names the rows.
    """

    def __init__(self, name: str, hashes: np.ndarray, rows: Tensor) -> None:
        super().__init__()
        self.name = name
        self.hashes = hashes
        self.rows = nn.Parameter(rows)
        self._terms = Analyzer(AnalyzerConfig()).terms

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Tensor]:
        """Texts to one flat list of rows, where each text begins in it, and the weight of each row."""
        bags = [bag_of(self._terms((prompt or "") + text), self.hashes) for text in inputs]
        starts = np.cumsum([0] + [len(rows) for rows, _ in bags[:-1]])
        return {
            "input_ids": torch.from_numpy(np.concatenate([rows for rows, _ in bags]).astype(np.int64)),
            "offsets": torch.from_numpy(starts),
            "weights": torch.from_numpy(np.concatenate([weights for _, weights in bags])),
        }

    def forward(self, features: dict[str, Tensor], **_: Any) -> dict[str, Tensor]:
        """Add `sentence_embedding`, (n_texts, dim); of unit length only after a Normalize module."""
        features["sentence_embedding"] = nn.functional.embedding_bag(
            features["input_ids"],
            self.rows,
            features["offsets"],
            mode="sum",
            per_sample_weights=features["weights"],
        )
        return features

    def get_embedding_dimension(self) -> int:
        return int(self.rows.shape[1])

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write the rows as int8 with a scale each, and the settings the runtime reads."""
        largest = self.rows.detach().abs().amax(dim=1).clamp_min(1e-12)
        quantized = torch.round(self.rows.detach() / largest[:, None] * _INT8_MAX).to(torch.int8)
        tensors = {
            "hashes": torch.from_numpy(self.hashes.copy()),
            "rows": quantized.contiguous(),
            "scales": (largest / _INT8_MAX).to(torch.float32),
        }
        folder = Path(output_path)
        save_file(tensors, folder / TENSORS)
        settings = {"name": self.name, "analyzer": ANALYZER_VERSION}
        (folder / CONFIG).write_text(json.dumps(settings, indent=2) + "\n", "utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> Self:
        """Read what `save` wrote. Raises: EncoderError for another analyzer's terms."""
        folder = Path(model_name_or_path)
        tensors = load_file(folder / TENSORS)
        rows = tensors["rows"].to(torch.float32) * tensors["scales"][:, None]
        return cls(read_config(folder)["name"], tensors["hashes"].numpy(), rows)
