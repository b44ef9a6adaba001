"""Clean text keeps what is printed, drops what only the layout made, and knows where each character was."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from corpus.text import SEPARATOR, Text, display_width, is_wide, join, raw_spans, squash

# The kinds of characters that decide about a space: Chinese, Latin, digits, full-width and plain signs.
MIX = st.text("吕梁市公报、。“（％ａAbz09.#-°′ \t\u3000\n", max_size=60)


def clean(*printed: str, keep: frozenset[int] = frozenset()) -> str:
    """Clean text of lines that stand below one another."""
    raw = "\n".join(printed)
    pieces, at = [], 0
    for line in printed:
        pieces.append(Span(at, at + len(line)))
        at += len(line) + 1
    return Text.of(raw, pieces, keep).chars


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # spaces of the layout
        (("每月发放 50", "元生活补贴"), "每月发放50元生活补贴"),
        (("2023 年 12 月 1 日",), "2023年12月1日"),
        (("通 知",), "通知"),
        (("《 城 市 居 住 》",), "《城市居住》"),
        (("数 据、", "系统"), "数据、系统"),
        (("第一章　总　则",), "第一章总则"),
        (("0.", "0028"), "0.0028"),  # p.5: a number broken over two lines
        (("38°16′4", "0.10″"), "38°16′40.10″"),
        (("km", "2"), "km2"),
        # spaces that are printed
        (("0.0028 188.4",), "0.0028 188.4"),
        (("1 1#",), "1 1#"),
        (("Internet of Things",), "Internet of Things"),
        (("Internet", "Things"), "Internet Things"),
        (("  a  b  ",), "a b"),
        ((), ""),
        ((" ", "\u3000"), ""),
    ],
)
def test_spaces(printed: tuple[str, ...], expected: str) -> None:
    assert clean(*printed) == expected


def test_a_space_named_to_be_kept_survives() -> None:
    assert clean("王 倩为 市长", keep=frozenset((1,))) == "王 倩为市长"
    assert clean("第四条 \n 本办法", keep=frozenset((3,))) == "第四条 本办法"
    assert clean("王 倩为", keep=frozenset((99,))) == "王倩为"


@given(MIX)
def test_only_whitespace_is_lost(raw: str) -> None:
    text = Text.of(raw, [Span(0, len(raw))])
    assert squash(text.chars) == squash(raw)
    assert len(text.origin) == len(text.chars)
    assert text.strip() == text
    assert "  " not in text.chars


@given(MIX, st.integers(0, 60), st.integers(0, 60))
def test_origins_point_at_the_raw_characters(raw: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(raw)), min(other, len(raw))))
    text = Text.of(raw, [Span(start, end), Span(0, start)])  # stretches may come out of order
    assert squash(text.chars) == squash(raw[start:end] + raw[:start])
    for char, at in zip(text.chars, text.origin, strict=True):
        if at == SEPARATOR:
            assert char == " "
        elif char == " ":
            assert raw[at].isspace()
        else:
            assert raw[at] == char


@given(MIX)
def test_tightened_has_no_space_beside_a_chinese_character(raw: str) -> None:
    spaced = Text.of(raw, [Span(0, len(raw))], keep=frozenset(range(len(raw))))
    tight = spaced.tightened()
    assert squash(tight.chars) == squash(raw)
    assert [raw[at] for at in tight.origin if not raw[at].isspace()] == list(squash(tight.chars))
    for left, right in pairwise(tight.chars):
        assert not (is_wide(left) and right == " ")
        assert not (left == " " and is_wide(right))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("第四条 本办法", "第四条本办法"),
        ("1 总则", "1总则"),
        ("ab cd", "ab cd"),
        ("a 中", "a中"),
        (" ab ", "ab"),
        ("", ""),
    ],
)
def test_tightened(printed: str, expected: str) -> None:
    assert Text(printed, tuple(range(len(printed)))).tightened().chars == expected


@pytest.mark.parametrize(
    ("origin", "spans"),
    [
        ((), ()),
        ((SEPARATOR,), ()),
        ((0, 1, 2), (Span(0, 3),)),
        ((5, SEPARATOR, 6), (Span(5, 7),)),
        ((0, 1, 10), (Span(0, 11),)),  # eight characters of layout between
        ((0, 1, 11), (Span(0, 2), Span(11, 12))),  # nine
        ((20, 21, 3, 4), (Span(20, 22), Span(3, 5))),  # moved text keeps its reading order
        ((3, 3), (Span(3, 4), Span(3, 4))),
    ],
)
def test_raw_spans(origin: tuple[int, ...], spans: tuple[Span, ...]) -> None:
    assert raw_spans(origin) == spans


@given(st.lists(st.integers(-1, 80), max_size=40))
def test_raw_spans_cover_every_origin(origin: list[int]) -> None:
    spans = raw_spans(origin)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert {at for at in origin if at >= 0} <= covered
    assert all(span.start < span.end and span.start in origin and span.end - 1 in origin for span in spans)


def test_join_marks_what_it_adds() -> None:
    parts = [Text("甲乙", (3, 4)), Text("丙", (9,))]
    assert join(parts, "\n") == Text("甲乙\n丙", (3, 4, SEPARATOR, 9))
    assert join([Text(), *parts], "，") == Text("甲乙，丙", (3, 4, SEPARATOR, 9))
    assert join([], "\n") == Text()


def test_slice_and_add() -> None:
    text = Text("甲乙丙丁", (0, 1, 2, 3))
    assert text.slice(1, 3) == Text("乙丙", (1, 2))
    assert text.slice(0, 2) + text.slice(2) == text
    assert len(text) == 4


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("吕梁", 4), ("ab", 2), ("50 元", 4.5), ("（％）", 6), ("“”", 4), ("38°", 4)]
)
def test_display_width(text: str, width: float) -> None:
    assert display_width(text) == width
