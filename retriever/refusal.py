"""When the bulletin is silent: what in a question nothing in the best unit stands for.

A reading, the best hit and the words it would answer with come in; the reasons not to answer go out by the rule that
gives them, each as a sentence for the reader:

    >>> doubts(case)  # doctest: +SKIP
    {'elsewhere': '本期公报没有写到太原市。'}

What a reason weighs is for `confidence.py` to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corpus.model import Document, Unit
from corpus.text import squash
from indexer.analyze import fold
from retriever.asks import FORMAL, Ask, content, fits, measured
from retriever.catalog import NOT_IN_NAMES, Catalog, base_column, city_of, places_in, row_name, villages_in
from retriever.evidence import Reading, is_duty, titles_in, whole_text
from retriever.matters import Matter
from retriever.values import ranges

_LEVEL = re.compile(r"(?:[一二三四五]级|准)(?=保护区|应急|响应|预警|护)|[ⅠⅡⅢⅣⅤ]级")
_ROAD = re.compile(
    rf"(?:(?![{NOT_IN_NAMES}至条段扫走过修])[\u4e00-\u9fff]){{2,4}}(?<![条马公铁道通线半出思的套门网电跑赶护管上水气油县村大养探子截])(?:路|大街|大道)(?![口灯面边径线由上段基况])"
)
_OFTEN = 5  # a short name met so often is no accident of other words
_PAID = frozenset(("money", "grant", "percent", "amount"))
_ASKS_PLACE = re.compile("哪一?[条款段章]|哪个文件|哪份文件|哪里写|哪写")
_WHICH_NOUN = re.compile(
    "哪[个家所条栋间座](?P<noun>医院|诊所|药店|学校|幼儿园|银行|企业|公司|小区|超市|酒店|饭店|公园|街|楼|大厅)"
)
_NEXT = re.compile("(?:走了?|下来|免了?|退了?|离任|不当了?|之|以)后?谁")
_BEFORE_THAT = re.compile(
    "(?:之前|以前|原来|原先|过去)是?\\S{0,4}(?:职务|职位|干什么|干啥|当什么|当啥|单位|部门)"
)
_WHERE_TO = re.compile("调[到任]?哪|去了?哪|哪去了|新职|去向")
_TOWN = re.compile(
    rf"(?:(?![{NOT_IN_NAMES}乡农街新年月按专门])[\u4e00-\u9fff]){{2}}(?<!城)[乡镇](?![镇级政人街卫养消敬（干长上里下])"
)
_OF_DUTIES = re.compile(
    "分管|管理|机关|部门|领导|市长|副市|工作|负责|哪位|联系|主管|谁管|长管|归谁|方面|的事|一位|市里|哪个"
)
_ASKS_DUTY = re.compile("分管|[市县区]领导|哪[位个]副?[市县区]长")
_SENTENCE = re.compile(r"[^。；;\n]+")
_SHARED = 2  # pairs of characters that a sentence shares with a question it answers
_RATE = re.compile("[\u4e00-\u9fff]{2}(?<!效)率")
_LINE = re.compile("举报|投诉|报修|维修|抢修|值班|报警|急救|预约|叫车|接人|挂号")
# What is paid in a question, and what a unit says that pays it.
_PAYMENTS = tuple(
    (re.compile(asked), re.compile(paid))
    for asked, paid in (
        ("罚(?!款项)", "罚|没收|滞纳|闲置费|扣|处理|处分"),
        ("赔", "赔|偿|违约金|退缴|支付|补助"),
        ("(?:工资|薪)(?=\\S{0,4}(?:多少|几|怎么|咋|$))|挣多少|能挣", "工资|薪|报酬|津贴"),
        ("奖金|奖多少|奖励(?!性)", "奖|补|励"),
        ("报销|报多少|报几成|能报(?!名|补|告|警)", "报销|支付|报|补|贴|\\d元"),
        ("(?:利息|利率)(?=\\S{0,4}(?:多少|几|怎么|咋|高|低|$))", "利|息"),
        ("工本费|手续费|押金|违约金|滞纳金", "费|押金|金"),
    )
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|\D|$)")
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_NAMED_PERSON = re.compile(
    rf"(?:^|[，。？\s]|请问|问)(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    r"(?=(?:同志|常务|副?[市县区州省局院校]长)*(?:现[在任]|担任|被(?:任命|免)|任(?:什么|何|哪)|是什么(?:职|官)|当什么|的?(?:职务|简历|年龄)|分管|免[了去职]|去了?哪|副?市长(?!是|叫)))"
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged: a question read, the unit that ranks first, its document, the words it would say."""

    reading: Reading
    unit: Unit
    document: Document | None
    words: str
    catalog: Catalog
    home: str


def doubts(case: Case, without: str = "") -> dict[str, str]:
    """Why the bulletin may be silent, in a reader's words, by rule; empty where none applies. `without` leaves a rule
    of RULES out."""
    messages = ((name, rule(case)) for name, rule in RULES.items() if name != without)
    return {name: message for name, message in messages if message}


def unmet(case: Case) -> tuple[Matter, ...]:
    """The matters of the question that neither the unit nor its document has a word for."""
    said = f"{whole_text(case.unit)}\n{case.document.text if case.document else ''}"
    return tuple(m for m in case.reading.matters if not any(word in said for word in m.words))


def _elsewhere(case: Case) -> str | None:
    """Another city, or another county than the document is about."""
    about = [p for p in places_in(case.unit.title) if p != case.home and city_of(p) == case.home]
    if set(about) & set(case.reading.places) or (case.home and case.home[:2] in case.reading.text):
        return None
    for place in case.reading.places:
        if _is_passing(place[:2], case.reading.text):
            continue
        held = place in whole_text(case.unit)
        if city_of(place) != case.home and not held and not _is_printed(place, case):
            return f"本期公报没有写到{place}。"
        if about and place not in about and city_of(place) == case.home and place != case.home and not held:
            return f"本期公报没有写到{place}的这件事，最近的一处说的是{'、'.join(about)}。"
    return None


def _is_passing(short: str, text: str) -> bool:
    """Whether a place is where somebody goes, works or comes from, and not the one whose rule is asked for."""
    return bool(
        re.search(rf"(?:[去从到回由]|老家(?:是|在)?|来自|长住|总部在|公司在){short}", text)
        or re.search(rf"{short}\S{{0,3}}(?:打工|务工|上班|干活|工地|读书|上学|那边|住|没回)", text)
    )


def _is_printed(place: str, case: Case) -> bool:
    """Whether the corpus names a place as the question does: in full, or short as a part of another name."""
    if place in case.reading.text:
        return place in case.catalog.text
    if case.catalog.text.count(place[:2]) >= _OFTEN:
        return True
    at = case.reading.text.find(place[:2])
    around = (case.reading.text[max(at - 1, 0) : at + 2], case.reading.text[at : at + 3])
    return any(len(piece) == 3 and piece in case.catalog.text for piece in around)


def _unknown_village(case: Case) -> str | None:
    named = villages_in(case.reading.text)
    unknown = [name for name in named if not case.catalog.has_village(name)]
    return f"本期公报没有写到{unknown[0]}。" if unknown else None


def _unknown_town(case: Case) -> str | None:
    unknown = [m[0] for m in _TOWN.finditer(case.reading.text) if m[0] not in case.catalog.text]
    return f"本期公报没有写到{unknown[0]}。" if unknown else None


def _unknown_road(case: Case) -> str | None:
    unknown = [m[0] for m in _ROAD.finditer(case.reading.text) if m[0][-3:] not in case.catalog.text]
    return f"本期公报没有写到{unknown[0]}。" if unknown else None


def _unknown_person(case: Case) -> str | None:
    m = _NAMED_PERSON.search(case.reading.text)
    if not m or case.reading.persons or m["name"] in case.catalog.text:
        return None
    return f"本期公报没有写到{m['name']}。"


def _other_title(case: Case) -> str | None:
    """局长 is asked for, and the unit is about a 副局长."""
    is_of_person = case.unit.kind == "person" or is_duty(case.unit)
    if not case.reading.titles or not (is_of_person or "who" in case.reading.asks):
        return None
    if case.reading.persons and "who" not in case.reading.asks:
        return None
    said = case.unit.id if is_duty(case.unit) else f"{case.unit.id} {case.unit.text}"
    if set(case.reading.titles) & set(titles_in(said)):
        return None
    return f"本期公报没有写到{case.reading.titles[0]}是谁。"


def _other_form(case: Case) -> str | None:
    """An amount, a date, a phone is asked for and the unit has none."""
    if case.reading.is_yes_no or _ASKS_PLACE.search(case.reading.text):
        return None
    said = f"{case.words}\n{case.unit.text}\n{' '.join(case.unit.cells or ())}"
    if not measured(case.reading.text, said):
        return "本期公报没有写明数目。"
    kinds = [kind for kind in case.reading.asks if kind in FORMAL]
    if not kinds:
        return None
    if any(fits(kind, said) for kind in kinds) and not _is_free_elsewhere(case, kinds, said):
        return None
    return f"本期公报没有写明{FORMAL[kinds[0]]}。"


def _is_free_elsewhere(case: Case, kinds: list[Ask], said: str) -> bool:
    """Whether all that an answer has for money is that something is free, in a sentence on other things."""
    if kinds != ["money"] or fits("grant", said):
        return False
    pairs = {part[i : i + 2] for part in content(case.reading.text) for i in range(len(part) - 1)}
    free = (sentence for sentence in _SENTENCE.findall(said) if fits("money", sentence))
    return not any(sum(pair in sentence for pair in pairs) >= _SHARED for sentence in free)


def _other_amount(case: Case) -> str | None:
    """A fine, a wage, a rate by its name is asked for, and the unit speaks of another."""
    if case.reading.is_yes_no or not set(case.reading.asks) & _PAID:
        return None
    said = whole_text(case.unit)
    rates = _RATE.findall(case.reading.text)
    if rates and not any(rate in said for rate in rates):
        return f"最近的一处没有写到“{rates[0]}”。"
    for asked, paid in _PAYMENTS:
        if (m := asked.search(case.reading.text)) and not paid.search(said):
            return f"最近的一处没有写到{m[0]}。"
    return None


def _outside(case: Case) -> str | None:
    """A grade or an age that the rule does not reach, where an amount is asked for."""
    if case.reading.is_yes_no or case.reading.is_comparison:
        return None
    covered = ranges(fold(case.unit.text))
    for quantity in case.reading.quantities:
        rules = [r for r in covered if r.dimension == quantity.dimension]
        if (
            quantity.dimension in ("grade", "age")
            and rules
            and not any(r.covers(quantity.value) for r in rules)
        ):
            return "本期公报的规定不包括所问的这一档。"
    return None


def _other_level(case: Case) -> str | None:
    said = whole_text(case.unit)
    levels = _LEVEL.findall(case.reading.text)
    missing = [level for level in levels if level not in said]
    if len(levels) > 1:  # two are compared: each has a unit of its own
        return None
    return f"最近的一处没有写到{missing[0]}。" if missing else None


def _other_year(case: Case) -> str | None:
    known = f"{whole_text(case.unit)} {case.document.text if case.document else ''}"
    missing = [year for year in _YEAR.findall(case.reading.text) if year not in known]
    return f"最近的文件没有写到{missing[0]}年。" if missing else None


def _other_column(case: Case) -> str | None:
    """A column of another table, asked of a row that does not have it."""
    if not case.unit.cells or not row_name(case.unit):
        return None
    own = " ".join(case.unit.cells)
    for name in case.catalog.columns:
        if len(name) > 3 and name in case.reading.text and base_column(name) not in own:
            return f"表中这一行没有“{name}”。"
    return None


def _other_office(case: Case) -> str | None:
    """A person of one office is asked for, and the unit is about another."""
    is_of_person = case.unit.kind == "person" and not is_duty(case.unit)
    if not (is_of_person or ("who" in case.reading.asks and case.reading.titles)) or case.reading.persons:
        return None
    said = f"{case.unit.text} {case.unit.id}"
    return None if case.catalog.has_office(case.reading.text, said) else "本期公报没有写到这个单位的任免。"


def _other_contact(case: Case) -> str | None:
    """The phone of an office is asked for, and the contact box is another's; or a line for reports, repairs or
    emergencies, and the box only explains the document."""
    if case.unit.kind != "contact":
        return None
    if (m := _LINE.search(case.reading.text)) and m[0] not in case.unit.title:
        return f"本期公报没有写到{m[0]}电话，最近的一处是文件的咨询电话。"
    said = f"{case.unit.text} {case.unit.title}"
    return None if case.catalog.has_office(case.reading.text, said) else "本期公报没有写到这个单位的电话。"


def _other_noun(case: Case) -> str | None:
    """Which hospital, which street: the unit names none."""
    m = _WHICH_NOUN.search(case.reading.text)
    if not m or m["noun"] in whole_text(case.unit):
        return None
    return f"最近的一处没有写到是哪个{m['noun']}。"


def _no_successor(case: Case) -> str | None:
    """Who takes a post, or where somebody went, is asked for, and only the leaving is printed."""
    text, verbs = case.reading.text, case.reading.verbs
    if "/免去/" in case.unit.id:
        is_next = ("takes" in verbs and "leaves" not in verbs) or _NEXT.search(text) or _WHERE_TO.search(text)
        return "本期公报只写了免职，没有写到接任或新任职务。" if is_next else None
    named = case.reading.persons
    if case.unit.id in case.reading.opposite and named and _WHERE_TO.search(text):
        return f"本期公报没有写到{named[0]}的新任职务。"
    if case.unit.kind == "person" and named and _BEFORE_THAT.search(text):
        return "本期公报只写了任职，没有写到以前的职务。"
    return None


def _other_person(case: Case) -> str | None:
    """A person is named, and the unit is not about him."""
    names = case.reading.persons
    said = f"{case.unit.id} {case.unit.text}"
    if not names or case.unit.id in case.reading.opposite or any(name in squash(said) for name in names):
        return None
    return f"本期公报没有写到{names[0]}的这件事。"


def _other_duty(case: Case) -> str | None:
    """Whose field is asked for, and no word of the field stands in the duties."""
    if not is_duty(case.unit) or case.reading.persons:
        return None
    fields = [p for p in case.reading.terms if len(p) == 2 and not _OF_DUTIES.search(p)]
    return (
        None
        if not fields or any(p in case.unit.text for p in fields)
        else "本期公报的领导分工里没有写到这一项。"
    )


def _no_duty(case: Case) -> str | None:
    """Which leader has a field is asked for, and the best unit says nothing of leaders' fields."""
    if not _ASKS_DUTY.search(case.reading.text) or case.reading.persons:
        return None
    is_told = is_duty(case.unit) or case.unit.kind == "person" or "分管" in whole_text(case.unit)
    return None if is_told else "本期公报的领导分工里没有写到这一项。"


def _other_matter(case: Case) -> str | None:
    """A matter is named that the whole document has no word for; who is in charge of it is said in other words."""
    if case.unit.kind == "person" or is_duty(case.unit):
        return None
    decisive = (m for m in unmet(case) if m.is_decisive or not case.reading.is_yes_no)
    return next((f"最近的一处没有写到“{m.named}”。" for m in decisive), None)


RULES: Mapping[str, Callable[[Case], str | None]] = {
    "elsewhere": _elsewhere,
    "unknown_village": _unknown_village,
    "unknown_town": _unknown_town,
    "unknown_road": _unknown_road,
    "unknown_person": _unknown_person,
    "other_title": _other_title,
    "other_column": _other_column,
    "other_level": _other_level,
    "other_year": _other_year,
    "outside": _outside,
    "other_amount": _other_amount,
    "other_form": _other_form,
    "other_matter": _other_matter,
    "other_office": _other_office,
    "other_contact": _other_contact,
    "other_noun": _other_noun,
    "no_successor": _no_successor,
    "other_person": _other_person,
    "other_duty": _other_duty,
    "no_duty": _no_duty,
}
