"""Broken reading order, put right by corrections that live as data in corpus/corrections/.

Lines come in, lines in reading order go out. A correction names the lines it moves by their text, so
it applies to whatever file holds that page and to no other; a correction of which only some lines are
found is reported and not applied. A file looks like this:

    reason = "why the extraction is wrong here, and how one can tell"
    page = 63
    [[move]]
    first = "应用开发共性组件、应"                  # the moved block's first line
    last = "程安全可控、竞争有序的发展环境。"        # and its last
    after = "2.共性支撑标准。建立公共基础支撑、"     # the line it belongs behind
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DataFileError
from corpus.model import Edit, Finding, Line
from corpus.text import squash

FOLDER = Path(__file__).parents[2] / "corpus" / "corrections"


@dataclass(frozen=True, slots=True)
class Move:
    """Lines `first` to `last` belong directly behind line `after`; `reason` says how one can tell."""

    first: str
    last: str
    after: str
    reason: str


def load_corrections(folder: Path = FOLDER) -> tuple[Move, ...]:
    """All corrections, in order of file name.

    Raises: DataFileError naming the file and what is missing in it.
    """
    moves: list[Move] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text("utf-8"))
            moves += [_move(move, table["reason"]) for move in table["move"]]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
            raise DataFileError(
                f"expected reason and [[move]] first, last, after; found {error} ({path})"
            ) from None
    return tuple(moves)


def _move(move: dict[str, str], reason: str) -> Move:
    if not all(isinstance(text, str) for text in (move["first"], move["last"], move["after"], reason)):
        raise TypeError("a value that is no text")
    return Move(move["first"], move["last"], move["after"], reason)


def reorder(
    lines: Sequence[Line], moves: Sequence[Move]
) -> tuple[tuple[Line, ...], tuple[Edit, ...], tuple[Finding, ...]]:
    """Apply each move whose three lines are found once each, `first` before `last`."""
    out = list(lines)
    edits: list[Edit] = []
    findings: list[Finding] = []
    for move in moves:
        keys = [squash(line.text) for line in out]
        places = [
            [i for i, k in enumerate(keys) if k == squash(t)] for t in (move.first, move.last, move.after)
        ]
        if not any(places):
            continue
        if [len(p) for p in places] != [1, 1, 1] or places[0] > places[1]:
            some = next(p[0] for p in places if p)
            findings.append(
                Finding("correction", f"expected three lines once each for the move of {move.first!r}, found "
                        f"{[len(p) for p in places]}; not applied", out[some].page, out[some].number)
            )  # fmt: skip
            continue
        (first,), (last,), (after,) = places
        block = out[first : last + 1]
        edits.append(
            Edit(
                "reorder",
                move.reason,
                block[0].page,
                block[0].number,
                move.first,
                f"{len(block)} lines moved",
            )
        )
        rest = out[:first] + out[last + 1 :]
        at = after + 1 if after < first else after + 1 - len(block)
        out = rest[:at] + block + rest[at:]
    return tuple(out), tuple(edits), tuple(findings)
