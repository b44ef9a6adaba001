"""The lexicon of lay words: what fires and what does not, and what every entry must be."""

from __future__ import annotations

import json
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DataFileError
from corpus.lay_words import LAY_WORDS, LayWord, expand, lay_table, lay_words_in, load_lay_words
from indexer.analyze import fold

ENTRIES = load_lay_words()
TABLE = lay_table(ENTRIES)
KEYS = [word for entry in ENTRIES for word in (*entry.lay, *entry.not_in)]
TARGETS = {word for entry in ENTRIES for word in entry.words}


def added(question: str) -> set[str]:
    return {word for word, _ in expand(fold(question), TABLE)}


# -- the lexicon that is shipped ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("吃低保要啥条件", "最低生活保障家庭"),  # the longer word, not 低保
        ("非低保的老人有补贴吗", "老年人"),  # the word after a blocked one still counts
        ("物业费谁定的", "物业服务费"),
        ("大修基金咋用", "住宅专项维修资金"),
        ("房本丢了", "不动产权证书"),
        ("这办法啥时候生效", "施行"),
        ("文件管几年", "有效期"),
        ("放炮仗罚多少钱", "罚款"),
        ("煤气味很大", "燃气泄漏"),
        ("狗咬了人", "犬只"),  # two characters before one
        ("俺家那狗", "养犬"),  # a word of one character at the end
        ("钱从财政来吗", "资金"),  # 钱从哪来 begins alike
        ("去ＫＴＶ要身份证不", "娱乐场所"),  # full width and capitals, folded
        ("１２３４５热线归谁管", "政务服务便民热线"),
    ],
)
def test_a_lay_word_brings_the_official_one(question: str, word: str) -> None:
    assert word in added(question)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("非低保老年人", "最低生活保障"),  # the opposite
        ("最低保修期限", "最低生活保障"),  # a part of two other words
        ("城乡居民大病保险", "重特大疾病"),
        ("通过户籍管理", "转移登记"),
        ("外国企业投资", "国有企业"),
        ("仲裁员回避", "解除劳动合同"),
        ("应当上缴财政", "任职"),
        ("上半年完成", "6个月"),
        ("基本养老公共服务", "配偶"),
        ("推动工程建设", "开工"),
        ("不许可的决定", "禁止"),
        ("街道办事处", "政务服务"),
        ("0358-8212345", "政务服务便民热线"),
        ("占道经营怎么罚", "占用道路"),
        ("最低生活保障和低保", "最低生活保障"),  # stands in the question already
        ("民政局", "民政局"),  # no lay word
        ("", "资金"),
    ],
)
def test_a_near_miss_brings_nothing(question: str, word: str) -> None:
    assert word not in added(question)


def test_every_entry_is_written_as_it_is_matched() -> None:
    unfolded = [word for word in (*KEYS, *TARGETS) if fold(word) != word]
    assert not unfolded


def test_every_word_to_search_for_is_a_word() -> None:
    """A single character occurs everywhere."""
    assert not [word for word in TARGETS if len(word) < 2]


def test_every_lay_word_brings_every_word_of_its_entry() -> None:
    """So no word equals its lay word or is a part of it, and no other entry hides one."""
    silent = [
        (lay, word)
        for entry in ENTRIES
        for lay in entry.lay
        for word in entry.words
        if word not in added(lay)
    ]
    assert not silent


def test_no_longer_word_of_an_entry_fires() -> None:
    assert not [longer for entry in ENTRIES for longer in entry.not_in if added(longer)]


def test_no_word_leads_back_to_itself() -> None:
    leads: dict[str, set[str]] = {}
    for entry in ENTRIES:
        for lay in entry.lay:
            leads.setdefault(lay, set()).update(entry.words)
    assert list(TopologicalSorter(leads).static_order())  # raises CycleError


def test_every_reason_is_one_short_clause() -> None:
    assert not [
        e.reason for e in ENTRIES if len(e.reason) > 30 or e.reason.endswith("。") or "\n" in e.reason
    ]


def test_the_table_is_the_same_after_json() -> None:
    kept = json.loads(json.dumps(TABLE))
    assert all(expand(key, kept) == expand(key, TABLE) for key in KEYS)


# -- expand ------------------------------------------------------------------------------------------------

SMALL = lay_table(
    [
        LayWord(("甲乙", "甲"), ("天", "地"), "", 0.5),
        LayWord(("乙丙丁",), ("人", "地"), "", 0.8, not_in=("乙丙丁戊",)),
        LayWord(("甲乙丙丁",), ("山",), ""),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("子丑", []),
        ("甲", [("天", 0.5), ("地", 0.5)]),
        ("甲甲乙", [("天", 0.5), ("地", 0.5)]),  # once each
        ("甲乙丙丁", [("山", 1.0)]),  # the longest, and nothing inside it
        ("甲乙丙", [("天", 0.5), ("地", 0.5)]),  # the next longest where the longest does not fit
        ("甲丑", [("天", 0.5), ("地", 0.5)]),
        ("甲、乙丙丁", [("天", 0.5), ("地", 0.8), ("人", 0.8)]),  # the largest weight
        ("乙丙丁、甲", [("人", 0.8), ("地", 0.8), ("天", 0.5)]),
        ("乙丙丁戊", []),
        ("乙丙丁戊乙丙丁", [("人", 0.8), ("地", 0.8)]),
        ("甲的天", [("地", 0.5)]),  # 天 stands there
    ],
)
def test_expand(text: str, expected: list[tuple[str, float]]) -> None:
    assert expand(text, SMALL) == expected


@given(st.lists(st.sampled_from([*KEYS, *sorted(TARGETS), "的", "，", "a"]), max_size=8).map("".join))
def test_expand_of_any_text(text: str) -> None:
    found = expand(text, TABLE)
    words = [word for word, _ in found]
    assert len(set(words)) == len(words)
    assert not [word for word in words if word in text]
    assert all(0 < weight <= 1 for _, weight in found)
    assert set(words) <= TARGETS


# -- loading -----------------------------------------------------------------------------------------------


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "lay.toml"
    path.write_text(
        '[[entry]]\nlay = ["甲", "乙"]\nwords = ["丙"]\nreason = "丁"\n'
        '[[entry]]\nlay = ["戊"]\nwords = ["丙"]\nreason = "丁"\nweight = 0.5\nnot_in = ["戊己"]\n',
        encoding="utf-8",
    )
    assert load_lay_words(path) == (
        LayWord(("甲", "乙"), ("丙",), "丁"),
        LayWord(("戊",), ("丙",), "丁", 0.5, ("戊己",)),
    )


GOOD = '[[entry]]\nlay = ["甲"]\nwords = ["丙"]\nreason = "丁"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("entry = [", "expected a lexicon of lay words, found"),
        ("", "expected nothing but [[entry]], found nothing ("),
        ("entry = 3", "expected nothing but [[entry]], found entry ("),
        (f"version = 1\n{GOOD}", "expected nothing but [[entry]], found version, entry ("),
        ("entry = [3]", "expected [[entry]], found 3 ("),
        ('[[entry]]\nlay = ["甲"]\nwords = ["丙"]', "expected lay, reason, words, found no reason ("),
        (f"{GOOD}wieght = 1", "expected lay, not_in, reason, weight, words, found wieght ("),
        (f"{GOOD}weight = 0", "expected a weight above 0 and at most 1, found 0 ("),
        (f"{GOOD}weight = 1.1", "expected a weight above 0 and at most 1, found 1.1 ("),
        (f"{GOOD}weight = nan", "expected a weight above 0 and at most 1, found nan ("),
        (f"{GOOD}weight = true", "expected a weight above 0 and at most 1, found True ("),
        (GOOD.replace('"丁"', '" "'), "expected a reason, found ' ' ("),
        (GOOD.replace('["丙"]', "[]"), "expected words to be a list of words, found [] ("),
        (GOOD.replace('["甲"]', '"甲"'), "expected lay to be a list of words, found '甲' ("),
        (GOOD.replace('["甲"]', '["甲", ""]'), "expected lay to be a list of words, found ['甲', ''] ("),
        (f"{GOOD}not_in = [1]", "expected not_in to be a list of words, found [1] ("),
        (f'{GOOD}not_in = ["乙乙"]', "expected not_in to hold a lay word of its entry, found 乙乙 ("),
        (GOOD.replace('["甲"]', '["甲", "甲"]'), "expected each lay word once, found 甲 again ("),
    ],
)
def test_a_malformed_file_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "lay.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_lay_words(path)
    assert str(caught.value).startswith(f"DataFileError: {message}")
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_faulty_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lay.toml"
    path.write_text(GOOD + GOOD.replace("甲", "乙") + GOOD, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"lay\.toml entry 3: 甲\)$"):
        load_lay_words(path)


def test_no_file_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"expected a lexicon of lay words, found .*none\.toml"):
        load_lay_words(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("甲".encode("gbk"))
    with pytest.raises(DataFileError, match=r"expected a lexicon of lay words, found .*gbk\.toml"):
        load_lay_words(tmp_path / "gbk.toml")


def test_the_file_stands_beside_its_code() -> None:
    assert LAY_WORDS.is_file()


def test_light_words_of_speech_do_not_hide_a_lay_word() -> None:
    table = lay_table([LayWord(("装扶手",), ("适老化改造",), "")])
    assert expand("给老人装个扶手", table) == expand("给老人装扶手", table) == [("适老化改造", 1.0)]
    assert expand("装那扶手", table) == []


def test_lay_words_are_named_as_the_text_has_them() -> None:
    table = lay_table([LayWord(("低保", "低保户"), ("最低生活保障",), "", not_in=("最低保",))])
    assert lay_words_in("低保户领低保", table) == ["低保户", "低保"]
    assert "低保" not in lay_words_in("最高", table)
