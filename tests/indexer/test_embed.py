"""What an encoder reads of a unit, and the matrix over many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.model import Unit
from indexer.embed import Embedding, Vectors, embed, passage_text
from tests.factories import HashEncoder

ROW = Unit("行", "每人每月50元", title="高龄津贴办法", path=("第二章", "标准"))
HEADING = Unit("章", "第二章 标准\n每人每月50元", has_parts=True, lead="第二章 标准")
LEAD = Unit("条", "下列费用不得列支：\n（一）广告费", has_parts=True, lead="下列费用不得列支：")


@pytest.mark.parametrize(
    ("unit", "read"),
    [
        (ROW, "高龄津贴办法\n第二章\n标准\n每人每月50元"),
        (Unit("a", "正文"), "正文"),  # neither title nor headings
        (HEADING, ""),  # says nothing of its own
        (LEAD, "下列费用不得列支："),  # its parts are read on their own
    ],
)
def test_passage_text(unit: Unit, read: str) -> None:
    assert passage_text(unit) == read


def test_rows_belong_to_units_in_order() -> None:
    encoder = HashEncoder()
    vectors = embed([ROW, HEADING, LEAD], encoder)
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors[0], encoder.encode_passages([passage_text(ROW)])[0])
    assert not vectors[1].any()
    np.testing.assert_allclose(np.linalg.norm(vectors[[0, 2]], axis=1), 1, rtol=1e-6)


def test_units_that_pass_by_are_encoded_as_a_list_would_be() -> None:
    units = [Unit(str(n), f"第{n}条 正文{n % 7}") for n in range(600)]  # more than two batches
    embedding = Embedding(HashEncoder())
    assert list(embedding.passing(units)) == units
    np.testing.assert_array_equal(embedding.vectors(), embed(units, HashEncoder()))


def test_no_units_give_no_rows() -> None:
    assert Embedding(HashEncoder(8)).vectors().shape == (0, 8)


class _Broken(HashEncoder):
    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = self.encode_questions(texts)
        vectors[-1, 0] = np.nan
        return vectors


def test_a_vector_that_is_not_of_numbers_names_its_unit() -> None:
    with pytest.raises(EncoderError, match="NaN or infinity for 条"):
        embed([ROW, LEAD], _Broken())
