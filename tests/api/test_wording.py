"""Sentences around an answer, and a text cut at its marks."""

from __future__ import annotations

from typing import Any

import pytest

from api import wording
from api.answers import merged
from api.pages import dialled, figures, pieces
from corpus.model import Span

CITATION: dict[str, Any] = {
    "id": "X政发〔2024〕5号/第12条", "doc_no": "X政发〔2024〕5号", "title": "关于某事的通知", "locator": "第十二条",
    "page": 14, "validity": {"state": "expired", "expires_on": "2025-12-15", "effective_on": None, "basis": None},
}  # fmt: skip
CONTACT = {"unit": "X市民政局", "phone": "0358-8237023", "doc_no": "X政发〔2024〕5号", "id": "x"}


def test_a_citation_in_the_form_people_cite() -> None:
    issue = "X市人民政府公报2024年第1期"
    assert (
        wording.citing(CITATION, issue)
        == "《关于某事的通知》X政发〔2024〕5号 第十二条（X市人民政府公报2024年第1期 第14页）"
    )
    assert wording.citing(CITATION, "") == "《关于某事的通知》X政发〔2024〕5号 第十二条（第14页）"
    outside = CITATION | {"title": "", "doc_no": "", "locator": "", "page": None}
    assert wording.citing(outside, "") == "X政发〔2024〕5号/第12条"


@pytest.mark.parametrize(
    ("state", "expires_on", "words"),
    [
        ("in_force", "2026-01-30", "现行有效（至2026年1月30日）"),
        ("expired", "2025-12-15", "已过有效期（至2025年12月15日）"),
        ("not_stated", None, "文件未注明有效期"),
    ],
)
def test_validity_is_a_word(state: str, expires_on: str | None, words: str) -> None:
    assert wording.validity_words({"state": state, "expires_on": expires_on}) == words


def test_a_script_quotes_warns_and_names_the_office() -> None:
    script = wording.spoken("每人每月50元。", CITATION, CONTACT, "")
    assert "“每人每月50元。”" in script
    assert "有效期到2025年12月15日为止" in script
    assert "X市民政局的电话0358-8237023" in script
    plain = wording.spoken(
        "每人每月50元", CITATION | {"validity": {"state": "not_stated", "expires_on": None}}, None, ""
    )
    assert "有效期" not in plain
    assert "电话" not in plain


def test_a_list_gets_its_lines_back_without_moving_a_character() -> None:
    words = "规定如下：（一）甲； （二）乙。"
    lined = wording.printed_lines(words, "（一）甲；\n（二）乙。")
    assert lined == "规定如下：（一）甲；\n（二）乙。"
    assert wording.printed_lines(words, "别的\n话") == words
    assert wording.printed_lines(words, "（一）甲；") == words


def test_a_text_is_cut_at_its_marks() -> None:
    assert pieces("每月50元，", [Span(2, 5)], ["amount"]) == [("每月", ""), ("50元", "amount"), ("，", "")]
    assert pieces("甲乙", [Span(0, 1), Span(1, 2)]) == [("甲", "mark"), ("乙", "mark")]
    assert pieces("", []) == []
    assert figures("每月50元，电话0358-8237023") == [
        ("每月", ""), ("50元", "amount"), ("，电话", ""), ("0358-8237023", "phone"),
    ]  # fmt: skip


def test_ranges_that_touch_are_one() -> None:
    assert merged([(3, 5), (0, 2), (2, 3), (7, 9), (8, 10)]) == (Span(0, 5), Span(7, 10))
    assert merged([]) == ()


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("0358-8237023", "03588237023"),
        ("0358－8237023", "03588237023"),
        ("8237023、8237024", "8237023"),
        ("见附件", ""),
    ],
)
def test_a_phone_as_it_is_dialled(printed: str, number: str) -> None:
    assert dialled(printed) == number
