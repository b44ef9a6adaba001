"""A question of the queue made into a gold question, in the format of `eval/gold/questions.jsonl`.

What a maintainer filled in comes in; the gold question, or what is wrong with it, goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.library import Library
from api.records.store import Open
from corpus.model import Unit

STYLES = ("colloquial", "typo", "elliptical", "formal", "staff", "lookup", "conditions", "table")
_SPLIT = "dev"  # whoever reviews a question has seen the answer to it


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of the form: places one a line (key, or 文号 and label), required strings one a line."""

    question: str
    style: str
    places: str
    required: str
    note: str


def gold_question(form: Form, library: Library) -> tuple[dict[str, object], list[str]]:
    """The gold question without its qid, and the faults that keep it from being one."""
    typed = [line.strip() for line in form.places.splitlines() if line.strip()]
    units = [find_place(line, library) for line in typed]
    required = [line.strip() for line in form.required.splitlines() if line.strip()]
    faults = [f"没有这一处：{line}" for line, unit in zip(typed, units, strict=True) if unit is None]
    found = [unit for unit in units if unit]
    if form.style not in STYLES:
        faults.append("请选择问法。")
    if required and not found:
        faults.append("没有出处，就不能有必含字串。")
    words = "".join("".join(unit.text.split()) for unit in found)
    faults += [f"出处里没有这个字串：{r}" for r in required if found and "".join(r.split()) not in words]
    gold = {
        "question": form.question,
        "style": form.style,
        "answerable": bool(found),
        "locators": [{"doc_no": unit.doc_no, "locator": unit.locator} for unit in found],
        "required": required,
        "note": form.note.strip(),
        "split": _SPLIT,
    }
    return gold, faults


def find_place(typed: str, library: Library) -> Unit | None:
    """The unit of a key, or of a 文号 and a label as people cite it."""
    if unit := library.find(typed):
        return unit
    doc_no, _, label = typed.partition(" ")
    document = library.document(doc_no)
    units = library.units.get(document.doc_no, ()) if document else ()
    return next((unit for unit in units if unit.locator == label.strip()), None)


def draft(waiting: Open, library: Library) -> Mapping[str, Any]:
    """A question of the queue in the gold format, still to be reviewed."""
    unit = library.find(waiting.first) if waiting.first else None
    counts = (("未答", waiting.unanswered), ("标错", waiting.wrong), ("标缺", waiting.missing))
    reasons = "，".join(f"{name}{count}次" for name, count in counts if count)
    return {
        "question": waiting.question,
        "style": "colloquial",
        "answerable": False,
        "locators": [],
        "required": [],
        "note": f"待审：{reasons}" + (f"；最近的一处 {unit.doc_no} {unit.locator}" if unit else ""),
        "split": _SPLIT,
    }
