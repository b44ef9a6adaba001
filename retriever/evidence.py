"""What speaks for a unit beside its words: ranges that cover the figures asked, the kind of answer, persons,
posts, places, rows named; and the order that all of it together gives.

A question read against the catalog comes in as `Reading`; `Evidence.rerank` puts the first hits in a new order:

    score = score by words and meaning + best of these scores · Σ weight · feature (-1 … 1)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from statistics import fmean

from corpus.model import Unit
from indexer.analyze import fold
from retriever.asks import FORMAL, Ask, asked, fits
from retriever.catalog import APPOINTED, Catalog, city_of, places_in, row_name
from retriever.lexical import Hit
from retriever.matters import Matter, matters_in
from retriever.query import asked_fact
from retriever.values import Quantity, Range, quantities, ranges, tightest

DEPTH = 24
_MOST_PROFILES = 8192
_NEAR = 1.0
_YES_NO = 0.3  # whether somebody may asks for the rule by its topic, which he may just miss
_TITLE = re.compile(
    r"(?P<vice>副)?(?P<title>局长|主任|[市县区]长|院长|校长|支队长|处长|所长|站长|总经理|秘书长|(?<!总)书记|部长|指挥长|组长)(?!助理)"
)
_MAY = re.compile(r"吗|吧|[不没][？?。]?$|(?P<verb>[\u4e00-\u9fff])[不没](?P=verb)|可不可以|用得着|还得")
_COMPARES = re.compile(
    "分别|各(?=[有是要多几为])|相差|差多少|差几|一样|区别|不同|对比"
    "|[和跟与比]\\S{1,12}哪[个家口处一]|哪[个家]?(?:更|先|早|晚)"
)
_TWO = re.compile(
    r"(?P<one>[^，。？！\s的里中在和与跟]{1,12})(?:和|与|跟|、)(?P<other>[^，。？！\s和与跟]{1,12}?)"
    r"(?=分别|各|哪|谁|有|是|相差|差|的|都|多久|怎么|[，。？]|$)"
)
_TAKES = re.compile(
    r"新(?=副?(?:局|主任|院|校|[支总]队|处|所)长?)|换成|新来|换了|换谁|接班|顶替|来接|谁来(?!着)|接手|新任|新上任|上任|接任|接替|继任|任命|新的|现任|现在|如今|当上|提拔|去了?哪|调[到任]?哪|调到|改任|高就|新职"
)
_BEFORE, _AFTER = re.compile(r"没|未|前"), re.compile(r"已|后|完|了")
# What rules make depend on the person who asks; where a question says none of it, several rows may apply.
CONDITION = re.compile(
    "低保|困难|穷|没钱|失能|自理|瘫|残疾|特困|五保|孤寡|独居|空巢|留守|烈属|军|遗属|试用|在编|国有|私营|本科|硕士|大专|中专|学历|职工|居民"
)
_WHICH_ONE = re.compile("[哪那][个位几]?位?副?[市县院校局]长")
_FIGURE = re.compile(r"\d+\.\d+|\d{3,}")  # long enough to name a cell
_PHASE = re.compile(r"(?P<when>[前后])(?:，|,|$)")
# What an officeholder is in charge of: a paragraph for each verb, or one for all.
_DUTY = re.compile(r"副?[市县区州省]长(?:/(?P<duty>负责|分管|联系|协助))?$")
_DUTIES = ("负责", "分管", "联系", "协助")
_ALL_DUTIES = "/".join(_DUTIES)
_ASKS_LEADER = re.compile(r"领导|[市县区州省]长|分管|主管|归谁|谁[管分负]")
_LEAVES = re.compile(
    r"免去|免职|被免|免了|卸任|原任|原来|原先|原先那|前任|之前|以前|撤|下台|退休|不干|不当|离任|还[在当是干]"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each piece of evidence counts, beside 1 for the best score by words and meaning; 0 switches one off."""

    range: float = 0.35
    form: float = 0.5
    fact: float = 0.5
    person: float = 0.6
    opposite: float = 0.8
    verb: float = 0.35
    place: float = 0.5
    row: float = 0.25
    duty: float = 0.4
    phase: float = 0.1
    cell: float = 0.6
    matter: float = 0.1


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as values: what it asks for, its figures, and whom and what it names."""

    text: str
    asks: tuple[Ask, ...]
    quantities: tuple[Quantity, ...]
    persons: tuple[str, ...]
    places: tuple[str, ...]
    titles: tuple[str, ...]
    verbs: frozenset[str]
    opposite: frozenset[str]
    matters: tuple[Matter, ...]
    figures: tuple[str, ...]
    is_yes_no: bool
    is_comparison: bool
    fact: str | None
    terms: tuple[str, ...]


def read_values(
    text: str, catalog: Catalog, typed: str, terms: Sequence[str], lay: Sequence[str],
    meant: Callable[[str], tuple[str, ...]],
) -> Reading:  # fmt: skip
    """Read a question against what the index names.

    Args: text, cleaned and corrected; typed, as it was written, where matters are read from; terms, what it is
        searched for with; lay, the everyday words in it; meant, what documents may say for a word of it.
    """
    persons = catalog.persons_in(text)
    verbs = frozenset(v for v, words in (("takes", _TAKES), ("leaves", _LEAVES)) if words.search(text))
    kinds, folded = asked(text), fold(text)
    return Reading(
        text=text,
        asks=kinds,
        quantities=tuple(quantities(folded)),
        persons=persons,
        places=catalog.places_in(text),
        titles=tuple(titles_in(_WHICH_ONE.sub("", text))),
        verbs=verbs,
        matters=tuple(_widened(m, lay, meant) for m in matters_in(typed)),
        figures=tuple(_FIGURE.findall(folded)),
        is_comparison=bool(_COMPARES.search(text)),
        fact=asked_fact(text),
        is_yes_no=bool(_MAY.search(text)),
        opposite=catalog.opposite(persons) if verbs else frozenset(),
        terms=tuple(terms),
    )


def _widened(matter: Matter, lay: Sequence[str], meant: Callable[[str], tuple[str, ...]]) -> Matter:
    """A matter with what documents say for its word, or for a longer lay word around it: 垃圾 in 医疗垃圾."""
    named = (matter.named, *(word for word in lay if matter.named in word))
    return replace(matter, words=(*matter.words, *(said for word in named for said in meant(word))))


def sides(text: str) -> tuple[str, ...]:
    """A question that compares two things as two questions, one without each of them; none where it does not.

    >>> sides("一级响应和三级响应分别由谁启动")
    ('一级响应分别由谁启动', '三级响应分别由谁启动')
    """
    m = _TWO.search(text) if _COMPARES.search(text) else None
    if not m:
        return ()
    before, after = text[: m.start()], text[m.end() :]
    return (f"{before}{m['one']}{after}", f"{before}{m['other']}{after}")


def titles_in(text: str) -> list[str]:
    """Titles of posts in a text, 副局长 apart from 局长."""
    return [(m["vice"] or "") + m["title"] for m in _TITLE.finditer(text)]


def whole_text(unit: Unit) -> str:
    """Everything a unit says, the names of its columns and the headings above it included."""
    return "\n".join((unit.text, *(unit.cells or ()), unit.locator, *unit.path, unit.title))


@dataclass(frozen=True, slots=True)
class Profile:
    """What a unit offers as evidence, read once: what it says with its columns, the ranges it covers, its name as
    a row, the figures of its cells, the counties its document is about, its duty."""

    said: str
    whole: str
    ranges: tuple[Range, ...]
    row_name: str
    figures: frozenset[str]
    counties: tuple[str, ...]
    duty: str
    phase: str
    segment: str


def profile_of(unit: Unit) -> Profile:
    """Read a unit for the evidence in it."""
    cells = (unit.cells or {}).values()
    duty, phase = _DUTY.search(unit.id), _PHASE.search(unit.path[-1]) if unit.path else None
    counties = (p for p in places_in(unit.title) if p.endswith(("县", "区")) or city_of(p) != p)
    return Profile(
        said="\n".join((unit.text, *(unit.cells or ()))),
        whole=whole_text(unit),
        ranges=ranges(fold(unit.text)),
        row_name=row_name(unit) if unit.kind in ("row", "column") else "",
        figures=frozenset(m[0] for cell in cells if (m := _FIGURE.match(cell))),
        counties=tuple(counties),
        duty=(duty["duty"] or _ALL_DUTIES) if duty and not unit.has_parts else "",
        phase=phase["when"] if phase else "",
        segment=unit.id.rpartition("/")[2],
    )


class Evidence:
    """Orders hits by all that speaks for them; keeps the profiles of the units it has met."""

    def __init__(self, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._weights = {f.name: getattr(weights, f.name) for f in fields(weights)}
        self._profiles: dict[str, Profile] = {}

    def profile(self, unit: Unit) -> Profile:
        """The profile of a unit of the one index that this object serves."""
        found = self._profiles.get(unit.id)
        if found is None:
            if len(self._profiles) >= _MOST_PROFILES:
                self._profiles.clear()
            found = self._profiles[unit.id] = profile_of(unit)
        return found

    def rerank(self, reading: Reading, hits: Sequence[Hit], k: int) -> list[Hit]:
        """The k best in the order of all evidence, each piece a share of the best score by words and meaning."""
        if not hits:
            return []
        top = max(max(hit.score for hit in hits), 1e-9)
        found = [features(reading, hit.unit, self.profile(hit.unit)) for hit in hits]
        is_reached = not reading.is_yes_no and any(values.get("range", 0) > 0 for values in found)
        scores = []
        for hit, values in zip(hits, found, strict=True):
            if not is_reached and "range" in values:
                values["range"] = _NEAR  # the rule that does not reach is still the one asked about
            scores.append(
                hit.score + top * sum([self._weights[name] * value for name, value in values.items()])
            )
        best_first = sorted(range(len(hits)), key=scores.__getitem__, reverse=True)[:k]
        return [replace(hits[i], score=scores[i]) for i in best_first]

    def may_apply(self, reading: Reading, unit: Unit) -> bool:
        """Whether a row covers the figures of a question and holds what it asks for."""
        found = features(reading, unit, self.profile(unit))
        return found.get("range", 0.0) > 0 and found.get("form", 0.0) > 0


def features(reading: Reading, unit: Unit, profile: Profile) -> dict[str, float]:
    """Each piece of evidence for one unit, -1 … 1; what does not apply is left out."""
    found = _by_words(reading, unit, profile)
    if reading.quantities and (fit := _range_fit(reading.quantities, profile.ranges)) is not None:
        found["range"] = fit * (_YES_NO if reading.is_yes_no else 1)
    if unit.kind in ("fact", "contact"):
        is_phone = unit.kind == "contact" and "phone" in reading.asks
        found["fact"] = 1.0 if is_phone or reading.fact == profile.segment else -1.0
    if reading.places:
        is_there = any(place in profile.counties for place in reading.places)
        found["place"] = 1.0 if is_there else -1.0 if profile.counties else 0.0
    if profile.duty:
        found["duty"] = _duty_fit(reading.text, profile.duty)
    elif unit.kind == "person":
        found |= _of_person(reading, unit)
    if reading.persons and any(name in unit.id or name in unit.text for name in reading.persons):
        found["person"] = 1.0
    if unit.cells:
        found |= _of_row(reading, unit, profile)
    return found


def _by_words(reading: Reading, unit: Unit, profile: Profile) -> dict[str, float]:
    """Evidence of set words: the kind asked for, before and after."""
    found: dict[str, float] = {}
    if reading.asks and reading.asks[0] in FORMAL:
        found["form"] = float(fits(reading.asks[0], profile.said))
    if reading.matters:
        found["matter"] = fmean(any(word in profile.whole for word in m.words) for m in reading.matters)
    if profile.phase:
        found["phase"] = _phase_fit(reading.text, profile.phase)
    return found


def _of_person(reading: Reading, unit: Unit) -> dict[str, float]:
    """Evidence for an appointment or a dismissal."""
    found: dict[str, float] = {}
    if unit.id in reading.opposite and "who" in reading.asks:
        found["opposite"] = 1.0
    if reading.verbs:
        found["verb"] = _verb_fit(reading, unit)
    elif not (reading.persons or reading.titles) or _ASKS_LEADER.search(reading.text):
        found["verb"] = -0.5
    return found


def _of_row(reading: Reading, unit: Unit, profile: Profile) -> dict[str, float]:
    """Evidence for a row of a table: its name, a figure of its cells."""
    named = len(profile.row_name) > 1 and profile.row_name in reading.text
    cell = any(figure in profile.figures for figure in reading.figures)
    return {"row": float(named), "cell": float(cell)}


def _duty_fit(text: str, duty: str) -> float:
    """The duty named by its verb, else any duty where a leader is asked for."""
    if named := [verb for verb in _DUTIES if verb in text]:
        return float(any(verb in duty for verb in named))
    return 0.5 * bool(_ASKS_LEADER.search(text))


def _phase_fit(text: str, when: str) -> float:
    is_before, is_after = bool(_BEFORE.search(text)), bool(_AFTER.search(text))
    wanted = "前" if is_before else "后" if is_after else ""
    return 0.0 if not wanted else 1.0 if wanted == when else -1.0


def _range_fit(asked_for: Sequence[Quantity], covered: Sequence[Range]) -> float | None:
    fit = tightest(asked_for, covered)
    return None if fit is None else fit if fit else -0.5


def _verb_fit(reading: Reading, unit: Unit) -> float:
    is_taken = unit.id.split("/")[-2] in APPOINTED
    wanted = "takes" if is_taken else "leaves"
    other = "leaves" if is_taken else "takes"
    return float(wanted in reading.verbs) - float(other in reading.verbs)


def is_duty(unit: Unit) -> bool:
    """Whether a unit says what an officeholder is in charge of."""
    return bool(_DUTY.search(unit.id))
