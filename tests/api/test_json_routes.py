"""The JSON API: the same answer as the command line, the contract, failures, caching."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from fastapi.testclient import TestClient

from api import context, schemas
from api.app import create_app
from api.messages import PROBLEMS
from api.settings import Settings
from retriever.retriever import Retriever

ROOT = Path(__file__).parents[2]
QUESTION = "80岁老人每月补贴多少"
ROW = "吕政办发〔2024〕2号/附件/第8项"
QUESTIONS = [
    QUESTION,
    "35号文第六条",
    "吕政办发〔2024〕99号",
    "35号文第九十条",
    "",
    "问" * 301,
    "王文奇任什么职务",
    "\u200b  土地指标\t调剂 ",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_http_and_the_command_line_give_the_same_answer(
    client: TestClient, index_dir: Path, tmp_path: Path, method: str
) -> None:
    batch = tmp_path / "questions.jsonl"
    rows = [{"qid": str(n), "question": question} for n, question in enumerate(QUESTIONS)]
    batch.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    command = [sys.executable, str(ROOT / "gongbao.py"), "ask", "--batch", str(batch), "--on", "2026-01-01"]
    done = subprocess.run(
        [*command, "--index", str(index_dir)], capture_output=True, text=True, check=True, env=os.environ
    )
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(printed) == len(QUESTIONS)
    for question, line in zip(QUESTIONS, printed, strict=True):
        body = _ask(client, question, method)
        assert _timeless(body) == _timeless(line)


def _ask(client: TestClient, question: str, method: str) -> dict[str, Any]:
    if method == "GET":
        reply = client.get("/api/v1/ask", params={"q": question})
    else:
        reply = client.post("/api/v1/ask", json={"question": question})
    assert reply.status_code == 200
    found: dict[str, Any] = reply.json()
    return found


def _timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("elapsed_ms", "qid")}


def test_answers_are_as_the_schema_describes_them(client: TestClient) -> None:
    for question in QUESTIONS:
        schemas.Answer.model_validate(_ask(client, question, "GET"))


def test_validity_is_judged_by_the_day_asked_for(client: TestClient) -> None:
    def state(**on: str) -> str:
        reply = client.get("/api/v1/ask", params={"q": "35号文第六条"} | on)
        found: str = reply.json()["citations"][0]["validity"]["state"]
        return found

    assert state() == "expired"  # the server's today is 2026-01-01
    assert state(on="2025-12-15") == "in_force"
    assert state(on="2025-12-16") == "expired"


def test_search_lists_units_best_first(client: TestClient, retriever: Retriever) -> None:
    body = client.get("/api/v1/search", params={"q": "高龄津贴", "k": 3}).json()
    schemas.SearchResult.model_validate(body)
    assert [hit["id"] for hit in body["hits"]] == [hit.id for hit in retriever.search("高龄津贴", 3)]
    assert body["hits"][0]["id"] == ROW


def test_documents_in_the_order_of_the_bulletin(client: TestClient, retriever: Retriever) -> None:
    body = client.get("/api/v1/documents").json()
    schemas.DocumentList.model_validate(body)
    assert [line["doc_no"] for line in body["documents"]] == [d.doc_no for d in retriever.index.documents]
    assert {line["issue"] for line in body["documents"]} == {"吕梁市人民政府公报2024年第1期"}


@pytest.mark.parametrize("typed", ["吕政办发〔2024〕2号", "吕政办发[2024]2号", "吕政办发（2024）2号"])
def test_a_document_by_its_number_in_any_brackets(client: TestClient, typed: str) -> None:
    body = client.get(f"/api/v1/documents/{quote(typed)}").json()
    schemas.Document.model_validate(body)
    assert body["doc_no"] == "吕政办发〔2024〕2号"
    assert ROW in [unit["id"] for unit in body["units"]]


def test_a_unit_by_its_key(client: TestClient) -> None:
    body = client.get(f"/api/v1/units/{quote(ROW)}").json()
    schemas.Unit.model_validate(body)
    assert body["cells"]["服务项目"] == "高龄津贴"
    assert body["pages"] == [49]


def test_suggestions_come_from_the_bulletin(client: TestClient) -> None:
    body = client.get("/api/v1/suggest", params={"q": "养老清单"}).json()
    schemas.Suggestions.model_validate(body)
    assert [s["text"] for s in body["suggestions"]] == ["吕梁市基本养老服务清单"]
    assert client.get("/api/v1/suggest", params={"q": " "}).json() == {"suggestions": []}


# --- failures -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/api/v1/ask", None, "invalid_request"),  # no question at all
        ("GET", "/api/v1/ask?q=x&on=soon", None, "invalid_request"),
        ("GET", "/api/v1/search?q=。", None, "bad_question"),
        ("GET", "/api/v1/search?q=x&k=0", None, "invalid_request"),
        ("GET", "/api/v1/documents/某政发〔2024〕5号", None, "unknown_document"),
        ("GET", "/api/v1/documents/x", None, "unknown_document"),
        ("GET", "/api/v1/units/x/y", None, "unknown_unit"),
        ("GET", "/api/v1/nothing", None, "not_found"),
        ("DELETE", "/api/v1/ask", None, "method_not_allowed"),
        ("POST", "/api/v1/ask", b"{", "unreadable_body"),
        ("POST", "/api/v1/ask", b"[]", "invalid_request"),
        ("POST", "/api/v1/ask", b'{"question": 5}', "invalid_request"),
        ("POST", "/api/v1/ask", b'{"question": "x", "extra": 1}', "invalid_request"),
        ("POST", "/api/v1/ask", b'{"question": "' + b"x" * 20_000 + b'"}', "body_too_large"),
        ("POST", "/api/v1/feedback", b'{"question": "x", "verdict": "great"}', "invalid_request"),
    ],
)
def test_failures_are_problems_with_a_stable_code(
    client: TestClient, method: str, path: str, body: bytes | None, code: str
) -> None:
    reply = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    problem = PROBLEMS[code]
    assert reply.status_code == problem.status
    assert reply.headers["content-type"] == "application/problem+json"
    told = reply.json()
    schemas.ProblemBody.model_validate(told)
    assert (told["code"], told["status"], told["detail"]) == (code, problem.status, problem.detail)


def test_a_body_without_a_stated_length_is_limited_too(client: TestClient) -> None:
    reply = client.post(
        "/api/v1/ask", content=(b"x" * 1000 for _ in range(20)), headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 413


def test_an_unexpected_failure_tells_nothing_of_itself(
    retriever: Retriever, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(retriever, settings)
    monkeypatch.setattr(retriever, "search", lambda *_: 1 / 0)
    with TestClient(app, raise_server_exceptions=False) as client:
        reply = client.get("/api/v1/search", params={"q": "津贴"})
    assert reply.status_code == 500
    assert reply.json()["code"] == "internal_error"
    assert "ZeroDivision" not in reply.text
    assert "content-security-policy" in reply.headers


# --- caching -------------------------------------------------------------------------------------------
def test_a_tag_holds_as_long_as_index_and_day(client: TestClient, retriever: Retriever) -> None:
    path = f"/api/v1/ask?q={quote(QUESTION)}"
    first = client.get(path)
    tag = first.headers["etag"]
    assert retriever.index.fingerprint in tag
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(f"{path}&on=2027-01-01", headers={"If-None-Match": tag}).status_code == 200


def test_another_index_or_day_has_another_tag(retriever: Retriever, settings: Settings) -> None:
    tags = set()
    for day in (date(2026, 1, 1), date(2026, 1, 2)):
        with TestClient(create_app(retriever, settings, lambda day=day: day)) as client:  # type: ignore[misc]
            tags.add(client.get("/api/v1/documents").headers["etag"])
    assert len(tags) == 2


def test_a_changed_word_list_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_ROOT", tmp_path)
    words = tmp_path / "corpus" / "matters.txt"
    words.parent.mkdir()
    words.write_text("报名 报考\n", "utf-8")
    before = context.code_version()
    words.write_text("报名 报考 登记\n", "utf-8")
    assert context.code_version() != before


def test_an_answer_is_searched_for_once(
    retriever: Retriever, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answer = retriever.ask

    def counted(question: str) -> Any:
        asked.append(question)
        return answer(question)

    with TestClient(create_app(retriever, settings)) as client:
        monkeypatch.setattr(retriever, "ask", counted)
        for _ in range(3):
            client.get("/api/v1/ask", params={"q": "只问一次"})
            client.post("/api/v1/ask", json={"question": "只问一次"})
    assert asked == ["只问一次"]


# --- the description ----------------------------------------------------------------------------------
def test_every_field_and_parameter_is_described_in_chinese_with_an_example(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) >= {
        f"/api/v1/{name}" for name in ("ask", "search", "documents", "suggest")
    }
    for path, methods in described["paths"].items():
        for method in methods.values():
            assert _is_chinese(method["summary"]), path
            for parameter in method.get("parameters", ()):
                assert _is_chinese(parameter["description"]), (path, parameter["name"])
    ours = [
        name
        for name, value in vars(schemas).items()
        if isinstance(value, type) and value.__module__ == schemas.__name__
    ]
    for name in ours:
        schema = described["components"]["schemas"].get(name)
        for field, value in (schema or {"properties": {}})["properties"].items():
            assert _is_chinese(value["description"]), (name, field)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def test_no_page_of_the_framework_is_served(client: TestClient) -> None:
    for path in ("/redoc", "/openapi.json", "/docs/oauth2-redirect"):
        assert client.get(path).status_code == 404
    assert "swagger" not in client.get("/docs").text.lower()


# --- other sites --------------------------------------------------------------------------------------
def test_other_sites_may_not_call_unless_they_are_named(
    client: TestClient, retriever: Retriever, settings: Settings
) -> None:
    origin = {"Origin": "https://www.example.gov.cn"}
    assert "access-control-allow-origin" not in client.get("/api/v1/documents", headers=origin).headers
    named = replace(settings, cors_origins=("https://www.example.gov.cn",))
    with TestClient(create_app(retriever, named)) as open_client:
        allowed = open_client.get("/api/v1/documents", headers=origin).headers
        assert allowed["access-control-allow-origin"] == origin["Origin"]
        other = open_client.get("/api/v1/documents", headers={"Origin": "https://evil.example"}).headers
        assert "access-control-allow-origin" not in other


# --- health -------------------------------------------------------------------------------------------
def test_health_readiness_and_counts(client: TestClient, retriever: Retriever) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready == {"status": "ok", "index": retriever.index.fingerprint, "records": "ok"}
    client.get("/api/v1/ask", params={"q": QUESTION})
    counted = client.get("/metrics").text
    assert 'gongbao_answers_total{channel="api",reason="",status="answered"}' in counted.replace(
        "ambiguous", "answered"
    )
    assert 'route="/api/v1/ask"' in counted
    assert QUESTION not in counted


def test_answering_works_where_the_database_does_not(retriever: Retriever, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database, and much too short to be one")
    broken = Settings(f"sqlite:///{tmp_path / 'file'}")
    with TestClient(create_app(retriever, broken), follow_redirects=False) as client:
        assert client.get("/api/v1/ask", params={"q": QUESTION}).json()["citations"][0]["id"] == ROW
        assert client.get("/", params={"q": QUESTION}).status_code == 200
        assert client.get("/readyz").json() == {
            "status": "ok", "index": retriever.index.fingerprint, "records": "unavailable",
        }  # fmt: skip
        signing_in = client.post("/desk/sign-in", data={"key": "gb_" + "x" * 43})
        assert signing_in.status_code == 503
        assert "记录库暂时不可用" in signing_in.text
