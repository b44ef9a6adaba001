"""Who may do what: pages that a form may come from, and the key of the desk in a cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request, Response

from api.context import Context
from api.messages import ApiError
from api.records.keys import Holder

COOKIE = "gongbao_key"
_SHIFT_S = 12 * 3600


def from_own_page(request: Request) -> None:
    """Refuse a form that another site sent. Raises: ApiError."""
    origin = request.headers.get("origin")
    is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_own or request.headers.get("sec-fetch-site") not in (None, "same-origin", "none"):
        raise ApiError("foreign_origin")


def holder_of(request: Request, context: Context) -> Holder | None:
    """Who is signed in. Raises: RecordsError where nobody can be looked up."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    key = bearer.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")
    return context.keys.holder(key) if key else None


def signed_in(request: Request, context: Context, role: str = "desk") -> Holder:
    """Who is signed in; a maintainer may do what the desk may. Raises: ApiError, RecordsError."""
    holder = holder_of(request, context)
    if holder is None:
        raise ApiError("not_signed_in")
    if role == "maintainer" and holder.role != "maintainer":
        raise ApiError("not_allowed")
    return holder


def sign_in(request: Request, response: Response, key: str) -> Response:
    """Keep a key in the browser for a shift: not readable by scripts, not sent from other sites."""
    is_https = request.url.scheme == "https"
    response.set_cookie(
        COOKIE, key, max_age=_SHIFT_S, path="/desk", httponly=True, samesite="strict", secure=is_https
    )
    return response


def sign_out(response: Response) -> Response:
    """Forget the key."""
    response.delete_cookie(COOKIE, path="/desk")
    return response
