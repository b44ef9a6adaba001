"""The pages for citizens, read as a browser without JavaScript reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import quote, unquote

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from corpus.model import Bulletin, Unit
from retriever.retriever import Retriever

QUESTION = "80岁老人每月补贴多少"
LIST = "/doc/" + quote("吕政办发〔2024〕2号")
PAGES = [
    "/",
    f"/?q={quote(QUESTION)}",
    f"/?q={quote('35号文第十二条')}",
    f"/?q={quote('吕政办发〔2024〕99号')}",
    "/?q=" + "问" * 400,
    "/docs",
    "/docs?by=date",
    LIST,
    f"{LIST}?q={quote(QUESTION)}&n=1",
    "/about",
    "/desk",
    "/nothing",
]


def read(client: TestClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).text, "html.parser")


def text(page: BeautifulSoup | Tag, selector: str) -> str:
    found = page.select_one(selector)
    assert found is not None, selector
    return found.get_text()


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, client: TestClient) -> BeautifulSoup:
    return read(client, request.param)


# --- every page ---------------------------------------------------------------------------------------
def test_every_page_has_its_landmarks(page: BeautifulSoup) -> None:
    assert page.html is not None
    assert page.html["lang"] == "zh-CN"
    assert len(page.select("main#page-main")) == 1
    assert len(page.select("h1")) == 1
    assert page.title is not None
    assert page.title.get_text(strip=True)
    assert page.select_one('a.skip[href="#page-main"]')
    assert page.select_one('[role="status"][aria-live="polite"]')
    assert page.select_one("header nav[aria-label]")


def test_no_page_asks_another_host_or_runs_inline_script(page: BeautifulSoup) -> None:
    for tag in page.select("[src], link[href], form[action]"):
        address = str(tag.get("src") or tag.get("href") or tag.get("action"))
        assert address.startswith("/"), address
    assert not [script for script in page.select("script") if script.get_text(strip=True)]
    attributes = [name for tag in page.find_all(True) for name in tag.attrs]
    assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_ids_are_unique_and_what_names_them_finds_them(page: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for tag in page.select("[aria-labelledby], [aria-describedby], label[for]"):
        named = tag.get("aria-labelledby") or tag.get("aria-describedby") or tag.get("for")
        assert str(named) in ids
    for link in page.select('a[href^="#"]'):
        assert unquote(str(link["href"])[1:]) in ids


def test_every_field_has_a_label_and_every_button_a_name(page: BeautifulSoup) -> None:
    for field in page.select("input:not([type=hidden]), select, textarea"):
        assert page.select_one(f'label[for="{field.get("id")}"]') or field.find_parent("label")
    for control in page.select("button, a"):
        assert control.get_text(strip=True)


def test_headings_do_not_skip_a_level(page: BeautifulSoup) -> None:
    levels = [
        int(tag.name[1])
        for tag in page.select("h1, h2, h3, h4, h5, h6")
        if not tag.find_parent(class_="sheet-body")
    ]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels


# --- asking -------------------------------------------------------------------------------------------
def test_the_first_page_shows_questions_that_the_bulletin_answers(
    client: TestClient, retriever: Retriever
) -> None:
    examples = [link.get_text() for link in read(client, "/").select(".examples a")]
    assert len(examples) >= 4
    for example in examples:
        assert retriever.ask(example).status != "no_answer"


def test_json_and_page_show_the_same_answer_and_citations(client: TestClient) -> None:
    for question in (QUESTION, "35号文第十二条", "王文奇任什么职务", "今天天气怎么样"):
        answer = client.get("/api/v1/ask", params={"q": question}).json()
        page = read(client, f"/?q={quote(question)}")
        if answer["answer"]:
            assert squeezed(text(page, ".answer-words")) == squeezed(answer["answer"])
        links = [unquote(str(link["href"])) for link in page.select("main a[href^='/doc/']")]
        for citation in answer["citations"][: 3 if answer["status"] == "no_answer" else 5]:
            anchor = citation["id"].removeprefix(citation["doc_no"] + "/")
            assert any(link.endswith(f"#{anchor}") for link in links), anchor


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_the_answer_card_says_all_that_is_needed(client: TestClient) -> None:
    page = read(client, f"/?q={quote(QUESTION)}")
    assert [tag.get_text() for tag in page.select(".answer-words .figure")] == ["50元", "300元"]
    cited = squeezed(text(page, ".cite"))
    for words in (
        "吕政办发〔2024〕2号",
        "附件《吕梁市基本养老服务清单》第8项",
        "吕梁市人民政府公报2024年第1期",
        "第49页",
    ):
        assert squeezed(words) in cited
    assert "文件未注明有效期" in text(page, ".badge-not_stated")
    assert page.select_one('a[href="tel:03588237023"]')
    original = page.select_one("details.source")
    assert original is not None
    assert "高龄津贴" in original.get_text()


def test_an_expired_document_says_so_in_words(client: TestClient) -> None:
    page = read(client, f"/?q={quote('35号文第十二条')}")
    assert "已过有效期（至2025年12月15日）" in text(page, ".badge-expired")
    assert "已过有效期" in text(page, ".warning")
    today = read(client, f"/?q={quote('35号文第十二条')}&on=2025-06-01")
    assert "现行有效（至2025年12月15日）" in text(today, ".badge-in_force")
    assert not today.select(".warning")


def test_a_refusal_is_a_page_with_a_way_on(client: TestClient) -> None:
    page = read(client, f"/?q={quote('吕政办发〔2024〕99号')}")
    assert "吕政办发〔2024〕99号" in text(page, ".none-words")
    assert page.select_one('a[href="tel:12345"]')
    assert page.select_one('form[action="/feedback"] button[value="missing"]')
    assert not page.select(".answer-words")


def test_typed_markup_stays_text(client: TestClient) -> None:
    typed = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    page = read(client, f"/?q={quote(typed)}")
    assert not page.select("img")
    assert not [script for script in page.select("script") if "alert" in script.get_text()]
    field = page.select_one("#page-question")
    assert field is not None
    assert field["value"] == typed


# --- an answer that depends on the person -------------------------------------------------------------
@pytest.fixture
def open_client(
    retriever: Retriever, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A server whose answers all depend on the person who asks."""
    ask = retriever.ask
    monkeypatch.setattr(retriever, "ask", lambda question: replace(ask(question), status="ambiguous"))
    with TestClient(create_app(retriever, settings)) as client:
        yield client


def test_conditions_stand_in_a_table_each_with_its_words_and_place(open_client: TestClient) -> None:
    page = read(open_client, f"/?q={quote(QUESTION)}")
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select(".conditions tbody tr")
    ]
    assert [row[0] for row in rows[:2]] == ["80周岁及以上老年人", "经济困难的老年人"]
    assert "50元" in rows[0][1]
    assert "70元" in rows[1][1]
    assert rows[1][2] == "附件《吕梁市基本养老服务清单》第9项"
    assert "要看您的情况" in text(page, "h1")
    told = {row[2] for row in rows}
    assert not told & {link.get_text(strip=True).partition(" ")[2] for link in page.select(".others a")}


def test_a_condition_of_the_contract_goes_first(client: TestClient) -> None:
    from api.pages import conditions

    citations: list[dict[str, Any]] = [
        {"id": "a", "quote": "", "condition": "低保老人"},
        {"id": "b", "quote": ""},
        {"id": "c", "quote": "", "condition": "非低保老人"},
    ]
    answer = {"status": "ambiguous", "citations": citations, "spans": []}
    assert conditions(answer, {}) == [("低保老人", 1), ("非低保老人", 3)]


# --- 长者模式 ------------------------------------------------------------------------------------------
def test_large_type_is_remembered_and_can_be_left(client: TestClient) -> None:
    first = read(client, "/?mode=elder")
    assert first.html is not None
    assert first.html["class"] == ["elder"]
    later = read(client, "/docs")
    assert later.html is not None
    assert later.html["class"] == ["elder"]
    back = later.select_one("a.mode")
    assert back is not None
    assert read(client, str(back["href"])).select("html:not(.elder)")
    assert read(client, "/").select("html:not(.elder)")


def test_the_two_looks_do_not_share_a_tag(client: TestClient) -> None:
    assert client.get("/about").headers["etag"] != client.get("/about?mode=elder").headers["etag"]
    reply = client.get("/about?mode=plain")
    assert client.get("/about", headers={"If-None-Match": reply.headers["etag"]}).status_code == 304


# --- documents ----------------------------------------------------------------------------------------
def test_a_document_is_shown_whole_and_in_order(client: TestClient, bulletin: Bulletin) -> None:
    for document in bulletin.documents:
        page = read(client, f"/doc/{quote(document.doc_no)}")
        for mark in page.select(".leaf-page, td.again, thead"):
            mark.decompose()
        shown = squeezed(text(page, ".sheet-body"))
        at = 0
        for unit in document.units:
            if unit.cells or unit.has_parts or unit.id.endswith("/标题"):
                continue
            at = shown.find(squeezed(unit.text), at)
            assert at >= 0, unit.id


def test_every_unit_has_its_permalink(client: TestClient, bulletin: Bulletin) -> None:
    for document in bulletin.documents:
        ids = {str(tag["id"]) for tag in read(client, f"/doc/{quote(document.doc_no)}").select("[id]")}
        for unit in document.units:
            assert unit.id.removeprefix(f"{document.doc_no}/") in ids


def test_tables_are_tables(client: TestClient, units: dict[str, Unit]) -> None:
    page = read(client, LIST)
    heads = [cell.get_text() for cell in page.select(".sheet-table thead th")]
    assert heads == list(units["吕政办发〔2024〕2号/附件/第8项"].cells or {})
    row = page.find(id="附件/第8项")
    assert isinstance(row, Tag)
    assert [cell["data-label"] for cell in row.select("td")] == heads
    spanning = page.find(id="附件/第14项")
    below = page.find(id="附件/第15项")
    assert isinstance(spanning, Tag)
    assert isinstance(below, Tag)
    assert spanning.select_one('td[rowspan="2"]')
    assert below.select_one("td.again")


def test_printed_page_numbers_stand_in_the_margin_once_each(client: TestClient, bulletin: Bulletin) -> None:
    for document in bulletin.documents:
        page = read(client, f"/doc/{quote(document.doc_no)}")
        marks = [int(n) for mark in page.select(".leaf-page") for n in re.findall(r"\d+", mark.get_text())]
        assert marks == list(range(document.pages[0], document.pages[1] + 1))


def test_the_cited_place_is_marked_with_the_way_to_the_next(client: TestClient) -> None:
    answer = client.get("/api/v1/ask", params={"q": QUESTION}).json()
    page = read(client, f"{LIST}?q={quote(QUESTION)}&n=1")
    cited = page.select(".cited")
    assert [tag["id"] for tag in cited] == ["附件/第8项"]
    following = page.select_one('.cited-bar a[rel="next"]')
    assert following is not None
    assert unquote(str(following["href"])).endswith(answer["citations"][1]["id"].partition("/")[2])
    assert not page.select('.cited-bar a[rel="prev"]')
    assert not read(client, f"{LIST}?q={quote(QUESTION)}&n=9").select(".cited, .cited-bar")


def test_the_contents_lead_to_chapters_and_articles(client: TestClient) -> None:
    page = read(client, "/doc/" + quote("吕政办发〔2023〕35号"))
    entries = {unquote(str(link["href"]))[1:]: link.get_text() for link in page.select(".toc a")}
    assert entries["第一章"] == "第一章 总则"
    assert [f"第{n}条" in entries for n in range(1, 24)] == [True] * 23


def test_other_brackets_lead_to_the_one_address(client: TestClient) -> None:
    reply = client.get("/doc/" + quote("吕政办发[2024]2号"))
    assert reply.status_code == 308
    assert reply.headers["location"] == LIST


@pytest.mark.parametrize("path", ["/doc/x", "/doc/" + quote("某政发〔2024〕5号"), "/nothing"])
def test_what_is_not_there_is_a_page_too(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    assert "没有这" in text(BeautifulSoup(reply.text, "html.parser"), "h1")


def test_the_list_shows_each_document_once_with_its_validity(client: TestClient, bulletin: Bulletin) -> None:
    for path in ("/docs", "/docs?by=date"):
        page = read(client, path)
        titles = [link.get_text() for link in page.select(".doc-title")]
        assert sorted(titles) == sorted(document.title for document in bulletin.documents)
        assert len(page.select(".doc-list .badge")) == len(titles)
    dates = [
        re.findall(r"\d+", date.get_text()) for date in read(client, "/docs?by=date").select(".doc-group h2")
    ]
    assert [list(map(int, d[:2])) for d in dates] == sorted(
        [list(map(int, d[:2])) for d in dates], reverse=True
    )


# --- saying whether it helped -------------------------------------------------------------------------
def test_a_verdict_comes_back_to_the_answer(client: TestClient) -> None:
    sent = client.post("/feedback", data={"q": QUESTION, "verdict": "right", "unit": "x"})
    assert sent.status_code == 303
    page = read(client, sent.headers["location"].partition("#")[0])
    assert "谢谢" in text(page, "#thanks")
    assert not page.select('form[action="/feedback"]')


@pytest.mark.parametrize(
    "form", [{"q": QUESTION, "verdict": "great"}, {"q": " ", "verdict": "right"}, {"q": "x"}]
)
def test_a_verdict_that_is_none_is_refused(client: TestClient, form: dict[str, str]) -> None:
    assert client.post("/feedback", data=form).status_code == 422


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_form_of_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    reply = client.post("/feedback", data={"q": QUESTION, "verdict": "right"}, headers=headers)
    assert reply.status_code == 403
