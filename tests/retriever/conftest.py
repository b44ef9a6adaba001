"""One retriever over the shipped bulletin for all tests of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Bulletin
from indexer.build import write_documents
from retriever.retriever import Retriever


@pytest.fixture(scope="session")
def retriever(bulletin: Bulletin, tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """The shipped bulletin by words alone, so that no test waits for the encoder or depends on its weights."""
    out: Path = tmp_path_factory.mktemp("retriever") / "index"
    write_documents(out, bulletin.documents, None)
    return Retriever.open(out)
