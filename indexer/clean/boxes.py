"""Contact boxes: 咨询单位 … 咨 询 与 解 读, lifted out of the text they were printed into.

The caption stands below or above; some offices print 解读单位, and 联系电话 or 咨询热线 for the phone:

    咨询单位：吕梁市民政局 / 咨询电话：0358-8237023 / 咨 询 与 解 读
    咨询与解读 / 解读单位：市民政局 / 解读电话：0358-8237023 / 0358-8237024

Lines come in; lines without boxes and the boxes go out. The extraction puts a box at the end of its
page (or the start), so that it may stand after the next document's notice or inside a sentence; which
document it belongs to is decided in `indexer.structure.split`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import numbering
from corpus.model import Edit, Line, Span
from corpus.text import squash

_CAPTIONS = frozenset(("扫码咨询", "政策解读", "咨询与解读", "扫码解读", "扫码阅读"))
_MAX_LINES = 8
_NAME = re.compile(r"(?:咨\s*询|解\s*读)\s*单\s*位\s*[：:]\s*(?P<unit>\S+)")
_PHONE = re.compile(
    r"(?:咨\s*询|解\s*读|联\s*系)\s*(?:电\s*话|热\s*线)\s*[：:]\s*(?P<phone>[\d\-－—、，,（）() ]*\d)"
)
# One more phone on a line of its own: "0350-1111112"
_MORE_PHONES = re.compile(rf"{numbering.PHONE.pattern}(?:[\s、，,/]+{numbering.PHONE.pattern})*")


@dataclass(frozen=True, slots=True)
class Box:
    """One contact box: whom to ask and the phone, with their places in the source."""

    unit: str
    phone: str
    page: int
    line: int
    unit_span: Span
    phone_span: Span | None
    spans: tuple[Span, ...]


def lift_boxes(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Box, ...], tuple[Edit, ...]]:
    """Take out each run of lines that names 咨询单位 and holds only what such a box holds."""
    kept: list[Line] = []
    boxes: list[Box] = []
    edits: list[Edit] = []
    i = 0
    while i < len(lines):
        name = _box_name(lines, i)
        if name is None:
            kept.append(lines[i])
            i += 1
            continue
        end = _box_end(lines, name)
        boxes.append(_read(lines[i:end], lines[name]))
        edits += [Edit("boxes", "contact box", x.page, x.number, x.text, "") for x in lines[i:end]]
        i = end
    return tuple(kept), tuple(boxes), tuple(edits)


def _box_name(lines: Sequence[Line], i: int) -> int | None:
    """Which line names the office of the box that line i opens, below its captions; None if it opens none."""
    at = i
    while at < len(lines) and _is_caption(lines[at]) and lines[at].page == lines[i].page:
        at += 1
    return at if at < len(lines) and lines[at].page == lines[i].page and _is_name(lines[at]) else None


def _is_caption(line: Line) -> bool:
    return squash(line.text) in _CAPTIONS


def _is_name(line: Line) -> bool:
    """A sentence names no office: "咨询单位：应当在五日内答复。"."""
    return bool(_NAME.match(line.text)) and not any(c in line.text for c in "。；，")


def _box_end(lines: Sequence[Line], name: int) -> int:
    end, phone = name + 1, ""
    while end < min(len(lines), name + _MAX_LINES):
        line = lines[end]
        m = _PHONE.match(line.text)
        # p.32 prints the tail of its phone once more, "-3398047"
        again = phone and (phone.endswith(line.text) or _MORE_PHONES.fullmatch(line.text))
        if not (m or again or _is_caption(line)) or _box_name(lines, end) is not None:
            break
        phone = m["phone"] if m else phone
        end += 1
    return end


def _read(lines: Sequence[Line], head: Line) -> Box:
    """A box from its lines; of several phones the first."""
    name = _NAME.match(head.text)
    assert name is not None
    phone, phone_span = "", None
    for line in lines:
        if m := _PHONE.match(line.text):
            phone = re.sub(r"\s", "", m["phone"])
            phone_span = Span(line.start, line.start + m.end())
            break
    return Box(
        name["unit"],
        phone,
        head.page,
        head.number,
        Span(head.start, head.start + name.end()),
        phone_span,
        tuple(Span(line.start, line.end) for line in lines),
    )
