"""Flattened tables to rows, by a description of the table that is data.

The lines of an annex come in, rows with their cells go out. A description (one file a table in
corpus/tables/) names the columns, what a cell of each looks like, and in which order a row prints its
cells; it applies to any annex that prints the same column heads. The best cut of the lines into cells
is found by dynamic programming: cells must match their column's pattern, lines inside a cell fill the
column's width, and a blank line rather ends a cell than cuts it.

    8 / 高龄 / 津贴 / 为 80 周岁及以上 / …  ->  {"序号": "8", "服务项目": "高龄津贴", "服务内容": "为80周岁…", …}
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from corpus.errors import DataFileError
from corpus.model import Finding, Line, Span
from corpus.text import Text, display_width, squash

FOLDER = Path(__file__).parents[2] / "corpus" / "tables"
_MAX_PIECES = 60
_GAP_INSIDE, _NO_GAP_BETWEEN, _UNFILLED, _SAME_LINE_INSIDE = 2.0, 1.0, 3.0, 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, a pattern its cells match (whitespace-free), and its width in characters
    (0: unknown), which every line of a cell but the last fills."""

    name: str
    pattern: re.Pattern[str]
    width: int = 0


@dataclass(frozen=True, slots=True)
class RowForm:
    """One way a row is printed: the cells in printed order, which one names the row, which are
    printed once for a group of rows. `states` is the small automaton made from `cells`."""

    cells: str
    key: str
    inherit: tuple[str, ...]
    group_by: str
    states: tuple[tuple[tuple[str, int], ...], ...]
    final: frozenset[int]


@dataclass(frozen=True, slots=True)
class TableForm:
    """A description of a table. `header` is the column heads as printed, without whitespace."""

    name: str
    header: str
    label: Literal["number", "name", "column"]
    columns: Mapping[str, Column]
    rows: tuple[RowForm, ...]
    across: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its column and clean text with origins."""

    column: str
    text: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name (printed number or first cell) and its cells in printed order.

    `inherited` are cells of a merged group, printed at an earlier row.
    """

    name: str
    cells: tuple[Cell, ...]
    inherited: tuple[Cell, ...] = field(default=())


# --- descriptions -------------------------------------------------------------------------------------
@cache
def load_forms(folder: Path = FOLDER) -> tuple[TableForm, ...]:
    """All table descriptions, longest header first.

    Raises: DataFileError naming the file and what is wrong in it.
    """
    forms = []
    for path in sorted(folder.glob("*.toml")):
        try:
            forms.append(_form(tomllib.loads(path.read_text("utf-8"))))
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re.error) as error:
            raise DataFileError(f"expected a table description, found {error!r} ({path})") from None
    return tuple(sorted(forms, key=lambda form: -len(form.header)))


def _form(table: Mapping[str, Any]) -> TableForm:
    columns = {
        c["name"]: Column(c["name"], re.compile(c["pattern"]), c.get("width", 0)) for c in table["column"]
    }
    rows = tuple(_row_form(row, columns) for row in table["row"])
    if table["label"] not in ("number", "name", "column"):
        raise ValueError(f"label {table['label']!r} is none of number, name, column")
    across = tuple(table.get("across", ()))
    return TableForm(table["name"], table["header"], table["label"], columns, rows, across)


def _row_form(row: Mapping[str, Any], columns: Mapping[str, Column]) -> RowForm:
    states, final = _automaton(row["cells"], columns)
    inherit = tuple(row.get("inherit", ()))
    if unknown := {row["key"], *inherit} - set(columns):
        raise ValueError(f"unknown columns {sorted(unknown)} in key or inherit")
    return RowForm(row["cells"], row["key"], inherit, row.get("group_by", ""), states, final)


def _automaton(
    cells: str, columns: Mapping[str, Column]
) -> tuple[tuple[tuple[tuple[str, int], ...], ...], frozenset[int]]:
    """States of a row: `A? B (C D)* E` read left to right; state 0 is the start.

    A group in brackets repeats (`*`) or may be left out (`?`). Raises: ValueError on an unknown name.
    """
    items = re.findall(r"\(([^()]+)\)([*?])|(\S+?)([*?]?)(?=\s|$)", cells)
    edges: list[list[tuple[str, int]]] = [[]]
    ends = {0}
    for group, group_mark, single, single_mark in items:
        names, mark = (group.split(), group_mark) if group else ([single], single_mark)
        if unknown := [name for name in names if name not in columns]:
            raise ValueError(f"unknown column {unknown[0]!r} in row {cells!r}")
        first = len(edges)
        edges += [[] for _ in names]
        for end in ends:
            edges[end].append((names[0], first))
        for k, name in enumerate(names[1:]):
            edges[first + k].append((name, first + k + 1))
        last = first + len(names) - 1
        if mark == "*":
            edges[last].append((names[0], first))
        ends = (ends | {last}) if mark else {last}
    return tuple(tuple(edge) for edge in edges), frozenset(ends)


# --- reading ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of characters without whitespace: the atom that cells are made of."""

    span: Span
    text: str
    line: int
    gap: bool
    room: int


def find_form(lines: Sequence[Line], forms: Sequence[TableForm]) -> TableForm | None:
    """The description whose column heads the lines start with."""
    start = squash("".join(line.text for line in lines[:60]))
    return next((form for form in forms if start.startswith(form.header)), None)


def read_table(
    raw: str, lines: Sequence[Line], form: TableForm
) -> tuple[tuple[Row, ...], tuple[Line, ...], tuple[Finding, ...]]:
    """Rebuild the rows.

    Returns: the rows in printed order; the lines that print column heads (they come again on each
    page); a finding where not every piece found its cell, `table_cut` if the last piece ends inside a row.
    """
    heads, content = without_heads(lines, form.header)
    pieces = _pieces(raw, content)
    cuts = _best_cut(pieces, form)
    if cuts is None:
        reached = _farthest(pieces, form)
        at = content[pieces[min(reached, len(pieces) - 1)].line] if content else lines[0]
        message = f"{form.name}: no cut into rows, stuck at {at.text!r} (p.{at.page} line {at.number})"
        code = "table_cut" if pieces and reached == len(pieces) else "table"
        return (), heads, (Finding(code, message, at.page, at.number),)
    return tuple(_rows(raw, pieces, cuts, form)), heads, ()


def without_heads(lines: Sequence[Line], header: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines that print the column heads (`header`, without whitespace), and the rest."""
    heads: list[Line] = []
    content: list[Line] = []
    i = 0
    while i < len(lines):
        end = _header_end(lines, i, header)
        heads += lines[i:end]
        if end == i:
            content.append(lines[i])
        i = max(end, i + 1)
    return tuple(heads), tuple(content)


def _header_end(lines: Sequence[Line], start: int, header: str) -> int:
    so_far, end = "", start
    while end < len(lines) and len(so_far) < len(header):
        so_far += squash(lines[end].text)
        if not header.startswith(so_far):
            return start
        end += 1
    return end if so_far == header else start


def _pieces(raw: str, lines: Sequence[Line]) -> tuple[_Piece, ...]:
    spaced: dict[int, bool] = {}
    for page in {line.page for line in lines}:
        on_page = [line.gap for line in lines if line.page == page]
        spaced[page] = sum(on_page) > 0.8 * len(on_page)
    out: list[_Piece] = []
    for i, line in enumerate(lines):
        for k, m in enumerate(re.finditer(r"\S+", raw[line.start : line.end])):
            span = Span(line.start + m.start(), line.start + m.end())
            informative = line.gap and not spaced[line.page] and not line.opens_page
            out.append(_Piece(span, m.group(), i, informative and k == 0, 0 if not spaced[line.page] else 1))
    return tuple(out)


_State = tuple[int, int]  # (row form, state of its automaton); (-1, 0) between rows
_BETWEEN: _State = (-1, 0)


def _best_cut(pieces: Sequence[_Piece], form: TableForm) -> list[tuple[int, str, int, int]] | None:
    """Cheapest cut as (row form, column, first piece, end piece) per cell, rows in order; (-1, "", …)
    ends a row."""
    best: list[dict[_State, float]] = [{} for _ in range(len(pieces) + 1)]
    back: dict[tuple[int, _State], tuple[int, _State, str]] = {}
    best[0][_BETWEEN] = 0.0
    for at, here in enumerate(best):
        ended = [(cost, s) for s, cost in here.items() if s[0] >= 0 and s[1] in form.rows[s[0]].final]
        if ended:
            cost, state = min(ended)
            here[_BETWEEN] = cost
            back[at, _BETWEEN] = (at, state, "")
        for state, so_far in sorted(here.items()):
            for column, target, end, cost in _steps(pieces, form, at, state):
                if so_far + cost < best[end].get(target, float("inf")):
                    best[end][target] = so_far + cost
                    back[end, target] = (at, state, column)
    if _BETWEEN not in best[-1]:
        return None
    path: list[tuple[int, str, int, int]] = []
    place = (len(pieces), _BETWEEN)
    while place in back:
        at, state, column = back[place]
        path.append((place[1][0], column, at, place[0]))
        place = (at, state)
    return path[::-1]


def _steps(
    pieces: Sequence[_Piece], form: TableForm, at: int, state: _State
) -> Iterator[tuple[str, _State, int, float]]:
    """Every cell that can come next: its column, the state behind it, its end piece, its cost."""
    row, where = state
    for which, start in [(row, where)] if row >= 0 else [(k, 0) for k in range(len(form.rows))]:
        for column, following in form.rows[which].states[start]:
            for end, cost in _cells(pieces, form.columns[column], at):
                yield column, (which, following), end, cost


def _cells(pieces: Sequence[_Piece], column: Column, at: int) -> Iterator[tuple[int, float]]:
    """Every way a cell of `column` can start at piece `at`: end piece and cost."""
    text, cost = "", 0.0
    for end in range(at + 1, min(len(pieces), at + _MAX_PIECES) + 1):
        piece = pieces[end - 1]
        if end - 1 > at:
            before = pieces[end - 2]
            cost += _GAP_INSIDE * piece.gap + _SAME_LINE_INSIDE * (piece.line == before.line)
            if column.width and piece.line != before.line:
                cost += _UNFILLED * max(0.0, column.width - 1 - display_width(before.text) / 2) / column.width
        text += piece.text
        if column.width and display_width(piece.text) / 2 > column.width + 1:
            return
        if column.pattern.fullmatch(text):
            follows = pieces[end] if end < len(pieces) else None
            touching = (
                follows is not None and follows.line != piece.line and not follows.gap and not follows.room
            )
            yield end, cost + _NO_GAP_BETWEEN * touching


def _farthest(pieces: Sequence[_Piece], form: TableForm) -> int:
    """How many pieces found a cell before reading got stuck."""
    reached: set[tuple[int, _State]] = {(0, _BETWEEN)}
    todo = [(0, _BETWEEN)]
    while todo:
        at, state = todo.pop()
        targets = {(end, target) for _, target, end, _ in _steps(pieces, form, at, state)}
        if state[0] >= 0 and state[1] in form.rows[state[0]].final:
            targets.add((at, _BETWEEN))
        todo += targets - reached
        reached |= targets
    return max(at for at, _ in reached)


def _rows(
    raw: str, pieces: Sequence[_Piece], cuts: Sequence[tuple[int, str, int, int]], form: TableForm
) -> Iterator[Row]:
    held: dict[str, Cell] = {}
    cells: list[Cell] = []
    which = -1
    for row, column, start, end in cuts:
        if row >= 0:
            which = row
            cells.append(Cell(column, Text.of(raw, [p.span for p in pieces[start:end]])))
            continue
        row_form = form.rows[which]
        printed = {cell.column for cell in cells}
        inherited = tuple(held[name] for name in row_form.inherit if name not in printed and name in held)
        held = {name: cell for name, cell in held.items() if name in row_form.inherit}
        held |= {cell.column: cell for cell in cells if cell.column in row_form.inherit}
        name = next((cell.text.chars for cell in cells if cell.column == row_form.key), "")
        yield Row(name, _named(cells, row_form), inherited)
        cells = []


def _named(cells: Sequence[Cell], form: RowForm) -> tuple[Cell, ...]:
    """Cells with distinct names: where a group comes more than once its cells take the group's first
    cell as prefix (1#位置, 二级保护区面积); plain repetitions count up (指挥机构（2）)."""
    columns = [cell.column for cell in cells]
    heads = [name for name in form.group_by.split() if columns.count(name) > 1]
    out: list[Cell] = []
    prefix, seen = "", dict.fromkeys(columns, 0)
    for cell in cells:
        seen[cell.column] += 1
        if cell.column in form.group_by.split():
            prefix = cell.text.chars if cell.column in heads else ""
        repeated = columns.count(cell.column) > 1
        if prefix and repeated:
            out.append(Cell(_prefixed(prefix, cell.column), cell.text))
        else:
            n = seen[cell.column]
            out.append(cell if n == 1 else Cell(f"{cell.column}（{n}）", cell.text))
    return tuple(out)


def _prefixed(prefix: str, column: str) -> str:
    """一级 + 保护区面积, 准保护区 + 保护区面积 -> 准保护区面积: what both say is said once."""
    shared = next(k for k in range(len(column), -1, -1) if prefix.endswith(column[:k]))
    return prefix + column[shared:]
