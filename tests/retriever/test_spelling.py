"""Wrong and traditional characters: corrected where the corpus has the word, right words left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from retriever.spelling import corrected, homophones, simplify

CORPUS = ["拓宽工程", "水源保护区", "牵头单位", "鼓励企业", "资金余额", "任宏中", "消防联席会议", "饭后散步"]


def frequencies(terms: Iterable[str]) -> Mapping[str, int]:
    return {term: sum(term in text for text in CORPUS) for term in terms}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("滨河路托宽", "滨河路拓宽"),
        ("水源保户区", "水源保护区"),
        ("谁签头", "谁牵头"),
        ("鼓厉企业", "鼓励企业"),
        ("资斤余额", "资金余额"),
        ("任红中的职务", "任宏中的职务"),
        ("水源保护区", "水源保护区"),
        ("饭店", "饭店"),  # unknown to the corpus, but ordinary Chinese
        ("汽油鞭炮", "汽油鞭炮"),
    ],
)
def test_corrected(typed: str, right: str) -> None:
    assert corrected(typed, frequencies) == right


def test_kept_words_are_left_alone() -> None:
    assert corrected("托宽", frequencies, kept=["托宽"]) == "托宽"


def test_homophones_ignore_tones_and_what_input_mixes_up() -> None:
    assert {"主", "注"} <= set(homophones("住"))
    assert "金" in homophones("经")  # jin, jing
    assert "住" not in homophones("住")


def test_traditional_characters_are_simplified_one_for_one() -> None:
    assert simplify("補貼標準") == "补贴标准"
    assert simplify("显著 abc") == "显著 abc"  # 著 is a simplified character, too
