"""Matters that callers ask a government about, from `corpus/matters.txt`: each in its different words.

>>> found = matters_in("城乡居民养老保险怎么报名")[0]
>>> found.named, found.words[:2]
('报名', ('报名', '报考'))
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "corpus" / "matters.txt"
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,5}(?:局|委(?!员)|中心|支队)(?![长里])"
)  # 市医保局 is an office, not a matter
_NOT_OURS, _ALWAYS = "~", "+"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as a question names it, with its other words; `is_decisive` where it decides in a question for
    yes or no, too, where other matters only describe a case."""

    named: str
    words: tuple[str, ...]
    is_decisive: bool


@cache
def _lines() -> tuple[str, ...]:
    lines = _FILE.read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _by_word() -> dict[str, Matter]:
    """Any word of a matter, longest first, and the matter of each."""
    matters: dict[str, Matter] = {}
    for line in _lines():
        if not line.startswith(_NOT_OURS):
            words = tuple(line.removeprefix(_ALWAYS).split())
            matters |= {word: Matter(word, words, line.startswith(_ALWAYS)) for word in words}
    return {word: matters[word] for word in sorted(matters, key=len, reverse=True)}


@cache
def _foreign() -> tuple[str, ...]:
    return tuple(
        word
        for line in _lines()
        if line.startswith(_NOT_OURS)
        for word in line.removeprefix(_NOT_OURS).split()
    )


def matters_in(text: str) -> tuple[Matter, ...]:
    """The matters that a question names, in its order; a word within a longer one does not count."""
    left = _OFFICE.sub("", text)
    found: dict[tuple[str, ...], tuple[int, Matter]] = {}
    for word, matter in _by_word().items():
        if word in left:
            found.setdefault(matter.words, (left.index(word), matter))
            left = left.replace(word, " " * len(word))
    return tuple(matter for _, matter in sorted(found.values(), key=lambda placed: placed[0]))


def is_foreign(text: str) -> bool:
    """Whether a text is chit-chat or an order to the machine, or has no Chinese character or number at all."""
    lowered = text.lower()
    return any(word in lowered for word in _foreign()) or not any("\u4e00" <= c <= "\u9fff" for c in text)
