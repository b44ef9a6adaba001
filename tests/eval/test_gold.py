"""The gold file: what it accepts, how it complains, how it is checked against the units."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DataFileError
from corpus.model import Unit
from corpus.source import read_source
from eval.gold import GoldLocator, Question, check_gold, in_split, load_gold
from eval.sets import all_sets
from indexer.pipeline import parse

GOOD: dict[str, Any] = {
    "qid": "s1",
    "question": "每月多少钱",
    "style": "colloquial",
    "answerable": True,
    "locators": [{"doc_no": "X政发〔2024〕5号", "locator": "第三条"}],
    "required": ["50元"],
    "note": "",
    "split": "test",
}


def write(path: Path, *lines: str | dict[str, Any]) -> Path:
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines),
        encoding="utf-8",
    )
    return path


def test_a_line_becomes_a_question(tmp_path: Path) -> None:
    (question,) = load_gold(write(tmp_path / "gold.jsonl", GOOD, ""))
    assert question == Question(
        "s1",
        "每月多少钱",
        "colloquial",
        True,
        (GoldLocator("X政发〔2024〕5号", "第三条"),),
        ("50元",),
        split="test",
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "expected JSON"),
        ("[1]", "expected an object"),
        ({**GOOD, "all_off": True}, "found all_off"),  # a slip of the pen must not be ignored
        ({key: GOOD[key] for key in GOOD if key != "style"}, "found no style"),
        ({**GOOD, "answerable": "yes"}, '"answerable" to be true or false'),
        ({**GOOD, "locators": []}, "at least one locator"),
        ({**GOOD, "answerable": False}, "no locators and no required strings"),
        ({**GOOD, "locators": [{"doc_no": "X政发〔2024〕5号"}]}, 'a locator with "doc_no" and "locator"'),
        ({**GOOD, "required": [""]}, '"required" to hold non-empty strings'),
        ({**GOOD, "required": [50]}, "found 50"),
        ({**GOOD, "question": " "}, '"question" to hold non-empty strings'),
        ({**GOOD, "split": "train"}, "\"split\" to be dev or test, found 'train'"),
        ({key: GOOD[key] for key in GOOD if key != "split"}, "found no split"),  # never a silent default
        (GOOD, "found 's1' a second time"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str | dict[str, Any], expected: str) -> None:
    path = write(tmp_path / "gold.jsonl", GOOD, line)
    with pytest.raises(DataFileError) as caught:
        load_gold(path)
    message = str(caught.value)
    assert message.startswith(f"DataFileError: {path} line 2: ")
    assert expected in message
    assert "\n" not in message


def test_all_bad_lines_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", "{", GOOD, "[]", "7")
    with pytest.raises(DataFileError, match=r"line 1: .*; also faulty: lines 3, 4$"):
        load_gold(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.jsonl: expected a file of gold questions"):
        load_gold(tmp_path / "none.jsonl")


def question(locator: str = "第三条", *required: str) -> Question:
    return Question("s1", "每月多少钱", "staff", True, (GoldLocator("A", locator),), required)


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        (question("第三条", "每月50元"), []),  # stands in the text across a line break
        (question("第三条", "市民政局"), []),  # stands in a cell only
        (question("第三条", "60元"), ["s1: required '60元' is in none of the cited units"]),
        (question("第四条", "60元"), ["s1: no unit A 第四条"]),  # nothing to look for the string in
        (
            question("第三条", "一", "二"),
            [f"s1: required {t!r} is in none of the cited units" for t in "一二"],
        ),
    ],
)
def test_gold_is_checked_against_the_units(asked: Question, problems: list[str]) -> None:
    unit = Unit("A/第3条", "每月\n50 元", "A", locator="第三条", cells={"单位": "市 民政局"})
    assert check_gold([asked], [unit]) == problems


@pytest.mark.parametrize(("split", "expected"), [("dev", ["a"]), ("test", ["b"]), ("all", ["a", "b"])])
def test_questions_are_picked_by_split(split: str, expected: list[str]) -> None:
    questions = [Question("a", "?", "staff", False), Question("b", "?", "staff", False, split="test")]
    assert [question.qid for question in in_split(questions, split)] == expected


def test_the_shipped_questions_load_and_differ() -> None:
    questions = load_gold()
    assert Counter(q.answerable for q in questions)[False] >= 140
    assert len({q.question for q in questions}) == len(questions)


def test_the_shipped_questions_are_split_by_number_and_batch() -> None:
    """The first 675 by turns, later ones by the batch they were written in, a batch by one writer alone."""
    splits = {int(q.qid[1:]): q.split for q in load_gold()}
    assert {(number % 2, split) for number, split in splits.items() if number <= 675} == {
        (0, "dev"),
        (1, "test"),
    }
    assert {split for number, split in splits.items() if 676 <= number <= 1205} == {"dev"}
    assert {split for number, split in splits.items() if 1206 <= number <= 1375} == {"test"}
    assert {split for number, split in splits.items() if 1376 <= number <= 1545} == {"dev"}


@pytest.mark.parametrize(("issue", "gold"), all_sets(), ids=lambda path: path.stem)
def test_shipped_questions_agree_with_their_bulletin(issue: Path, gold: Path) -> None:
    documents = parse(read_source(issue)).bulletin.documents
    assert check_gold(load_gold(gold), [unit for document in documents for unit in document.units]) == []
