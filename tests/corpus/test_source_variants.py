"""Files as other tools write them: UTF-16, old line ends, invisible characters, one bad byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.source import SHIPPED, Source, lines, read_source

TEXT = (
    " 吕梁市人民政府\n关于划分水源保护区的批复\n\n吕政函〔2023〕92 号\n\n第一条 为了保护水源，制定本办法。\n"
)


def read(folder: Path, raw: bytes) -> Source:
    path = folder / "a.txt"
    path.write_bytes(raw)
    return read_source(path)


def message(folder: Path, raw: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(folder, raw)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read(tmp_path: Path, encoding: str) -> None:
    source = read(tmp_path, f"\ufeff{TEXT}".encode(encoding))
    assert (source.encoding, source.text) == ("utf-16", TEXT)


def test_utf_16_without_its_mark_and_utf_32_are_binary(tmp_path: Path) -> None:
    for raw in ("abc".encode("utf-16-le"), TEXT.encode("utf-32")):
        assert "found binary data" in message(tmp_path, raw)


def test_utf_16_that_is_broken(tmp_path: Path) -> None:
    raw = TEXT.encode("utf-16")
    assert f"cut inside one at byte {len(raw) - 2}" in message(tmp_path, raw[:-1])
    assert "expected UTF-16, found bad data at byte 2" in message(tmp_path, raw[:2] + b"\x00\xdc" + raw[2:])


@pytest.mark.parametrize("bad", [b"\xff", b"\xbc", b"\xef"])
@pytest.mark.parametrize("line", [3, 6000])
def test_one_bad_byte_is_named_by_its_place_in_utf_8(tmp_path: Path, bad: bytes, line: int) -> None:
    pieces = SHIPPED.read_bytes().splitlines(keepends=True)
    at = len(b"".join(pieces[: line - 1]))
    raw = b"".join(pieces[: line - 1]) + bad + b"".join(pieces[line - 1 :])
    found = message(tmp_path, raw)
    assert f"found neither at byte {at}, 0x{bad.hex()} " in found
    assert f"a.txt line {line})" in found


def test_a_file_cut_inside_a_character_is_called_cut(tmp_path: Path) -> None:
    gb, utf8 = TEXT.rstrip("\n。").encode("gb18030"), TEXT.rstrip("\n。").encode()
    assert f"cut inside one at byte {len(gb) - 2}" in message(tmp_path, gb[:-1])
    assert f"cut inside one at byte {len(utf8) - 3}" in message(tmp_path, utf8[:-1])


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    source = read(tmp_path, TEXT.replace("\n", end).encode())
    found = lines(source)
    assert [line.number for line in found] == [1, 2, 4, 6]
    assert [line.text for line in found] == [line.strip() for line in TEXT.split("\n") if line]
    assert all(source.text[line.start : line.end] == line.text for line in found)


@pytest.mark.parametrize("char", ["\u200b", "\u200d", "\u200f", "\u2060", "\ufeff", "\u00ad"])
def test_invisible_characters_keep_their_place(tmp_path: Path, char: str) -> None:
    printed = f"甲{char}乙\n{char}第一条 总则\n{char}{char}第二条\n丙{char}\n"
    source = read(tmp_path, printed.encode())
    found = lines(source)
    assert len(source.text) == len(printed)
    assert [line.text for line in found] == ["甲 乙", "第一条 总则", "第二条", "丙"]
    assert [line.start for line in found] == [0, 5, 14, 18]
    assert [line.opens_page for line in found] == [True, False, False, False]


def test_visible_neighbours_stay(tmp_path: Path) -> None:
    printed = "甲\u2010乙\u2014丙\u00a0丁\u2026\u3000戊\n"  # hyphen, dash, hard and wide space, ellipsis
    assert read(tmp_path, printed.encode()).text == printed


def test_one_wide_space_opens_no_page(tmp_path: Path) -> None:
    found = lines(read(tmp_path, "甲\n\u3000乙\n 丙\n".encode()))
    assert [line.opens_page for line in found] == [True, False, True]
