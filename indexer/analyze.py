"""Text to index terms: the one analyzer, for units when an index is built and for questions when it is asked.

In comes any text, out goes a list of terms, repeats kept. Nothing is thrown away that a question may
hold: every Han character and pair of neighbours is a term, and what must not be cut (文号, phones,
codes, coordinates, amounts, Latin words) is a term as a whole beside its parts.

    >>> Analyzer(AnalyzerConfig()).terms("每月５０元")
    ['每', '月', '元', '每月', '50', '50元']

Matching is wide, quoting is not: the folding here is for terms only, a quotation keeps what is printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import add
from typing import Literal

from corpus.numbering import HANZI_NUMBER, to_hanzi, to_int

ANALYZER_VERSION = 1

Words = Literal["none", "long", "all"]


@dataclass(frozen=True, slots=True)
class AnalyzerConfig:
    """What terms a text gives; recorded in the index and compared when it is opened.

    `words` adds the segmenter's words: "long" those of three characters or more, which pairs do not cover;
    "all" those of two or more, so that a pair which is a word counts twice, and single ones where `chars` is
    off. `chars` and `bigrams` are there to measure what each is worth.
    """

    words: Words = "none"
    chars: bool = True
    bigrams: bool = True
    version: int = ANALYZER_VERSION


# -- folding ---------------------------------------------------------------------------------------------

_SAME = (
    ("(", "(〔[【（［﹝〖{｛"),
    (")", ")〕]】）］﹞〗}｝"),
    ('"', '"“”„‟″〃＂「」『』'),
    ("'", "'‘’‛′＇`´"),
    ("-", "−─━－ー"),
    ("~", "~～〜∼"),
    ("·", "·・•‧∙"),
    ("，", "，"),
    ("\n", "\n\r\v\f\x85\u2028\u2029"),
    (" ", "\t"),
    ("2", "²"),
    ("3", "³"),
    *((to_hanzi(n + 1), chr(0x2160 + n) + chr(0x2170 + n)) for n in range(12)),  # Ⅱ级, ⅱ级: 二级
)
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}
_KEPT_AS_PRINTED = {"No"}


def _fold_char(char: str) -> str:
    category = unicodedata.category(char)
    if category in _DROPPED:
        return ""
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    if category in _KEPT_AS_PRINTED:
        return char
    folded = unicodedata.normalize("NFKC", char).lower()
    return folded if folded == char else folded.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Code point to its folded text, worked out when first met: 140,000 entries at import would be slow."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code))
        return folded


_FOLDED = _Folded({ord(c): to for to, alike in _SAME for c in alike})

# Han, and any letter beyond ASCII: scripts the bulletin does not use are cut like Han. Spelt as what it is not,
# because a class of code points costs 2 ms to compile each time it is written, a tenth of a cold answer.
_HAN = r"[^\W\x00-\x7f_]"
_LAYOUT_SPACE = re.compile(
    rf"(?:(?<={_HAN})|(?<=[()]))\ +(?={_HAN}|[()0-9])"  # 通 知, 第 14条, 吕政办发 (2024) 2号
    rf"|(?<=[0-9])\ +(?={_HAN}|[()])"  # 14 条
    r"|(?<=[0-9][°'])\ +(?=[0-9])"  # 111° 8′ 58.21″
    r"|(?<=[0-9]),(?=[0-9]{3}(?![0-9]))",  # 1,200
    re.VERBOSE,
)
_SPACED_DASH = re.compile(r"(?<=[0-9]) *- *(?=[0-9])")  # 0358 - 8237023


def fold(text: str) -> str:
    """One form for what readers take for the same: width, case, dashes, brackets, quotes, layout spaces.

    Full-width letters, digits and signs become ASCII, latin lower case; every dash `-`; 〔〕[]【】（）
    become (); invisible characters vanish; spaces between Han characters, and between Han and digits, go. A
    line break stays one. Circled numbers stay as printed: ① is not the number 1. `fold(fold(x)) == fold(x)`.

    >>> fold("吕政办发〔２０２４〕２号 通 知")
    '吕政办发(2024)2号通知'
    """
    return _SPACED_DASH.sub("-", _LAYOUT_SPACE.sub("", text.translate(_FOLDED)))


# -- terms -----------------------------------------------------------------------------------------------

_HAN_RUN = re.compile(f"{_HAN}+")

# A run that must not be cut: 0358-8237023, gb50180-2018, 0.8740, 80-99, 5%, 111°42'11.58"; a dot or dash at
# the end stays out (20. is a list number, 第3- is a misprint).
_RUN = re.compile(
    r"""
    [0-9]+ ° [0-9]+ ' (?: [0-9]+ (?: \.[0-9]+ )? "? )?
    | [0-9a-z]+
      (?: (?: (?<=[0-9])\.(?=[0-9]) | (?<=[a-z])\.(?=[a-z]) | %?[-~/_@+] (?=[0-9a-z]) ) [0-9a-z]+ )*
      %?
    """,
    re.VERBOSE,
)
_JOINT = re.compile(r"%?[-~/_@+]|%$")
_LETTERS_DIGITS = re.compile(r"([a-z]+)([0-9][0-9.]+)")
_PHONE = re.compile(r"0[0-9]{2,3}-[0-9]{7,8}")
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")

# 文号: accepts 吕政办发(2024)2号, 国发(2019)13号; refuses 条例(2024)修订, 任务(12)3号.
_DOC_NO = re.compile(rf"({_HAN}{{1,6}})(\((?:19|20)[0-9]{{2}}\)[0-9]{{1,4}}号)")

# A number in characters: 八十, 三百零五, 二〇二四, and one character before a measure word (三级, 两年);
# refuses 一些, 一般, 三农, 千方百计.
_MEASURES = "岁元年月日号条款项目人个天倍亩级等次名万亿周户米吨章节期类种家件份台辆座处所批届层公平"
_DIGIT = HANZI_NUMBER.removesuffix("+")
_NUMERAL = re.compile(rf"{_DIGIT}{{2,}}|{_DIGIT}(?=[{_MEASURES}])")
_READ_BY_DIGIT = re.compile("[零〇一二三四五六七八九]+")
_SPELT_ALIKE = str.maketrans("〇两", "零二")


def _numeral_value(numeral: str) -> int | None:
    """The number a run of numerals spells; None for 三四 (about), 一二三 (a list), 千百 (many)."""
    if len(numeral) > 1 and _READ_BY_DIGIT.fullmatch(numeral):
        is_year = len(numeral) == 4
        return to_int(numeral) if is_year else None
    number, spelt = to_int(numeral), numeral.translate(_SPELT_ALIKE)
    if spelt in ("百", "千"):
        return number
    if spelt.startswith("一十"):
        spelt = spelt[1:]
    return number if 0 < number <= 9999 and to_hanzi(number) == spelt else None


def _unit_after(folded: str, end: int) -> str:
    """The Han character after a number, 岁 also for 周岁; empty where there is none."""
    if folded.startswith("周岁", end):
        return "岁"
    following = folded[end : end + 1]
    return following if _HAN_RUN.match(following) else ""


def _spelt_numbers(folded: str) -> Iterator[str]:
    for found in _NUMERAL.finditer(folded):
        number = _numeral_value(found[0])
        if number is None:
            continue
        yield str(number)
        if unit := _unit_after(folded, found.end()):
            yield f"{number}{unit}"
        if folded.endswith("百分之", 0, found.start()):
            yield f"{number}%"


def _run_terms(folded: str, found: re.Match[str]) -> Iterator[str]:
    """A run as a whole, its parts at the joints, and its numbers with the measure word after them."""
    whole = found[0]
    yield whole
    if "°" in whole:
        return
    parts = [part for part in _JOINT.split(whole) if part]
    if parts != [whole]:
        yield from parts
    unit = "" if _PHONE.fullmatch(whole) else _unit_after(folded, found.end())
    for part in parts:
        if mixed := _LETTERS_DIGITS.fullmatch(part):
            yield from mixed.groups()
        elif unit and _PLAIN_NUMBER.fullmatch(part):
            yield part + unit


def _doc_numbers(folded: str) -> Iterator[str]:
    """Every reading of a 文号, because nothing shows where its issuer begins: 按吕政发(2024)1号 gives
    吕政发(2024)1号 too, and so meets the same number in other company."""
    for found in _DOC_NO.finditer(folded):
        issuer, number = found.groups()
        yield number
        for length in range(2, len(issuer) + 1):
            yield issuer[-length:] + number


def _longest_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Folded words of three characters or more by their first two, longest first."""
    by_start: dict[str, list[str]] = {}
    for word in sorted({fold(w) for w in words}, key=lambda w: (-len(w), w)):
        if len(word) > 2:
            by_start.setdefault(word[:2], []).append(word)
    return {start: tuple(found) for start, found in by_start.items()}


def _load_segmenter() -> Callable[[str], list[str]]:
    import rjieba

    return rjieba.cut


def segmenter_version(config: AnalyzerConfig) -> str:
    """Name and version of the segmenter a configuration uses, because another cuts otherwise; else empty."""
    if config.words == "none":
        return ""
    from importlib.metadata import version

    return f"rjieba {version('rjieba')}"


class Analyzer:
    """Text to terms under one configuration and, beside the segmenter's, the user's own words.

    User words are matched in the folded text, the longest at each place, whatever the segmenter does.
    """

    __slots__ = ("_cut", "_user_words", "config")

    def __init__(self, config: AnalyzerConfig, user_words: Sequence[str] = ()) -> None:
        self.config = config
        self._user_words = _longest_first(user_words)
        self._cut = None if config.words == "none" else _load_segmenter()

    def terms(self, text: str) -> list[str]:
        """The terms of a text, repeats kept, grouped by kind rather than by place; none for blank text."""
        folded = fold(text)
        runs: list[str] = _HAN_RUN.findall(folded)
        out: list[str] = []
        if self.config.chars:
            for run in runs:
                out += run
        if self.config.bigrams:
            for run in runs:
                out += map(add, run, run[1:])
        if self._cut is not None:
            out += self._words(runs)
        if self._user_words:
            out += self._own_words(folded)
        for found in _RUN.finditer(folded):
            out += _run_terms(folded, found)
        out += _spelt_numbers(folded)
        if "号" in folded:
            out += _doc_numbers(folded)
        return out

    def _words(self, runs: Iterable[str]) -> Iterator[str]:
        assert self._cut is not None
        shortest = 3 if self.config.words == "long" else 2 if self.config.chars else 1
        for run in runs:
            yield from (word for word in self._cut(run) if len(word) >= shortest)

    def _own_words(self, folded: str) -> Iterator[str]:
        for start in range(len(folded) - 2):
            for word in self._user_words.get(folded[start : start + 2], ()):
                if folded.startswith(word, start):
                    yield word
                    break
