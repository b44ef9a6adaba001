"""Keys read back as themselves, labels have exactly the forms that other offices link to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownLocator
from corpus.locator import Locator, label, normal_form, read_place, spellings
from corpus.model import Bulletin, Unit
from corpus.numbering import to_hanzi

DOC = "吕政办发〔2024〕2号"
TITLES = {"附件": "吕梁市基本养老服务清单"}


# --- keys -----------------------------------------------------------------------------------------
def test_every_key_of_the_issue_reads_back(units: Mapping[str, Unit]) -> None:
    assert len(units) > 700
    assert [key for key in units if str(Locator.parse(key)) != key] == []


def test_every_key_lies_in_its_document(units: Mapping[str, Unit]) -> None:
    for key, unit in units.items():
        place = Locator.parse(key)
        assert place.doc_no == unit.doc_no
        assert Locator(place.doc_no).contains(place)
        assert place.parent is not None
        assert place.parent.contains(place)
        assert not place.contains(place.parent)


@given(
    st.lists(
        st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1), max_size=4
    )
)
def test_keys_read_back(segments: list[str]) -> None:
    place = Locator(DOC, tuple(segments))
    assert Locator.parse(str(place)) == place


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (f"{DOC}/附件/第8项", Locator(DOC, ("附件", "第8项"))),
        (DOC, Locator(DOC)),
        ("吕政办发[2024]2 号/一", Locator(DOC, ("一",))),  # brackets as typed
    ],
)
def test_parse(key: str, place: Locator) -> None:
    assert Locator.parse(key) == place


@pytest.mark.parametrize(
    "key", ["", "第12条", "2号/第12条", "/第12条", f"{DOC}/", f"{DOC}//第8项", f"{DOC}/附件/"]
)
def test_no_key(key: str) -> None:
    with pytest.raises(UnknownLocator, match="expected a 文号 and a place") as caught:
        Locator.parse(key)
    assert repr(key) in str(caught.value)
    assert "gongbao parse --jsonl" in str(caught.value)


def test_a_long_key_is_cut_in_the_message() -> None:
    with pytest.raises(UnknownLocator) as caught:
        Locator.parse("x" * 10_000)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ((), ("第14条",), True),
        (("第14条",), ("第14条",), True),
        (("第14条",), ("第14条", "（一）", "2"), True),
        # near misses: a longer number, the other way round, a sibling
        (("第1条",), ("第14条",), False),
        (("第14条", "（一）"), ("第14条",), False),
        (("第14条", "（一）"), ("第14条", "（二）"), False),
    ],
)
def test_contains(outer: tuple[str, ...], inner: tuple[str, ...], expected: bool) -> None:
    assert Locator(DOC, outer).contains(Locator(DOC, inner)) is expected
    assert not Locator("吕政办发〔2024〕1号", outer).contains(Locator(DOC, inner))


def test_parent() -> None:
    place = Locator(DOC, ("第14条", "（一）"))
    assert place.parent == Locator(DOC, ("第14条",))
    assert place.parent.parent == Locator(DOC)
    assert place.parent.parent.parent is None


# --- labels ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("segments", "kind", "printed"),
    [
        # 条 and below
        ("第14条", "article", "第十四条"),
        ("第7条/第2款", "paragraph", "第七条第二款"),
        ("第14条/（一）/2", "subitem", "第十四条（一）2."),
        ("第110条", "article", "第一百一十条"),
        # plans, notices, opinions
        ("三/（五）/20", "item", "三、（五）20."),
        ("一", "section", "一、"),
        ("四/（四）/深化政务服务能力", "paragraph", "四、（四）深化政务服务能力"),
        ("二/普惠性原则", "paragraph", "二、普惠性原则"),
        ("一/（二）/第2段", "paragraph", "一、（二）第二段"),
        ("一/（二）/第二段", "paragraph", "一、（二）第二段"),
        ("三/末段", "paragraph", "三、末段"),
        ("三/（五）/责任单位", "note", "三、（五）责任单位"),
        # numbered indicators, boxes
        ("二/（三）/指标4", "indicator", "二、（三）指标4"),
        ("专栏5/1", "item", "专栏5 1."),
        ("专栏1", "box", "专栏1"),
        # emergency plan
        ("5.2.1", "section", "5.2.1"),
        ("5.2.1/（3）", "item", "5.2.1（3）"),
        # tables
        ("附件/第8项", "row", "附件《吕梁市基本养老服务清单》第8项"),
        ("附件/北关村集中供水工程", "row", "附件《吕梁市基本养老服务清单》“北关村集中供水工程”行"),
        ("附件2/市财政局", "row", "附件2“市财政局”行"),
        ("附件3/重大", "column", "附件3“重大”列"),
        ("附件3/说明", "note", "附件3说明"),
        ("附件", "annex", "附件《吕梁市基本养老服务清单》"),
        ("附件1", "figure", "附件1"),
        ("附件说明", "fact", "附件说明"),
        # persons
        ("任命/王文奇", "person", "任命：王文奇"),
        ("免去/赵龙", "person", "免去：赵龙"),
        ("提名/温懿卿", "person", "提名：温懿卿"),
        ("任忠常务副市长/分管", "paragraph", "任忠常务副市长：分管"),
        ("油晓峰副市长", "person", "油晓峰副市长"),
        # the rest
        ("正文/2", "paragraph", "正文第2段"),
        ("正文引言", "paragraph", "正文引言"),
        ("前言", "paragraph", "前言"),
        ("印发通知", "text", "印发通知"),
        ("咨询单位", "contact", "咨询单位/咨询电话"),
        ("标题", "fact", "标题"),
        ("成文日期", "fact", "成文日期"),
        ("", "", "全文"),
    ],
)
def test_label(segments: str, kind: str, printed: str) -> None:
    place = Locator(DOC, tuple(filter(None, segments.split("/"))))
    assert label(place, TITLES, kind) == printed


def test_label_of_an_annex_without_a_title() -> None:
    assert label(Locator(DOC, ("附件", "第8项")), {}, "row") == "附件第8项"
    assert label(Locator(DOC, ("附件2", "第8项")), {"附件2": "清单"}, "row") == "附件2第8项"


def test_labels_of_the_issue_name_one_place_each(bulletin: Bulletin) -> None:
    for document in bulletin.documents:
        labels = [unit.locator for unit in document.units]
        assert sorted({x for x in labels if labels.count(x) > 1}) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("第12条", "第十二条", True),
        ("第 12 条第 2 款", "第十二条第二款", True),
        ("第十四条(一)2.", "第十四条（一）2", True),
        ("吕政办发[2024]2号/附件/第8项", "吕政办发〔2024〕2号附件第8项", True),
        ("附件《清单》第八项", "附件清单第8项", True),
        ("附件二“市财政局”行", "附件2「市财政局」行", True),
        ("第十四条第（一）项2.", "第十四条（一）2.", True),
        # near misses
        ("附件一览", "附件1览", False),
        ("第12条", "第21条", False),
        ("第一条", "第十一条", False),
        ("第2款", "第2项", False),
        ("（一）", "一", False),
        ("附件1第2项", "附件第12项", False),
    ],
)
def test_normal_form(one: str, other: str, same: bool) -> None:
    assert (normal_form(one) == normal_form(other)) is same


@pytest.mark.parametrize(
    ("segments", "printed", "is_only_annex", "typed", "named"),
    [
        (("附件", "第8项"), "附件《清单》第8项", True, "附件第8项", True),
        (("附件", "第8项"), "附件《清单》第8项", True, "附件1第8项", True),
        (("附件", "第8项"), "附件《清单》第8项", True, "附件1《清单》第八项", True),
        (("附件", "第8项"), "附件《清单》第8项", True, "《清单》第8项", True),
        (("附件2", "市财政局"), "附件2“市财政局”行", False, "附件2《清单》“市财政局”", True),
        (("附件3", "说明"), "附件3说明", False, "附件三说明", True),
        (("咨询单位",), "咨询单位/咨询电话", False, "咨询电话", True),
        (("正文", "2"), "正文第2段", False, "第二段", True),
        (("正文",), "正文", False, "正文", True),
        # near misses
        (("附件2", "市财政局"), "附件2“市财政局”行", False, "附件“市财政局”", False),
        (("附件2", "第8项"), "附件2第8项", False, "附件第8项", False),
        (("附件", "第8项"), "附件《清单》第8项", True, "附件第18项", False),
        (("附件", "第8项"), "附件《清单》第8项", True, "清单", False),
    ],
)
def test_spellings(
    segments: tuple[str, ...], printed: str, is_only_annex: bool, typed: str, named: bool
) -> None:
    assert (normal_form(typed) in spellings(segments, printed, "清单", is_only_annex)) is named


# --- places as people type them -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "likeliest"),
    [
        ("第六条怎么说", "第6条"),
        ("第12条第二款", "第12条/第2款"),
        ("第十四条（一）2.", "第14条/（一）/2"),
        ("第 14 条 (一) 2.", "第14条/（一）/2"),
        ("第一百零一条第三项", "第101条/（三）"),
        ("附件第8项", "附件/第8项"),
        ("附件2第三项", "附件2/第3项"),
        ("清单第19项", "附件/第19项"),
        ("专栏3第4项", "专栏3/4"),
        ("专栏5 1.", "专栏5/1"),
        ("专栏三", "专栏3"),
        ("5.2.1（3）", "5.2.1/（3）"),
        ("8.1.2是什么", "8.1.2"),
        ("六、（二）2.", "六/（二）/2"),
        ("三（五）20", "三/（五）/20"),
        ("三（五）", "三/（五）"),
        # near misses
        ("第二十七、二十八条", None),
        ("附件", None),
        ("附件2", None),
        ("专栏", None),
        ("0.0028平方公里", None),
        ("3.5万", None),
        ("1.2亿元", None),
        ("2.5%", None),
        ("10.5亩", None),
        ("2024.1.1", None),
        ("一、", None),
        ("80岁老人每月补贴多少", None),
        ("", None),
    ],
)
def test_read_place(typed: str, likeliest: str | None) -> None:
    place = read_place(typed)
    assert ("/".join(place.candidates[0]) if place else None) == likeliest


def test_read_place_offers_what_else_it_may_mean() -> None:
    place = read_place("关于第十四条（一）2.的问题")
    assert place is not None
    assert place.candidates[0] == ("第14条", "（一）", "2")
    assert {("第14条", "（一）"), ("第14条",), ("十四",)} <= set(place.candidates)
    assert len(set(place.candidates)) == len(place.candidates)
    assert (place.start, place.end) == (2, 11)
    assert place.article == 14


def test_read_place_finds_every_article() -> None:
    for number in range(1, 200):
        for typed in (f"第{number}条", f"第{to_hanzi(number)}条"):
            place = read_place(typed)
            assert place is not None
            assert (place.article, place.candidates[0]) == (number, (f"第{number}条",))


@given(st.text("第附件专栏清单条款项目（）()0123456789.一二三十百、 ", max_size=30))
def test_read_place_never_fails(typed: str) -> None:
    place = read_place(typed)
    if place:
        assert 0 <= place.start < place.end <= len(typed)
        assert all(all(candidate) for candidate in place.candidates)
