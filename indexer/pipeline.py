"""The parser: a source to a bulletin, stage by stage, each stage's result kept for a look.

    source -> lines -> furniture -> copies -> pages -> boxes -> reorder -> split -> assemble -> Bulletin

`parse(source)` runs them all; `Run` holds what every stage made, so that a reader can walk back from any
unit to the raw line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus import numbering
from corpus.errors import SourceError
from corpus.model import Bulletin, Edit, Finding, Line
from corpus.source import Source, lines

from indexer.clean.boxes import Box, lift_boxes
from indexer.clean.copies import drop_copy
from indexer.clean.furniture import printed_pages, strip_furniture
from indexer.clean.reorder import load_corrections, reorder
from indexer.structure.assemble import assemble, page_finder
from indexer.structure.split import Parts, split_documents
from indexer.structure.tables import load_forms

STAGES = ("lines", "furniture", "copies", "pages", "boxes", "reorder", "split", "assemble")


@dataclass(frozen=True, slots=True)
class Run:
    """A parse with every intermediate result. `raw_lines` are all lines of the file, `lines` those of
    the first printing in reading order, `front` what stands before the first document."""

    source: Source
    raw_lines: tuple[Line, ...]
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    front: tuple[Line, ...]
    parts: tuple[Parts, ...]
    table_heads: tuple[Line, ...]
    bulletin: Bulletin


def parse(source: Source) -> Run:
    """Parse a bulletin.

    Raises: SourceError when no document is found, or the file stops in the middle of one.
    """
    raw_lines = lines(source)
    kept, furniture = strip_furniture(raw_lines)
    kept, copy_edits, findings = drop_copy(kept)
    kept, page_findings = printed_pages(kept, furniture)
    pages_of = page_finder(kept)
    kept, boxes, box_edits = lift_boxes(kept)
    kept, moves, move_findings = reorder(kept, load_corrections())
    front, parts = split_documents(kept, boxes)
    if not parts:
        raise SourceError(
            f"expected at least one document (a title with 关于 and a line that is its 文号, such as 吕政办发〔2024〕2号), "
            f"found none in {len(kept)} lines ({source.name}); give the text of a government bulletin"
        )
    _refuse_truncated(source, parts)
    made = [assemble(source.text, part, load_forms(), pages_of) for part in parts]
    bulletin = Bulletin(
        name=bulletin_name(raw_lines, source.name),
        documents=tuple(m.document for m in made),
        edits=(*furniture, *copy_edits, *box_edits, *moves),
        findings=(*findings, *page_findings, *move_findings, *(f for m in made for f in m.findings)),
    )
    heads = tuple(line for m in made for line in m.table_heads)
    return Run(source, raw_lines, kept, boxes, front, parts, heads, bulletin)


def bulletin_name(raw_lines: tuple[Line, ...], fallback: str) -> str:
    """吕梁市人民政府公报2024年第1期, from the running heads; the file's name where there are none."""
    for line in raw_lines:
        if m := numbering.RUNNING_HEAD.search(line.text):
            return f"{m['name']}{m['year']}年第{int(m['issue'])}期"
    return re.sub(r"\.\w+$", "", fallback)


def _refuse_truncated(source: Source, parts: tuple[Parts, ...]) -> None:
    """A last document without a date that stops in mid-sentence means that the file was cut off."""
    last = parts[-1]
    content = [*last.body, *last.attached, *(line for annex in last.annexes for line in annex.lines)]
    if last.date or (content and content[-1].text[-1] in "。；;：）)"):
        return
    at = content[-1] if content else last.doc_no_line
    raise SourceError(
        f"expected {last.doc_no} to end with its date, found the end of the file after {at.text[-20:]!r} "
        f"(p.{at.page} line {at.number}, {source.name}); fetch the file again, it is cut off"
    )


def all_edits(run: Run, stage: str = "") -> tuple[Edit, ...]:
    """The edits of one cleaning stage, or of all."""
    return tuple(edit for edit in run.bulletin.edits if not stage or edit.stage == stage)


def all_findings(run: Run, severity: str = "") -> tuple[Finding, ...]:
    """The findings of one severity, or all."""
    return tuple(f for f in run.bulletin.findings if not severity or f.severity == severity)
