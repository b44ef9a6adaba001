"""The numbers that open a part of a document: 第三条, 一、, （一）, 1., 5.2.1, ①, 专栏 5.

Only parsing reads them. A line comes in, its family and number go out:

    >>> m = MARKERS["1.1"].match("5.2.1 三级应急响应")
    >>> marker_number("1.1", m["n"])
    (5, 2, 1)
"""

from __future__ import annotations

import re

from corpus.numbering import to_int

_CN = r"[零一二三四五六七八九十百]{1,5}"
# Each pattern is matched at the start of a line or paragraph; group `n` holds the number.
MARKERS: dict[str, re.Pattern[str]] = {
    # accepts: "第一章 总 则", "第一章总则" (alone on its line); refuses: "第一章规定的", "第二章所列情形，"
    "chapter": re.compile(rf"第(?P<n>{_CN})[编章](?:\s+(?=\S)|(?=(?!规定|所)[\u4e00-\u9fff、\s]{{2,20}}$))"),
    "section": re.compile(rf"第(?P<n>{_CN})节(?:\s+(?=\S)|(?=(?!规定|所)[\u4e00-\u9fff、\s]{{2,20}}$))"),
    # accepts: "第十二条 共管资金…", "第十七条规定" (its sequence decides); refuses: "第二十七、二十八条"
    "article": re.compile(rf"第\s*(?P<n>{_CN}|\d{{1,3}})\s*条(?P<spaced>[\s：]*)"),
    # accepts: "专栏 5 政务服务优化建设工程"; refuses: "专栏建设"
    "box": re.compile(r"专栏\s*(?P<n>\d{1,2})(?!\d)\s*(?=\S)"),
    # accepts: "指标 4：“双随机…”"; refuses: "指标库不能为负值"
    "indicator": re.compile(r"指标\s*(?P<n>\d{1,2})\s*[：:]"),
    # accepts: "三、重点任务"; refuses: "三年行动"
    "一、": re.compile(rf"(?P<n>{_CN})、"),
    # accepts: "（五）提升基本养老…", "（一）项目建设"; refuses: "（五级）", "（二）项规定的"
    "（一）": re.compile(rf"[（(](?P<n>{_CN})[）)](?!项(?!目))"),
    # accepts: "20.强化…", "12．深化…", "3、加强…"; refuses: "5.4 万元", "2.2.1 现场处置组"
    "1.": re.compile(r"(?P<n>\d{1,3})\s*[.．、](?![\d.．])"),
    # accepts: "（3）紧急协调", "(3)"; refuses: "（2023）"
    "（1）": re.compile(r"[（(](?P<n>\d{1,2})[）)]"),
    # accepts: "5.2.1 三级应急响应", "1 总则", "5.1 Ⅰ级响应", "1.1编制目的"; refuses: "0.0028 188.4", "8个"
    "1.1": re.compile(
        r"(?P<n>[1-9]\d?(?:\.[1-9]\d?){1,4}(?=\D)|[1-9]\d?(?=\s|[\u4e00-\u9fff]{2,12}$))(?P<spaced>\s*)(?![万亿元亩吨米倍个])(?=[\u4e00-\u9fff“《Ⅰ-ⅿA-Z]|\d+\s*[\u4e00-\u9fff])"
    ),
    "①": re.compile(r"(?P<n>[①-⑳])"),
}


def marker_number(family: str, printed: str) -> tuple[int, ...]:
    """The number of a marker as a tuple: (5, 2, 1) for a decimal heading, (12,) for the rest."""
    if family == "1.1":
        return tuple(int(part) for part in printed.split("."))
    if family == "①":
        return (ord(printed) - ord("①") + 1,)
    return (to_int(printed),)
