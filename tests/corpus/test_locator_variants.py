"""Labels of numbers that are no decimal digits."""

from __future__ import annotations

import pytest

from corpus.locator import Locator, label


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (("第14条", "（一）", "①"), "第十四条（一）①"),  # "①".isdigit() holds
        (("附件1", "①"), "附件1①"),
        (("正文", "①"), "正文①"),
        # near misses: numbers that do get a full stop, a space or their 第…段
        (("第14条", "（一）", "2"), "第十四条（一）2."),
        (("附件1", "5.2"), "附件1 5.2"),
        (("正文", "2"), "正文第2段"),
    ],
)
def test_labels_of_circled_numbers(segments: tuple[str, ...], expected: str) -> None:
    assert label(Locator("吕政办发〔2023〕35号", segments)) == expected
