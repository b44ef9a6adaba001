"""The second printing: found, compared with the first, left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.model import Line
from corpus.text import squash
from indexer.clean.copies import drop_copy, second_printing
from indexer.pipeline import Run


def printed(run: Run) -> tuple[Line, ...]:
    """Both printings without their page furniture."""
    return run.stages["furniture"]


def test_second_printing_is_found(run: Run) -> None:
    both = printed(run)
    cut = second_printing(both)
    assert both[cut].page == 73
    assert squash("".join(x.text for x in both[:cut])) == squash("".join(x.text for x in both[cut:]))


def test_second_printing_is_left_out(run: Run) -> None:
    first, edits, findings = drop_copy(printed(run))
    assert findings == ()
    assert len(first) == len(edits) == len(printed(run)) // 2
    assert {e.rule for e in edits} == {"second printing"}
    assert squash("".join(e.before for e in edits)) == squash("".join(x.text for x in first))
    assert drop_copy(first) == (first, (), ())


@pytest.mark.parametrize("keep", [1, 10, 200, 4580])
def test_a_single_printing_is_left_alone(run: Run, keep: int) -> None:
    single = printed(run)[:keep]
    assert second_printing(single) == keep
    assert drop_copy(single) == (single, (), ())


def test_nothing_is_no_printing() -> None:
    assert second_printing(()) == 0
    assert drop_copy(()) == ((), (), ())


def test_a_short_text_printed_twice_is_kept() -> None:
    """Less than the opening that proves a second printing: two like notices are no copy."""
    twice = [Line(i, 0, 0, text) for i, text in enumerate(["甲市人民政府", "决定任命："] * 2)]
    assert second_printing(twice) == 4


def doctored(run: Run, at: int, change: Sequence[Line]) -> tuple[Line, ...]:
    """Both printings, line `at` of the second one replaced."""
    both = printed(run)
    return (*both[:at], *change, *both[at + 1 :])


SECOND = 4580  # the second printing's first line


@pytest.mark.parametrize("at", [SECOND + 700, SECOND + 4579])
def test_a_changed_line_is_one_finding(run: Run, at: int) -> None:
    old = printed(run)[at]
    changed = doctored(run, at, [replace(old, text="壹" + old.text[1:])])
    first, _, findings = drop_copy(changed)
    assert first == printed(run)[:SECOND]
    assert len(findings) == 1
    finding = findings[0]
    twin = first[at - SECOND]
    assert (finding.code, finding.severity, finding.page, finding.line) == (
        "copies_differ",
        "warning",
        twin.page,
        twin.number,
    )
    assert repr(twin.text[:60]) in finding.message
    assert repr("壹" + old.text[1:]) in finding.message
    assert "kept the first" in finding.message


def test_a_missing_line_is_one_finding(run: Run) -> None:
    _, _, findings = drop_copy(doctored(run, SECOND + 700, []))
    assert len(findings) == 1
    assert "second has ''" in findings[0].message


def test_other_spaces_are_no_difference(run: Run) -> None:
    old = printed(run)[SECOND + 700]
    spaced = replace(old, text=" ".join(old.text))
    assert drop_copy(doctored(run, SECOND + 700, [spaced]))[2] == ()
    halves = [replace(old, text=old.text[:5]), replace(old, text=old.text[5:])]
    assert drop_copy(doctored(run, SECOND + 700, halves))[2] == ()
