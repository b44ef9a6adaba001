"""The golden files are the parse as people review it."""

from __future__ import annotations

from pathlib import Path

from corpus.model import Bulletin
from indexer.golden import FOLDER, file_name, render, write_golden


def test_golden_files_are_the_parse(bulletin: Bulletin) -> None:
    golden = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.txt")}
    parsed = {file_name(document): render(document) for document in bulletin.documents}
    assert sorted(golden) == sorted(parsed), "run `make golden` and review its diff"
    for name, text in parsed.items():
        differing = [
            (told, now)
            for told, now in zip(golden[name].split("\n"), text.split("\n"), strict=False)
            if told != now
        ]
        assert differing[:1] == [], f"{name}: run `make golden` and review its diff"
        assert golden[name] == text, f"{name}: run `make golden` and review its diff"


def test_a_unit_is_one_line(bulletin: Bulletin) -> None:
    for document in bulletin.documents:
        head, _, body = render(document).partition("\n\n")
        assert all(line.startswith("# ") for line in head.splitlines())
        assert [line.split(" ┃ ")[0] for line in body.splitlines()] == [u.locator for u in document.units]


def test_write_golden_rewrites_and_removes(tmp_path: Path, bulletin: Bulletin) -> None:
    folder = tmp_path / "new" / "golden"
    first = Bulletin("", bulletin.documents[:2], (), ())
    assert [path.name for path in write_golden(first, folder)] == [
        "吕政函〔2023〕88号.txt",
        "吕政函〔2023〕92号.txt",
    ]
    (folder / "吕政函〔2023〕88号.txt").write_text("stale", "utf-8")
    second = Bulletin("", bulletin.documents[:1], (), ())
    [written] = write_golden(second, folder)
    assert written.read_text("utf-8") == render(bulletin.documents[0])
    assert [path.name for path in folder.iterdir()] == ["吕政函〔2023〕88号.txt"]
