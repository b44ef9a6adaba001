"""Numbers in a question and in a rule as values: any writing, units converted, 含 and 以上 respected."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analyze import fold
from retriever.values import Quantity, Range, quantities, ranges, tightest

MU = 2000 / 3  # 平方米 a 亩


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("82岁的老人", [(82, "age")]),
        ("八十二周岁", [(82, "age")]),
        ("我妈八十二了，能领多少", [(82, "age")]),  # an age said without 岁
        ("我爸62，瘫在床上", [(62, "age")]),
        ("百岁老人", [(100, "age")]),
        ("1.5万亩", [(15000 * MU, "area")]),
        ("三千亩", [(3000 * MU, "area")]),
        ("0.8740公顷", [(8740, "area")]),
        ("13等耕地", [(13, "grade")]),
        ("百分之三十", [(30, "percent")]),
        ("2个工作日", [(2, "workday")]),
        ("2024年3月印发", []),  # a year is no duration
        ("刘小强等34人", [(34, "people")]),  # 等 that ends a list is no grade
        ("我家3口", []),
    ],
)
def test_quantities(text: str, expected: list[tuple[float, str]]) -> None:
    found = quantities(fold(text))
    assert [(round(q.value, 6), q.dimension) for q in found] == [(round(v, 6), d) for v, d in expected]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("80周岁（含）至99周岁（含）非低保老年人", [80, 99], [79, 100]),
        ("60—65周岁（含60不含65）", [60, 64], [59, 65]),
        ("100周岁（含）以上老年人", [100, 120], [99]),
        ("60周岁以上", [60], [59]),  # 以上 includes the number
        ("不满16周岁", [15], [16]),
        ("超过65周岁", [66], [65]),
    ],
)
def test_ranges_of_age(text: str, inside: list[int], outside: list[int]) -> None:
    (rule,) = ranges(fold(text))
    assert all(rule.covers(value) for value in inside)
    assert not any(rule.covers(value) for value in outside)


def test_grades_are_points_and_以上_of_a_grade_is_a_smaller_number() -> None:
    rules = ranges(fold("14等7万元/亩，13等7.5万元/亩，11等以上增加1万元"))
    grades = [rule for rule in rules if rule.dimension == "grade"]
    assert [grade for grade in range(9, 17) if any(r.covers(grade) for r in grades)] == [9, 10, 11, 13, 14]


def test_the_tightest_rule_fits_best() -> None:
    asked = [Quantity(82, "age")]
    old, older = Range("age", low=60), Range("age", low=80)
    assert tightest(asked, [older]) > tightest(asked, [old])  # type: ignore[operator]
    assert tightest(asked, [Range("age", low=90)]) == 0
    assert tightest(asked, [Range("area", low=1)]) is None


@given(st.integers(1, 9999), st.integers(1, 9999), st.booleans(), st.booleans())
def test_a_range_covers_what_lies_between_its_bounds(
    low: int, high: int, low_in: bool, high_in: bool
) -> None:
    low, high = min(low, high), max(low, high)
    rule = Range("age", low, high, low_in, high_in)
    assert rule.covers(low) == (low_in and (high > low or high_in))
    assert not rule.covers(low - 1)
    assert not rule.covers(math.inf)


@given(st.text("零一二三四五六七八九十百千万两〇0123456789.岁亩元年月日至到以上下含（）()%等", max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    assert all(isinstance(q.value, float) for q in quantities(fold(text)))
    assert all(isinstance(r, Range) for r in ranges(fold(text)))
