"""The pages for citizens: search and answer, documents, the list of documents, how it works.

Thin, plain functions over the same `Context` as the JSON routes. Every page works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.context import Context
from api.json_routes import cached, document_line
from api.library import doc_path
from api.messages import ApiError
from api.pages import MAX_TYPED, Pages, conditions, judged, mode_of, on_day, remember_mode
from api.security import from_own_page

HTML = "text/html; charset=utf-8"


def html_routes(context: Context, pages: Pages) -> APIRouter:
    """Every page that needs no key."""
    router = APIRouter(include_in_schema=False, default_response_class=Response)
    _add_search(router, context, pages)
    _add_documents(router, context, pages)
    return router


def _add_search(router: APIRouter, context: Context, pages: Pages) -> None:
    def page(request: Request, template: str, **values: Any) -> Response:
        def made() -> bytes:
            return pages.html(template, request, **values)

        return remember_mode(
            request, cached(request, context, on_day(request, context), made, HTML, mode_of(request))
        )

    @router.get("/")
    async def home(request: Request, q: str = "", thanks: str = "") -> Response:
        if not q.strip():
            return page(request, "home.html", examples=context.suggester.examples, q="")
        reply = await context.ask_soon("page", q, on_day(request, context))
        citations = reply.answer["citations"]
        units = {c["id"]: context.library.find(c["id"]) for c in citations}
        told = conditions(reply.answer, units)
        shown = {1, *(rank for _, rank in told)}
        others = [(rank, c) for rank, c in enumerate(citations, 1) if rank not in shown]
        return page(
            request, "answer.html", q=q, answer=reply.answer, units=units, is_thanked=bool(thanks),
            conditions=told, others=others,
        )  # fmt: skip

    @router.get("/about")
    def about(request: Request) -> Response:
        return page(request, "about.html", counts=_counts(context), q="")

    @router.post("/feedback")
    def feedback(
        request: Request,
        q: Annotated[str, Form()],
        verdict: Annotated[str, Form()],
        unit: Annotated[str, Form()] = "",
    ) -> Response:
        from_own_page(request)
        context.writer.put(judged("page", None, q, verdict, unit))
        return RedirectResponse(f"/?{urlencode({'q': q[:MAX_TYPED], 'thanks': 1})}#thanks", 303)


def _add_documents(router: APIRouter, context: Context, pages: Pages) -> None:
    @router.get("/docs")
    def documents(request: Request, by: str = "kind") -> Response:
        day = on_day(request, context)
        lines = [document_line(document, day) for document in context.library.documents.values()]
        order = "date" if by == "date" else "kind"

        def made() -> bytes:
            return pages.html("docs.html", request, groups=_grouped(lines, order), order=order, q="")

        return remember_mode(request, cached(request, context, day, made, HTML, mode_of(request), order))

    @router.get("/doc/{doc}")
    def document(request: Request, doc: str, q: str = "", n: int = 0) -> Response:
        day = on_day(request, context)
        found = context.library.document(doc)
        if found and found.doc_no != doc:
            return RedirectResponse(doc_path(found.doc_no), 308)
        sheet = context.library.sheet(doc)
        if sheet is None:
            raise ApiError("unknown_document")
        line = document_line(sheet.document, day) if sheet.document else None
        cited = _cited(context, q, n, day)

        def made() -> bytes:
            return pages.html("doc.html", request, sheet=sheet, line=line, cited=cited, q=q)

        return remember_mode(request, cached(request, context, day, made, HTML, mode_of(request)))


def _cited(context: Context, question: str, rank: int, day: Any) -> Mapping[str, Any] | None:
    """The citations of the question that led here, and which of them is shown; None without one."""
    if not question.strip():
        return None
    citations = context.answers.ask(question, day).answer["citations"]
    if not 1 <= rank <= len(citations):
        return None
    return {"citations": citations, "rank": rank, "here": citations[rank - 1]}


def _grouped(lines: list[dict[str, Any]], order: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Documents by kind, or by the month of their date, the newest first."""
    dated = sorted(
        lines, key=lambda line: line["issued_on"].isoformat() if line["issued_on"] else "", reverse=True
    )
    if order == "date":

        def month(line: dict[str, Any]) -> str:
            return (
                f"{line['issued_on'].year}年{line['issued_on'].month}月"
                if line["issued_on"]
                else "日期未注明"
            )

        return [(name, list(group)) for name, group in groupby(dated, key=month)]
    kinds = dict.fromkeys(line["genre"] or "其他" for line in dated)
    return [(kind, [line for line in dated if (line["genre"] or "其他") == kind]) for kind in kinds]


def _counts(context: Context) -> dict[str, int]:
    manifest = context.retriever.index.manifest
    return {"documents": manifest.n_documents, "units": manifest.n_units}
