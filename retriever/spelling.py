"""Wrong characters and traditional ones: a question as its writer would have typed it from the document.

A cleaned question comes in, the same with simplified and corrected characters goes out. A character is taken
for wrong only where it makes no pair that the corpus or ordinary Chinese knows, and one that sounds alike makes
a pair of the corpus:

    >>> corrected("滨河北西路托宽", {"滨河": 1, "河北": 1, "北西": 1, "西路": 1, "拓宽": 3}.get)
    '滨河北西路拓宽'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import add
from pathlib import Path

_CORPUS = Path(__file__).parents[1] / "corpus"
# Words of one character stand between other words: a pair with one of them is no word.
_RUN = re.compile(
    r"(?:(?![几多的了把得给要归哪谁能就也还是在到个和与或有没不这那我你他她您吗呢吧啊呀跟咋啥被些里由经先想叫市县省位管指])[\u4e00-\u9fff]){2,}"
)
# What input methods and dialects mix up: zh and z, ng and n, l and n at the start, h and f are left apart.
_ALIKE = ((re.compile("^([zcs])h"), r"\1"), (re.compile("(?<=[aei]n)g$"), ""))

_FIRM = 0.2  # share of the rarer character's units that hold it in this pair

DocumentFrequencies = Callable[[Iterable[str]], Mapping[str, int]]


def _lines(name: str) -> list[str]:
    lines = (_CORPUS / name).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def _simplified() -> dict[int, str]:
    pairs = "".join(_lines("traditional.txt"))
    return {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}


def simplify(text: str) -> str:
    """Traditional characters as simplified ones, 補貼 as 补贴; one character for one."""
    return text if text.isascii() else text.translate(_simplified())


@cache
def _sounds() -> dict[str, str]:
    """The characters of each sound, tones and what input methods mix up left out."""
    alike: dict[str, str] = {}
    for line in _lines("pinyin.txt"):
        key, characters = line.split(" ")
        for pattern, to in _ALIKE:
            key = pattern.sub(to, key)
        alike[key] = alike.get(key, "") + characters
    return alike


@cache
def homophones(char: str) -> str:
    """Other characters that sound like this one in one of its readings, tones aside."""
    alike = "".join(characters for characters in _sounds().values() if char in characters)
    return "".join(dict.fromkeys(c for c in alike if c != char))


@cache
def _followers() -> dict[str, str]:
    """What ordinary Chinese writes after a character."""
    return {line[0]: line[1:] for line in _lines("common_pairs.txt")}


def is_ordinary(pair: str) -> bool:
    """Whether ordinary Chinese writes these two characters one after the other."""
    return len(pair) > 1 and pair[1] in _followers().get(pair[0], "")


def corrected(text: str, frequencies: DocumentFrequencies, kept: Iterable[str] = ()) -> str:
    """`text` with its wrong characters replaced, those of the words `kept` left as they are.

    Args: frequencies, how many units hold each of some pairs and single characters.
    """
    covered = [False] * len(text)
    for word in kept:
        for m in re.finditer(re.escape(word), text):
            covered[m.start() : m.end()] = [True] * len(word)
    return _RUN.sub(lambda m: _correct_run(m[0], frequencies, covered[m.start() : m.end()]), text)


def _correct_run(run: str, frequencies: DocumentFrequencies, covered: Sequence[bool]) -> str:
    pairs = list(map(add, run, run[1:]))
    known = frequencies([pair for pair in pairs if not is_ordinary(pair)])
    odd = [known.get(pair) == 0 for pair in pairs]
    for at in range(len(run)):
        around = odd[max(at - 1, 0) : at + 1]
        if all(around) and not covered[at] and (better := _better(run, at, frequencies)):
            run = run[:at] + better + run[at + 1 :]
            odd[max(at - 1, 0) : at + 1] = [False] * len(around)
    return run


def _better(run: str, at: int, frequencies: DocumentFrequencies) -> str | None:
    """The character of the same sound that makes the firmest pair here; None where none makes a word."""
    before, after = run[at - 1 : at] if at else "", run[at + 1 : at + 2]
    pairs = {p: c for c in homophones(run[at]) for p in (before + c, c + after) if len(p) == 2}
    counts = frequencies(pairs)
    found = [pair for pair in pairs if counts[pair]]
    if not found:
        return None
    chars = frequencies("".join(found))
    firm = {pair: counts[pair] / min(chars[pair[0]], chars[pair[1]]) for pair in found}
    best = max(found, key=lambda pair: (firm[pair], counts[pair]))
    return pairs[best] if firm[best] >= _FIRM else None
