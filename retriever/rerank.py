"""A cross-encoder that reads question and unit together and orders the best hits anew.

In come hits, out come the same hits by its score. Off unless GONGBAO_RERANKER names a transformers model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus.errors import EncoderError
from indexer.embed import passage_text
from indexer.encoder.foreign import INSTALL, absent, refuse_without_tokenizer

if TYPE_CHECKING:
    from indexer.models import ModelSettings
    from retriever.lexical import Hit

DEPTH = 20  # hits read together with the question
_MAX_TOKENS = 512


class Reranker:
    """A sequence-classification model with one score; it loads when the first question comes."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        name = self._settings.reranker
        refuse_without_tokenizer(name)
        try:
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
            from transformers.utils import logging
        except ImportError as error:
            raise EncoderError(
                f"expected transformers for re-ranker {name}, found {error}; {INSTALL}"
            ) from None
        logging.disable_progress_bar()
        local = not self._settings.may_download
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=local)
            model = AutoModelForSequenceClassification.from_pretrained(name, local_files_only=local).eval()
        except Exception as error:  # whatever a damaged folder makes the library raise
            raise EncoderError(absent("cross-encoder", name, error)) from None
        if model.config.num_labels != 1:
            raise EncoderError(
                f"expected a cross-encoder with one score, found {model.config.num_labels} labels ({name}); "
                "give a model trained to rank"
            )
        return tokenizer, model

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first `DEPTH` hits by the model's score, 0…1, the others behind them in their order."""
        if not hits:
            return []
        import torch

        tokenizer, model = self._loaded
        read, rest = hits[:DEPTH], hits[DEPTH:]
        pairs = [(question, passage_text(hit.unit)) for hit in read]
        tokens = tokenizer(
            [q for q, _ in pairs], [p for _, p in pairs],
            padding=True, truncation="only_second", max_length=_MAX_TOKENS, return_tensors="pt",
        )  # fmt: skip
        with torch.inference_mode():
            scores = torch.sigmoid(model(**tokens).logits[:, 0]).tolist()
        scored = [replace(hit, score=score) for hit, score in zip(read, scores, strict=True)]
        worst = min(scores)
        behind = [replace(hit, score=worst / (rank + 1)) for rank, hit in enumerate(rest, 1)]
        return sorted(scored, key=lambda hit: -hit.score) + behind
