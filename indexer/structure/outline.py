"""Paragraphs to a tree: 条, 款, 项, 一、（一）1.（1）, 1.1, 专栏, 指标, named persons.

Paragraphs of one running text come in, a `Node` tree goes out. A marker opens a node only where its
number fits the sequence: the next of its siblings, the first of a new list, or (for 1. 2. 3.) the next
after a list in an earlier group. Anything else that looks like a marker is text.

    第十八条 / 具有本规定 / 第十七条规定情形…   ->   one 条, not two
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus import numbering, wording
from corpus.model import Finding, Kind
from corpus.text import Text, squash
from indexer.clean.rejoin import TERMINAL, Marker, Paragraph, read_markers

_RANK = {
    "chapter": 0.0, "heading": 0.5, "section": 1.0, "article": 2.0, "1.1": 2.0, "group": 2.0, "一、": 3.0,
    "holder": 3.0, "（一）": 4.0, "1.": 5.0, "person": 5.0, "（1）": 6.0, "①": 7.0, "indicator": 8.0, "box": 4.5,
}  # fmt: skip
_KIND: dict[str, Kind] = {
    "chapter": "section", "heading": "section", "section": "section", "article": "article", "1.1": "section",
    "一、": "section", "（一）": "section", "1.": "item", "（1）": "item", "①": "subitem", "indicator": "indicator",
    "box": "box", "holder": "person", "person": "person", "group": "section",
}  # fmt: skip
# Families that are cited without the headings above them.
_ABSOLUTE = frozenset(("chapter", "heading", "article", "1.1", "box", "holder", "group"))
_MAX_GAP = 3


@dataclass(slots=True)
class Node:
    """A place of the document while its tree is built.

    `segment` is its part of the key (empty for the root); `heading` the paragraph with the marker;
    `body` what follows, in order. `absolute`: the key starts anew here. `transparent`: the keys of
    parts leave this node out. `path` headings are taken from `head`.
    """

    segment: str
    kind: Kind
    family: str = ""
    number: tuple[int, ...] = ()
    heading: Text = field(default_factory=Text)
    body: list[Text | Node] = field(default_factory=list)
    cells: dict[str, Text] | None = None
    cell_order: tuple[Text, ...] = ()
    absolute: bool = False
    transparent: bool = False

    @property
    def rank(self) -> float:
        """Depth in the usual order of markers; decimal headings by their number of parts."""
        base = _RANK.get(self.family, -1.0)
        return base + 0.1 * len(self.number) if self.family == "1.1" else base

    @property
    def is_titled(self) -> bool:
        """Opened by a bare heading, not by a sentence."""
        return bool(self.heading.chars) and not any(c in self.heading.chars for c in "。；;")

    @property
    def head(self) -> str:
        """The heading, or the first clause of the text, as it is shown above parts of this node."""
        first = self.heading.chars or next((p.chars for p in self.body if isinstance(p, Text)), "")
        return re.split(r"(?<=[。；：])", first)[0].rstrip("。；：")[:60]

    def children(self) -> list[Node]:
        """The nodes in the body."""
        return [part for part in self.body if isinstance(part, Node)]


def outline(
    paragraphs: Sequence[Paragraph], doc_no: str, appointing: bool = False
) -> tuple[Node, tuple[Finding, ...]]:
    """Build the tree of one running text; `appointing` says that it appoints persons to offices.

    Returns: a root node (empty segment) and findings, among them an error `outline_gap` for each 条
    that does not follow the one before it.
    """
    builder = _Builder(doc_no, _join_rejected(_as_headings(_as_decimals(paragraphs))), appointing)
    root = builder.build()
    root.body = [part for part in root.body if isinstance(part, Text) or part.heading.chars or part.body]
    return _with_parts(root, is_root=True), tuple(builder.findings)


def _as_decimals(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Headings 1. and 2. over 1.1 and 2.1 as the decimal headings they are."""
    if not any(m.family == "1.1" and len(m.number) == 2 for p in paragraphs for m in p.markers):
        return paragraphs
    return [
        replace(p, markers=tuple(replace(m, family="1.1") if m.family == "1." else m for m in p.markers))
        if "。" not in p.chars
        else p
        for p in paragraphs
    ]


def _as_headings(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """一、总则 over 第一条 as the heading that a chapter has elsewhere: 条 are numbered through it."""

    def over_article(i: int) -> bool:
        following = paragraphs[i + 1].markers if i + 1 < len(paragraphs) else ()
        return _is_bare_heading(paragraphs[i]) and any(m.family == "article" and m.spaced for m in following)

    return [
        replace(
            p, markers=tuple(replace(m, family="heading") if m.family == "一、" else m for m in p.markers)
        )
        if over_article(i)
        else p
        for i, p in enumerate(paragraphs)
    ]


def _join_rejected(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Join a paragraph that only its marker opened to the one before, where that stops in mid-sentence."""
    out: list[Paragraph] = []
    for p in paragraphs:
        ended = out and out[-1].chars.rstrip("”’")[-1:] in TERMINAL
        if out and not p.firm and not ended and not _stands_alone(out[-1]) and not _is_bare_heading(p):
            out[-1] = replace(out[-1], text=out[-1].text + p.text.tightened())
        else:
            out.append(p)
    return out


def _is_bare_heading(p: Paragraph) -> bool:
    """三、保障措施: a heading's marker and no punctuation behind it."""
    m = next((m for m in p.markers if m.family in ("一、", "heading", "（一）")), None)
    return bool(m) and not re.search(r"[，。；：、,;:]", p.chars[m.length :]) if m else False


def _stands_alone(p: Paragraph) -> bool:
    """A heading, or a line of responsible offices: neither ends in a full stop."""
    if wording.RESPONSIBLE.match(p.chars):
        return True
    return bool(p.markers) and not any(c in p.chars for c in "。；;")


class _Builder:
    """Walks the paragraphs with a stack of open nodes; `seen` is the last number of each family."""

    def __init__(self, doc_no: str, paragraphs: list[Paragraph], appointing: bool) -> None:
        self.doc_no, self.appointing = doc_no, appointing
        self.todo = paragraphs
        self.root = Node("", "text")
        self.stack = [self.root]
        self.seen: dict[str, tuple[int, ...]] = {}
        self.verb = ""
        self.findings: list[Finding] = []

    def build(self) -> Node:
        at = 0
        while at < len(self.todo):
            p = self.todo[at]
            marker = self._accepted(p)
            p = self._split_glued(at, marker)
            if marker:
                self._open(marker, p)
            elif not self._open_person(p, at):
                self._place(p, at)
            at += 1
        return self.root

    # -- markers ------------------------------------------------------------------------------------
    def _accepted(self, p: Paragraph) -> Marker | None:
        return next((m for m in p.markers if self._fits(m, p)), None)

    def _fits(self, m: Marker, p: Paragraph) -> bool:
        if m.family == "1.1":
            return self._fits_decimal(m, p)
        if m.family == "article":
            return self._fits_article(m, p)
        n = m.number[0]
        current = self._current(m.family)
        last = current if current is not None else self.seen.get(m.family, (0,))[0]
        if current is not None or m.family in ("1.", "box", "indicator", "chapter", "heading"):
            if n == last + 1:
                return True
            if n > last and self._may_skip(m, p, last):
                self._gap(m, p, last)
                return True
        elif m.family == "一、" and (n, last) == (2, 0) and p.firm and _is_bare_heading(p):  # 一、 is lost
            self._gap(m, p, last)
            return True
        return n == 1

    def _may_skip(self, m: Marker, p: Paragraph, last: int) -> bool:
        """Whether a number may be missing before this one: a chapter's heading, or a list that goes on nearby."""
        if m.family in ("chapter", "heading"):
            return "。" not in p.chars
        return (
            bool(last) and m.number[0] <= last + _MAX_GAP and self._current(m.family) is not None and p.firm
        )

    def _fits_decimal(self, m: Marker, p: Paragraph) -> bool:
        last = self.seen.get("1.1")
        if len(m.number) == 1 and "。" in p.chars:
            return False
        if last is None:
            return m.number in ((1,), (1, 1)) and "。" not in p.chars
        following = {(*last[:k], last[k] + 1) for k in range(len(last))} | {(*last, 1)}
        return m.number in following

    def _fits_article(self, m: Marker, p: Paragraph) -> bool:
        n, last = m.number[0], self.seen.get("article", (0,))[0]
        if n == last + 1:
            return m.spaced or p.firm
        if n > last + 1 and m.spaced and p.firm:
            self.findings.append(
                Finding(
                    "outline_gap",
                    f"{self.doc_no}: expected 第{last + 1}条 after {f'第{last}条' if last else 'the start'}, "
                    f"found 第{n}条 (p.{p.page} line {p.line})",
                    p.page, p.line, "error",
                )
            )  # fmt: skip
            return True
        return n == 1 and m.spaced and p.firm

    def _gap(self, m: Marker, p: Paragraph, last: int) -> None:
        self.findings.append(
            Finding("sequence_gap", f"{self.doc_no}: expected {last + 1} after {last} in a list of {m.family}, found "
                    f"{m.number[0]} (p.{p.page} line {p.line})", p.page, p.line)
        )  # fmt: skip

    def _current(self, family: str) -> int | None:
        """Number of the open node of this family that the next marker would follow."""
        node = next((n for n in reversed(self.stack) if n.family == family), None)
        return node.number[0] if node else None

    def _open(self, m: Marker, p: Paragraph) -> None:
        node = Node(_segment(m), _KIND[m.family], m.family, m.number, p.text, absolute=m.family in _ABSOLUTE)
        while len(self.stack) > 1 and self.stack[-1].rank >= node.rank:
            self.stack.pop()
        if any(n.family == "article" for n in self.stack):
            node.kind = "item" if m.family == "（一）" else "subitem"
        if m.family == "1." and len(self.stack) == 1:
            node.segment += "."  # a list outside any section: 1. is not the decimal heading 1
        self.stack[-1].body.append(node)
        self.stack.append(node)
        for family in list(self.seen):
            if _RANK[family] > node.rank and family not in ("1.", "box", "article", "1.1"):
                del self.seen[family]
        if m.family == "box":
            self.seen.pop("1.", None)
        self.seen[m.family] = m.number

    def _split_glued(self, at: int, marker: Marker | None) -> Paragraph:
        """Cut off a （三） that stands in the middle of a line though it opens the next section."""
        p = self.todo[at]
        number = marker.number[0] if marker and marker.family == "（一）" else self._current("（一）")
        if not number or (marker and _RANK[marker.family] < _RANK["（一）"]):
            number = 0 if "：（一）" in p.chars and "；（二）" in p.chars else None
        if number is None:
            return p
        wanted = f"（{numbering.to_hanzi(number + 1)}）"
        cut = next((m.start() for m in re.finditer(rf"(?<=[。；：]){wanted}", p.chars)), None)
        if cut is None:
            return p
        tail = p.text.slice(cut)
        self.todo.insert(at + 1, replace(p, text=tail, markers=read_markers(tail.chars), firm=True))
        self.todo[at] = replace(p, text=p.text.slice(0, cut))
        return self.todo[at]

    # -- persons ------------------------------------------------------------------------------------
    def _open_person(self, p: Paragraph, at: int) -> bool:
        if self._opens_duties(at) and (m := wording.HOLDER_LINE.fullmatch(p.chars)):
            who = squash(m["name"]) + m["office"]
            self._push_to(Node(who, "person", "holder", (), p.text, [], absolute=True), self.root)
            return True
        if who := _office_holder(p.chars):
            node = Node(who, "person", "holder", (), Text(), [p.text], absolute=True)
            self._push_to(node, self.root)
            return True
        if self.appointing and self._open_clauses(p):
            return True
        if self.appointing and (m := wording.TAKES_OFFICE.match(p.chars)):
            self._appoint(self._group(self.verb or "任命"), squash(m["name"]), p.text)
            return True
        if self.verb and (m := wording.APPOINTEE.match(p.chars) or wording.DISMISSED.match(p.chars)):
            self._appoint(self.stack[1], squash(m["name"]), p.text)
            return True
        if m := wording.APPOINTMENT_HEAD.search(p.chars):
            self._open_group(m["verb"], p)
            return True
        return False

    def _opens_duties(self, at: int) -> bool:
        """Whether the next paragraph says what somebody is in charge of."""
        return at + 1 < len(self.todo) and bool(wording.DUTY.match(self.todo[at + 1].chars))

    def _open_clauses(self, p: Paragraph) -> bool:
        """任命…为…；免去…的…职务。: each clause a person of its verb's group."""
        found = [(m.start(), m["verb"], m.end()) for m in wording.APPOINTED.finditer(p.chars)]
        if not found or found[0][0] > 0:
            return False
        for (start, verb, name_at), end in zip(
            found, [*(f[0] for f in found[1:]), len(p.chars)], strict=True
        ):
            name = wording.APPOINTEE.match(p.chars, name_at) or wording.DISMISSED.match(p.chars, name_at)
            assert name is not None
            self._appoint(self._group(verb), squash(name["name"]), p.text.slice(start, end))
        self.verb = found[-1][1]
        return True

    def _group(self, verb: str) -> Node:
        """The group of a verb, opened where there is none yet."""
        group = next((n for n in self.root.children() if n.segment == verb), None)
        if group is None:
            group = Node(verb, "section", "group", absolute=True)
            self.root.body.append(group)
        return group

    def _appoint(self, group: Node, name: str, text: Text) -> None:
        self._push_to(Node(name, "person", "person", (), text), group)

    def _open_group(self, verb: str, p: Paragraph) -> None:
        """A list of appointments; its lead-in is the document's introduction where it is a sentence."""
        is_intro = not self.verb and "，" in p.chars
        if is_intro:
            self.root.body.append(p.text)
        self.verb = verb
        group = Node(verb, "section", "group", (), Text() if is_intro else p.text, absolute=True)
        self._push_to(group, self.root)

    def _push_to(self, node: Node, parent: Node) -> None:
        parent.body.append(node)
        self.stack = [self.root, node] if parent is self.root else [self.root, parent, node]

    # -- plain paragraphs ---------------------------------------------------------------------------
    def _place(self, p: Paragraph, at: int) -> None:
        """Append a paragraph without a marker to the open node it belongs to."""
        if m := wording.RESPONSIBLE.match(p.chars):
            group = self._nearest_group()
            group.body.append(Node(f"{m['label']}单位", "note", "", (), p.text))
            return
        self._home(at).body.append(p.text)

    def _nearest_group(self) -> Node:
        inner = self.stack[-1]
        return self.stack[-2] if inner.family in ("1.", "（1）") and len(self.stack) > 1 else inner

    def _home(self, at: int) -> Node:
        if self.todo[at].chars.startswith("—"):  # ——基础设施加快完善: one of a list without numbers
            return self.stack[-1]
        box = next((i for i, n in enumerate(self.stack) if n.family == "box"), None)
        if box is not None and self.stack[box].body:
            self.stack = self.stack[:box]
        deepest = self.stack[-1]
        if deepest.family == "holder" and wording.OF_ALL_HOLDERS.match(self.todo[at].chars):
            return self._pop_to(1)
        if len(self.stack) == 1 or deepest.is_titled or deepest.family in ("holder", "person"):
            return deepest
        article = next((i for i, n in enumerate(self.stack) if n.family == "article"), None)
        following = self._next_marker(at)
        if article is not None:
            if not following or (following.family, following.number) != ("（一）", _next_of(deepest)):
                del self.stack[article + 1 :]
            return self.stack[-1]
        return self._home_after_list(deepest, following)

    def _home_after_list(self, deepest: Node, following: Marker | None) -> Node:
        """A paragraph behind an item: part of it if the list goes on, else of what the next marker closes.

        After the last item of a list the outermost section that ends there owns it (三、末段), unless
        earlier items of the list have several paragraphs too.
        """
        siblings = self.stack[-2].children()[:-1]
        if following and following.family == deepest.family:
            return deepest if following.number[-1] != 1 else self._pop_to(len(self.stack) - 1)
        rank = _RANK[following.family] if following else -1.0
        if rank > deepest.rank or any(any(isinstance(x, Text) for x in s.body) for s in siblings):
            return deepest
        closed = next((i for i, n in enumerate(self.stack) if i and n.rank >= rank), len(self.stack) - 1)
        if following is None:
            titled = next((i for i, n in enumerate(self.stack) if i and n.is_titled), None)
            return self._pop_to(1 if titled is None else titled + 1)
        return self._pop_to(closed + 1)

    def _pop_to(self, size: int) -> Node:
        del self.stack[size:]
        return self.stack[-1]

    def _next_marker(self, at: int) -> Marker | None:
        for p in self.todo[at + 1 :]:
            if fitting := [m for m in p.markers if m.family != "article" or m.spaced]:
                return fitting[0]
        return None


def _next_of(node: Node) -> tuple[int, ...]:
    """The number of an item's next sibling; of anything else none."""
    return (node.number[0] + 1,) if node.family == "（一）" else ()


def _office_holder(text: str) -> str:
    """钱立群副市长, of a paragraph that opens with the person and office whose duties it tells."""
    if m := wording.HOLDER_OF_OFFICE.match(text):
        return m["name"] + m["office"]
    m = wording.OFFICE_HOLDER.match(text)
    return squash(m["who"]) if m else ""


def _segment(m: Marker) -> str:
    """The key segment of a marker: 第12条, 一, （一）, 1, （1）, 5.2.1, 专栏5, 指标4, 第三章."""
    n = m.number[-1]
    return {
        "chapter": f"第{numbering.to_hanzi(n)}章",
        "heading": numbering.to_hanzi(n),
        "section": f"第{numbering.to_hanzi(n)}节",
        "article": f"第{n}条",
        "1.1": ".".join(map(str, m.number)),
        "一、": numbering.to_hanzi(n),
        "（一）": f"（{numbering.to_hanzi(n)}）",
        "1.": str(n),
        "（1）": f"（{n}）",
        "①": chr(ord("①") + n - 1),
        "indicator": f"指标{n}",
        "box": f"专栏{n}",
    }[m.family]


# --- paragraphs as parts ------------------------------------------------------------------------------
_LEAD = re.compile(r"—*(?P<lead>[^。，；：、,;:（(]{2,20})。(?=.{6})")
_LABEL = re.compile(r"(?P<lead>[\u4e00-\u9fff]{2,6})：(?=.)")
_DUTY = re.compile(r"(?:[^：]{2,12}：)?(?P<verb>负责|领导|分管|联系|协助|主持)")


def _with_parts(node: Node, is_root: bool = False) -> Node:
    """Give unnumbered paragraphs that can be cited on their own a node of their own, all the way down."""
    node.body = _hoist_boxes([_with_parts(part) if isinstance(part, Node) else part for part in node.body])
    if is_root or node.kind in ("row", "note"):
        return node
    texts = [part for part in node.body if isinstance(part, Text)]
    if node.family == "article":
        return _articles_paragraphs(node) if texts else node
    if node.family == "holder":
        return _duties(node, texts) if len(texts) > 1 else node
    if node.family == "1.1":
        return replace(node, body=_restarted_lists(node.body))
    if node.family not in ("chapter", "section", "一、", "（一）"):
        return node
    if node.heading.chars and not node.is_titled and texts:
        texts, node = [node.heading, *texts], replace(node, heading=Text(), body=[node.heading, *node.body])
    children = [child for child in node.children() if child.family != "box"]
    if not texts or (
        len(texts) == 1 and (not children or (texts[0].chars[-1] in "：:" and node.body[0] is texts[0]))
    ):
        return node
    return _numbered_parts(node, texts)


def _restarted_lists(body: Sequence[Text | Node]) -> list[Text | Node]:
    """A section cited by its decimal number is one place; only the paragraph over a list that starts
    again at 1 becomes a part (5.2.1第二段), since its items need keys of their own."""
    out: list[Text | Node] = []
    paragraphs, listed = 0, False
    for part in body:
        if isinstance(part, Text):
            paragraphs += 1
        elif part.family != "1.1":
            if listed and part.number == (1,) and isinstance(out[-1], Text):
                out[-1] = Node(f"第{paragraphs}段", "paragraph", "", (), out[-1])
            holder = next((n for n in reversed(out) if isinstance(n, Node) and n.kind == "paragraph"), None)
            listed = True
            if holder and part.number[0] == len(holder.body) + 1:
                holder.body.append(part)
                continue
        out.append(part)
    return out


def _hoist_boxes(body: Sequence[Text | Node]) -> list[Text | Node]:
    """Boxes (专栏) that close a section stand behind it, so that the section is its own text only."""
    out: list[Text | Node] = []
    for part in body:
        out.append(part)
        boxes: list[Text | Node] = []
        while (
            isinstance(part, Node)
            and part.body
            and _is_box(part.body[-1])
            and not (part.is_titled and len(part.body) == 1)
        ):
            boxes.insert(0, part.body.pop())
        out.extend(boxes)
    return out


def _is_box(part: Text | Node) -> bool:
    return isinstance(part, Node) and part.family == "box"


def _articles_paragraphs(node: Node) -> Node:
    """款 of a 条 that has several: the first keeps its 项 at the 条's own key, later ones take them in."""
    return replace(node, heading=Text(), body=_grouped([node.heading, *node.body], "款"))


def _grouped(body: Sequence[Text | Node], unit: str) -> list[Text | Node]:
    out: list[Text | Node] = []
    for part in body:
        if isinstance(part, Text):
            number = 1 + sum(isinstance(x, Node) for x in out)
            out.append(Node(f"第{number}{unit}", "paragraph", "", (), part, transparent=number == 1))
        else:
            assert isinstance(out[-1], Node)
            out[-1].body.append(part)
    return out


def _duties(node: Node, texts: Sequence[Text]) -> Node:
    names = [m["verb"] if (m := _DUTY.match(text.chars)) else "其他" for text in texts]
    taken = dict(zip(map(id, texts), _distinct(names), strict=True))
    body: list[Text | Node] = []
    for part in node.body:
        if isinstance(part, Text):
            body.append(Node(taken[id(part)], "paragraph", "", (), part))
        else:
            assert isinstance(body[-1], Node)
            body[-1].body.append(part)
    return replace(node, body=body)


def _numbered_parts(node: Node, texts: Sequence[Text]) -> Node:
    """Unnumbered paragraphs by their lead where at least two have one, else 第一段 … or 末段."""
    leads = [_lead(text.chars) for text in texts]
    use_leads = sum(bool(lead) for lead in leads) >= 2
    ordinals = {id(text): i + 1 for i, text in enumerate(texts)}
    names = {
        id(text): lead if use_leads and lead else f"第{ordinals[id(text)]}段"
        for text, lead in zip(texts, leads, strict=True)
    }
    last = node.body[-1]
    if isinstance(last, Text) and node.children() and not (use_leads and _lead(last.chars)):
        names[id(last)] = "末段"
    taken = dict(zip(names, _distinct(list(names.values())), strict=True))
    body: list[Text | Node] = []
    for part in node.body:
        if isinstance(part, Text):
            body.append(Node(taken[id(part)], "paragraph", "", (), part, transparent=not body))
        elif body and isinstance(body[-1], Node) and body[-1].kind == "paragraph" and _takes(body[-1], part):
            body[-1].body.append(part)
        else:
            body.append(part)
    return replace(node, body=body)


def _takes(paragraph: Node, part: Node) -> bool:
    """Whether a numbered node right behind an unnumbered paragraph is one of its items."""
    return paragraph.heading.chars[-1] in "：:" and not part.absolute and part.kind != "note"


def _lead(text: str) -> str:
    m = _LEAD.match(text) or _LABEL.match(text)
    return m["lead"] if m else ""


def _distinct(names: Sequence[str]) -> list[str]:
    """Names with （2）, （3） behind repeated ones."""
    counts: dict[str, int] = {}
    out = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        out.append(name if counts[name] == 1 else f"{name}（{counts[name]}）")
    return out
