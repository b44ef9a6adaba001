"""Cells of a table that nobody described, where its layout alone shows them.

The lines of its column heads and of each numbered row come in. They are cut at blank lines, at spaces or at
line ends; the cut that gives every row as many pieces as there are heads is taken, else none:

    序号 项目名称 总投资（万元） / 1 托育中心 2600 / 2 社区托育点 480
    ->  [{"序号": …, "项目名称": …, "总投资（万元）": …}, …]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.model import Line, Span

Piece = list[Span]
_FIRST_HEAD = ("序号", "编号")
_MIN_COLUMNS = 2
_MIN_ROWS = 2
# A space that only sets a number off from the words around it: "至少 1 套"
_SET_OFF = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=\d+\s*[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]\s\d)\s+")


def cut_cells(heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> list[dict[str, Piece]] | None:
    """The stretches of each cell by its column's head, one dict a row; None where no cut fits every row.

    The first head must be 序号 or 编号, and heads must differ.
    """
    for cut_heads in _CUTS:
        names = [_name(heads, piece) for piece in cut_heads(heads)]
        if len(names) < _MIN_COLUMNS or len(set(names)) < len(names) or names[0] not in _FIRST_HEAD:
            continue
        for cut in (cut_heads, *_CUTS):
            pieces = [cut(row) for row in rows]
            if all(len(row) == len(names) for row in pieces):
                return [dict(zip(names, row, strict=True)) for row in pieces]
    return None


def cut_named_rows(lines: Sequence[Line]) -> list[dict[str, Piece]] | None:
    """The same for rows without a number: one a line, with as many words as the first line has heads.

    None unless the heads hold no digit and differ, the names differ, and a column is all numbers.
    """
    pieces = [_by_space([line]) for line in lines]
    words = [[_name([line], piece) for piece in row] for line, row in zip(lines, pieces, strict=True)]
    if len(words) <= _MIN_ROWS or any(len(row) != len(words[0]) for row in words):
        return None
    heads, rows = words[0], words[1:]
    numbers = any(
        all(re.fullmatch(r"[\d.,%％]+", word) for word in column) for column in zip(*rows, strict=True)
    )
    distinct = len(set(heads)) == len(heads) and len({row[0] for row in rows}) == len(rows)
    if not numbers or not distinct or any(c.isdigit() for c in "".join(heads)) or rows[0][0][0].isdigit():
        return None
    return [dict(zip(heads, row, strict=True)) for row in pieces[1:]]


def _name(lines: Sequence[Line], piece: Piece) -> str:
    return "".join(
        "".join(line.text[max(0, span.start - line.start) : span.end - line.start].split())
        for span in piece
        for line in lines
        if line.start <= span.start < line.end
    )


def _by_gap(lines: Sequence[Line]) -> list[Piece]:
    """A blank line parts cells."""
    pieces: list[Piece] = []
    for i, line in enumerate(lines):
        if not i or line.gap:
            pieces.append([])
        pieces[-1].append(Span(line.start, line.end))
    return pieces


def _by_line(lines: Sequence[Line]) -> list[Piece]:
    """Each line is a cell, or goes on with one whose bracket is open."""
    pieces: list[Piece] = []
    opened = 0
    for line in lines:
        if opened <= 0:
            pieces.append([])
        pieces[-1].append(Span(line.start, line.end))
        opened += sum((char in "（(") - (char in "）)") for char in line.text)
    return pieces


def _by_space(lines: Sequence[Line]) -> list[Piece]:
    """Spaces and line ends part cells."""
    return [
        [Span(line.start + m.start(), line.start + m.end())]
        for line in lines
        for m in re.finditer(r"\S+", line.text)
    ]


def _by_wide_space(lines: Sequence[Line]) -> list[Piece]:
    """Line ends part cells, and spaces but those that set off a number."""
    pieces: list[Piece] = []
    for line in lines:
        set_off = {m.start() for m in _SET_OFF.finditer(line.text)}
        start = 0
        for m in re.finditer(r"\s+", line.text):
            if m.start() not in set_off:
                pieces.append([Span(line.start + start, line.start + m.start())])
                start = m.end()
        pieces.append([Span(line.start + start, line.end)])
    return pieces


_CUTS: tuple[Callable[[Sequence[Line]], list[Piece]], ...] = (_by_gap, _by_space, _by_wide_space, _by_line)
