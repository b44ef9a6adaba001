"""Sentences of laws as callers might say them: words of documents exchanged for lay words.

In come sentences, out go some of them reworded, with the number of the sentence each was made from. The pairs teach
the encoder what the lexicon knows, and what stands around a lay word beside it:

    >>> entries = [LayWord(("老汉",), ("老年人",), "口语")]
    >>> list(reworded(["为老年人发放津贴", "本法自发布之日起施行"], entries, np.random.default_rng(0)))
    [(0, '为老汉发放津贴')]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpus.lay_words import LayWord

MIN_WEIGHT = 0.6  # of an entry: looser ones would teach what is not so
_MIN_CHARS, _MAX_CHARS = 6, 80
_MOST_PER_WORD = 400  # sentences for one word of documents, or 人民法院 would be all there is


def reworded(
    sentences: Iterable[str], entries: Sequence[LayWord], rng: np.random.Generator
) -> Iterator[tuple[int, str]]:
    """(number, sentence) for each sentence that has such a word, frequent words a limited number of times."""
    said = _said_for(entries)
    pattern = re.compile("|".join(sorted(map(re.escape, said), key=lambda word: (-len(word), word))))
    met: Counter[str] = Counter()
    for number, sentence in enumerate(sentences):
        if not _MIN_CHARS <= len(sentence) <= _MAX_CHARS:
            continue
        found = pattern.findall(sentence)
        if not found or min(met[word] for word in found) > _MOST_PER_WORD:
            continue
        met.update(found)
        yield number, pattern.sub(lambda m: said[m[0]][rng.integers(len(said[m[0]]))], sentence)


def _said_for(entries: Iterable[LayWord]) -> dict[str, list[str]]:
    """Word of documents -> its lay words of two characters or more."""
    said: dict[str, list[str]] = {}
    for entry in entries:
        if entry.weight >= MIN_WEIGHT:
            for word in entry.words:
                said.setdefault(word, []).extend(lay for lay in entry.lay if len(lay) > 1)
    return {word: lays for word, lays in said.items() if lays}
