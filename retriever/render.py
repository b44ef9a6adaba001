"""Answers and hits as text for a terminal.

The JSON object of an answer, or a list of hits, comes in; what a hotline worker reads goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retriever.lexical import Hit, TermWeight

_REASONS = {"not_in_corpus": "未找到", "out_of_scope": "不在范围", "empty": "空", "too_long": "过长"}
_MAX_EXCERPT = 70


def render(answer: Mapping[str, Any]) -> str:
    """An answer with its citation, validity, whom to call, and the next places."""
    lines: list[str] = []
    citations = answer["citations"]
    if answer["status"] == "no_answer":
        lines.append(f"答复  {answer['message']}（{_REASONS[answer['reason']]}）")
        others = citations
    else:
        first, others = citations[0], citations[1:]
        lines += [f"答复  {_validity_warning(first['validity'])}{answer['answer']}", *_citation_lines(first)]
        if answer["status"] == "ambiguous":
            lines.append(f"提示  {answer['message']}")
    if answer["contact"]:
        lines.append(f"咨询  {answer['contact']['unit']} {answer['contact']['phone']}")
    lines += [
        f"{'最近' if answer['status'] == 'no_answer' else '另见'}  {_place(c)}：{_excerpt(c['quote'])}"
        for c in others
    ]
    return "\n".join(lines)


def _validity_warning(validity: Mapping[str, Any]) -> str:
    return f"（注意：文件已过有效期，至{validity['expires_on']}）" if validity["state"] == "expired" else ""


def _citation_lines(citation: Mapping[str, Any]) -> list[str]:
    page = f"（公报第{citation['page']}页）" if citation["page"] else ""
    title = f"      《{citation['title']}》" if citation["title"] else ""
    return [
        line
        for line in (f"出处  {_place(citation)}{page}", title, f"效力  {_validity(citation['validity'])}")
        if line
    ]


def _validity(validity: Mapping[str, Any]) -> str:
    if validity["state"] == "not_stated":
        since = f"，自{validity['effective_on']}起施行" if validity["effective_on"] else ""
        return f"文件未注明有效期{since}"
    state = "现行有效" if validity["state"] == "in_force" else "已过有效期"
    return f"{state}（至{validity['expires_on']}）"


def _place(citation: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (citation["doc_no"], citation["locator"]))) or citation["id"]


def _excerpt(text: str) -> str:
    flat = text.replace("\n", "")
    return flat if len(flat) <= _MAX_EXCERPT else flat[:_MAX_EXCERPT] + "…"


def render_hits(hits: Sequence[Hit], reasons: Mapping[str, Sequence[TermWeight]]) -> str:
    """Hits, best first; with reasons, what each term adds and which fields it stands in."""
    lines: list[str] = []
    for rank, hit in enumerate(hits, 1):
        parts = _parts(hit) if hit.id in reasons else ""
        lines.append(f"{rank:>2}  {hit.score:8.3f}  {hit.id}{parts}")
        lines.append(f"              {_excerpt(hit.unit.text)}")
        for reason in reasons.get(hit.id, ()):
            fields = " ".join(f"{name}:{share:.0%}" for name, share in reason.fields.items())
            lines.append(f"    {reason.weight:8.3f}  {reason.term}  {fields}")
    return "\n".join(lines) if lines else "no unit shares a term with the question"


def _parts(hit: Hit) -> str:
    """The two scores that were fused: BM25 and cosine."""
    words = "-" if hit.lexical is None else f"{hit.lexical:.3f}"
    meaning = "-" if hit.dense is None else f"{hit.dense:.3f}"
    return f"  (words {words}, meaning {meaning})"
