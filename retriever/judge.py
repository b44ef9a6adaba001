"""Does the best unit answer: reasons not to, signs for and against, and how sure that makes.

In come a case and the hits, out goes a judgement:

>>> judge.judge(case, hits)  # doctest: +SKIP
Judgement(confidence=0.21, reasons={'other_form': '本期公报没有写明金额。'}, is_silent=True)

Where the weights were fitted with another encoder, or there is none, any reason not to answer decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.embed import Encoder, Vectors
from indexer.store import Index
from retriever.confidence import Confidence, Signs
from retriever.evidence import whole_text
from retriever.lexical import Hit, reached
from retriever.refusal import Case, doubts, unmet

_MOST_VECTORS = 4096
_NEAR = 1.0  # the cosine of what is met


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely it is that the bulletin answers, 0 … 1, whether it is taken to be silent, and the reasons for that
    in a reader's words, by rule."""

    confidence: float
    reasons: Mapping[str, str]
    is_silent: bool


CERTAIN = Judgement(1.0, {}, is_silent=False)  # what is asked for by its place, or read off a table
SILENT = Judgement(0.0, {}, is_silent=True)


class Judge:
    """Judges the best unit of one index. Safe to share between threads."""

    def __init__(self, index: Index, encoder: Encoder | None, without: str = "") -> None:
        """`without`, the name of a rule of refusal, is for measuring what it is worth."""
        self._index = index
        self._encoder = encoder
        self._without = without
        self._encoded = lru_cache(maxsize=_MOST_VECTORS)(
            self._encode
        )  # the same units come first again and again
        fitted = Confidence.open()
        self._fitted = fitted if encoder and encoder.record.fingerprint == fitted.encoder else None

    def judge(self, case: Case, hits: Sequence[Hit]) -> Judgement:
        """Judge the unit of a case, the first of the hits."""
        reasons = doubts(case, self._without)
        if not self._fitted:
            return Judgement(float(not reasons), reasons, bool(reasons))
        confidence = self._fitted.of(self._signs(case, hits, reasons))
        return Judgement(confidence, reasons, confidence < self._fitted.least)

    def signs(self, case: Case, hits: Sequence[Hit]) -> Signs:
        """What speaks for and against: the rules that give a reason, how near and how far ahead the unit is, which
        share of the question's words it holds, and the matters that it has no word for."""
        return self._signs(case, hits, doubts(case, self._without))

    def _signs(self, case: Case, hits: Sequence[Hit], reasons: Mapping[str, str]) -> Signs:
        question, unit = self._encoded(case.reading.text), self._encoded(case.unit.text)
        best = max((hit.lexical or 0.0 for hit in hits), default=0.0)
        first, second = ([hit.score for hit in hits] + [0.0, 0.0])[:2]
        matters, missing = case.reading.matters, unmet(case)
        said = whole_text(case.unit)
        values = {
            **dict.fromkeys(reasons, 1.0),
            "cosine": hits[0].dense or 0.0 if hits else 0.0,
            "cosine of the text": float(question @ unit),
            "reached": reached(self._index, case.reading.terms, best),
            "lead": 1 - second / first if first > 0 else 0.0,
            "score": first,
            "yes or no": float(case.reading.is_yes_no),
            "comparison": float(case.reading.is_comparison),
            "matters": float(len(matters)),
            "matters beside the unit": float(any(not any(w in said for w in m.words) for m in matters)),
            "matters unmet": float(len(missing)),
            "nearness of the unmet": min(
                (float(self._encoded(m.named) @ unit) for m in missing), default=_NEAR
            ),
        }
        return Signs(values, question)

    def _encode(self, text: str) -> Vectors:
        assert self._encoder is not None
        vector: Vectors = self._encoder.encode_questions([text])[0]
        return vector
