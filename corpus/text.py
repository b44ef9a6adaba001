"""Clean text that remembers where each character came from.

Pieces of the raw source come in, a `Text` goes out: what a reader sees, with the raw offset of each
character. Line breaks and spaces that only the layout made are dropped:

    >>> raw = "非低保老年人每人每月发放 50\\n元生活补贴"
    >>> Text.of(raw, [Span(0, 16), Span(17, 22)]).chars
    '非低保老年人每人每月发放50元生活补贴'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import east_asian_width

from corpus.model import Span

SEPARATOR = -1
_CLOSED_GAP = 8


@cache
def is_wide(char: str) -> bool:
    """Whether a character takes a full cell of Chinese type, quotes and dashes included."""
    return east_asian_width(char) in "WFA"


def display_width(text: str) -> float:
    """Width in half cells: 2 for a Chinese character, 1 for a Latin one, 1/2 for a layout space."""
    return sum(map(_half_cells, text))


@cache
def _half_cells(char: str) -> float:
    return 0.5 if char.isspace() else 2 if is_wide(char) else 1


@dataclass(frozen=True, slots=True)
class Text:
    """Characters and, one for one, their offsets in the raw source (`SEPARATOR` for added ones)."""

    chars: str = ""
    origin: tuple[int, ...] = ()

    @staticmethod
    def of(raw: str, pieces: Iterable[Span], keep: frozenset[int] = frozenset()) -> Text:
        """Join pieces of the source. A space survives between two Latin letters or digits of one
        line, between two Latin letters across lines, and where its offset is in `keep`."""
        chars: list[str] = []
        origin: list[int] = []
        pending: int | None = None
        for piece in pieces:
            if chars and pending is None and chars[-1].isascii() and chars[-1].isalpha():
                pending = -2
            for at in range(piece.start, piece.end):
                char = raw[at]
                if char.isspace():
                    pending = at if pending is None or pending < 0 or at in keep else pending
                    continue
                if pending is not None and chars and _keeps_space(chars[-1], char, pending, keep):
                    chars.append(" ")
                    origin.append(SEPARATOR if pending < 0 else pending)
                pending = None
                chars.append(char)
                origin.append(at)
        return Text("".join(chars), tuple(origin))

    def __add__(self, other: Text) -> Text:
        return Text(self.chars + other.chars, self.origin + other.origin)

    def __len__(self) -> int:
        return len(self.chars)

    def slice(self, start: int, end: int | None = None) -> Text:
        """The characters from `start` to `end`."""
        return Text(self.chars[start:end], self.origin[start:end])

    def tightened(self) -> Text:
        """Without spaces beside a Chinese character: for text that turned out to be no heading."""
        at = range(len(self.chars))
        kept = [i for i in at if not self.chars[i].isspace() or not (self._wide(i - 1) or self._wide(i + 1))]
        return Text("".join(self.chars[i] for i in kept), tuple(self.origin[i] for i in kept))

    def _wide(self, at: int) -> bool:
        return not 0 <= at < len(self.chars) or is_wide(self.chars[at])

    def strip(self) -> Text:
        """Without spaces at either end."""
        start = len(self.chars) - len(self.chars.lstrip())
        return self.slice(start, len(self.chars.rstrip()))


def _keeps_space(before: str, after: str, at: int, keep: frozenset[int]) -> bool:
    if at in keep:
        return True
    if at < 0:
        return after.isascii() and after.isalpha()
    return not is_wide(before) and not is_wide(after)


def join(parts: Sequence[Text], separator: str) -> Text:
    """Texts one after another with an added separator between them."""
    glue = Text(separator, (SEPARATOR,) * len(separator))
    out = Text()
    for part in parts:
        out = out + glue + part if len(out) else part
    return out


def raw_spans(origin: Sequence[int]) -> tuple[Span, ...]:
    """The stretches of the source that a text was read from, gaps of layout whitespace closed.

    Stretches come in reading order; two are merged when at most 8 characters lie between them.
    """
    bounds: list[list[int]] = []
    start = end = -(_CLOSED_GAP + 1)
    for at in origin:
        if at < 0:
            continue
        if not 0 <= at - end <= _CLOSED_GAP:
            bounds.append([start, end])
            start = at
        end = at + 1
    bounds.append([start, end])
    return tuple(Span(start, end) for start, end in bounds if start >= 0)


def squash(text: str) -> str:
    """`text` without any whitespace: how two printings, or a quote and its source, are compared."""
    return "".join(text.split())
