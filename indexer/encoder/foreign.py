"""Any sentence-transformers model as an encoder.

In comes a name or folder, out go unit vectors. The library and the model load when first needed, from local files
only unless the settings allow more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import EncoderError
from indexer.embed import EncoderRecord, Vectors

if TYPE_CHECKING:
    from indexer.models import ModelSettings

INSTALL = "run: make models"
_TOKENIZERS = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "tokenizer.model",
    "spiece.model",
    "sentencepiece.bpe.model",
)


class ForeignEncoder:
    """A sentence-transformers model; prompts that the settings leave open are the model's own."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    @cached_property
    def _model(self) -> Any:
        name = self._settings.encoder
        refuse_without_tokenizer(name)
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging
        except ImportError as error:
            raise EncoderError(
                f"expected sentence-transformers for encoder {name}, found {error}; {INSTALL}"
            ) from None
        logging.disable_progress_bar()
        try:
            return SentenceTransformer(name, local_files_only=not self._settings.may_download)
        except Exception as error:  # whatever a damaged folder makes the library raise
            raise EncoderError(absent("sentence-transformers model", name, error)) from None

    @cached_property
    def record(self) -> EncoderRecord:
        dim = self._model.get_embedding_dimension()
        return EncoderRecord(
            self._settings.encoder,
            int(dim) if dim else self.encode_questions([""]).shape[1],
            question_prompt=self._settings.question_prompt,
            passage_prompt=self._settings.passage_prompt,
        )

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32 of unit length."""
        return self._encode(self._model.encode_query, texts, self._settings.question_prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32 of unit length."""
        return self._encode(self._model.encode_document, texts, self._settings.passage_prompt)

    def _encode(self, encode: Any, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = encode(
            list(texts), prompt=prompt or None, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def refuse_without_tokenizer(name: str) -> None:
    """The libraries make up an empty tokenizer for a folder that has none. Raises: EncoderError."""
    folder = Path(name)
    if folder.is_dir() and not any(path.name in _TOKENIZERS for path in folder.rglob("*")):
        raise EncoderError(
            f"expected a tokenizer in {folder}, found none of {', '.join(_TOKENIZERS)}; "
            "give the whole folder of a model"
        )


def absent(what: str, name: str, error: Exception) -> str:
    """The one line for a model that does not load."""
    reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return (
        f"expected a {what} at {name}, found {reason[:160]}; "
        "give the folder of a model, or set GONGBAO_DOWNLOAD=1 to let the name be looked up"
    )
