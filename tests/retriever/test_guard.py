"""Every figure of an answer stands in a cited unit or is marked as computed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retriever.answer import is_backed

SOURCE = "自2024年1月10日起施行，每人每月50元，不超过60%，电话0358-8237023，见吕政办发〔2024〕2号第8项。"


def test_slices_are_backed_and_changed_figures_are_not() -> None:
    assert is_backed("每人每月50元", [SOURCE])
    assert is_backed("电话0358-8237023，吕政办发〔2024〕2号", [SOURCE])
    for wrong in ("每人每月70元", "不超过6%", "0358-8237024", "吕政办发〔2024〕3号", "2024年1月11日"):
        assert not is_backed(wrong, [SOURCE])


def test_computed_figures_are_marked() -> None:
    assert is_backed("井深：146（计算：比较16个“井深”，相差803.13）", ["井深 146"])
    assert not is_backed("相差803.13", ["井深 146"])


@given(st.integers(0, len(SOURCE)), st.integers(0, len(SOURCE)))
def test_any_slice_is_backed(a: int, b: int) -> None:
    assert is_backed(SOURCE[min(a, b) : max(a, b)], [SOURCE])


@given(st.integers(0, 10**9), st.sampled_from(["元", "%", "年", "万亩", "个工作日", ""]))
def test_a_figure_that_no_source_prints_is_not(number: int, measure: str) -> None:
    said = f"标准为{number}{measure}"
    assert is_backed(said, ["无数字的原文"]) is False
    assert is_backed(said, [f"原文：{said}。"])
