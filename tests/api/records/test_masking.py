"""What is masked before it is written, and the near-misses that stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from api.records.masking import digits, mask


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("我身份证11010519491231002X能办吗", "我身份证〔身份证号〕能办吗"),
        ("１１０１０５１９４９１２３１００２Ｘ", "〔身份证号〕"),  # typed in full width
        ("110105 1949 1231 002x", "〔身份证号〕"),  # in groups
        ("110105491231002", "〔身份证号〕"),  # the form before 1999
        ("手机13800138000，+86 138-0013-8000", "手机〔手机号〕，〔手机号〕"),
        ("卡号6222021234567890128", "卡号〔银行卡号〕"),
        ("卡号4111 1111 1111 1111", "卡号〔银行卡号〕"),
        ("发到 zhang.san@example.com.cn 吧", "发到 〔邮箱〕 吧"),
        ("车牌晋J12345和晋J·D12345", "车牌〔车牌号〕和〔车牌号〕"),
        ("京A1234学", "〔车牌号〕"),
    ],
)
def test_personal_numbers_are_masked(typed: str, kept: str) -> None:
    assert mask(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "80岁老人每月补贴50元",
        "0358-8237023",  # an office's line
        "11010519491231002Y",  # no check digit
        "110105194912310021",  # a wrong check digit
        "110105194913310024",  # no such day
        "110105499931002",  # 15 digits, no such day
        "113800138000",  # twelve digits
        "吕政办发〔2024〕2号",
        "晋政办发〔2024〕1号",
        "水源编码DC0200141127101G0001",
        "2024 0001 0002 0003",  # sixteen digits that are no card
        "6222021234567890127",  # a card's check digit is wrong
        "111°42′11.58″",
        "12345",
        "@某人",
    ],
)
def test_ordinary_numbers_stay(typed: str) -> None:
    assert mask(typed) == typed


def test_a_printed_phone_stays_readable() -> None:
    assert mask("打13503580000还是13800138000", {"13503580000"}) == "打13503580000还是〔手机号〕"


@given(st.integers(10**16, 10**17 - 1))
def test_every_valid_card_is_masked_and_no_invalid_one(number: int) -> None:
    body = f"62{number:017d}"[:18]
    right = luhn.calc_check_digit(body)
    wrong = str((int(right) + 1) % 10)
    assert mask(f"卡{body}{right}。") == "卡〔银行卡号〕。"
    assert mask(f"卡{body}{wrong}。") == f"卡{body}{wrong}。"


@given(st.dates(), st.integers(0, 999))
def test_every_identity_number_is_masked(birthday: object, order: int) -> None:
    body = f"141102{str(birthday).replace('-', '')}{order:03d}"
    number = body + ric.calc_check_digit(body + "0")
    is_plausible = 1850 <= int(body[6:10]) <= 2100
    assert mask(number) == ("〔身份证号〕" if is_plausible else mask(number))


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_digits_leave_out_country_code_and_separators() -> None:
    assert digits("+86 138-0013-8000") == digits("13800138000") == "13800138000"
    assert digits("0358-8237023") == "03588237023"
