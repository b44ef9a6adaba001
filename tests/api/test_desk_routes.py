"""The hotline desk and the maintainers' queue, with a key and without."""

from __future__ import annotations

import json
from time import monotonic, sleep
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from api.security import COOKIE
from corpus.model import Unit
from eval.gold import check_gold, load_gold
from tests.api.test_html_routes import read, squeezed, text

QUESTION = "80岁老人每月补贴多少"
ROW = "吕政办发〔2024〕2号/附件/第8项"


def sign_in(client: TestClient, key: str) -> None:
    reply = client.post("/desk/sign-in", data={"key": key})
    assert (reply.status_code, reply.headers["location"]) == (303, "/desk")
    kept = reply.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert "path=/desk" in kept


# --- keys ---------------------------------------------------------------------------------------------
def test_without_a_key_there_is_only_the_door(client: TestClient) -> None:
    reply = client.get("/desk", params={"q": QUESTION})
    assert reply.status_code == 401
    assert BeautifulSoup(reply.text, "html.parser").select_one('form[action="/desk/sign-in"]')
    assert "50元" not in reply.text
    assert client.get("/desk/queue").headers["location"] == "/desk"
    assert client.get("/desk/queue.jsonl").json()["code"] == "not_signed_in"
    assert client.post("/desk/mark", data={"q": "x", "verdict": "wrong"}).status_code == 401
    assert client.post("/desk/queue", data={"question": "x", "action": "drop"}).status_code == 401


def test_a_wrong_key_is_told_so(client: TestClient) -> None:
    reply = client.post("/desk/sign-in", data={"key": "gb_wrong"})
    assert reply.status_code == 401
    assert "密钥不正确" in reply.text
    assert COOKIE not in client.cookies


def test_a_key_of_the_desk_does_not_open_the_queue(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    assert client.get("/desk/queue").status_code == 403
    assert client.get("/desk/queue.jsonl").json()["code"] == "not_allowed"


def test_signing_out_ends_it(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    assert client.get("/desk").status_code == 200
    client.post("/desk/sign-out")
    assert client.get("/desk").status_code == 401


def test_a_program_may_send_its_key_in_a_header(client: TestClient, maintainer_key: str) -> None:
    reply = client.get("/desk/queue.jsonl", headers={"Authorization": f"Bearer {maintainer_key}"})
    assert reply.status_code == 200


# --- the desk -----------------------------------------------------------------------------------------
def test_each_hit_has_a_digit_a_badge_and_all_that_is_copied(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    page = read(client, f"/desk?q={quote(QUESTION)}")
    hits = page.select(".desk-hit")
    assert [hit["data-hit"] for hit in hits] == ["1", "2", "3", "4", "5"]
    assert all(hit.select_one(".badge") for hit in hits)
    panel = page.select_one(".desk-panel.is-active")
    assert panel is not None
    assert {button["data-do"] for button in panel.select("[data-do]")} == {
        "script", "order", "open", "transfer", "wrong", "missing",
    }  # fmt: skip
    assert "0358-8237023" in text(panel, ".desk-card-phone")
    assert "补贴" in [mark.get_text() for mark in panel.select(".desk-evidence mark")]


def test_the_script_is_the_answer_verbatim_with_place_and_office(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    answer = client.get("/api/v1/ask", params={"q": QUESTION}).json()
    page = read(client, f"/desk?q={quote(QUESTION)}")
    button = page.select_one('.is-active [data-do="script"]')
    assert button is not None
    script = str(button["data-copy"])
    for words in (
        answer["answer"],
        "附件《吕梁市基本养老服务清单》第8项",
        "第49页",
        "吕梁市民政局",
        "0358-8237023",
    ):
        assert words in script
    order = page.select_one('.is-active [data-do="order"]')
    assert order is not None
    assert str(order["data-copy"]).splitlines()[0] == f"问题：{QUESTION}"


def test_another_hit_is_chosen_without_javascript(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    page = read(client, f"/desk?q={quote(QUESTION)}")
    second = page.select(".desk-hit")[1]
    chosen = read(client, str(second["href"]))
    active = chosen.select(".desk-panel.is-active")
    assert [panel["data-panel"] for panel in active] == ["2"]
    assert "70元" in active[0].get_text()


def test_an_expired_document_is_said_in_panel_and_script(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    page = read(client, f"/desk?q={quote('35号文第十二条')}")
    panel = page.select_one(".is-active")
    assert panel is not None
    assert "已过有效期" in text(panel, ".warning")
    assert "2025年12月15日" in str(panel.select('[data-do="script"]')[0]["data-copy"])


def test_no_answer_leaves_a_phone_and_the_mark(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    page = read(client, f"/desk?q={quote('吕政办发〔2024〕99号')}")
    panel = page.select_one(".desk-panel.is-active")
    assert panel is not None
    assert panel.select_one('.desk-card a[href^="tel:"]')
    assert panel.select_one('[data-do="missing"]')


def test_what_the_shift_asked_is_listed_masked(client: TestClient, desk_key: str) -> None:
    sign_in(client, desk_key)
    read(client, f"/desk?q={quote('13800138000的津贴')}")
    deadline = monotonic() + 5
    recent: list[str] = []
    while "〔手机号〕的津贴" not in recent and monotonic() < deadline:
        sleep(0.1)
        recent = [link.get_text() for link in read(client, "/desk").select(".desk-recent a")]
    assert "〔手机号〕的津贴" in recent
    assert not [asked for asked in recent if "13800138000" in asked]


# --- the queue ----------------------------------------------------------------------------------------
def waiting(client: TestClient, question: str, present: bool = True) -> BeautifulSoup:
    """The queue, once a question is on it (or off it): records are written behind the answers."""
    deadline = monotonic() + 5
    while True:
        page = read(client, "/desk/queue")
        shown = [tag.get_text() for tag in page.select(".queue-question")]
        if (question in shown) is present or monotonic() > deadline:
            assert (question in shown) is present
            return page
        sleep(0.1)


def test_a_marked_question_becomes_a_gold_question(
    client: TestClient, maintainer_key: str, units: dict[str, Unit]
) -> None:
    sign_in(client, maintainer_key)
    question = "八十岁老人能领几个钱"
    marked = client.post("/desk/mark", data={"q": question, "verdict": "wrong", "unit": ROW, "n": "2"})
    assert marked.status_code == 303
    assert "marked=wrong" in marked.headers["location"]
    page = waiting(client, question)
    assert "第8项" in text(page, ".queue-body")

    form = {
        "question": question, "action": "keep", "style": "colloquial", "note": "",
        "places": "吕政办发[2024]2号 附件《吕梁市基本养老服务清单》第8项\n", "required": "50元\n",
    }  # fmt: skip
    for wrong, told in (
        ({"places": "吕政办发〔2024〕2号 第99项"}, "没有这一处"),
        ({"required": "51元"}, "没有这个字串"),
        ({"style": ""}, "请选择问法"),
        ({"places": ""}, "不能有必含字串"),
    ):
        refused = client.post("/desk/queue", data=form | wrong)
        assert refused.status_code == 422
        assert told in refused.text
        assert squeezed(form["question"]) in squeezed(refused.text)

    assert client.post("/desk/queue", data=form).status_code == 303
    waiting(client, question, present=False)
    exported = client.get("/desk/queue.jsonl")
    assert exported.headers["content-disposition"].startswith("attachment")
    [row] = [line for line in map(json.loads, exported.text.splitlines()) if line["question"] == question]
    assert row["locators"] == [
        {"doc_no": "吕政办发〔2024〕2号", "locator": "附件《吕梁市基本养老服务清单》第8项"}
    ]
    assert row["required"] == ["50元"]


def test_the_export_is_read_by_the_evaluation(
    client: TestClient, maintainer_key: str, units: dict[str, Unit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    sign_in(client, maintainer_key)
    client.post("/desk/mark", data={"q": "煤气谁来管", "verdict": "missing"})
    waiting(client, "煤气谁来管")
    for which in ("open", "reviewed"):
        file = tmp_path_factory.mktemp("export") / "questions.jsonl"
        file.write_bytes(client.get(f"/desk/queue.jsonl?which={which}").content)
        questions = load_gold(file) if file.stat().st_size else ()
        assert check_gold(questions, units.values()) == []


def test_a_question_can_be_set_aside(client: TestClient, maintainer_key: str) -> None:
    sign_in(client, maintainer_key)
    client.post("/desk/mark", data={"q": "试一试", "verdict": "missing"})
    waiting(client, "试一试")
    assert client.post("/desk/queue", data={"question": "试一试", "action": "drop"}).status_code == 303
    waiting(client, "试一试", present=False)
