"""Gold questions: `eval/gold/questions.jsonl` in, frozen questions out, checked against the units.

One line is one question:

    {"qid": "s012", "question": "80岁老人每月补贴多少", "style": "colloquial", "answerable": true,
     "locators": [{"doc_no": "吕政办发〔2024〕2号", "locator": "附件《吕梁市基本养老服务清单》第8项"}],
     "required": ["50元"], "note": "", "split": "dev", "all_of": false}

`locators` are alternatives, any one of which is right, unless `all_of` says that the answer needs every one.
`split` is "dev" for questions that weights and thresholds are chosen on, "test" for those that only measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from corpus.errors import DataFileError
from corpus.model import Unit

GOLD_FILE = Path(__file__).parent / "gold" / "questions.jsonl"
SPLITS = ("dev", "test")

_KEYS: Mapping[str, type] = {
    "qid": str, "question": str, "style": str, "answerable": bool,
    "locators": list, "required": list, "note": str, "split": str, "all_of": bool,
}  # fmt: skip
_OPTIONAL = {"all_of"}
_JSON_NAMES: Mapping[type, str] = {str: "a string", bool: "true or false", list: "a list"}


@dataclass(frozen=True, slots=True)
class GoldLocator:
    """A place that answers a question, as readers write it: 文号 and label."""

    doc_no: str
    locator: str

    def __str__(self) -> str:
        return f"{self.doc_no} {self.locator}"


@dataclass(frozen=True, slots=True)
class Question:
    """One gold question; `required` are the strings that a right answer must hold, `split` one of SPLITS."""

    qid: str
    question: str
    style: str
    answerable: bool
    locators: tuple[GoldLocator, ...] = ()
    required: tuple[str, ...] = ()
    note: str = ""
    all_of: bool = False
    split: str = "dev"


def squeeze(text: str) -> str:
    """Drop all whitespace, the ideographic space included: layout differs, the words do not."""
    return "".join(text.split())


def load_gold(path: Path = GOLD_FILE) -> tuple[Question, ...]:
    """Read gold questions, in file order; blank lines are skipped.

    Raises: DataFileError naming the file, the first faulty line and the numbers of all others.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise DataFileError(
            f"{path}: expected a file of gold questions ({error.strerror}); give one"
        ) from None
    questions: list[Question] = []
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                questions.append(_question(line))
            except ValueError as error:
                faults.append((number, str(error)))
            else:
                faults += _repeated(number, questions)
    _raise(path, faults)
    return tuple(questions)


def in_split(questions: Iterable[Question], split: str) -> tuple[Question, ...]:
    """The questions of one split; of every split for "all"."""
    return tuple(question for question in questions if split in ("all", question.split))


def check_gold(questions: Iterable[Question], units: Iterable[Unit]) -> list[str]:
    """Compare the questions with the units; returns every problem in words, none when all is well."""
    places = by_place(units)
    return [problem for question in questions for problem in _problems(question, places)]


def by_place(units: Iterable[Unit]) -> dict[GoldLocator, list[Unit]]:
    """Group units by (文号, label), the way gold questions name them."""
    places: dict[GoldLocator, list[Unit]] = {}
    for unit in units:
        places.setdefault(GoldLocator(unit.doc_no, unit.locator), []).append(unit)
    return places


def _problems(question: Question, places: Mapping[GoldLocator, Sequence[Unit]]) -> list[str]:
    missing = [place for place in question.locators if place not in places]
    cited = [unit for place in question.locators for unit in places.get(place, ())]
    problems = [f"{question.qid}: no unit {place}" for place in missing]
    if cited:
        problems += [
            f"{question.qid}: required {text!r} is in none of the cited units"
            for text in question.required
            if not any(_holds(unit, text) for unit in cited)
        ]
    return problems


def _holds(unit: Unit, text: str) -> bool:
    wanted = squeeze(text)
    return any(wanted in squeeze(place) for place in (unit.text, *(unit.cells or {}).values()))


def _repeated(number: int, questions: Sequence[Question]) -> list[tuple[int, str]]:
    qid = questions[-1].qid
    if any(question.qid == qid for question in questions[:-1]):
        return [(number, f"expected a new qid, found {qid!r} a second time")]
    return []


def _raise(path: Path, faults: Sequence[tuple[int, str]]) -> None:
    if not faults:
        return
    number, why = faults[0]
    others = ", ".join(str(other) for other, _ in faults[1:])
    raise DataFileError(f"{path} line {number}: {why}" + (f"; also faulty: lines {others}" if others else ""))


def _question(line: bytes) -> Question:
    """Parse one line; raises ValueError saying what was expected and what was found."""
    fields = _fields(line)
    locators = tuple(_locator(place) for place in fields["locators"])
    required = tuple(_filled("required", text) for text in fields["required"])
    for key in ("qid", "question", "style"):
        _filled(key, fields[key])
    if fields["split"] not in SPLITS:
        raise ValueError(f'expected "split" to be {" or ".join(SPLITS)}, found {fields["split"]!r}')
    if fields["answerable"] and not locators:
        raise ValueError("expected at least one locator for an answerable question, found none")
    if not fields["answerable"] and (locators or required):
        raise ValueError("expected no locators and no required strings for an unanswerable question")
    return Question(**{**fields, "locators": locators, "required": required})


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"expected JSON, found an error in column {error.colno}: {error.msg}") from None
    if not isinstance(fields, dict):
        raise ValueError(f"expected an object, found {line[:20].decode(errors='replace')!r}")
    if unknown := sorted(fields.keys() - _KEYS.keys()):
        raise ValueError(f"expected the keys {', '.join(_KEYS)}; found {', '.join(unknown)}")
    if missing := [key for key in _KEYS if key not in fields and key not in _OPTIONAL]:
        raise ValueError(f"expected the keys {', '.join(_KEYS)}; found no {', '.join(missing)}")
    for key, found in fields.items():
        if not isinstance(found, _KEYS[key]):
            raise ValueError(f'expected "{key}" to be {_JSON_NAMES[_KEYS[key]]}, found {found!r}')
    return fields


def _locator(place: Any) -> GoldLocator:
    if not isinstance(place, dict) or place.keys() != {"doc_no", "locator"}:
        raise ValueError(f'expected a locator with "doc_no" and "locator", found {place!r}')
    return GoldLocator(_filled("doc_no", place["doc_no"]), _filled("locator", place["locator"]))


def _filled(key: str, text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f'expected "{key}" to hold non-empty strings, found {text!r}')
    return text
