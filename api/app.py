"""The application: `create_app(retriever, settings)` for any ASGI server, `serve` for uvicorn.

>>> app = create_app(Retriever.open(Path(".index")), Settings("sqlite:///records.sqlite3"))  # doctest: +SKIP
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import anyio.to_thread
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api import logs
from api.answers import Answers
from api.context import Context, code_version
from api.desk_routes import desk_routes
from api.guard import Guard, Limiter
from api.html_routes import html_routes
from api.json_routes import health_routes, json_routes
from api.library import Library
from api.messages import ApiError, Problem, problem, problem_of_status, problem_response
from api.metrics import Metrics
from api.pages import STATIC, Pages
from api.records.keys import KeyRing
from api.records.masking import digits
from api.records.store import Records
from api.records.writer import Writer
from api.settings import Settings
from api.suggest import Suggester
from corpus.errors import BulletinError
from corpus.numbering import PHONE
from retriever.retriever import Retriever

_THREADS = 8  # searches hold the interpreter; more threads only take turns
_GRACE_S = 10
_MAX_OPEN = 512
_DESCRIPTION = "向政府公报提问。答案是公报原文的截取，附文号、条款和页码；公报没有写的，就说没有。"


def create_app(retriever: Retriever, settings: Settings, today: Callable[[], date] = date.today) -> FastAPI:
    """Everything behind one address; `today` is the day that validity is judged by.

    Raises: RecordsError for a database URL that names none. A database that is away is no reason to stop.
    """
    context = _context(retriever, settings, today)
    pages = Pages(context)
    app = FastAPI(
        title="公报问答", description=_DESCRIPTION, version="1", docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json", lifespan=_lifespan(context),
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )  # fmt: skip
    app.include_router(json_routes(context))
    app.include_router(health_routes(context))
    app.include_router(html_routes(context, pages))
    app.include_router(desk_routes(context, pages))
    app.mount("/static", _Static(directory=STATIC), "static")
    told = _teller(pages)
    _add_handlers(app, told)
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST"])
    app.add_middleware(
        Guard, settings=settings, metrics=context.metrics, limiter=context.limiter,
        on_failure=lambda request, _: told(request, problem("internal_error")),
    )  # fmt: skip
    return app


def _context(retriever: Retriever, settings: Settings, today: Callable[[], date]) -> Context:
    metrics, library = Metrics(), Library(retriever.index)
    printed = [digits(m.group()) for d in library.documents.values() for m in PHONE.finditer(d.text)]
    records = Records.open(settings.database, printed)
    manifest = retriever.index.manifest
    fingerprint = retriever.index.fingerprint
    metrics.index.labels(fingerprint, str(manifest.n_units), str(manifest.n_documents)).set(1)
    return Context(
        settings=settings,
        retriever=retriever,
        answers=Answers(retriever, settings.remembered_answers),
        library=library,
        suggester=Suggester(library, retriever),
        records=records,
        writer=Writer(records, settings.keep_days, metrics.lost.inc),
        keys=KeyRing(records),
        limiter=Limiter(settings),
        metrics=metrics,
        today=today,
        version=code_version(),
    )


def _lifespan(context: Context) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        context.writer.start()
        context.suggester.warm()
        yield
        context.writer.close()
        context.records.close()

    return lifespan


class _Static(StaticFiles):
    """Files whose address changes with their content may be kept for good."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


# --- failures -----------------------------------------------------------------------------------------
Teller = Callable[..., Response]


def _teller(pages: Pages) -> Teller:
    def told(request: Request, found: Problem, **more: Any) -> Response:
        """A problem for programs, a page for people."""
        if _is_for_programs(request):
            return problem_response(found, **more)
        return pages.respond("problem.html", request, found.status, problem=found, q="")

    return told


def _add_handlers(app: FastAPI, told: Teller) -> None:
    def handler(find: Callable[[Any], Problem]) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def handle(request: Request, error: Exception) -> Response:
            return told(request, find(error))

        return handle

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [{"where": [str(p) for p in e["loc"]], "what": e["type"]} for e in error.errors()]
        is_unread = any(e["type"] == "json_invalid" for e in error.errors())
        return told(request, problem("unreadable_body" if is_unread else "invalid_request"), faults=faults)

    app.add_exception_handler(ApiError, handler(lambda error: error.problem))
    app.add_exception_handler(BulletinError, handler(lambda error: problem(error.code)))
    app.add_exception_handler(HTTPException, handler(lambda error: problem_of_status(error.status_code)))
    app.add_exception_handler(RequestValidationError, invalid)


def _is_for_programs(request: Request) -> bool:
    path = request.url.path
    return path.startswith(("/api/", "/healthz", "/readyz", "/metrics", "/static/")) or path.endswith(
        ".jsonl"
    )


# --- the server ---------------------------------------------------------------------------------------
def serve(retriever: Retriever, settings: Settings, host: str, port: int, is_quiet: bool) -> None:
    """Serve until a signal; requests in flight are finished, what is left to record is written."""
    logs.set_up(logging.WARNING if is_quiet else logging.INFO)
    uvicorn.run(
        create_app(retriever, settings),
        host=host, port=port, loop="uvloop" if _has_uvloop() else "asyncio", http="httptools", ws="none",
        access_log=False, log_config=None, server_header=False, limit_concurrency=_MAX_OPEN,
        timeout_keep_alive=15, timeout_graceful_shutdown=_GRACE_S,
    )  # fmt: skip


def _has_uvloop() -> bool:
    from importlib.util import find_spec

    return find_spec("uvloop") is not None
