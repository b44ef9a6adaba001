"""Every number that training depends on: `train.toml` in, one frozen value out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from corpus.errors import DataFileError

DEFAULT = Path(__file__).with_name("train.toml")


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Settings of one training; what each means is said in `train.toml`."""

    name: str
    seed: int
    n_terms: int
    n_spoken: int
    spoken_length: float
    dim: int
    steps: int
    batch: int
    rate: float
    warm_up: int
    temperature: float
    drop: float
    negatives: int
    negatives_from: int
    others: int
    same_law: int
    mix: Mapping[str, float]
    open_sets: Mapping[str, float]


def read_config(path: Path = DEFAULT) -> TrainConfig:
    """Raises: DataFileError naming the file for a missing, unknown or wrong setting."""
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        config = TrainConfig(**found)
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        names = ", ".join(field.name for field in fields(TrainConfig))
        raise DataFileError(f"expected settings {names}, found {error} ({path})") from None
    return config
