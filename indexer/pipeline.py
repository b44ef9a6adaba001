"""The parser: a source to a bulletin, stage by stage, each stage's result kept for a look.

    source -> lines, furniture, copies, pages, boxes, reorder (STAGES) -> split -> assemble -> Bulletin

`parse(source)` runs them all; `Run` holds what every stage made, so that a reader can walk back from any
unit to the raw line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus import wording
from corpus.errors import OutlineGap, SourceError
from corpus.model import Bulletin, Finding, Line
from corpus.source import Source, lines
from indexer.clean.boxes import Box, lift_boxes
from indexer.clean.copies import drop_copy
from indexer.clean.furniture import printed_pages, strip_furniture
from indexer.clean.reorder import load_corrections, reorder
from indexer.structure.assemble import assemble, read_layout
from indexer.structure.split import Parts, split_documents
from indexer.structure.tables import load_forms

STAGES = ("lines", "furniture", "copies", "pages", "boxes", "reorder")


@dataclass(frozen=True, slots=True)
class Run:
    """A parse with every intermediate result. `stages` are the lines after each cleaning stage, from
    all lines of the file to those of the first printing in reading order; `front` stands before the
    first document."""

    source: Source
    stages: Mapping[str, tuple[Line, ...]]
    boxes: tuple[Box, ...]
    front: tuple[Line, ...]
    parts: tuple[Parts, ...]
    table_heads: tuple[Line, ...]
    bulletin: Bulletin

    @property
    def raw_lines(self) -> tuple[Line, ...]:
        """All lines of the file."""
        return self.stages[STAGES[0]]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the first printing in reading order."""
        return self.stages[STAGES[-1]]


def parse(source: Source) -> Run:
    """Parse a bulletin.

    Raises: SourceError when no document is found, or the file stops in the middle of one.
    """
    raw_lines = lines(source)
    kept, furniture = strip_furniture(raw_lines)
    first, copy_edits, findings = drop_copy(kept)
    paged, page_findings = printed_pages(first, furniture)
    layout = read_layout(source.text, paged)
    unboxed, boxes, box_edits = lift_boxes(paged)
    ordered, moves, move_findings = reorder(unboxed, load_corrections())
    stages = dict(zip(STAGES, (raw_lines, kept, first, paged, unboxed, ordered), strict=True))
    front, parts = split_documents(ordered, boxes)
    if not parts:
        raise SourceError(
            "expected at least one document (a title with 关于 and a line that is its 文号, such as "
            f"吕政办发〔2024〕2号), found none in {len(ordered)} lines ({source.name}); "
            "give the text of a government bulletin"
        )
    _refuse_truncated(source, parts)
    made = [assemble(layout, part, load_forms()) for part in parts]
    _refuse_cut_table(source, made[-1].findings)
    name = bulletin_name(raw_lines, source.name)
    bulletin = Bulletin(
        name=name,
        documents=tuple(replace(m.document, issue=name) for m in made),
        edits=(*furniture, *copy_edits, *box_edits, *moves),
        findings=(*findings, *page_findings, *move_findings, *(f for m in made for f in m.findings)),
    )
    heads = tuple(line for m in made for line in m.table_heads)
    return Run(source, stages, boxes, front, parts, heads, bulletin)


def bulletin_name(raw_lines: tuple[Line, ...], fallback: str) -> str:
    """吕梁市人民政府公报2024年第1期, from the running heads; the file's name where there are none."""
    for line in raw_lines:
        if m := wording.RUNNING_HEAD.search(line.text):
            return f"{m['name']}{m['year']}年第{int(m['issue'] or m['number'])}期"
    return re.sub(r"\.\w+$", "", fallback)


def _refuse_truncated(source: Source, parts: tuple[Parts, ...]) -> None:
    """A last document whose running text stops in mid-sentence means that the file was cut off."""
    last = parts[-1]
    running = (last.others[-1].lines if last.others else ()) or last.attached or last.body
    if (last.date and not last.attached) or not running or running[-1].text[-1] in "。；;：）)〕”":
        return
    at = running[-1]
    expected = "a full stop" if last.date else "its date"
    raise SourceError(
        f"expected {last.doc_no} to end with {expected}, found the end of the file after {at.text[-20:]!r} "
        f"(p.{at.page} line {at.number}, {source.name}); fetch the file again, it is cut off"
    )


def _refuse_cut_table(source: Source, findings: tuple[Finding, ...]) -> None:
    """A last table that stops inside a row means the same."""
    if cut := next((f for f in findings if f.code == "table_cut"), None):
        raise SourceError(
            f"expected the last table to end with a whole row, found the end of the file: {cut.message} "
            f"({source.name}); fetch the file again, it is cut off"
        )


def all_findings(run: Run, severity: str = "") -> tuple[Finding, ...]:
    """The findings of one severity, or all."""
    return tuple(f for f in run.bulletin.findings if not severity or f.severity == severity)


def refuse_gaps(run: Run) -> None:
    """Raise OutlineGap naming every 条 that does not follow the one before it."""
    if gaps := [f.message for f in all_findings(run, "error") if f.code == "outline_gap"]:
        raise OutlineGap("; ".join(gaps) + "; see: gongbao parse FILE --check, or go on with --keep-going")
