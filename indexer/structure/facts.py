"""What a document says about itself: validity, terms of office, the documents it cites.

Clean text comes in, values of corpus.model go out:

    "第二十三条 本办法自发布之日起施行，有效期2年。", issued 2023-12-15
    ->  Validity(effective_on=2023-12-15, expires_on=2025-12-15, basis="本办法自发布之日起施行，有效期2年。")
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from corpus import numbering, wording
from corpus.model import Term, Unit, Validity
from corpus.text import squash


def read_validity(text: str, issued_on: date | None) -> Validity:
    """When the text says the document takes effect and ends; dates that depend on 成文日期 need it.

    有效期N年 runs to the same day N years on; that day is the last one in force.
    """
    clauses = [sentence for sentence in _sentences(text) if _OWN.search(sentence)]
    said = "\n".join(clauses)
    effective, start_basis = _effective(said, issued_on)
    expires, end_basis = _expires(said, effective or issued_on)
    return Validity(effective, expires, end_basis or start_basis)


# What speaks of the document itself: 本办法自…起施行, 有效期2年 at a sentence's start, not 许可证有效期5年.
_OWN = re.compile(
    r"本(?:办法|规定|细则|方案|通知|意见|预案|规划|规则|决定|条例|标准|措施|计划|制度|通告|公告|令)"
    r"|^(?:第\S{1,6}条\s*)?(?:自|从|有效期|试行)"
)


def _sentences(text: str) -> list[str]:
    return [m.group().strip() for m in re.finditer(r"[^。\n]+。?", text)]


def _effective(said: str, issued_on: date | None) -> tuple[date | None, str | None]:
    if m := wording.EFFECTIVE_ON.search(said):
        return wording.find_date(m.group()), _sentence(said, m)
    if m := wording.EFFECTIVE_AFTER.search(said):
        days = timedelta(numbering.to_int(m["days"]))
        return (issued_on + days if issued_on else None), _sentence(said, m)
    if m := wording.EFFECTIVE_AT_ISSUE.search(said):
        return issued_on, _sentence(said, m)
    return None, None


def _expires(said: str, start: date | None) -> tuple[date | None, str | None]:
    if m := wording.VALID_UNTIL.search(said):
        dates = [wording.find_date(d.group()) for d in wording.DATE.finditer(m.group())]
        return dates[-1], _sentence(said, m)
    if m := wording.VALID_YEARS.search(said):
        return (_years_on(start, numbering.to_int(m["years"])) if start else None), _sentence(said, m)
    return None, None


def _years_on(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February, or beyond the calendar
        return start.replace(year=min(start.year + years, date.max.year), day=min(start.day, 28))


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
        for m in wording.TENURE.finditer(unit.text):
            starts, ends = (squash(m[g]) if m[g] else None for g in ("from", "to"))
            found.append(Term("任期", squash(m.group()), unit.id, starts, ends))
        found += [Term("试用期", squash(m.group()), unit.id) for m in wording.PROBATION.finditer(unit.text)]
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
