"""Invariants over a parsed bulletin, and where each character of a printing went.

A `Run` comes in; a `Census` of characters and the list of faults go out. Nothing may vanish: every
character of the kept printing is in a unit, a title or signature, a table head, or counted furniture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.locator import Locator
from corpus.model import Document, Finding, Line, Span
from indexer.pipeline import Run, all_findings

BINS = ("units", "titles and signatures", "table heads", "furniture", "front matter", "unexplained")


@dataclass(frozen=True, slots=True)
class Census:
    """Characters (without whitespace) by where they went. `printing` is the kept printing without
    running heads; `heads` and `copy` are the running heads and the second printing, left out of it."""

    counts: dict[str, int]
    printing: int
    heads: int
    copy: int
    unexplained: tuple[Line, ...]


def census(run: Run) -> Census:
    """Count every non-blank character of the kept printing once, by its most specific place."""
    raw = run.source.text
    place: dict[int, str] = {}
    _mark(place, raw, _spans(run.front), "front matter")
    _mark(place, raw, (span for box in run.boxes for span in box.spans), "furniture")
    _mark(place, raw, _spans(run.table_heads), "table heads")
    for document in run.bulletin.documents:
        for unit in document.units:
            bin_name = "titles and signatures" if unit.kind == "fact" else "units"
            for at in document.origin[unit.start : unit.end]:
                if at >= 0:
                    place[at] = bin_name
    kept = {at for line in _kept_lines(run) for at in range(line.start, line.end) if not raw[at].isspace()}
    counts = dict.fromkeys(BINS, 0)
    for at in kept:
        counts[place.get(at, "unexplained")] += 1
    lost = tuple(
        line
        for line in run.lines
        if any(at not in place and not raw[at].isspace() for at in range(line.start, line.end))
    )
    edits = run.bulletin.edits
    heads = sum(_length(e.before) for e in edits if e.stage == "furniture")
    copy = sum(_length(e.before) for e in edits if e.stage == "copies")
    return Census(counts, len(kept), heads, copy, lost)


def _kept_lines(run: Run) -> Iterable[Line]:
    dropped = {edit.line for edit in run.bulletin.edits if edit.stage in ("furniture", "copies")}
    return (line for line in run.raw_lines if line.number not in dropped)


def _length(text: str) -> int:
    return sum(not c.isspace() for c in text)


def _spans(lines: Iterable[Line]) -> Iterable[Span]:
    return (Span(line.start, line.end) for line in lines)


def _mark(place: dict[int, str], raw: str, spans: Iterable[Span], bin_name: str) -> None:
    for span in spans:
        place.update((at, bin_name) for at in range(span.start, span.end) if not raw[at].isspace())


def check(run: Run) -> tuple[Finding, ...]:
    """Every invariant that does not hold, as error findings; the parser's own error findings first."""
    faults = list(all_findings(run, "error"))
    counted = census(run)
    for line in counted.unexplained:
        faults.append(
            _fault(
                "unexplained",
                f"expected {line.text!r} in a unit or a bin, found it in none",
                line.page,
                line.number,
            )
        )
    seen: dict[str, str] = {}
    for document in run.bulletin.documents:
        faults += _document_faults(document, run.source.text, seen)
    return tuple(faults)


def _fault(code: str, message: str, page: int = 0, line: int = 0) -> Finding:
    return Finding(code, message, page, line, "error")


def _document_faults(document: Document, raw: str, seen: dict[str, str]) -> list[Finding]:
    faults: list[Finding] = []
    for unit in document.units:
        page = unit.pages[0] if unit.pages else 0
        if unit.id in seen:
            faults.append(_fault("duplicate", f"expected one unit {unit.id}, found two", page))
        seen[unit.id] = unit.locator
        if str(Locator.parse(unit.id)) != unit.id:
            faults.append(_fault("locator", f"{unit.id} does not read back as itself", page))
        if document.text[unit.start : unit.end] != unit.text:
            faults.append(_fault("slice", f"{unit.id}: its text is not the slice of its document", page))
        if not unit.text.strip() or not unit.pages:
            faults.append(_fault("empty", f"{unit.id}: expected text and a page, found none", page))
    for at, char in zip(document.origin, document.text, strict=True):
        if at >= 0 and raw[at] != char and not char.isspace():
            faults.append(
                _fault("origin", f"{document.doc_no}: {char!r} is not what stands at raw offset {at}")
            )
    return faults + _sequence_faults(document)


def _sequence_faults(document: Document) -> list[Finding]:
    """条 and table rows count on by one, and start at 1."""
    faults: list[Finding] = []
    series: dict[tuple[str, ...], list[int]] = {}
    for unit in document.units:
        segments = Locator.parse(unit.id).segments
        last = segments[-1] if segments else ""
        if unit.kind in ("article", "row") and last[:1] == "第" and last[1:-1].isdigit():
            series.setdefault((unit.kind, *segments[:-1]), []).append(int(last[1:-1]))
    for key, numbers in series.items():
        if numbers != list(range(1, len(numbers) + 1)):
            where = "/".join((document.doc_no, *key[1:]))
            faults.append(
                _fault("sequence", f"{where}: expected 1 to {len(numbers)} without gap, found {numbers}")
            )
    return faults


def report(run: Run, faults: Sequence[Finding]) -> str:
    """The census and the faults as `gongbao parse --check` prints them."""
    counted = census(run)
    units = [unit for document in run.bulletin.documents for unit in document.units]
    lines = [
        f"{run.bulletin.name}: {len(run.bulletin.documents)} documents, {len(units)} units, "
        f"pages {run.lines[0].page}-{max(line.page for line in run.lines)}",
        f"{counted.printing:>7} characters in one printing "
        f"(besides {counted.heads} in running heads, {counted.copy} in the second printing)",
        *(f"{count:>7} {name}" for name, count in counted.counts.items()),
        *(f"warning {f.code}: {f.message}" for f in all_findings(run, "warning")),
        *(f"error {f.code}: {f.message}" for f in faults),
        f"{len(faults)} faults",
    ]
    return "\n".join(lines)
