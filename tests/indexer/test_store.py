"""The index folder: reads back what was written, refuses one changed byte, survives a failed build."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

import indexer.store
from corpus.errors import IndexCorrupt, IndexMismatch, IndexMissing, UnitsError
from corpus.lay_words import LayTable
from corpus.model import Contact, Document, Span, Term, Unit, Validity
from indexer.analyze import AnalyzerConfig
from indexer.bm25 import Bm25Config
from indexer.store import MANIFEST, Manifest, open_index, read_units, write_index
from tests.factories import HashEncoder

UNITS = (
    Unit(
        "X政发〔2024〕5号/第1条",
        "为了规范养老服务，制定本办法。",
        "X政发〔2024〕5号",
        "养老服务办法",
        "第一条",
        "article",
    ),
    Unit(
        "X政发〔2024〕5号/附件1/第8项",
        "高龄津贴\n80周岁以上每月50元",
        path=("附件", "清单"),
        kind="row",
        pages=(49, 50),
        cells={"对象": "80周岁以上", "标准": ""},
        start=3,
        end=9,
        spans=(Span(5, 8), Span(10, 12)),
        has_parts=True,
    ),
    Unit("c", "城市供水"),
)
DOCUMENT = Document(
    doc_no="X政发〔2024〕5号",
    title="养老服务办法",
    issuer="X市人民政府",
    genre="办法",
    addressee="",
    issued_on=date(2024, 1, 5),
    attachments=("清单",),
    contact=Contact("X市民政局", "0358-0000000", "c"),
    validity=Validity(date(2024, 2, 1), None, "自2024年2月1日起施行"),
    terms=(Term("试用期", "试用期一年", "c"),),
    cites=("X政发〔2023〕1号",),
    text="全文",
    origin=(),
    units=(),
    pages=(1, 2),
)
LAY_WORDS: LayTable = {"targets": [[], [("老年人", 1.0)]], "by_start": {"老头": [("老头", 1)]}}
BARE = Document("", "t", "", "", "", None, (), None, Validity(), (), (), "", (), ())


def write(out: Path, units: tuple[Unit, ...] = UNITS, **more: Any) -> Manifest:
    return write_index(out, units, (DOCUMENT, BARE), analyzer=AnalyzerConfig(), bm25=Bm25Config(), **more)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_reads_back_what_was_written(tmp_path: Path) -> None:
    manifest = write(
        tmp_path / "i",
        source={"a.txt": "abc"},
        user_words=["养老服务", "养老服务"],
        lay_words=LAY_WORDS,
        encoder=HashEncoder(),
    )
    index = open_index(tmp_path / "i")
    assert index.manifest == manifest
    assert manifest.source == {"a.txt": "abc"}
    assert tuple(index.unit(ordinal) for ordinal in range(len(index))) == UNITS
    assert [index.ordinal(unit.id) for unit in UNITS] == [0, 1, 2]
    assert index.ordinal("X政发〔2024〕5号/第2条") is None
    assert index.documents == (DOCUMENT, BARE)
    assert index.fingerprint == manifest.content[:12]
    assert len(index.fingerprint) == 12
    assert "养老服务" in index.analyzer.terms("养老服务")
    assert json.dumps(index.lay_words) == json.dumps(LAY_WORDS)
    assert index.manifest.encoder == HashEncoder().record
    assert next(i for i, _ in index.vectors.nearest(HashEncoder().encode_questions(["城市供水"])[0], 3)) == 2
    assert index.ordinals_of({"X政发〔2024〕5号"}).tolist() == [0]


@pytest.mark.parametrize("ordinal", [-1, 3])
def test_ordinals_out_of_range(tmp_path: Path, ordinal: int) -> None:
    write(tmp_path / "i")
    with pytest.raises(IndexError, match="below 3"):
        open_index(tmp_path / "i").unit(ordinal)


def test_vectors_that_were_not_stored(tmp_path: Path) -> None:
    write(tmp_path / "i")
    with pytest.raises(IndexMismatch, match="without an encoder"):
        _ = open_index(tmp_path / "i").vectors


def test_builds_are_byte_identical(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "sub" / "b")
    write(tmp_path / "a")
    assert contents(tmp_path / "a") == contents(tmp_path / "sub" / "b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "sub"]


def test_every_input_changes_the_fingerprint(tmp_path: Path) -> None:
    out = tmp_path / "i"
    made = [
        write(out),
        write(out, user_words=["养老服务"]),
        write(out, source={"a": "b"}),
        write(out, UNITS[:2]),
        write_index(out, UNITS, (DOCUMENT, BARE), analyzer=AnalyzerConfig(chars=False), bm25=Bm25Config()),
        write_index(out, UNITS, (DOCUMENT, BARE), analyzer=AnalyzerConfig(), bm25=Bm25Config(k1=1.3)),
    ]
    assert len({manifest.content for manifest in made}) == len(made)


def test_one_flipped_byte_is_refused_by_name(tmp_path: Path) -> None:
    """Bytes all over the manifest, and at the start, middle and end of every other file."""
    out = tmp_path / "i"
    write(out)
    for name, whole in contents(out).items():
        end = len(whole)
        places = (
            range(0, end, 5)
            if name == MANIFEST
            else sorted({0, 9, end // 3, end // 2, end - 1} & set(range(end)))
        )
        for place in places:
            flipped = bytearray(whole)
            flipped[place] ^= 1
            (out / name).write_bytes(flipped)
            with pytest.raises(IndexCorrupt, match=name):
                open_index(out)
        (out / name).write_bytes(whole)
    assert len(open_index(out)) == 3


@pytest.mark.parametrize("damage", [lambda b: b + b" ", lambda b: b[:-1], lambda b: b""])
def test_a_longer_or_shorter_file_is_refused(tmp_path: Path, damage: Any) -> None:
    out = tmp_path / "i"
    write(out)
    for name, whole in contents(out).items():
        (out / name).write_bytes(damage(whole))
        with pytest.raises(IndexCorrupt, match=name):
            open_index(out)
        (out / name).write_bytes(whole)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "i")
    (tmp_path / "i" / "units.jsonl").unlink()
    with pytest.raises(IndexCorrupt, match=r"units\.jsonl .* is missing; run: gongbao index"):
        open_index(tmp_path / "i")


def test_no_index(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent", Path(__file__)):
        with pytest.raises(IndexMissing, match="run: gongbao index"):
            open_index(path)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ANALYZER_VERSION", "built with analyzer 1, code has 99; run: gongbao index"),
        ("FORMAT_VERSION", "built with format 3, code has 99; run: gongbao index"),
    ],
)
def test_another_version_is_refused(
    tmp_path: Path, name: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "i")
    monkeypatch.setattr(indexer.store, name, 99)
    with pytest.raises(IndexMismatch, match=says):
        open_index(tmp_path / "i")


def test_another_segmenter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_index(tmp_path / "i", UNITS, analyzer=AnalyzerConfig(words="all"), bm25=Bm25Config())
    assert open_index(tmp_path / "i").manifest.segmenter.startswith("rjieba ")
    monkeypatch.setattr(indexer.store, "segmenter_version", lambda config: "rjieba 99")
    with pytest.raises(IndexMismatch, match="segmenter"):
        open_index(tmp_path / "i")


class _Stop(BaseException):
    """Stands for KeyboardInterrupt, which pytest would take for its own."""


def _interrupted() -> Iterator[Unit]:
    yield UNITS[0]
    raise _Stop


def test_an_interrupted_build_leaves_the_old_index(tmp_path: Path) -> None:
    write(tmp_path / "i")
    before = contents(tmp_path / "i")
    with pytest.raises(_Stop):
        write_index(tmp_path / "i", _interrupted(), analyzer=AnalyzerConfig(), bm25=Bm25Config())
    assert contents(tmp_path / "i") == before
    assert [path.name for path in tmp_path.iterdir()] == ["i"]


@pytest.mark.parametrize("nth", [1, 2])
def test_an_interrupted_swap_leaves_the_old_index(
    tmp_path: Path, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "i")
    before, renamed, rename = contents(tmp_path / "i"), [], Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        renamed.append(target)
        if len(renamed) == nth:
            raise _Stop
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(_Stop):
        write(tmp_path / "i", UNITS[:1])
    assert contents(tmp_path / "i") == before
    assert [path.name for path in tmp_path.iterdir()] == ["i"]


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    write(tmp_path / "i")
    (tmp_path / "i").rename(tmp_path / ".i.replaced")
    (tmp_path / ".i.building-1").mkdir()
    with pytest.raises(_Stop):
        write_index(tmp_path / "i", _interrupted(), analyzer=AnalyzerConfig(), bm25=Bm25Config())
    assert [path.name for path in tmp_path.iterdir()] == ["i"]
    assert len(open_index(tmp_path / "i")) == 3


@pytest.mark.parametrize("is_damaged", [False, True])
def test_an_index_with_a_file_that_is_not_its_own_is_not_replaced(tmp_path: Path, is_damaged: bool) -> None:
    out = tmp_path / "i"
    write(out)
    if is_damaged:
        (out / MANIFEST).write_bytes((out / MANIFEST).read_bytes() + b" ")
    for name in ("notes.txt", "z.txt"):
        (out / name).write_text("keep")
    before = contents(out)
    with pytest.raises(IndexMismatch, match=r"found other files: notes\.txt; choose another --out"):
        write(out, UNITS[1:])
    assert contents(out) == before
    for name in ("notes.txt", "z.txt"):
        (out / name).unlink()
    write(out, UNITS[1:])
    assert len(open_index(out)) == 2


@pytest.mark.parametrize("others", [(), ("icon.png",), ("documents.json",)])
def test_a_manifest_of_something_else_is_no_index(tmp_path: Path, others: tuple[str, ...]) -> None:
    out = tmp_path / "app"
    out.mkdir()
    for name in (MANIFEST, *others):
        (out / name).write_text('{"name": "app"}')
    with pytest.raises(IndexMismatch, match="found other files"):
        write(out)
    assert {path.name for path in out.iterdir()} == {MANIFEST, *others}


def test_an_open_index_outlives_its_replacement(tmp_path: Path) -> None:
    write(tmp_path / "i")
    index = open_index(tmp_path / "i")
    write(tmp_path / "i", UNITS[2:])
    assert index.unit(2).id == "c"
    assert index.matrix.top(["供水"], 1)[0][0] == 2


@pytest.mark.parametrize("is_file", [True, False])
def test_a_folder_that_is_no_index_is_not_replaced(tmp_path: Path, is_file: bool) -> None:
    precious = tmp_path / "letters" if is_file else tmp_path / "letters" / "a.txt"
    precious.parent.mkdir(exist_ok=True)
    precious.write_text("keep")
    with pytest.raises(IndexMismatch, match="choose another --out"):
        write(tmp_path / "letters")
    assert precious.read_text() == "keep"


def test_what_cannot_be_indexed(tmp_path: Path) -> None:
    with pytest.raises(UnitsError, match="found 'c' again"):
        write(tmp_path / "i", (UNITS[2], UNITS[2]))
    with pytest.raises(UnitsError, match="at least one unit"):
        write(tmp_path / "i", ())
    assert not list(tmp_path.iterdir())


def test_opening_imports_little() -> None:
    heavy = "{'rjieba', 'jieba', 'scipy', 'torch', 'fastapi', 'pydantic'}"
    check = f"import sys, retriever.lexical; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True, env=os.environ | {"PYTHONPATH": "."})


# -- units from a file -------------------------------------------------------------------------------------

LINES = (
    {"id": "a", "text": "甲"},
    {"id": "b", "text": "乙", "doc_no": "X政发〔2024〕5号", "title": "办法", "path": ["一"],
     "locator": "一、", "kind": "row", "pages": [1, 2], "cells": {"对象": "老人"}, "unknown": {"x": 1}},
    {"id": "c", "text": "丙", "cells": None},
)  # fmt: skip


@pytest.mark.parametrize("name", ["u.jsonl", "u.jsonl.gz"])
def test_read_units(tmp_path: Path, name: str) -> None:
    path, encoded = tmp_path / name, "\n\n".join(json.dumps(line, ensure_ascii=False) for line in LINES)
    path.write_bytes(
        gzip.compress(encoded.encode()) if name.endswith("gz") else b"\xef\xbb\xbf" + encoded.encode()
    )
    assert list(read_units(path)) == [
        Unit("a", "甲"),
        Unit("b", "乙", "X政发〔2024〕5号", "办法", "一、", "row", ("一",), (1, 2), {"对象": "老人"}),
        Unit("c", "丙"),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "one JSON object a line"),
        (b"[]", "expected a JSON object, found list"),
        (b"\xff", "one JSON object a line"),
        (b'{"id": "b"}', 'expected "text"'),
        (b'{"id": "b", "text": " "}', 'expected "text"'),
        (b'{"text": "b"}', 'expected "id"'),
        (b'{"id": 7, "text": "b"}', 'expected "id" as a string that is not blank, found 7'),
        (b'{"id": "a", "text": "b"}', "found 'a' of line 1 again"),
        (b'{"id": "b", "text": "b", "path": "x"}', 'expected "path" as a list of strings'),
        (b'{"id": "b", "text": "b", "pages": [true]}', 'expected "pages"'),
        (b'{"id": "b", "text": "b", "kind": "poem"}', 'expected "kind"'),
        (b'{"id": "b", "text": "b", "cells": {"x": 1}}', 'expected "cells"'),
        (b'{"id": "b", "text": "b", "title": null}', 'expected "title"'),
    ],
)
def test_a_line_that_is_no_unit(tmp_path: Path, line: bytes, says: str) -> None:
    path = tmp_path / "u.jsonl"
    path.write_bytes(orjson.dumps(LINES[0]) + b"\n\n" + line)
    with pytest.raises(UnitsError) as caught:
        list(read_units(path))
    assert says in str(caught.value)
    assert "u.jsonl line 3" in str(caught.value)


@pytest.mark.parametrize(("name", "stored"), [("u.gz", b"no gzip"), ("u.gz", gzip.compress(b"x" * 99)[:-9])])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, stored: bytes) -> None:
    for path in (tmp_path / name, tmp_path / "absent", tmp_path):
        (tmp_path / name).write_bytes(stored)
        with pytest.raises(UnitsError, match=r"check the path|one JSON object"):
            list(read_units(path))
