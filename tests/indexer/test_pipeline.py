"""The whole parse: the same twice, the same from one printing, and no crash on fragments in any order."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BulletinError, OutlineGap, SourceError
from corpus.source import SHIPPED, Source, lines, read_source
from corpus.text import squash
from corpus.wording import OFFICE_HOLDER
from indexer.checks import census
from indexer.pipeline import STAGES, Run, bulletin_name, parse, refuse_gaps
from tests.factories import notice, source_of


def test_parsing_twice_gives_the_same(run: Run, source: Source) -> None:
    assert parse(source) == run


def test_one_printing_gives_the_same_documents(run: Run) -> None:
    end = run.stages["copies"][-1].end
    single = parse(Source("single.txt", "", "utf-8", run.source.text[:end]))
    assert single.bulletin.documents == run.bulletin.documents
    assert single.lines == run.lines
    assert not [e for e in single.bulletin.edits if e.stage == "copies"]


def test_line_ends_do_not_matter(run: Run) -> None:
    end = run.stages["copies"][-1].end
    text = run.source.text[:end].replace("\n", "\r\n")
    windows = parse(Source("crlf.txt", "", "utf-8", text)).bulletin
    assert [[(u.id, u.text) for u in d.units] for d in windows.documents] == [
        [(u.id, u.text) for u in d.units] for d in run.bulletin.documents
    ]


def test_every_stage_is_kept(run: Run) -> None:
    assert tuple(run.stages) == STAGES
    assert [len(run.stages[stage]) for stage in STAGES] == [9194, 9160, 4580, 4580, 4538, 4538]
    assert run.raw_lines is run.stages["lines"]
    assert run.lines is run.stages["reorder"]
    assert run.bulletin.findings == ()


def test_spans_lead_back_to_the_raw_text(run: Run) -> None:
    """Outside tables, whose cells come from several places, a unit's text is what its spans hold."""
    raw = run.source.text
    for document in run.bulletin.documents:
        for unit in document.units:
            origin = document.origin[unit.start : unit.end]
            printed = "".join(raw[at] for at in origin if at >= 0)
            assert squash(printed) == squash(unit.text)
            assert all(any(s.start <= at < s.end for s in unit.spans) for at in origin if at >= 0)


# --- names ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("甲\n市政府文件 吕梁市人民政府公报 2024·01", "吕梁市人民政府公报2024年第1期"),
        ("吕梁市人民政府公报 2024·12 市政府文件", "吕梁市人民政府公报2024年第12期"),
        ("吕梁市人民政府公报", "某期"),
        ("", "某期"),
    ],
)
def test_bulletin_name(printed: str, name: str) -> None:
    assert bulletin_name(lines(source_of(printed)), "某期.txt") == name


# --- faults of the file ---------------------------------------------------------------------------
def test_no_document() -> None:
    with pytest.raises(SourceError, match="expected at least one document") as caught:
        parse(source_of("甲乙\n丙丁", "list.txt"))
    assert "found none in 2 lines (list.txt); give the text of a government bulletin" in str(caught.value)


@pytest.mark.parametrize("cut", ["本办法自发布之", "一、工作目标\n\n全面落实各项任务，确保", "第一条 甲乙，"])
def test_a_file_that_stops_in_mid_sentence(cut: str) -> None:
    text = notice("$").text.partition("$")[0] + cut
    with pytest.raises(SourceError, match="某政发〔2024〕5号 to end with its date") as caught:
        parse(source_of(text))
    message = str(caught.value)
    assert repr(cut.rpartition("\n")[2]) in message
    assert re.search(r"\(p\.1 line \d+, a\.txt\); fetch the file again, it is cut off", message)


def test_a_file_that_stops_after_a_sentence_is_read() -> None:
    text = notice("$").text.partition("$")[0] + "全面落实各项任务。"
    [document] = parse(source_of(text)).bulletin.documents
    assert document.issued_on is None
    dated = parse(notice("全面落实各项任务，")).bulletin.documents[0]
    assert dated.issued_on == date(2024, 3, 1)


def test_gaps_are_refused_all_at_once() -> None:
    body = "\n\n".join(f"第{n}条 {'甲' * 25}，\n\n乙乙乙乙。" for n in ("一", "三", "四", "七"))
    found = parse(notice(body))
    with pytest.raises(OutlineGap) as caught:
        refuse_gaps(found)
    message = str(caught.value)
    assert "某政发〔2024〕5号: expected 第2条 after 第1条, found 第3条 (p.1 line" in message
    assert "expected 第5条 after 第4条, found 第7条" in message
    assert message.endswith("see: gongbao parse FILE --check, or go on with --keep-going")


def test_no_gap_is_not_refused(run: Run) -> None:
    refuse_gaps(run)
    body = "\n\n".join(f"第{n}条 {'甲' * 25}，\n\n乙乙乙乙。" for n in ("一", "二", "三"))
    refuse_gaps(parse(notice(body)))


# --- fragments ------------------------------------------------------------------------------------
ROWS = [row for row in read_source(SHIPPED).text.split("\n")[:8410] if not OFFICE_HOLDER.match(row.strip())]
BLOCKS = st.lists(
    st.tuples(st.integers(0, len(ROWS) - 1), st.sampled_from([1, 2, 5, 20, 60])), min_size=1, max_size=8
)


@settings(max_examples=120, deadline=None)
@given(BLOCKS, st.sampled_from(["body", "annex", "bare"]))
def test_real_fragments_in_any_order(blocks: list[tuple[int, int]], place: str) -> None:
    """No crash but a message for people; and every character stays accounted for."""
    printed = "\n".join(row for start, size in blocks for row in ROWS[start : start + size])
    within = {
        "body": notice(printed).text,
        "annex": f"{notice('甲。').text}\n附件\n\n某表\n\n{printed}",
        "bare": printed,
    }
    try:
        found = parse(source_of(within[place]))
    except BulletinError:
        return
    assert census(found).unexplained == ()
    for document in found.bulletin.documents:
        assert all(document.text[u.start : u.end] == u.text for u in document.units)


@pytest.mark.parametrize("n_lines", [6000, 6200])
def test_a_file_cut_off_inside_a_table_is_refused(run: Run, n_lines: int) -> None:
    text = "\n".join(run.source.text.split("\n")[:n_lines]) + "\n"
    with pytest.raises(SourceError, match=r"whole row, found the end of the file.*cut off"):
        parse(Source("cut.txt", "", "utf-8", text))
