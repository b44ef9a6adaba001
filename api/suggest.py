"""What a person may be about to type: documents, services and offices of the bulletin, and example questions.

Everything is drawn from the index that is served; the next issue brings its own.

    >>> [s.text for s in suggester.suggest("养老清单", 2)]  # doctest: +SKIP
    ['吕梁市基本养老服务清单']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from api.library import Library, doc_path
from corpus.model import Document, Unit
from indexer.analyze import fold
from retriever.answer import highlights, key_columns
from retriever.query import document_names
from retriever.retriever import Retriever

Kind = Literal["文件", "事项", "单位"]
_MAX_COLUMN_CHARS = 6
_NUMBERED = re.compile(r"第\d+项$")
_SERIAL = re.compile(r"\d+号$")
_Candidate = tuple[str, str]  # a question, and the key of the place that it should find


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of the list under the search box; `path` leads straight to a document, else `text` is asked."""

    text: str
    kind: Kind
    path: str | None = None


class Suggester:
    """Suggestions and examples of one index. Safe to share between threads."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library = library
        self._retriever = retriever

    def suggest(self, typed: str, limit: int = 8) -> list[Suggestion]:
        """The entries that hold what was typed, or all its characters in order; best first."""
        wanted = "".join(fold(typed).split())
        if not wanted:
            return []
        ranked = [(rank, s) for folded, s in self._entries if (rank := _rank(wanted, folded)) is not None]
        return [s for _, s in sorted(ranked, key=lambda pair: (pair[0], len(pair[1].text)))[:limit]]

    def warm(self) -> None:
        """Make entries and examples before the first reader waits for them."""
        _ = self._entries, self.examples

    @cached_property
    def _entries(self) -> tuple[tuple[str, Suggestion], ...]:
        found = [*map(_document_entry, self._library.documents.values())]
        units = [unit for units in self._library.units.values() for unit in units]
        found += _annexes(units)
        found += [Suggestion(name, "事项") for unit in units if (name := row_name(unit))]
        contacts = (document.contact for document in self._library.documents.values())
        found += [Suggestion(contact.unit, "单位") for contact in contacts if contact and contact.unit]
        return tuple(("".join(fold(s.text).split()), s) for s in dict.fromkeys(found))

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions of several kinds that the bulletin answers, each tried out before it is shown."""
        kinds = ((_amount_questions, 2), (_article_questions, 1), (_person_questions, 1), (_validity_questions, 1),
                 (_contact_questions, 1))  # fmt: skip
        return tuple(question for ask, count in kinds for question in islice(self._answered(ask), count))

    def _answered(self, ask: Callable[[Document, Sequence[Unit]], Iterator[_Candidate]]) -> Iterator[str]:
        """Questions of a kind that find the place they are about, documents with short names first."""
        for document in sorted(self._library.documents.values(), key=lambda d: len(short_name(d))):
            candidates = ask(document, self._library.units.get(document.doc_no, ()))
            yield from islice(
                (question for question, unit_id in candidates if self._finds(question, unit_id)), 2
            )

    def _finds(self, question: str, unit_id: str) -> bool:
        answer = self._retriever.ask(question)
        first = answer.citations[0].unit.id if answer.citations else ""
        return answer.status != "no_answer" and first.startswith(unit_id)


def row_name(unit: Unit) -> str:
    """What a row of a table is about: the cell behind its number, or the one its label names."""
    if unit.kind != "row":
        return ""
    keys = key_columns(unit)
    return (unit.cells or {})[keys[-1]] if keys else ""


def short_name(document: Document) -> str:
    """A document's title without its issuer and 关于印发…的通知."""
    return next(iter(document_names(document.title)), document.title)


def _document_entry(document: Document) -> Suggestion:
    return Suggestion(short_name(document), "文件", doc_path(document.doc_no))


def _annexes(units: Iterable[Unit]) -> Iterator[Suggestion]:
    """What is attached to a document, by its title."""
    for unit in units:
        name = unit.text.partition("\n")[0].partition(" ")[2]
        if unit.kind in ("annex", "form", "figure") and name:
            yield Suggestion(name, "文件", doc_path(unit.doc_no, unit.id))


def _amount_questions(_: Document, units: Sequence[Unit]) -> Iterator[_Candidate]:
    """高龄津贴的服务标准是什么: rows that have a number, and a cell with an amount of money in it."""
    for unit in units:
        name = row_name(unit)
        for column, cell in (unit.cells or {}).items() if name and _NUMBERED.search(unit.locator) else ():
            if len(column) <= _MAX_COLUMN_CHARS and any(h.kind == "amount" for h in highlights(cell)):
                yield f"{name}的{column}是什么", unit.id


def _article_questions(document: Document, units: Sequence[Unit]) -> Iterator[_Candidate]:
    """35号文第六条"""
    articles = [unit for unit in units if unit.kind == "article"]
    number = _SERIAL.search(document.doc_no)
    for unit in articles[len(articles) // 4 :]:
        if number:
            yield f"{number[0]}文{unit.locator}", unit.id


def _person_questions(_: Document, units: Sequence[Unit]) -> Iterator[_Candidate]:
    """王文奇任什么职务"""
    for unit in units:
        verb, _colon, name = unit.locator.partition("：")
        if unit.kind == "person" and verb == "任命":
            yield f"{name}任什么职务", unit.id


def _validity_questions(document: Document, units: Sequence[Unit]) -> Iterator[_Candidate]:
    basis = document.validity.basis
    if basis and document.validity.expires_on:
        place = next((unit.id for unit in units if not unit.has_parts and basis in unit.text), None)
        if place:
            yield f"{short_name(document)}有效期到什么时候", place


def _contact_questions(document: Document, _: Sequence[Unit]) -> Iterator[_Candidate]:
    if document.contact:
        yield f"{short_name(document)}咨询电话", document.contact.id


def _rank(wanted: str, folded: str) -> int | None:
    """0 for the same start, 1 for the same words, 2 for the same characters in order; None for neither."""
    at = folded.find(wanted)
    if at >= 0:
        return min(at, 1)
    rest = iter(folded)
    return 2 if len(wanted) > 1 and all(c in rest for c in wanted) else None
