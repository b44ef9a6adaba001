"""The hotline desk and the maintainers' queue; both need a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api import review, security, wording
from api.context import Context
from api.messages import ApiError
from api.pages import Pages, conditions, judged, on_day
from api.records.keys import Holder
from api.records.store import RecordsError, now
from corpus.model import Span


def desk_routes(context: Context, pages: Pages) -> APIRouter:
    """Everything under /desk."""
    router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=Response)
    _add_sign_in(router, context, pages)
    _add_desk(router, context, pages)
    _add_queue(router, context, pages)
    return router


def _add_sign_in(router: APIRouter, context: Context, pages: Pages) -> None:
    @router.post("/sign-in")
    def sign_in(request: Request, key: Annotated[str, Form(max_length=300)]) -> Response:
        security.from_own_page(request)
        client = request.client.host if request.client else ""
        if context.limiter.sign_in_refused(client):
            raise ApiError("too_many_requests")
        holder = context.keys.holder(key.strip())
        if holder is None:
            context.limiter.sign_in_failed(client)
            context.records.note("unknown", "sign-in refused")
            return pages.respond("sign_in.html", request, 401, is_wrong=True, q="")
        context.records.note(holder.name, "sign-in")
        return security.sign_in(request, RedirectResponse("/desk", 303), key.strip())

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        security.from_own_page(request)
        return security.sign_out(RedirectResponse("/desk", 303))


def _add_desk(router: APIRouter, context: Context, pages: Pages) -> None:
    @router.get("")
    def desk(request: Request, q: str = "", n: int = 1, marked: str = "") -> Response:
        holder = security.holder_of(request, context)
        if holder is None:
            return pages.respond("sign_in.html", request, 401, is_wrong=False, q="")
        day = on_day(request, context)
        answer = context.ask("desk", q, day, holder.name).answer if q.strip() else None
        hits = desk_hits(context, pages, answer) if answer else ()
        return pages.respond(
            "desk.html", request, q=q, answer=answer, hits=hits, active=min(max(n, 1), max(len(hits), 1)),
            holder=holder, recent=_recent(context, holder, q), marked_as=marked,
        )  # fmt: skip

    @router.post("/mark")
    def mark(
        request: Request,
        q: Annotated[str, Form()],
        verdict: Annotated[str, Form()],
        unit: Annotated[str, Form()] = "",
        n: Annotated[int, Form()] = 1,
    ) -> Response:
        security.from_own_page(request)
        holder = security.signed_in(request, context)
        context.writer.put(judged("desk", holder.name, q, verdict, unit))
        return RedirectResponse(f"/desk?{urlencode({'q': q, 'n': n, 'marked': verdict})}", 303)


def _add_queue(router: APIRouter, context: Context, pages: Pages) -> None:
    def shown(request: Request, holder: Holder, status: int = 200, **more: Any) -> Response:
        waiting = context.records.open_questions()
        places = {w.first: context.library.find(w.first) for w in waiting if w.first}
        values = {"faults": [], "failed": None} | more
        return pages.respond(
            "queue.html", request, status, waiting=waiting, places=places, holder=holder, q="",
            n_gold=len(context.records.gold()), styles=review.STYLES, **values,
        )  # fmt: skip

    @router.get("/queue")
    def queue(request: Request) -> Response:
        if security.holder_of(request, context) is None:
            return RedirectResponse("/desk", 303)
        return shown(request, security.signed_in(request, context, "maintainer"))

    @router.post("/queue")
    def reviewed(
        request: Request,
        question: Annotated[str, Form()],
        action: Annotated[str, Form()],
        style: Annotated[str, Form()] = "",
        places: Annotated[str, Form()] = "",
        required: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
    ) -> Response:
        security.from_own_page(request)
        holder = security.signed_in(request, context, "maintainer")
        if action == "drop":
            context.records.review(holder.name, question, None)
            return RedirectResponse("/desk/queue", 303)
        form = review.Form(question, style, places, required, note)
        gold, faults = review.gold_question(form, context.library)
        if faults:
            return shown(request, holder, 422, faults=faults, failed=form)
        context.records.review(holder.name, question, gold)
        return RedirectResponse("/desk/queue", 303)

    @router.get("/queue.jsonl")
    def exported(request: Request, which: str = "reviewed") -> Response:
        holder = security.signed_in(request, context, "maintainer")
        if which == "open":
            rows = [review.draft(waiting, context.library) for waiting in context.records.open_questions()]
        else:
            rows = list(context.records.gold())
        context.records.note(holder.name, "export", f"{len(rows)} questions ({which})")
        numbered = [{"qid": f"d{number:03d}"} | dict(row) for number, row in enumerate(rows, 1)]
        body = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in numbered)
        disposition = f'attachment; filename="questions-{which if which == "open" else "reviewed"}.jsonl"'
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        return Response(body, media_type="application/x-ndjson", headers=headers)


def desk_hits(context: Context, pages: Pages, answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The citations of an answer as the desk shows them: words to read, evidence, whom to transfer to."""
    hits = []
    units = {c["id"]: context.library.find(c["id"]) for c in answer["citations"]}
    told = {rank: condition for condition, rank in conditions(answer, units)}
    for rank, citation in enumerate(answer["citations"], 1):
        is_answer = rank == 1 and answer["status"] != "no_answer"
        words = answer["answer"] if is_answer else citation["quote"]
        card = _card(context, citation["doc_no"])
        issue = pages.issue_of(citation["doc_no"])
        hits.append(
            {
                "rank": rank,
                "citation": citation,
                "words": words,
                "spans": answer["spans"] if is_answer else [],
                "condition": told.get(rank, ""),
                "evidence": _evidence(context, answer["question"], citation),
                "contact": card,
                "script": wording.spoken(words, citation, card, issue),
                "order": wording.work_order(answer["question"], words, citation, card, issue),
            }
        )
    return hits


def _card(context: Context, doc_no: str) -> Mapping[str, Any] | None:
    """Whom to transfer a call about a document to, and where that is printed."""
    document = context.library.document(doc_no)
    if not document or not document.contact:
        return None
    contact = document.contact
    return {"unit": contact.unit, "phone": contact.phone, "id": contact.id, "doc_no": doc_no}


def _evidence(context: Context, question: str, citation: Mapping[str, Any]) -> tuple[Span, ...]:
    return context.answers.evidence(question, citation["id"], citation["text"])


def _recent(context: Context, holder: Holder, question: str) -> Sequence[str]:
    """What this desk asked in its shift; nothing where the database is away, for answering goes on."""
    since = now() - timedelta(hours=context.settings.shift_hours)
    try:
        recent = context.records.recent(holder.name, since)
    except RecordsError:
        return ()
    shown = context.records.masked(question)
    return [asked for asked in recent if asked != shown][:12]
