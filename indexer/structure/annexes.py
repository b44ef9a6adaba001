"""Annexes to nodes: tables by their description, forms and drawings as what they are, text as outline.

An `AnnexPart` comes in, a `Node` with rows, columns, items or plain text goes out, with the lines that
print column heads and findings. A table without a description is still cut at its 序号, where it has one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from corpus.model import Finding, Kind, Line, Span
from corpus.text import Text, join, squash
from indexer.clean.columns import Columns
from indexer.clean.rejoin import SENTENCE_END, rejoin
from indexer.structure.cells import cut_cells, cut_named_rows
from indexer.structure.outline import Node, outline
from indexer.structure.split import TABLE_UNIT, AnnexPart
from indexer.structure.tables import Row, TableForm, find_form, read_table, without_heads

_NOTE = re.compile(r"(?:说明|注|备注)\s*[：:]")
_BLANK_FIELD = re.compile(r"签\s*字|盖\s*章|年\s+月\s+日|填表|（签名）")
_MIN_NUMBERED_ROWS = 3
# An amount or the unit of one, no cell beside a 序号: "亿元", "50 元", "3.5". Refuses: "12 所幼儿园", "2024"
_AMOUNT = re.compile(
    r"(?!(?:19|20)\d\d$)[\d.,，%]*\s*(?:[百千万亿]*(?:元|吨|户|人|人次|亩|个|件|项|次|台|辆|套|平方米|平方公里|公里|公顷|米|%)?)"
)
# accepts: "合计", "总 计 1120", "合计：1120"; refuses: "总计划"
_TOTAL = re.compile(r"(?P<name>[合总小]\s*计)(?=[\s：:\d]|$)")


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex read: its node, its column heads, findings."""

    node: Node
    heads: tuple[Line, ...]
    findings: tuple[Finding, ...]


def read_annex(
    raw: str, part: AnnexPart, doc_no: str, forms: Sequence[TableForm], columns: Columns | None = None
) -> Annex:
    """Read one annex. Its node's segment is 附件 or 附件N; the title lines are not part of the node."""
    segment = f"附件{part.number or ''}"
    lines, note = _split_note(part.lines)
    form = find_form(lines, forms)
    if form:
        return _table(raw, lines, note, segment, doc_no, form)
    if part.figure:
        return Annex(_block(raw, lines, segment, "figure"), (), ())
    if sum(bool(_BLANK_FIELD.search(line.text)) for line in lines) >= 2:
        return Annex(_block(raw, lines, segment, "form"), (), ())
    if _is_running_text(lines):
        root, findings = outline(rejoin(raw, part.lines, columns), doc_no)
        root.segment, root.kind = segment, "annex"
        return Annex(root, (), findings)
    unit = next((i for i, line in enumerate(lines) if not TABLE_UNIT.match(line.text)), 0)
    rows = _numbered_rows(raw, lines[unit:], segment) or _named_rows(raw, lines[unit:], segment)
    node, heads = rows or (_block(raw, lines[unit:], segment, "annex"), ())
    node.body = [*(Text.of(raw, [Span(x.start, x.end)]) for x in lines[:unit]), *node.body]
    node.body += _note_node(raw, note)
    how = "into cells by its column heads" if heads else "at 序号 only"
    message = f"{doc_no} {segment}: no description in corpus/tables/ has these column heads; cut {how}"
    finding = Finding("unknown_table", message, part.head.page, part.head.number)
    return Annex(node, heads, (finding,) if lines else ())


def _split_note(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    at = next((i for i, line in enumerate(lines) if _NOTE.match(line.text)), len(lines))
    return tuple(lines[:at]), tuple(lines[at:])


def _note_node(raw: str, note: Sequence[Line]) -> list[Text | Node]:
    if not note:
        return []
    name = _NOTE.match(note[0].text)
    assert name is not None
    label = re.sub(r"[\s：:]", "", name.group())
    return [Node(label, "note", "", (), Text.of(raw, [Span(x.start, x.end) for x in note]))]


def _table(
    raw: str, lines: Sequence[Line], note: Sequence[Line], segment: str, doc_no: str, form: TableForm
) -> Annex:
    rows, heads, faults = read_table(raw, lines, form)
    if faults:
        node = _block(raw, lines, segment, "annex")
        node.body += _note_node(raw, note)
        return Annex(
            node,
            (),
            tuple(replace(fault, message=f"{doc_no} {segment}: {fault.message}") for fault in faults),
        )
    node = Node(segment, "annex")
    if form.label == "column":
        node.body += _columns(rows, form)
    else:
        node.body += [_row(row, form.label == "number") for row in rows]
    node.body += _note_node(raw, note)
    return Annex(node, heads, ())


def _row(row: Row, numbered: bool) -> Node:
    cells = (*row.inherited, *row.cells)
    return Node(
        f"第{row.name}项" if numbered else squash(row.name),
        "row",
        cells={cell.column: cell.text for cell in cells},
        cell_order=tuple(cell.text for cell in cells),
    )


def _columns(rows: Sequence[Row], form: TableForm) -> list[Text | Node]:
    """Columns of a table that is read downwards: of each run of like cells, the k-th is column k's.

    A cell that stands alone is the head of the row below it; each column shows it over its own cell.
    """
    names = [(re.sub(r"（\d+）$", "", cell.column), cell.text) for row in rows for cell in row.cells]
    out: list[Text | Node] = []
    for k, column in enumerate(form.across):
        cells: dict[str, Text] = {}
        order: list[Text] = []
        for name, run in groupby(names, key=lambda pair: pair[0]):
            texts = [text for _, text in run]
            order.append(texts[0] if len(texts) == 1 else texts[k])
            if len(texts) > 1:
                cells[name] = texts[k]
        out.append(Node(column, "column", cells=cells, cell_order=tuple(order)))
    return out


def _block(raw: str, lines: Sequence[Line], segment: str, kind: Kind) -> Node:
    """A drawing, a blank form, or a table nobody described: its printed cells, kept as they are."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not line.gap:
            groups[-1].append(line)
        else:
            groups.append([line])
    texts = [join([Text.of(raw, spans) for spans in _words(group)], " ") for group in groups]
    return Node(segment, kind, body=[join(texts, " ")] if texts else [])


# A space between two printed words, not one that spreads the characters of a word: "调剂面积 单价", "分 别 以"
_BETWEEN_WORDS = re.compile(r"(?<=[\u4e00-\u9fff）)]{2})\s+(?=[\u4e00-\u9fff（(]{2})")


def _words(group: Sequence[Line]) -> list[list[Span]]:
    """The stretches of a group of lines between spaces that part words; a line's end parts nothing."""
    words: list[list[Span]] = [[]]
    for line in group:
        at = line.start
        for m in _BETWEEN_WORDS.finditer(line.text):
            words[-1].append(Span(at, line.start + m.start()))
            words.append([])
            at = line.start + m.end()
        words[-1].append(Span(at, line.end))
    return words


def _is_running_text(lines: Sequence[Line]) -> bool:
    ended = sum(line.text[-1] in SENTENCE_END for line in lines)
    return bool(lines) and ended * 12 >= len(lines) and sum(len(line.text) for line in lines) > 9 * len(lines)


def _numbered_rows(raw: str, lines: Sequence[Line], segment: str) -> tuple[Node, tuple[Line, ...]] | None:
    """Rows of a table without a description, cut where a row starts with the next 序号, totals apart.

    Returns: the annex and the lines that print its column heads, where its rows are cut into cells too.
    """
    starts = _row_starts(lines)
    if len(starts) < _MIN_NUMBERED_ROWS:
        return None
    top = lines[: starts[0]]
    repeated, content = without_heads(lines[starts[0] :], squash("".join(line.text for line in top)))
    starts = _row_starts(content)
    names = [f"第{n}项" for n in range(1, len(starts) + 1)]
    for i in range(starts[-1] + 1, len(content)):
        if m := _TOTAL.match(content[i].text):
            starts.append(i)
            names.append(squash(m["name"]))
    printed = [content[start:end] for start, end in pairwise([*starts, len(content)])]
    cut = cut_cells(top, [row for row, name in zip(printed, names, strict=True) if name.startswith("第")])
    node = Node(segment, "annex")
    if top and not cut:
        node.body.append(join([Text.of(raw, [Span(x.start, x.end)]) for x in top], " "))
    for k, (name, row) in enumerate(zip(names, printed, strict=True)):
        if cut and name.startswith("第"):
            cells = {head: Text.of(raw, spans) for head, spans in cut[k].items()}
            node.body.append(Node(name, "row", cells=cells, cell_order=tuple(cells.values())))
        else:
            node.body.append(_block(raw, row, name, "row"))
    return node, (*(top if cut else ()), *repeated)


def _named_rows(raw: str, lines: Sequence[Line], segment: str) -> tuple[Node, tuple[Line, ...]] | None:
    """Rows of a table without a description and without 序号, printed one a line under their heads."""
    rows = cut_named_rows(lines)
    if not rows:
        return None
    node = Node(segment, "annex")
    for row in rows:
        cells = {head: Text.of(raw, spans) for head, spans in row.items()}
        name = next(iter(cells.values())).chars
        node.body.append(Node(squash(name), "row", cells=cells, cell_order=tuple(cells.values())))
    return node, (lines[0],)


def _row_starts(lines: Sequence[Line]) -> list[int]:
    """Lines that begin with the next 序号: not the 2 of "2 亿元", nor right after the 序号 before it."""
    starts: list[int] = []
    for i, line in enumerate(lines):
        number, *rest = line.text.split(maxsplit=1)
        if number != str(len(starts) + 1):
            continue
        second = rest[0] if rest else lines[i + 1].text if i + 1 < len(lines) else ""
        has_above = not starts or sum(len(x.text.split()) for x in lines[starts[-1] : i]) >= 2
        if has_above and not _AMOUNT.fullmatch(second):
            starts.append(i)
    return starts
