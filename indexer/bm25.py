"""BM25 as a matrix of precomputed impacts, terms × units, that numpy reads in place.

In come the terms of each unit, one list per field; out goes an `ImpactMatrix`. Its cell (t, u) is what one
occurrence of term t in a question adds to the score of unit u, so that searching is only looking rows up
and adding them:

    >>> from indexer.analyze import Analyzer, AnalyzerConfig
    >>> terms = Analyzer(AnalyzerConfig()).terms
    >>> one_field = Bm25Config(fields=(Field("text"),))
    >>> matrix = build([[terms("高龄津贴")], [terms("高龄老人补贴")], [terms("城市供水")]], one_field)
    >>> [ordinal for ordinal, _ in matrix.top(terms("老人补贴"), k=10)]
    [1, 0]

The formula is BM25F of S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", Foundations and Trends in Information Retrieval 3(4), 2009, section 3.6:

    wtf(t,u) = Σ_f weight_f · tf_f(t,u) / (1 − b_f + b_f · length_f(u) / average_length_f)
    impact(t,u) = idf(t) · (k1 + 1) · wtf / (k1 + wtf)
    idf(t) = ln(1 + (N − df + ½) / (df + ½))

df counts the units that have the term in any field. The factor k1 + 1 ranks nothing differently; it gives,
for one field of weight 1, BM25 as it is usually printed. With `formula="okapi"` the idf is that of the
package rank_bm25 (class BM25Okapi): ln((N − df + ½) / (df + ½)), negative values replaced by `epsilon` times
the mean over the vocabulary; the scores then are those of rank_bm25.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

FieldName = Literal["text", "title", "path", "locator", "doc_no"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FloatsAsStored = NDArray[np.floating[Any]]

_MOST_UNKNOWN = (
    100_000  # terms that the index lacks, remembered until then: whoever asks types new ones for ever
)
_Place = slice | int  # where a term's impacts are: a stretch of the sparse part, or a row of `dense`
_Slices = list[tuple[slice, float]]  # with how often the question has the term
_Rows = list[tuple[int, float]]

# The terms of a question: a list, repeats counted, or each with its weight.
QuestionTerms = Iterable[str] | Mapping[str, float]

_UNITS_PER_BLOCK = 8192  # bounds the memory of the build, changes no number
_FEW_UNITS = 4096  # up to here adding full rows costs less than finding out where they are needed
_ROUNDING = 1e-9  # relative; far above what adding float64 in another order can change


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a unit: how much an occurrence in it counts, and how much its length is discounted.

    `b` from 0 (length ignored) to 1 (divided by the relative length).
    """

    name: FieldName
    weight: float = 1.0
    b: float = 0.75


DEFAULT_FIELDS = (
    Field("text"),
    Field("title"),
    Field("path"),
    Field("locator"),
    Field("doc_no"),
)


@dataclass(frozen=True, slots=True)
class Bm25Config:
    """Every number that enters an impact, recorded in the index.

    `k1` bounds repetition; `dtype` is that of the stored impacts; `dense_share`: a term in more than this
    share of the units is stored as a full row. That changes speed and size, not scores.
    """

    k1: float = 0.8
    fields: tuple[Field, ...] = DEFAULT_FIELDS
    formula: Literal["bm25f", "okapi"] = "bm25f"
    epsilon: float = 0.25
    dtype: Literal["float32", "float64"] = "float32"
    dense_share: float = 0.125


# -- reading -----------------------------------------------------------------------------------------------


def hash_terms(terms: Iterable[str]) -> NDArray[np.uint64]:
    """The 8-byte BLAKE2b digest of each term in UTF-8, little-endian, (n_terms,)."""
    digests = [blake2b(term.encode(), digest_size=8).digest() for term in terms]
    return np.frombuffer(b"".join(digests), dtype="<u8")


@dataclass(frozen=True, slots=True, eq=False)
class ImpactMatrix:
    """The impacts, sparse by term, with the terms of many units also, and only, as full rows.

    Shapes: `hashes` (n_terms,) uint64 ascending, row i is the term with hash i; `offsets` (n_terms + 1,)
    int64 into `ordinals` int32 (ascending within a term) and `impacts`; `dense_row` (n_terms,) int32, -1 for
    a sparse term; `dense` (n_dense, n_units); `dense_max` (n_dense,) the largest impact of each full row.
    `average_lengths` in terms, by field of the configuration.
    """

    n_units: int
    average_lengths: tuple[float, ...]
    hashes: NDArray[np.uint64]
    offsets: Ints
    ordinals: NDArray[np.int32]
    impacts: FloatsAsStored
    dense_row: NDArray[np.int32]
    dense: FloatsAsStored
    dense_max: Floats
    _known: dict[str, _Place] = field(default_factory=dict, init=False, repr=False)
    _unknown: set[str] = field(default_factory=set, init=False, repr=False)
    _row_counts: dict[int, int] = field(default_factory=dict, init=False, repr=False)

    ARRAYS: ClassVar = ("hashes", "offsets", "ordinals", "impacts", "dense_row", "dense", "dense_max")

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Name to array: what has to be stored beside `n_units` and `average_lengths`."""
        return {name: getattr(self, name) for name in self.ARRAYS}

    @classmethod
    def from_arrays(
        cls, n_units: int, average_lengths: Sequence[float], arrays: Mapping[str, NDArray[Any]]
    ) -> Self:
        """The matrix over arrays made by `arrays()`, memory-mapped ones too; nothing is copied."""
        return cls(n_units, tuple(average_lengths), *(np.asarray(arrays[name]) for name in cls.ARRAYS))

    def scores(self, terms: QuestionTerms) -> Floats:
        """(n_units,) score of each unit; a repeated term counts each time, as in rank_bm25."""
        slices, rows = self._places(terms)
        return self._add_rows(self._sparse_scores(slices), rows)

    def top(self, terms: QuestionTerms, k: int) -> list[tuple[int, float]]:
        """The k best (ordinal, score), best first, equal scores by ordinal; a score of 0 is no hit.

        Among many units most full rows are read only where a unit can still reach the k-th place with them:
        what a unit has so far plus the largest impact of each row left bounds its score (MaxScore: H. Turtle
        and J. Flood, "Query Evaluation: Strategies and Optimizations", Information Processing & Management
        31(6), 1995). The result is exactly that of sorting `scores`.
        """
        slices, rows = self._places(terms)
        scores = self._sparse_scores(slices)
        now, later = self._divide(rows, scores.max() / 2) if self.n_units > _FEW_UNITS else (rows, [])
        scores = self._add_rows(scores, now)
        found = self._candidates(scores, later, k) if later else None
        if found is None:
            scores = self._add_rows(scores, later)
            return _best(np.flatnonzero(scores > 0), scores, k)
        scores[found] += self._row_scores(later, found)
        return _best(found, scores, k)

    def weights(self, terms: QuestionTerms, ordinal: int) -> dict[str, float]:
        """What each term of a question adds to the score of one unit; terms that add nothing left out."""
        counted = _weighted(terms)
        known = self._known_terms(counted)
        added = {t: count * self._impact(known[t], ordinal) for t, count in counted.items() if t in known}
        return {term: weight for term, weight in added.items() if weight != 0}

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """The number of units that hold each distinct term; 0 for a term the index does not have."""
        distinct = dict.fromkeys(terms)
        known = self._known_terms(distinct)
        return {term: self._units_with(known[term]) if term in known else 0 for term in distinct}

    def _units_with(self, place: _Place) -> int:
        if isinstance(place, slice):
            return int(place.stop - place.start)
        count = self._row_counts.get(place)
        if count is None:
            count = self._row_counts[place] = int(np.count_nonzero(self.dense[place]))
        return count

    def _known_terms(self, terms: Iterable[str]) -> Mapping[str, _Place]:
        """Every term met so far that the index has, with its place: among them all those of `terms`."""
        known, unknown = self._known, self._unknown
        if unseen := [term for term in terms if term not in known and term not in unknown]:
            known.update(self._look_up(unseen))
            if len(unknown) > _MOST_UNKNOWN:
                unknown.clear()
            unknown.update(term for term in unseen if term not in known)
        return known

    def _look_up(self, terms: Sequence[str]) -> Iterator[tuple[str, _Place]]:
        hashes = hash_terms(terms)
        rows = np.searchsorted(self.hashes, hashes)
        for term, row, wanted in zip(terms, rows.tolist(), hashes.tolist(), strict=True):
            if row < len(self.hashes) and self.hashes[row] == wanted:
                dense_row = int(self.dense_row[row])
                yield term, dense_row if dense_row >= 0 else slice(*self.offsets[row : row + 2].tolist())

    def _places(self, terms: QuestionTerms) -> tuple[_Slices, _Rows]:
        counted = _weighted(terms)
        known = self._known_terms(counted)
        slices: _Slices = []
        rows: _Rows = []
        for term, count in counted.items():
            place = known.get(term)
            if isinstance(place, slice):
                slices.append((place, count))
            elif place is not None:
                rows.append((place, count))
        return slices, rows

    def _sparse_scores(self, slices: _Slices) -> Floats:
        """(n_units,) what the sparse part adds to each unit."""
        if not slices:
            return np.zeros(self.n_units)
        ordinals = np.concatenate([self.ordinals[at] for at, _ in slices], dtype=np.intp)
        impacts = np.concatenate([self.impacts[at] for at, _ in slices], dtype=np.float64)
        if any(count > 1 for _, count in slices):
            impacts *= np.repeat([count for _, count in slices], [at.stop - at.start for at, _ in slices])
        return np.asarray(np.bincount(ordinals, impacts, minlength=self.n_units), np.float64)

    def _add_rows(self, scores: Floats, rows: _Rows) -> Floats:
        """Scores with the full rows added: at once among few units, one by one where that would need memory."""
        if rows and self.n_units <= _FEW_UNITS:
            return scores + self._row_scores(rows, slice(None))
        for row, count in rows:
            scores += np.multiply(self.dense[row], count, dtype=np.float64)
        return scores

    def _row_scores(self, rows: _Rows, found: Ints | slice) -> Floats:
        """What the full rows add to the units found."""
        picked = np.array([row for row, _ in rows], np.intp)
        counts = np.array([count for _, count in rows], np.float64)[:, None]
        impacts = self.dense[picked[:, None] if isinstance(found, np.ndarray) else picked, found]
        return np.asarray(np.add.reduce(impacts * counts, axis=0), np.float64)

    def _largest(self, row: tuple[int, float]) -> float:
        """The most that a full row can add to any unit."""
        return max(float(self.dense_max[row[0]]), 0.0) * row[1]

    def _divide(self, rows: _Rows, limit: float) -> tuple[_Rows, _Rows]:
        """Rows to add to every unit, and those to leave for later: the weakest, up to `limit` in all."""
        weakest_first = sorted(rows, key=self._largest)
        n_later = bisect_right(list(accumulate(map(self._largest, weakest_first))), limit)
        return weakest_first[n_later:], weakest_first[:n_later]

    def _candidates(self, scores: Floats, later: _Rows, k: int) -> Ints | None:
        """Ordinals that hold all k best, from their scores so far; None when that may be every unit."""
        best = scores.max()
        guesses = ((guess, np.flatnonzero(scores >= guess)) for guess in (best / 2, best / 4, best / 8))
        guess, found = next((tried for tried in guesses if len(tried[1]) >= k), (0.0, None))
        if found is None or guess <= 0:
            return None
        reached = scores[found] + self._row_scores(later, found)
        needed = np.partition(reached, -k)[-k] * (1 - _ROUNDING) - sum(map(self._largest, later))
        if needed <= 0:
            return None
        return found if needed >= guess else np.flatnonzero(scores >= needed)

    def _impact(self, place: _Place, ordinal: int) -> float:
        if not isinstance(place, slice):
            return float(self.dense[place, ordinal])
        ordinals = self.ordinals[place]
        at = int(np.searchsorted(ordinals, ordinal))
        is_posted = at < len(ordinals) and ordinals[at] == ordinal
        return float(self.impacts[place][at]) if is_posted else 0.0


def _weighted(terms: QuestionTerms) -> Mapping[str, float]:
    return terms if isinstance(terms, Mapping) else Counter(terms)


def _best(found: Ints, scores: Floats, k: int) -> list[tuple[int, float]]:
    """The k best of the ordinals `found`, which ascend, so that a stable sort keeps their order in ties."""
    reached = scores[found]
    if len(found) > k:
        keep = reached >= np.partition(reached, -k)[-k]
        found, reached = found[keep], reached[keep]
    order = np.argsort(-reached, kind="stable")[:k]
    best = zip(found[order].tolist(), reached[order].tolist(), strict=True)
    return [(ordinal, score) for ordinal, score in best if score > 0]


def field_shares(
    term: str, fields: Sequence[Sequence[str]], average_lengths: Sequence[float], config: Bm25Config
) -> dict[FieldName, float]:
    """How much of a term's wtf in one unit comes from each field; the shares add up to 1.

    Args: fields, the unit's terms by field of `config`; average_lengths from the matrix.
    Returns: fields without the term left out; empty where no field has it.
    """
    added: dict[FieldName, float] = {}
    for of, terms, average in zip(config.fields, fields, average_lengths, strict=True):
        if count := terms.count(term):
            added[of.name] = count * float(_occurrence_weight(np.array(len(terms)), average, of))
    total = sum(added.values())
    return {name: part / total for name, part in added.items() if part}


# -- building ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Occurrences:
    """Terms of one field, unit after unit, as numbers of the vocabulary; `ends[u]` closes unit u."""

    terms: NDArray[np.int32]
    ends: Ints

    def lengths(self) -> Ints:
        return np.diff(self.ends, prepend=0)

    def average_length(self) -> float:
        return len(self.terms) / len(self.ends)


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Cells of the matrix in coordinate form, by term and then unit; `wtf` as in the module's formula."""

    rows: NDArray[np.int32]
    ordinals: NDArray[np.int32]
    wtf: Floats


def build(units: Iterable[Sequence[Sequence[str]]], config: Bm25Config) -> ImpactMatrix:
    """Weigh every term of every unit.

    Args: units in document order, each a sequence of term lists, one per field of `config.fields`.
    Returns: the matrix, the same to the byte for the same units.
    Raises: ValueError for no units, for a number of lists other than the number of fields, for the okapi
        formula over more than one field, and should two terms share a hash.
    """
    if config.formula == "okapi" and len(config.fields) != 1:
        raise ValueError(f"expected one field for the okapi formula, found {len(config.fields)}")
    vocabulary, fields = _collect(units, len(config.fields))
    hashes, row_of = _sorted_hashes(vocabulary)
    entries = _entries(fields, row_of, config)
    n_units, df = len(fields[0].ends), np.bincount(entries.rows, minlength=len(hashes))
    impacts = _impacts(entries, df, n_units, config)
    is_dense = df > config.dense_share * n_units
    dense_row = np.where(is_dense, np.cumsum(is_dense) - 1, -1).astype(np.int32)
    in_dense = is_dense[entries.rows]
    dense = np.zeros((int(is_dense.sum()), n_units), config.dtype)
    dense[dense_row[entries.rows[in_dense]], entries.ordinals[in_dense]] = impacts[in_dense]
    return ImpactMatrix(
        n_units=n_units,
        average_lengths=tuple(field.average_length() for field in fields),
        hashes=hashes,
        offsets=np.concatenate(([0], np.cumsum(np.where(is_dense, 0, df)))),
        ordinals=entries.ordinals[~in_dense],
        impacts=impacts[~in_dense],
        dense_row=dense_row,
        dense=dense,
        dense_max=dense.max(axis=1).astype(np.float64),
    )


def _collect(units: Iterable[Sequence[Sequence[str]]], n_fields: int) -> tuple[list[str], list[_Occurrences]]:
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    terms = [array("i") for _ in range(n_fields)]
    ends = [array("q") for _ in range(n_fields)]
    for unit in units:
        for seen, end, found in zip(terms, ends, unit, strict=True):
            seen.extend(map(vocabulary.__getitem__, found))
            end.append(len(seen))
    if not ends[0]:
        raise ValueError("expected at least one unit to index, found none")
    numbered = (np.array(t, np.int32) for t in terms), (np.array(e, np.int64) for e in ends)
    return list(vocabulary), [_Occurrences(t, e) for t, e in zip(*numbered, strict=True)]


def _sorted_hashes(vocabulary: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Ascending hashes, and the row of each term of the vocabulary among them."""
    hashes = hash_terms(vocabulary)
    order = np.argsort(hashes, kind="stable")
    in_order = hashes[order]
    clashes = np.flatnonzero(in_order[1:] == in_order[:-1])
    if len(clashes):
        first, second = (vocabulary[i] for i in order[clashes[0] : clashes[0] + 2])
        raise ValueError(f"expected one hash per term, found the same for {first!r} and {second!r}")
    row_of = np.empty(len(order), np.int32)
    row_of[order] = np.arange(len(order), dtype=np.int32)
    return in_order, row_of


def _entries(fields: Sequence[_Occurrences], row_of: NDArray[np.int32], config: Bm25Config) -> _Entries:
    weights = [
        _occurrence_weight(occurrences.lengths(), occurrences.average_length(), of)
        for occurrences, of in zip(fields, config.fields, strict=True)
    ]
    n_units = len(fields[0].ends)
    blocks = [
        _block(fields, weights, row_of, start, min(start + _UNITS_PER_BLOCK, n_units))
        for start in range(0, n_units, _UNITS_PER_BLOCK)
    ]
    rows = np.concatenate([block.rows for block in blocks])
    order = np.argsort(rows, kind="stable")
    ordinals = np.concatenate([block.ordinals for block in blocks])[order]
    return _Entries(rows[order], ordinals, np.concatenate([block.wtf for block in blocks])[order])


def _occurrence_weight(lengths: Ints, average: float, of: Field) -> Floats:
    """What one occurrence in this field adds to wtf, by the length of the field in each unit."""
    relative = np.asarray(lengths / (average or 1.0), np.float64)
    return of.weight / (1 - of.b + of.b * relative)


def _block(
    fields: Sequence[_Occurrences], weights: Sequence[Floats], row_of: NDArray[np.int32], start: int, end: int
) -> _Entries:
    """The entries of units start to end, all fields added up."""
    n_units, cells, added = end - start, [], []
    for occurrences, weight in zip(fields, weights, strict=True):
        first = int(occurrences.ends[start - 1]) if start else 0
        rows = row_of[occurrences.terms[first : int(occurrences.ends[end - 1])]]
        unit = np.repeat(np.arange(n_units), occurrences.lengths()[start:end])
        cells.append(rows.astype(np.int64) * n_units + unit)
        added.append(weight[start + unit])
    cell, place = np.unique(np.concatenate(cells), return_inverse=True)
    wtf = np.asarray(np.bincount(place, np.concatenate(added), minlength=len(cell)), np.float64)
    row, unit = np.divmod(cell, n_units)
    is_counted = wtf > 0
    return _Entries(
        row[is_counted].astype(np.int32), (start + unit[is_counted]).astype(np.int32), wtf[is_counted]
    )


def _impacts(entries: _Entries, df: Ints, n_units: int, config: Bm25Config) -> FloatsAsStored:
    idf = _okapi_idf(df, n_units, config.epsilon) if config.formula == "okapi" else _idf(df, n_units)
    impacts = idf[entries.rows] * (config.k1 + 1) * entries.wtf / (config.k1 + entries.wtf)
    return impacts.astype(config.dtype)


def _idf(df: Ints, n_units: int) -> Floats:
    return np.log1p((n_units - df + 0.5) / (df + 0.5))


def _okapi_idf(df: Ints, n_units: int, epsilon: float) -> Floats:
    idf: Floats = np.log(n_units - df + 0.5) - np.log(df + 0.5)
    return np.where(idf < 0, epsilon * idf.mean(), idf) if len(idf) else idf
