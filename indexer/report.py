"""What the parser made, for people: a summary, the edits of a stage, a place side by side, JSON lines.

A `Run` or its values come in, text for the terminal goes out; nothing here changes anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import orjson

from corpus.errors import UnknownLocator
from corpus.locator import Locator, normal_form, spellings
from corpus.model import Bulletin, Document, Line, Span, Unit
from corpus.numbering import canonical_doc_no, split_doc_no
from corpus.text import display_width, is_wide
from indexer.pipeline import STAGES, Run

_MAX_CANDIDATES = 5
_COLUMN = 46  # half cells of a column of the side-by-side view


def summary(bulletin: Bulletin) -> str:
    """One line a document: pages, 文号, units, title."""
    total = sum(len(d.units) for d in bulletin.documents)
    lines = [f"{bulletin.name}: {len(bulletin.documents)} documents, {total} units"]
    for d in bulletin.documents:
        pages = f"p.{d.pages[0]}-{d.pages[1]}"
        lines.append(f"{pages:<9} {_padded(d.doc_no, 22)} {len(d.units):>4} units  {d.title}")
    return "\n".join(lines)


def unit_json(unit: Unit) -> bytes:
    """A unit as one line of `gongbao parse --jsonl`, the form that `gongbao index --units` reads."""
    return orjson.dumps(
        {
            "id": unit.id,
            "doc_no": unit.doc_no,
            "locator": unit.locator,
            "kind": unit.kind,
            "path": unit.path,
            "text": unit.text,
            "pages": unit.pages,
            "cells": unit.cells,
        }
    )


def stage_lines(run: Run, until: str | None, diff: bool, doc: str) -> Iterator[str]:
    """The lines after a stage, or with `diff` the edits up to it; `doc` keeps those on a document's pages."""
    last = until or STAGES[-1]
    pages = _pages_of(run, doc)
    if not diff:
        for line in run.stages[last]:
            if not pages or line.page in pages:
                yield f"p.{line.page:<3} {line.number:>6}  {line.text}"
        return
    wanted = STAGES[: STAGES.index(last) + 1]
    for edit in run.bulletin.edits:
        if edit.stage in wanted and (not pages or edit.page in pages):
            after = f" -> {edit.after}" if edit.after else ""
            rule = edit.rule.split("\n")[0]
            yield f"{edit.stage:<10} p.{edit.page:<3} line {edit.line:<6} {rule}: {edit.before}{after}"


def _pages_of(run: Run, doc: str) -> range | None:
    """The pages of a document, None where no document is asked for.

    Raises: UnknownLocator naming the documents that there are.
    """
    if not doc:
        return None
    found = {d.doc_no: d for d in run.bulletin.documents}
    wanted = canonical_doc_no(doc)
    if wanted not in found:
        raise UnknownLocator(
            f"expected the 文号 of a document, found {doc[:80]!r}; give one of {', '.join(found)}"
        )
    return range(found[wanted].pages[0], found[wanted].pages[1] + 1)


# --- one place -------------------------------------------------------------------------------------------
def find_unit(bulletin: Bulletin, locator: str) -> Unit:
    """The unit of a key or label, spelt in any of the usual ways.

    A label without its document is enough where only one document has such a place.
    Raises: UnknownLocator naming the keys that it may mean, else the nearest keys.
    """
    doc_no, place = _split(locator)
    searched = [d for d in bulletin.documents if doc_no in ("", d.doc_no)]
    meant = [unit for document in searched for unit in _units_named(document, place)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UnknownLocator(_ambiguous(locator, meant))
    keys = [unit.id for document in bulletin.documents for unit in document.units]
    near = get_close_matches(locator, keys, 3, 0.3)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    raise UnknownLocator(
        f"expected the key or label of a place, found {locator[:80]!r}{hint}; list them with: gongbao parse --jsonl"
    )


def _split(locator: str) -> tuple[str, str]:
    """The standard 文号 that a locator starts with (empty without one), and the folded place behind it."""
    doc_no, rest = split_doc_no(locator.strip())
    return doc_no, normal_form(rest)


def _units_named(document: Document, place: str) -> list[Unit]:
    """The units that go by a folded name: one by its key or label, else all by another spelling."""
    titles = _annex_titles(document)
    other: list[Unit] = []
    for unit in document.units:
        segments = Locator.parse(unit.id).segments
        if place in (normal_form(unit.locator), normal_form("/".join(segments))):
            return [unit]
        if place in spellings(segments, unit.locator, titles.get(segments[0], ""), len(titles) == 1):
            other.append(unit)
    return other


def _annex_titles(document: Document) -> dict[str, str]:
    """The title of each annex by its segment, from the heading that its text starts with."""
    annexes = [unit for unit in document.units if re.fullmatch(r"附件\d*", unit.id.rpartition("/")[2])]
    return {
        (segment := unit.id.rpartition("/")[2]): unit.text.split("\n")[0].removeprefix(segment).strip()
        for unit in annexes
    }


def _ambiguous(locator: str, meant: Sequence[Unit]) -> str:
    keys = ", ".join(unit.id for unit in meant[:_MAX_CANDIDATES])
    more = f" and {len(meant) - _MAX_CANDIDATES} more" if len(meant) > _MAX_CANDIDATES else ""
    return (
        f"expected one place, found {locator[:80]!r} ambiguous between {len(meant)}: "
        f"{keys}{more}; give one of these keys"
    )


def side_by_side(run: Run, unit: Unit) -> str:
    """Raw lines of a unit on the left, its clean text on the right."""
    raw = [f"{line.number:>6}  {line.text}" for line in _raw_lines(run, unit.spans)]
    clean = [piece for line in unit.text.split("\n") for piece in _wrapped(line, _COLUMN)]
    height = max(len(raw), len(clean))
    left = raw + [""] * (height - len(raw))
    right = clean + [""] * (height - len(clean))
    cells = [f"{name}: {cell}" for name, cell in (unit.cells or {}).items()]
    return "\n".join(
        [
            f"{unit.id}",
            f"{unit.doc_no} {unit.locator}   {unit.kind}, p.{', '.join(map(str, unit.pages))}",
            *(f"under {heading}" for heading in unit.path),
            "",
            *(f"{_padded(a, _COLUMN + 8)} │ {b}".rstrip() for a, b in zip(left, right, strict=True)),
            *(["", *cells] if cells else []),
        ]
    )


def _raw_lines(run: Run, spans: Sequence[Span]) -> list[Line]:
    def touches(line: Line) -> bool:
        return any(line.start < span.end and span.start < line.end for span in spans)

    return [line for line in run.raw_lines if touches(line)]


def _wrapped(text: str, width: int) -> Iterator[str]:
    line, room = "", float(width)
    for char in text:
        step = 2 if is_wide(char) else 1
        if room < step:
            yield line
            line, room = "", float(width)
        line, room = line + char, room - step
    yield line


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - int(display_width(text.replace(" ", "_"))))
