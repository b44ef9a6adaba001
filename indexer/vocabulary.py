"""The corpus's own words: persons, offices, places and document names, for the analyzer's dictionary.

Documents come in, sorted distinct words go out. They are read from what the parser knows (persons of
appointments, cells of tables, contact units, lists of responsible offices), not from a list by hand:

    （责任单位：市公安局、市民政局、…）  ->  市公安局, 市民政局
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.locator import Locator
from corpus.model import Document, Unit
from corpus.wording import CITED_NAME

_OFFICE = re.compile(
    r"[市县省][\u4e00-\u9fff]{1,9}?(?:委员会|管理局|服务中心|支队|总队|法院|局|委|部|厅|办)(?=[、，；。）（:：]|$|按|牵头|负责|等)"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}[乡镇]|[\u4e00-\u9fff]{2,4}?村")
_PLACE_COLUMNS = ("位置", "名称")


def corpus_words(documents: Iterable[Document]) -> tuple[str, ...]:
    """Words of three characters or more, sorted."""
    found = {word for document in documents for word in _words(document)}
    return tuple(sorted(word for word in found if len(word) >= 3 and "各" not in word))


def _words(document: Document) -> Iterator[str]:
    yield document.issuer
    yield from (m["name"] for name in document.cites for m in CITED_NAME.finditer(name))
    if document.contact:
        yield document.contact.unit
    for unit in document.units:
        yield from _of_unit(unit)


def _of_unit(unit: Unit) -> Iterator[str]:
    if unit.kind == "person":
        yield re.sub(r"(?:常务)?副?(?:市长|县长|区长)$", "", Locator.parse(unit.id).segments[-1])
    if not unit.has_parts:
        yield from _OFFICE.findall(unit.text)
    for column, cell in (unit.cells or {}).items():
        if any(name in column for name in _PLACE_COLUMNS):
            yield from _PLACE.findall(cell)
