"""The documents as readers turn their pages: a tree of places, tables as tables, printed page numbers.

Units of the index come in, in document order with their place in the document's text; a `Sheet` goes out. A
unit that lies inside another is its part; rows that follow each other under the same columns are one table.
Nothing is read out of the text here: what is a heading or a row was decided when it was parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from urllib.parse import quote

from corpus.model import Document, Unit
from corpus.numbering import canonical_doc_no
from indexer.store import Index

_HEADED = ("section", "annex", "box", "figure", "form")
_REMEMBERED = 64
_REMEMBERED_UNITS = 4096
_MAX_TITLE = 15


@dataclass(frozen=True, slots=True)
class Leaf:
    """A run of paragraphs; the first is a heading where `is_heading`."""

    lines: tuple[str, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `height` is how many rows it spans, 0 for one that the cell above it covers."""

    column: str
    text: str
    height: int = 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row and its cells in the order of the columns."""

    unit: Unit
    anchor: str
    cells: tuple[Cell, ...]
    opens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the same columns."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, what it says itself and its parts in printed order.

    `opens` are the printed pages met first here; `turns` says that the page turns inside it.
    """

    unit: Unit
    anchor: str
    contents: tuple[Leaf | Place | Table, ...]
    depth: int
    opens: tuple[int, ...] = ()
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    anchor: str
    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document ready to be shown."""

    doc_no: str
    title: str
    document: Document | None
    contents: tuple[Place | Table, ...]
    headings: tuple[Heading, ...]


def anchor_of(unit_id: str, doc_no: str) -> str:
    """The fragment that names a unit inside its document: a key without its 文号."""
    return "_".join(unit_id.removeprefix(f"{doc_no}/").split())


def doc_path(doc_no: str, unit_id: str = "") -> str:
    """The address of a document or of a place in it; it holds as long as the key does."""
    fragment = f"#{quote(anchor_of(unit_id, doc_no), safe='/')}" if unit_id else ""
    return f"/doc/{quote(doc_no, safe='')}{fragment}"


class Library:
    """Documents and units of one index: `sheet` by 文号, `find` by key, both remembered."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.sheet = lru_cache(_REMEMBERED)(self._sheet)
        self.find = lru_cache(_REMEMBERED_UNITS)(index.find)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every document by its 文号, in order."""
        return {document.doc_no: document for document in self._index.documents}

    def document(self, doc_no: str) -> Document | None:
        """The document of a 文号, in whatever brackets it is typed."""
        return self.documents.get(doc_no) or self.documents.get(canonical_doc_no(doc_no) or "")

    @cached_property
    def units(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units of each document, in order."""
        found: dict[str, list[Unit]] = {}
        for unit in self._index.units():
            found.setdefault(unit.doc_no, []).append(unit)
        return {doc_no: tuple(units) for doc_no, units in found.items()}

    def _sheet(self, doc_no: str) -> Sheet | None:
        document = self.document(doc_no)
        number = document.doc_no if document else doc_no
        units = self.units.get(number) if number else None
        if not units:
            return None
        contents = _paged(_placed(units, document.text if document else ""))
        title = document.title if document else units[0].title
        return Sheet(number, title, document, contents, tuple(_headings(contents)))


# --- the tree -----------------------------------------------------------------------------------------
def _placed(units: Sequence[Unit], text: str) -> tuple[Place | Table, ...]:
    """Units as a tree: one that lies inside another's stretch of the text is its part."""
    roots: list[Place] = []
    at = 0
    while at < len(units):
        place, at = _place(units, at, text, 0)
        roots.append(place)
    return tuple(_tabled(roots))


def _place(units: Sequence[Unit], at: int, text: str, depth: int) -> tuple[Place, int]:
    """The place of units[at] with all its parts, and the number of the unit after them."""
    unit, parts, next_at = units[at], [], at + 1
    while next_at < len(units) and _holds(unit, units[next_at]):
        part, next_at = _place(units, next_at, text, depth + 1)
        parts.append(part)
    contents = _contents(unit, parts, text)
    return Place(unit, anchor_of(unit.id, unit.doc_no), contents, depth), next_at


def _holds(outer: Unit, inner: Unit) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end > inner.start


def _contents(unit: Unit, parts: Sequence[Place], text: str) -> tuple[Leaf | Place | Table, ...]:
    """The unit's own words before, between and after its parts."""
    if not parts:
        return tuple(_leaf(unit, unit.text, True))
    found: list[Leaf | Place | Table] = []
    at = unit.start
    for tabled in _tabled(parts):
        first, last = (tabled, tabled) if isinstance(tabled, Place) else (tabled.rows[0], tabled.rows[-1])
        found += _leaf(unit, text[at : first.unit.start], at == unit.start)
        found.append(tabled)
        at = last.unit.end
    return (*found, *_leaf(unit, text[at : unit.end], False))


def _leaf(unit: Unit, words: str, is_first: bool) -> list[Leaf]:
    lines = tuple(line for line in words.split("\n") if line.strip())
    if not lines:
        return []
    is_title = is_first and unit.kind in _HEADED and not any(mark in lines[0] for mark in "。；：")
    if is_title and len(lines) > 1:
        return [Leaf(lines[:1], True), Leaf(lines[1:])]
    return [Leaf(lines, is_title and unit.has_parts)]


def _tabled(places: Iterable[Place]) -> Iterator[Place | Table]:
    """Rows that follow each other under the same columns as one table."""

    def columns(place: Place) -> tuple[str, ...]:
        return tuple(place.unit.cells or ()) if place.unit.kind == "row" else ()

    for names, group in groupby(places, key=columns):
        if names:
            yield Table(names, tuple(_rows(names, [place.unit for place in group])))
        else:
            yield from group


def _rows(columns: Sequence[str], units: Sequence[Unit]) -> Iterator[TableRow]:
    first = columns[0]
    heights = _heights([(unit.cells or {})[first] for unit in units])
    for unit, height in zip(units, heights, strict=True):
        cells = unit.cells or {}
        yield TableRow(
            unit,
            anchor_of(unit.id, unit.doc_no),
            tuple(Cell(name, cells[name], height if name == first else 1) for name in columns),
            (),
        )


def _heights(cells: Sequence[str]) -> list[int]:
    """A cell that is printed again in each row of its group spans the group's rows."""
    heights: list[int] = []
    for _, group in groupby(cells):
        count = len(list(group))
        heights += [count, *[0] * (count - 1)]
    return heights


# --- printed pages and the table of contents ----------------------------------------------------------
def _paged(contents: Sequence[Place | Table]) -> tuple[Place | Table, ...]:
    """Each printed page marked at the first place that stands on it."""
    seen: set[int] = set()

    def opened(pages: Sequence[int]) -> tuple[int, ...]:
        new = tuple(page for page in pages if page not in seen)
        seen.update(new)
        return new

    def marked(item: Leaf | Place | Table) -> Leaf | Place | Table:
        if isinstance(item, Leaf):
            return item
        if isinstance(item, Table):
            return replace(item, rows=tuple(replace(row, opens=opened(row.unit.pages)) for row in item.rows))
        has_places = any(not isinstance(part, Leaf) for part in item.contents)
        opens = opened(item.unit.pages[:1] if has_places else item.unit.pages)
        turns = bool(opens) and item.unit.pages[0] not in opens
        return replace(item, contents=tuple(marked(part) for part in item.contents), opens=opens, turns=turns)

    return tuple(item for item in map(marked, contents) if not isinstance(item, Leaf))


def _headings(contents: Iterable[Leaf | Place | Table]) -> Iterator[Heading]:
    for item in contents:
        if isinstance(item, Place):
            if title := _title(item):
                yield Heading(item.anchor, title, item.depth)
            if item.depth < 1:
                yield from _headings(item.contents)


def _title(place: Place) -> str:
    """What the table of contents calls a place; nothing for a place that is only words."""
    first = place.contents[0] if place.contents else None
    if isinstance(first, Leaf) and first.is_heading:
        return first.lines[0]
    if place.unit.kind not in ("article", "section", "person"):
        return ""
    line = place.unit.text.partition("\n")[0]
    name = line.partition("。")[0]
    return name if len(name) <= _MAX_TITLE else f"{line[: _MAX_TITLE - 1]}…"
