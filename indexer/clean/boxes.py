"""Contact boxes: 咨询单位 … 咨 询 与 解 读, lifted out of the text they were printed into.

Lines come in; lines without boxes and the boxes go out. The extraction puts a box at the end of its
page (or the start), so that it may stand after the next document's notice or inside a sentence; which
document it belongs to is decided in `indexer.structure.split.owner_of_box`.
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
    """Take out each run of lines that starts with 咨询单位 and holds only what such a box holds."""
    kept: list[Line] = []
    boxes: list[Box] = []
    edits: list[Edit] = []
    i = 0
    while i < len(lines):
        if not numbering.CONTACT_UNIT.match(lines[i].text):
            kept.append(lines[i])
            i += 1
            continue
        end = _box_end(lines, i)
        boxes.append(_read(lines[i:end]))
        edits += [Edit("boxes", "contact box", x.page, x.number, x.text, "") for x in lines[i:end]]
        i = end
    return tuple(kept), tuple(boxes), tuple(edits)


def _box_end(lines: Sequence[Line], start: int) -> int:
    end, phone = start + 1, ""
    while end < min(len(lines), start + _MAX_LINES):
        text = lines[end].text
        m = numbering.CONTACT_PHONE.match(text)
        phone = m["phone"] if m else phone
        # p.32 prints the tail of its phone once more, "-3398047"
        if not (m or squash(text) in _CAPTIONS or (phone and phone.endswith(text))):
            break
        end += 1
    return end


def _read(lines: Sequence[Line]) -> Box:
    unit_match = numbering.CONTACT_UNIT.match(lines[0].text)
    assert unit_match is not None
    phone, phone_span = "", None
    for line in lines:
        if m := numbering.CONTACT_PHONE.match(line.text):
            phone = re.sub(r"\s", "", m["phone"])
            phone_span = Span(line.start, line.start + m.end())
            break
    head = lines[0]
    return Box(
        unit_match["unit"],
        phone,
        head.page,
        head.number,
        Span(head.start, head.start + unit_match.end()),
        phone_span,
        tuple(Span(line.start, line.end) for line in lines),
    )
