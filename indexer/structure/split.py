"""An issue cut into documents, and each document into its printed parts.

Lines in reading order come in; `Parts` go out: title, 文号, 主送, body, signature, attached text, annexes.
A document starts where a line that is nothing but a 文号 stands under a title:

    吕梁市人民政府办公室 / 关于印发…的通知 / 吕政办发〔2024〕2 号   ->   a new document
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import numbering, wording
from corpus.model import Line
from corpus.text import display_width, squash
from indexer.clean.boxes import Box
from indexer.clean.rejoin import TERMINAL, read_markers

_TITLE_LINES = 8
_ISSUER = re.compile(
    r"(?!关于)[\u4e00-\u9fff（）]{2,30}(?:人民政府|办公室|办公厅|委员会|市委|县委|区委|省委|局|厅|法院|检察院|中心|军分区"
    r"|支队|指挥部|领导小组|分行|学院|医院|公司|管委会|联合会|部)|国务院"
)
# Who signs: an office, or the person at its head.
_SIGNATORY = re.compile(
    rf"{_ISSUER.pattern}|(?:代理?)?(?:市长|县长|区长|州长|省长|主任|局长)[\u4e00-\u9fff·]{{2,5}}"
)
# The start of a sentence, or of its end, that a first line with a colon is when it is no addressee.
_LEAD_IN = re.compile(r"^(?:为|根据|经|按照|现将|近期|按|依据|鉴于)|如下[：:]$|，现|》")
_TAIL = re.compile(
    r"抄\s*送|[（(]?联\s*系\s*人|注[：:]|主题词|.{2,20}\d日印发$"
    r"|(?:主\s*[办管]|主管主办|编\s*辑|编辑出版|出\s*版|编\s*印|印\s*刷|准印证号?|刊\s*号|发\s*行)(?:单位|部门)?[：:]"
)
# The rubric that some bulletins print over the documents of an office: "【市政府文件】", "人事任免"
_RUBRIC = re.compile(
    r"[【\[]?[\u4e00-\u9fff]{0,10}(?:文件|规章|任免|文件选登)[】\]]?|[【\[][\u4e00-\u9fff]{2,12}[】\]]"
)
_TAIL_LINES = 12
_DISCLOSURE = re.compile(r"[（(]\s*(?:此件|此文|本文|本件)[^）)]*[）)]")
_MAX_ADDRESSEE_LINES = 12
_GENRES = ("通知", "批复", "意见", "决定", "通报", "公告", "通告", "报告", "函", "令", "办法", "规定")


@dataclass(frozen=True, slots=True)
class AnnexPart:
    """An annex: its printed heading, title lines and content lines. `number` is None if unnumbered.

    `figure` says that the content is a drawing's text, which the extraction put above the heading.
    """

    number: int | None
    head: Line
    title: tuple[Line, ...]
    lines: tuple[Line, ...]
    figure: bool = False


@dataclass(frozen=True, slots=True)
class AttachedText:
    """One of several texts that a notice issues: its printed title and its content."""

    title: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The printed parts of one document, each as the lines it was printed on."""

    doc_no: str
    issuer: str
    title_lines: tuple[Line, ...]
    doc_no_line: Line
    rubric: tuple[Line, ...] = ()
    addressee: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()
    annex_list: tuple[Line, ...] = ()
    signature: tuple[Line, ...] = ()
    date: tuple[Line, ...] = ()
    disclosure: tuple[Line, ...] = ()
    tail: tuple[Line, ...] = ()
    attached_title: tuple[Line, ...] = ()
    contents: tuple[Line, ...] = ()
    attached: tuple[Line, ...] = ()
    others: tuple[AttachedText, ...] = ()
    annexes: tuple[AnnexPart, ...] = ()
    box: Box | None = None
    pages: tuple[int, int] = (0, 0)

    @property
    def title(self) -> str:
        """The full title, issuer first, layout spaces dropped."""
        return squash("".join(line.text for line in self.title_lines))


def genre_of(title: str) -> str:
    """The kind of document that a title ends with: 通知, 批复, 意见 …; empty where it says none."""
    return next((genre for genre in _GENRES if title.endswith(genre)), "")


def split_documents(
    lines: Sequence[Line], boxes: Sequence[Box]
) -> tuple[tuple[Line, ...], tuple[Parts, ...]]:
    """Cut an issue into documents.

    Returns: the lines before the first document (cover, contents), and the documents in order.
    """
    heads = _without_contents(_heads(lines), len(lines))
    if not heads:
        return tuple(lines), ()
    bounds = [head.start for head in heads] + [len(lines)]
    found = [_parts(lines, head, end) for head, end in zip(heads, bounds[1:], strict=True)]
    return tuple(lines[: bounds[0]]), _give_boxes(found, boxes)


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a document begins: its first line, its title lines, the line of its 文号, its text's first."""

    doc_no: str
    start: int
    title: range
    number_at: int
    text_at: int


def _heads(lines: Sequence[Line]) -> list[_Head]:
    found: list[_Head] = []
    for at in range(len(lines)):
        head = _under_rubric(lines, _decree_head(lines, at) or _numbered_head(lines, at))
        if head and (not found or head.start >= found[-1].text_at):
            found.append(head)
    return found


def _under_rubric(lines: Sequence[Line], head: _Head | None) -> _Head | None:
    """A document begins with the rubric over it."""
    if head and head.start and _RUBRIC.fullmatch(squash(lines[head.start - 1].text)):
        return replace(head, start=head.start - 1)
    return head


def _without_contents(heads: Sequence[_Head], n_lines: int) -> list[_Head]:
    """Of several heads with one 文号 only the one with the most text: the rest are a table of contents."""
    ends = [head.start for head in heads[1:]] + [n_lines] * bool(heads)
    longest: dict[str, int] = {}
    for head, end in zip(heads, ends, strict=True):
        longest[head.doc_no] = max(longest.get(head.doc_no, 0), end - head.text_at)
    return [head for head, end in zip(heads, ends, strict=True) if end - head.text_at == longest[head.doc_no]]


def _decree_head(lines: Sequence[Line], at: int) -> _Head | None:
    """X市人民政府令 and 第12号, on one line or two: a document without a title over its number; or 第3号 under
    a title X市人民政府关于…的通告."""
    flat = squash(lines[at].text)
    if at and lines[at - 1].text[-1] in "，、的据":
        return None
    if doc_no := numbering.decree_no(flat):
        return _Head(doc_no, at, range(at, at + 1), at, at + 1)
    if numbering.DECREE_HEAD.fullmatch(flat) and at + 1 < len(lines):
        doc_no = numbering.decree_no(flat + lines[at + 1].text)
        return _Head(doc_no, at, range(at, at + 1), at + 1, at + 2) if doc_no else None
    if numbering.DECREE_NO.fullmatch(flat.strip("（）()")) and (first := _title_above(lines, at)) is not None:
        issuer, _, name = squash("".join(line.text for line in lines[first:at])).partition("关于")
        doc_no = numbering.decree_no(issuer + genre_of(name) + flat)
        return _Head(doc_no, first, range(first, at), at, at + 1) if doc_no else None
    return None


def _numbered_head(lines: Sequence[Line], at: int) -> _Head | None:
    """A line that is a 文号, with its title above it, or below where none stands above."""
    flat = squash(lines[at].text)
    if not numbering.DOC_NO_LINE.fullmatch(flat):
        return None
    doc_no = numbering.canonical_doc_no(flat)
    assert doc_no is not None
    if (first := _title_above(lines, at)) is not None:
        return _Head(doc_no, first, range(first, at), at, at + 1)
    if (end := _title_below(lines, at)) is not None:
        return _Head(doc_no, at, range(at + 1, end), at, end)
    return None


def _title_above(lines: Sequence[Line], at: int) -> int | None:
    """First line of the title over line `at`: from its issuer, or from 关于 where no issuer is printed."""
    above = range(at - 1, max(-1, at - _TITLE_LINES), -1)
    stop = next((i for i in above if lines[i].text[-1] in "。；，：" or _ends_document(lines[i])), -1)
    first = next((i for i in above if i > stop and "关于" in lines[i].text), None)
    if first is None:
        issuer = next((i for i in above if i > stop and _ISSUER.fullmatch(squash(lines[i].text))), None)
        first = issuer if issuer is not None and issuer < at - 1 else None
    if first is None:
        return None
    while (
        first > 0
        and lines[first].page == lines[first - 1].page
        and _ISSUER.fullmatch(squash(lines[first - 1].text))
    ):
        first -= 1
    return first


def _title_below(lines: Sequence[Line], at: int) -> int | None:
    """End of a title that stands under its 文号: at most an issuer, then 关于 … to a genre word."""
    for end in range(at + 2, min(len(lines), at + _TITLE_LINES) + 1):
        text = squash("".join(line.text for line in lines[at + 1 : end]))
        if any(mark in text for mark in "。；，：") or (
            not _ISSUER.match(text) and not text.startswith("关于")
        ):
            return None
        if "关于" in text and genre_of(text):
            return end
    return None


def _ends_document(line: Line) -> bool:
    return bool(wording.DATE.fullmatch(line.text) or _DISCLOSURE.fullmatch(line.text))


def _parts(lines: Sequence[Line], head: _Head, end: int) -> Parts:
    title = tuple(lines[i] for i in head.title)
    rest: Sequence[Line] = lines[head.text_at : end]
    addressee = _addressee(rest)
    body, signature, date, disclosure, after = _signature(rest[len(addressee) :])
    body, annex_list = _annex_list(body)
    behind = [piece for line in after for piece in _with_own_title(line)]
    at = next((i for i, line in enumerate(behind) if wording.ANNEX_HEAD.fullmatch(line.text)), len(behind))
    annexed = behind[at:]
    before_annexes, tail = _tail(behind[:at])
    attached, more_list, loose = _attached(before_annexes)
    annexes = _annexes(annexed, _listed_titles(annex_list or more_list), loose)
    name = "".join(line.text for line in title)
    names = [*_names(title), *_names(body)]
    attached_title = _attached_title(attached, names)
    below, contents = _contents(attached[len(attached_title) :])
    content, others = _other_texts(below, names)
    return Parts(
        doc_no=head.doc_no,
        issuer=_issuer(name),
        rubric=tuple(lines[head.start : min(head.title.start, head.number_at)]),
        title_lines=title,
        doc_no_line=lines[head.number_at],
        addressee=addressee,
        body=tuple(body),
        annex_list=(*annex_list, *more_list),
        signature=signature,
        date=date,
        disclosure=disclosure,
        tail=tail,
        attached_title=attached_title,
        contents=contents,
        attached=content if annexes or not loose else (*content, *loose),
        others=others,
        annexes=annexes,
        pages=(lines[head.start].page, max(line.page for line in lines[head.start : end])),
    )


def _issuer(title: str) -> str:
    """The office before 关于, or in the name of its decree (X市人民政府令); empty where the title names none."""
    office = squash(title.split("关于")[0])
    return re.sub(r"(?<=[府会厅局])(?:令|公告|通告)$", "", office)


def _addressee(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The offices a document is sent to: its first lines up to a colon, unless they are a sentence."""
    for i, line in enumerate(lines[:_MAX_ADDRESSEE_LINES]):
        if "。" in line.text or read_markers(line.text):
            return ()
        if line.text[-1] in "：:":
            text = squash("".join(x.text for x in lines[: i + 1]))
            return () if _LEAD_IN.search(text) else tuple(lines[: i + 1])
    return ()


def _signature(
    lines: Sequence[Line],
) -> tuple[Sequence[Line], tuple[Line, ...], tuple[Line, ...], tuple[Line, ...], Sequence[Line]]:
    """Body, signing offices, date, disclosure note, and what follows.

    The first line that is a date under an office decides; without one, the first line that is a date.
    """
    dates = [i for i, line in enumerate(lines) if wording.DATE.fullmatch(line.text)]
    signed = [i for i in dates if i and _SIGNATORY.fullmatch(squash(lines[i - 1].text))]
    if not dates:
        return lines, (), (), (), ()
    start = at = (signed or dates)[0]
    while start > 0 and at - start < 6 and _SIGNATORY.fullmatch(squash(lines[start - 1].text)):
        start -= 1
    end = at + 1
    disclosure: tuple[Line, ...] = ()
    if end < len(lines) and _DISCLOSURE.fullmatch(lines[end].text):
        disclosure = (lines[end],)
        end += 1
    return lines[:start], tuple(lines[start:at]), (lines[at],), disclosure, lines[end:]


def _with_own_title(line: Line) -> tuple[Line, ...]:
    """附件1：标题 on one line as the two lines it stands for."""
    m = wording.ANNEX_TITLED.match(line.text)
    if not m:
        return (line,)
    cut = line.start + m.end()
    head = line.text[: m.end()].rstrip()
    return (
        replace(line, text=head, end=line.start + len(head)),
        replace(line, text=line.text[m.end() :], start=cut, opens_page=False, gap=True),
    )


def _tail(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[Line, ...]]:
    """What may stand under a signature and is no attached text: 抄送, a contact person, an imprint."""
    at = next((i for i, line in enumerate(lines) if _TAIL.match(line.text)), None)
    if at is None or (at and not _TAIL.match(lines[0].text) and len(lines) - at > _TAIL_LINES):
        return lines, ()
    return lines[:at], tuple(lines[at:])


def _annex_list(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[Line, ...]]:
    at = next((i for i in range(len(lines) - 1, -1, -1) if wording.ANNEX_LIST.match(lines[i].text)), None)
    return (lines, ()) if at is None else (lines[:at], tuple(lines[at:]))


def _attached(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[Line, ...], Sequence[Line]]:
    """Attached text, the annex list that closes it, and what stands loose behind that list.

    The list ends with its page: p.16 opens with the text of a flow chart whose heading comes after it.
    """
    body, listed = _annex_list(lines)
    end = next((i for i, line in enumerate(listed) if line.page != listed[0].page), len(listed))
    return body, listed[:end], listed[end:]


# What stands between a table's title and its heads: "单位：万元"
TABLE_UNIT = re.compile(r"[（(]?\s*单\s*位\s*[：:]")
_LIST_ITEM = re.compile(r"(?:(?<=[：:])|(?<=[^\d]))\s*(\d{1,2})\s*[.．、](?!\d)")


def _listed_titles(lines: Sequence[Line]) -> dict[int | None, str]:
    """Annex titles by number from 附件：1.… 2.…; under None where the list is one unnumbered title."""
    text = wording.ANNEX_LIST.sub("", squash("".join(line.text for line in lines)))
    pieces = _LIST_ITEM.split("：" + text)
    if len(pieces) < 3:
        return {None: text} if text else {}
    return {int(number): title for number, title in zip(pieces[1::2], pieces[2::2], strict=True)}


def listed_titles(parts: Parts) -> tuple[str, ...]:
    """The titles in the document's list of annexes, in printed order."""
    return tuple(_listed_titles(parts.annex_list).values())


def _annexes(
    lines: Sequence[Line], listed: dict[int | None, str], loose: Sequence[Line]
) -> tuple[AnnexPart, ...]:
    heads = [i for i, line in enumerate(lines) if wording.ANNEX_HEAD.fullmatch(line.text)]
    found: list[AnnexPart] = []
    for start, end in pairwise([*heads, len(lines)]):
        m = wording.ANNEX_HEAD.fullmatch(lines[start].text)
        assert m is not None
        number = numbering.to_int(m["n"]) if m["n"] else None
        title = _title_of(lines[start + 1 : end], listed.get(number, ""))
        found.append(AnnexPart(number, lines[start], title, tuple(lines[start + 1 + len(title) : end])))
    if found and loose and not found[0].lines and loose[-1].page == found[0].head.page:
        found[0] = replace(found[0], lines=tuple(loose), figure=True)
    return tuple(found)


def _title_of(lines: Sequence[Line], listed: str) -> tuple[Line, ...]:
    """The lines that print the title: those that add up to the listed one, else a heading-like start."""
    so_far = ""
    for i, line in enumerate(lines[:4]):
        so_far += squash(line.text)
        if listed and so_far == squash(listed):
            return tuple(lines[: i + 1])
    if not lines or lines[0].text[-1] in TERMINAL or read_markers(lines[0].text):
        return ()
    if len(lines) > 1 and TABLE_UNIT.match(lines[1].text):
        return (lines[0],)
    long_first = len(lines) > 1 and display_width(lines[0].text) >= 30 > display_width(lines[1].text)
    return tuple(lines[: 2 if long_first and lines[1].text[-1] not in TERMINAL else 1])


_ISSUED = re.compile(r"(?:印发|发布|公布|转发)(?P<name>.+?)的(?:通知|公告|决定)")


def _names(lines: Sequence[Line]) -> list[str]:
    """Names of texts that these lines say are attached."""
    text = squash("".join(line.text for line in lines))
    issued = [m["name"].strip("《》") for m in _ISSUED.finditer(text)]
    return issued + [m["name"] for m in wording.CITED_NAME.finditer(text)]


def _attached_title(lines: Sequence[Line], names: Sequence[str]) -> tuple[Line, ...]:
    """The lines that print the attached text's own title: one of `names`, perhaps with a suffix."""
    so_far = ""
    for i, line in enumerate(lines[:5]):
        if i and (read_markers(line.text) or line.text[-1] in TERMINAL - {"）"}):
            break
        so_far += squash(line.text)
        if any(so_far == name for name in names):
            return tuple(lines[: i + 1])
    if not lines or read_markers(lines[0].text) or lines[0].text[-1] in "。；：:，":
        return ()
    return tuple(lines[:1])


def _contents(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[Line, ...]]:
    """A text without its table of contents, and the lines of that: from 目录 to its first heading's return."""
    at = next((i for i, line in enumerate(lines[:_TITLE_LINES]) if squash(line.text) == "目录"), None)
    if at is None or at + 1 >= len(lines):
        return lines, ()
    first = squash(lines[at + 1].text)
    end = next((i for i in range(at + 2, len(lines)) if squash(lines[i].text) == first), None)
    return (lines, ()) if end is None else ((*lines[:at], *lines[end:]), tuple(lines[at:end]))


def _other_texts(
    lines: Sequence[Line], names: Sequence[str]
) -> tuple[tuple[Line, ...], tuple[AttachedText, ...]]:
    """The first attached text, and the further ones, which start where lines of their own print their name."""
    heads: list[tuple[int, int]] = []
    for at in range(1, len(lines)):
        ends = (end for end in (at + 1, at + 2, at + 3) if end < len(lines))
        end = next((e for e in ends if squash("".join(x.text for x in lines[at:e])) in names), None)
        if end and lines[at - 1].text[-1] in TERMINAL and (not heads or at >= heads[-1][1]):
            heads.append((at, end))
    bounds = [*(at for at, _ in heads), len(lines)]
    return tuple(lines[: bounds[0]]), tuple(
        AttachedText(tuple(lines[at:end]), tuple(lines[end:stop]))
        for (at, end), stop in zip(heads, bounds[1:], strict=True)
    )


def _give_boxes(found: Sequence[Parts], boxes: Sequence[Box]) -> tuple[Parts, ...]:
    """Give each contact box to the document whose text ends on the box's page.

    Where several end there the one that ends last above the box and has none yet; where none does, the document
    around the box, or the one that ended with the page before, whose box alone did not fit on it.
    """
    owned: dict[int, Box] = {}
    for box in boxes:
        on_page = [i for i, p in enumerate(found) if p.pages[0] <= box.page <= p.pages[1] and i not in owned]
        ending = [i for i in on_page if found[i].pages[1] == box.page]
        above = [i for i in ending if found[i].title_lines[0].number < box.line]
        around = [i for i in on_page if found[i].title_lines[0].number < box.line]
        before = [i for i, p in enumerate(found) if p.pages[1] == box.page - 1 and i not in owned]
        choice = _last_with_text_above(found, above, box) or around or before[-1:] or on_page
        if choice:
            owned[choice[0]] = box
    return tuple(replace(p, box=owned.get(i)) for i, p in enumerate(found))


def _last_with_text_above(found: Sequence[Parts], above: Sequence[int], box: Box) -> list[int]:
    """Of several documents that end on the page, those whose successor starts on it come first."""
    followed = [i for i in above if i + 1 < len(found) and found[i + 1].pages[0] == box.page]
    return followed or list(above[-1:])
