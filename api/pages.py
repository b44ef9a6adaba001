"""Pages from templates: one environment, the look of a reader (plain or 长者模式), marked text.

Text and stretches of it come in, pieces for a template to wrap go out:

    >>> pieces("每月50元", [Span(2, 5)], ["amount"])
    [('每月', ''), ('50元', 'amount')]
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import wording
from api.context import Context
from api.library import anchor_of, doc_path
from api.messages import ApiError
from api.records.store import Channel, Judged, Verdict
from corpus.model import Span, Unit
from retriever.answer import highlights

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
MODES = ("plain", "elder")
MAX_TYPED = 300  # of what a form sends, this many characters are kept
_YEAR_S = 31_536_000
_FACTS = {
    "标题": "title", "文号": "number", "主送": "addressee", "落款": "signature", "成文日期": "date",
    "公开属性": "note", "正文标题": "body-title", "附件说明": "annexes",
}  # fmt: skip


class Pages:
    """Renders templates for one server."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters |= {
            "pieces": pieces,
            "json_pieces": json_pieces,
            "dialled": dialled,
            "day": wording.chinese_day,
            "validity": wording.validity_words,
            "fact": lambda anchor: _FACTS.get(anchor, ""),
            "place": place_url,
            "lines": wording.printed_lines,
            "excerpt": wording.excerpt,
            "figures": figures,
        }
        self._environment.globals |= {
            "asset": _asset_versions().__getitem__,
            "hotline": context.settings.hotline,
            "issues": issues(context),
            "doc_path": doc_path,
        }

    def citing(self, citation: Mapping[str, Any]) -> str:
        """A citation in the form people cite."""
        return wording.citing(citation, self.issue_of(citation["doc_no"]))

    def issue_of(self, doc_no: str) -> str:
        """The issue that a document was printed in; "" for one of an outside collection."""
        document = self.context.library.document(doc_no)
        return document.issue if document else ""

    def html(self, template: str, request: Request, **values: Any) -> bytes:
        """A page as bytes."""
        mode = mode_of(request)
        other = "plain" if mode == "elder" else "elder"
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "mode"]
        shared = {
            "is_elder": mode == "elder",
            "mode_url": f"{quote(request.url.path)}?{urlencode([*query, ('mode', other)])}",
            "path": request.url.path,
            "citing": self.citing,
            "issue_of": self.issue_of,
        }
        return self._environment.get_template(template).render(shared | values).encode()

    def respond(self, template: str, request: Request, status: int = 200, **values: Any) -> Response:
        """A page that is made anew each time."""
        page = HTMLResponse(self.html(template, request, **values), status, {"Cache-Control": "no-store"})
        return remember_mode(request, page)


def mode_of(request: Request) -> str:
    """The look that the address names, or else the one remembered."""
    mode = request.query_params.get("mode") or request.cookies.get("mode", "")
    return mode if mode in MODES else "plain"


def remember_mode(request: Request, response: Response) -> Response:
    """Keep the look that the address names for the pages to come."""
    if request.query_params.get("mode") in MODES:
        response.set_cookie("mode", mode_of(request), max_age=_YEAR_S, samesite="lax", httponly=True)
    return response


def issues(context: Context) -> Sequence[str]:
    """The issues that are served, in order."""
    return tuple(dict.fromkeys(d.issue for d in context.library.documents.values() if d.issue))


def _asset_versions() -> Mapping[str, str]:
    """The address of each static file, which changes with its content."""
    return {
        path.name: f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"
        for path in STATIC.iterdir()
    }


def pieces(text: str, spans: Sequence[Span], kinds: Sequence[str] = ()) -> list[tuple[str, str]]:
    """A text cut at its spans: (stretch, kind), "" between them; `kinds` go with `spans`, "mark" without."""
    out: list[tuple[str, str]] = []
    at = 0
    for i, span in enumerate(spans):
        out += [(text[at : span.start], ""), (text[span.start : span.end], kinds[i] if kinds else "mark")]
        at = span.end
    return [(stretch, kind) for stretch, kind in (*out, (text[at:], "")) if stretch]


def json_pieces(text: str, spans: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """As `pieces`, for the spans of the JSON contract."""
    return pieces(text, [Span(s["start"], s["end"]) for s in spans], [s["kind"] for s in spans])


def figures(text: str) -> list[tuple[str, str]]:
    """A quotation with its amounts, dates and phones marked."""
    found = highlights(text)
    return pieces(text, [Span(h.start, h.end) for h in found], [h.kind for h in found])


def dialled(phone: str) -> str:
    """A printed phone number as a telephone dials it: the first of several, its digits alone."""
    return "".join(c for c in phone.replace("－", "-").split("、")[0].split("/")[0] if c.isdigit())


def place_url(citation: Mapping[str, Any], question: str = "", rank: int = 0) -> str:
    """Where a citation stands in its document; with the question, the page offers the next citation."""
    if not citation["doc_no"]:
        return ""
    query = f"?{urlencode({'q': question, 'n': rank})}" if question else ""
    fragment = quote(anchor_of(citation["id"], citation["doc_no"]), safe="/")
    return f"{doc_path(citation['doc_no'])}{query}#{fragment}"


def on_day(request: Request, context: Context) -> date:
    """The day that validity is judged by: `on` of the address where it is one, else today."""
    try:
        return date.fromisoformat(request.query_params.get("on", ""))
    except ValueError:
        return context.today()


def conditions(answer: Mapping[str, Any], units: Mapping[str, Unit | None]) -> list[tuple[str, int]]:
    """Where an answer depends on the person: (condition, rank of the citation), in the order of the citations.

    The contract's own `condition` where a citation has one; else the rows of the first one's table that answer
    in kind (with an amount where it has one), each under its first cell, which says whom the row is for.
    """
    citations = answer["citations"]
    if answer["status"] != "ambiguous":
        return []
    if any(c.get("condition") for c in citations):
        return [(c["condition"], rank) for rank, c in enumerate(citations, 1) if c.get("condition")]
    kinds = {span["kind"] for span in answer["spans"]}
    table = citations[0]["id"].rpartition("/")[0]
    rows = [
        (rank, units[c["id"]]) for rank, c in enumerate(citations, 1) if c["id"].rpartition("/")[0] == table
    ]
    fitting = [
        (next(iter(unit.cells.values())), rank)
        for rank, unit in rows
        if unit and unit.cells and kinds <= {h.kind for h in highlights(citations[rank - 1]["quote"])}
    ]
    return fitting if len(fitting) > 1 else []


def judged(channel: Channel, asker: str | None, question: str, verdict: str, unit: str) -> Judged:
    """What a form says of an answer. Raises: ApiError where it names no question or no verdict."""
    if verdict not in get_args(Verdict) or not question.strip():
        raise ApiError("invalid_request")
    return Judged(channel, asker, question[:MAX_TYPED], cast(Verdict, verdict), unit[:MAX_TYPED] or None)
