"""What an index names: persons and their posts, rows of tables, and the places of the country.

Built once from the units of an index; questions are read against it:

    >>> catalog.persons_in("任红中现在当什么官")  # doctest: +SKIP
    ('任宏中',)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from corpus.model import Document, Unit
from corpus.text import squash
from retriever.spelling import homophones, is_ordinary

_PLACES = Path(__file__).parents[1] / "corpus" / "places.txt"
APPOINTED = frozenset(("任命", "提名", "聘任"))
_VERBS = APPOINTED | {"免去", "解聘", "任免"}
# 王倩为市财政局副局长（试用期一年）; 赵龙的市财政局副局长职务
_POST = re.compile(r"^\S+?[为的](?P<post>.+?)(?:职务|（任期.*|（试用期.*|[；;。，]|$)")
_HOLDER = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3}?)(?:常务)?副?[市县区州省]长$")
# Characters of everyday speech that no name of a place holds.
NOT_IN_NAMES = (
    "这那几每各个一哪的在和与我你他她咱俩们去回进到是有没不用还后别住让给跟把被从就也都了吗呢要想能会"
)
_VILLAGE = re.compile(
    rf"(?:(?![{NOT_IN_NAMES}行全本农乡县镇、驻年离])[\u4e00-\u9fff]){{2,4}}?(?<!旁边)(?<!偏远)(?<!普通)(?<!山里)(?<!村里)(?<!附近)(?<!隔壁)(?<!老家)村(?![委民级里子局镇务校小支医干口]|集体)"
)
_LIST_MARKS = re.compile(r"[、，；：。（）\s“”]+|分管|联系|以及")
_TITLED = re.compile(r"(?:管委会)?副?(?:局长助理|局长|主任|支队长|院长|校长|处长|总经理)$")
_SHORT_OFFICE = re.compile(r"(?=(?P<short>[\u4e00-\u9fff]{2,6}?(?:局|委|中心|支队|校|医院|办|开区|集团)))")
_NUMBERED = re.compile(r"(?:^|/)第(\d+)项$")
LEVEL = re.compile("^(?:一级|二级|三级|准保护区)")  # of protection, as the names of columns begin
# The office in charge, as items end: （牵头单位：市工信局；…）, 〔市水利局牵头〕
_LED_BY = re.compile(
    r"牵头(?:单位|部门)[：:](?P<list>[^；;）)〕]+)|[〔（(](?P<led>[^〔〕（）()]*?)牵头|[〔（(](?P<only>市[^〔〕（）()：:]{2,30})[〕）)]$"
)
_NAMED_OFFICE = re.compile(
    r"(?![新那这咱我你他哪现原前请问])(?:(?![的任在])[\u4e00-\u9fff]){1,10}?"
    r"(?:委员会|管委会|局|[改健工]委|中心|支队|学校(?!长)|学院|医院|体校|集团|公司|开发区|经开区)(?!长?[部局]?门)"
)
_ABOUT_PERSONS = re.compile(
    "[长任职免官谁管干总]|去哪|下来|走了|书记|提名|退休|分工|领导|今年|多大|年龄|年纪|简历|电话|号码|住址|学历|里人|工作|原来|以前|现在"
)
_COUNTING = tuple("几多半两")
_COMMON_NAMES = frozenset(("市辖区", "城区", "郊区", "矿区", "新区", "县", "省直辖县级行政区划"))


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person taken into a post or out of it, and the unit that says so."""

    name: str
    verb: str
    post: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table in order."""

    id: str
    rows: tuple[Unit, ...]


class Catalog:
    """Persons, posts, tables and offices of an index, each read from its units when first asked for."""

    def __init__(self, units: Callable[[], Iterable[Unit]], documents: Sequence[Document]) -> None:
        self._units = units
        self._documents = documents

    @cached_property
    def text(self) -> str:
        """The text of all documents."""
        return "\n".join(document.text for document in self._documents)

    @cached_property
    def persons(self) -> Mapping[str, Sequence[Unit]]:
        """Persons by name, with the units about them."""
        found: dict[str, list[Unit]] = {}
        for unit in self._units():
            if unit.kind != "person":
                continue
            *above, last = unit.id.split("/")
            if above[-1] in _VERBS:
                found.setdefault(last, []).append(unit)
            elif m := _HOLDER.match(last):
                found.setdefault(m["name"], []).append(unit)
        return found

    @cached_property
    def appointments(self) -> tuple[Appointment, ...]:
        """Who is taken into which post, or out of it, in document order."""
        of_persons = ((name, unit) for name, units in self.persons.items() for unit in units)
        read = ((name, unit, _POST.match(squash(unit.text))) for name, unit in of_persons)
        return tuple(
            Appointment(name, unit.id.split("/")[-2], m["post"], unit)
            for name, unit, m in read
            if m and unit.id.split("/")[-2] in _VERBS
        )

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Tables with their rows."""
        rows: dict[str, list[Unit]] = {}
        for unit in self._units():
            if unit.kind in ("row", "column") and unit.cells:
                rows.setdefault(unit.id.rpartition("/")[0], []).append(unit)
        return tuple(Table(name, tuple(found)) for name, found in rows.items())

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of all tables, without their unit and the number of a well."""
        names = (plain_column(name) for t in self.tables for row in t.rows for name in row.cells or ())
        return tuple(dict.fromkeys(names))

    @cached_property
    def led(self) -> tuple[tuple[Unit, str], ...]:
        """Items with the offices in charge that they end with."""
        found = (
            (unit, _LED_BY.search(squash(unit.text)[-200:])) for unit in self._units() if not unit.has_parts
        )
        return tuple(
            (unit, m["list"] or m["led"] or m["only"] or "") for unit, m in found if m and not unit.cells
        )

    @cached_property
    def holders(self) -> tuple[Unit, ...]:
        """Officeholders whose duties the documents divide."""
        return tuple(
            u for u in self._units() if u.kind == "person" and _HOLDER.match(u.id.rpartition("/")[2])
        )

    @cached_property
    def home(self) -> str:
        """The city whose government issues most documents; empty where none does."""
        cities = [place for document in self._documents for place in places_in(document.issuer)]
        return max(cities, key=cities.count, default="")

    def places_in(self, text: str) -> tuple[str, ...]:
        """As the function of this name, counties of the home city also without 县, 市 or 区."""
        short = (county for county in counties_of(self.home) if len(county) > 2 and county[:-1] in text)
        return tuple(dict.fromkeys((*places_in(text), *short)))

    @cached_property
    def villages(self) -> tuple[str, ...]:
        """Names in 村, as the documents print them."""
        return tuple(dict.fromkeys(villages_in(self.text)))

    def has_village(self, name: str) -> bool:
        """Whether the documents print a village of this name, or of one that sounds like it."""
        if name.endswith(self.villages):
            return True
        sounds = ("".join(f"[{c}{homophones(c)}]" for c in own) for own in self.villages)
        return any(re.search(f"{sound}$", name) for sound in sounds)

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """Names of offices, as lists and posts print them."""
        posts = (a.post for a in self.appointments)
        return tuple(sorted(set(_offices(self.text, posts, self.home))))

    @cached_property
    def _sounding(self) -> re.Pattern[str]:
        """Any person by how the name sounds, a group for each in the order of `persons`."""
        return re.compile(
            "|".join("(" + "".join(f"[{c}{homophones(c)}]" for c in name) + ")" for name in self.persons)
        )

    def persons_in(self, text: str) -> tuple[str, ...]:
        """Persons named in a text, by their characters or, where none is, by how the name sounds."""
        if not _ABOUT_PERSONS.search(text):
            return ()
        exact = tuple(name for name in self.persons if name in text)
        if exact:
            return exact
        heard = self._sounding.search(text) if self.persons else None
        if not heard:
            return ()
        name = next(name for name, group in zip(self.persons, heard.groups(), strict=True) if group)
        return (name,) if _shares(name, heard[0]) else ()

    @cached_property
    def numeric_columns(self) -> Mapping[str, Mapping[str, str]]:
        """By table, the columns that hold figures: their names without level, well and unit, to one as printed."""
        return {
            table.id: {
                base_column(name): name
                for row in table.rows
                for name, cell in (row.cells or {}).items()
                if cell[:1].isdigit()
            }
            for table in self.tables
        }

    @cached_property
    def _offices_by_start(self) -> Mapping[str, Sequence[str]]:
        by_start: dict[str, list[str]] = {}
        for name in self.offices:
            by_start.setdefault(_bare(name, self.home)[0], []).append(name)
        return by_start

    def full_names(self, text: str) -> tuple[str, ...]:
        """Offices that a text names by an abbreviation: 卫健委 is 卫生健康委员会, 经开区 a 经济技术开发区."""
        shorts = {m["short"][i:] for m in _SHORT_OFFICE.finditer(text) for i in range(len(m["short"]) - 1)}
        wanted = sorted(short for short in shorts if len(short) > 2)
        found = {
            name: None
            for short in wanted
            for name in self._offices_by_start.get(short[0], ())
            if _abbreviates(short, _bare(name, self.home)) and short not in name
        }
        return tuple(found)

    def has_office(self, text: str, said: str) -> bool:
        """Whether one of the offices that a question names, in full or short, stands in what a unit says; also
        where it names none."""
        shorts = {_bare(m[0], self.home) for m in _NAMED_OFFICE.finditer(text)}
        shorts = {short for short in shorts if len(short) > 2}
        return not shorts or any(_stands_in(short, said) for short in shorts)

    def opposite(self, names: Iterable[str]) -> frozenset[str]:
        """Units of those who take over the posts that the named leave, and the other way round."""
        named = [a for a in self.appointments if a.name in names]
        return frozenset(
            b.unit.id
            for a in named
            for b in self.appointments
            if b.name != a.name
            and (b.verb in APPOINTED) != (a.verb in APPOINTED)
            and _same_post(a.post, b.post)
        )


@cache
def _seat(home: str) -> str:
    """What stands before the name of an office: its city, with or without 市, or its level alone."""
    city = home.removesuffix("市")
    return f"(?:{re.escape(city)}市?|[市省县区])" if city else "[市省县区]"


def _offices(text: str, posts: Iterable[str], home: str) -> Iterable[str]:
    """Offices as lists, duties and posts print them; an abbreviation is read against these."""
    office = re.compile(
        rf"{_seat(home)}[\u4e00-\u9fff]{{2,14}}(?:委员会|局|中心|支队|学校|学院|医院)"
        r"|[\u4e00-\u9fff]{4,14}(?:学校|学院|开发区)"
    )
    named = [*_LIST_MARKS.split(text), *(_TITLED.sub("", post) for post in posts)]
    return (name for name in named if office.fullmatch(name))


def _bare(name: str, home: str) -> str:
    """The name of an office without its seat: 市财政局 is 财政局."""
    return re.sub(f"^{_seat(home)}", "", name)


def _abbreviates(short: str, bare: str) -> bool:
    """Whether `short` begins as the bare name of an office does, is of its kind, and has its characters in order."""
    if short[0] != bare[0] or short[-1] not in bare[-3:]:
        return False
    rest = iter(bare)
    return all(char in rest for char in short)


def _stands_in(short: str, said: str) -> bool:
    """Whether the last characters of an office stand in a text in order, as close as its full name has them."""
    key = short[-4:] if len(short) > 4 else short
    if re.search("[\u4e00-\u9fff]{0,4}?".join(map(re.escape, key)), said):
        return True
    printed = re.findall(
        rf"(?=([\u4e00-\u9fff]{{1,4}}{short[-2:]}))", said
    )  # the text may shorten it: 消管中心
    return any(len(name) > 3 and _abbreviates(name, short) for name in printed)


def _same_post(a: str, b: str) -> bool:
    plain_a, plain_b = (re.sub(r"（[^（）]*）", "", post) for post in (a, b))
    return plain_a == plain_b


def plain_column(name: str) -> str:
    """The name of a column without its unit and the number of a well: 1#井深（m） is 井深."""
    return re.sub(r"^\d#|（[^（）]*）$", "", name)


@cache
def base_column(name: str) -> str:
    """The name of a column without unit, well and level: 1#一级保护区面积（km2） is 面积."""
    return LEVEL.sub("", plain_column(name)).removeprefix("保护区")


def is_numbered(row: Unit) -> bool:
    """Whether a row goes by its number: 第8项."""
    return bool(_NUMBERED.search(row.id))


def numbered_columns(row: Unit) -> tuple[str, ...]:
    """The column of the number that a row goes by, and the next one; none for other rows."""
    m, cells = _NUMBERED.search(row.id), row.cells or {}
    names = list(cells)
    at = next((i for i, name in enumerate(names) if m and cells[name] == m[1]), len(names))
    return tuple(names[at : at + 2])


def row_name(row: Unit) -> str:
    """What a row is called in everyday questions: 北关村 of “北关村集中供水工程”行, of a numbered row the cell
    after its number (高龄津贴)."""
    segment = row.id.rpartition("/")[2]
    if is_numbered(row):
        return "".join((row.cells or {})[name] for name in numbered_columns(row)[1:])
    village = _VILLAGE.match(segment)
    return village[0] if village else segment


def _shares(name: str, typed: str) -> bool:
    return any(a == b for a, b in zip(name, typed, strict=True))


# --- places of the country ----------------------------------------------------------------------------
@cache
def _places() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Counties and cities by name to their city; provinces and cities by their short name to themselves."""
    of_city: dict[str, str] = {}
    short: dict[str, str] = {}
    for line in _PLACES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        province, city, *counties = line.split(" ")
        own = province if city in ("市辖区", "县") else city
        for name in (province, city, *counties):
            if name not in _COMMON_NAMES:
                of_city.setdefault(name, own if name != province else province)
        for name in (province, city):
            if re.fullmatch(r"[\u4e00-\u9fff]{2,3}[省市]", name):
                short[name[:-1]] = name
    return of_city, short


@cache
def _starts() -> frozenset[str]:
    return frozenset(name[:2] for names in _places() for name in names)


def places_in(text: str) -> tuple[str, ...]:
    """Provinces, cities and counties that a text names, by their full names; cities also without 市."""
    starts = _starts()
    found: dict[str, None] = {}
    for at in range(len(text) - 1):
        if text[at : at + 2] in starts and (place := _place_at(text, at)):
            found[place] = None
    return tuple(found)


def _place_at(text: str, at: int) -> str | None:
    of_city, short = _places()
    full = next((text[at : at + n] for n in (6, 5, 4, 3, 2) if text[at : at + n] in of_city), None)
    if full == "和县" and at and text[at - 1] not in "省市":  # a word and 县, far more often
        return None
    is_road = text[at + 2 : at + 3] in ("路", "街")
    return full or (None if is_road or _is_accident(text, at) else short.get(text[at : at + 2]))


def _is_accident(text: str, at: int) -> bool:
    """Whether two characters are halves of the words around them: 天水 in 几天水, 通化 in 普通化学品."""
    before, after = text[max(at - 1, 0) : at + 1], text[at + 1 : at + 3]
    return before[:1] in _COUNTING or (is_ordinary(before) and is_ordinary(after))


def city_of(place: str) -> str:
    """The city that a county lies in; a city or province itself; empty for a name that is none."""
    return _places()[0].get(place, "")


@cache
def counties_of(city: str) -> tuple[str, ...]:
    """The counties that lie in a city."""
    return tuple(name for name, own in _places()[0].items() if own == city and name != city)


def villages_in(text: str) -> tuple[str, ...]:
    """Names in 村 that a text holds, as written."""
    return tuple(m[0] for m in _VILLAGE.finditer(text))
