"""The commands as a person types them: output, exit codes, one clear line for bad input."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "corpus" / "raw" / "lvliang-2024-01.txt"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "index"
    assert gongbao("index", "--out", str(out)).returncode == 0
    return out


def gongbao(*arguments: str, index: Path | None = None, **setting: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"GONGBAO_INDEX": str(index)} if index else {}) | setting
    command = [sys.executable, str(ROOT / "gongbao.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def fails_in_one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    assert "Traceback" not in done.stderr
    for word in ("expected", "found", *words):
        assert word in lines[0]


def test_ask_answers_with_its_citation(index: Path) -> None:
    done = gongbao("ask", "80岁老人每月补贴多少", index=index)
    assert done.returncode == 0
    assert "每人每月发放50元" in done.stdout
    assert "吕政办发〔2024〕2号 附件《吕梁市基本养老服务清单》第8项（公报第49页）" in done.stdout
    assert "第9项" in done.stdout
    assert done.stderr == ""


def test_the_default_index_is_built_where_there_is_none(tmp_path: Path) -> None:
    done = gongbao("ask", "35号文第六条", index=tmp_path / "fresh")
    assert done.returncode == 0
    assert "分户建账" in done.stdout
    assert "no index yet" in done.stderr


def test_an_expired_document_is_said_first(index: Path) -> None:
    done = gongbao("ask", "35号文第六条", "--on", "2026-01-01", index=index)
    assert done.stdout.startswith("答复  （注意：文件已过有效期，至2025-12-15）")


def test_no_answer_is_no_failure(index: Path) -> None:
    done = gongbao("ask", "35号文第九十条", index=index)
    assert done.returncode == 0
    assert "共23条，没有第九十条" in done.stdout


def test_json_and_batch_give_the_same_object(index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"qid": "a", "question": "高龄津贴"}\n\n{"qid": "b", "question": ""}\n', "utf-8")
    one = json.loads(gongbao("ask", "高龄津贴", "--json", "--on", "2024-06-01", index=index).stdout)
    done = gongbao("ask", "--batch", str(batch), "--on", "2024-06-01", index=index)
    first, second = map(json.loads, done.stdout.splitlines())
    assert first.pop("qid") == "a"
    for answer in (first, one):
        del answer["elapsed_ms"]
    assert first == one
    assert (second["status"], second["reason"]) == ("no_answer", "empty")


def test_search_and_its_batch(index: Path, tmp_path: Path) -> None:
    done = gongbao("search", "高龄津贴", "-k", "1", "--explain", index=index)
    assert "吕政办发〔2024〕2号/附件/第8项" in done.stdout
    assert "津贴" in done.stdout
    batch = tmp_path / "queries.jsonl"
    batch.write_text('{"qid": "q1", "question": "高龄津贴"}\n{"qid": "q2", "question": "！"}\n', "utf-8")
    rows = [
        json.loads(line)
        for line in gongbao("search", "--batch", str(batch), "-k", "3", index=index).stdout.splitlines()
    ]
    assert [row["qid"] for row in rows] == ["q1", "q2"]
    assert rows[0]["hits"][0]["id"] == "吕政办发〔2024〕2号/附件/第8项"
    assert len(rows[0]["hits"]) == 3
    assert rows[1]["hits"] == []


def test_parse_jsonl_is_what_index_units_reads(tmp_path: Path) -> None:
    lines = gongbao("parse", "--jsonl").stdout.splitlines()
    unit = next(u for u in map(json.loads, lines) if u["id"] == "吕政办发〔2024〕2号/附件/第8项")
    assert set(unit) == {"id", "doc_no", "locator", "kind", "path", "text", "pages", "cells"}
    assert unit["cells"]["服务类型"] == "物质帮助"
    units = tmp_path / "units.jsonl"
    units.write_text("\n".join(lines), "utf-8")
    done = gongbao("index", "--units", str(units), "--out", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr
    found = gongbao("search", "高龄津贴", "-k", "1", "--index", str(tmp_path / "again"))
    assert "吕政办发〔2024〕2号/附件/第8项" in found.stdout


def test_check_accounts_for_every_character() -> None:
    done = gongbao("parse", "--check")
    assert done.returncode == 0
    assert "58433 characters in one printing" in done.stdout
    assert "0 unexplained" in done.stdout


def test_show_prints_raw_and_clean() -> None:
    done = gongbao("show", "吕政办发〔2024〕2号/附件/第8项")
    assert "6099  为全市 80 周岁（含）至 99 周岁（含）" in done.stdout
    assert "服务标准: 为全市80周岁（含）至99周岁（含）非低保" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing", None, ["no such file"]),
        ("empty", b"", ["empty file"]),
        ("blank", b" \n\t\n", ["empty file"]),
        ("binary", b"\x00\x01\x02" * 99, ["binary"]),
        ("pdf", b"%PDF-1.7\n%\xe2", ["PDF"]),
        ("cut", SHIPPED.read_bytes()[:90_001], ["fetch"]),
        ("novel", "从前有座山，山里有座庙。\n".encode() * 50, ["文号"]),
    ],
)
def test_a_file_that_is_no_bulletin(
    name: str, content: bytes | None, words: list[str], tmp_path: Path, index: Path
) -> None:
    file = tmp_path / f"{name}.txt"
    if content is not None:
        file.write_bytes(content)
    before = {path.name: path.read_bytes() for path in index.iterdir()}
    fails_in_one_line(gongbao("parse", str(file)), name, *words)
    fails_in_one_line(gongbao("index", str(file), "--out", str(index)), name, *words)
    assert {path.name: path.read_bytes() for path in index.iterdir()} == before


def test_gb18030_is_read(tmp_path: Path) -> None:
    file = tmp_path / "gb.txt"
    file.write_bytes(SHIPPED.read_text("utf-8").encode("gb18030"))
    assert gongbao("parse", str(file), "--jsonl").stdout == gongbao("parse", "--jsonl").stdout


def test_a_gap_in_the_articles_is_refused_and_can_be_passed_over(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    start = text.index("第六条 共管资金管理实行分户建账")
    gap = tmp_path / "gap.txt"
    gap.write_text(text[:start] + text[text.index("第二章 交", start) :], "utf-8")
    fails_in_one_line(gongbao("parse", str(gap)), "OutlineGap", "第6条", "第7条", "p.20 line")
    assert gongbao("parse", str(gap), "--keep-going", "--jsonl").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "吕政办发〔2024〕2号/附件/第99项"), ["UnknownLocator", "nearest"]),
        (("show", "nothing"), ["UnknownLocator"]),
        (("show", "第十四条"), ["ambiguous", "吕政办发〔2023〕35号/第14条, 吕政办发〔2023〕37号/第14条"]),
        (("ask", ""), ["QuestionError"]),
        (("ask", "\u200b\x07"), ["QuestionError"]),
        (("ask", "问" * 10_000), ["300", "10000"]),
        (("search", " "), ["QuestionError"]),
        (("search", " ", "--json"), ["QuestionError"]),
        (("ask", "x", "--index", "/nonexistent"), ["IndexMissing", "gongbao index"]),
        (("parse", "--doc", "吕政办发〔1999〕1号", "--jsonl"), ["UnknownLocator"]),
        (("parse", "--doc", "吕政办发〔1999〕1号", "--until", "boxes", "--diff"), ["UnknownLocator"]),
        (("bench", "scale", "--data", "/nonexistent"), ["FileError", "/nonexistent/laws"]),
        (("bench", "stard", "--data", "/nonexistent", "--work", "/tmp"), ["FileError", "/nonexistent/laws"]),
        (("train", "--data", "/nonexistent", "--work", "/tmp"), ["FileError", "/nonexistent/laws"]),
        (("parse", "--golden", "/proc/nowhere"), ["FileError", "/proc/nowhere"]),
        (("eval", "--trec", "/proc/nowhere"), ["FileError", "/proc/nowhere"]),
        (("eval", "--save", "/proc/nowhere"), ["FileError", "/proc/nowhere"]),
        (("index", "--out", "/proc/nowhere"), ["FileError", "(/proc/nowhere)"]),
        (("index", "--out", f"{SHIPPED}/below"), ["FileError", f"({SHIPPED}/below)"]),
        (("parse", "--golden", f"{SHIPPED}/below"), ["FileError", str(SHIPPED)]),
    ],
)
def test_bad_input_gets_one_line(arguments: tuple[str, ...], words: list[str], index: Path) -> None:
    fails_in_one_line(gongbao(*arguments, index=index), *words)


def test_search_by_words_by_meaning_and_by_both(index: Path) -> None:
    found = {
        mode: json.loads(gongbao("search", "老头有钱拿吗", "--mode", mode, "--json", index=index).stdout)[
            "hits"
        ]
        for mode in ("lexical", "dense", "hybrid")
    }
    assert all(len(hits) == 10 for hits in found.values())
    assert all(-1 <= hit["score"] <= 1 for hit in found["dense"])
    assert found["lexical"] != found["hybrid"] != found["dense"]


def test_another_encoder_than_the_index_was_built_with(index: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in index.iterdir()}
    missing = str(tmp_path / "model")
    fails_in_one_line(gongbao("index", index=index, GONGBAO_ENCODER=missing), "EncoderError", missing)
    assert {path.name: path.read_bytes() for path in index.iterdir()} == before
    assert "第8项" in gongbao("ask", "高龄津贴", index=index, GONGBAO_ENCODER="none").stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", ["line 2", "JSON"]),
        ('{"id": "b"}', ["line 2", "text"]),
        ('{"id": "a", "text": "b"}', ["line 2", "a"]),
    ],
)
def test_a_units_file_with_a_bad_line_leaves_the_index(tmp_path: Path, line: str, words: list[str]) -> None:
    units, out = tmp_path / "units.jsonl", tmp_path / "out"
    units.write_text('{"id": "a", "text": "高龄津贴"}\n', "utf-8")
    assert gongbao("index", "--units", str(units), "--out", str(out)).returncode == 0
    before = (out / "manifest.json").read_bytes()
    units.write_text(f'{{"id": "a", "text": "高龄津贴"}}\n{line}\n', "utf-8")
    done = gongbao("index", "--units", str(units), "--out", str(out))
    assert done.returncode == 1
    assert all(word in done.stderr.splitlines()[-1] for word in ("UnitsError", str(units), *words))
    assert (out / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "x", "--batch", "y"),
        ("search", "x", "-k", "0"),
        ("nope",),
        ("ask", "x", "--on", "tomorrow"),
        ("parse", "--doc", "吕政办发〔2024〕2号"),
        ("parse", "--doc", "吕政办发〔2024〕2号", "--check"),
        ("parse", "--jsonl", "--diff"),
        ("parse", "--check", "--until", "boxes"),
        ("parse", "--golden", "x", "--until", "boxes"),
        ("parse", "--golden", "x", "--jsonl"),
        ("search", "x", "--json", "--explain"),
        ("search", "--batch", "x", "--explain"),
    ],
)
def test_wrong_usage_exits_with_two(arguments: tuple[str, ...], index: Path) -> None:
    done = gongbao(*arguments, index=index)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_flipped_byte_is_refused_by_name(index: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in index.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    data = bytearray((broken / "units.jsonl").read_bytes())
    data[1000] ^= 1
    (broken / "units.jsonl").write_bytes(data)
    done = gongbao("ask", "高龄津贴", "--index", str(broken))
    assert done.returncode == 1
    assert "units.jsonl" in done.stderr
    assert "gongbao index" in done.stderr


def test_a_bad_batch_line_is_named(index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "bad.jsonl"
    batch.write_text('{"qid": 1, "question": "高龄津贴"}\nnot json\n', "utf-8")
    done = gongbao("ask", "--batch", str(batch), index=index)
    fails_in_one_line(done, "line 2")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        '{"qid": null, "question": "高龄津贴"}',
        '{"question": "高龄津贴"}',
        '{"qid": "", "question": "高龄津贴"}',
        '{"qid": true, "question": "高龄津贴"}',
        '{"qid": "a", "question": 5}',
        '{"qid": "a", "question": null, "query": "高龄津贴"}',
        '{"qid": "a"}',
        '["a", "高龄津贴"]',
        '"a"',
    ],
)
def test_a_batch_line_that_is_no_question(line: str, index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "bad.jsonl"
    batch.write_text(f"\n{line}\n", "utf-8")
    fails_in_one_line(gongbao("search", "--batch", str(batch), index=index), "bad.jsonl line 2")


def test_a_batch_file_may_start_with_a_byte_order_mark(index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "bom.jsonl"
    batch.write_text('{"qid": 7, "query": "高龄津贴"}\n', "utf-8-sig")
    done = gongbao("search", "--batch", str(batch), "-k", "1", index=index)
    assert json.loads(done.stdout)["qid"] == "7", done.stderr


@pytest.mark.parametrize(("question", "reason"), [("", "empty"), ("问" * 301, "too_long")])
def test_a_question_that_cannot_be_asked_is_an_object_and_a_failure(
    question: str, reason: str, index: Path
) -> None:
    done = gongbao("ask", question, "--json", index=index)
    fails_in_one_line(done, "QuestionError")
    answer = json.loads(done.stdout)
    assert (answer["status"], answer["reason"], answer["citations"]) == ("no_answer", reason, [])


def test_a_place_that_one_document_has_needs_no_document() -> None:
    done = gongbao("show", "专栏3")
    assert done.returncode == 0
    assert done.stdout.startswith("吕政办发〔2024〕3号/专栏3\n")


def test_files_of_one_name_are_both_in_the_manifest(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    other = re.sub(r"(\D)(\d+)(\s*号)", r"\g<1>9\2\3", text)
    for name, content in (("one", text), ("two", other)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "issue.txt").write_text(content, "utf-8")
    out = tmp_path / "out"
    files = [str(tmp_path / name / "issue.txt") for name in ("one", "two")]
    done = gongbao("index", *files, "--keep-going", "--out", str(out))
    assert done.returncode == 0, done.stderr
    hashes = [hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files]
    source = json.loads((out / "manifest.json").read_bytes())["source"]
    assert source == {"issue.txt": hashes[0], "issue.txt (2)": hashes[1]}


def test_every_command_has_help_with_an_example() -> None:
    for command in ("parse", "show", "index", "ask", "search", "eval", "bench"):
        done = gongbao(command, "--help")
        assert done.returncode == 0
        assert f"gongbao {command}" in done.stdout
