"""The raw file: bytes to text to lines, with offsets back into the file.

A path comes in, a `Source` goes out, and `lines` cuts it into non-blank lines:

    >>> lines(Source("a.txt", "", "utf-8", "吕梁市人民政府\\n\\n关于\\n"))[1].number
    3
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceError
from corpus.model import Line

SHIPPED = Path(__file__).parent / "raw" / "lvliang-2024-01.txt"
_ADVICE = "give a text file of a bulletin in UTF-8 or GB18030"
_CUT_REASONS = ("unexpected end of data", "incomplete multibyte sequence", "truncated data")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONE_CR = re.compile(r"\r(?!\n)")
# Zero-width spaces, joiners and marks, word joiner, BOM, soft hyphen: a PDF's text layer scatters them.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_INVISIBLE_FIRST = re.compile(rf"^{_INVISIBLE.pattern}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file: `text` is what all offsets count in, `sha256` is over the bytes."""

    name: str
    sha256: str
    encoding: str
    text: str


def read_source(path: Path) -> Source:
    """Read a bulletin as extracted from its PDF; UTF-8 or UTF-16 with BOM, UTF-8 without, else GB18030.

    Each character keeps its place: a lone CR is read as LF, an invisible character as a space.
    Raises: SourceError when the file is missing, empty, binary, cut inside a character, or in
    none of these encodings.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else (error.strerror or "unreadable")
        raise SourceError(f"expected a text file, found {reason} ({path}); {_ADVICE}") from None
    if not raw.strip():
        raise SourceError(f"expected a bulletin, found an empty file ({path}); {_ADVICE}")
    if kind := _kind_of_no_text(raw):
        raise SourceError(f"expected text, found {kind} ({path}); extract its text first, then {_ADVICE}")
    encoding, text = _decode(raw, path)
    return Source(path.name, hashlib.sha256(raw).hexdigest(), encoding, _visible(text))


def _kind_of_no_text(raw: bytes) -> str:
    """What the bytes are where they are no text, else nothing."""
    if raw.startswith(b"%PDF"):
        return "a PDF"
    return "binary data" if b"\0" in raw and not _is_utf16(raw) else ""


def _is_utf16(raw: bytes) -> bool:
    return raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not raw.startswith(
        codecs.BOM_UTF32_LE
    )


def _decode(raw: bytes, path: Path) -> tuple[str, str]:
    if _is_utf16(raw):
        return "utf-16", _decoded(raw, "utf-16", path)
    try:
        return "utf-8", raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_cut(error):
            raise _cut(error, path) from None
        if _is_mostly_utf8(raw):
            raise _undecodable(error, path) from None
    return "gb18030", _decoded(raw, "gb18030", path)


def _decoded(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise (_cut if _is_cut(error) else _undecodable)(error, path) from None


def _is_cut(error: UnicodeDecodeError) -> bool:
    """Whether the last character lacks bytes; none has more than four."""
    return error.start >= len(error.object) - 3 and error.reason in _CUT_REASONS


def _is_mostly_utf8(raw: bytes) -> bool:
    """GB18030 read as UTF-8 holds hardly a 汉字; UTF-8 with some bad bytes holds almost nothing else."""
    text = raw.decode("utf-8", "replace")
    return text.count("\ufffd") * 10 < len(_HAN.findall(text))


def _cut(error: UnicodeDecodeError, path: Path) -> SourceError:
    return SourceError(
        f"expected whole characters, found the file cut inside one at byte {error.start} ({path}); "
        "fetch the file again"
    )


def _undecodable(error: UnicodeDecodeError, path: Path) -> SourceError:
    line = error.object.count(b"\n", 0, error.start) + 1
    tried = "UTF-16" if error.encoding.startswith("utf-16") else "UTF-8 or GB18030"
    found = "bad data" if tried == "UTF-16" else "neither"
    return SourceError(
        f"expected {tried}, found {found} at byte {error.start}, 0x{error.object[error.start]:02x} "
        f"({path} line {line}); mend that byte, or {_ADVICE}"
    )


def _visible(text: str) -> str:
    """The text with every character at its place: LF for a lone CR, a space for an invisible character.

    At the start of a line the space is a wide one, for one plain space there marks a page start.
    """
    text = _LONE_CR.sub("\n", text)
    return _INVISIBLE.sub(" ", _INVISIBLE_FIRST.sub("\u3000", text))


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
