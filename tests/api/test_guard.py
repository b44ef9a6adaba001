"""What stands before every route: headers, rates, bodies that do not come, logs without persons."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api import logs
from api.app import create_app
from api.guard import Limiter, Message, client_name
from api.settings import Settings
from retriever.retriever import Retriever


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/ask?q=津贴", "/nothing", "/static/app.css", "/healthz", "/desk"]
)
def test_every_response_is_safe_by_its_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_one_client_is_slowed_down_with_the_seconds_to_wait(retriever: Retriever, settings: Settings) -> None:
    slow = replace(settings, client_rate="3/hour")
    with TestClient(create_app(retriever, slow)) as client:
        assert [client.get("/api/v1/suggest?q=养老").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = client.get("/?q=津贴")
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 3600
        assert client.get("/healthz").status_code == 200
        assert client.get("/static/app.css").status_code == 200
        assert 'gongbao_limited_total{tier="client"} 2.0' in client.get("/metrics").text


def test_all_clients_together_are_limited_too(settings: Settings) -> None:
    limiter = Limiter(replace(settings, client_rate="10/hour", total_rate="3/hour"))
    assert [limiter.refused(f"10.0.0.{n}") is None for n in range(4)] == [True, True, True, False]
    tier, wait_s = limiter.refused("10.0.0.9") or ("", 0)
    assert tier == "total"
    assert 1 <= wait_s <= 3600


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),  # a household has a /64
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_client(host: str, name: str) -> None:
    assert client_name(host) == name


def test_keys_cannot_be_tried_at_will(retriever: Retriever, settings: Settings) -> None:
    strict = replace(settings, sign_in_rate="3/hour")
    with TestClient(create_app(retriever, strict), follow_redirects=False) as client:
        tried = [client.post("/desk/sign-in", data={"key": f"gb_{n}"}).status_code for n in range(4)]
    assert tried == [401, 401, 401, 429]


def test_a_body_that_does_not_come_ends_the_request(retriever: Retriever, settings: Settings) -> None:
    app = create_app(retriever, replace(settings, body_timeout_s=0.01))
    sent: list[Message] = []

    async def never() -> Message:
        await asyncio.sleep(60)
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/ask", "raw_path": b"/api/v1/ask", "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "client": ("192.0.2.7", 1), "server": ("x", 80),
        "scheme": "http", "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, never, send))
    assert sent[0]["status"] == 408


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """What the server logs at its most talkative."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("gongbao")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_logs_are_json_and_name_neither_person_nor_question(
    client: TestClient, log_lines: io.StringIO
) -> None:
    client.get("/", params={"q": "我是13800138000，有补贴吗"})
    client.post("/api/v1/ask", json={"question": "身份证11010519491231002X"})
    lines = [json.loads(line) for line in log_lines.getvalue().splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/", 200),
        ("POST", "/api/v1/ask", 200),
    ]
    assert "138" not in log_lines.getvalue()
    assert "testclient" not in log_lines.getvalue()
