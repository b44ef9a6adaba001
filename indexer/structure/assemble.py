"""Parts and trees to a Document: one clean text with origins, and its units as slices of it.

The parts of a document come in; a `Document` goes out whose units are in document order, each with key,
label, heading path, pages and spans of the raw file, and `document.text[u.start:u.end] == u.text`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import wording
from corpus.locator import Locator, label
from corpus.model import Contact, Document, Finding, Kind, Line, Span, Unit
from corpus.text import SEPARATOR, Text, join, raw_spans, squash
from indexer.clean.columns import Columns, measure
from indexer.clean.rejoin import rejoin
from indexer.structure.annexes import read_annex
from indexer.structure.facts import read_citations, read_terms, read_validity
from indexer.structure.outline import Node, outline
from indexer.structure.split import AttachedText, Parts, genre_of, listed_titles
from indexer.structure.tables import TableForm

PageFinder = Callable[[Sequence[Span]], tuple[int, ...]]
NOTICE, PREFACE, INTRO, BODY, LAST = "印发通知", "前言", "正文引言", "正文", "末段"
_APPOINTING = ("任命", "免去", "任免")


@dataclass(frozen=True, slots=True)
class Assembled:
    """A document, the lines that print its tables' column heads, and findings."""

    document: Document
    table_heads: tuple[Line, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the parts of a file share: its text, the pages of stretches of it, its column widths."""

    raw: str
    pages_of: PageFinder
    columns: Columns


def read_layout(raw: str, lines: Sequence[Line]) -> Layout:
    """The layout of a file from its lines, boxes included."""
    return Layout(raw, page_finder(lines), measure(lines))


def page_finder(lines: Sequence[Line]) -> PageFinder:
    """A function from stretches of the source to the printed pages they stand on, in order."""
    ordered = sorted(lines, key=lambda line: line.start)
    starts = [line.start for line in ordered]

    def pages(spans: Sequence[Span]) -> tuple[int, ...]:
        found: set[int] = set()
        for span in spans:
            first, last = bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1)
            found.update(line.page for line in ordered[first:last])
        return tuple(sorted(found))

    return pages


def assemble(layout: Layout, parts: Parts, forms: Sequence[TableForm]) -> Assembled:
    """Build one document.

    Args: layout is that of the whole file; forms describe the tables that can be rebuilt.
    """
    writer = _Writer(parts.doc_no, layout)
    findings = [*_notice(writer, parts), *_attached(writer, parts)]
    heads: list[Line] = []
    for part in parts.annexes:
        annex = read_annex(layout.raw, part, parts.doc_no, forms, layout.columns)
        title = _joined(part.title)
        writer.annex_titles[annex.node.segment] = title
        annex.node.heading = join([writer.lines_text((part.head,)), writer.lines_text(part.title)], " ")
        writer.write(annex.node, (), (title,) if title else (), base=(annex.node.segment,))
        heads += annex.heads
        findings += annex.findings
    contact = writer.contact(parts)
    return Assembled(_document(parts, writer, contact), tuple(heads), tuple(findings))


def _notice(writer: _Writer, parts: Parts) -> Iterator[Finding]:
    """Title, 文号, addressee, the document's own text, the list of annexes where it comes first, signature."""
    writer.fact("栏目", parts.rubric)
    writer.fact("标题", parts.title_lines)
    writer.fact("文号", (parts.doc_no_line,))
    writer.fact("主送", parts.addressee)
    issues = bool(parts.attached) or bool(parts.annexes and "印发" in parts.title)
    appointing = bool(wording.APPOINTING_TITLE.search(parts.title))
    yield from _running_text(writer, parts.body, NOTICE if issues else BODY, (), appointing)
    if _lists_annexes_first(parts):
        writer.listing("附件说明", parts.annex_list)
    writer.fact("落款", parts.signature)
    writer.fact("成文日期", parts.date)
    writer.fact("公开属性", parts.disclosure)
    writer.fact("附注", parts.tail)


def _attached(writer: _Writer, parts: Parts) -> Iterator[Finding]:
    """The texts that the notice issues, and the list of annexes that closes them."""
    title = _joined(parts.attached_title)
    writer.fact("正文标题", parts.attached_title)
    writer.fact("目录", parts.contents)
    yield from _running_text(writer, parts.attached, PREFACE, (title,) if title else ())
    for other in parts.others:
        yield from _other_text(writer, other)
    if not _lists_annexes_first(parts):
        writer.listing("附件说明", parts.annex_list)


def _lists_annexes_first(parts: Parts) -> bool:
    """Whether the list of annexes stands above the signature."""
    return (
        bool(parts.annex_list)
        and bool(parts.signature)
        and parts.annex_list[0].number < parts.signature[0].number
    )


def _document(parts: Parts, writer: _Writer, contact: Contact | None) -> Document:
    text, units = "".join(writer.chars), tuple(writer.units)
    attached = _joined(parts.attached_title)
    title = parts.title if "关于" in parts.title or not attached else f"{parts.title}《{attached}》"
    issued_on = wording.find_date("".join(line.text for line in parts.date))
    return Document(
        doc_no=parts.doc_no,
        title=title,
        issuer=parts.issuer or _joined(parts.signature),
        genre=genre_of(parts.title),
        addressee=_joined(parts.addressee).rstrip("：:"),
        issued_on=issued_on,
        attachments=listed_titles(parts),
        contact=contact,
        validity=read_validity(text, issued_on),
        terms=read_terms(units),
        cites=read_citations(text, parts.title),
        text=text,
        origin=tuple(writer.origin),
        units=tuple(replace(unit, title=title) for unit in units),
        pages=parts.pages,
    )


def _running_text(
    writer: _Writer,
    lines: Sequence[Line],
    role: str,
    path: tuple[str, ...],
    appointing: bool = False,
) -> tuple[Finding, ...]:
    """Outline running text and write it; `role` names the paragraphs that stand outside its numbering."""
    if not lines:
        return ()
    appointing = appointing or any(verb in line.text for line in lines[:4] for verb in _APPOINTING)
    paragraphs = rejoin(writer.raw, lines, writer.layout.columns, every_clause=appointing)
    root, findings = outline(paragraphs, writer.doc_no, appointing)
    if role == NOTICE:
        root.segment = NOTICE
        writer.write(root, (), path)
        return findings
    for node in _frame(root, INTRO if role == BODY else role):
        writer.write(node, (), path)
    return findings


def _other_text(writer: _Writer, other: AttachedText) -> tuple[Finding, ...]:
    """A further text of one notice, its places keyed below its own title."""
    name = _joined(other.title)
    paragraphs = rejoin(writer.raw, other.lines, writer.layout.columns)
    root, findings = outline(paragraphs, writer.doc_no)
    root.segment, root.kind, root.heading = f"《{name}》", "annex", writer.lines_text(other.title)
    writer.write(root, (), (name,), base=(root.segment,))
    return findings


def _frame(root: Node, intro: str) -> list[Node]:
    """The root's own paragraphs as nodes: one introduction before the numbering, 正文第N段 without one."""
    first = next((i for i, part in enumerate(root.body) if isinstance(part, Node)), None)
    if first is None:
        body = Node(BODY, "text", body=[])
        body.body = [Node(str(i), "paragraph", "", (), p) for i, p in enumerate(_texts(root), 1)]
        return [body]
    out: list[Node] = []
    if first:
        out.append(Node(intro, "paragraph", body=list(root.body[:first])))
    for part in root.body[first:]:
        if isinstance(part, Node):
            out.append(part)
        elif out[-1].segment == BODY:
            out[-1].body[0].body.append(part)  # type: ignore[union-attr]
        else:
            out.append(Node(BODY, "text", transparent=False, body=[Node(LAST, "paragraph", "", (), part)]))
    return out


def _texts(node: Node) -> list[Text]:
    return [part for part in node.body if isinstance(part, Text)]


def _joined(lines: Sequence[Line]) -> str:
    """What the lines print, without any whitespace: a title, a name."""
    return squash("".join(line.text for line in lines))


class _Writer:
    """Appends text and units in document order; offsets are positions in `chars`."""

    def __init__(self, doc_no: str, layout: Layout) -> None:
        self.doc_no, self.raw, self.layout = doc_no, layout.raw, layout
        self.chars: list[str] = []
        self.origin: list[int] = []
        self.units: list[Unit] = []
        self.annex_titles: dict[str, str] = {}
        self._printed: set[int] = set()
        self._taken: dict[str, int] = {}

    def lines_text(self, lines: Sequence[Line]) -> Text:
        """The clean text of whole lines."""
        return Text.of(self.raw, [Span(line.start, line.end) for line in lines])

    def fact(self, name: str, lines: Sequence[Line]) -> None:
        """A printed fact of the document itself."""
        if lines:
            self.write(Node(name, "fact", heading=self.lines_text(lines)), (), ())

    def listing(self, name: str, lines: Sequence[Line]) -> None:
        """A printed list, each of its numbered entries on a line of its own."""
        if lines:
            entries = [p.text for p in rejoin(self.raw, lines, self.layout.columns, every_entry=True)]
            self.write(Node(name, "fact", body=list(entries)), (), ())

    def contact(self, parts: Parts) -> Contact | None:
        """The contact box as a unit of its own."""
        if not parts.box:
            return None
        box = parts.box
        spans = [span for span in (box.unit_span, box.phone_span) if span]
        node = Node("咨询单位", "contact", body=[Text.of(self.raw, [span]) for span in spans])
        self.write(node, (), ())
        return Contact(box.unit, box.phone, self.units[-1].id)

    def write(
        self, node: Node, prefix: tuple[str, ...], path: tuple[str, ...], base: tuple[str, ...] = ()
    ) -> None:
        """Write a node and what it holds; its unit covers all of it, and stands before its parts'.

        Args: prefix is the key above it; base the key of the text it stands in, empty for the document's own.
        """
        above = base if node.absolute else prefix
        segments = (*above, node.segment)
        below = above if node.transparent else segments
        at = len(self.units)
        self.units.append(Unit(id="", text=""))
        self._line_break()
        start = len(self.chars)
        if node.cells is not None:
            self._put(join(node.cell_order, " "))
        elif node.heading.chars:
            self._put(node.heading)
        lead = [node.heading.chars] if node.cells is None else []
        inner = (*path, node.head) if node.heading.chars and node.kind != "annex" else path
        for part in node.body:
            if isinstance(part, Text):
                self._line_break(start)
                self._put(part)
                lead.append(part.chars)
            else:
                self.write(part, below, inner, base)
        unit = self._unit(node, segments, path, start)
        self.units[at] = replace(unit, lead="\n".join(filter(None, lead)) if unit.has_parts else "")
        if node.kind == "row":
            self._printed.update(self.origin[start:])

    def _unit(self, node: Node, segments: tuple[str, ...], path: tuple[str, ...], start: int) -> Unit:
        key = str(Locator(self.doc_no, segments))
        self._taken[key] = n = self._taken.get(key, 0) + 1
        if n > 1:
            segments = (*segments[:-1], f"{segments[-1]}（{n}）")
        locator = Locator(self.doc_no, segments)
        origin = self.origin[start:]
        own = [at for at in origin if at not in self._printed] if node.kind == "row" else origin
        kind: Kind = node.kind
        return Unit(
            id=str(locator),
            text="".join(self.chars[start:]),
            doc_no=self.doc_no,
            locator=label(locator, self.annex_titles, kind),
            kind=kind,
            path=path,
            pages=self.layout.pages_of(raw_spans(own)),
            cells={name: cell.chars for name, cell in node.cells.items()} if node.cells is not None else None,
            start=start,
            end=len(self.chars),
            spans=raw_spans(origin),
            has_parts=any(isinstance(part, Node) for part in node.body),
        )

    def _put(self, text: Text) -> None:
        self.chars.extend(text.chars)
        self.origin.extend(text.origin)

    def _line_break(self, since: int = 0) -> None:
        if len(self.chars) > since and self.chars[-1] != "\n":
            self.chars.append("\n")
            self.origin.append(SEPARATOR)
