"""Sentences that pages and hotline staff use around an answer: citation, validity, script, work order.

The JSON contract comes in; Chinese sentences go out. The words of the bulletin are only quoted, never changed.

    >>> citing({"title": "…通知", "doc_no": "X政发〔2024〕5号", "locator": "第十二条", "page": 14}, "公报2024年第1期")
    '《…通知》X政发〔2024〕5号 第十二条（公报2024年第1期 第14页）'
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

_STATES = {"in_force": "现行有效", "expired": "已过有效期", "not_stated": "文件未注明有效期"}


def citing(citation: Mapping[str, Any], issue: str) -> str:
    """A citation in the form people cite."""
    title = f"《{citation['title']}》" if citation["title"] else ""
    place = " ".join(filter(None, (citation["doc_no"], citation["locator"]))) or citation["id"]
    return f"{title}{place}{printed_at(citation, issue)}"


def printed_at(citation: Mapping[str, Any], issue: str) -> str:
    """（公报2024年第1期 第49页）"""
    page = f"第{citation['page']}页" if citation["page"] else ""
    where = " ".join(filter(None, (issue, page)))
    return f"（{where}）" if where else ""


def validity_words(validity: Mapping[str, Any]) -> str:
    """现行有效（至2026年1月30日）"""
    until = f"（至{chinese_day(validity['expires_on'])}）" if validity["expires_on"] else ""
    return f"{_STATES[validity['state']]}{until}"


def chinese_day(day: str | date | None) -> str:
    """2024-01-14 as 2024年1月14日."""
    if not day:
        return ""
    parsed = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{parsed.year}年{parsed.month}月{parsed.day}日"


def spoken(words: str, citation: Mapping[str, Any], contact: Mapping[str, Any] | None, issue: str) -> str:
    """What a hotline worker reads aloud: the answer verbatim, where it stands, whether it holds, whom to call."""
    sentences = [f"您好，您问的这件事，公报上是这样写的：“{words.rstrip('。')}。”"]
    title = f"《{citation['title']}》" if citation["title"] else ""
    sentences.append(f"依据是{title}{citation['doc_no']}{citation['locator']}{printed_at(citation, issue)}。")
    if citation["validity"]["state"] == "expired":
        day = chinese_day(citation["validity"]["expires_on"])
        sentences.append(f"需要提醒您，这份文件的有效期到{day}为止，现已过期，请以主管部门答复为准。")
    if contact and contact["phone"]:
        sentences.append(f"需要进一步了解，可以拨打{contact['unit']}的电话{contact['phone']}。")
    return "".join(sentences)


def work_order(
    question: str, words: str, citation: Mapping[str, Any], contact: Mapping[str, Any] | None, issue: str
) -> str:
    """What is pasted into a work order, one fact a line."""
    lines = [
        f"问题：{question}",
        f"答复：{words}",
        f"依据：{citing(citation, issue)}",
        f"效力：{validity_words(citation['validity'])}",
    ]
    if contact and contact["phone"]:
        lines.append(f"转办：{contact['unit']} {contact['phone']}")
    return "\n".join(lines)


def printed_lines(words: str, quote: str) -> str:
    """An answer with the line breaks of the list that it quotes; of the same length, so that spans still fit."""
    flat = quote.replace("\n", " ")
    at = words.find(flat) if "\n" in quote else -1
    return words if at < 0 else words[:at] + quote + words[at + len(flat) :]


def excerpt(text: str, most: int = 120) -> str:
    """The start of a long quotation."""
    return text if len(text) <= most else f"{text[: most - 2]}……"
