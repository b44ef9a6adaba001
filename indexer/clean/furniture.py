"""Page furniture: running heads and page numbers go out, printed page numbers stay on the lines.

Raw lines come in; lines that carry their printed page number go out, with an Edit for each line taken
out. Afterwards no running head and no page number is left, also where it cut a sentence in two:

    金、设备使用的 / 市政府办公室文件 吕梁市人民政府公报 2024·1 / — 20 — / 房屋等。   ->   p.20: 房屋等。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus import wording
from corpus.model import Edit, Finding, Line
from corpus.text import squash

_OFTEN = 3


def is_running_head(line: Line) -> bool:
    """A line that holds the bulletin's name with its year and issue, and hardly anything else."""
    m = wording.RUNNING_HEAD.search(line.text) or wording.SWAPPED_HEAD.search(line.text)
    return bool(m) and len(line.text) - len(m.group()) <= 14 if m else False


def is_page_number(line: Line) -> bool:
    """A line that is a page number between dashes or dots, or 第N页."""
    return bool(wording.PAGE_NUMBER.fullmatch(line.text))


def _roles(lines: Sequence[Line]) -> list[str]:
    """For each line "head", "page number" or "": bare numbers count only beside a head, and in a file that
    prints no page number between dashes; halves of a head (the name on one line, year and issue on another)
    only where they come often."""
    bare = not any(is_page_number(x) for x in lines)
    halves = Counter(squash(x.text) for x in lines if wording.HALF_HEAD.fullmatch(x.text))
    heads = [is_running_head(x) or halves[squash(x.text)] >= _OFTEN for x in lines]
    roles: list[str] = []
    for i, line in enumerate(lines):
        beside = (i > 0 and heads[i - 1]) or (i + 1 < len(lines) and heads[i + 1])
        number = is_page_number(line) or (bare and beside and bool(wording.BARE_NUMBER.fullmatch(line.text)))
        roles.append("head" if heads[i] else "page number" if number else "")
    return roles


def strip_furniture(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Edit, ...]]:
    """Drop running heads and page numbers; give each line the count of page starts before it.

    A page starts at a marked line or at a running head; a head that follows a marked start directly
    is the same start. `Line.page` of the result counts starts from 1.
    """
    kept: list[Line] = []
    edits: list[Edit] = []
    page, fresh, head_opens = 0, False, False
    for line, role in zip(lines, _roles(lines), strict=True):
        if role:
            if (role == "head" or line.opens_page) and not fresh:
                page, fresh = page + 1, True
            edits.append(Edit("furniture", role, page, line.number, line.text, ""))
            head_opens = head_opens or role == "head" or line.opens_page
            continue
        if line.opens_page and not fresh:
            page += 1
        kept.append(replace(line, page=page, opens_page=line.opens_page or head_opens))
        fresh = head_opens = False
    return tuple(kept), tuple(edits)


def printed_pages(
    lines: Sequence[Line], edits: Sequence[Edit]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """Turn counted pages into printed ones, from the page numbers that were found as furniture.

    Where all printed numbers agree with the count (perhaps shifted by unnumbered front pages) the
    shift is applied; a number that disagrees with it is a finding, and the count is kept.
    """
    last = lines[-1].page if lines else 0
    shifts = [(_number(edit) - edit.page, edit) for edit in edits if _number(edit) and edit.page <= last]
    if not shifts:
        return tuple(lines), ()
    values = [shift for shift, _ in shifts]
    shift = max(set(values), key=lambda value: (values.count(value), -abs(value)))
    findings = tuple(
        Finding(
            "page_number",
            f"expected page {edit.page + shift}, found {edit.before}",
            edit.page + shift,
            edit.line,
        )
        for value, edit in shifts
        if value != shift
    )
    return tuple(replace(line, page=line.page + shift) for line in lines), findings


def _number(edit: Edit) -> int:
    digits = re.search(r"\d+", edit.before)
    return int(digits.group()) if edit.rule == "page number" and digits else 0
