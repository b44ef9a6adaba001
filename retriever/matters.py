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
def _by_start() -> dict[str, list[Matter]]:
    """Every word of every matter by its first two characters, longest first."""
    found: dict[str, list[Matter]] = {}
    for line in _lines():
        if not line.startswith(_NOT_OURS):
            words = tuple(line.removeprefix(_ALWAYS).split())
            for word in words:
                found.setdefault(word[:2], []).append(Matter(word, words, line.startswith(_ALWAYS)))
    return {start: sorted(matters, key=lambda m: -len(m.named)) for start, matters in found.items()}


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
    by_start = _by_start()
    found: dict[tuple[str, ...], Matter] = {}
    at = 0
    while at < len(left) - 1:
        fitting = (m for m in by_start.get(left[at : at + 2], ()) if left.startswith(m.named, at))
        if matter := next(fitting, None):
            found.setdefault(matter.words, matter)
            at += len(matter.named)
        else:
            at += 1
    return tuple(found.values())


def is_foreign(text: str) -> bool:
    """Whether a text is chit-chat or an order to the machine, or has no Chinese character or number at all."""
    lowered = text.lower()
    return any(word in lowered for word in _foreign()) or not any("\u4e00" <= c <= "\u9fff" for c in text)
