"""Small inputs for tests: real excerpts by name, lines and paragraphs, an invented notice, an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from corpus.model import Line
from corpus.source import Source, lines
from indexer.clean.rejoin import Paragraph, rejoin
from indexer.embed import EncoderRecord, Vectors
from indexer.structure.outline import Node, outline

FIXTURES = Path(__file__).parent / "fixtures"

NOTICE_HEAD = "某市人民政府\n关于加强某项工作的通知\n\n某政发〔2024〕5 号\n\n各县人民政府：\n\n"
NOTICE_TAIL = "\n\n某市人民政府\n\n2024 年 3 月 1 日\n"


def source_of(text: str, name: str = "a.txt") -> Source:
    """A source that holds `text`."""
    return Source(name, "", "utf-8", text)


def excerpt(name: str) -> Source:
    """A short excerpt of the shipped issue, as extracted; its printed page is in the name."""
    return source_of((FIXTURES / name).read_text("utf-8"), name)


def notice(body: str) -> Source:
    """A whole small document with `body` between its addressee and its signature."""
    return source_of(NOTICE_HEAD + body + NOTICE_TAIL)


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """One paragraph a line of `text`, each with the layout's own proof that it is one."""
    found: list[Paragraph] = []
    for line in lines(source_of(text)):
        found += rejoin(text, (line,))
    return tuple(found)


def tree(text: str) -> Node:
    """The outline of one paragraph a line."""
    root, findings = outline(paragraphs_of(text), "某政发〔2024〕5号", appointing=True)
    assert findings == ()
    return root


def shape(node: Node) -> list[str]:
    """Keys of the nodes below `node` in order, each with the segments above it that its key holds."""
    return [key for child in node.children() for key in _keys(child, ())]


def _keys(node: Node, above: tuple[str, ...]) -> list[str]:
    above = () if node.absolute else above
    own = (*above, node.segment)
    below = above if node.transparent else own
    return ["/".join(own), *(key for child in node.children() for key in _keys(child, below))]


def texts(items: tuple[Line, ...]) -> list[str]:
    """The text of each line."""
    return [line.text for line in items]


class HashEncoder:
    """A tiny encoder for tests: each character points somewhere by its checksum, a text where they add up to."""

    def __init__(self, dim: int = 64, passage_prompt: str = "") -> None:
        self.record = EncoderRecord("hash", dim, passage_prompt=passage_prompt)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) float32 of unit length."""
        vectors = np.zeros((len(texts), self.record.dim), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for char in text:
                vector[crc32(char.encode()) % self.record.dim] += 1
            vector /= max(float(np.linalg.norm(vector)), 1e-9)
        return vectors

    encode_passages = encode_questions
