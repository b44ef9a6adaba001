"""Every regular expression and conversion for Chinese numbering: numerals, 文号, markers, dates.

Nowhere else in the project is a number family spelt out. Strings come in, numbers, dates and matches
go out:

    >>> to_int("二十三"), to_hanzi(23), to_int("23")
    (23, '二十三', 23)
"""

from __future__ import annotations

import re
from datetime import date

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


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(to_int(year), to_int(month), to_int(day))
    except ValueError:
        return None


# --- 文号 -----------------------------------------------------------------------------------------
# accepts: "吕政办发〔2023〕35 号", "晋自然资发〔2023〕31号"; refuses: "会议〔2022〕11 次";
# of 依据晋政办发〔2023〕54号 it takes 晋政办发〔2023〕54号
DOC_NO = re.compile(
    r"(?P<office>(?:(?![据照按依和及由经以])[\u4e00-\u9fff]){2,12}?)\s*[〔\[［(（【﹝]\s*(?P<year>\d{4})\s*[〕\]］)）】﹞]\s*第?(?P<number>\d{1,4})\s*号"
)
# A line that is a 文号 and nothing else, as under a document's title, whitespace dropped.
# accepts: "吕政办发〔2023〕35号", "（平政发〔2025〕第5号）"; refuses: "依据晋政办发〔2023〕54号"
DOC_NO_LINE = re.compile(rf"[（(]?{DOC_NO.pattern}[）)]?(?:签发人.*)?")
# accepts: "平川市人民政府令", "平川市人民政府公告"; refuses: "市长令行禁止"
DECREE_HEAD = re.compile(r"(?P<office>[\u4e00-\u9fff]{2,20}(?:令|公告|通告))")
# accepts: "第12号", "第十二号", "2025年第3号"; refuses: "第12号文"
DECREE_NO = re.compile(rf"(?P<year>\d{{4}})?年?第(?P<number>\d{{1,4}}|{HANZI_NUMBER})号")
_DECREE = re.compile(rf"{DECREE_HEAD.pattern}[（(]?{DECREE_NO.pattern}[）)]?")


def canonical_doc_no(text: str) -> str | None:
    """The 文号 in `text` in its standard form 吕政办发〔2023〕35号, or 平川市人民政府令第12号; None without one."""
    flat = "".join(text.split())
    if m := DOC_NO.search(flat):
        return f"{m['office']}〔{int(m['year'])}〕{int(m['number'])}号"
    if m := _DECREE.fullmatch(flat):
        year = f"{int(m['year'])}年" if m["year"] else ""
        return f"{m['office']}{year}第{to_int(m['number'])}号"
    return None


# --- page furniture -------------------------------------------------------------------------------
# accepts: "市政府办公室文件 吕梁市人民政府公报 2024·1", "晋中政报 2025年第3期"; refuses: "公报的编辑"
RUNNING_HEAD = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,12}(?:公报|政报))\s*(?P<year>\d{4})\s*"
    r"(?:[·•.．]\s*(?P<issue>\d{1,2})(?!\d)|年\s*第\s*(?P<number>\d{1,3})\s*期)"
)
# Half a running head, furniture only where it comes again and again: "晋中市人民政府公报", "2025·3"
HALF_HEAD = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:公报|政报)|\d{4}\s*(?:[·•.．]\s*\d{1,2}|年\s*第\s*\d{1,3}\s*期)"
)
# accepts: "— 20 —", "- 7 -", "· 12 ·", "第 12 页"; refuses: "20—30", "12"
PAGE_NUMBER = re.compile(
    r"[—–－-]+\s*(?P<page>\d{1,4})\s*[—–－-]+|[·•]\s*(?P<dotted>\d{1,4})\s*[·•]|第\s*(?P<spelt>\d{1,4})\s*页(?:\s*共\s*\d+\s*页)?"
)
# A number alone on its line, a page number only beside a running head.
BARE_NUMBER = re.compile(r"\d{1,3}")

# --- dates ----------------------------------------------------------------------------------------
_DATE = (
    r"(?P<y>\d{4}|[〇○ＯO零一二三四五六七八九]{4})\s*年\s*"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
# accepts: "2023 年 12 月 1 日", "二〇二四年一月十日"; refuses: "2023 年 12 月"
DATE = re.compile(_DATE)


def find_date(text: str) -> date | None:
    """The first full date printed in `text`; None where there is none or it is no calendar date."""
    m = DATE.search(text)
    return _date(m["y"], m["m"], m["d"]) if m else None


# --- validity and terms ---------------------------------------------------------------------------
# accepts: "自发布之日起施行，有效期 2年", "有效期三年", "试行两年"; refuses: "有效期至", "试行办法"
VALID_YEARS = re.compile(
    rf"(?:有效期限?|施行期限?|试行期?限?|试行)为?\s*(?P<years>\d{{1,2}}|{HANZI_NUMBER})\s*年"
)
# accepts: "有效期至 2025 年 10 月 1 日", "执行至2030年12月31日"; refuses: "有效期 2年"
VALID_UNTIL = re.compile(
    rf"(?:有效期(?:限)?(?:截)?至|(?:执行|施行|实施|有效|试行)至|有效期自\S{{8,16}}(?:至|到))\s*{_DATE}"
)
# accepts: "自印发之日起施行", "自发布之日起实施"; refuses: "自收到之日起"
EFFECTIVE_AT_ISSUE = re.compile(r"自(?:印发|发布|公布|颁布|下发)之日起\s*(?:正式)?(?:施行|实施|执行|生效)")
# accepts: "自印发之日起30日后施行"; refuses: "自印发之日起施行"
EFFECTIVE_AFTER = re.compile(rf"自(?:印发|发布|公布)之日起\s*(?P<days>\d{{1,3}}|{HANZI_NUMBER})\s*日后")
# accepts: "自 2024 年 3 月 1 日起施行"; refuses: "自 2024 年起"
EFFECTIVE_ON = re.compile(rf"[自从]\s*{_DATE}\s*起\s*(?:正式)?(?:施行|实施|执行|生效)")
# accepts: "试用期一年"; refuses: "试用期满"
PROBATION = re.compile(rf"试用期\s*(?:\d{{1,2}}|{HANZI_NUMBER})\s*(?:年|个月)")
# accepts: "任期三年，2024 年 2 月至 2027 年 2 月"; refuses: "任期制"
TENURE = re.compile(
    rf"任期\s*(?:\d{{1,2}}|{HANZI_NUMBER})\s*年"
    r"(?:[，,]\s*(?P<from>\d{4}\s*年\s*\d{1,2}\s*月)\s*至\s*(?P<to>\d{4}\s*年\s*\d{1,2}\s*月))?"
)

# --- markers at the start of a paragraph ----------------------------------------------------------
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
    # accepts: "（五）提升基本养老…", "(二)组织保障"; refuses: "（五级）"
    "（一）": re.compile(rf"[（(](?P<n>{_CN})[）)]"),
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


# --- other openings -------------------------------------------------------------------------------
# accepts: "附件", "附件 2", "附件1：", "附1", "（附件1）"; refuses: "附件：岚县…", "附件 3。"
ANNEX_HEAD = re.compile(r"[（(]?附\s*[件表]?\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[）)]?\s*[：:]?")
# A heading with its title on the line: accepts "附件1：明厨亮灶建设标准"; refuses "附件：1.…", "附件1"
ANNEX_TITLED = re.compile(
    r"附\s*[件表]\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[：:]?\s*(?=[\u4e00-\u9fff《“]{4})"
)
# accepts: "附件：1.吕梁市…"; refuses: "附件"
ANNEX_LIST = re.compile(r"附\s*件\s*[：:]\s*(?=\S)")
# accepts: "任命：", "决定免去:"; refuses: "任命权限"
APPOINTMENT_HEAD = re.compile(r"(?P<verb>任命|免去|提名|聘任|解聘|任免)(?:下列[^：:]*)?[：:]$")
# accepts: "王 倩为市财政局副局长", "赵 龙的市财政局副局长职务"; refuses: "经市政府党组研究"
APPOINTEE = re.compile(
    r"(?P<name>[\u4e00-\u9fff](?:[\u4e00-\u9fff·]{1,3}|\s+[\u4e00-\u9fff]))(?:同志)?(?P<link>[为的])"
)
# A dismissal without 的, the name three characters unless spaced: "郭小红祁县财政局局长职务"
DISMISSED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]\s+[\u4e00-\u9fff]|[\u4e00-\u9fff]{3})(?=[\u4e00-\u9fff]{3,}职务)"
)
# Verb and name in one clause: accepts "任命王建军为市水利局局长", "免去张 伟的市财政局局长职务"
APPOINTED = re.compile(
    r"(?:决定)?(?P<verb>任命|免去|提名|聘任|解聘)(?=[\u4e00-\u9fff](?:[\u4e00-\u9fff·]{1,3}|\s+[\u4e00-\u9fff])(?:同志)?[为的])"
)
# accepts: "任忠常务副市长：负责", "油晓峰副市长：原有"; refuses: "市指挥部职责："
OFFICE_HOLDER = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,4}?(?:常务|党组)?(?:副)?(?:市长|县长|区长|州长|省长|主席|秘书长|书记|主任|局长))(?:同志)?[：:]"
)
# accepts: "0358-8237023", "13803580000"; refuses: "2023-2025", "12345"
PHONE = re.compile(r"(?<![\d.])(?:0\d{2,3}[-－—]\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4})(?!\d)")
# accepts: "（责任单位：市民政局…）", "责任单位：市民政局"; refuses: "（以下简称…）", "成员单位："
RESPONSIBLE = re.compile(r"[（(〔]?(?P<label>责任|牵头|配合)(?:部门|单位)[：:]")
# 《…》 with the 文号 that may follow it
CITED_NAME = re.compile(r"《(?P<name>[^《》]{2,80})》")
