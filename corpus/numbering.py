"""Every regular expression and conversion for Chinese numbering: numerals, 文号, phones, quantities.

Nowhere else in the project is a number family spelt out, but for those that open a part of a document: they are in
`markers.py`, the set phrases around numbers in `wording.py`; answering loads neither.
Strings come in, numbers and matches go out:

    >>> to_int("二十三"), to_hanzi(23), to_int("23")
    (23, '二十三', 23)
"""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
HANZI_NUMBER = "[零〇一二两三四五六七八九十百千]+"
_VALUES = {c: i for i, c in enumerate(DIGITS)} | dict.fromkeys("〇○ＯO", 0) | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def to_int(numeral: str) -> int:
    """A whole number from Chinese or Arabic digits, 0 to 9999; 二〇二四 reads digit by digit.

    Raises: ValueError when `numeral` is not a number.
    """
    text = numeral.strip().translate(_FULL_WIDTH)
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(c not in _VALUES and c not in _UNITS for c in text):
        raise ValueError(f"expected a Chinese or Arabic number, found {numeral!r}")
    if not any(c in _UNITS for c in text):
        return int("".join(str(_VALUES[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            digit = _VALUES[c]
    return total + (digit or 0)


def to_hanzi(number: int) -> str:
    """The Chinese numeral of 1 to 9999 as 条 numbers are written: 10 is 十, 110 is 一百一十."""
    if not 1 <= number <= 9999:
        raise ValueError(f"expected 1 to 9999, found {number}")
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit == 0:
            zero = bool(out)
            continue
        out += ("零" if zero else "") + DIGITS[digit] + name
        zero = False
    return out[1:] if out.startswith("一十") else out


# --- 文号 -----------------------------------------------------------------------------------------
# accepts: "吕政办发〔2023〕35 号", "晋自然资发〔2023〕31号"; refuses: "会议〔2022〕11 次";
# of 依据晋政办发〔2023〕54号 it takes 晋政办发〔2023〕54号
DOC_NO = re.compile(
    r"(?P<office>(?:(?![据照按依和及由经以])[\u4e00-\u9fff]){2,12}?)\s*[〔\[［(（【﹝]\s*(?P<year>\d{4})\s*[〕\]］)）】﹞]\s*第?(?P<number>\d{1,4})\s*号"
)
# A line that is a 文号 and nothing else, as under a document's title, whitespace dropped.
# accepts: "吕政办发〔2023〕35号", "（平政发〔2025〕第5号）"; refuses: "依据晋政办发〔2023〕54号"
DOC_NO_LINE = re.compile(rf"[（(]?{DOC_NO.pattern}[）)]?(?:签发人.*)?")
# accepts: "平川市人民政府令", "平川市人民政府公告"; refuses: "市长令行禁止", "燃放烟花爆竹的通告"
DECREE_HEAD = re.compile(r"(?P<office>[\u4e00-\u9fff]{2,20}(?<!的)(?:令|公告|通告))")
# accepts: "第12号", "第十二号", "2025年第3号"; refuses: "第12号文"
DECREE_NO = re.compile(rf"(?P<year>\d{{4}})?年?第(?P<number>\d{{1,4}}|{HANZI_NUMBER})号")
_DECREE = re.compile(rf"{DECREE_HEAD.pattern}[（(]?{DECREE_NO.pattern}[）)]?")


def canonical_doc_no(text: str) -> str | None:
    """The 文号 in `text` in its standard form 吕政办发〔2023〕35号, or 平川市人民政府令第12号; None without one."""
    flat = "".join(text.split())
    m = DOC_NO.search(flat)
    return _standard(m) if m else decree_no(flat)


def decree_no(text: str) -> str | None:
    """The number of a decree or notice, 平川市人民政府令第12号; None where `text` is no such number alone."""
    m = _DECREE.fullmatch("".join(text.split()))
    return _standard(m) if m else None


def split_doc_no(text: str) -> tuple[str, str]:
    """The 文号 that `text` starts with, in its standard form, and what follows; empty without one."""
    m = DOC_NO.match(text) or _DECREE.match(text)
    return (_standard(m), text[m.end() :]) if m else ("", text)


def _standard(m: re.Match[str]) -> str:
    if m.re is DOC_NO:
        return f"{m['office']}〔{int(m['year'])}〕{int(m['number'])}号"
    year = f"{int(m['year'])}年" if m["year"] else ""
    return f"{m['office']}{year}第{to_int(m['number'])}号"


# --- phones ----------------------------------------------------------------------------------------
# accepts: "0358-8237023", "13803580000"; refuses: "2023-2025", "12345"
PHONE = re.compile(r"(?<![\d.])(?:0\d{2,3}[-－—]\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4})(?!\d)")

# --- quantities ------------------------------------------------------------------------------------
# Read in folded text (`indexer.analyze.fold`): 80周岁(含)至99周岁(含), 2000亩以上, 大于27m, 0.8740公顷.
# Measure -> (dimension, how much of the dimension's base: 岁, 元, m2, m, 天, %).
MEASURES: dict[str, tuple[str, float]] = {
    "周岁": ("age", 1), "岁": ("age", 1),
    "元": ("money", 1), "块钱": ("money", 1), "块": ("money", 1),
    "平方公里": ("area", 1e6), "km2": ("area", 1e6), "公顷": ("area", 1e4), "亩": ("area", 2000 / 3),
    "平方米": ("area", 1), "平米": ("area", 1), "m2": ("area", 1),
    "公里": ("length", 1000), "km": ("length", 1000), "米": ("length", 1), "m": ("length", 1),
    "厘米": ("length", 0.01), "公分": ("length", 0.01), "cm": ("length", 0.01),
    "毫米": ("rain", 1), "吨": ("weight", 1000), "公斤": ("weight", 1), "千克": ("weight", 1), "斤": ("weight", 0.5),
    "个工作日": ("workday", 1), "工作日": ("workday", 1),
    "分钟": ("time", 1 / 1440), "小时": ("time", 1 / 24), "个小时": ("time", 1 / 24), "个钟头": ("time", 1 / 24),
    "个半月": ("time", 45), "个星期": ("time", 7), "个礼拜": ("time", 7), "天": ("time", 1), "日": ("time", 1),
    "个月": ("time", 30), "年": ("time", 365),
    "%": ("percent", 1), "成": ("percent", 10), "倍": ("times", 1), "等": ("grade", 1),
    "个县": ("counties", 1), "个乡": ("towns", 1), "层": ("floors", 1), "人": ("people", 1), "名": ("people", 1),
}  # fmt: skip
_AMOUNT = rf"(?:\d+(?:\.\d+)?|{HANZI_NUMBER})"
_MEASURE = (
    "|".join(sorted((m for m in MEASURES if m != "成"), key=len, reverse=True)) + "|成(?![员本立功都果为年])"
)
_SCALES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_UNIT = rf"[多来余]?\s*(?:(?:{_MEASURE})(?![级额地]))"
# accepts: "82岁", "八十二岁", "1.5万亩", "30%", "百分之三十", "13等"; refuses: "等34人", "一等奖"
QUANTITY = re.compile(
    rf"百分之(?P<share>{_AMOUNT})|(?P<n>{_AMOUNT})(?P<scale>[百千万亿]?)(?P<measure>{_UNIT})(?!奖)"
)
_BOUND = r"(?:\((?P<{0}>不?含)[^)]*\))?"
_SIDE = r"(?P<{0}>{1})(?P<{0}s>[百千万亿]?)"
# accepts: "80周岁(含)至99周岁(含)", "60-65周岁(含60不含65)", "100周岁(含)以上", "大于27m", "至少1辆"; refuses: "80岁"
RANGE = re.compile(
    rf"{_SIDE.format('a', _AMOUNT)}(?:{_MEASURE})?{_BOUND.format('ain')}(?:至|到|-|~){_SIDE.format('b', _AMOUNT)}"
    rf"(?P<m1>{_MEASURE})(?:\((?P<note>[^)]*)\))?"
    rf"|(?P<word>不低于|不少于|至少|达到|满|不超过|不高于|不大于|大于|超过|高于|低于|小于|不足|少于|[未不]满)?"
    rf"{_SIDE.format('c', _AMOUNT)}(?P<m2>{_MEASURE})(?![级额地])(?:\((?P<cin>不?含)[^)]*\))?"
    rf"(?P<after>及?以上|以内|及?以下)?"
)


def to_number(numeral: str, scale: str = "") -> float:
    """The value of digits or 汉字, times its scale: ("1.5", "万") is 15000; 百 and 千 alone count as one.

    Raises: ValueError when `numeral` is not a number.
    """
    is_decimal = numeral.replace(".", "", 1).isdecimal() and numeral.isascii()
    return (float(numeral) if is_decimal else float(to_int(numeral))) * _SCALES[scale]
