"""The raw file: bytes to text to lines, with offsets back into the file.

A path comes in, a `Source` goes out, and `lines` cuts it into non-blank lines:

    >>> lines(Source("a.txt", "", "utf-8", "吕梁市人民政府\\n\\n关于\\n"))[1].number
    3
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceError
from corpus.model import Line

SHIPPED = Path(__file__).parent / "raw" / "lvliang-2024-01.txt"
_ADVICE = "give a text file of a bulletin in UTF-8 or GB18030"


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file: `text` is what all offsets count in, `sha256` is over the bytes."""

    name: str
    sha256: str
    encoding: str
    text: str


def read_source(path: Path) -> Source:
    """Read a bulletin as extracted from its PDF; UTF-8 (with or without BOM), else GB18030.

    Raises: SourceError when the file is missing, empty, binary, cut inside a character, or in
    neither encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else (error.strerror or "unreadable")
        raise SourceError(f"expected a text file, found {reason} ({path}); {_ADVICE}") from None
    if not raw.strip():
        raise SourceError(f"expected a bulletin, found an empty file ({path}); {_ADVICE}")
    if b"\0" in raw or raw.startswith(b"%PDF"):
        kind = "a PDF" if raw.startswith(b"%PDF") else "binary data"
        raise SourceError(f"expected text, found {kind} ({path}); extract its text first, then {_ADVICE}")
    encoding, text = _decode(raw, path)
    return Source(path.name, hashlib.sha256(raw).hexdigest(), encoding, text)


def _decode(raw: bytes, path: Path) -> tuple[str, str]:
    try:
        return "utf-8", raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 3:
            raise SourceError(
                f"expected whole characters, found the file cut inside one at byte {error.start} ({path}); "
                "fetch the file again"
            ) from None
    try:
        return "gb18030", raw.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"expected UTF-8 or GB18030, found neither at byte {error.start} ({path}); {_ADVICE}"
        ) from None


# A page starts with a line after exactly one space, or after a form feed.
_PAGE_START = re.compile(r"(?:\f\s*| )(?=\S)")
# With more starts than one in this many lines, the leading space is indentation, not a page start.
_MIN_LINES_A_PAGE = 8


def lines(source: Source) -> tuple[Line, ...]:
    """The non-blank lines in order; `opens_page` where the extraction marks a page start."""
    found: list[Line] = []
    gap, at = False, 0
    for number, piece in enumerate(source.text.split("\n"), 1):
        stripped = piece.strip()
        if stripped:
            start = at + piece.index(stripped)
            opens = not found or bool(_PAGE_START.match(piece))
            found.append(Line(number, start, start + len(stripped), stripped, 0, gap, opens))
        gap = not stripped
        at += len(piece) + 1
    if (sum(line.opens_page for line in found) - 2) * _MIN_LINES_A_PAGE > len(found):
        return tuple(_without_mark(line) if i else line for i, line in enumerate(found))
    return tuple(found)


def _without_mark(line: Line) -> Line:
    return Line(line.number, line.start, line.end, line.text, line.page, line.gap)
