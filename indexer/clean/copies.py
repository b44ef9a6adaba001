"""The second printing: found, compared with the first, and left out.

The extraction may hold the whole issue twice. Lines come in; those of the first printing go out, with
a finding for each place where the two differ, so that each proves the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from corpus.model import Edit, Finding, Line
from corpus.text import squash

# The opening of the issue, this long without whitespace, must come again for a second printing.
_HEAD_CHARS = 120


def second_printing(lines: Sequence[Line]) -> int:
    """Index of the line where the issue starts over, or len(lines) where it is printed once."""
    keys = [squash(line.text) for line in lines]
    head = "".join(keys[:80])[:_HEAD_CHARS]
    if len(head) < _HEAD_CHARS:
        return len(lines)
    for at in range(1, len(lines)):
        if head.startswith(keys[at]) and "".join(keys[at : at + 80]).startswith(head):
            return at
    return len(lines)


def drop_copy(
    lines: Sequence[Line],
) -> tuple[tuple[Line, ...], tuple[Edit, ...], tuple[Finding, ...]]:
    """Keep the first printing. What the second has otherwise, character by character, is a finding."""
    cut = second_printing(lines)
    first, second = lines[:cut], lines[cut:]
    edits = tuple(Edit("copies", "second printing", line.page, line.number, line.text, "") for line in second)
    return tuple(first), edits, tuple(_differences(first, second)) if second else ()


def _differences(first: Sequence[Line], second: Sequence[Line]) -> list[Finding]:
    if squash("".join(line.text for line in first)) == squash("".join(line.text for line in second)):
        return []
    matcher = SequenceMatcher(
        None, [squash(line.text) for line in first], [squash(line.text) for line in second], autojunk=False
    )
    found: list[Finding] = []
    for tag, i, j, k, end in matcher.get_opcodes():
        ours, theirs = "".join(x.text for x in first[i:j]), "".join(x.text for x in second[k:end])
        if tag == "equal" or squash(ours) == squash(theirs):
            continue
        at = first[min(i, len(first) - 1)]
        found.append(
            Finding(
                "copies_differ",
                f"the printings differ: first has {ours[:60]!r}, second has {theirs[:60]!r}; kept the first",
                at.page,
                at.number,
            )
        )
    return found
