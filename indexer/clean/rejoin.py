"""Lines broken by the layout, joined into paragraphs again.

Lines of one stretch of running text come in, paragraphs go out. Indentation is lost in the extraction,
but a paragraph still shows in the widths: its first line is two characters short, its last line ends
early with a full stop. A line that starts like a numbered item opens a paragraph of its own; whether
its number fits is decided later, in `indexer.structure.outline`.

    道等。 / 本办法所称共用设施设备，是指根据 / 法律、法规和…   ->   two paragraphs, cut after 道等。

Afterwards every line is in exactly one paragraph and the order of lines is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_high

from corpus import wording
from corpus.markers import MARKERS, marker_number
from corpus.model import Line, Span
from corpus.text import Text, display_width
from indexer.clean.columns import Columns, measure

TERMINAL = frozenset("。；;：:！？）〕]")
SENTENCE_END = frozenset("。；;：:！？")
_PUNCTUATION = re.compile(r"[，。；：、,;:]")
# An office in brackets closes an item: "〔市水利局牵头，各县（市、区）配合〕", "（责任单位：市财政局）"; a 文号's
# year does not.
_CLOSING_BRACKET = re.compile(
    r"〔[^〔〕]{5,}〕$|\[[^\[\]]{5,}\]$|。[（(](?:责任|牵头|配合)(?:单位|部门)[：:](?:[^（）()]|[（(][^（）()]*[）)])*[）)]$"
)
# What closes a reply or notice on a line of its own.
_CLOSING = re.compile(r"(?:特此\S{2,6}|此复)[。，]?")
_OPEN_ENDED = frozenset("，、,（《“—")
# Half cells of room at a line's end from which on it counts as ended early: one and a half characters.
_EARLY = 3
_CLEARLY_EARLY = 6
# A paragraph's first line starts two characters in.
_INDENT = 4
# A label that opens a line of its own: "组长单位：", "指 挥 长："
_LABEL = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,6}：")
# A person and an office on a line of their own, in a list of members: "赵晓梅 市财政局副局长"
_MEMBER = re.compile(
    r"(?!第)[\u4e00-\u9fff](?:[\u4e00-\u9fff]{1,3}|\s+[\u4e00-\u9fff])\s+[^，。；：\s]{2,40}[长任记员师席]"
)
# Its spaces, and those of "组 长：张文博 市委常委": two words apart
_WORD_SPACE = re.compile(
    r"(?:(?<=[\u4e00-\u9fff]{2})|(?<=^[\u4e00-\u9fff]\s[\u4e00-\u9fff]))\s+(?=[\u4e00-\u9fff]{2})"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that opens a paragraph: its family (a key of `MARKERS`), value, length."""

    family: str
    number: tuple[int, ...]
    length: int
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: clean text with origins, where it starts, how it opens.

    `firm` says that the layout itself, not only a marker, shows a new paragraph here.
    """

    text: Text
    page: int
    line: int
    markers: tuple[Marker, ...] = ()
    firm: bool = True

    @property
    def chars(self) -> str:
        """The clean characters."""
        return self.text.chars


def read_markers(text: str) -> tuple[Marker, ...]:
    """Every marker family that `text` could open with; usually none or one."""
    found = []
    for family, pattern in MARKERS.items():
        if m := pattern.match(text):
            spaced = bool(m.groupdict().get("spaced", " "))
            found.append(Marker(family, marker_number(family, m["n"]), m.end(), spaced))
    return tuple(found)


def rejoin(
    raw: str,
    lines: Sequence[Line],
    columns: Columns | None = None,
    every_clause: bool = False,
    every_entry: bool = False,
) -> tuple[Paragraph, ...]:
    """Join `lines` into paragraphs.

    Args: raw is the decoded source the lines' offsets count in; columns are those of the whole file
    (measured on `lines` where not given); every_clause ends a paragraph after
    each ； and 。 that ends a line, as in lists of appointments; every_entry at numbers only, as in lists
    of annexes, whose titles have no full stop.
    """
    widths = [display_width(line.text) for line in lines]
    columns = columns or measure(lines)
    groups: list[list[Line]] = []
    firm: list[bool] = []
    for i, line in enumerate(lines):
        breaks = i == 0 or (
            not every_entry and _breaks(lines, widths, i - 1, groups[-1], columns, every_clause)
        )
        if breaks or _opens_with_marker(line, groups[-1]):
            groups.append([line])
            firm.append(breaks)
        else:
            groups[-1].append(line)
    return tuple(_paragraph(raw, group, is_firm) for group, is_firm in zip(groups, firm, strict=True))


def _paragraph(raw: str, group: Sequence[Line], firm: bool) -> Paragraph:
    head = group[0]
    text = Text.of(raw, [Span(line.start, line.end) for line in group], _printed_spaces(head))
    return Paragraph(text, head.page, head.number, read_markers(head.text), firm)


def _printed_spaces(line: Line) -> frozenset[int]:
    """Offsets of the spaces that a reader sees as such: after a marker, inside a two-character name."""
    keep: set[int] = set()
    for family in ("chapter", "section", "article", "box", "1.1"):
        if m := MARKERS[family].match(line.text):
            keep.update(
                line.start + at for at in range(m.end()) if at >= m.end("n") and line.text[at].isspace()
            )
            if family == "box":
                keep -= {line.start + at for at in range(m.start("n"))}
    if _LABEL.match(line.text) or _MEMBER.fullmatch(line.text):
        keep.update(line.start + m.start() for m in _WORD_SPACE.finditer(line.text))
    verb = wording.APPOINTED.match(line.text)
    for pattern in (wording.APPOINTEE, wording.DISMISSED):
        if (m := pattern.match(line.text, verb.end() if verb else 0)) and " " in m["name"]:
            keep.update(line.start + at for at in range(*m.span("name")))
    return frozenset(keep)


def _opens_with_marker(line: Line, group: Sequence[Line]) -> bool:
    """A marker at the line's start that may open a paragraph, the text so far permitting."""
    if group[-1].text[-1] == "第":  # 第（二）项, 第三条 cut before the number
        return False
    found = read_markers(line.text)
    if line.text[0] not in "（(〔" and wording.RESPONSIBLE.match(line.text):
        return group[-1].text[-1] == "。"
    if not found:
        return False
    if all(marker.family == "1.1" and len(marker.number) == 1 for marker in found):
        return (
            group[-1].text[-1] in SENTENCE_END and len(line.text) <= 15 and not _PUNCTUATION.search(line.text)
        )
    # 第十七条规定, 第三条、第四条: a reference that happens to stand at the line's start
    return not all(marker.family == "article" and not marker.spaced for marker in found)


def _breaks(
    lines: Sequence[Line],
    widths: Sequence[float],
    i: int,
    group: Sequence[Line],
    columns: Columns,
    every_clause: bool,
) -> bool:
    """Whether the layout shows that a paragraph ends with line i."""
    text, following = lines[i].text, lines[i + 1].text
    if text[-1] in _OPEN_ENDED:
        return False
    if columns.gaps_tell and lines[i + 1].page == lines[i].page:
        return lines[i + 1].gap or (every_clause and text[-1] in "；;。：:")
    if _CLOSING.fullmatch(following) or text.endswith("如下："):
        return True
    if every_clause and text[-1] in "；;。：:":
        return True
    whole = "".join(line.text for line in group)
    if _CLOSING_BRACKET.search(whole):
        return True
    full = _full_width(lines, widths, i, len(group), columns)
    room = full - widths[i] - (_INDENT if len(group) == 1 else 0) - _leading_token(following)
    indented = _is_indented(lines, widths, i + 1, full)
    if text.rstrip("”’")[-1:] in SENTENCE_END or (text[-1] in TERMINAL and whole[0] in "（(〔"):
        return room >= _EARLY or indented or bool(wording.NEW_PARAGRAPH.match(following))
    if _LABEL.match(whole) or _MEMBER.fullmatch(whole):
        return bool(_LABEL.match(following)) or room >= _CLEARLY_EARLY
    if not _is_heading(whole):
        return False
    plain = not _PUNCTUATION.search(whole[read_markers(whole)[0].length :]) and not re.search(
        r"[0-9A-Za-z]", following
    )
    return room >= _CLEARLY_EARLY or (indented and plain)


def _is_indented(lines: Sequence[Line], widths: Sequence[float], i: int, full: float) -> bool:
    """Whether line i starts two characters in: short by that much, though its sentence goes on."""
    goes_on = (
        lines[i].text[-1] not in TERMINAL and i + 1 < len(lines) and not _leading_token(lines[i + 1].text)
    )
    return goes_on and full - _INDENT - 2 <= widths[i] <= full - _EARLY


def _full_width(
    lines: Sequence[Line], widths: Sequence[float], i: int, group_size: int, columns: Columns
) -> float:
    """The width of a full line around line i: its column's, or the median of the wide lines around it."""
    start, page = i - group_size + 1, lines[i].page
    narrow, own = columns.narrow.get(page, 0.0), max(widths[start : i + 1])
    following = [
        width
        for width, line in zip(widths[i + 1 : i + 4], lines[i + 1 : i + 4], strict=True)
        if line.text[-1] not in TERMINAL and not _is_short_heading(line, width, columns)
    ]
    sample = [widths[start] + _INDENT, *widths[start + 1 : i], *following]
    if narrow and own <= narrow + _INDENT and widths[i + 1] <= narrow + _INDENT:
        return median_high([narrow, narrow, *(w for w in sample if narrow < w <= narrow + _INDENT)])
    typical = median_high(sample)
    wide = columns.wide.get(page, 0.0)
    if abs(typical - wide) <= _INDENT + 2:
        return wide
    if sum(abs(w - typical) <= _INDENT for w in sample) > 1:
        return typical
    return max(typical, wide or columns.default_wide or columns.longest.get(page, 0.0))


def _is_short_heading(line: Line, width: float, columns: Columns) -> bool:
    """A numbered heading of less than half a line, which says nothing of how wide lines are."""
    return 2 * width < columns.wide.get(line.page, columns.default_wide) and _is_heading(line.text)


def _leading_token(text: str) -> int:
    """Length of the Latin letters and digits that `text` starts with: they are not broken over lines."""
    m = re.match(r"[!-~]*", text)
    return m.end() if m else 0


def _is_heading(whole: str) -> bool:
    """Whether the paragraph so far is a numbered heading, which a 条 has not: a marker and no sentence yet."""
    return any(m.family != "article" for m in read_markers(whole)) and not any(c in whole for c in "。；;")
