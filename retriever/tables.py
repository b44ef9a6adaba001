"""Questions across the rows of tables: extremes, sums, counts and filters, two rows side by side.

A reading and the catalog come in; a `Finding` goes out, the rows that decide and what to say of them. A figure
that no cell prints is said after 计算：, with the number of cells it was made from:

    >>> find(reading, catalog).said  # doctest: +SKIP
    '前河村集中供水工程，1#井深（m）：146（计算：比较15个“井深”，最大）'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import Unit
from corpus.numbering import to_number
from indexer.analyze import fold
from retriever.catalog import LEVEL, Catalog, base_column, is_numbered, row_name
from retriever.evidence import Reading
from retriever.values import Range, ranges

_ASKS_ACROSS = re.compile(
    r"最[深浅大小多少高低长短远近]|几|哪些|哪几|相差|差多少|[多深高大]多少|合计|总共|一共|加起来|总和|分别|各是|对比|相比|谁更|哪[个处口眼些座]|没有?划?|只划?有?了?"
)
_WHO = "[哪谁数]\\S{0,6}?更?"  # 哪个村更深, 数谁家大
_MOST = re.compile(f"最[深大多高长远]|{_WHO}[深大多高长远](?:[，。？?些]|$)")
_LEAST = re.compile(f"最[浅小少低短近]|{_WHO}[浅小少低短近](?:[，。？?些]|$)")
_SUM = re.compile("合计|总共|一共|加起来|总和")
_DIFFERENCE = re.compile("相差|差多少|[多深高大]多少")
_WHICH = re.compile("几|哪些|哪几|多少")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TOWN = re.compile(r"(?:(?![在的和到是有这那])[\u4e00-\u9fff]){2,3}[乡镇](?!镇|级|政|人|街|卫|养|消|敬|（)")
_OFFICE = re.compile(r"市?[\u4e00-\u9fff]{2,10}?(?:局|委|中心|部|办|支队)(?=牵头)")
_LEADERS = re.compile("哪[几些][位个名]?市?(?:政府)?(?:领导|副?市长)")
_GENERIC = frozenset("的（）数量级")
_ALSO_CALLED = {"眼": "口"}  # wells
_DIMENSIONS = {"m": "length", "km2": "area"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A numeric cell: its row, the column as printed, and its value."""

    row: Unit
    column: str
    value: float

    @property
    def said(self) -> str:
        """The cell behind its row and column, as the answer says it."""
        return f"{_full_name(self.row)}，{self.column}：{(self.row.cells or {})[self.column]}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a table answers: the rows cited, the deciding one first, the column that decided, and the words."""

    rows: tuple[Unit, ...]
    column: str
    said: str


def find(reading: Reading, catalog: Catalog, doc_nos: Sequence[str] = ()) -> Finding | None:
    """The answer of the tables to a question across rows; None where it is no such question. Only items of
    `doc_nos` count where documents are named."""
    if not _ASKS_ACROSS.search(reading.text):
        return None
    rows = [row for table in catalog.tables for row in table.rows if _is_meant(row, reading)]
    if re.search("清单|附件|表", reading.text) and (found := _of_office(reading.text, rows)):
        return found
    for found in (
        _of_leaders(reading.text, catalog),
        _of_lead_office(reading.text, catalog, doc_nos),
        _by_level(reading.text, rows),
        _by_town(reading.text, rows),
    ):
        if found:
            return found
    column = _column(reading.text, rows, catalog)
    if not column:
        return _of_office(reading.text, rows)
    cells = list(_cells(rows, column, reading.text))
    named = [cell for cell in cells if _is_named(row_name(cell.row), reading.text)]
    if len({cell.row.id for cell in named}) > 1:
        return _beside(named, column, reading.text)
    if named or len(cells) < 2:
        return None
    return (
        _extreme(cells, column, reading.text)
        or _filtered(cells, column, reading.text)
        or _sum(cells, column, reading.text)
    )


def _is_named(name: str, text: str) -> bool:
    """Whether a text names a row, a village also without 村."""
    short = name.removesuffix("村")
    return bool(name) and (name in text or (len(short) > 1 and short in text))


_WITHOUT = re.compile("没有?划?分?(?P<level>一级|二级|三级|准保护区)")
_WITH = re.compile("(?:划|有|设)[了有]?(?P<level>一级|二级|三级|准保护区)的?保?护?区?")


def _by_level(text: str, rows: Sequence[Unit]) -> Finding | None:
    """Rows that have, or lack, the columns of a level: 哪些村只划了一级、没有二级."""
    lacks = _WITHOUT.search(text)
    asked = lacks or _WITH.search(text)
    if not re.search("哪[些几个]", text) or not asked:
        return None
    level = asked["level"]
    of_table = [row for row in rows if any("级别" in name for name in row.cells or ())]
    found = [row for row in of_table if (level in (row.cells or {}).values()) is not bool(lacks)]
    if not found or len(found) == len(of_table):
        return None
    column = next(name for name in found[0].cells or () if "级别" in name)
    names = "；".join(f"{_full_name(row)}，{column}：{(row.cells or {}).get(column, '')}" for row in found)
    return Finding(
        tuple(found),
        column,
        f"{names}（计算：比较{len(of_table)}行，{'没有' if lacks else '有'}{level}的{len(found)}行）",
    )


def _by_town(text: str, rows: Sequence[Unit]) -> Finding | None:
    """Rows that lie in a town: 上明乡有哪几个村."""
    towns = [m[0][i:] for m in _TOWN.finditer(text) for i in range(len(m[0]) - 2)]
    if not towns or not re.search("[几哪][个些几处]", text) or "的" in text.partition(towns[0])[2][:2]:
        return None
    found = [
        (row, name)
        for row in rows
        for name, cell in (row.cells or {}).items()
        if "位置" in name and any(t in cell for t in towns)
    ]
    if not found:
        return None
    in_town = {row.id: row for row, _ in found}
    names = "；".join(_full_name(row) for row in in_town.values())
    return Finding(tuple(in_town.values()), found[0][1], f"{names}（计算：共{len(in_town)}行）")


def _of_leaders(text: str, catalog: Catalog) -> Finding | None:
    """The officeholders of a division of duties: 分工调整的是哪几位领导."""
    if not _LEADERS.search(text) or not re.search("分工|调整", text) or len(catalog.holders) < 2:
        return None
    said = "；".join(unit.id.rpartition("/")[2] for unit in catalog.holders)
    return Finding(catalog.holders, "", said)


def _of_lead_office(text: str, catalog: Catalog, doc_nos: Sequence[str]) -> Finding | None:
    """Items that an office is in charge of: 38号文里市工信局牵头的有哪几条."""
    m = _OFFICE.search(text)
    if not m or not re.search("[几哪][条项些个件几]", text):
        return None
    short = next((m[0][i:] for i in range(len(m[0]) - 2) if any(m[0][i:] in by for _, by in catalog.led)), "")
    found = [
        unit for unit, by in catalog.led if short and short in by and (not doc_nos or unit.doc_no in doc_nos)
    ]
    topical = [unit for unit in found if _is_about(unit, text)]
    chosen = topical if topical and not doc_nos else found
    if not chosen:
        return None
    said = "；".join(f"{unit.locator} {_heading(unit)}" for unit in chosen)
    return Finding(tuple(chosen), "", f"{said}（计算：共{len(chosen)}处）")


def _heading(unit: Unit) -> str:
    return re.split("[。；：\n]", re.sub(r"^\d+[.．]", "", unit.text))[0]


def _is_about(unit: Unit, text: str) -> bool:
    """Whether the heading right above an item shares a word of three characters with the question."""
    above = unit.path[-1] if unit.path else ""
    return any(above[i : i + 3] in text for i in range(len(above) - 2))


def _is_meant(row: Unit, reading: Reading) -> bool:
    return all(place in row.title or place in row.text for place in reading.places)


def _column(text: str, rows: Sequence[Unit], catalog: Catalog) -> str:
    """The column, without level, well and unit, that a question names, the longest one where several are."""
    tables = {row.id.rpartition("/")[0] for row in rows}
    named = {
        name
        for table in sorted(tables)
        for name, printed in catalog.numeric_columns[table].items()
        if _names(text, name, printed)
    }
    if re.search("[最更个谁村][深浅]", text):
        named = {name for name in named if "深" in name}
    return max(sorted(named), key=len, default="")


def _names(text: str, column: str, printed: str = "") -> bool:
    """Whether a question names a column by its characters (浅 for 深), or counts by its unit: 两眼井."""
    asked = text.replace("浅", "深")
    if not re.search("设计|实际", text):  # 一年供水最多 asks for 设计供水量 where that is what a table has
        column = re.sub("^(?:设计|实际)", "", column)
    own = [char for char in column if char not in _GENERIC]
    if len(own) > 1 and (column in asked or all(char in asked for char in own)):
        return True
    unit = re.search(r"（([\u4e00-\u9fff])）$", printed)
    return bool(
        unit
        and re.search(rf"[一二两三四五六七八九\d几](?:{unit[1]}|{_ALSO_CALLED.get(unit[1], unit[1])})", text)
        and any(char in text for char in own)
    )


def _cells(rows: Iterable[Unit], column: str, text: str) -> Iterable[Cell]:
    level = next((level for level in ("一级", "二级", "准保护区") if level in text), "")
    for row in rows:
        cells = row.cells or {}
        for name, cell in cells.items():
            if base_column(name) != column or not (m := _NUMBER.match(cell)):
                continue
            own = LEVEL.match(name)
            if not level or (name.startswith(level) if own else level in cells.values()):
                yield Cell(row, name, float(m[0]))


def _extreme(cells: Sequence[Cell], column: str, text: str) -> Finding | None:
    most, least = _MOST.search(text), _LEAST.search(text)
    if not (most or least):
        return None
    best = (max if most else min)(cell.value for cell in cells)
    found = [cell for cell in cells if cell.value == best]
    how = "最大" if most else "最小"
    said = "；".join(cell.said for cell in found)
    return Finding(_rows(found), found[0].column, f"{said}（计算：比较{len(cells)}个“{column}”，{how}）")


def _beside(cells: Sequence[Cell], column: str, text: str) -> Finding:
    ordered = sorted(cells, key=lambda cell: text.find(row_name(cell.row).removesuffix("村")))
    if most := _MOST.search(text) or _LEAST.search(text):  # the one that decides comes first
        ordered.sort(key=lambda cell: cell.value, reverse=most.re is _MOST)
    said = "；".join(cell.said for cell in ordered)
    if _DIFFERENCE.search(text) and len(ordered) == 2:
        said += f"（计算：相差{_plain(abs(ordered[0].value - ordered[1].value))}）"
    return Finding(_rows(ordered), ordered[0].column, said)


def _filtered(cells: Sequence[Cell], column: str, text: str) -> Finding | None:
    """Rows whose cell lies in a range, or is the number, that the question gives."""
    if not _WHICH.search(text):
        return None
    rule = _rule(cells[0].column, text)
    if rule is None:
        return None
    found = [cell for cell in cells if rule.covers(cell.value)]
    count = len({cell.row.id for cell in found})
    said = "；".join(cell.said for cell in found)
    counted = f"计算：比较{len(cells)}个“{column}”，符合的{count}行"
    return Finding(_rows(found), cells[0].column, f"{said}（{counted}）") if found else None


def _rule(column: str, text: str) -> Range | None:
    folded = fold(text)
    unit = re.search(r"（(\S+)）$", column)
    dimension = _DIMENSIONS.get(unit[1], "") if unit else ""
    if rule := next((r for r in ranges(folded) if r.dimension == dimension), None):
        return rule
    number = re.search(
        rf"(\d+(?:\.\d+)?|[一二两三四五六七八九])(?:米|眼|口|{unit[1] if unit else '个'})", folded
    )
    if not number:
        return None
    value = to_number(number[1])
    return Range(dimension, value, value)


def _sum(cells: Sequence[Cell], column: str, text: str) -> Finding | None:
    if not _SUM.search(text):
        return None
    total = _plain(sum(cell.value for cell in cells))
    said = f"计算：{len(cells)}个“{column}”合计{total}"
    return Finding(_rows(cells), cells[0].column, said)


def _of_office(text: str, rows: Iterable[Unit]) -> Finding | None:
    """Rows whose office is the one named: 市民政局牵头的有哪几项."""
    if "牵头" not in text or not _WHICH.search(text):
        return None
    found = []
    for row in rows:
        for name, cell in (row.cells or {}).items():
            if "牵头" in name and (cell in text or cell.removeprefix("市") in text):
                found.append((row, name))
    if len(found) < 2:
        return None
    names = "、".join(_full_name(row) for row, _ in found)
    return Finding(tuple(row for row, _ in found), found[0][1], f"{names}（计算：共{len(found)}行）")


def _full_name(row: Unit) -> str:
    """What a row is called in an answer: its name, or its number and the cell after it."""
    segment = row.id.rpartition("/")[2]
    return f"{segment} {row_name(row)}".rstrip() if is_numbered(row) else segment


def _rows(cells: Iterable[Cell]) -> tuple[Unit, ...]:
    return tuple({cell.row.id: cell.row for cell in cells}.values())


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
