"""The values that flow through the project, all immutable.

source -> Line -> Document (text, nodes, facts) -> Unit -> index -> Hit -> Answer (Citation)

One word for one thing:

    文号 doc_no      发文机关 issuer      成文日期 issued_on   施行日期 effective_on   期 issue
    条 article       款 paragraph         项 item              目 subitem              章 / 节 chapter / section
    附件 annex       表 / 行 / 列 table / row / column         专栏 box                指标 indicator
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal[
    "article", "paragraph", "item", "subitem", "section", "box", "indicator",
    "row", "column", "annex", "form", "figure", "note", "person", "fact", "contact", "text",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters, `start` from 0, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line of the source.

    `number` counts raw lines from 1; `start`, `end` are character offsets of `text` (outer whitespace
    stripped) in the decoded source; `page` is the printed page number; `gap` says that at least one
    blank line stands above it; `opens_page` that it is the first line of its page.
    """

    number: int
    start: int
    end: int
    text: str
    page: int = 0
    gap: bool = False
    opens_page: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One change made while cleaning: what a stage took out, moved or repaired, and why."""

    stage: str
    rule: str
    page: int
    line: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at. `error` findings stop `gongbao parse --check`."""

    code: str
    message: str
    page: int
    line: int
    severity: Literal["error", "warning"] = "warning"


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a document is in force, as far as its own text says.

    `basis` is the clause it was read from; a date that the text does not give is None.
    """

    effective_on: date | None = None
    expires_on: date | None = None
    basis: str | None = None

    def state(self, on: date) -> Literal["in_force", "expired", "not_stated"]:
        """State on a day; the last day of validity still counts as in force."""
        if self.expires_on is None:
            return "not_stated"
        return "expired" if on > self.expires_on else "in_force"


@dataclass(frozen=True, slots=True)
class Term:
    """A 试用期 or 任期 in an appointment, with its dates where the text prints them."""

    kind: Literal["试用期", "任期"]
    text: str
    unit_id: str
    starts: str | None = None
    ends: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact box of a document."""

    unit: str
    phone: str
    id: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that is indexed and cited: a 条, 款, 项, table row, person, fact, contact.

    `id` is the locator key, `locator` the label people read; `text` is verbatim (line breaks of the
    layout removed, parts of a unit on lines of their own); `path` the headings above it, outermost
    first; `cells` the row's cells by column; `start`, `end` its place in the document's clean text;
    `spans` the stretches of the raw file it was read from. A unit that has parts is searched by its
    `lead`, what it says outside them, since the parts are searched on their own. Units of outside
    collections have only `id` and `text`, perhaps `doc_no`, `title`, `path`.
    """

    id: str
    text: str
    doc_no: str = ""
    title: str = ""
    locator: str = ""
    kind: Kind = "text"
    path: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    cells: Mapping[str, str] | None = None
    start: int = 0
    end: int = 0
    spans: tuple[Span, ...] = ()
    has_parts: bool = False
    lead: str = ""

    @property
    def is_searchable(self) -> bool:
        """Whether it says anything of its own: a bare heading over its parts does not."""
        return not self.has_parts or any(mark in self.lead for mark in "。；：")

    @property
    def searched_text(self) -> str:
        """What the index knows of the unit."""
        return self.lead if self.has_parts else self.text


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the bulletin: its facts, its clean text and its units in document order.

    `text[u.start:u.end] == u.text` for each unit; `origin[i]` is the raw offset of `text[i]`, or -1
    for a separator that the layout does not print. `issue` is the bulletin's issue it was printed in.
    """

    doc_no: str
    title: str
    issuer: str
    genre: str
    addressee: str
    issued_on: date | None
    attachments: tuple[str, ...]
    contact: Contact | None
    validity: Validity
    terms: tuple[Term, ...]
    cites: tuple[str, ...]
    text: str
    origin: tuple[int, ...] = field(repr=False)
    units: tuple[Unit, ...] = field(repr=False)
    pages: tuple[int, int] = (0, 0)
    issue: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A parsed issue: its name, its documents, what was cleaned, and what a person should look at."""

    name: str
    documents: tuple[Document, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
