"""Running heads and page numbers go out, wherever they stand; printed page numbers stay on the lines."""

from __future__ import annotations

import pytest

from corpus.model import Edit, Line
from corpus.source import lines
from indexer.clean.furniture import is_page_number, is_running_head, printed_pages, strip_furniture
from indexer.pipeline import Run
from tests.factories import excerpt, source_of, texts

HEAD = "市政府办公室文件 吕梁市人民政府公报 2024·1"


def line(text: str) -> Line:
    """One line with this text."""
    return Line(1, 0, len(text), text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, True),
        ("吕梁市人民政府公报 2024·1 市政府办公室文件", True),
        ("吕梁市人民政府公报 2024·12", True),
        ("2025年第3期 晋中政报", True),
        # near misses: no issue, or a sentence that names the bulletin
        ("吕梁市人民政府公报", False),
        ("2024·1", False),
        ("本办法在吕梁市人民政府公报 2024·1 刊登的文本为标准文本，自印发之日起施行", False),
    ],
)
def test_running_heads(text: str, expected: bool) -> None:
    assert is_running_head(line(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("— 20 —", True), ("-7-", True), ("20", False), ("20—30", False), ("第— 20 —页", False)],
)
def test_page_numbers(text: str, expected: bool) -> None:
    assert is_page_number(line(text)) is expected


def test_head_in_mid_sentence() -> None:
    source = excerpt("p20-header-in-sentence.txt")
    kept, edits = strip_furniture(lines(source))
    assert [(e.stage, e.rule, e.page, e.before, e.after) for e in edits] == [
        ("furniture", "head", 2, HEAD, ""),
        ("furniture", "page number", 2, "— 20 —", ""),
    ]
    at = texts(kept).index("分配方案和现房屋实际使用人相关信息。")
    assert texts(kept)[at + 1] == "开发主体已经灭失的，由房屋使用权人向"
    assert [x.page for x in kept[at : at + 2]] == [1, 2]
    assert [x.opens_page for x in kept[at : at + 2]] == [False, True]
    assert len(kept) == len(lines(source)) - 2


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        (" 甲\n乙\n 丙\n丁", [1, 1, 2, 2]),  # a page starts after one space
        (f" 甲\n{HEAD}\n— 2 —\n乙", [1, 2]),  # or at a running head
        (f" 甲\n {HEAD}\n— 2 —\n 乙", [1, 2]),  # both are one start
        (f"{HEAD}\n— 1 —\n甲\n乙", [1, 1]),
        (" 甲\n— 1 —\n乙", [1, 1]),  # a page number at the foot starts nothing
        ("甲\n\n乙", [1, 1]),
    ],
)
def test_pages_are_counted(printed: str, pages: list[int]) -> None:
    kept, _ = strip_furniture(lines(source_of(printed)))
    assert [x.page for x in kept] == pages


def test_no_furniture_remains(run: Run) -> None:
    kept = run.stages["furniture"]
    assert not [x for x in kept if is_running_head(x) or is_page_number(x)]
    assert strip_furniture(kept) == (kept, ())
    edits = [e for e in run.bulletin.edits if e.stage == "furniture"]
    assert len(edits) == 34
    assert len(kept) + len(edits) == len(run.raw_lines)


def test_counted_pages_are_the_printed_ones(run: Run) -> None:
    """The count of page starts equals each number printed in a head, 72 pages on in the second printing."""
    numbers = [e for e in run.bulletin.edits if e.rule == "page number"]
    assert len(numbers) == 17
    assert [e for e in numbers if int(e.before.strip("— ")) not in (e.page, e.page - 72)] == []
    assert max(x.page for x in run.stages["furniture"]) == 144
    assert sorted({x.page for x in run.lines}) == list(range(1, 73))


def number(printed: int, counted: int) -> Edit:
    """A page number found on the page that was counted so."""
    return Edit("furniture", "page number", counted, 9, f"— {printed} —", "")


def test_unnumbered_front_pages_shift_the_count() -> None:
    counted = tuple(Line(i, 0, 1, "甲", page) for i, page in enumerate((1, 2, 3, 4)))
    paged, findings = printed_pages(counted, [number(1, 3), number(2, 4)])
    assert [x.page for x in paged] == [-1, 0, 1, 2]
    assert findings == ()


def test_a_number_against_the_count_is_reported() -> None:
    counted = tuple(Line(i, 0, 1, "甲", page) for i, page in enumerate((1, 2, 3, 4)))
    paged, findings = printed_pages(counted, [number(2, 2), number(9, 3), number(4, 4)])
    assert [x.page for x in paged] == [1, 2, 3, 4]
    assert [(f.code, f.message, f.page) for f in findings] == [
        ("page_number", "expected page 3, found — 9 —", 3),
    ]


def test_without_printed_numbers_the_count_stands() -> None:
    counted = (Line(1, 0, 1, "甲", 1), Line(2, 1, 2, "乙", 2))
    head = Edit("furniture", "head", 2, 9, HEAD, "")
    assert printed_pages(counted, [head]) == (counted, ())
    assert printed_pages((), []) == ((), ())


def test_a_number_below_a_head_is_a_cell_where_page_numbers_have_dashes() -> None:
    """A table may go on with 100 at the top of a page."""
    dashed = source_of(f"甲甲\n{HEAD}\n— 2 —\n100\n乙乙\n")
    assert texts(strip_furniture(lines(dashed))[0]) == ["甲甲", "100", "乙乙"]
    plain = source_of(f"甲甲\n{HEAD}\n2\n乙乙\n")
    assert texts(strip_furniture(lines(plain))[0]) == ["甲甲", "乙乙"]
