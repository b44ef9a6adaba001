"""How wide a full line is, page by page: what tells the end of a paragraph from the end of a line.

Lines come in, `Columns` go out. A page may print two columns (18 to 20 characters), one (38), or both, as
where a box runs over two columns; the widths that repeat show it:

    36 36 32 36 8 36 36 84 84 …   ->   narrow 36, wide 84
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_high

from corpus.model import Line
from corpus.text import display_width

# A column of a two-column page is this many half cells wide; anything above runs over the page.
_NARROW = (24, 50)
_SHARE = (
    0.5  # of the commonest width: a wider one that common is the full line, the commonest its indented one
)
_MIN_LINES = 4
_MIN_PAIRS = 2
_NEAR = 2.5
_FEW = 0.1  # of a page's lines: a title or a date over two columns
_ENDS = frozenset("。；;：:！？）〕]”")
_NEARLY_FULL = 0.9
_MIN_WRAPPED, _FEW_GAPS = 20, 0.05
_INDENT = 4  # half cells by which a paragraph's first line is shorter


@dataclass(frozen=True, slots=True)
class Columns:
    """Half cells of a full line by page: `narrow` where the page has columns, `wide` over the page.

    A page is missing where nothing on it repeats; `default_wide` is that of the whole file, 0 if none;
    `longest` is the longest line of each page, for want of anything better. `gaps_tell` says that blank lines stand
    between paragraphs and nowhere else.
    """

    narrow: Mapping[int, float]
    wide: Mapping[int, float]
    default_wide: float
    longest: Mapping[int, float]
    gaps_tell: bool = False


def measure(lines: Sequence[Line]) -> Columns:
    """Measure the columns of a file, or of a part of it."""
    by_page: dict[int, list[float]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(display_width(line.text))
    everywhere = [width for widths in by_page.values() for width in widths]
    common = _full_width(everywhere)
    narrow = {page: width for page, widths in by_page.items() if (width := _narrow_of(widths, common))}
    usual = _wide_of(everywhere)
    wide = {page: _near(_wide_of(widths), usual) for page, widths in by_page.items() if _is_wide(widths)}
    longest = {page: max(widths) for page, widths in by_page.items()}
    return Columns(narrow, wide, usual, longest, _gaps_tell(lines, wide, usual))


def _gaps_tell(lines: Sequence[Line], wide: Mapping[int, float], usual: float) -> bool:
    """Whether blank lines stand between paragraphs alone: hardly any behind a line that is full and goes on."""
    wrapped = [
        after.gap
        for line, after in pairwise(lines)
        if line.page == after.page
        and line.text[-1] not in _ENDS
        and display_width(line.text) >= _NEARLY_FULL * (wide.get(line.page) or usual)
        and display_width(line.text) > _NARROW[1]
    ]
    return len(wrapped) >= _MIN_WRAPPED and sum(wrapped) <= _FEW_GAPS * len(wrapped)


def _narrow_of(widths: Sequence[float], common: float) -> float:
    """A page's column width: its own where full lines follow one another, as they do only in columns; the
    file's where no line of the page is wider; 0 where it has no columns."""
    own = _full_width(widths)
    if own < common <= own + 2 * _NEAR:  # a short page whose indented lines outnumber the full ones
        own = common
    for width in sorted((own, common), reverse=True):
        full = [width - 1 <= w <= width + _NEAR for w in widths]
        if width and sum(a and b for a, b in pairwise(full)) >= _MIN_PAIRS:
            return width
    beyond = sum(width > common + 2 * _NEAR for width in widths)
    return common if beyond <= _FEW * len(widths) else 0.0


def _near(own: float, usual: float) -> float:
    """A page's own width, or the file's where they differ by no more than an indentation."""
    return usual if abs(own - usual) <= _INDENT + 2 else own


def _is_wide(widths: Sequence[float]) -> bool:
    """Whether enough lines run over the page to tell its width from its own."""
    return sum(w > _NARROW[1] for w in widths) > _MIN_LINES


def _full_width(widths: Iterable[float]) -> float:
    """The widest width in a column's range that is about as common as the commonest; 0 where none repeats."""
    counts = Counter(w for w in widths if _NARROW[0] <= w <= _NARROW[1])
    most = max(counts.values(), default=0)
    return max((w for w, n in counts.items() if n >= max(_SHARE * most, _MIN_LINES)), default=0.0)


def _wide_of(widths: Iterable[float]) -> float:
    """The full width of the lines that run nearly as far as the longest; 0 where none leaves a column.

    It is the widest about as common as the commonest; or two characters more, where paragraphs are so short
    that their indented first lines outnumber the full ones; or the middle one where too few are alike.
    """
    over = [w for w in widths if w > _NARROW[1]]
    long = [w for w in over if w >= 0.88 * max(over)]
    near = {w: sum(abs(w - other) <= 1 for other in long) for w in long}
    most = max(near.values(), default=0)
    if most < _MIN_LINES:
        return median_high(long) if long else 0.0
    common = max(w for w, n in near.items() if n >= _SHARE * most)
    full = [w for w in long if _INDENT - 1 <= w - common <= _INDENT + 2]
    return median_high(full) if len(full) > max(_MIN_PAIRS, 0.1 * most) else common
