"""Validity, terms of office and citations, as far as the text itself says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from corpus.model import Bulletin, Contact, Unit, Validity
from indexer.structure.facts import read_citations, read_terms, read_validity

ISSUED = date(2023, 12, 15)


@pytest.mark.parametrize(
    ("text", "issued", "effective", "expires"),
    [
        ("本办法自发布之日起施行，有效期2年。", ISSUED, ISSUED, date(2025, 12, 15)),
        ("自印发之日起施行，有效期至2025年10月1日。", ISSUED, ISSUED, date(2025, 10, 1)),
        ("自2024年3月1日起施行。", ISSUED, date(2024, 3, 1), None),
        ("自2024年3月1日起施行，有效期五年。", ISSUED, date(2024, 3, 1), date(2029, 3, 1)),
        ("有效期两年。", ISSUED, None, date(2025, 12, 15)),
        # 29 February
        ("自2024年2月29日起施行，有效期1年。", None, date(2024, 2, 29), date(2025, 2, 28)),
        ("自2024年2月29日起施行，有效期4年。", None, date(2024, 2, 29), date(2028, 2, 29)),
        # dates that depend on a 成文日期 that is missing
        ("自发布之日起施行，有效期2年。", None, None, None),
        # an end that is printed beats one that is counted
        ("有效期三年，有效期至2026年1月1日。", ISSUED, None, date(2026, 1, 1)),
        ("有效期至2025年2月30日。", ISSUED, None, None),  # no such day
    ],
)
def test_read_validity(text: str, issued: date | None, effective: date | None, expires: date | None) -> None:
    assert read_validity(text, issued) == Validity(effective, expires, text)
    around = f"甲甲。\n第二十三条 {text}乙乙。\n丙"
    assert read_validity(around, issued) == Validity(effective, expires, text)


@pytest.mark.parametrize(
    "text",
    ["自收到之日起施行。", "期满两年。到2025年基本建成。", "证书有效期届满前三个月。", "自2024年起。", ""],
)
def test_no_validity(text: str) -> None:
    assert read_validity(text, ISSUED) == Validity()


@pytest.mark.parametrize(
    ("doc_no", "effective", "expires"),
    [
        ("吕政办发〔2023〕35号", date(2023, 12, 15), date(2025, 12, 15)),
        ("吕政办发〔2023〕37号", date(2023, 12, 19), date(2025, 12, 19)),
        ("吕政办发〔2024〕1号", date(2024, 1, 10), date(2025, 10, 1)),
        ("吕政办发〔2023〕33号", date(2023, 12, 4), None),
        ("吕政办发〔2024〕2号", None, None),
        ("吕政办发〔2024〕3号", None, None),  # 到2025年 is a goal, no end
    ],
)
def test_validity_in_the_issue(
    bulletin: Bulletin, doc_no: str, effective: date | None, expires: date | None
) -> None:
    document = next(d for d in bulletin.documents if d.doc_no == doc_no)
    found = document.validity
    assert (found.effective_on, found.expires_on) == (effective, expires)
    assert found.basis is None or found.basis in document.text


@pytest.mark.parametrize(
    ("expires", "on", "state"),
    [
        (date(2025, 12, 15), date(2025, 12, 14), "in_force"),
        (date(2025, 12, 15), date(2025, 12, 15), "in_force"),  # its last day
        (date(2025, 12, 15), date(2025, 12, 16), "expired"),
        (None, date(2099, 1, 1), "not_stated"),
    ],
)
def test_state(expires: date | None, on: date, state: str) -> None:
    assert Validity(date(2023, 12, 15), expires, None).state(on) == state


def test_terms_of_the_issue(bulletin: Bulletin) -> None:
    terms = [term for document in bulletin.documents for term in document.terms]
    assert [t.unit_id for t in terms if t.kind == "任期"] == [
        "吕政任〔2024〕2号/任命/武英喆",
        "吕政任〔2024〕2号/任命/白继红",
    ]
    assert {(t.text, t.starts, t.ends) for t in terms if t.kind == "任期"} == {
        ("任期三年，2024年2月至2027年2月", "2024年2月", "2027年2月")
    }
    probation = [t.unit_id.rpartition("/")[2] for t in terms if t.kind == "试用期"]
    assert len(probation) == 15
    assert "王倩" in probation
    assert "温懿卿" not in probation
    assert {t.text for t in terms if t.kind == "试用期"} == {"试用期一年"}


def test_terms_are_read_from_persons_only() -> None:
    text = "王倩为局长（任期三年，试用期6个月）"
    terms = read_terms([Unit(id="a", text=text, kind="person"), Unit(id="b", text=text, kind="article")])
    assert [(t.kind, t.text, t.unit_id, t.starts) for t in terms] == [
        ("任期", "任期三年", "a", None),
        ("试用期", "试用期6个月", "a", None),
    ]


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("根据《甲法》《乙条例》", ("《甲法》", "《乙条例》")),
        ("根据《甲办法》（某政发〔2024〕5 号）", ("《甲办法》（某政发〔2024〕5号）",)),
        ("根据《甲法》和《甲法》", ("《甲法》",)),
        ("《甲办法》（以下简称办法）", ("《甲办法》",)),
        # near misses
        ("《本办法》已经同意", ()),  # its own name
        ("《甲》", ()),
        ("根据甲法", ()),
        ("《甲法", ()),
    ],
)
def test_read_citations(text: str, cites: tuple[str, ...]) -> None:
    assert read_citations(text, "关于印发本办法的通知") == cites


def test_citations_of_the_issue(bulletin: Bulletin) -> None:
    cites = {d.doc_no: d.cites for d in bulletin.documents}
    assert "《山西省土地指标交易调剂办法》（晋政办发〔2023〕54号）" in cites["吕政办发〔2024〕1号"]
    assert "《国务院关于加强数字政府建设的指导意见》（国发〔2022〕14号）" in cites["吕政办发〔2024〕3号"]
    assert cites["吕政任〔2024〕1号"] == ()


def test_contacts_of_the_issue(bulletin: Bulletin, units: Mapping[str, Unit]) -> None:
    contacts = {d.doc_no: d.contact for d in bulletin.documents}
    assert contacts["吕政办发〔2024〕2号"] == Contact(
        "吕梁市民政局", "0358-8237023", "吕政办发〔2024〕2号/咨询单位"
    )
    assert contacts["吕政任〔2024〕2号"] is None
    for contact in filter(None, contacts.values()):
        assert units[contact.id].text == f"咨询单位：{contact.unit}\n咨询电话：{contact.phone}"
        assert units[contact.id].kind == "contact"
