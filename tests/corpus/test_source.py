"""The raw file: every encoding it may come in, every way it may be broken, and lines with true offsets."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.source import SHIPPED, Source, lines, read_source
from tests.factories import source_of

TEXT = " 吕梁市人民政府\n关于划分水源保护区的批复\n\n吕政函〔2023〕92 号\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),  # with a byte order mark
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
    ],
    ids=["utf-8", "bom", "gb18030", "gbk"],
)
def test_encodings(tmp_path: Path, raw: bytes, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    assert read_source(path) == Source("a.txt", hashlib.sha256(raw).hexdigest(), encoding, TEXT)


@pytest.mark.parametrize(
    ("raw", "found", "advice"),
    [
        (b"", "found an empty file", "give a text file"),
        (b" \n\t\r\n", "found an empty file", "give a text file"),
        (b"%PDF-1.7\nabc", "found a PDF", "extract its text first"),
        (b"abc\0def", "found binary data", "extract its text first"),
        (
            TEXT.encode()[:-2],
            "cut inside one at byte 83",
            "fetch the file",
        ),
        (b"\xff\xff\xff" + TEXT.encode(), "found neither at byte 0", "give a text file"),
        (TEXT.encode() + b"\xff" + TEXT.encode(), "found neither at byte", "give a text file"),
    ],
    ids=["empty", "blank", "pdf", "binary", "cut", "neither", "mixed"],
)
def test_broken_files(tmp_path: Path, raw: bytes, found: str, advice: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    with pytest.raises(SourceError) as caught:
        read_source(path)
    message = str(caught.value)
    assert "expected" in message
    assert found in message
    assert str(path) in message
    assert advice in message
    assert "\n" not in message


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"expected a text file, found no such file \(.*nowhere\.txt\); give"
    ):
        read_source(tmp_path / "nowhere.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected a text file, found Is a directory"):
        read_source(tmp_path)


def test_shipped_issue(source: Source) -> None:
    assert source.name == SHIPPED.name
    assert source.sha256 == "efd04f0713cc364cc7eff434107bbfcd9c4fa1a23e6d007c4518a299f2cb382b", (
        "corpus/raw holds the extraction as received and is never edited"
    )
    found = lines(source)
    assert len(found) == 9194
    assert sum(line.opens_page for line in found) == 127
    assert all(source.text[line.start : line.end] == line.text for line in found)


@given(st.text("甲乙ab \t\r\n\u3000\f", max_size=80))
def test_lines_keep_offsets_and_lose_only_whitespace(text: str) -> None:
    found = lines(source_of(text))
    rows = text.split("\n")
    assert all(text[line.start : line.end] == line.text == rows[line.number - 1].strip() for line in found)
    assert [line.number for line in found] == [n for n, row in enumerate(rows, 1) if row.strip()]
    assert all(line.gap == (line.number > 1 and not rows[line.number - 2].strip()) for line in found)


@pytest.mark.parametrize(
    ("printed", "opens"),
    [
        (" 吕梁市", True),
        ("\f吕梁市", True),
        ("\f  吕梁市", True),
        # near misses
        ("吕梁市", False),
        ("  吕梁市", False),
        ("\u3000吕梁市", False),
        ("\t吕梁市", False),
    ],
)
def test_page_starts(printed: str, opens: bool) -> None:
    first, second = lines(source_of(f"甲\n{printed}"))
    assert first.opens_page, "the first line of a file opens its first page"
    assert second.opens_page is opens


def test_indentation_is_no_page_start() -> None:
    indented = lines(source_of("\n".join(" 甲乙丙" for _ in range(40))))
    assert [line.opens_page for line in indented] == [True] + [False] * 39
    paged = lines(source_of("\n".join(" 甲" if i % 20 == 0 else "甲" for i in range(100))))
    assert sum(line.opens_page for line in paged) == 5


def test_windows_line_ends() -> None:
    text = "甲乙\r\n\r\n丙丁\r\n"
    assert [(line.number, line.text, line.gap) for line in lines(source_of(text))] == [
        (1, "甲乙", False),
        (3, "丙丁", True),
    ]
