"""A question read before it is searched: cleaned, and what it names of documents and places.

A string comes in, a `Query` goes out:

    >>> read("吕政办发[2024]1号第八条", ()).place.candidates[0]
    ('第8条',)
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from corpus import numbering
from corpus.errors import DataFileError
from corpus.locator import TypedPlace, read_place
from corpus.model import Document
from corpus.text import squash

MAX_CHARS = 300
_FACT_WORDS = Path(__file__).parents[1] / "corpus" / "fact_words.toml"
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
# A 文号 as people type it: 吕政办发[2024]1号, 吕政办发2024年3号, 政任2024-1号
_TYPED_DOC_NO = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{1,8}[发函任字令规通办政])\s*[〔\[［(（【]?\s*(?P<year>20\d\d)\s*[〕\]］)）】]?\s*[年\-—]?\s*第?\s*(?P<number>\d{1,3})\s*号(?:文件|文)?"
)
# 35号文, 2号文件, 35号第六条
_SHORT_DOC_NO = re.compile(
    r"(?:(?P<year>20\d\d)\s*年?\s*第?\s*)?(?<!\d)(?P<number>\d{1,3})\s*号"
    r"(?:文件|文|办法|通知|方案|批复|(?=\s*第[一二三四五六七八九十百\d]{1,4}[条章项]))"
)
_MIN_NAME = 8
# What may be a document's name in short: 高层违建办法, 数字政府规划
_SHORT_NAME = re.compile(
    r"(?:(?![和与跟里中在按照据问这那第])[\u4e00-\u9fff]){3,16}?(?:管理办法|实施方案|办法|规定|方案|规划|预案|意见|细则|清单)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for.

    `text` is cleaned; `doc_nos` the documents it names (empty: none named); `unknown_doc_no` a 文号 it
    names that the index does not hold; `place` a typed place; `rest` what is left of the text without
    the names of documents and places.
    """

    text: str
    doc_nos: tuple[str, ...] = ()
    unknown_doc_no: str | None = None
    place: TypedPlace | None = None
    rest: str = ""


def clean(question: str) -> str:
    """Without control and invisible characters, whitespace runs as one space."""
    if question.isprintable():  # then it has none, and no whitespace but spaces
        return " ".join(question.split())
    kept = "".join(
        " " if c.isspace() else c for c in question if c.isspace() or unicodedata.category(c) not in _DROPPED
    )
    return " ".join(kept.split())


def fault(question: str) -> Literal["empty", "too_long"] | None:
    """Why a question cannot be searched for; None when it can."""
    text = clean(question)
    if not any(c.isalnum() for c in text):
        return "empty"
    return "too_long" if len(text) > MAX_CHARS else None


def read(question: str, documents: Sequence[Document]) -> Query:
    """Read a question against the documents of an index."""
    text = clean(question)
    doc_nos, unknown, rest = _documents(text, documents)
    place = read_place(rest)
    if place:
        doc_nos = doc_nos or (() if unknown else named_documents(rest, documents))
        rest = rest[: place.start] + " " + rest[place.end :]
    return Query(text, doc_nos, unknown, place, _bare(rest))


def _bare(text: str) -> str:
    return re.sub(r"^[\s的，,。：:里中、]+|[\s，,。：:]+$", "", text)


def _documents(text: str, documents: Sequence[Document]) -> tuple[tuple[str, ...], str | None, str]:
    """The documents named by number, an unknown 文号, and the text without the name."""
    if m := _TYPED_DOC_NO.search(text):
        found = tuple(d.doc_no for d in documents if _is_meant(d.doc_no, m["office"], m["year"], m["number"]))
        known_office = re.sub(r".*(?=[\u4e00-\u9fff]政)", "", m["office"])
        return (
            found,
            None if found else f"{known_office}〔{m['year']}〕{int(m['number'])}号",
            _without(text, m),
        )
    short = list(_SHORT_DOC_NO.finditer(text))
    found = tuple(
        d.doc_no for m in short for d in documents if _is_meant(d.doc_no, "", m["year"] or "", m["number"])
    )
    if found:
        return tuple(dict.fromkeys(found)), None, _SHORT_DOC_NO.sub(" ", text)
    for m in short:  # a number that is only cited is searched for; 办法, 通知 may be called by other numbers
        is_cited = any(f"〕{int(m['number'])}号" in name for d in documents for name in d.cites)
        if documents and m[0].endswith(("号文", "号文件")) and not is_cited:
            return (), m[0], _without(text, m)
    return (), None, text


def _without(text: str, m: re.Match[str]) -> str:
    return text[: m.start()] + " " + text[m.end() :]


def _is_meant(doc_no: str, office: str, year: str, number: str) -> bool:
    m = numbering.DOC_NO.fullmatch(doc_no)
    if not m or int(m["number"]) != int(number) or (year and m["year"] != year):
        return False
    return not office or office.endswith(m["office"]) or m["office"].endswith(office)


@cache
def document_names(full_title: str) -> tuple[str, ...]:
    """What people may call a document: the name in its title, without its city and （试行）."""
    title = full_title.split("关于", 1)[-1]
    name = re.sub(r"^(?:印发|发布|公布|转发)|的(?:实施)?(?:通知|批复|意见|决定)$", "", title)
    forms = {name, re.sub(r"（[^（）]*）$", "", name)}
    forms |= {re.sub(r"^[\u4e00-\u9fff]{2,3}市", "", form) for form in forms}
    return tuple(sorted((form for form in forms if len(form) >= _MIN_NAME), key=lambda form: -len(form)))


def named_documents(text: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """Documents whose name stands in the text or, where none does, those that it names in short: 高层违建办法."""
    flat = squash(text)
    named = tuple(d.doc_no for d in documents if any(name in flat for name in document_names(d.title)))
    if named:
        return named
    shortened = (
        [d.doc_no for d in documents if is_shortened(m[0], d.title)]
        for m in _SHORT_NAME.finditer(flat.replace("的", ""))
    )
    return tuple(dict.fromkeys(doc_nos[0] for doc_nos in shortened if len(doc_nos) == 1))


def is_shortened(short: str, title: str) -> bool:
    """Whether a title has the characters of a shorter name in order, its kind last, most of them side by side.

    >>> is_shortened("高层违建办法", "关于印发《吕梁市既有高层违法建筑使用安全管理办法》的通知")
    True
    """
    rest = iter(title)
    pairs = [short[i : i + 2] for i in range(len(short) - 1)]
    beside = sum(pair in title for pair in pairs)
    return all(char in rest for char in short) and beside >= len(pairs) / 2


@cache
def fact_words(path: Path = _FACT_WORDS) -> Mapping[str, tuple[str, ...]]:
    """Place of a document's fact -> words that ask for it.

    Raises: DataFileError naming the file.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return {fact["place"]: tuple(fact["words"]) for fact in table["fact"]}
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise DataFileError(f"expected [[fact]] place and words, found {error} ({path})") from None


def asked_fact(text: str) -> str | None:
    """The fact of a document that a question about a named document asks for, if any."""
    flat = squash(text)
    return next((place for place, words in fact_words().items() if any(word in flat for word in words)), None)
