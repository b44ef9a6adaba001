"""What a document says about itself: validity, terms of office, the documents it cites.

Clean text comes in, values of corpus.model go out:

    "第二十三条 本办法自发布之日起施行，有效期2年。", issued 2023-12-15
    ->  Validity(effective_on=2023-12-15, expires_on=2025-12-15, basis="本办法自发布之日起施行，有效期2年。")
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from corpus import numbering
from corpus.model import Term, Unit, Validity
from corpus.text import squash


def read_validity(text: str, issued_on: date | None) -> Validity:
    """When the text says the document takes effect and ends; dates that depend on 成文日期 need it.

    有效期N年 runs to the same day N years on; that day is the last one in force.
    """
    effective, expires, basis = None, None, None
    if m := numbering.EFFECTIVE_ON.search(text):
        effective, basis = numbering.find_date(m.group()), _sentence(text, m)
    elif m := numbering.EFFECTIVE_AT_ISSUE.search(text):
        effective, basis = issued_on, _sentence(text, m)
    if m := numbering.VALID_UNTIL.search(text):
        expires, basis = numbering.find_date(m.group()), _sentence(text, m)
    elif m := numbering.VALID_YEARS.search(text):
        start = effective or issued_on
        expires = _years_on(start, numbering.to_int(m["years"])) if start else None
        basis = _sentence(text, m)
    return Validity(effective, expires, basis)


def _years_on(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)


def _sentence(text: str, m: re.Match[str]) -> str:
    """The sentence around a match."""
    start = max(text.rfind(mark, 0, m.start()) for mark in "。\n") + 1
    ends = [at for mark in "。\n" if (at := text.find(mark, m.end())) >= 0]
    sentence = text[start : min(ends) + 1 if ends else len(text)].strip()
    return re.sub(r"^第\S{1,6}条\s*", "", sentence)


def read_terms(units: Iterable[Unit]) -> tuple[Term, ...]:
    """试用期 and 任期 of persons, each with the unit it stands in."""
    found: list[Term] = []
    for unit in units:
        if unit.kind != "person":
            continue
        for m in numbering.TENURE.finditer(unit.text):
            starts, ends = (squash(m[g]) if m[g] else None for g in ("from", "to"))
            found.append(Term("任期", squash(m.group()), unit.id, starts, ends))
        found += [Term("试用期", squash(m.group()), unit.id) for m in numbering.PROBATION.finditer(unit.text)]
    return tuple(found)


_CITATION = re.compile(rf"《(?P<name>[^《》]{{2,80}})》(?:\s*[（(](?P<no>{numbering.DOC_NO.pattern})[）)])?")


def read_citations(text: str, own_title: str) -> tuple[str, ...]:
    """Texts named in 《》, with their 文号 where it follows, each once, in order; its own name left out."""
    found: dict[str, None] = {}
    for m in _CITATION.finditer(text):
        if m["name"] in own_title:
            continue
        doc_no = numbering.canonical_doc_no(m["no"]) if m["no"] else None
        found[f"《{m['name']}》（{doc_no}）" if doc_no else f"《{m['name']}》"] = None
    return tuple(found)
