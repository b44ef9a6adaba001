"""Pairs of a question and its passage, drawn at random by kind, as the batches of a contrastive loss.

In come a pack and a configuration, out go batches. Every random draw comes from one generator, so that the same seed
draws the same pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexer.encoder.training.bags import Bag
from indexer.encoder.training.config import TrainConfig
from indexer.encoder.training.packs import Pack

Key = tuple[str, int]  # a collection and a place in it: what names a passage

_MIN_LAW = 4  # articles of a law that sentences are drawn from
_MIN_TERMS = 4  # terms of a sentence
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, its passage, what names the passage, what else answers the question, and near misses."""

    question: Bag
    passage: Bag
    key: Key
    also_right: tuple[Key, ...] = ()
    wrong: tuple[tuple[Key, Bag], ...] = ()


@dataclass(slots=True)
class Batch:
    """Questions, and passages of which the first `len(questions)` are theirs in order.

    `is_right[i, j]`: passage j answers question i too, so it must not count as wrong.
    """

    questions: list[Bag] = field(default_factory=list)
    passages: list[Bag] = field(default_factory=list)
    is_right: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))


class Sampler:
    """Draws batches; questions of the fold that is kept for scoring are never drawn."""

    def __init__(self, pack: Pack, config: TrainConfig, fold: int | None, rng: np.random.Generator) -> None:
        self._pack = pack
        self._config = config
        self.rng = rng
        kept = (
            np.arange(len(pack.marked.folds)) if fold is None else np.flatnonzero(pack.marked.folds != fold)
        )
        self._marks = [(int(i), article) for i in kept for article in pack.marked.articles[i]]
        self._laws = [law for law in pack.laws if len(law) >= _MIN_LAW]
        sizes = np.array([len(law) for law in self._laws], np.float64)
        self._law_shares = sizes / sizes.sum()
        self._law_of = np.zeros(len(pack.articles), np.int64)
        for number, law in enumerate(pack.laws):
            self._law_of[law] = number
        draws: Mapping[str, Callable[[int], Iterator[Pair]]] = {
            "marked": self._marked,
            "answers": self._answers,
            "sentences": self._sentences,
            "reworded": self._reworded,
            "callers": self._callers,
            "headings": self._headings,
            "open": self._open,
        }
        self._kinds = [(draws[kind], share) for kind, share in config.mix.items()]

    def batch(self) -> Batch:
        """One batch of `config.batch` pairs and their near misses."""
        shares = np.array([share for _, share in self._kinds])
        counts = self.rng.multinomial(self._config.batch, shares / shares.sum())
        pairs = [pair for (draw, _), n in zip(self._kinds, counts, strict=True) for pair in draw(int(n))]
        return _assembled(pairs)

    def _thinned(self, bag: Bag) -> Bag:
        """A question with some of its terms left out, never all."""
        rows, weights = bag
        kept = self.rng.random(len(rows)) >= self._config.drop
        return (rows[kept], weights[kept]) if kept.any() else bag

    def _some_marks(self, n: int) -> Iterator[tuple[int, int]]:
        return (self._marks[i] for i in self.rng.choice(len(self._marks), n, replace=n > len(self._marks)))

    def _marked(self, n: int) -> Iterator[Pair]:
        marked = self._pack.marked
        for question, article in self._some_marks(n):
            near = self.rng.choice(marked.negatives[question], self._config.negatives, replace=False)
            yield Pair(
                self._thinned(marked.questions[question]),
                marked.corpus[article],
                ("marked", article),
                tuple(("marked", other) for other in marked.articles[question]),
                tuple((("marked", int(i)), marked.corpus[i]) for i in near),
            )

    def _answers(self, n: int) -> Iterator[Pair]:
        marked = self._pack.marked
        for question, article in self._some_marks(n):
            if self.rng.random() < _HALF:
                right = tuple(("marked", other) for other in marked.articles[question])
                answer = self._thinned(marked.answers[question])
                yield Pair(answer, marked.corpus[article], ("marked", article), right)
            else:
                asked = self._thinned(marked.questions[question])
                yield Pair(asked, marked.answers[question], ("answer", question))

    def _sentences(self, n: int) -> Iterator[Pair]:
        starts = self._pack.sentence_starts
        for article in self._by_law(n):
            sentence = self._pack.sentences[int(self.rng.integers(starts[article], starts[article + 1]))]
            if len(sentence[0]) >= _MIN_TERMS:
                yield Pair(self._thinned(sentence), self._article(article), ("law", article))

    def _reworded(self, n: int) -> Iterator[Pair]:
        for i in self.rng.integers(len(self._pack.reworded), size=n).tolist():
            article = int(self._pack.reworded_from[i])
            yield Pair(self._thinned(self._pack.reworded[i]), self._article(article), ("law", article))

    def _callers(self, n: int) -> Iterator[Pair]:
        """A caller's question meets other articles of the law that answers it, its nearest misses."""
        for i in self.rng.integers(len(self._pack.callers), size=n).tolist():
            article = int(self._pack.callers_to[i])
            law = self._pack.laws[self._law_of[article]]
            others = law[law != article]
            near = self.rng.choice(others, min(self._config.others, len(others)), replace=False)
            yield Pair(
                self._thinned(self._pack.callers[i]),
                self._article(article),
                ("law", article),
                wrong=tuple((("law", int(other)), self._pack.headed[other]) for other in near),
            )

    def _article(self, article: int) -> Bag:
        """With its law and chapter or, as often, alone."""
        return (self._pack.headed if self.rng.random() < _HALF else self._pack.articles)[article]

    def _headings(self, n: int) -> Iterator[Pair]:
        for article in self._by_law(n):
            heading = self._thinned(self._pack.headings[article])
            yield Pair(heading, self._pack.articles[article], ("law", article))

    def _by_law(self, n: int) -> Iterator[int]:
        """n articles, `same_law` of one law after the other."""
        while n > 0:
            law = self._laws[self.rng.choice(len(self._laws), p=self._law_shares)]
            drawn = self.rng.choice(law, min(self._config.same_law, len(law), n), replace=False)
            n -= len(drawn)
            yield from map(int, drawn)

    def _open(self, n: int) -> Iterator[Pair]:
        names = list(self._pack.open_sets)
        shares = np.array([self._config.open_sets[name] for name in names])
        for i in self.rng.choice(len(names), n, p=shares / shares.sum()):
            questions, passages = self._pack.open_sets[names[i]]
            at = int(self.rng.integers(len(questions)))
            yield Pair(self._thinned(questions[at]), passages[at], (names[i], at))


def _assembled(pairs: list[Pair]) -> Batch:
    pairs = [pair for pair in pairs if len(pair.question[0]) and len(pair.passage[0])]
    near = [miss for pair in pairs for miss in pair.wrong]
    number: dict[Key, int] = {}
    columns = [
        number.setdefault(key, len(number)) for key in (*(p.key for p in pairs), *(key for key, _ in near))
    ]
    column_of = np.array(columns)
    is_right = column_of[: len(pairs), None] == column_of[None, :]
    for i, pair in enumerate(pairs):
        if also := [number[key] for key in pair.also_right if key in number]:
            is_right[i] |= np.isin(column_of, also)
    passages = [pair.passage for pair in pairs] + [bag for _, bag in near]
    return Batch([pair.question for pair in pairs], passages, is_right)
