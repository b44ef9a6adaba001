"""Everyday words of citizens and callers, and the words that official documents use instead.

In comes `lay_words.toml`, out go words to search for beside those of a question:

    >>> table = lay_table([LayWord(("吃低保", "低保"), ("最低生活保障",), "简称还原", not_in=("最低保",))])
    >>> expand("吃低保的老人", table), expand("最低保修几年", table)
    ([('最低生活保障', 1.0)], [])

Parsing the file takes 20 to 30 ms, a fifth of a cold answer, so the table is made to be kept in an index as JSON
and read from there to answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

from corpus.errors import DataFileError

LAY_WORDS = Path(__file__).with_name("lay_words.toml")
_REQUIRED = {"lay", "words", "reason"}
_LIGHT = re.compile("(?<=[\u4e00-\u9fff])[个了着过](?=[\u4e00-\u9fff])")
_KNOWN = _REQUIRED | {"weight", "not_in"}

Targets = Sequence[tuple[str, float]]


class LayTable(TypedDict):
    """Lay words arranged for `expand`, in types that JSON has.

    `targets` is what each entry adds, nothing for the first; `by_start` has for the first two characters of a word,
    one for a word of one, the words that fit there, longest first, with the number of their targets.
    """

    targets: Sequence[Targets]
    by_start: Mapping[str, Sequence[tuple[str, int]]]


NO_LAY_WORDS: LayTable = {"targets": [()], "by_start": {}}


@dataclass(frozen=True, slots=True)
class LayWord:
    """One entry: any of `lay` stands for all of `words`, with `weight` in (0, 1].

    `not_in` are longer words in which a lay word means something else; all but `reason` is folded text.
    """

    lay: tuple[str, ...]
    words: tuple[str, ...]
    reason: str
    weight: float = 1.0
    not_in: tuple[str, ...] = ()


@cache
def load_lay_words(path: Path = LAY_WORDS) -> tuple[LayWord, ...]:
    """The entries of a lexicon, in its order.

    Raises: DataFileError naming the file, and the first faulty entry by number and first word.
    """
    try:
        file = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(f"expected a lexicon of lay words, found {error} ({path})") from None
    tables = file.get("entry")
    if not isinstance(tables, list) or len(file) > 1:
        raise DataFileError(f"expected nothing but [[entry]], found {', '.join(file) or 'nothing'} ({path})")
    entries: list[LayWord] = []
    taken: set[str] = set()
    for number, table in enumerate(tables, 1):
        try:
            entry = _entry(table)
            _take(entry, taken)
        except ValueError as error:
            raise DataFileError(f"{error} ({path} entry {number}{_first_word(table)})") from None
        entries.append(entry)
    return tuple(entries)


def _entry(table: object) -> LayWord:
    if not isinstance(table, dict):
        raise ValueError(f"expected [[entry]], found {table!r}")
    if missing := sorted(_REQUIRED - table.keys()):
        raise ValueError(f"expected {', '.join(sorted(_REQUIRED))}, found no {', '.join(missing)}")
    if unknown := sorted(table.keys() - _KNOWN):
        raise ValueError(f"expected {', '.join(sorted(_KNOWN))}, found {', '.join(unknown)}")
    weight, reason = table.get("weight", 1.0), table["reason"]
    if type(weight) not in (int, float) or not 0 < weight <= 1:
        raise ValueError(f"expected a weight above 0 and at most 1, found {weight!r}")
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError(f"expected a reason, found {reason!r}")
    not_in = _words(table, "not_in") if "not_in" in table else ()
    return LayWord(_words(table, "lay"), _words(table, "words"), reason, float(weight), not_in)


def _words(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    words = table[key]
    if not isinstance(words, list) or not words or not all(isinstance(w, str) and w.strip() for w in words):
        raise ValueError(f"expected {key} to be a list of words, found {words!r}")
    return tuple(words)


def _take(entry: LayWord, taken: set[str]) -> None:
    """Add the words that a question is searched for; none may stand for two things."""
    for word in (*entry.lay, *entry.not_in):
        if word in taken:
            raise ValueError(f"expected each lay word once, found {word} again")
        taken.add(word)
    for longer in entry.not_in:
        if not any(lay in longer for lay in entry.lay):
            raise ValueError(f"expected not_in to hold a lay word of its entry, found {longer}")


def _first_word(table: object) -> str:
    lay = table.get("lay") if isinstance(table, dict) else None
    return f": {lay[0]}" if isinstance(lay, list) and lay else ""


def lay_table(entries: Iterable[LayWord]) -> LayTable:
    """The entries arranged for `expand`, the same for the same entries."""
    targets: list[Targets] = [()]
    found: dict[str, list[tuple[str, int]]] = {}
    for entry in entries:
        targets.append([(word, entry.weight) for word in entry.words])
        for lay in entry.lay:
            found.setdefault(lay[:2], []).append((lay, len(targets) - 1))
        for longer in entry.not_in:
            found.setdefault(longer[:2], []).append((longer, 0))
    by_start = {}
    for start in sorted(found):
        shorter = found.get(start[0], []) if len(start) > 1 else []
        by_start[start] = sorted(found[start] + shorter, key=lambda word: (-len(word[0]), word[0]))
    return {"targets": targets, "by_start": by_start}


def expand(text: str, table: LayTable) -> list[tuple[str, float]]:
    """What documents may say for the lay words of a question.

    From left to right the longest lay word at each place counts, and what it covers is not looked at again; so once
    more without the light words of speech, 装个扶手 as 装扶手.
    Args: text, folded as the index folds it; table, from `lay_table`, also when it went through JSON.
    Returns: each word once with its largest weight, by first place in the text; none that the text holds.
    """
    added: dict[str, float] = {}
    for read in dict.fromkeys((text, _LIGHT.sub("", text))):
        for word, weight in _targets(read, table):
            if weight > added.get(word, 0.0) and word not in text:
                added[word] = weight
    return list(added.items())


def _targets(text: str, table: LayTable) -> Iterator[tuple[str, float]]:
    at = 0
    while at < len(text):
        lay, number = _at(text, at, table) or ("", 0)
        yield from table["targets"][number]
        at += len(lay) or 1


def _at(text: str, at: int, table: LayTable) -> tuple[str, int] | None:
    """The longest word of the table that starts here, and the number of its targets."""
    by_start = table["by_start"]
    words = by_start.get(text[at : at + 2]) or by_start.get(text[at]) or ()
    return next((word for word in words if text.startswith(word[0], at)), None)


def lay_words_in(text: str, table: LayTable) -> list[str]:
    """The lay words that a text holds, the longest at each place."""
    return [word[0] for at in range(len(text)) if (word := _at(text, at, table))]
