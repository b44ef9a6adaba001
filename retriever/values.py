"""Numbers in a question and in a unit as values: quantities with their dimension, and ranges that cover them.

Folded text comes in, values in the dimension's base (岁, 元, m2, m, 天, %) go out:

    >>> quantities("我妈八十二岁"), [r.covers(82) for r in ranges("80周岁(含)至99周岁(含)")]
    ([Quantity(value=82.0, dimension='age')], [True])
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.numbering import HANZI_NUMBER, MEASURES, QUANTITY, RANGE, to_number

_AT_LEAST = frozenset(("不低于", "不少于", "至少", "达到", "满", "以上", "及以上"))
_MORE = frozenset(("大于", "超过", "高于"))
_AT_MOST = frozenset(("不超过", "不高于", "不大于", "以内", "以下", "及以下"))
# The age of somebody said without 岁: 我妈八十二了, 我爸62，瘫在床上; 百岁老人
_KIN = r"爸|妈|爷|奶|爹|娘|父亲|母亲|姥姥|姥爷|外公|外婆|公公|婆婆|老人|老汉|大爷|大娘|老伴|岳父|岳母|丈人|[我他她]"
_SPOKEN_AGE = re.compile(
    rf"(?:{_KIN}|^)(?:今年|都|已经|快|刚|满|现在)*(?P<n>\d{{2,3}}|{HANZI_NUMBER})(?=了|，|,|\s|$|身)|(?P<hundred>百)岁"
)
_FORTY, _OLDEST = 40, 130
# Money said without 元: 十五万的车
_BARE_MONEY = re.compile(rf"(?P<n>\d+(?:\.\d+)?|{HANZI_NUMBER})(?P<scale>[万亿])(?=[的，。？?以左出多]|,|$)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its dimension, in the dimension's base."""

    value: float
    dimension: str


@dataclass(frozen=True, slots=True)
class Range:
    """What a rule covers: from `low` to `high` in the base of `dimension`, each bound in or out."""

    dimension: str
    low: float = -math.inf
    high: float = math.inf
    low_in: bool = True
    high_in: bool = True

    def covers(self, value: float) -> bool:
        """Whether a value lies inside."""
        above = value > self.low or (self.low_in and value == self.low)
        return above and (value < self.high or (self.high_in and value == self.high))


def quantities(folded: str) -> list[Quantity]:
    """The quantities of a text in order, ages said without 岁 too; a year (2024年) is none."""
    found = [Quantity(*value) for m in QUANTITY.finditer(folded) if (value := _read(m))]
    found += [Quantity(to_number(m["n"], m["scale"]), "money") for m in _BARE_MONEY.finditer(folded)]
    for m in _SPOKEN_AGE.finditer(folded):
        age = 100.0 if m["hundred"] else to_number(m["n"])
        if _FORTY <= age <= _OLDEST and Quantity(age, "age") not in found:
            found.append(Quantity(age, "age"))
    return found


def _read(m: re.Match[str]) -> tuple[float, str] | None:
    if m["share"]:
        return to_number(m["share"]), "percent"
    measure = m["measure"].lstrip("多来余 ")
    dimension, factor = MEASURES[measure]
    value = to_number(m["n"], m["scale"]) * factor
    is_year = measure == "年" and to_number(m["n"]) > 1000
    return None if is_year else (value, dimension)


@lru_cache(maxsize=8192)
def ranges(folded: str) -> tuple[Range, ...]:
    """What the rules in a text cover: 80周岁(含)至99周岁(含), 2000亩以上, 大于27m, and single grades (13等).

    以上 and 以下 include the number (民法典第一千二百五十九条) unless the text says otherwise; a 等 is better
    the smaller its number, so that 11等以上 means 11, 10, 9, …
    """
    return tuple(_ranges(folded))


def _ranges(folded: str) -> Iterator[Range]:
    lower, end = None, -1  # a bound from below, and where it ended
    for m in RANGE.finditer(folded):
        found = _range(m)
        if lower and found and m.start() == end and _is_above(lower, found):
            yield replace(found, low=lower.low, low_in=lower.low_in)
            lower = None
            continue
        if lower:
            yield lower
        lower, end = (found, m.end()) if found and math.isinf(found.high) else (None, -1)
        if found and not lower:
            yield found
    if lower:
        yield lower


def _range(m: re.Match[str]) -> Range | None:
    if m["m1"]:
        return _between(m)
    if m["after"] or m["word"]:
        return _half_open(m)
    grade = to_number(m["c"]) if m["m2"] == "等" else None
    return Range("grade", grade, grade) if grade else None


def _is_above(lower: Range, upper: Range) -> bool:
    """Whether two half-open ranges are the two ends of one: 10万元以上20万元以下."""
    return lower.dimension == upper.dimension and math.isinf(upper.low) and upper.high > lower.low


def _between(m: re.Match[str]) -> Range:
    dimension, factor = MEASURES[m["m1"]]
    scale = m["as"] or m["bs"]
    note = m["note"] or ""
    low, high = to_number(m["a"], scale) * factor, to_number(m["b"], m["bs"]) * factor
    return Range(dimension, low, high, m["ain"] != "不含" and f"不含{m['a']}" not in note,
                 note != "不含" and f"不含{m['b']}" not in note)  # fmt: skip


def _half_open(m: re.Match[str]) -> Range:
    dimension, factor = MEASURES[m["m2"]]
    value = to_number(m["c"], m["cs"]) * factor
    is_in = m["cin"] != "不含"
    word = m["after"] or m["word"]
    if dimension == "grade" and word in _AT_LEAST | _AT_MOST:
        word = "以下" if word in _AT_LEAST else "以上"
    if word in _AT_LEAST:
        return Range(dimension, low=value, low_in=is_in)
    if word in _MORE:
        return Range(dimension, low=value, low_in=False)
    return Range(dimension, high=value, high_in=word in _AT_MOST and is_in)


def tightest(asked: Sequence[Quantity], covered: Iterable[Range]) -> float | None:
    """How closely ranges fit the quantities asked: the largest share that a range's near bound is of a value
    it covers, 1 where a bound is met exactly; 0 where ranges of the dimension are there and none covers; None
    where no range is of a dimension asked."""
    fits = [_closeness(q.value, r) for q in asked for r in covered if r.dimension == q.dimension]
    return max(fits, default=None)


def _closeness(value: float, rule: Range) -> float:
    if not rule.covers(value):
        return 0.0
    if math.isfinite(rule.low):
        return max(rule.low / value if value else 1.0, 0.1)
    return max(value / rule.high if rule.high else 1.0, 0.1)
