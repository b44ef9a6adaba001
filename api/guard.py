"""What stands before every route: limits, security headers, one log line, one count.

A plain ASGI wrapper, because it runs on each request: headers are built once, a request costs a few microseconds.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from math import ceil
from typing import Any

from limits import RateLimitItem
from limits import parse as parse_rate
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.messages import PROBLEMS, problem_response
from api.metrics import Metrics
from api.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
OnFailure = Callable[[Request, Exception], App]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
_UNLIMITED = ("/static/", "/healthz", "/readyz", "/metrics")
_LOG = logging.getLogger("gongbao.http")


class Limiter:
    """Two tiers: what one client may ask, and what all may ask together.

    The machine itself is not counted as a client: it is the operator, or a proxy that hides its clients.
    """

    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._client = _rate(settings.client_rate)
        self._total = _rate(settings.total_rate)
        self._sign_in = _rate(settings.sign_in_rate)

    def refused(self, client: str) -> tuple[str, int] | None:
        """The tier that is full and the seconds until it is free; None where the request may pass."""
        name = client_name(client)
        if self._client and name and not self._limiter.hit(self._client, "client", name):
            return "client", self._wait_s(self._client, "client", name)
        if self._total and not self._limiter.hit(self._total, "total"):
            return "total", self._wait_s(self._total, "total")
        return None

    def sign_in_refused(self, client: str) -> bool:
        """Whether a client has tried too many wrong keys."""
        return bool(self._sign_in and not self._limiter.test(self._sign_in, "sign-in", client))

    def sign_in_failed(self, client: str) -> None:
        """Count a wrong key."""
        if self._sign_in:
            self._limiter.hit(self._sign_in, "sign-in", client)

    def _wait_s(self, rate: RateLimitItem, *names: str) -> int:
        return max(1, ceil(self._limiter.get_window_stats(rate, *names).reset_time - time.time()))


def _rate(typed: str) -> RateLimitItem | None:
    return None if typed == "off" else parse_rate(typed)


def client_name(host: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 of an IPv6 one; "" for this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_loopback:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return host


class Guard:
    """Wraps an application."""

    def __init__(
        self, app: App, settings: Settings, metrics: Metrics, limiter: Limiter, on_failure: OnFailure
    ) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._limiter = limiter
        self._on_failure = on_failure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        try:
            await self._passed(scope, receive, sent)
        finally:
            self._account(scope, status, time.perf_counter() - started)

    async def _passed(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if not path.startswith(_UNLIMITED) and (full := self._limiter.refused(_host(scope))):
            tier, wait_s = full
            self._metrics.limited.labels(tier).inc()
            refusal = problem_response(PROBLEMS["too_many_requests"], {"Retry-After": str(wait_s)})
            await refusal(scope, receive, send)
            return
        if scope["method"] in ("POST", "PUT", "PATCH"):
            receive = _limited(receive, self._settings)
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            _LOG.error("unexpected failure", exc_info=error)
            await self._on_failure(Request(scope), error)(scope, receive, send)

    def _account(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", None) or "other"
        self._metrics.requests.labels(scope["method"], route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if _LOG.isEnabledFor(logging.INFO):
            fields = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 2),
            }
            _LOG.info("request", extra=fields)


def _limited(receive: Receive, settings: Settings) -> Receive:
    """A body that is too large or does not come is an HTTP failure where it is read."""
    size, is_whole = 0, False

    async def received() -> Message:
        nonlocal size, is_whole
        if is_whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), settings.body_timeout_s)
        except TimeoutError:
            raise HTTPException(408) from None
        size += len(message.get("body", b""))
        if size > settings.max_body_bytes:
            raise HTTPException(413)
        is_whole = not message.get("more_body", False)
        return message

    return received


def _host(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
