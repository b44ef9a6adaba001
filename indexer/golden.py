"""The parsed bulletin as text a person reads: one file a document, one line a unit.

Documents come in, files in corpus/golden/ go out. A line reads

    附件《吕梁市基本养老服务清单》第8项 ┃ row ┃ p.49-50 ┃ 对象=80周岁及以上老年人 ｜ 序号=8 ｜ …

A unit that has parts shows its first line only, since its parts follow.
"""

from __future__ import annotations

from pathlib import Path

from corpus.model import Bulletin, Document, Unit

_MARK = " ┃ "
FOLDER = Path(__file__).parents[1] / "corpus" / "golden"


def render(document: Document) -> str:
    """The golden text of one document."""
    contact = f"{document.contact.unit} {document.contact.phone}" if document.contact else "-"
    v = document.validity
    head = [
        f"# {document.doc_no} ┃ {document.title}",
        f"# issuer {document.issuer} ┃ genre {document.genre} ┃ issued {document.issued_on} ┃ "
        f"pages {_range(document.pages)}",
        f"# 主送 {document.addressee or '-'}",
        f"# 附件 {' ｜ '.join(document.attachments) or '-'}",
        f"# contact {contact}",
        f"# validity from {v.effective_on} to {v.expires_on} ┃ {v.basis or '-'}",
        *(f"# term {t.kind} {t.text} ┃ {t.unit_id}" for t in document.terms),
        *(f"# cites {name}" for name in document.cites),
    ]
    return "\n".join([*head, "", *map(_line, document.units), ""])


def _line(unit: Unit) -> str:
    if unit.cells:
        text = " ｜ ".join(f"{name}={cell}" for name, cell in unit.cells.items())
    else:
        text = unit.text.split("\n", 1)[0] + " ▸" if unit.has_parts else unit.text.replace("\n", " ⏎ ")
    return f"{unit.locator} ┃ {unit.kind} ┃ p.{_range(unit.pages)} ┃ {text}"


def _range(pages: tuple[int, ...]) -> str:
    return f"{pages[0]}-{pages[-1]}" if pages and pages[0] != pages[-1] else str(pages[0] if pages else "?")


def file_name(document: Document) -> str:
    """The golden file of a document: its 文号."""
    return f"{document.doc_no}.txt"


def write_golden(bulletin: Bulletin, folder: Path = FOLDER) -> tuple[Path, ...]:
    """Rewrite the golden files of a bulletin; those of documents it no longer has are removed, other files
    are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {folder / file_name(d): render(d) for d in bulletin.documents}
    for other in set(folder.glob("*.txt")) - set(written):
        if _MARK in other.read_text("utf-8", errors="replace").split("\n", 1)[0]:
            other.unlink()
    for path, text in written.items():
        path.write_text(text, "utf-8")
    return tuple(written)
