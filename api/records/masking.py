"""Personal numbers out of a text before anything is written down.

What a person typed comes in, the same text with 身份证号, mobile, bank card, e-mail and plate replaced goes out;
a check digit decides where there is one, so that ordinary numbers stay:

    >>> mask("我的身份证11010519491231002X，电话13800138000")
    '我的身份证〔身份证号〕，电话〔手机号〕'
    >>> mask("编码11010519491231002-1，0358-8237023")
    '编码11010519491231002-1，0358-8237023'

Names and addresses cannot be told from other words and stay; retention (`store.Records.purge`) ends them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

_WIDE = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"　": " ", "－": "-", "—": "-"})
_GAP = r"[ -]?"  # people write 138-0013-8000 and 6222 0212 ...
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

# accepts: "a.b@c.cn"; refuses: "@某人"
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
# accepts: "晋J12345", "晋J·D12345", "京A1234学"; refuses: "晋JABCDE" (no digit), "晋政办发"
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z][·•. -]?(?=[A-Z]*\d)[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])",
    re.IGNORECASE,
)
# accepts: "11010519491231002X", "110105 19491231 002X"; refuses: "吕202311010519491231002X9"
_ID = re.compile(rf"(?<![0-9A-Za-z])\d{{6}}{_GAP}\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{3}}[0-9Xx](?![0-9A-Za-z])")
# accepts: "110105491231002" (the form before 1999); refuses: "110105499931002" (no such day)
_OLD_ID = re.compile(r"(?<![0-9A-Za-z.])\d{15}(?![0-9A-Za-z.])")
# accepts: "13800138000", "+86 138-0013-8000"; refuses: "113800138000"
_MOBILE = re.compile(rf"(?<![0-9A-Za-z.])(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")
# accepts: "6222 0212 3456 7890 128"; refuses: "2024 0001 0002 0003"
_CARD = re.compile(rf"(?<![0-9A-Za-z.])[3-6]\d{{3}}(?:{_GAP}\d{{4}}){{2,3}}{_GAP}\d{{1,4}}(?![0-9A-Za-z])")


def mask(text: str, printed: Collection[str] = ()) -> str:
    """The text without personal numbers; a number in `printed` (digits only) is public and stays.

    Width and spacing of the rest stay as typed: matching runs over a copy folded character by character.
    """
    for pattern, word, is_personal in _RULES:
        folded = text.translate(_WIDE)
        pieces, at = [], 0
        for m in pattern.finditer(folded):
            if is_personal(m.group()) and digits(m.group()) not in printed:
                pieces += [text[at : m.start()], f"〔{word}〕"]
                at = m.end()
        text = "".join((*pieces, text[at:]))
    return text


def digits(text: str) -> str:
    """The digits of a number, its country code and separators left out."""
    return re.sub(r"\D", "", re.sub(r"^\+?86(?=\D?1)", "", text))


def _bare(number: str) -> str:
    return re.sub(r"[ -]", "", number)


def _is_id(number: str) -> bool:
    """The check digit holds and the birthday exists; the place may be newer than any list of places."""
    bare = _bare(number).upper()
    return bare[-1] == ric.calc_check_digit(bare) and _is_birthday(bare[6:14])


def _is_old_id(number: str) -> bool:
    return number[0] in "1234568" and _is_birthday(f"19{number[6:12]}")


def _is_birthday(day: str) -> bool:
    try:
        return 1850 <= date(int(day[:4]), int(day[4:6]), int(day[6:])).year <= 2100
    except ValueError:
        return False


def _is_card(number: str) -> bool:
    bare = _bare(number)
    return 15 <= len(bare) <= 19 and luhn.is_valid(bare)


def _always(_: str) -> bool:
    return True


_RULES: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = (
    (_EMAIL, "邮箱", _always),
    (_ID, "身份证号", _is_id),
    (_CARD, "银行卡号", _is_card),
    (_OLD_ID, "身份证号", _is_old_id),
    (_MOBILE, "手机号", _always),
    (_PLATE, "车牌号", _always),
)
