"""Where every character of the issue went, and that each broken invariant is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.model import Document, Finding, Unit
from indexer.checks import BINS, census, check, report
from indexer.pipeline import Run, parse
from tests.factories import notice


def test_every_character_of_the_issue(run: Run) -> None:
    counted = census(run)
    assert counted.unexplained == ()
    assert counted.counts == {
        "units": 55934,
        "titles and signatures": 1752,
        "table heads": 631,
        "furniture": 116,
        "front matter": 0,
        "unexplained": 0,
    }
    assert tuple(counted.counts) == BINS
    assert counted.printing == sum(counted.counts.values()) == 58433
    assert counted.copy == 58433
    assert counted.heads == 453


def test_no_invariant_of_the_issue_is_broken(run: Run) -> None:
    assert check(run) == ()


def test_report(run: Run) -> None:
    told = report(run, check(run))
    assert told.splitlines()[0] == "吕梁市人民政府公报2024年第1期: 14 documents, 712 units, pages 1-72"
    assert "  58433 characters in one printing (besides 453 in running heads, 58433 in the second" in told
    assert "      0 unexplained" in told
    assert told.endswith("\n0 faults")


def test_report_lists_warnings_and_faults(run: Run) -> None:
    warning = Finding("unknown_table", "cut at 序号 only", 3, 4)
    warned = replace(run, bulletin=replace(run.bulletin, findings=(warning,)))
    told = report(warned, [Finding("slice", "not the slice", 1, 2, "error")])
    assert "\nwarning unknown_table: cut at 序号 only\n" in told
    assert told.endswith("\nerror slice: not the slice\n1 faults")


# --- broken runs ----------------------------------------------------------------------------------
def with_document(run: Run, index: int, change: Callable[[Document], Document]) -> Run:
    """The run with one of its documents changed."""
    documents = list(run.bulletin.documents)
    documents[index] = change(documents[index])
    return replace(run, bulletin=replace(run.bulletin, documents=tuple(documents)))


def with_unit(run: Run, key: str, change: Callable[[Unit], Unit]) -> Run:
    """The run with one of its units changed."""
    index = next(i for i, d in enumerate(run.bulletin.documents) if key.startswith(d.doc_no))

    def changed(document: Document) -> Document:
        assert key in [unit.id for unit in document.units]
        return replace(document, units=tuple(change(u) if u.id == key else u for u in document.units))

    return with_document(run, index, changed)


ROW = "吕政办发〔2024〕2号/附件/第8项"
SEVEN = "吕政办发〔2024〕2号/附件/第7项"
ARTICLE = "吕政办发〔2024〕1号/第19条"


@pytest.mark.parametrize(
    ("key", "change", "codes", "message"),
    [
        (ROW, lambda u: replace(u, id=SEVEN), {"duplicate", "sequence"}, f"expected one unit {SEVEN}, found two"),
        (ROW, lambda u: replace(u, text=u.text.replace("50元", "500元")), {"slice"}, "is not the slice"),
        (ROW, lambda u: replace(u, start=u.start + 1), {"slice", "unexplained"}, "is not the slice"),
        (ROW, lambda u: replace(u, pages=()), {"empty"}, "expected text and a page"),
        (ROW, lambda u: replace(u, id="吕政办发[2024]2号/附件/第8项"), {"locator"}, "does not read back as itself"),
        (ARTICLE, lambda u: replace(u, id="吕政办发〔2024〕1号/第29条"), {"sequence"}, "expected 1 to 20 without gap"),
    ],
)  # fmt: skip
def test_a_broken_unit_is_reported(
    run: Run, key: str, change: Callable[[Unit], Unit], codes: set[str], message: str
) -> None:
    faults = check(with_unit(run, key, change))
    assert faults != ()
    assert {f.code for f in faults} <= codes
    assert [f for f in faults if message in f.message]
    assert {f.severity for f in faults} == {"error"}


def test_a_lost_unit_leaves_its_lines_unexplained(run: Run) -> None:
    lost = with_document(run, 7, lambda d: replace(d, units=tuple(u for u in d.units if u.id != ARTICLE)))
    text = "第十九条本办法由市规划和自然资源局负责解释。"
    assert census(lost).counts["unexplained"] == len(text)
    assert [(f.code, f.page, f.message.split(" in a unit")[0]) for f in check(lost)[:2]] == [
        ("unexplained", 39, "expected '第十九条 本办法由市规划和自然资'"),
        ("unexplained", 39, "expected '源局负责解释。'"),
    ]
    numbers = [*range(1, 19), 20]
    assert [f.message for f in check(lost)[2:]] == [
        f"吕政办发〔2024〕1号: expected 1 to 19 without gap, found {numbers}"
    ]


def test_a_character_that_is_not_in_the_source(run: Run) -> None:
    def doctored(document: Document) -> Document:
        at = document.text.index("月")
        return replace(document, text=document.text[:at] + "日" + document.text[at + 1 :])

    faults = check(with_document(run, 12, doctored))
    assert {f.code for f in faults} == {"origin", "slice"}
    [origin] = [f for f in faults if f.code == "origin"]
    assert "吕政任〔2024〕1号: '日' is not what stands at raw offset" in origin.message


def test_a_lost_line_is_reported(run: Run) -> None:
    """A line that no document, head or box took in."""
    stray = run.stages["furniture"][-1]  # of the second printing
    lost = replace(run, stages={**run.stages, "reorder": (*run.lines, stray)})
    assert [(f.code, f.line) for f in check(lost)] == [("unexplained", stray.number)]


def test_faults_of_the_parser_come_first() -> None:
    body = "\n\n".join(f"第{n}条 {'甲' * 25}，\n\n乙乙乙乙。" for n in ("一", "三"))
    faults = check(parse(notice(body)))
    assert [f.code for f in faults] == ["outline_gap", "sequence"]
