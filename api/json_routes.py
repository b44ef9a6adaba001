"""The JSON routes: thin, plain functions (a search is CPU work, so each runs in a thread; `Context.ask_soon` says why
asking is the exception).

Answers go out as the bytes that `answers.Answers` made; schemas describe them and do not touch them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response

from api import schemas
from api.context import Context
from api.library import doc_path
from api.messages import ApiError
from api.records.store import Judged, RecordsError
from corpus.model import Document, Unit
from retriever.answer import contact_json, validity_json

JSON = "application/json"
_PROBLEM = {"model": schemas.ProblemBody, "content": {"application/problem+json": {}}}
_Responses = dict[int | str, dict[str, Any]]
LIMITS: _Responses = {
    422: {**_PROBLEM, "description": "参数不合规范（invalid_request）"},
    429: {**_PROBLEM, "description": "请求过于频繁（too_many_requests），稍候的秒数在 Retry-After"},
}
_NOT_FOUND: _Responses = {
    404: {**_PROBLEM, "description": "没有这份文件或这一处（unknown_document、unknown_unit）"}
}
_BAD: _Responses = {400: {**_PROBLEM, "description": "问题无法检索（bad_question）"}}
_BODY: _Responses = {
    400: {**_PROBLEM, "description": "正文无法读取（unreadable_body）"},
    413: {**_PROBLEM, "description": "正文过大（body_too_large）"},
}

_Typed = Annotated[
    str, Query(description="问题，不超过300字。", max_length=4000, examples=["80岁老人每月补贴多少"])
]
_On = Annotated[date | None, Query(description="按哪一天判断效力；不填为今天。", examples=["2026-01-01"])]
_DocNo = Annotated[str, Path(description="文号，括号写法不限。", examples=["吕政办发〔2024〕2号"])]
_UnitId = Annotated[str, Path(description="定位键。", examples=["吕政办发〔2024〕2号/附件/第8项"])]


def json_routes(context: Context) -> APIRouter:
    """Every route under /api/v1."""
    router = APIRouter(prefix="/api/v1", responses=LIMITS)
    _add_questions(router, context)
    _add_documents(router, context)
    _add_feedback(router, context)
    return router


def _add_questions(router: APIRouter, context: Context) -> None:
    @router.get("/ask", response_model=schemas.Answer, summary="问一个问题", tags=["查询"])
    async def ask(request: Request, q: _Typed, on: _On = None) -> Response:
        """答复、出处、效力和咨询单位。同一索引、同一天、同一问题的答复不变，可凭 ETag 复用。"""
        day = on or context.today()
        if is_held(request, context.tag(day)):
            return cached(request, context, day, bytes)
        reply = await context.ask_soon("api", q, day)
        return cached(request, context, day, lambda: reply.body)

    @router.post(
        "/ask",
        response_model=schemas.Answer,
        summary="问一个问题（问题在正文中）",
        tags=["查询"],
        responses=_BODY,
    )
    def ask_in_body(question: schemas.Question) -> Response:
        """与 GET 相同，但问题不出现在网址里，也就不会进入沿途的日志。"""
        day = question.on or context.today()
        body = context.ask("api", question.question, day).body
        return Response(body, media_type=JSON, headers={"Cache-Control": "no-store"})

    @router.get(
        "/search", response_model=schemas.SearchResult, summary="检索相关各处", tags=["查询"], responses=_BAD
    )
    def search(
        request: Request,
        q: _Typed,
        k: Annotated[int, Query(description="最多几处。", ge=1, le=100, examples=[10])] = 10,
    ) -> Response:
        """只检索，不作答。"""
        return cached(request, context, context.today(), lambda: _dumped(_found(context, q, k)))

    @router.get("/suggest", response_model=schemas.Suggestions, summary="输入建议", tags=["查询"])
    def suggest(
        request: Request,
        q: Annotated[str, Query(description="已输入的文字。", max_length=4000, examples=["养老"])],
    ) -> Response:
        """文件、事项和单位，都取自收录的公报。"""
        found = [{"text": s.text, "kind": s.kind, "path": s.path} for s in context.suggester.suggest(q[:300])]
        return cached(request, context, context.today(), lambda: _dumped({"suggestions": found}))


def _add_documents(router: APIRouter, context: Context) -> None:
    library = context.library

    @router.get("/documents", response_model=schemas.DocumentList, summary="文件目录", tags=["原文"])
    def documents(request: Request, on: _On = None) -> Response:
        """收录的全部文件，按公报中的次序。"""
        day = on or context.today()
        lines = [document_line(document, day) for document in library.documents.values()]
        return cached(request, context, day, lambda: _dumped({"documents": lines, "index": context.index}))

    @router.get(
        "/documents/{doc}",
        response_model=schemas.Document,
        summary="一份文件",
        tags=["原文"],
        responses=_NOT_FOUND,
    )
    def document(request: Request, doc: _DocNo, on: _On = None) -> Response:
        """一份文件的全文和各处。"""
        day = on or context.today()
        found = library.document(doc)
        if found is None:
            raise ApiError("unknown_document")
        return cached(request, context, day, lambda: _dumped(_whole(context, found, day)))

    @router.get(
        "/units/{unit_id:path}",
        response_model=schemas.Unit,
        summary="一处",
        tags=["原文"],
        responses=_NOT_FOUND,
    )
    def unit(request: Request, unit_id: _UnitId) -> Response:
        """一条、一款、一项或一行的原文。"""
        found = library.find(unit_id)
        if found is None:
            raise ApiError("unknown_unit")
        return cached(request, context, context.today(), lambda: _dumped(unit_line(found)))


def _add_feedback(router: APIRouter, context: Context) -> None:
    @router.post(
        "/feedback",
        response_model=schemas.Accepted,
        status_code=202,
        summary="评价答复",
        tags=["反馈"],
        responses=_BODY,
    )
    def feedback(judged: schemas.Feedback) -> Response:
        """评价进入待办，由管理员处理。"""
        context.writer.put(
            Judged("api", None, judged.question, judged.verdict, judged.unit, judged.comment or None)
        )
        return Response(_dumped({"status": "accepted"}), 202, media_type=JSON)


def health_routes(context: Context) -> APIRouter:
    """Whether the process lives, whether it can answer, and what it has counted."""
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        return Response(b'{"status":"ok"}', media_type=JSON, headers={"Cache-Control": "no-store"})

    @router.get("/readyz", response_model=schemas.Health, summary="能否答复", tags=["运行"])
    def readyz() -> Response:
        """索引打开后即能答复；记录库不可用时照常答复。"""
        try:
            with context.records.begin():
                records = "ok"
        except RecordsError:
            records = "unavailable"
        state = {"status": "ok", "index": context.index, "records": records}
        return Response(_dumped(state), media_type=JSON, headers={"Cache-Control": "no-store"})

    @router.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(context.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def cached(
    request: Request,
    context: Context,
    on: date,
    body: Callable[[], bytes],
    media_type: str = JSON,
    *more: str,
) -> Response:
    """A response that a client may keep as long as its tag holds; 304, and no work, where it still does."""
    tag = context.tag(on, *more)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if is_held(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body(), media_type=media_type, headers=headers)


def is_held(request: Request, tag: str) -> bool:
    """Whether the client has what a tag names."""
    known = request.headers.get("if-none-match", "")
    return bool(known) and (known == "*" or tag in (one.strip() for one in known.split(",")))


def _found(context: Context, question: str, k: int) -> dict[str, Any]:
    hits = [
        {
            "id": hit.id,
            "score": round(hit.score, 6),
            "doc_no": hit.unit.doc_no,
            "title": hit.unit.title,
            "locator": hit.unit.locator,
            "text": hit.unit.text,
        }
        for hit in context.retriever.search(question, k)
    ]
    return {"question": question, "hits": hits, "index": context.index}


def document_line(document: Document, on: date) -> dict[str, Any]:
    """A document in the list of documents."""
    return {
        "doc_no": document.doc_no,
        "title": document.title,
        "issuer": document.issuer,
        "genre": document.genre,
        "issued_on": document.issued_on,
        "issue": document.issue,
        "pages": document.pages,
        "validity": validity_json(document.validity, on),
        "contact": contact_json(document),
        "url": doc_path(document.doc_no),
    }


def _whole(context: Context, document: Document, on: date) -> dict[str, Any]:
    return document_line(document, on) | {
        "addressee": document.addressee,
        "attachments": document.attachments,
        "cites": document.cites,
        "text": document.text,
        "units": [unit_line(unit) for unit in context.library.units.get(document.doc_no, ())],
    }


def unit_line(unit: Unit) -> dict[str, Any]:
    """A unit as the API shows it."""
    return {
        "id": unit.id,
        "doc_no": unit.doc_no,
        "title": unit.title,
        "locator": unit.locator,
        "kind": unit.kind,
        "path": unit.path,
        "text": unit.text,
        "pages": unit.pages,
        "cells": unit.cells,
        "url": doc_path(unit.doc_no, unit.id) if unit.doc_no else None,
    }


def _dumped(value: Any) -> bytes:
    return orjson.dumps(value)
