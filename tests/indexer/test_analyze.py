"""The analyzer: what is folded, what is kept whole, which numerals are numbers, and that nothing is lost."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbering import to_hanzi
from indexer.analyze import Analyzer, AnalyzerConfig, fold

BULLETIN = Path("corpus/raw/lvliang-2024-01.txt")
PLAIN = Analyzer(AnalyzerConfig())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("８０周岁", "80周岁"),
        ("５．２％", "5.2%"),
        ("ＩＰＶ６ PaaS", "ipv6 paas"),
        ("〔2024〕【甲】［乙］（丙）", "(2024)(甲)(乙)(丙)"),
        ("“一件事”", '"一件事"'),
        ("111°42′11.58″", "111°42'11.58\""),
        ("80–99—100－1−2", "80-99-100-1-2"),
        ("50～60", "50~60"),
        ("通 知", "通知"),
        ("第 14 条", "第14条"),
        ("吕政办发 〔2024〕 2 号", "吕政办发(2024)2号"),
        ("0358 - 8237023", "0358-8237023"),
        ("111° 8′ 58.21″", "111°8'58.21\""),
        ("1,200元", "1200元"),
        ("王\u200b倩\x00", "王倩"),
        ("⼀级", "一级"),  # a Kangxi radical that PDF extraction puts for 一
        ("250m²", "250m2"),
        ("4 4 一级", "4 4一级"),  # two cells of a table stay two numbers
        ("PaaS 平台", "paas 平台"),
        ("2023，100元", "2023，100元"),  # a sentence comma is no thousands separator
        ("1,20元", "1,20元"),
        ("①②", "①②"),  # not 12
        ("Ⅱ级响应、Ⅻ", "二级响应、十二"),
        ("甲\n乙", "甲\n乙"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters() | st.sampled_from("王通知 0123,.-－°′″(（〔ａＡ①²\n"), max_size=60))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("咨询电话0358-8237023转", "0358-8237023"),
        ("编码DC02001411271", "dc02001411271"),
        ("东经111°42′11.58″处", "111°42'11.58\""),
        ("面积0.8740平方公里", "0.8740"),
        ("不低于５％", "5%"),
        ("达到98.5%以上", "98.5%"),
        ("支持IPV6", "ipv6"),
        ("PaaS平台", "paas"),
        ("按GB50180-2018执行", "gb50180-2018"),
        ("见5.2.1", "5.2.1"),
        ("每月50元", "50元"),
        ("80周岁", "80岁"),
        ("80–99周岁", "80岁"),
        ("80–99周岁", "99岁"),
        ("80–99周岁", "80-99"),
        ("8237023", "8237023"),
        ("0358-8237023", "8237023"),  # the number without its area code
        ("GB 50180-2018", "50180"),
        ("GB50180", "50180"),
        ("第14条", "14条"),
        ("①", "①"),
    ],
)
def test_kept_as_a_term(text: str, whole: str) -> None:
    assert whole in PLAIN.terms(text)


@pytest.mark.parametrize(
    ("text", "no_term"),
    [
        ("0358-8237023转", "8237023转"),  # a phone counts nothing
        ("20.共性标准", "20."),
        ("4 4 一级", "44"),
        ("5.2.1", "5"),
        ("0.8740", "8740"),
        ("IPV6", "6"),
        ("80、99周岁", "80岁"),  # two numbers, the measure word stands after the second
        ("①", "1"),
    ],
)
def test_not_a_term(text: str, no_term: str) -> None:
    assert no_term not in PLAIN.terms(text)


@pytest.mark.parametrize(
    "typed",
    [
        "吕政办发〔2024〕2号",
        "吕政办发[2024]2号",
        "吕政办发（2024）2号",
        "吕政办发【２０２４】２号",
        "吕政办发 〔2024〕 2 号",
        "按照吕政办发〔2024〕2号文件",
    ],
)
def test_doc_number_however_typed(typed: str) -> None:
    assert "吕政办发(2024)2号" in PLAIN.terms(typed)


@pytest.mark.parametrize(
    "other",
    ["吕政办发〔2024〕3号", "吕政办发〔2023〕2号", "吕政函〔2024〕2号", "条例（2024）修订", "任务（12）3号"],
)
def test_not_that_doc_number(other: str) -> None:
    assert "吕政办发(2024)2号" not in PLAIN.terms(other)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("八十岁", "80岁"),
        ("八十周岁", "80岁"),
        ("一百一十条", "110条"),
        ("第三条", "3条"),
        ("两年", "2年"),
        ("二级", "2级"),
        ("三万元", "3万"),
        ("百分之五十", "50%"),
        ("百分之三十五点", "35"),
        ("二〇二四年", "2024年"),
        ("三百零五户", "305户"),
        ("一十五天", "15天"),
    ],
)
def test_numeral_read_as_number(text: str, term: str) -> None:
    assert term in PLAIN.terms(text)


@pytest.mark.parametrize(
    "text",
    [
        "一些",
        "一般",
        "三农",
        "千方百计",
        "十分",
        "三四个",
        "一二三产业",
        "五六十年",
        "千百年来",
        "二百五",
        "万一",
        "四川",
    ],
)
def test_numeral_is_no_number(text: str) -> None:
    assert not [term for term in PLAIN.terms(text) if re.search("[0-9]", term)]


@pytest.mark.parametrize("number", [10, 11, 20, 99, 100, 101, 110, 365, 999, 1000, 1005, 2024, 9999])
def test_numerals_meet_digits(number: int) -> None:
    assert f"{number}元" in PLAIN.terms(f"{to_hanzi(number)}元")
    assert f"{number}元" in PLAIN.terms(f"{number}元")


def test_every_numeral_to_999() -> None:
    for number in range(1, 1000):
        assert f"{number}岁" in PLAIN.terms(f"满{to_hanzi(number)}周岁"), number


def test_question_and_row_meet() -> None:
    question = set(PLAIN.terms("80岁老人每月补贴多少"))
    row = set(PLAIN.terms("为全市八十周岁（含）至99周岁（含）非低保老年人每人每月发放50元生活补贴"))
    assert {"80", "80岁", "每月", "补贴"} <= question & row


@given(st.text(alphabet="吕梁市民政局一二三十百千万岁元年0123456789-.%（）〔〕 \naB°'", max_size=40))
def test_no_character_is_lost(text: str) -> None:
    """Every Han character, every pair of neighbours and every digit or letter is in some term."""
    terms, folded = PLAIN.terms(text), fold(text)
    han = "[\u4e00-\u9fff]"
    assert all(char in terms for char in re.findall(han, folded))
    assert all(a + b in terms for a, b in pairwise(folded) if re.match(han, a) and re.match(han, b))
    assert all(any(run in term for term in terms) for run in re.findall("[0-9a-z]+", folded))


def test_repeats_are_kept_and_blank_gives_none() -> None:
    assert PLAIN.terms("市市").count("市") == 2
    assert PLAIN.terms(" \n，。\x00") == []


def test_parts_can_be_switched_off() -> None:
    assert Analyzer(AnalyzerConfig(chars=False)).terms("补贴5元") == ["补贴", "5", "5元"]
    assert Analyzer(AnalyzerConfig(bigrams=False)).terms("补贴5元") == ["补", "贴", "元", "5", "5元"]


def test_user_words_longest_at_each_place() -> None:
    words = ["基本养老服务清单", "基本养老服务", "养老服务", "后会合", "清单"]
    own = set(Analyzer(AnalyzerConfig(), words).terms("《基本养老服务清单》")) - set(
        PLAIN.terms("《基本养老服务清单》")
    )
    assert own == {"基本养老服务清单", "养老服务"}


def test_words_come_beside_characters() -> None:
    text = "配套养老服务设施由民政部门负责"
    none, long, every = (
        Analyzer(AnalyzerConfig(words=words)).terms(text) for words in ("none", "long", "all")
    )
    assert set(long) - set(none) == {"服务设施", "民政部门"}
    assert every.count("养老") == 2 > long.count("养老")
    alone = Analyzer(AnalyzerConfig(words="all", chars=False, bigrams=False)).terms(text)
    assert {"由", "养老", "民政部门"} <= set(alone)
    assert "老服" not in alone


def test_runs_stay_whole_whatever_the_segmenter_does() -> None:
    assert "0358-8296721" in Analyzer(AnalyzerConfig(words="all")).terms("电话0358-8296721转")


def test_segmenter_is_not_loaded_without_need() -> None:
    check = (
        "import sys; from indexer.analyze import *; Analyzer(AnalyzerConfig()).terms('吕梁'); "
        "assert not [m for m in sys.modules if 'jieba' in m]"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning", "ignore::UserWarning")
def test_rjieba_cuts_as_jieba_does() -> None:
    """jieba is the reference. They may differ only in keeping runs such as 0358-8296721 whole."""
    import jieba
    import rjieba

    jieba.setLogLevel(60)
    lines = [line.strip() for line in BULLETIN.read_text("utf-8").splitlines() if line.strip()]
    han = re.compile("[\u4e00-\u9fff]+")
    for line in lines[:4000]:
        ours, theirs = rjieba.cut(line), list(jieba.cut(line))
        assert [w for w in ours if han.fullmatch(w)] == [w for w in theirs if han.fullmatch(w)], line
        assert "".join(ours) == "".join(theirs)
