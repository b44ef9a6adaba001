"""Locators: the key that names a place, and the label that people read.

A key is a 文号 and segments, `吕政办发〔2024〕2号/附件/第8项`. It parses into a `Locator`, orders, compares,
and is made into a label of the forms that other offices link to:

    >>> label(Locator.parse("吕政办发〔2023〕35号/第14条/（一）/2"))
    '第十四条（一）2.'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import UnknownLocator
from corpus.numbering import HANZI_NUMBER, canonical_doc_no, to_hanzi, to_int

_FACT_LABELS = {"咨询单位": "咨询单位/咨询电话"}
_PERSON_VERBS = frozenset(("任命", "免去", "提名", "聘任", "解聘", "任免"))
_CN_SECTION = re.compile(r"[一二三四五六七八九十百]+")
_COUNTED = re.compile(r"第(?P<n>\d+)(?P<unit>[条款段])")
_ANNEX = re.compile(r"附件(?P<n>\d*)")


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """A place: `doc_no` and the segments below it (none for the document itself)."""

    doc_no: str
    segments: tuple[str, ...] = ()

    @staticmethod
    def parse(key: str) -> Locator:
        """Read a key.

        Raises: UnknownLocator when it does not start with a 文号 or has an empty segment.
        """
        head, *rest = key.split("/")
        doc_no = canonical_doc_no(head)
        if doc_no is None or not all(rest):
            raise UnknownLocator(
                f"expected a 文号 and a place such as 吕政办发〔2024〕2号/附件/第8项, found {key[:80]!r}; "
                "list them with: gongbao parse --jsonl"
            )
        return Locator(doc_no, tuple(rest))

    def __str__(self) -> str:
        return "/".join((self.doc_no, *self.segments))

    @property
    def parent(self) -> Locator | None:
        """The place one level up; None for a document."""
        return Locator(self.doc_no, self.segments[:-1]) if self.segments else None

    def contains(self, other: Locator) -> bool:
        """Whether `other` is this place or lies below it."""
        return self.doc_no == other.doc_no and other.segments[: len(self.segments)] == self.segments


def label(locator: Locator, annex_titles: Mapping[str, str] | None = None, kind: str = "") -> str:
    """The label of a place, as people cite it.

    Args: annex_titles gives the title of an unnumbered annex by its segment (`附件`), which is part of
    its label; kind tells a row (“…”行) from a column (“…”列) of a table.
    """
    segments = list(locator.segments)
    if not segments:
        return "全文"
    if m := _ANNEX.fullmatch(segments[0]):
        title = (annex_titles or {}).get(segments[0], "")
        head = segments[0] if m["n"] or not title else f"附件《{title}》"
        return head + _below_annex(segments[1:], kind)
    if segments[0] == "正文" and len(segments) > 1:
        below = segments[1]
        return "正文" + (f"第{below}段" if below.isdecimal() else below) + _running(segments[2:])
    return _FACT_LABELS.get(segments[0], "") or _running(segments)


def _below_annex(segments: list[str], kind: str) -> str:
    if not segments:
        return ""
    if kind == "column":
        return f"“{segments[0]}”列"
    if kind == "row" and not re.fullmatch(r"第\d+项", segments[0]):
        return f"“{segments[0]}”行"
    return (" " if segments[0][0].isdecimal() else "") + _running(segments)


def _running(segments: list[str]) -> str:
    out = ""
    for i, segment in enumerate(segments):
        above = segments[i - 1] if i else ""
        if segment.isdecimal() and i:  # not "①", which isdigit() takes for a number
            out += (" " if above.startswith("专栏") else "") + f"{segment}."
        elif m := _COUNTED.fullmatch(segment):
            out += f"第{to_hanzi(int(m['n']))}{m['unit']}"
        elif _CN_SECTION.fullmatch(segment):
            out += f"{segment}、"
        elif i and (above in _PERSON_VERBS or (above.endswith(("长", "席", "记", "任")) and i == 1)):
            out += f"：{segment}"
        else:
            out += segment
    return out


# --- reading labels as people type them ---------------------------------------------------------------
_ARTICLE = re.compile(rf"第\s*(\d+|{HANZI_NUMBER})\s*(条|款|项|段)")
# accepts: "第（一）项", "第(3)项"; refuses: "第一项"
_BRACKETED_ITEM = re.compile(rf"第\s*([（(]\s*(?:\d+|{HANZI_NUMBER})\s*[）)])\s*项?")
# accepts: "附件二", "附件 2", "附件三说明"; refuses: "附件", "附件一览"
_ANNEX_NO = re.compile(r"附件\s*(\d{1,2}|[一二三四五六七八九十]{1,3}(?=第|说明|[^\u4e00-\u9fff]|$))")
_DROPPED = re.compile(r"[\s、.．，,：:；;《》“”「」『』\"'‘’/]")
_BRACKETS = str.maketrans("(（[〔【)）]〕】", "((((()))))")


def normal_form(text: str) -> str:
    """A label or key as typed, folded so that spellings of the same place are equal.

    第12条, 第十二条; （一） and (一); 附件《…》第8项 and 附件第8项 keep their differences apart from width,
    spaces, punctuation and the numerals of 条, 款, 项, 段.
    """
    text = _ANNEX_NO.sub(lambda m: f"附件{to_int(m[1])}", _BRACKETED_ITEM.sub(r"\1", text))
    text = _ARTICLE.sub(lambda m: f"第{to_int(m[1])}{m[2]}", text)
    return _DROPPED.sub("", text.translate(_BRACKETS))


def spellings(
    segments: tuple[str, ...], printed: str, annex_title: str, is_only_annex: bool
) -> frozenset[str]:
    """Every folded form (`normal_form`) that names a place below its document.

    Args: segments of its key; printed is its label; annex_title that of the annex it is or stands in, if any;
    is_only_annex says that the document has no other, so that its number is optional.
    """
    forms = {normal_form(printed), normal_form("/".join(segments))}
    if segments[:1] == ("咨询单位",):
        forms |= {"咨询单位", "咨询电话"}
    if segments[:1] == ("正文",):
        forms.add(normal_form(printed.removeprefix("正文")) or "正文")
    if m := _ANNEX.fullmatch(segments[0]) if segments else None:
        below = printed.removeprefix(m.group()).removeprefix(f"《{annex_title}》")
        heads = {m.group(), *({"附件", "附件1"} if is_only_annex else ())}
        heads |= {f"{head}《{annex_title}》" for head in ("", *heads)} if annex_title else set()
        tails = {below, re.sub(r"(?<=”)[行列]$", "", below)}
        forms |= {normal_form(head + tail) for head in heads for tail in tails}
    return frozenset(forms)


# --- places as people type them -----------------------------------------------------------------------
_N = rf"(?:\d{{1,3}}|{HANZI_NUMBER})"
_ITEM = rf"(?:第?\s*[（(]\s*(?P<item>{_N})\s*[）)]\s*项?|第\s*(?P<item_no>{_N})\s*项)"
# accepts: "第十四条（一）2.", "第12条第二款"; refuses: "第二十七、二十八条"
_TYPED_ARTICLE = re.compile(
    rf"第\s*(?P<article>{_N})\s*条(?:\s*第\s*(?P<paragraph>{_N})\s*款)?\s*(?:{_ITEM})?\s*(?:第?\s*(?P<sub>\d{{1,2}})\s*(?:[.．目]|小?[点项]|$))?"
)
# accepts: "附件第8项", "附件2", "清单第19项"; refuses: "第8条", "清单里的三项"
_TYPED_ANNEX = re.compile(
    rf"(?:附件\s*(?P<annex>[一二三四五六七八九十]{{1,2}}(?=第)|\d{{0,2}})|清单)(?:[^第，。？?]{{0,12}}?第)?\s*(?P<row>{_N})\s*项"
)
# accepts: "专栏3第4项", "专栏5 1."; refuses: "专栏"
_TYPED_BOX = re.compile(rf"专栏\s*(?P<box>{_N})(?:\s*(?:的|第|中的)?\s*(?P<entry>{_N})\s*[.．项条])?")
# accepts: "指标4", "指标 9是什么"; refuses: "指标10等", "两项指标", "指标2023年"
_TYPED_INDICATOR = re.compile(r"指标\s*(?P<n>\d{1,2})(?![\d等.年月亩%个项])")
# accepts: "5.2.1（3）", "5.2.1第（3）项", "8.1.2"; refuses: "0.0028", "3.5万"
_TYPED_DECIMAL = re.compile(
    r"(?<![\d.])(?P<decimal>[1-9]\d?(?:\.[1-9]\d?){1,3})(?![\d.%万亿元米亩倍公平k])\s*(?:第?\s*[（(]\s*(?P<point>\d{1,2})\s*[）)]\s*项?)?"
)
# accepts: "六、（二）2.", "三（五）20"; refuses: "一、"
_TYPED_SECTION = re.compile(
    r"(?P<section>[一二三四五六七八九十]{1,3})\s*[、.]?\s*[（(]\s*(?P<part>[一二三四五六七八九十]{1,3})\s*[）)]\s*(?P<point>\d{1,2})?"
)


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """A place read from a question: the segments it may mean, likeliest first, and where it stood."""

    candidates: tuple[tuple[str, ...], ...]
    start: int
    end: int
    article: int | None = None
    is_decimal: bool = False


def read_place(text: str) -> TypedPlace | None:
    """The place below a document that `text` names, if any: 第六条, 附件第8项, 专栏3第4项, 5.2.1（3）, 六、（二）2."""
    if m := _TYPED_BOX.search(text):
        box = f"专栏{to_int(m['box'])}"
        candidate = (box, str(to_int(m["entry"]))) if m["entry"] else (box,)
        return TypedPlace((candidate,), *m.span())
    if m := _TYPED_ARTICLE.search(text):
        return TypedPlace(_article_segments(m), *m.span(), to_int(m["article"]))
    if m := _TYPED_ANNEX.search(text):
        annexes = (to_int(m["annex"]),) if m["annex"] else ("", *range(1, 10))
        number = to_int(m["row"])
        rows = (f"第{number}项", str(number), f"{number}.")  # of a table, of a list
        return TypedPlace(tuple((f"附件{annex}", row) for annex in annexes for row in rows), *m.span())
    if m := _TYPED_INDICATOR.search(text):
        return TypedPlace(((f"指标{int(m['n'])}",),), *m.span())
    if m := _TYPED_DECIMAL.search(text):
        point = ((m["decimal"], f"（{m['point']}）"),) if m["point"] else ()
        return TypedPlace((*point, (m["decimal"],)), *m.span(), is_decimal=True)
    if m := _TYPED_SECTION.search(text):
        part = (m["section"], f"（{m['part']}）")
        return TypedPlace((((*part, m["point"]),) if m["point"] else ()) + (part,), *m.span())
    return None


def _article_segments(m: re.Match[str]) -> tuple[tuple[str, ...], ...]:
    """What 第N条第M款（x）y. can mean: with and without its 款, its parts, or in a plan 四、 for 第四条."""
    number = to_int(m["article"])
    head = (f"第{number}条",)
    item = m["item"] or m["item_no"]
    tail = (f"（{to_hanzi(to_int(item))}）",) if item else ()
    sub = (m["sub"],) if m["sub"] and item else ()
    paragraph = (f"第{to_int(m['paragraph'])}款",) if m["paragraph"] else ()
    forms = [
        head + paragraph + tail + sub,
        head + tail + sub,
        head + tail,
        head,
        (to_hanzi(number), *tail),
        (to_hanzi(number),),
    ]
    return tuple(dict.fromkeys(forms))
