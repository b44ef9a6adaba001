"""What exactly a question asks of its topic: the noun beside its question word, or at the end of a list of keywords.

>>> focus("前河村供水人口多少"), focus("12345热线 接通率")
(('人口',), ('接通率',))
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NOUNS = Path(__file__).parents[1] / "corpus" / "nouns.txt"
_MEASURE = (
    "个工作日|工作日|小时|平方米|公顷|平米|个亿|万元|元|块钱|块|钱|个|名|人|位|处|项|户|家|套|间|台|辆|座|所|类|种|条|眼|口|张|架|次|回|级"
    "|天|日|年|月|岁|米|亩|倍|成|点|号|分|吨|亿|万|层|度"
)
_QUANTIFIER = re.compile(rf"(?:多少|几)(?:(?:{_MEASURE})(?:的)?)?(?P<after>[\u4e00-\u9fff]{{2,4}})?")
# Between a noun and its 多少: how often, at least, is, gives.
_BETWEEN = re.compile(
    r"(?:每人|每月|每年|每亩|每天|一个?月|一年|一亩|一次|一天|一平米|每平米|最[高低多少]|至少|大概|一般|分别|今年|现在|到底|一共|总共|"
    r"应该|可以|能够|需要|要求|标准|金额|情况|数量|大|给|发|领|拿|交|收|赔|补|是|为|有|要|得|能|到|达|多|个|的|了|都|该|会|打|按|在|由)+$"
)
_ASKS_OTHERWISE = re.compile("还是|多[久长远大高深]|吗|吧|不$|没$|谁|哪|怎|如何|什么|啥|何|咋|能")
_RATE = re.compile(r"[\u4e00-\u9fff]{2}率$|[\u4e00-\u9fff]{2}[费价金证]$")


@cache
def _nouns() -> dict[str, str]:
    """The first character of nouns, and their other ends between spaces."""
    lines = _NOUNS.read_text("utf-8").splitlines()
    return {line[0]: f"{line[1:]} " for line in lines if not line.startswith("#")}


def is_noun(word: str) -> bool:
    """Whether ordinary Chinese knows a word of two or three characters as a noun, a rate or a fee by its end."""
    if word[:1] in ("最", "被"):
        return False
    return f" {word[1:]} " in _nouns().get(word[:1], "") or bool(len(word) == 3 and _RATE.search(word))


def focus(text: str) -> tuple[str, ...]:
    """Nouns that stand where a question puts what it asks for; none where it asks otherwise than for an amount."""
    text = text.rstrip("？?。 ")
    if m := _QUANTIFIER.search(text):
        before = re.split(r"[，,。；\s]", text[: m.start()])[-1]
        found = [_last_noun(_BETWEEN.sub("", before)), _first_noun(m["after"] or "")]
    elif _ASKS_OTHERWISE.search(text):
        return ()
    else:
        found = [_last_noun(_BETWEEN.sub("", part)) for part in text.split()[-2:]]
    return tuple(noun for noun in found if noun)


def _last_noun(text: str) -> str:
    return next((text[-n:] for n in (3, 2) if is_noun(text[-n:]) and text[-n - 1 : -n] != "最"), "")


def _first_noun(text: str) -> str:
    return next((text[:n] for n in (3, 2) if is_noun(text[:n])), "")
