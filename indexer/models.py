"""Which models rank: ours, or any other by name, as an operator's environment says.

In comes an environment, out go settings, and from them an encoder:

    GONGBAO_ENCODER          a sentence-transformers name or folder; "none" for words alone; ours where it is unset
    GONGBAO_QUERY_PROMPT     stands before a question, GONGBAO_PASSAGE_PROMPT before a passage; the model's own
                             prompts where they are unset
    GONGBAO_RERANKER         a transformers cross-encoder, by name or folder
    GONGBAO_DOWNLOAD=1       lets names be looked up on the model hub; otherwise only local files are read
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import IndexMismatch
from indexer.embed import Encoder, EncoderRecord

NO_ENCODER = "none"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What the environment asks for; empty strings where it is silent."""

    encoder: str = ""
    question_prompt: str = ""
    passage_prompt: str = ""
    reranker: str = ""
    may_download: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> ModelSettings:
        """Read the settings from environment variables."""
        return cls(
            encoder=environ.get("GONGBAO_ENCODER", ""),
            question_prompt=environ.get("GONGBAO_QUERY_PROMPT", ""),
            passage_prompt=environ.get("GONGBAO_PASSAGE_PROMPT", ""),
            reranker=environ.get("GONGBAO_RERANKER", ""),
            may_download=environ.get("GONGBAO_DOWNLOAD", "") == "1",
        )


def open_encoder(settings: ModelSettings) -> Encoder | None:
    """The encoder that the settings name, None for words alone.

    Raises: EncoderError where it is missing or damaged.
    """
    if settings.encoder == NO_ENCODER:
        return None
    if not settings.encoder:
        from indexer.encoder.runtime import StaticEncoder

        return StaticEncoder.open()
    from indexer.encoder.foreign import ForeignEncoder

    return ForeignEncoder(settings)


def check_encoder(built_with: EncoderRecord, encoder: Encoder) -> None:
    """Refuse an encoder that did not make the vectors of an index. Raises: IndexMismatch."""
    if encoder.record != built_with:
        raise IndexMismatch(
            f"index built with {_name(built_with)}, configuration names {_name(encoder.record)}; "
            "run: gongbao index, or set GONGBAO_ENCODER to what it was built with"
        )


def _name(record: EncoderRecord) -> str:
    prompts = f", prompts {record.question_prompt!r} and {record.passage_prompt!r}"
    shown = prompts if record.question_prompt or record.passage_prompt else ""
    print_ = f" {record.fingerprint[:12]}" if record.fingerprint else ""
    return f"encoder {record.name}{print_} ({record.dim} dimensions{shown})"
