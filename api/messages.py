"""What goes wrong over HTTP: a stable code -> status and a Chinese sentence, as problem+json or as a page.

>>> problem("unknown_document").status
404
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Response

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of failure: its code, HTTP status, name and what a reader can do about it."""

    code: str
    status: int
    title: str
    detail: str


_ALL = (
    Problem("bad_question", 400, "问题无法检索", "请输入至少含一个文字或数字、不超过300字的问题。"),
    Problem("invalid_request", 422, "请求不合规范", "请对照接口说明检查参数。"),
    Problem("unreadable_body", 400, "请求内容无法读取", "请求正文应是 UTF-8 编码的 JSON 或表单。"),
    Problem("not_signed_in", 401, "需要坐席密钥", "请先用坐席密钥登录。"),
    Problem("wrong_key", 401, "密钥不正确", "密钥不正确或已停用，请向管理员索取。"),
    Problem("not_allowed", 403, "没有权限", "这一页只对管理员开放。"),
    Problem("foreign_origin", 403, "请求来源不明", "请从本站页面提交。"),
    Problem("not_found", 404, "没有这个页面", "网址可能写错了，可以回首页查找。"),
    Problem(
        "unknown_document", 404, "没有这份文件", "收录的公报中没有这个文号的文件，可以在文件目录中查找。"
    ),
    Problem("unknown_unit", 404, "没有这一处", "收录的公报中没有这个条款或表格行。"),
    Problem("method_not_allowed", 405, "不支持的请求方法", "请对照接口说明更换请求方法。"),
    Problem("body_timeout", 408, "请求内容没有收完", "请检查网络后重试。"),
    Problem("body_too_large", 413, "请求内容过大", "请求正文不应超过16千字节。"),
    Problem("too_many_requests", 429, "请求过于频繁", "请稍候再试。"),
    Problem("internal_error", 500, "服务出现故障", "故障已记入日志，请稍后再试，急事请拨打政务服务热线。"),
    Problem("records_unavailable", 503, "记录库暂时不可用", "查询不受影响；登录、反馈和待办请稍后再试。"),
)
PROBLEMS: Mapping[str, Problem] = {p.code: p for p in _ALL}
_BY_STATUS = {
    400: "unreadable_body", 404: "not_found", 405: "method_not_allowed", 408: "body_timeout", 413: "body_too_large",
}  # fmt: skip


class ApiError(Exception):
    """A failure with a stable code, which the handlers of `app.py` turn into a problem or a page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.problem = PROBLEMS[code]


def problem(code: str) -> Problem:
    """The problem of a code; `internal_error` for a code that readers are not told."""
    return PROBLEMS.get(code, PROBLEMS["internal_error"])


def problem_of_status(status: int) -> Problem:
    """The problem that a bare HTTP status stands for."""
    return problem(_BY_STATUS.get(status, "internal_error" if status >= 500 else "invalid_request"))


def problem_response(found: Problem, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """RFC 9457: what happened, with its code; `more` are members of the one occurrence."""
    body = {
        "type": f"urn:gongbao:problem:{found.code}",
        "title": found.title,
        "status": found.status,
        "detail": found.detail,
        "code": found.code,
    }
    content = orjson.dumps(body | more)
    return Response(content, found.status, {"Cache-Control": "no-store", **(headers or {})}, PROBLEM_TYPE)
