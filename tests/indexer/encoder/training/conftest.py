"""A tiny set of data packs: six laws on six matters, a lay question about each, and settings that fit."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from indexer.encoder.training import packs
from indexer.encoder.training.config import DEFAULT, TrainConfig, read_config

MATTERS = ("养老服务", "住房维修", "城市供水", "道路交通", "婚姻登记", "劳动工资")
SENTENCES = (
    "为了规范{}，根据有关法律，制定本办法。",
    "{}工作由市人民政府主管部门负责；县级人民政府负责本行政区域内的{}工作。",
    "老年人办理{}的，应当提交身份证明和申请书。",
    "违反{}规定的，由主管部门责令改正，处二百元以上二千元以下罚款。",
    "{}的具体标准由省人民政府规定，自发布之日起施行。",
)


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines, compressed where the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)


def articles() -> list[dict[str, Any]]:
    """Every article of every law."""
    return [
        {
            "id": f"{matter}#{n}",
            "law": f"{matter}条例",
            "path": ["第一章 总则"],
            "text": sentence.replace("{}", matter),
        }
        for matter in MATTERS
        for n, sentence in enumerate(SENTENCES, 1)
    ]


def _question(n: int, matter: str) -> dict[str, Any]:
    answer = f"您好，{matter}罚二百元以上。"
    return {
        "qid": str(n),
        "query": f"{matter}要罚多少钱",
        "gold": [f"{matter}#4"],
        "fold": n % 5,
        "answer": answer,
    }


@pytest.fixture(scope="session", autouse=True)
def callers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What callers ask about the six laws, and one question about an article that no pack has."""
    path = tmp_path_factory.mktemp("callers") / "callers.jsonl"
    asked = [{"id": f"{matter}#4", "q": f"{matter[:2]}的事不听要罚几个钱"} for matter in MATTERS]
    write_lines(path, [*asked, {"id": "无#1", "q": "没有的事"}])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "CALLERS", path)
        yield path


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of packs."""
    folder = tmp_path_factory.mktemp("packs")
    found = articles()
    write_lines(folder / "laws/laws_national.jsonl.gz", found[:15])
    write_lines(folder / "laws/laws_local.jsonl.gz", found[15:])
    write_lines(folder / "stard/corpus_2023.jsonl.gz", found)
    questions = [_question(n, matter) for n, matter in enumerate(MATTERS)]
    write_lines(folder / "stard/queries.train.jsonl", questions)
    pairs = [{"q": f"什么是{matter}", "p": f"本法所称{matter}，是指有关活动。"} for matter in MATTERS]
    write_lines(folder / "pairs/open/definitions.jsonl.gz", pairs)
    return folder


@pytest.fixture(scope="session")
def config_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped settings, made small."""
    path = tmp_path_factory.mktemp("settings") / "train.toml"
    text = DEFAULT.read_text("utf-8").partition("[open_sets]")[0] + "[open_sets]\ndefinitions = 1\n"
    small = {
        "n_terms": 400,
        "dim": 8,
        "steps": 200,
        "batch": 24,
        "rate": 0.05,
        "warm_up": 5,
        "negatives": 1,
        "negatives_from": 4,
    }
    lines = [
        f"{name} = {small[name]}" if (name := line.partition(" = ")[0]) in small else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="session")
def config(config_path: Path) -> TrainConfig:
    """Those settings, read."""
    return read_config(config_path)
